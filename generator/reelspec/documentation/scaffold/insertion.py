"""An item added to a list, or a member to a mapping, in a file that a person keeps: everything else stays byte for byte.

The place comes from the located reader; the result is read again and must be the old value with the item at the end of
that list and nothing else, else nothing is done. `drafting` calls it.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from reelspec.language.source import Json, Node, Pointer, Problems, SourceFile, parse_json, parse_yaml
from reelspec.language.source.text import Lines
from reelspec.language.source.written import flow, member, scalar


class NoPlace(ValueError):
    """The list is written in a way that nothing can be inserted into safely; the message says what to add by hand."""


def inserted(text: str, document: SourceFile, pointer: Pointer, item: dict[str, Json]) -> tuple[str, int]:
    """The text with the item at the end of the list at `pointer`, and the line where it stands.

    text: of the document, decoded. Raises NoPlace.
    """
    node = document.root.at(pointer)
    if node is None or not isinstance(node.value, list) or not node.value:
        raise NoPlace(f"{document.file}: there is no list to add to")
    last = list(node.elements())[-1]
    lines = Lines(text)
    if text[lines.offset((node.place.line, node.place.column)) :][:1] == "[":
        made = _in_flow(text, lines.offset((last.place.line, last.place.column)), item, document.file)
    else:
        made = _in_block(text, last, item)
    if made is None or not _reads_as(made[0], document, pointer, lambda value: [*_list(value), item]):
        place = node.place
        raise NoPlace(f"{place}: this list cannot be added to safely; add to it yourself: {flow(item)}")
    return made


def inserted_member(text: str, document: SourceFile, pointer: Pointer, name: str, lines: list[str]) -> tuple[str, int]:
    """The text with a member at the end of the mapping at `pointer`, and the line where its name stands.

    lines: of the member's value, as a block of YAML without an indent. Raises NoPlace.
    """
    node = document.root.at(pointer)
    value = parse_yaml("\n".join(lines), document.file).value
    if node is None or not isinstance(node.value, dict) or not node.value or name in node.value:
        raise NoPlace(f"{document.file}: there is no mapping to add {name} to")
    known = Lines(text)
    start = known.offset((node.place.line, node.place.column))
    if text[start : start + 1] == "{":
        made = _member_in_flow(text, start, name, value, document.file)
    else:
        made = _member_in_block(text, list(node.items())[-1][1], name, lines)
    if made is None or not _reads_as(made[0], document, pointer, lambda known: {**_mapping(known), name: value}):
        raise NoPlace(f"{node.place}: this mapping cannot be added to safely; add {name} to it yourself")
    return made


def inserted_choice(text: str, document: SourceFile, pointer: Pointer, reference: str) -> tuple[str, int]:
    """The text with the one reference at `pointer` made one of two to choose from (`anyOf`), and the line of the new one.

    Raises NoPlace.
    """
    node = document.root.at(pointer)
    known = None if node is None else node.get("$ref")
    if node is None or known is None or node.value != {"$ref": known.value}:
        raise NoPlace(f"{document.file}: there is no reference to add {reference} to")
    lines = Lines(text)
    start = lines.offset((node.place.line, node.place.column))
    made: tuple[str, int] | None = None
    wanted: dict[str, Json] = {"anyOf": [node.value, {"$ref": reference}]}
    if text[start : start + 1] == "{":
        end = _flow_end(text, start)
        written = _written(wanted, document.file)
        made = None if end is None else (text[:start] + written + text[end:], node.place.line)
    else:
        at = lines.offset((known.key_place.line, known.key_place.column))
        stop = text.find("\n", at) % (len(text) + 1)
        ending = "\r\n" if text[:stop].endswith("\r") else "\n"
        space = " " * (known.key_place.column + 1)
        choices = f"anyOf:{ending}{space}- {text[at:stop].rstrip()}{ending}{space}- $ref: {scalar(reference)}"
        made = f"{text[:at]}{choices}{ending}{text[stop + 1 :]}", known.key_place.line + 2
    if made is None or not _reads_as(made[0], document, pointer, lambda _: wanted):
        raise NoPlace(f"{node.place}: this reference cannot be changed safely; write by hand: {flow(wanted)}")
    return made


def _reads_as(text: str, before: SourceFile, pointer: Pointer, change: Callable[[Json], Json]) -> bool:
    """Whether a new text reads as the old value with what stands at `pointer` changed, and nothing else."""
    try:
        after = (parse_json if before.file.endswith(".json") else parse_yaml)(text, before.file)
    except Problems:
        return False
    return after.value == _changed(before.value, pointer, change)


def _changed(value: Json, pointer: Pointer, change: Callable[[Json], Json]) -> Json:
    if not pointer:
        return change(value)
    step, below = pointer[0], pointer[1:]
    if isinstance(value, dict):
        return {key: _changed(member, below, change) if key == step else member for key, member in value.items()}
    if isinstance(value, list):
        return [_changed(item, below, change) if at == step else item for at, item in enumerate(value)]
    return value


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _mapping(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _member_in_flow(text: str, start: int, name: str, value: Json, file: str) -> tuple[str, int] | None:
    end = _flow_end(text, start)
    if end is None:
        return None
    before = text[: end - 1].rstrip()
    item: dict[str, Json] = {name: value}
    written = _written(item, file)[1:-1]
    return f"{before}, {written}{text[end - 1 :]}", before.count("\n") + 1


def _member_in_block(text: str, last: Node, name: str, value: list[str]) -> tuple[str, int] | None:
    lines = text.splitlines(keepends=True)
    first, indent = last.key_place.line - 1, last.key_place.column - 1
    if first >= len(lines) or lines[first][:indent].strip(" "):
        return None
    end = _block_end(lines, first, indent, "- ")
    ending = "\r\n" if lines[first].endswith("\r\n") else "\n"
    if not lines[end - 1].endswith(("\n", "\r")):
        lines[end - 1] += ending
    space = " " * indent
    new = [f"{space}{scalar(name)}:{ending}", *(f"{space}  {line}{ending}" for line in value)]
    return "".join([*lines[:end], *new, *lines[end:]]), end + 1


def _block_end(lines: list[str], first: int, indent: int, continued: str = "") -> int:
    """Where what begins in the line `first` ends, without the comments and blank lines behind it.

    continued: what a line of the same indent may begin with and still belong to it.
    """
    end = first + 1
    while end < len(lines):
        stripped = lines[end].strip()
        here = len(lines[end]) - len(lines[end].lstrip(" "))
        deeper = here > indent or (here == indent and bool(continued) and stripped.startswith(continued))
        if stripped and not deeper and not stripped.startswith("#"):
            break
        end += 1
    while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _in_flow(text: str, start: int, item: dict[str, Json], file: str) -> tuple[str, int] | None:
    """Behind the last item between brackets, which is a mapping between braces or a scalar of one line."""
    end = _flow_end(text, start)
    if end is None:
        return None
    written = _written(item, file)
    before = text.rfind("\n", 0, start) + 1
    alone = not text[before:start].strip(" \t")
    joint = f",\n{text[before:start]}" if alone else ", "
    made = text[:end] + joint + written + text[end:]
    return made, made.count("\n", 0, end + len(joint)) + 1


def _written(value: Json, file: str) -> str:
    """A value on one line, in the language of a file."""
    return json.dumps(value, ensure_ascii=False) if file.endswith(".json") else flow(value)


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
    end = _block_end(lines, first, dash)
    ending = "\r\n" if lines[first].endswith("\r\n") else "\n"
    if not lines[end - 1].endswith(("\n", "\r")):
        lines[end - 1] += ending
    members = [line for key, value in item.items() for _, line in member(key, value)]
    new = [f"{head}{members[0]}{ending}", *(f"{' ' * len(head)}{member}{ending}" for member in members[1:])]
    return "".join([*lines[:end], *new, *lines[end:]]), end + 1
