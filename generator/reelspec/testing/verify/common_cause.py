"""What some bodies have in common that others lack, in words: the shortest test that tells the two groups apart."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal, TypeAlias

from reelspec.language.contract.keywords import Side
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape

MOST_VALUES = 40
"""So many different values of one place are told apart."""
MOST_PAIRS = 20_000
"""So many pairs of tests are tried."""


@dataclass(frozen=True)
class Test:
    """A test that some bodies pass. path: where it looks; cost: the lower, the simpler.

    kind: what it looks for; a pair is two tests that must both be passed. value: of a value, its JSON. size: of a size, its
    type and the last number that passes; side: whether more ("most" is what bounds it) or less passes.
    """

    words: str
    path: str
    cost: int
    holds: _Holds = field(repr=False, compare=False)
    kind: Literal["presence", "absence", "value", "type", "size", "equal items", "pair"]
    value: str = ""
    size: tuple[str, float] = ("", 0)
    side: Side = "most"

    def passed(self, body: Json) -> bool:
        """Whether the body passes it."""
        return self.holds(_facts(body))


@dataclass(frozen=True)
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
    result: list[Group] = []
    while left:
        best = max(tests, key=lambda candidate: ((candidate[1] & left).bit_count(), -candidate[0].cost), default=None)
        if (best is None or best[1] & left != left) and not result and (pair := _pair(chosen, others)) is not None:
            best = (pair, left)
        if best is None or not best[1] & left:
            result.append(Group(None, _members(left)))
            break
        result.append(Group(best[0], _members(best[1] & left)))
        left &= ~best[1]
    return tuple(result)


def _members(mask: int) -> tuple[int, ...]:
    return tuple(at for at in range(mask.bit_length()) if mask >> at & 1)


def _masks(chosen: Sequence[Json], others: Sequence[Json]) -> list[tuple[Test, int, int]]:
    """Every test that a chosen body passes, with who passes it: chosen ones, others."""
    inside, outside = list(map(_facts, chosen)), list(map(_facts, others))
    tests = [
        test
        for path in dict.fromkeys(path for facts in inside for path in facts)
        for test in _tests(path, [facts[path] for facts in inside if path in facts])
    ]
    tests += _absences(inside, outside)
    return [(test, _mask(test, inside), _mask(test, outside)) for test in tests]


def _absences(inside: Sequence[_Facts], outside: Sequence[_Facts]) -> Iterator[Test]:
    """Tests for fields that other bodies have. Null is as good as absent where chosen bodies have it."""
    for path in dict.fromkeys(path for facts in outside for path in facts):
        around, _, name = path.rpartition("/")
        deep = path.count("/") - 1
        if not deep:
            yield Test(f"without {path}", path, 6, _Absent(path), "absence")
            if any(path in facts and facts[path].types == {"null"} for facts in inside):
                yield Test(f"without {path}, or where it is null", path, 7, _AbsentOrNull(path), "absence")
        elif any(around in facts and not facts[around].has(name) for facts in inside):
            yield Test(f"where {around} has no {name}", path, 6 + deep, _Lacks(around, name), "absence")


def _mask(test: Test, several: Sequence[_Facts]) -> int:
    return sum(1 << at for at, facts in enumerate(several) if test.holds(facts))


def _useful(chosen: Sequence[Json], others: Sequence[Json]) -> list[tuple[Test, int]]:
    return [(test, mine) for test, mine, theirs in _masks(chosen, others) if mine and not theirs]


def _pair(chosen: Sequence[Json], others: Sequence[Json]) -> Test | None:
    """Two tests that all chosen bodies pass and no other passes both of."""
    whole = (1 << len(chosen)) - 1
    usable = sorted(
        (masked for masked in _masks(chosen, others) if masked[1] == whole), key=lambda masked: masked[0].cost
    )
    best: Test | None = None
    for count, ((first, _, mine), (second, _, theirs)) in enumerate(combinations(usable, 2)):
        if count > MOST_PAIRS:
            break
        if first.path != second.path and not mine & theirs and (best is None or first.cost + second.cost < best.cost):
            both = _Both(first.holds, second.holds)
            best = Test(f"{first.words} and {second.words}", first.path, first.cost + second.cost, both, "pair")
    return best


@dataclass(frozen=True)
class _Fact:
    """What stands at a place of a body (several things for items): scalars, types, numbers or lengths, the names in objects."""

    values: tuple[str, ...]
    types: frozenset[str]
    sizes: tuple[tuple[str, float], ...]
    names: tuple[frozenset[str], ...]
    equal_items: bool
    """An array among them has two items that are the same."""

    def has(self, name: str) -> bool:
        """Whether each object has a field; what is no object lacks none."""
        return all(name in names for names in self.names)


_Facts: TypeAlias = Mapping[str, _Fact]


def _facts(body: Json) -> _Facts:
    """Path with `*` for items -> what stands there."""
    there: dict[str, list[Json]] = {}
    for path, value in _places(body, ""):
        there.setdefault(path, []).append(value)
    return {
        path: _Fact(
            tuple(_written(value) for value in values if _is_short(value)),
            frozenset(map(_type, values)),
            tuple(size for value in values if (size := _size(value)) is not None),
            tuple(frozenset(map(escape, value)) for value in values if isinstance(value, dict)),
            any(isinstance(value, list) and len({*map(_written, value)}) < len(value) for value in values),
        )
        for path, values in there.items()
    }


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_short(value: Json) -> bool:
    if isinstance(value, str):
        return len(value) <= 40 and "://" not in value
    return not isinstance(value, list | dict)


def _type(value: Json) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


def _size(value: Json) -> tuple[str, float] | None:
    match _type(value):
        case "a number" if isinstance(value, int | float):
            return "number", float(value) if abs(value) < 1e300 else float("inf")
        case "a string" | "an array" as kind if isinstance(value, str | list):
            return kind, float(len(value))
        case _:
            return None


def _places(value: Json, path: str) -> Iterator[tuple[str, Json]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _places(inner, f"{path}/{escape(name)}")
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner, f"{path}/*")


def _tests(path: str, there: Sequence[_Fact]) -> Iterator[Test]:
    """Tests of one place, made from what chosen bodies have there."""
    deep = path.count("/") - 1
    yield Test(f"with {path}", path, 2 + deep, _There(path), "presence")
    for value in list(dict.fromkeys(text for fact in there for text in fact.values))[:MOST_VALUES]:
        yield Test(f"where {path} is {value}", path, 1 + deep, _Value(path, value), "value", value)
    for kind in sorted({value for fact in there for value in fact.types}):
        yield Test(f"where {path} is {kind}", path, 3 + deep, _Type(path, kind, True), "type")
    for kind in ("a string", "an array", "an object", "a number", "true or false"):
        yield Test(f"where {path} is not {kind}", path, 5 + deep, _Type(path, kind, False), "type")
    if any(fact.equal_items for fact in there):
        yield Test(f"where items of {path} are equal", path, 4 + deep, _EqualItems(path), "equal items")
    for kind, words, unit in (("number", "is", ""), ("a string", "has", " characters"), ("an array", "has", " items")):
        sizes = sorted({size for fact in there for what, size in fact.sizes if what == kind})
        for size in dict.fromkeys((*sizes[:MOST_VALUES], *sizes[-MOST_VALUES:])):
            number = str(int(size)) if size.is_integer() else str(size)
            json_type = kind.rpartition(" ")[2]
            for sign, more, side in _SIDES:
                words_of = f"where {path} {words} {number}{unit} or {more}"
                holds = _Size(path, kind, size, sign)
                yield Test(words_of, path, 4 + deep, holds, "size", size=(json_type, size), side=side)


_SIDES: tuple[tuple[int, str, Side], ...] = ((1, "more", "most"), (-1, "fewer", "least"))


_Holds: TypeAlias = Callable[[_Facts], bool]


@dataclass(frozen=True)
class _There:
    path: str

    def __call__(self, facts: _Facts) -> bool:
        return self.path in facts


@dataclass(frozen=True)
class _Absent:
    path: str

    def __call__(self, facts: _Facts) -> bool:
        return self.path not in facts


@dataclass(frozen=True)
class _AbsentOrNull:
    path: str

    def __call__(self, facts: _Facts) -> bool:
        return self.path not in facts or facts[self.path].types == {"null"}


@dataclass(frozen=True)
class _Lacks:
    """Some object at the path has no field of the name."""

    path: str
    name: str

    def __call__(self, facts: _Facts) -> bool:
        return self.path in facts and not facts[self.path].has(self.name)


@dataclass(frozen=True)
class _Value:
    path: str
    value: str

    def __call__(self, facts: _Facts) -> bool:
        return self.path in facts and self.value in facts[self.path].values


@dataclass(frozen=True)
class _Type:
    path: str
    kind: str
    wanted: bool

    def __call__(self, facts: _Facts) -> bool:
        return self.path in facts and (self.kind in facts[self.path].types) is self.wanted


@dataclass(frozen=True)
class _Size:
    path: str
    kind: str
    size: float
    sign: int

    def __call__(self, facts: _Facts) -> bool:
        return self.path in facts and any(
            what == self.kind and (size - self.size) * self.sign >= 0 for what, size in facts[self.path].sizes
        )


@dataclass(frozen=True)
class _EqualItems:
    path: str

    def __call__(self, facts: _Facts) -> bool:
        return self.path in facts and facts[self.path].equal_items


@dataclass(frozen=True)
class _Both:
    one: _Holds
    other: _Holds

    def __call__(self, facts: _Facts) -> bool:
        return self.one(facts) and self.other(facts)
