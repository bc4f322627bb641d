"""Reading pages of documentation: text into sections, statements, facts and examples. One file reads one layout.

`read_page` is all that the rest of the program needs; `normalised` is what every statement's text has gone through, so
that a lock may hash the text of a statement as it is, or normalise other text in the same way. A page is somebody else's
text: nothing in it is executed, followed or interpolated, and reading takes time in proportion to its length.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from reelspec.documentation.pages.browser_text import rendered
from reelspec.documentation.pages.fallback import plain
from reelspec.documentation.pages.flattened import flattened
from reelspec.documentation.pages.markdown import markdown
from reelspec.documentation.pages.openapi import described
from reelspec.documentation.pages.page import (
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
from reelspec.documentation.pages.text import normalised

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

MOST_CHARACTERS = 2_000_000
"""The longest page that is read."""
MOST_LINE = 20_000
"""A longer line is read as several: no reader's work on a line may grow with more than its length."""


READERS = (rendered, markdown, flattened)
"""One for each layout; the first that understands a page has it, and where none does, `plain` reads its statements."""


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
    described_by_itself = described(name, text)
    if described_by_itself is not None:
        return described_by_itself
    text, breaks = _broken(text)
    for reader in READERS:
        page = reader(name, text)
        if page is not None:
            return _numbered(page, breaks)
    return _numbered(plain(name, text), breaks)


def _broken(text: str) -> tuple[str, list[int]]:
    """The text with overlong lines broken, and the numbers of the lines that this has begun."""
    lines: list[str] = []
    breaks: list[int] = []
    for line in text.split("\n"):
        for start in range(0, max(len(line), 1), MOST_LINE):
            if start:
                breaks.append(len(lines) + 1)
            lines.append(line[start : start + MOST_LINE])
    return ("\n".join(lines), breaks) if breaks else (text, breaks)


def _numbered(page: Page, breaks: list[int]) -> Page:
    """The page with the line numbers of the text as it was."""
    if not breaks:
        return page

    def line(number: int) -> int:
        return number - bisect_right(breaks, number)

    return replace(
        page,
        sections=tuple(replace(one, line=line(one.line)) for one in page.sections),
        statements=tuple(replace(one, line=line(one.line)) for one in page.statements),
        facts=tuple(replace(one, line=line(one.line)) for one in page.facts),
        examples=tuple(replace(one, line=line(one.line)) for one in page.examples),
    )
