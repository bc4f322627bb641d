"""Check: required fields alone break no rule, neither by a default (the trap of a conditional default) nor by being there.

A demand that a field be given is no trap, since whoever is told so can give it: only where no field that could be added
mends the object is it one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reelspec.cases.choice import ABSENT
from reelspec.cases.space import NoObject, Space
from reelspec.checks.walk import Judged, objects_of
from reelspec.language.contract.goals import Goal
from reelspec.language.contract.model import Model, Provider
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import (
    All,
    Any,
    Condition,
    Matches,
    Not,
    Present,
    Rule,
    Schema,
    Test,
    Within,
    every_leaf,
    leaves,
)
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import UNKNOWN, evaluate
from reelspec.language.rules.goals import met
from reelspec.language.rules.operators.must import parts_of
from reelspec.language.source.place import Problem

MOST_STEPS = 4_000
"""So many choices are tried to mend one object."""


def check_minimal(model: Model, _: Provider) -> Iterable[Problem]:
    """Rules of a model that absent fields break by their defaults alone."""
    for judged in objects_of(model):
        space = Space(judged.schema, model.definitions, goals=judged.gate)
        for rule in space.rules:
            if rule.severity == "error":
                yield from _impossible(rule, space.scope)
                yield from _broken_by_default(rule, space, judged)


def _impossible(rule: Rule, scope: Scope) -> Iterable[Problem]:
    """A rule without a guard that required fields, or limits of fields, leave no way to keep."""
    at = rule.operator_node
    clash = operator_of(rule).impossible(scope) if rule.when is None else None
    if at is not None and clash is not None:
        yield at.problem(f"rule {rule.id}: nobody can keep it, since {clash}", "impossible-rule", key=True)


def _broken_by_default(rule: Rule, space: Space, place: Judged) -> Iterable[Problem]:
    """A rule that an object of required fields alone breaks, by what absent fields stand for."""
    scope = space.scope
    body = {field.name: _value(field.schema.values()) for field in scope.fields.values() if field.required}
    at = rule.operator_node
    if at is None or not all(met(goal, body, scope) for goal in place.gate):
        return
    if rule.when is not None and evaluate(rule.when, body, scope) is not True:
        return
    for guard, demand in rule.operator.demands():
        if evaluate(guard, body, scope) is not True:
            continue
        given = {part.field for part in parts_of(demand) if isinstance(part, Present)}
        for part in parts_of(demand):
            wanted = given.union(leaf.field for leaf in leaves(part) if _asks_presence(leaf))
            names = [name for name in _defaulted((rule.when, guard, part), body, scope) if name not in wanted]
            if not names or evaluate(part, body, scope) is not False:
                continue
            where = f"an object in {place.path}" if place.path else "a body"
            what = f"rule {rule.id}: {where} of required fields alone breaks it, because of the default of "
            what += " and ".join(names)
            if evaluate(_besides_presence(part), {**body, **dict.fromkeys(wanted, UNKNOWN)}, scope) is False:
                yield at.problem(
                    f"{what}; a default that depends on something else is x-default", "default-breaks-rule", key=True
                )
            elif _cannot_be_mended(space, names, place.gate):
                yield at.problem(f"{what}, and no field that is added mends that", "default-breaks-rule", key=True)


def _cannot_be_mended(space: Space, names: Iterable[str], gate: Sequence[Goal]) -> bool:
    """Certainly no object without these fields keeps the error rules, though there are such objects."""
    without = dict.fromkeys(names, ABSENT)
    errors = [rule for rule in space.rules if rule.severity == "error"]
    if isinstance(space.solve(gate, fixed=without, heed=(), most_steps=MOST_STEPS), NoObject):
        return False
    return space.solve(gate, fixed=without, heed=errors, most_steps=MOST_STEPS) == NoObject(True)


def _value(values: tuple[object, ...] | None) -> object:
    return values[0] if values is not None and len(values) == 1 else UNKNOWN


def _defaulted(conditions: Iterable[Condition | None], body: dict[str, object], scope: Scope) -> Iterator[str]:
    """The absent fields with defaults whose values the conditions test."""
    tests = [
        leaf
        for condition in conditions
        if condition is not None
        for leaf in leaves(condition)
        if not isinstance(leaf, Present)
    ]
    for name in dict.fromkeys(leaf.field for leaf in tests):
        if name not in body and scope.fields[name].default is not None:
            yield name


def _asks_presence(leaf: Test) -> bool:
    """The test asks whether its field is there, or a field of the object in it."""
    inner = every_leaf(leaf.condition) if isinstance(leaf, Within) else (leaf,)
    return any(isinstance(test, Present) for test in inner)


def _besides_presence(condition: Condition) -> Condition:
    """The condition with every test of presence unknown: what is false of it, no field that is added makes true."""
    match condition:
        case All(parts):
            return All(tuple(map(_besides_presence, parts)))
        case Any(parts):
            return Any(tuple(map(_besides_presence, parts)))
        case Not(part):
            return Not(_besides_presence(part))
        case Present(name):
            return Matches(name, Schema())
        case _:
            return condition
