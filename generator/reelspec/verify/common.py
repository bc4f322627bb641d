"""What some bodies have in common that others lack, in words: the shortest test that tells the two groups apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from reelspec.contract.schema import escape
from reelspec.source.node import Json

MOST_VALUES = 40
"""So many different values of one place are told apart."""
MOST_PAIRS = 20_000
"""So many pairs of tests are tried."""


@dataclass(frozen=True, slots=True)
class Test:
    """A test that some bodies pass. path: where it looks; cost: the lower, the simpler."""

    words: str
    path: str
    cost: int


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies, by their index, that pass a test which none of the others passes; None where there is no such test."""

    test: Test | None
    members: tuple[int, ...]


def groups(chosen: Sequence[Json], others: Sequence[Json]) -> tuple[Group, ...]:
    """The chosen bodies in as few groups as simple tests make, the largest first; what no test tells apart comes last."""
    if not chosen:
        return ()
    tests = _useful(chosen, others)
    left = (1 << len(chosen)) - 1
    found: list[Group] = []
    while left:
        best = max(tests, key=lambda one: ((one[1] & left).bit_count(), -one[0].cost), default=None)
        if (best is None or best[1] & left != left) and not found and (pair := _pair(chosen, others)) is not None:
            best = (pair, left)
        if best is None or not best[1] & left:
            found.append(Group(None, _members(left)))
            break
        found.append(Group(best[0], _members(best[1] & left)))
        left &= ~best[1]
    return tuple(found)


def _members(mask: int) -> tuple[int, ...]:
    return tuple(at for at in range(mask.bit_length()) if mask >> at & 1)


def _masks(chosen: Sequence[Json], others: Sequence[Json]) -> list[tuple[Test, int, int]]:
    """Every test that a chosen body passes, with who passes it: chosen ones, others."""
    inside = [_facts(body) for body in chosen]
    outside = [_facts(body) for body in others]
    paths = dict.fromkeys(path for facts in inside for path in facts)
    found: list[tuple[Test, int, int]] = []
    for path in paths:
        mine, theirs = ([facts.get(path) for facts in several] for several in (inside, outside))
        for test, holds in _tests(path, mine):
            masks = [sum(1 << at for at, one in enumerate(several) if holds(one)) for several in (mine, theirs)]
            found.append((test, masks[0], masks[1]))
    for path in dict.fromkeys(path for facts in outside for path in facts if path.count("/") == 1):
        mask = sum(1 << at for at, facts in enumerate(inside) if path not in facts)
        other = sum(1 << at for at, facts in enumerate(outside) if path not in facts)
        if mask:
            found.append((Test(f"without {path}", path, 6), mask, other))
    return found


def _useful(chosen: Sequence[Json], others: Sequence[Json]) -> list[tuple[Test, int]]:
    return [(test, mine) for test, mine, theirs in _masks(chosen, others) if mine and not theirs]


def _pair(chosen: Sequence[Json], others: Sequence[Json]) -> Test | None:
    """Two tests that all chosen bodies pass and no other passes both of."""
    whole = (1 << len(chosen)) - 1
    usable = sorted((one for one in _masks(chosen, others) if one[1] == whole), key=lambda one: one[0].cost)
    best: Test | None = None
    for count, ((one, _, mine), (other, _, theirs)) in enumerate(combinations(usable, 2)):
        if count > MOST_PAIRS:
            break
        if one.path != other.path and not mine & theirs and (best is None or one.cost + other.cost < best.cost):
            best = Test(f"{one.words} and {other.words}", one.path, one.cost + other.cost)
    return best


@dataclass(frozen=True, slots=True)
class _Fact:
    """What stands at a place of a body: scalars there (several for items), and lengths of texts, arrays, or numbers."""

    values: tuple[str, ...]
    sizes: tuple[tuple[str, float], ...]


_Holds: TypeAlias = Callable[["_Fact | None"], bool]


def _facts(body: Json) -> dict[str, _Fact]:
    """Path with `*` for items -> what stands there."""
    values: dict[str, list[str]] = {}
    sizes: dict[str, list[tuple[str, float]]] = {}
    for path, value in _places(body, ""):
        known = values.setdefault(path, [])
        measured = sizes.setdefault(path, [])
        if isinstance(value, bool) or value is None:
            known.append(json.dumps(value))
        elif isinstance(value, int | float):
            known.append(json.dumps(value))
            measured.append(("number", float(value) if abs(value) < 1e300 else float("inf")))
        elif isinstance(value, str):
            if len(value) <= 40 and "://" not in value:
                known.append(json.dumps(value, ensure_ascii=False))
            measured.append(("text", len(value)))
        elif isinstance(value, list):
            measured.append(("array", len(value)))
    return {path: _Fact(tuple(values[path]), tuple(sizes[path])) for path in values}


def _places(value: Json, path: str) -> Iterator[tuple[str, Json]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _places(inner, f"{path}/{escape(name)}")
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner, f"{path}/*")


def _tests(path: str, facts: Sequence[_Fact | None]) -> Iterator[tuple[Test, _Holds]]:
    """Tests of one place, made from the values that the chosen bodies have there."""
    deep = path.count("/") - 1
    there = [fact for fact in facts if fact is not None]
    yield Test(f"with {path}", path, 2 + deep), lambda fact: fact is not None
    for value in list(dict.fromkeys(one for fact in there for one in fact.values))[:MOST_VALUES]:
        yield Test(f"where {path} is {value}", path, 1 + deep), _Value(value)
    for kind, words in (("number", "is"), ("text", "has"), ("array", "has")):
        unit = {"number": "", "text": " characters", "array": " items"}[kind]
        found = sorted({size for fact in there for what, size in fact.sizes if what == kind})
        for size in (*found[:MOST_VALUES], *found[-MOST_VALUES:]):
            number = f"{size:g}" if size < 1e15 else str(size)
            yield Test(f"where {path} {words} {number}{unit} or more", path, 4 + deep), _Size(kind, size, 1)
            yield Test(f"where {path} {words} {number}{unit} or fewer", path, 4 + deep), _Size(kind, size, -1)


@dataclass(frozen=True, slots=True)
class _Value:
    value: str

    def __call__(self, fact: _Fact | None) -> bool:
        return fact is not None and self.value in fact.values


@dataclass(frozen=True, slots=True)
class _Size:
    kind: str
    size: float
    sign: int

    def __call__(self, fact: _Fact | None) -> bool:
        return fact is not None and any(
            what == self.kind and (size - self.size) * self.sign >= 0 for what, size in fact.sizes
        )
