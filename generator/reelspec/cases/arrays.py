"""Arrays made of kinds of items: every number of each kind that rules can tell apart.

`space` makes the values of array fields with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from reelspec.cases.boundary_values import Domain
from reelspec.cases.distinctions import Probe, asks_sizes_alone
from reelspec.cases.sizes import numbered
from reelspec.language.contract.keywords import applied_to
from reelspec.language.contract.schema import Schema, span
from reelspec.language.source.node import Json

MOST_ARRAYS = 400
"""So many arrays are made of one field; the numbers of items are then exhausted for small numbers only."""
MOST_OF_ONE = 200
"""So many more where that is not enough, with many items of one kind."""
SUMMED = 2
"""So many items are put into an array that something computes with."""
LONGEST = 24
"""Longer arrays are made only where a limit says so."""


_OF_SOME_ITEMS = tuple(keyword.attribute for keyword in applied_to("item") if keyword.name != "items")


def arrays_of(schema: Schema, probe: Probe, kinds: Domain, first: Sequence[Json]) -> Domain:
    """The arrays that are tried for what `schema` describes and `probe` asks. kinds: of the items; first: those that the
    schema gives a place of their own."""
    least, most = span(schema, "items")
    least = least or 0
    complete = (
        kinds.complete
        and all(map(asks_sizes_alone, probe.tests))
        and not any(getattr(schema, name) for name in _OF_SOME_ITEMS)
    )
    bound = max([count for _, count in probe.counts] + [0]) + 1
    bound = max(bound, SUMMED) if probe.open else bound
    longest = max(bound, least, 1) if most is None else min(max(bound, least, 1), most)
    if longest > LONGEST:
        longest, complete = max(least, LONGEST), False
    top = longest * max(len(kinds.values), 1) if most is None else most
    if (longest + 1) ** len(kinds.values) > MOST_ARRAYS * 4:
        # Too many to exhaust: as many of each kind as matter, but not of all kinds at once.
        top, complete = min(top, longest), False
    vectors = _vectors(len(kinds.values), longest, min(top, LONGEST * 2), MOST_ARRAYS * 4)
    if least == 0:
        vectors = [*vectors[1:], *vectors[:1]]
    if first:
        vectors = [vector for vector in vectors if not sum(vector)] or [(0,) * len(kinds.values)]
    vectors = [
        vector for vector in vectors if (first or sum(vector) >= least) and (most is None or sum(vector) <= most)
    ]
    if len(vectors) > MOST_ARRAYS or not complete:
        complete = False
        vectors = vectors[:MOST_ARRAYS]
        more = [] if first else _many_of_one(len(kinds.values), probe, least, most, frozenset(vectors))
        vectors = sorted([*more, *vectors], key=lambda vector: sum(vector) or math.inf)
    arrays: list[Json] = []
    placed: dict[tuple[int, int], Json] = {}
    for vector in vectors:
        made = [*first]
        for kind, count in enumerate(vector):
            for _ in range(count):
                made.append(_placed(kinds.values[kind], len(made) + 1, placed, kind))
        arrays.append(made)
    return Domain(tuple(arrays), complete)


def _many_of_one(
    kinds: int, probe: Probe, least: int, most: int | None, known: frozenset[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """Numbers of items of each kind where not all can be tried: as many of one kind as rules ask for, and one more, alone
    and beside one of another kind; where something computes with the array, as many as there may be."""
    sizes = {count + more for _, count in probe.counts for more in (0, 1)}
    if probe.open and most is not None:
        sizes.add(most)
    chosen: dict[tuple[int, ...], None] = {}
    for other in (None, *range(kinds)):
        for size in sorted(size for size in sizes if 1 < size <= LONGEST):
            for kind in range(kinds):
                vector = tuple(size * (at == kind) + (at == other != kind) for at in range(kinds))
                if least <= sum(vector) and (most is None or sum(vector) <= most) and vector not in known:
                    chosen[vector] = None
                if len(chosen) >= MOST_OF_ONE:
                    return [*chosen]
    return [*chosen]


def _vectors(kinds: int, longest: int, top: int, most: int) -> list[tuple[int, ...]]:
    """Numbers of items of each kind, at most `longest` each and `top` in all, fewest items first."""
    chosen: list[tuple[int, ...]] = []

    def add(prefix: tuple[int, ...], left: int) -> None:
        if len(prefix) == kinds - 1:
            if left <= longest:
                chosen.append((*prefix, left))
            return
        for count in range(min(left, longest), -1, -1):
            if len(chosen) >= most:
                return
            add((*prefix, count), left - count)

    for size in range(top + 1):
        if len(chosen) >= most:
            break
        if kinds == 0:
            return [()]
        add((), size)
    return chosen


def _placed(value: Json, number: int, placed: dict[tuple[int, int], Json], kind: int) -> Json:
    """The item of a kind at a place of an array; the same object in every array."""
    if (kind, number) not in placed:
        placed[kind, number] = numbered([value], number)[0]
    return placed[kind, number]
