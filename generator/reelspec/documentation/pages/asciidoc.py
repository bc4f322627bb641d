"""AsciiDoc as the Markdown that the readers know: titles, description lists, blocks of code, tables. `pages` calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TITLE = re.compile(r"(={1,6})\s+(\S.*)")
_TERM = re.compile(r"(\S.{0,300}?)(:{2,4})(?:\s+(\S.*))?")
_BLOCKS = ("----", "....", "```", "|===")
_SAYS_NOTHING = re.compile(r":[\w-]{1,60}:.*|\[[^\[\]]*\]|\+|={4,}|\*{4,}|_{4,}|--")
"""Attributes, marks that hold blocks together, and borders of blocks of text."""


def is_asciidoc(text: str) -> bool:
    """Whether a text has titles as AsciiDoc has them, `== Films`."""
    return re.search(r"^={2,5}[ \t]+\S", text, re.MULTILINE) is not None


def as_markdown(text: str) -> str:
    """The text with as many lines as before."""
    lines, made, at = text.split("\n"), [], 0
    while at < len(lines):
        stripped = lines[at].strip()
        end = at
        if stripped in _BLOCKS:
            end = next((end for end in range(at + 1, len(lines)) if lines[end].strip() == stripped), len(lines) - 1)
            inside = lines[at + 1 : end]
            made += _table(inside) if stripped == "|===" else ["```", *inside, "```"]
        else:
            made.append(_line(stripped, lines[at]))
        at = end + 1
    return "\n".join(made)


def _line(stripped: str, line: str) -> str:
    title, term = _TITLE.fullmatch(stripped), _TERM.fullmatch(stripped)
    if title is not None:
        return f"{'#' * len(title[1])} {title[2]}"
    if term is not None:
        return f"{'  ' * (len(term[2]) - 2)}- {term[1].replace('*', '')}: {term[3] or ''}"
    return "" if _SAYS_NOTHING.fullmatch(stripped) else line


def _table(inside: Sequence[str]) -> list[str]:
    """A table; its first line has a cell for every column, and the cells of others may stand on several."""
    rows: list[str] = []
    cells: list[str] = []
    columns = 0
    for line in inside:
        cells += [cell.strip() for cell in line.split("|")[1:]]
        columns = columns or len(cells)
        if cells and len(cells) >= columns:
            rows.append(f"| {' | '.join(cells)} |")
            rows += [f"|{'---|' * columns}"] if len(rows) == 1 else []
            cells = []
    return [*rows, *[""] * (len(inside) + 2 - len(rows))]
