"""Reading pages of documentation: text into sections, statements, facts and examples. One file reads one layout.

HTML becomes text first, and what a site prints around every page is set aside (`chrome`); then each reader tries.

`read_page` is all that the rest of the program needs; `normalised` is what every statement's text has gone through, so
that a lock may hash the text of a statement as it is, or normalise other text in the same way. A page is somebody else's
text: nothing in it is executed, followed or interpolated, and reading takes time in proportion to its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from reelspec.documentation.pages.asciidoc import as_markdown, is_asciidoc
from reelspec.documentation.pages.browser_text import rendered
from reelspec.documentation.pages.chrome import content
from reelspec.documentation.pages.collection import Piece, pieces_of
from reelspec.documentation.pages.fallback import plain
from reelspec.documentation.pages.flattened import flattened
from reelspec.documentation.pages.html import NoParser, is_html, text_of
from reelspec.documentation.pages.markdown import markdown
from reelspec.documentation.pages.openapi import described
from reelspec.documentation.pages.operations import only, operation_in
from reelspec.documentation.pages.page import (
    Bounds,
    Endpoint,
    Example,
    Fact,
    FactKind,
    Page,
    PageRefused,
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
    "PageRefused",
    "PageTooLong",
    "Part",
    "Section",
    "Statement",
    "StatementKind",
    "Value",
    "as_text",
    "normalised",
    "read_page",
    "read_pages",
]

MOST_CHARACTERS = 2_000_000
"""The longest page that is read."""
MOST_COLLECTED = 16_000_000
"""The longest file of several pages."""
MOST_LINE = 20_000
"""A longer line is read as several: no reader's work on a line may grow with more than its length."""


class PageTooLong(PageRefused):
    """A page has more characters than are read; the message says how many."""


READERS = (rendered, markdown)
"""One for each layout, `(name, text, headings)`: the one that finds the most facts has the page."""


_COLLAPSED = re.compile(
    r"^[^\w\n]{0,20}(?:show (?:child|nested) (?:attributes|properties|parameters)|显示子属性)[^\w\n]{0,20}$",
    re.IGNORECASE | re.MULTILINE,
)
"""A button that shows the fields inside of one, which the capture therefore lacks."""


def read_pages(
    text: str, name: str = "page", chrome: Callable[[str], bool] | None = None, headings: Collection[str] = ()
) -> tuple[Page, ...]:
    """The pages of a capture: several where it is a collection, such as llms-full.txt. Arguments as for `read_page`.

    Of a collection each page is named by its address, else by the file and its title; those that are refused are left out.
    """
    if len(text) > MOST_COLLECTED:
        raise PageTooLong(f"{name}: the page has {len(text)} characters; at most {MOST_COLLECTED} are read")
    text = _plain(text)
    pieces = [Piece(1, None, None, text)] if is_html(text) else pieces_of(text)
    if len(pieces) == 1:
        return (read_page(text, name, chrome, headings),)
    pages = []
    for piece in pieces:
        try:
            page = read_page(piece.text, piece.address or f"{name} ({piece.title})", chrome, headings)
        except PageRefused:
            continue
        pages.append(_moved(page, (piece.line - 1).__add__))
    return tuple(pages)


def read_page(
    text: str, name: str = "page", chrome: Callable[[str], bool] | None = None, headings: Collection[str] = ()
) -> Page:
    """The page: with facts where its layout is known, else its statements and examples alone.

    text: the capture: text, Markdown or HTML. name: what messages call it; with an operation behind `#` only what is about
    that is read (`operations`). chrome: which lines are chrome besides those of
    `pages.chrome`. headings: prints of lines that are known to be headings (`text.text_print`).
    Lines are those of the text; of HTML, those of the text that it makes.
    Raises PageRefused, whatever the text is: it is too long, or HTML that cannot be read or that holds no list of
    parameters.
    """
    if len(text) > MOST_CHARACTERS:
        raise PageTooLong(f"{name}: the page has {len(text)} characters; at most {MOST_CHARACTERS} are read")
    text = _plain(text)
    described_by_itself = described(name, text)
    if described_by_itself is not None:
        return described_by_itself
    if not is_html(text):
        return _read(text, name, chrome, headings)
    try:
        made = text_of(text)
    except NoParser as error:
        raise PageRefused(f"{name}: {error}") from None
    page = _read(made, name, chrome, headings)
    if not page.facts:
        raise PageRefused(
            f"{name}: it is HTML in which no list of parameters stands; a script may put it there: save the page's Markdown "
            "(on Mintlify its address with .md), or its text as the browser shows it"
        )
    return page


