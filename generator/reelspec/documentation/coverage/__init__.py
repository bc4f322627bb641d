"""Documents: what the statements of a page are for in the specs, the lock that remembers it, and what a newer page changes.

Only commands and `checks` call this room. A page's text is untrusted: it is read, compared and hashed, never kept in a
repository, and shown nowhere but as what `show.text.visible` leaves of it.
"""
