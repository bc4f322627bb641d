"""Tables of Markdown: one with a column of names and one of types lists parameters. `markdown` calls it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reelspec.documentation.pages.builder import Reading
from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.described import path_of, sign
from reelspec.documentation.pages.operations import METHODS
from reelspec.documentation.pages.page import Endpoint
from reelspec.documentation.pages.prose import default_of
from reelspec.documentation.pages.text import BREAK, unmarked
from reelspec.documentation.pages.types import read_type

_RULE_ROW = re.compile(r"[\s|:-]+")
_COLUMNS = tuple(
    (column, re.compile(pattern))
    for column, pattern in (
        ("name", r"(?:field|parameter|param|property|properties|attribute|argument|key)s?(?: name)?|name"),
        ("type", r"(?:(?:data|field|parameter|value) )?type"),
        ("required", r"(?:is )?(?:required|mandatory)(?: fields?)?\??"),
        ("default", r"defaults?(?: values?)?"),
        ("description", r"descriptions?|notes?|details"),
        ("limits", r"constraints?|limits?|restrictions?"),
        ("method", r"(?:(?:request|http) )?method"),
        ("path", r"(?:request )?(?:url|path|address)|endpoint|uri"),
    )
)
_PATH = re.compile(r"(https?://[^/\s]{1,200})?(/\S{0,300})")
_YES = frozenset(["yes", "true", "required", "✓", "✅", "是", "y", "必填", "必需", "必选"])
_NO = frozenset(["no", "false", "optional", "✗", "❌", "否", "n", "可选", "选填", "非必填"])
_MARKED = frozenset(["required", "optional", "必填", "必需", "必选", "可选", "选填", "非必填"])
"""What a column of defaults says of the field instead of a value."""
_NOTHING = frozenset(["", "-", "—", "–", "none", "None", "N/A", "n/a", "无"])


def read_table(reading: Reading, rows: Sequence[tuple[int, str]]) -> None:
    """Put a table into the reading. rows: the lines as written, each with its number."""
    broken = [(line, _cells(text)) for line, text in rows]
    cells = [(line, [" ".join(cell) for cell in row]) for line, row in broken]
    ruled = len(cells) > 1 and all(_RULE_ROW.fullmatch(cell or "-") for cell in cells[1][1])
    head = cells[0][1]
    columns = [_column(english(cell).strip().lower()) for cell in head]
    part = reading.part
    if not ruled or "name" not in columns or ("type" not in columns and part != "header"):
        for line, row in cells[:1] + cells[2 if ruled else 1 :]:
            reading.say(" | ".join(row), line, "row")
            _operation(reading, dict(zip(columns, row, strict=False)))
        return
    for line, lines in broken[2:]:
        reading.part = "body" if part == "text" else part
        known = {column: cell for column, cell in zip(columns, lines, strict=False) if column}
        others = [
            f"{head[at]}: {text}" if at < len(head) else text
            for at, text in enumerate(map(" ".join, lines))
            if text not in _NOTHING and (at >= len(columns) or columns[at] in ("", "method", "path"))
        ]
        _row(reading, line, known, others)
    reading.part, reading.field = part, None


def _column(head: str) -> str:
    """What a column is for; empty where that is not known."""
    return next((column for column, pattern in _COLUMNS if pattern.fullmatch(head)), "")


def _operation(reading: Reading, cells: dict[str, str]) -> None:
    """The operation, where a row has its method and its path."""
    path = _PATH.fullmatch(cells.get("path", ""))
    if path is not None and cells.get("method", "") in METHODS:
        reading.endpoint = reading.endpoint or Endpoint(cells["method"], path[1], path[2])


def _row(reading: Reading, line: int, broken: dict[str, list[str]], others: list[str]) -> None:
    """One parameter. broken: the lines of its cells; others: what stands in columns that are none of ours."""
    cells = {column: " ".join(cell) for column, cell in broken.items()}
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
    for text in (*broken.get("description", ()), remark, *broken.get("limits", ()), *others):
        if text:
            described.line(text, line)
    described.close()


def _cells(line: str) -> list[list[str]]:
    """The cells of a row, each as its lines without marks; `\\|` is no border."""
    inner = line.strip().removeprefix("|").removesuffix("|")
    return [
        [text for piece in BREAK.split(word.replace("\0", "|")) if (text := unmarked(piece).strip())]
        for word in inner.replace("\\|", "\0").split("|")
    ]
