"""Conditions and schemas in words, for messages, explanations and generated comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reelspec.language.contract.keywords import Keyword
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import (
    All,
    Any,
    Condition,
    Constantly,
    Contains,
    Matches,
    Not,
    Present,
    Rule,
    Schema,
    Within,
    keywords_of,
)
from reelspec.language.regex.simple import literal_form
from reelspec.language.rules.shown import MOST_SHOWN, in_ranges, items_words, numeral, quoted, show
from reelspec.language.source.node import Json


def value_words(value: Json) -> str:
    """A JSON value as JSON writes it, its numbers and texts as messages show them, but never shortened."""
    match value:
        case str():
            return quoted(value)
        case list():
            return f"[{', '.join(map(value_words, value))}]"
        case dict():
            return f"{{{', '.join(f'{quoted(name)}: {value_words(member)}' for name, member in value.items())}}}"
        case _:
            return show(value)


_TYPES = {
    "null": ("null",),
    "boolean": ("true", "false"),
    "integer": ("an integer",),
    "number": ("a number",),
    "string": ("a string",),
    "array": ("an array",),
    "object": ("an object",),
}


def type_words(names: Iterable[str]) -> str:
    """`a string`, `a string or null`."""
    return listing([word for name in names for word in _TYPES[name]])


def listing(values: Iterable[str], last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    several = list(values)
    return several[0] if len(several) == 1 else f"{', '.join(several[:-1])} {last} {several[-1]}"


def rule_words(rule: Rule) -> str:
    """What a rule demands, and when: `size must be "480p" when draft is true`. A message of its own is not looked at."""
    words = operator_of(rule).words()
    return words if rule.when is None else f"{words} when {condition_words(rule.when)}"


def condition_words(condition: Condition, *, owner: str = "") -> str:
    """A condition as the second half of "when …": `size is "1080P" and image is given`."""
    match condition:
        case Constantly(value):
            return "always" if value else "never"
        case All(parts) | Any(parts):
            joint = "and" if isinstance(condition, All) else "or"
            together = _of_presence(parts, joint, owner)
            if together is not None:
                names, is_given, several = together
                return f"{names} {'are' if several else 'is'} {'given' if is_given else 'absent'}"
            return f" {joint} ".join(_inner(part, Any if joint == "and" else All, owner) for part in parts)
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


def _of_presence(parts: Sequence[Condition], joint: str, owner: str) -> tuple[str, bool, bool] | None:
    """The names of parts that all ask whether a field is there, or all whether it is not; which of the two; whether what is
    said of them is in the plural. None if they ask for anything else."""
    if all(isinstance(part, Present) for part in parts):
        names = [part.field for part in parts if isinstance(part, Present)]
        return f"{listing(names, joint)}{owner}", True, joint == "and"
    names = [part.part.field for part in parts if isinstance(part, Not) and isinstance(part.part, Present)]
    return (f"{listing(names, joint)}{owner}", False, joint == "and") if len(names) == len(parts) else None


def demand_words(condition: Condition, *, owner: str = "", brief: bool = False) -> str:
    """A condition as a demand: `size must be "720P"`. brief: a long list of values is told by how many they are."""

    def inside(part: Condition, other: type) -> str:
        words = demand_words(part, owner=owner, brief=brief)
        return f"({words})" if isinstance(part, other) else words

    match condition:
        case All(parts) | Any(parts):
            joint = "and" if isinstance(condition, All) else "or"
            together = _of_presence(parts, joint, owner)
            if together is not None:
                return f"{together[0]} must be {'given' if together[1] else 'absent'}"
            if joint == "and":
                return " and ".join(inside(part, Any) for part in parts)
            return f"either {' or '.join(inside(part, All) for part in parts)}"
        case Not(All(parts)):
            return demand_words(Any(tuple(map(Not, parts))), owner=owner, brief=brief)
        case Not(Any(parts)):
            return demand_words(All(tuple(map(Not, parts))), owner=owner, brief=brief)
        case Not(Not(part)):
            return demand_words(part, owner=owner, brief=brief)
        case Within(name, inner):
            return demand_words(inner, owner=f"{owner} in {name}", brief=brief)
        case Not(Within(name, inner)):
            return demand_words(Not(inner), owner=f"{owner} in {name}", brief=brief)
        case Not(Present(name)):
            return f"{name}{owner} must be absent"
        case Present(name):
            return f"{name}{owner} must be given"
        case Not(Matches(name, schema)):
            return f"{name}{owner} {test_words(schema, negative=True, verb='must')}"
        case Matches(name, schema):
            return f"{name}{owner} {test_words(schema, verb='must', brief=brief)}"
        case Contains(name, inner):
            return f"{name}{owner} must have an item where {condition_words(inner)}"
        case Not(Contains(name, inner)):
            return f"{name}{owner} must have no item where {condition_words(inner)}"
        case _:
            return f"it must hold that {condition_words(condition)}"


def path_words(path: str, *, array: bool = False) -> str:
    """How a nested field is named instead of by a dotted path. array: the path begins at an array, whose items have it."""
    first, _, rest = path.partition(".")
    inner = path_words(rest).partition(": write ")[2] if "." in rest else f"{rest}: …"
    return f"there are no dotted paths: write {first}: {{{'contains' if array else 'properties'}: {{{inner}}}}}"


def is_long(values: tuple[Json, ...]) -> bool:
    """The list is told by how many values they are where words are to be brief."""
    return len(_parts(values)) > MOST_SHOWN


def _parts(values: tuple[Json, ...]) -> list[str]:
    return in_ranges(values, list(map(value_words, values)))


_BE = {("is", False): "is", ("is", True): "is not", ("must", False): "must be", ("must", True): "must not be"}
_HAVE = {
    ("is", False): "has",
    ("is", True): "does not have",
    ("must", False): "must have",
    ("must", True): "must not have",
}
_MATCHING = "text that matches "
_MATCH = {
    ("is", False): "matches",
    ("is", True): "does not match",
    ("must", False): "must match",
    ("must", True): "must not match",
}


def test_words(schema: Schema, *, negative: bool = False, verb: str = "is", brief: bool = False) -> str:
    """What a test says of a value: `is "720P"`, `must be 1 or 2`, `is not at least 5`. brief: as in `demand_words`."""
    be = _BE[verb, negative]
    if schema.boolean is not None:
        return f"{be} {'anything' if schema.boolean else 'a value that it cannot have'}"
    values = schema.values()
    if values is not None and schema.types != ("boolean",):
        long = brief and is_long(values)
        return f"{be} {f'one of {len(values)} values' if long else listing(_parts(values))}"
    parts = limits(schema)
    if parts == [_NOT_BLANK]:
        return f"{_BE[verb, not negative]} blank"
    if len(parts) == 1 and parts[0].startswith(_MATCHING):
        return f"{_MATCH[verb, negative]} {parts[0].removeprefix(_MATCHING)}"
    if parts and all(part.startswith("of ") for part in parts):
        return f"{_HAVE[verb, negative]} {' and '.join(part.removeprefix('of ') for part in parts)}"
    return f"{be} {' and '.join(parts) or 'as its schema says'}"


def limits(schema: Schema) -> list[str]:
    """The limits that a schema sets on a value, each in a few words."""
    keywords = {keyword: value for keyword, value in keywords_of(schema) if keyword.words is not None}
    exactly = schema.min_items if schema.min_items == schema.max_items else None
    if exactly is not None:
        keywords = {
            keyword: value for keyword, value in keywords.items() if keyword.measure != "items" or keyword.exclusive
        }
    out = [_limit(keyword, value) for keyword, value in keywords.items()]
    if exactly is not None:
        out.append(f"of exactly {items_words(exactly)}")
    if schema.items is not None and limits(schema.items):
        out.append(f"a list whose items are {' and '.join(limits(schema.items))}")
    if schema.negated is not None:
        inner = limits(schema.negated)
        out.append(f"not {' and '.join(inner)}" if inner else "not as its schema says")
    if schema.types and not out:
        out.append(type_words(schema.types))
    return out


_NOT_BLANK = "text that is not blank"


def asks_for_text(pattern: str) -> bool:
    r"""The pattern asks for more than white space, as `\S` does."""
    form = literal_form(pattern)
    return form is not None and form.kind == "not-blank"


def _limit(keyword: Keyword, value: Json) -> str:
    if isinstance(value, str):
        blank = keyword.name == "pattern" and asks_for_text(value)
        return _NOT_BLANK if blank else str(keyword.words).format(value)
    return re.sub(r"\b1 (\w+)s\b", r"1 \1", str(keyword.words).format(numeral(value)))
