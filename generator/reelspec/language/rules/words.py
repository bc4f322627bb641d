"""Conditions and schemas in words, for messages, explanations and generated comments."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.language.contract.schema import (
    All,
    Any,
    Condition,
    Constantly,
    Contains,
    Matches,
    Not,
    Present,
    Schema,
    Within,
    keywords_of,
)
from reelspec.language.rules.shown import numeral, quoted, show
from reelspec.language.source.node import Json


def value_words(value: Json) -> str:
    """A JSON value as JSON writes it, its numbers and texts as messages show them, but never shortened."""
    match value:
        case str():
            return quoted(value)
        case list():
            return f"[{', '.join(map(value_words, value))}]"
        case dict():
            return f"{{{', '.join(f'{quoted(name)}: {value_words(one)}' for name, one in value.items())}}}"
        case _:
            return show(value)


def listing(values: Iterable[str], last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    several = list(values)
    return several[0] if len(several) == 1 else f"{', '.join(several[:-1])} {last} {several[-1]}"


def condition_words(condition: Condition, *, owner: str = "") -> str:
    """A condition as the second half of "when …": `size is "1080P" and image is given`."""
    match condition:
        case Constantly(value):
            return "always" if value else "never"
        case All(parts):
            return " and ".join(_inner(part, Any, owner) for part in parts)
        case Any(parts):
            return " or ".join(_inner(part, All, owner) for part in parts)
        case Not(Present(name)):
            return f"{name}{owner} is absent"
        case Not(Matches(name, schema)):
            return f"{name}{owner} {test_words(schema, negative=True)}"
        case Not(Contains(name, inner)):
            return f"{name}{owner} has no item where {condition_words(inner)}"
        case Not(part):
            return f"not ({condition_words(part, owner=owner)})"
        case Present(name):
            return f"{name}{owner} is given"
        case Matches(name, schema):
            return f"{name}{owner} {test_words(schema)}"
        case Contains(name, inner):
            return f"{name}{owner} has an item where {condition_words(inner)}"
        case Within(name, inner):
            return condition_words(inner, owner=f"{owner} in {name}")


def _inner(part: Condition, other: type, owner: str) -> str:
    words = condition_words(part, owner=owner)
    return f"({words})" if isinstance(part, other) else words


def demand_words(condition: Condition) -> str:
    """A condition as a demand: `size must be "720P"`."""
    match condition:
        case All(parts):
            return " and ".join(demand_words(part) for part in parts)
        case Not(Present(name)):
            return f"{name} must be absent"
        case Present(name):
            return f"{name} must be given"
        case Not(Matches(name, schema)):
            return f"{name} {test_words(schema, negative=True, verb='must')}"
        case Matches(name, schema):
            return f"{name} {test_words(schema, verb='must')}"
        case Contains(name, inner):
            return f"{name} must have an item where {condition_words(inner)}"
        case Not(Contains(name, inner)):
            return f"{name} must have no item where {condition_words(inner)}"
        case _:
            return f"it must hold that {condition_words(condition)}"


def nested(path: str, *, array: bool = False) -> str:
    """How a nested field is named instead of by a dotted path. array: the path begins at an array, whose items have it."""
    first, _, rest = path.partition(".")
    inner = nested(rest).partition(": write ")[2] if "." in rest else f"{rest}: …"
    return f"there are no dotted paths: write {first}: {{{'contains' if array else 'properties'}: {{{inner}}}}}"


def test_words(schema: Schema, *, negative: bool = False, verb: str = "is") -> str:
    """What a test says of a value: `is "720P"`, `must be one of 1 or 2`, `is not at least 5`."""
    be = {"is": "is", "must": "must be"}[verb]
    no = " not" if negative else ""
    if verb == "must" and negative:
        be, no = "must not be", ""
    if schema.boolean is not None:
        return f"{be}{no} {'anything' if schema.boolean else 'a value that it cannot have'}"
    values = schema.values()
    if values is not None and schema.types != ("boolean",):
        return f"{be}{no} {listing(map(value_words, values))}"
    parts = limits(schema)
    if not parts:
        return f"{be}{no} as its schema says"
    return f"{be}{no} {' and '.join(parts)}"


def limits(schema: Schema) -> list[str]:
    """The limits that a schema sets on a value, each in a few words."""
    said = {keyword: value for keyword, value in keywords_of(schema) if keyword.words is not None}
    exactly = schema.min_items if schema.min_items == schema.max_items else None
    if exactly is not None:
        said = {keyword: value for keyword, value in said.items() if keyword.measure != "items" or keyword.exclusive}
    out = [
        str(keyword.words).format(value if isinstance(value, str) else numeral(value))
        for keyword, value in said.items()
    ]
    if exactly is not None:
        out.append(f"of exactly {numeral(exactly)} items")
    if schema.items is not None and limits(schema.items):
        out.append(f"a list whose items are {' and '.join(limits(schema.items))}")
    if schema.negated is not None:
        inner = limits(schema.negated)
        out.append(f"not {' and '.join(inner)}" if inner else "not as its schema says")
    if schema.types and not out:
        out.append(f"of type {listing(schema.types)}")
    return out
