"""YAML text that is safe whatever the names and values are that go into it. Drafts and releases are written with it."""

from __future__ import annotations

import re

from reelspec.language.source.node import Json
from reelspec.language.source.scalar import core_reading, difference
from reelspec.language.source.text import escaped, shortened

_PLAIN = re.compile(
    r"[A-Za-z0-9_$][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*|/[A-Za-z0-9_./+-]+|https?://[A-Za-z0-9_./+-]+"
)
MOST_COLUMNS = 110


def scalar(value: Json) -> str:
    """A scalar as YAML 1.1 and 1.2 both read it back; a text in double quotes unless it is text for both without them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        text = repr(value)
        return text if "e" not in text and "n" not in text else f"{value:f}"
    if not isinstance(value, str):
        raise TypeError("a scalar is no list and no mapping")
    if _PLAIN.fullmatch(value):
        reading = core_reading(value)
        if reading.kind == "string" and not difference(value, reading):
            return value
    return quoted(value)


def quoted(text: str) -> str:
    """Text in double quotes, as YAML and JSON both read it."""
    return '"' + "".join(_escape(char) for char in text) + '"'


def single_quoted(text: str) -> str:
    """Text in single quotes, in which a backslash is a backslash; in double quotes where it has what they cannot hold."""
    return "'" + text.replace("'", "''") + "'" if text.isprintable() else quoted(text)


def _escape(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if "\ud800" <= char <= "\udfff":
        return "\ufffd"  # half of a pair is no character
    return char if char.isprintable() else escaped(char)


def flow(value: Json) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def member(key: str, value: Json, depth: int = 0) -> list[tuple[bool, str]]:
    """A member of an entry: its lines, each with whether it is the first. Mappings in it stand in lines of their own."""
    if not isinstance(value, dict) or not value or depth > 2:
        written = quoted(value) if isinstance(value, str) and ":" in value else _listed(value)
        return [(True, f"{scalar(key)}: {written}")]
    lines = [(True, f"{scalar(key)}:")]
    for name, inner in value.items():
        lines += [(False, f"  {line}") for _, line in member(name, inner, depth + 1)]
    return lines


def _listed(value: Json) -> str:
    """Fingerprints in quotes, as authors write them; anything else in one line."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "[" + ", ".join(quoted(str(item)) for item in value) + "]"
    return flow(value)


def listed(value: Json, indent: int) -> list[str]:
    """An item of a list: on one line where it fits, else a member a line."""
    line = f"{' ' * indent}- {flow(value)}"
    if len(line) <= MOST_COLUMNS or not isinstance(value, dict) or not value:
        return [line]
    lines = [f"{' ' * (indent + 2)}{scalar(key)}: {flow(inner)}" for key, inner in value.items()]
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def comment(text: str, indent: int) -> str:
    """A comment of one line; what is not printable is escaped, so that nothing in it ends the line."""
    return f"{' ' * indent}# {shortened(text, 240)}"
