"""Positions of an item in arrays: where an object that is to be tried can stand among others. Read by `in_context`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reelspec.cases.sizes import numbered
from reelspec.language.source.node import Json

MOST_ARRAYS = 60
"""So many arrays are looked at to find positions."""
MOST_POSITIONS = 6
"""So many arrays are tried as positions of an item."""


class ItemPositions:
    """The arrays in which an object may be the first item. asked: the fields of items that rules ask for."""

    def __init__(self, arrays: Sequence[list[Json]], asked: tuple[str, ...]) -> None:
        self.asked = asked
        self.arrays = sorted((array for array in arrays if array), key=len)[:MOST_ARRAYS]
        self.kinds: list[dict[str, Json]] = []
        seen: set[str] = set()
        for array in self.arrays:
            for item in array:
                if isinstance(item, dict) and self._kind(item) not in seen:
                    seen.add(self._kind(item))
                    self.kinds.append(item)
        self._rests: dict[str, list[list[Json]]] = {}
        self._known = {name: {repr(item.get(name)) for item in self.kinds} for name in asked}

    def _kind(self, item: Mapping[str, Json]) -> str:
        return repr([item.get(name) for name in self.asked])

    def of(self, item: dict[str, Json]) -> Iterator[list[Json]]:
        """Arrays that begin with the item: in the place of one of its kind first, then of any."""
        kind = self._kind(item)
        if kind not in self._rests:
            known = [name for name in self.asked if repr(item.get(name)) in self._known[name]]
            ranked: list[tuple[int, int, list[Json]]] = []
            for array in self.arrays:
                unlike = [
                    sum(member.get(name) != item.get(name) for name in known) if isinstance(member, dict) else 9
                    for member in array
                ]
                at = unlike.index(min(unlike))
                ranked.append((unlike[at], len(array), [*array[:at], *array[at + 1 :]]))
            ranked.sort(key=lambda entry: entry[:2])
            self._rests[kind] = [numbered(rest, 2) for _, _, rest in ranked[:MOST_POSITIONS]]
        for rest in self._rests[kind]:
            yield [item, *rest]
