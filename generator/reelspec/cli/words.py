"""Small things that several commands say: counts, tables, ways to colour text on a terminal."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence


def number(count: int, thing: str) -> str:
    """`1 file`, `3 files`."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, width: int | None = None) -> str:
    """Rows under a head, in columns as wide as what they hold; the widest columns are wrapped to fit the terminal."""
    total = width or max(60, min(shutil.get_terminal_size((110, 24)).columns, 160))
    cells = [list(head), *(list(row) for row in rows)]
    widths = [max((len(line) for row in cells for line in row[at].split("\n")), default=0) for at in range(len(head))]
    while sum(widths) + 2 * (len(widths) - 1) > total and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    lines = []
    for number_of_row, row in enumerate(cells):
        wrapped = [
            [part for line in cell.split("\n") for part in (textwrap.wrap(line, width) or [""])]
            for cell, width in zip(row, widths, strict=True)
        ]
        for at in range(max(map(len, wrapped))):
            parts = [column[at] if at < len(column) else "" for column in wrapped]
            lines.append("  ".join(part.ljust(width) for part, width in zip(parts, widths, strict=True)).rstrip())
        if number_of_row == 0:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)
