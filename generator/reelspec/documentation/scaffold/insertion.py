"""An item added to a list in a file that a person keeps: text is inserted, and everything else stays byte for byte.

The place comes from the located reader; the result is read again and must be the old value with the item at the end of
that list and nothing else, else nothing is done. `drafting` calls it.
"""

from __future__ import annotations

from reelspec.language.source import Document, Json, Node, Pointer, Problems, parse_json, parse_yaml
from reelspec.language.source.text import Lines
from reelspec.language.source.written import flow, quoted, scalar


class NoPlace(ValueError):
    """The list is written in a way that nothing can be inserted into safely; the message says what to add by hand."""


def inserted(text: str, document: Document, pointer: Pointer, item: dict[str, Json]) -> tuple[str, int]:
    """The text with the item at the end of the list at `pointer`, and the line where it stands.

    text: of the document, decoded. Raises NoPlace.
    """
    node = document.root.at(pointer)
    if node is None or not isinstance(node.value, list) or not node.value:
        raise NoPlace(f"{document.file}: there is no list to add to")
    last = list(node.elements())[-1]
    lines = Lines(text)
    start = lines.offset((last.place.line, last.place.column))
    made = _in_flow(text, start, item, document.file) if _is_flow(text, node, lines) else _in_block(text, last, item)
    if made is None or not _is_right(made[0], document, pointer, item):
        place = node.place
        raise NoPlace(f"{place}: this list cannot be added to safely; add to it yourself: {flow(item)}")
    return made


def _is_flow(text: str, node: Node, lines: Lines) -> bool:
    start = lines.offset((node.place.line, node.place.column))
    return text[start : start + 1] == "["


def _in_flow(text: str, start: int, item: dict[str, Json], file: str) -> tuple[str, int] | None:
    """Behind the last item between brackets, which is a mapping between braces or a scalar of one line."""
    end = _flow_end(text, start)
    if end is None:
        return None
    written = _json_text(item) if file.endswith(".json") else flow(item)
    before = text.rfind("\n", 0, start) + 1
    alone = not text[before:start].strip(" \t")
    joint = f",\n{text[before:start]}" if alone else ", "
    made = text[:end] + joint + written + text[end:]
    return made, made.count("\n", 0, end + len(joint)) + 1


def _flow_end(text: str, start: int) -> int | None:
    """The end of a flow mapping, quotes respected."""
    if text[start : start + 1] != "{":
        return None
    depth, at, quote = 0, start, ""
    while at < len(text):
        char = text[at]
        if quote:
            if char == "\\" and quote == '"':
                at += 1
            elif char == quote:
                quote = ""
        elif char in "\"'":
            quote = char
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return None


def _in_block(text: str, last: Node, item: dict[str, Json]) -> tuple[str, int] | None:
    """Behind the last line of the last item of a list with dashes, before what belongs to the next thing."""
    lines = text.splitlines(keepends=True)
    first = last.place.line - 1
    if first >= len(lines):
        return None
    head = lines[first][: last.place.column - 1]
    dash = head.rfind("-")
    if dash < 0 or head[:dash].strip() or head[dash + 1 :].strip():
        return None
    end = first + 1
    while end < len(lines):
        stripped = lines[end].strip()
        if stripped and len(lines[end]) - len(lines[end].lstrip(" ")) <= dash and not stripped.startswith("#"):
            break
        end += 1
    while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    ending = "\r\n" if lines[first].endswith("\r\n") else "\n"
    if not lines[end - 1].endswith(("\n", "\r")):
        lines[end - 1] += ending
    members = [f"{scalar(key)}: {_value(value)}" for key, value in item.items()]
    new = [f"{head}{members[0]}{ending}", *(f"{' ' * len(head)}{one}{ending}" for one in members[1:])]
    return "".join([*lines[:end], *new, *lines[end:]]), end + 1


def _value(value: Json) -> str:
    return quoted(value) if isinstance(value, str) and ":" in value else flow(value)


def _is_right(text: str, before: Document, pointer: Pointer, item: dict[str, Json]) -> bool:
    """Whether the new text reads as the old value with the item added, and nothing else."""
    try:
        parse = parse_json if before.file.endswith(".json") else parse_yaml
        after = parse(text, before.file)
    except Problems:
        return False
    return after.value == _with(before.value, pointer, item)


def _with(value: Json, pointer: Pointer, item: dict[str, Json]) -> Json:
    if not pointer:
        return [*value, item] if isinstance(value, list) else value
    if isinstance(value, dict):
        return {key: _with(one, pointer[1:], item) if key == pointer[0] else one for key, one in value.items()}
    if isinstance(value, list):
        return [_with(one, pointer[1:], item) if at == pointer[0] else one for at, one in enumerate(value)]
    return value


def _json_text(value: Json) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)
