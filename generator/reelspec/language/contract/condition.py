"""Conditions of rules: a closed set of forms over the fields of one object. Made by `language.parser`, read by rules and the compiler.

Truth is Kleene's: a test on an absent field without a default, or on a refused value, is unknown.
A test's `node` is what the spec writes after the field's name; it has no part in equality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field as attribute
from typing import TypeAlias

from reelspec.common.dataclass import dataclass
from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Node


@dataclass(frozen=True, slots=True)
class Constantly:
    """A condition that is decided: what is left of a test once a model's values are known."""

    value: bool


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; several fields in one mapping, or `all`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when one part is; `any`."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`not` around a condition, or around a test of one field."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Matches:
    """The value of `field` is accepted by `schema` (`size: 720P`, `size: [480P, 720P]`, `seed: {minimum: 1}`)."""

    field: str
    schema: Schema
    node: Node | None = attribute(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Present:
    """`field` is in the object, and not null where the field admits null."""

    field: str
    node: Node | None = attribute(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Contains:
    """Some item of the array `field` fulfils `condition`, which speaks of the item's own fields."""

    field: str
    condition: Condition
    node: Node | None = attribute(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Within:
    """The object in `field` fulfils `condition`, which speaks of that object's own fields."""

    field: str
    condition: Condition
    node: Node | None = attribute(default=None, compare=False, repr=False)


Test: TypeAlias = Matches | Present | Contains | Within
"""What is asked of one field of the object."""
Condition: TypeAlias = Constantly | All | Any | Not | Test

TRUE = Constantly(True)
FALSE = Constantly(False)


def leaves(condition: Condition) -> Iterator[Test]:
    """The tests of the object's own fields, in the order of writing."""
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case Matches() | Present() | Contains() | Within():
            yield condition
        case Constantly():
            pass


def every_leaf(condition: Condition) -> Iterator[Test]:
    """The tests of the object's own fields, each followed by those of the fields in it."""
    for leaf in leaves(condition):
        yield leaf
        if isinstance(leaf, Contains | Within):
            yield from every_leaf(leaf.condition)


def fields_read(condition: Condition) -> tuple[str, ...]:
    """The fields of the object that `condition` reads, in the order of writing, none twice."""
    return tuple(dict.fromkeys(leaf.field for leaf in leaves(condition)))


def conjunction(parts: tuple[Condition, ...]) -> Condition:
    """`All` of parts, with decided parts removed and a single part standing alone."""
    left: list[Condition] = []
    for part in parts:
        if part == FALSE:
            return FALSE
        if part == TRUE:
            continue
        left += part.parts if isinstance(part, All) else (part,)
    if not left:
        return TRUE
    return left[0] if len(left) == 1 else All(tuple(left))


def disjunction(parts: tuple[Condition, ...]) -> Condition:
    """`Any` of parts, with decided parts removed and a single part standing alone."""
    left: list[Condition] = []
    for part in parts:
        if part == TRUE:
            return TRUE
        if part == FALSE:
            continue
        left += part.parts if isinstance(part, Any) else (part,)
    if not left:
        return FALSE
    return left[0] if len(left) == 1 else Any(tuple(left))


def negation(part: Condition) -> Condition:
    """`Not` of part, with double negation and decided parts removed."""
    match part:
        case Constantly(value):
            return Constantly(not value)
        case Not(inner):
            return inner
        case _:
            return Not(part)
