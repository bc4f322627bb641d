"""How an operator is kept and broken, as data: goals that an object can fulfil, named ways, and where a fault is reported.

Every operator's file says its ways and its faults in these words; the bodies room alone reads them. Fields that hold
`UNKNOWN` (see `language.rules.evaluate`) are there with a value that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from reelspec.common.dataclass import dataclass
from reelspec.language.contract.condition import (
    Condition,
    Contains,
    Matches,
    Not,
    Present,
    Within,
    conjunction,
    fields_read,
    leaves,
)
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import UNKNOWN, evaluate

Object: TypeAlias = Mapping[str, object]
"""A JSON object as rules see it."""

MANY = 1 << 62
"""The number of items that an array may have when nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a broken operator is reported. path: the field, None for the object itself; related: the other fields."""

    path: str | None
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holds:
    """The condition's truth is one of `truths`; None among them stands for unknown."""

    condition: Condition
    truths: tuple[bool | None, ...] = (True,)

    def fields(self) -> tuple[str, ...]:
        return fields_read(self.condition)

    def met(self, body: Object, scope: Scope) -> bool:
        return evaluate(self.condition, body, scope) in self.truths


@dataclass(frozen=True, slots=True)
class Counts:
    """So many items of the arrays, summed, fulfil `where` (None: every item counts)."""

    of: tuple[str, ...]
    where: Condition | None
    least: int
    most: int | None

    def fields(self) -> tuple[str, ...]:
        return self.of

    def met(self, body: Object, scope: Scope) -> bool:
        low, high = total(self.of, self.where, body, scope)
        return low == high and self.least <= low and (self.most is None or low <= self.most)


@dataclass(frozen=True, slots=True)
class Fulfils:
    """What no condition says: `decide` is true of the object.

    schemas: what is asked of the object besides. open: it computes with the values themselves, so that no choice of
    values stands for all of them.
    """

    names: tuple[str, ...]
    decide: Callable[[Object], bool]
    schemas: tuple[Schema, ...] = ()
    open: bool = False

    def fields(self) -> tuple[str, ...]:
        return self.names

    def met(self, body: Object, scope: Scope) -> bool:
        return self.decide(body)


Goal: TypeAlias = Holds | Counts | Fulfils


@dataclass(frozen=True, slots=True)
class Way:
    """One way to keep an operator, or to break it: an object that meets all goals goes this way."""

    name: str
    broken: bool
    goals: tuple[Goal, ...]


def present(name: str, body: Object, scope: Scope) -> bool:
    """The field is there."""
    return evaluate(Present(name), body, scope) is True


def given(names: Iterable[str], body: Object, scope: Scope) -> tuple[str, ...]:
    """Those of the fields that are there."""
    return tuple(name for name in names if present(name, body, scope))


def lacking(names: Iterable[str], body: Object, scope: Scope) -> tuple[str, ...]:
    """Those of the fields that are not there."""
    return tuple(name for name in names if not present(name, body, scope))


def only(there: Iterable[str], among: Iterable[str]) -> Holds:
    """Of the fields `among`, exactly `there` are there."""
    wanted = frozenset(there)
    return Holds(conjunction(tuple(Present(one) if one in wanted else Not(Present(one)) for one in among)))


def total(of: Iterable[str], where: Condition | None, body: Object, scope: Scope) -> tuple[int, int]:
    """How many items of the arrays fulfil `where`: certainly, possibly."""
    low = high = 0
    for name in of:
        items = body.get(name)
        if items is UNKNOWN:
            high += MANY
        if not isinstance(items, list):
            continue
        inside = scope.items_of(name)
        for item in items:
            truth = True if where is None else evaluate(where, item, inside) if isinstance(item, dict) else None
            low += truth is True
            high += truth is not False
    return low, high


def may_be_unknown(condition: Condition, scope: Scope) -> bool:
    """The condition can be neither true nor false for an object whose fields are all accepted."""
    for leaf in leaves(condition):
        field = scope.fields.get(leaf.field)
        if isinstance(leaf, Contains | Within):
            return True
        if isinstance(leaf, Matches) and (
            field is None or ((not field.required or field.nullable) and not field.default)
        ):
            return True
    return False
