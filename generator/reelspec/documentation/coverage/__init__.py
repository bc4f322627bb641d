"""Coverage: what the statements of a page are for in the specs, and the lock that remembers it.

A page's text is untrusted: it is read, compared and hashed, never kept in a repository, and shown nowhere but as what
`common.text.visible` leaves of it.
"""
