"""Tables of Markdown: one with a column of names and one of types lists parameters. `markdown` calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reelspec.documentation.pages.builder import Reading
from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.described import path_of, sign
from reelspec.documentation.pages.prose import default_of
from reelspec.documentation.pages.text import unmarked
from reelspec.documentation.pages.types import read_type

_RULE_ROW = re.compile(r"[\s|:-]+")
_COLUMNS = {
    **dict.fromkeys(("parameter", "parameters", "field", "name", "property", "key", "param"), "name"),
    **dict.fromkeys(("type", "data type"), "type"),
    **dict.fromkeys(("required", "required?", "mandatory"), "required"),
    **dict.fromkeys(("default", "default value"), "default"),
    **dict.fromkeys(("description", "notes", "details"), "description"),
    **dict.fromkeys(("constraints", "constraint", "limits", "restrictions"), "limits"),
}
_YES = frozenset(["yes", "true", "required", "✓", "✅", "是", "y", "必填", "必需", "必选"])
_NO = frozenset(["no", "false", "optional", "✗", "❌", "否", "n", "可选", "选填", "非必填"])
_MARKED = frozenset(["required", "optional", "必填", "必需", "必选", "可选", "选填", "非必填"])
"""What a column of defaults says of the field instead of a value."""
_NOTHING = frozenset(["", "-", "—", "–", "none", "None", "N/A", "n/a", "无"])


def read_table(reading: Reading, rows: Sequence[tuple[int, str]]) -> None:
    """Put a table into the reading. rows: the lines as written, each with its number."""
    cells = [(line, _cells(text)) for line, text in rows]
    ruled = len(cells) > 1 and all(_RULE_ROW.fullmatch(cell or "-") for cell in cells[1][1])
    head = cells[0][1]
    columns = [_COLUMNS.get(english(cell).strip().lower(), "") for cell in head]
    if not ruled or "name" not in columns or "type" not in columns:
        for line, row in cells[:1] + cells[2 if ruled else 1 :]:
            reading.say(" | ".join(row), line, "row")
        return
    part = reading.part
    for line, row in cells[2:]:
        reading.part = "body" if part == "text" else part
        known = {column: cell for column, cell in zip(columns, row, strict=False) if column}
        others = [
            f"{head[at]}: {cell}" if at < len(head) else cell
            for at, cell in enumerate(row)
            if cell and cell not in _NOTHING and (at >= len(columns) or not columns[at])
        ]
        _row(reading, line, known, others)
    reading.part, reading.field = part, None


def _row(reading: Reading, line: int, cells: dict[str, str], others: list[str]) -> None:
    """One parameter. others: what stands in columns that are none of ours."""
    name = cells.get("name", "").strip()
    if not name or len(name) > 200 or " " in name:
        reading.field = None
        reading.say(" | ".join([*cells.values(), *others]), line, "row")
        return
    written = read_type(cells.get("type", ""))
    word = cells.get("required", "").strip().lower()
    required = True if word in _YES else False if word in _NO else None
    default, remark = default_of(cells.get("default", ""), written)
    if required is None and default.lower() in _MARKED:
        required, default = default.lower() in _YES, ""
    name = path_of(reading, name)
    nullable = written is not None and "null" in written.types
    given = None if default in _NOTHING or (default == "null" and not nullable) else default
    marks = (name, cells.get("type", ""), "required" if required else "", "" if given is None else f"default:{given}")
    described = sign(reading, name, written, marks, required, given, line)
    for text in (cells.get("description", ""), remark, cells.get("limits", ""), *others):
        if text.strip():
            described.line(text.strip(), line)
    described.close()


def _cells(line: str) -> list[str]:
    """The cells of a row without marks; `\\|` is no border."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [unmarked(word.replace("\0", "|")).strip() for word in inner.replace("\\|", "\0").split("|")]
