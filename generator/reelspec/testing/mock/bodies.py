"""Request bodies as they arrive: JSON read strictly, or why it cannot be. Nobody is trusted here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from reelspec.language.source.node import Json

MOST_NESTING = 100
"""Deeper bodies are refused: no request schema is as deep, and Python's stack has an end."""


class UnreadableBody(ValueError):
    """The bytes are not JSON that can be judged; the message says why."""


def read_json(content: bytes) -> Json:
    """The value of a JSON text (RFC 8259, in UTF-8). Raises UnreadableBody, also for a name twice in one object and for NaN."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableBody(f"the body is no UTF-8 (byte {error.start})") from None
    try:
        value: Json = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
    except json.JSONDecodeError as error:
        raise UnreadableBody(
            f"the body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise UnreadableBody("the body is nested too deeply") from None
    except UnreadableBody:
        raise
    except ValueError:
        raise UnreadableBody("the body has a number of too many digits") from None
    if text.count("[") + text.count("{") > MOST_NESTING and _is_deep(value):
        raise UnreadableBody("the body is nested too deeply")
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise UnreadableBody(f"the name {json.dumps(key[:60])} stands twice in one object")
            seen.add(key)
    return members


def _constant(word: str) -> Json:
    raise UnreadableBody(f"JSON has no {word}")


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise UnreadableBody(f"the number {text[:30]} is too large")
    return value


def _is_deep(value: Json) -> bool:
    level: list[Json] = [value]
    for _ in range(MOST_NESTING):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return False
    return True


def _inside(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
