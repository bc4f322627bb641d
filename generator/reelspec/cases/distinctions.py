"""What the rules of an object ask of its fields: the tests that tell one value from another. Read by `space`.

Two values of a field on which every test agrees are one to the rules, so a body needs to be built with one of them only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reelspec.language.contract.goals import Counts, Fulfils, Goal, Holds, Way
from reelspec.language.contract.schema import (
    Condition,
    Contains,
    Matches,
    Present,
    Rule,
    Schema,
    Within,
    bounds_of,
    in_place,
    keywords_of,
    leaves,
)
from reelspec.language.contract.scope import Scope
from reelspec.language.source.node import Json


@dataclass
class Probe:
    """What is asked of one field.

    tests: schemas that its value is tried against. counts: numbers of items that matter, with the condition on the
    items. items, inner: what is asked of the fields of its items, or of the object in it. open: something computes with
    the value itself; worth: values to try for it.
    """

    tests: list[Schema] = field(default_factory=list)
    counts: list[tuple[Condition | None, int]] = field(default_factory=list)
    items: Probes = field(default_factory=dict)
    inner: Probes = field(default_factory=dict)
    open: bool = False
    worth: list[Json] = field(default_factory=list)


Probes = dict[str, Probe]


def probes_of(asked: Iterable[tuple[Rule, tuple[Way, ...]]], goals: Iterable[Goal], scope: Scope) -> Probes:
    """What the rules, each with its operator's ways, and the goals ask of the fields of the scope."""
    probes: Probes = {name: Probe() for name in scope.fields}
    for rule, ways in asked:
        if rule.when is not None:
            _condition(rule.when, probes)
        for way in ways:
            for goal in way.goals:
                _goal(goal, probes)
    for goal in goals:
        _goal(goal, probes)
    return probes


def _goal(goal: Goal, probes: Probes) -> None:
    match goal:
        case Holds(condition):
            _condition(condition, probes)
        case Counts(of, where, least, most):
            for name in of:
                probe = probes.setdefault(name, Probe())
                probe.counts += [(where, bound) for bound in (least, most) if bound is not None]
                if where is not None:
                    _condition(where, probe.items)
        case Fulfils(names, _, schemas, computes, worth):
            for name in names:
                probe = probes.setdefault(name, Probe())
                probe.open = probe.open or computes
            for field, inner, values, sizes in worth:
                probe = probes.setdefault(field, Probe())
                probe.counts += [(None, size) for size in sizes]
                if inner is not None:
                    probe = probe.items.setdefault(inner, Probe())
                    probe.open = True
                probe.worth += values
            for schema in schemas:
                _schema(schema, probes)


def _condition(condition: Condition, probes: Probes) -> None:
    for leaf in leaves(condition):
        match leaf:
            case Matches(name, schema):
                probe = probes.setdefault(name, Probe())
                probe.tests.append(schema)
                sizes = (bound for part in parts_of(schema) for bound in bounds_of(part, "array"))
                probe.counts += [(None, int(bound)) for keyword, bound in sizes if keyword.measure == "items"]
            case Contains(name, inner):
                probe = probes.setdefault(name, Probe())
                probe.counts.append((inner, 1))
                _condition(inner, probe.items)
            case Within(name, inner):
                _condition(inner, probes.setdefault(name, Probe()).inner)
            case Present(name):
                probes.setdefault(name, Probe())


def _schema(schema: Schema, probes: Probes) -> None:
    """What a schema of the object asks of its fields."""
    for name, inner in schema.properties.items():
        probes.setdefault(name, Probe()).tests.append(inner)
    for part in in_place(schema):
        _schema(part, probes)


def asks_sizes_alone(test: Schema) -> bool:
    """The test of an array turns on nothing but how many items there are."""
    return all(
        keyword.measure == "items" or keyword.name in ("type", "not", "allOf", "anyOf", "oneOf")
        for part in parts_of(test)
        for keyword, _ in keywords_of(part)
    )


def parts_of(schema: Schema) -> Iterable[Schema]:
    """A test and the tests that it is made of: `not`, `anyOf` and the like."""
    yield schema
    for part in in_place(schema):
        yield from parts_of(part)