_SPACES = dict.fromkeys(map(ord, "\0\u00a0\u2007\u2009\u202f"), " ")
"""What is a space to a reader of the page."""


def _plain(text: str) -> str:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES)
    if "'" not in text:
        text = _CURLY_SINGLE.sub("'", text)
    return "\n".join(_straight(line.rstrip()) for line in text.split("\n"))


_CURLY = re.compile("[“”„‟]")
_CURLY_SINGLE = re.compile("[‘’‚‛]")


def _straight(line: str) -> str:
    """A line whose quotes a site has made typographic, all of them, as it was written: in code they are none. Where straight
    ones stand beside them, they are quotes inside of a text."""
    return line if '"' in line else _CURLY.sub('"', line)


def as_text(text: str) -> str:
    """A capture as its lines are read: of HTML the text that it makes. Raises PageRefused."""
    text = _plain(text)
    try:
        return text_of(text) if is_html(text) else text
    except NoParser as error:
        raise PageRefused(str(error)) from None


def _read(text: str, name: str, chrome: Callable[[str], bool] | None, headings: Collection[str]) -> Page:
    """The page of a text or of Markdown: by the reader that finds the most fields in it."""
    text = as_markdown(text) if is_asciidoc(text) else _UNDERLINED.sub(_title, text)
    text = only(text, operation_in(name))
    kept, server = content(text.split("\n"), chrome)
    said = _SERVER.search(text)
    server = server or (said[1] if said is not None else None)
    collapsed = _COLLAPSED.search(text) is not None
    text, numbers = _lines(text.split("\n"), kept)
    pages = [page for reader in READERS if (page := reader(name, text, headings)) is not None]
    page = max(pages, key=_found, default=None)
    if page is None or not page.facts:
        page = flattened(name, text) or page or plain(name, text)
    if server is not None and page.endpoint is not None and page.endpoint.server is None:
        page = replace(page, endpoint=replace(page.endpoint, server=server))
    return _numbered(replace(page, collapsed=collapsed), numbers)


_UNDERLINED = re.compile(r"^(?=\S)([^\n|#]{1,100})\n(={3,100}|\*{3,100}|~{3,100}|\^{3,100})[ \t]*$", re.MULTILINE)
"""A title of reStructuredText or Markdown (CommonMark, 4.3); lines of `-` may be anything else."""
_SERVER = re.compile(r"\bbase\s(?:url|address)\sis:?\s[\"'`]?(https?://[\w.-]+)\b", re.IGNORECASE)


def _title(match: re.Match[str]) -> str:
    """The title as Markdown has it, on as many lines."""
    title, line = match[1].strip(), match[2]
    return f"{'##' if line[0] in '~^' else '#'} {title}\n" if 2 * len(line) >= len(title) else match[0]


def _found(page: Page) -> tuple[int, int]:
    """How many fields a reader has found, and how many facts of them."""
    return sum(fact.kind == "field" for fact in page.facts), len(page.facts)


def _lines(lines: list[str], kept: list[int]) -> tuple[str, list[int]]:
    """The lines that are kept, overlong ones as several, and the numbers, from 1, that they have in the text."""
    pieces: list[str] = []
    numbers: list[int] = []
    for at in kept:
        line = lines[at]
        for start in range(0, max(len(line), 1), MOST_LINE):
            pieces.append(line[start : start + MOST_LINE])
            numbers.append(at + 1)
    return "\n".join(pieces), numbers


def _numbered(page: Page, numbers: list[int]) -> Page:
    """The page with the line numbers of the text as it was."""
    return _moved(page, lambda line: numbers[min(line, len(numbers)) - 1] if numbers else 1)


def _moved(page: Page, line: Callable[[int], int]) -> Page:
    """The page with other line numbers."""
    described_at = page.description
    return replace(
        page,
        description=None if described_at is None else replace(described_at, first=line(described_at.first)),
        sections=tuple(replace(section, line=line(section.line)) for section in page.sections),
        statements=tuple(replace(statement, line=line(statement.line)) for statement in page.statements),
        facts=tuple(replace(fact, line=line(fact.line)) for fact in page.facts),
        otherwise=tuple(replace(fact, line=line(fact.line)) for fact in page.otherwise),
        examples=tuple(replace(example, line=line(example.line)) for example in page.examples),
    )
