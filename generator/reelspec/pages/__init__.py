"""Reading pages of documentation: text into sections, statements, facts and examples. One file reads one layout.

`read_page` is all that the rest of the program needs; `normalised` is what every statement's text has gone through, so
that a lock may hash the text of a statement as it is, or normalise other text in the same way. A page is somebody else's
text: nothing in it is executed, followed or interpolated, and reading takes time in proportion to its length.
"""

from __future__ import annotations

from reelspec.pages.page import (
    Bounds,
    Endpoint,
    Example,
    Fact,
    FactKind,
    Page,
    Part,
    Section,
    Statement,
    StatementKind,
    Value,
)
from reelspec.pages.plain import plain
from reelspec.pages.rendered import rendered
from reelspec.pages.text import normalised

__all__ = [
    "Bounds",
    "Endpoint",
    "Example",
    "Fact",
    "FactKind",
    "Page",
    "PageTooLong",
    "Part",
    "Section",
    "Statement",
    "StatementKind",
    "Value",
    "normalised",
    "read_page",
]

MOST_CHARACTERS = 4_000_000
"""The longest page that is read."""


class PageTooLong(ValueError):
    """A page has more characters than are read; the message says how many."""


def read_page(text: str, name: str = "page") -> Page:
    """The page: with facts where its layout is known, else its statements and examples alone.

    text: the capture, or the Markdown that Mintlify exports. name: what messages call it.
    Raises PageTooLong; nothing else, whatever the text is.
    """
    if len(text) > MOST_CHARACTERS:
        raise PageTooLong(f"{name}: the page has {len(text)} characters; at most {MOST_CHARACTERS} are read")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
    for reader in (rendered,):
        page = reader(name, text)
        if page is not None:
            return page
    return plain(name, text)
