"""Facts of running notes about an operation, where names stand in code: `markdown` calls it where a page lists no parameters.

- `GET https://api.example.com/v1/tasks/{id}`, header `Authorization: Bearer <token>`; query parameter `lang` = en | ko
- Answer: `id`, `status` (queued, done, failed), `progress` (0 to 100), `error` (only when failed: `code` integer)
- status is one of queued, done, failed
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from reelspec.documentation.pages.builder import Reading
from reelspec.documentation.pages.page import Endpoint, Part, way_to_authenticate
from reelspec.documentation.pages.text import is_bullet
from reelspec.documentation.pages.types import in_type, read_type
from reelspec.language.source.node import Json

LAYOUT = "noted"

_CODE = re.compile(r"`([^`\n]{1,300})`")
_OPERATION = re.compile(r"`(GET|POST|PUT|PATCH|DELETE)\s+(https?://[^/\s`]{1,200})?(/[^\s`]{0,300})`")
_SECURITY = re.compile(r"\bheader\s`([\w-]{1,60}):\s?(\w{1,40})?", re.IGNORECASE)
_PARAMETER = re.compile(
    r"\b(path|query|header|cookie)\sparameter\s`([\w.-]{1,80})`(?:\s\(([^()]{1,200})\))?"
    r"(?:\s=\s([\w-]{1,40}(?:\s\|\s[\w-]{1,40}){1,40}))?([^;.]{0,120})",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"(?:answer|response|returns?)s?:\s", re.IGNORECASE)
_ONE_OF = re.compile(
    r"(?<![\w.])`?([a-z_]{2,40})`?\sis\sone\sof\s([\w-]{1,40}(?:,\s(?:or\s)?[\w-]{1,40}){1,40})(?=\s?[.;,)]|$)"
)
_NAMED = re.compile(
    r"`([A-Za-z_]\w{0,63})`(?:\s\(((?:[^()`]|`[^`]{0,80}`){1,400})\)|\s(string|integer|number|boolean|object))?"
)
_WORDS = re.compile(r"[\w-]{1,40}(?:,\s(?:or\s)?[\w-]{1,40}){1,40}")
_RANGE = re.compile(r"(-?\d{1,15}) to (-?\d{1,15})")
_DEFAULT = re.compile(r"\bdefault\s([\w.-]{1,40})")
_HOLE = "\u0000"


def read_notes(reading: Reading, text: str) -> bool:
    """Put the facts of notes into a reading that has their statements; False where there are none."""
    part = reading.part
    before = len(reading.facts)
    lines = {statement.line: at for at, statement in reversed([*enumerate(reading.statements)])}
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) <= 2000:
            _line(reading, line.split(maxsplit=1)[-1] if is_bullet(line) else line, number, lines.get(number))
    reading.part = part
    reading.quoted.update(match for match in _CODE.findall(text) if match.isidentifier())
    return len(reading.facts) > before


def _line(reading: Reading, line: str, number: int, statement: int | None) -> None:
    operation = _OPERATION.search(line)
    if operation is not None and reading.endpoint is None:
        reading.endpoint = Endpoint(operation[1], operation[2], operation[3])
    security = _SECURITY.search(line)
    if security is not None:
        reading.part = "operation"
        way = way_to_authenticate("header", security[1], security[2] or "bearer")
        reading.fact("", "security", (way,), number, statement)
    for match in _PARAMETER.finditer(line):
        _parameter(reading, match, number, statement)
    answer = _ANSWER.match(line)
    if answer is not None:
        reading.part = "response"
        _fields(reading, _sentence(line[answer.end() :]), "", number, statement)
    for match in _ONE_OF.finditer(line):
        reading.part = "response"
        known = [path for part, path, kind in reading.known if part == "response" and kind == "field"]
        path = next((path for path in known if path.rpartition(".")[2] == match[1]), None)
        if path is not None:
            reading.fact(path, "options", _values(match[2]), number, statement, certain=False)


def _parameter(reading: Reading, match: re.Match[str], number: int, statement: int | None) -> None:
    parts: dict[str, Part] = {"path": "path", "query": "query", "header": "header", "cookie": "cookie"}
    reading.part = parts[match[1].lower()]
    name, marks = match[2], f"{match[3] or ''},{match[5]}"
    written = read_type((match[3] or "").split(",")[0])
    reading.fact(name, "field", None, number, statement)
    if written is not None:
        reading.fact(name, "type", written.value, number, statement)
    if "required" in marks or "optional" in marks:
        reading.fact(name, "required", "required" in marks, number, statement)
    if match[4]:
        reading.fact(
            name, "options", tuple(in_type(word.strip(), written) for word in match[4].split("|")), number, statement
        )
    default = _DEFAULT.search(marks)
    if default is not None:
        reading.fact(name, "default", in_type(default[1], written), number, statement)


def _fields(reading: Reading, text: str, prefix: str, number: int, statement: int | None) -> None:
    """The fields that a sentence lists in code, with what stands in parentheses behind them."""
    whole = _CODE.match(text)
    if whole is not None and whole[1].startswith("{"):
        for path, value in _shape(whole[1]):
            if value == _HOLE:
                prefix = f"{path}."
            reading.fact(path, "field", None, number, statement)
        text = text[whole.end() :]
    for match in _NAMED.finditer(text):
        name = f"{prefix}{match[1]}"
        reading.fact(name, "field", None, number, statement)
        description = match[2] or match[3] or ""
        if "`" in description and f"`{match[1]}`" not in description:
            _fields(reading, description, f"{name}.", number, statement)
            continue
        written = read_type(description.split(",")[0])
        span = _RANGE.fullmatch(description)
        if written is not None:
            reading.fact(name, "type", written.value, number, statement)
        elif span is not None:
            reading.fact(name, "range", (int(span[1]), int(span[2])), number, statement)
        elif _WORDS.fullmatch(description):
            reading.fact(name, "options", _values(description), number, statement)


def _sentence(text: str) -> str:
    """What stands before the first stop outside of code and parentheses."""
    depth, code = 0, False
    for at, sign in enumerate(text):
        code ^= sign == "`"
        depth += (sign == "(") - (sign == ")") if not code else 0
        if sign == "." and not code and depth <= 0 and text[at + 1 : at + 2] in ("", " "):
            return text[:at]
    return text


def _shape(text: str) -> Iterator[tuple[str, Json]]:
    """The fields of an answer as its shape is printed, `{"code": 200, "data": {...}}`, with what is left open."""
    try:
        value = json.loads(text.replace("{...}", json.dumps(_HOLE)).replace("[...]", json.dumps([_HOLE])))
    except (ValueError, RecursionError):
        return
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield f"{key}[]" if inner == [_HOLE] else str(key), _HOLE if inner == [_HOLE] else inner


def _values(text: str) -> tuple[Json, ...]:
    return tuple(word.strip().removeprefix("or ").strip() for word in text.split(","))
