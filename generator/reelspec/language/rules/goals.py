"""Goals held against objects: whether one is met, which fields are there, how many items fulfil a condition.

Fields that hold `UNKNOWN` (see `language.rules.evaluate`) are there with a value that nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from reelspec.language.contract.goals import Counts, Fulfils, Goal, Holds, Object
from reelspec.language.contract.schema import (
    Condition,
    Contains,
    Matches,
    Not,
    Present,
    Within,
    conjunction,
    leaves,
)
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import UNKNOWN, evaluate

MANY = 1 << 62
"""The number of items that an array may have when nothing is known of it."""


def met(goal: Goal, body: Object, scope: Scope) -> bool:
    """The object fulfils the goal."""
    match goal:
        case Holds():
            return evaluate(goal.condition, body, scope) in goal.truths
        case Counts():
            low, high = total(goal.of, goal.where, body, scope)
            return goal.least <= low and (goal.most is None or high <= goal.most)
        case Fulfils():
            return goal.decide(body)
    assert_never(goal)


def present(name: str, body: Object, scope: Scope) -> bool:
    """The field is there."""
    return evaluate(Present(name), body, scope) is True


def given(names: Iterable[str], body: Object, scope: Scope) -> tuple[str, ...]:
    """Those of the fields that are there."""
    return tuple(name for name in names if present(name, body, scope))


def lacking(names: Iterable[str], body: Object, scope: Scope) -> tuple[str, ...]:
    """Those of the fields that are not there."""
    return tuple(name for name in names if not present(name, body, scope))


def only(present: Iterable[str], among: Iterable[str]) -> Holds:
    """Of the fields `among`, exactly `there` are there."""
    names = frozenset(present)
    return Holds(conjunction(tuple(Present(name) if name in names else Not(Present(name)) for name in among)))


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
