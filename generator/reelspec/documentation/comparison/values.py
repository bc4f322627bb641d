"""Values of facts and of specs: when two are the same, and how a difference words them. The other files here use it."""

from __future__ import annotations

import json


def key_of(value: object) -> tuple[str, str]:
    """A JSON value as something that can be compared and hashed: 1 and 1.0 are one, 1 and true are two."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return type(value).__name__, repr(value)


def same(left: object, right: object) -> bool:
    """Whether two JSON values are one."""
    return json_key(left) == json_key(right)


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


def json_key(value: object) -> tuple[str, str]:
    """The same for any JSON value: the order of an object's members says nothing."""
    if isinstance(value, dict | list | tuple):
        return "json", json.dumps(value, sort_keys=True, ensure_ascii=False)
    return key_of(value)


def said_words(kind: str, value: object) -> str:
    """A fact's value, by its kind."""
    match kind:
        case "type":
            return type_words(tuple(value) if isinstance(value, list) else value)
        case "required":
            return "required" if value else "optional"
        case "options" | "oneOf":
            return list_words(tuple(value) if isinstance(value, list) else (value,))
        case "range" | "length" | "items":
            return bounds_words(tuple(value) if isinstance(value, list) else value)
        case "default":
            return f"default {json_words(value)}"
        case "endpoint" | "servers" | "security" | "media" | "responses" | "headers":
            return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"{kind} {json_words(value)}"
