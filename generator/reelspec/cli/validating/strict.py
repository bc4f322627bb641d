"""JSON as RFC 8259 has it, without what it leaves open: a name twice in an object, NaN. What cannot be read says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

SPACE = " \t\r\n"


class Unreadable(ValueError):
    """An input, or the rest of one, cannot be read; the message names it."""


def _constant(text: str) -> Any:
    raise ValueError(f"JSON has no {text}")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the name {json.dumps(twice)} stands twice in one object")
    return members


_decoder: Any = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
scan: Callable[[str, int], tuple[Any, int]] = _decoder.scan_once
"""(text, index) to (value, the index behind it). Raises StopIteration, ValueError and RecursionError."""


def parse(text: str) -> Any:
    """The JSON value that the text is. Raises ValueError and RecursionError."""
    return json.loads(text, object_pairs_hook=_object, parse_constant=_constant)


def parse_line(line: bytes) -> Any:
    """The JSON value that a line is: the same as `parse`, quicker where no space is before it.

    Raises ValueError (UnicodeDecodeError is one) and RecursionError.
    """
    text = line.decode()
    try:
        value, end = scan(text, 0)
        if end == len(text) or not text[end:].strip(SPACE):
            return value
    except StopIteration:
        pass
    return parse(text)


def may_go_on(error: Exception) -> bool:
    """Whether what fails so may be the beginning of a value: it fails near the end of the text, or within a string.

    Near: the longest word of which a part can be there is -Infinity, the longest part of a character \\uD83D\\uDE0.
    """
    if isinstance(error, json.JSONDecodeError):
        return error.pos >= len(error.doc.rstrip(SPACE)) - 12 or error.msg.startswith("Unterminated")
    return isinstance(error, UnicodeDecodeError) and error.start >= len(error.object) - 3


def reason(error: Exception) -> str:
    """Why a value in one line cannot be read."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg.removesuffix(' at')} at column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return f"it is not UTF-8 (byte {error.start})"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "it has a number of too many digits" if "int_max_str" in str(error) else str(error)


def of_document(name: str, error: Exception) -> Unreadable:
    """The refusal of an input that is one value."""
    if isinstance(error, json.JSONDecodeError):
        return Unreadable(f"{name} is not JSON: {error}")
    if isinstance(error, UnicodeDecodeError):
        return Unreadable(f"{name} is not UTF-8 (byte {error.start})")
    return Unreadable(f"{name} is not JSON that can be read: {reason(error)}")
