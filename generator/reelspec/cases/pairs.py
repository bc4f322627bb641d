"""Fields and values that come together: each two optional fields, each two listed values of two fields. Read by `suite`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TypeAlias

from reelspec.cases.field_values import token
from reelspec.cases.in_context import Level, Tried, reason
from reelspec.cases.outcome import Made, Missed
from reelspec.cases.scoring import clean, mild
from reelspec.language.source.node import Json

MOST_VALUES = 12
"""Fields with more listed values are not paired: a list of languages would make hundreds of bodies."""
MOST_PAIRED = 60
"""So many bodies are made for pairs of values."""

_Value: TypeAlias = tuple[str, int]
"""A field, and which of its listed values."""


def pairs(level: Level) -> Iterator[Made | Missed]:
    """Each two optional fields together."""
    optional = [field.name for field in level.fields.values() if not field.required]
    there = {name: (1 << (len(level.choices[name]) - 1)) - 1 for name in optional}
    for one, other in combinations(optional, 2):
        if not there[one] or not there[other]:
            continue
        near: Tried | None = None
        for score in (clean, mild):
            near = level.attempt({}, {one: there[one], other: there[other]}, score)
            if near is not None and near.score == 0:
                break
        about, name = f"{one} {other}", f"pair.{one}+{other}"
        if near is not None and near.score == 0:
            yield Made(name, "pair", about, near.body, near.found, near.object)
        else:
            yield Missed(name, about, "not found", reason(near))


def pairs_of_values(level: Level) -> Iterator[Made]:
    """Valid bodies in which each two listed values of two fields come together once, as far as rules let them: pairwise
    coverage, by the greedy way of Czerwonka, Pairwise testing in the real world (2006). Pairs that no body shows are those of
    rules, whose cases say so."""
    listed: dict[str, list[Json]] = {
        name: values
        for name, field in level.fields.items()
        if (values := [one for one in field.schema.values() or () if one in level.choices[name]])
        and len(values) <= MOST_VALUES
    }
    left = {
        frozenset(((one, first), (other, second))): None
        for one, other in combinations(listed, 2)
        for first in range(len(listed[one]))
        for second in range(len(listed[other]))
        if len(listed[one]) > 1 or len(listed[other]) > 1
    }
    made = 0
    while left and made < MOST_PAIRED:
        (pair, _) = next(iter(left.items()))
        del left[pair]
        near = level.attempt({name: listed[name][index] for name, index in pair}, {}, clean)
        if near is None or near.score:
            continue
        for name, values in listed.items():
            near = _with_most_new(level, near, name, values, pair, left, listed)
        for two in combinations(_values_in(near.object, listed), 2):
            left.pop(frozenset(two), None)
        made += 1
        shown = ",".join(f"{name}={token(near.object[name])}" for name in listed if name in near.object)
        yield Made(
            f"pair.values.{shown}",
            "pair",
            " ".join(sorted(name for name, _ in pair)),
            near.body,
            near.found,
            near.object,
        )


def _with_most_new(
    level: Level,
    near: Tried,
    name: str,
    values: list[Json],
    fixed: frozenset[_Value],
    left: Mapping[frozenset[_Value], None],
    listed: Mapping[str, list[Json]],
) -> Tried:
    """The body with the value of a field that shows most pairs that are still wanted, if it is valid."""
    if any(name == one for one, _ in fixed):
        return near
    others = [one for one in _values_in(near.object, listed) if one[0] != name]
    new = [sum(frozenset(((name, index), other)) in left for other in others) for index in range(len(values))]
    for index in sorted(range(len(values)), key=lambda one: -new[one])[:2]:
        if new[index]:
            tried = level.tried(level.with_(near.object, {name: values[index]}), clean)
            if tried.score == 0:
                return tried
    return near


def _values_in(obj: Mapping[str, Json], listed: Mapping[str, list[Json]]) -> list[_Value]:
    return [(name, values.index(obj[name])) for name, values in listed.items() if name in obj and obj[name] in values]
