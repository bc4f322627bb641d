"""Tables and wrapped text in the columns of a terminal. Commands and reports for a terminal call it."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import combining, east_asian_width


def terminal_width() -> int:
    """Columns to fill: those of the terminal (or $COLUMNS) between 60 and 160, 110 when there is none."""
    import shutil

    return max(60, min(shutil.get_terminal_size((110, 24)).columns, 160))


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """Rows under a head, in columns as wide as what they hold; the widest ones are wrapped to fit the terminal.

    Words are broken only where they have no room even when all that can be wrapped is. A newline in a cell begins a line there.
    """
    total = (width or terminal_width()) - 2 * (len(head) - 1)
    columns = [[head[at], *(row[at] for row in rows)] for at in range(len(head))]
    widths = [max(cells(line) for cell in column for line in cell.split("\n")) for column in columns]
    floors = [max(_longest_word(line) for cell in column for line in cell.split("\n")) for column in columns]
    while sum(widths) > total and max(widths) > 12:
        roomy = [at for at, width in enumerate(widths) if width > max(floors[at], 12)]
        roomy = roomy or [at for at, width in enumerate(widths) if width > floors[at]]
        at = max(roomy or range(len(widths)), key=widths.__getitem__)
        widths[at] -= 1
    lines = []
    for row in (head, ["-" * width for width in widths], *rows):
        wrapped = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        for at in range(max(map(len, wrapped))):
            parts = [column[at] if at < len(column) else "" for column in wrapped]
            lines.append(
                "  ".join(part + " " * (to - cells(part)) for part, to in zip(parts, widths, strict=True)).rstrip()
            )
    return "\n".join(lines)


def _longest_word(line: str) -> int:
    """The columns that no word of a line has to be broken in; the first one stands behind the indent."""
    indent = len(line) - len(line.lstrip(" "))
    first, *words = line[indent:].split(" ")
    return max(indent + cells(first), *map(cells, words), 0)


def cells(text: str) -> int:
    """How many columns of a terminal the text takes: East Asian wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 1 + (east_asian_width(char) in "WF") for char in text)


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken at spaces; a longer word is cut. Indents stay."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        indent = len(paragraph) - len(paragraph.lstrip(" "))
        first, *words = paragraph[indent:].split(" ")
        line = _cut(" " * indent + first, width, lines)
        for word in words:
            if cells(line) + 1 + cells(word) <= width:
                line += f" {word}"
            else:
                lines.append(line)
                line = _cut(word, width, lines)
        lines.append(line)
    return lines


def _cut(text: str, width: int, lines: list[str]) -> str:
    """Text that does not fit goes to `lines` piece by piece; the rest is returned."""
    while cells(text) > width:
        cut = 1
        while cells(text[: cut + 1]) <= width:
            cut += 1
        lines.append(text[:cut])
        text = text[cut:]
    return text
