"""Values of facts and of specs: when two are the same, and how a difference words them. The other files here use it."""

from __future__ import annotations

import json

from reelspec.documentation.pages.page import Bounds


def key_of(value: object) -> tuple[str, str]:
    """A JSON value as something that can be compared and hashed: 1 and 1.0 are one, 1 and true are two."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return type(value).__name__, repr(value)


def same(left: object, right: object) -> bool:
    """Whether two JSON values are one."""
    return key_of(left) == key_of(right)


def equal_bounds(value: object, bounds: Bounds) -> bool:
    """Whether the value of a fact is the same bounds."""
    return isinstance(value, tuple) and len(value) == 2 and all(same(*one) for one in zip(value, bounds, strict=True))


def type_words(value: object) -> str:
    """A type, or several."""
    return " or ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def json_words(value: object) -> str:
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=False)


def list_words(values: tuple[object, ...]) -> str:
    """Values as JSON, with commas."""
    return ", ".join(map(json_words, values))


def bounds_words(value: object) -> str:
    """Bounds as words: `2 to 15`, `at least 0`, `at most 500`, `exactly 2`."""
    if not isinstance(value, tuple) or len(value) != 2:
        return str(value)
    least, most = value
    if least is None:
        return f"at most {most}"
    if most is None:
        return f"at least {least}"
    return f"exactly {least}" if least == most else f"{least} to {most}"
