"""Which choices of an object's fields meet a goal: sets of choices for each field, found without a search. Read by `suite`.

A region says, for some fields, which of their choices are meant; a goal is met by the regions that are given for it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from reelspec.cases.choice import ABSENT, Choice
from reelspec.language.contract.goals import Counts, Fulfils, Goal, Holds
from reelspec.language.contract.schema import (
    All,
    Any,
    Condition,
    Constantly,
    Contains,
    Matches,
    Not,
    Present,
    Test,
    Within,
    fields_read,
)
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import UNKNOWN, evaluate, only_a_list
from reelspec.language.rules.goals import MANY, met
from reelspec.language.source.node import Json

Region: TypeAlias = Mapping[str, int]
"""Field -> the choices that are meant, bit `n` for choice `n`."""
Truths: TypeAlias = tuple[bool | None, ...]

MOST_REGIONS = 24
"""So many regions are kept for one goal."""
MOST_TOGETHER = 600
"""So many ways to share a count among several arrays are tried."""
MOST_TRIED = 4_000
"""So many choices of several fields are tried for a goal that no condition says."""


class Regions:
    """The regions of one object. choices: the values that are tried for a field, `ABSENT` last where it may be absent."""

    def __init__(self, scope: Scope, choices: Mapping[str, Sequence[Choice]]) -> None:
        self.scope = scope
        self.choices = choices
        self._truths: dict[int, tuple[object, list[bool | None]]] = {}
        self._totals: dict[str, list[tuple[int, int]]] = {}
        self._keys: dict[tuple[str, int], tuple[object, str]] = {}
        self._kinds: dict[str, tuple[Scope, tuple[str, ...], dict[str, bool | None], dict[int, bool | None]]] = {}

    def of(self, goals: Iterable[Goal]) -> list[Region]:
        """The regions in which all of the goals are met; none when the choices cannot meet them."""
        regions: list[Region] = [{}]
        for goal in goals:
            match goal:
                case Holds(condition, truths):
                    regions = _both(regions, self.holds(condition, truths))
                case Counts():
                    regions = _both(regions, self._counts(goal))
                case Fulfils():
                    regions = _both(regions, self._fulfils(goal, regions))
        return regions

    def holds(self, condition: Condition, truths: Truths) -> list[Region]:
        """The regions in which the condition's truth is one of `truths`; None among them is unknown."""
        match condition:
            case Constantly(value):
                return [{}] if value in truths else []
            case Not(part):
                return self.holds(part, tuple(None if truth is None else not truth for truth in truths))
            case All(parts):
                return self._several(parts, truths, True)
            case Any(parts):
                return self._several(parts, truths, False)
            case Matches() | Present() | Contains() | Within():
                mask = 0
                for index, truth in enumerate(self.truths(condition)):
                    if truth in truths:
                        mask |= 1 << index
                return [{condition.field: mask}] if mask else []

    def truths(self, leaf: Test) -> list[bool | None]:
        """The truth of a test for each choice of its field."""
        kept = self._truths.get(id(leaf))
        if kept is None or kept[0] is not leaf:
            name = leaf.field
            made = [self._truth(leaf, value) for value in self.choices[name]]
            kept = self._truths[id(leaf)] = (leaf, made)
        return kept[1]

    def _truth(self, leaf: Test, value: Choice) -> bool | None:
        if isinstance(leaf, Contains) and isinstance(value, list):
            truths = self._items(leaf.field, leaf.condition, value)
            return True if True in truths else None if None in truths else False
        return evaluate(leaf, {} if value is ABSENT else {leaf.field: value}, self.scope)

    def _items(self, name: str, where: Condition, items: list[Json]) -> list[bool | None]:
        """The truth of a condition for each item of an array; items of which it reads the same are asked once."""
        key = self._key(name, where)
        if key not in self._kinds:
            self._kinds[key] = (self.scope.items_of(name), fields_read(where), {}, {})
        scope, reads, kinds, known = self._kinds[key]
        truths: list[bool | None] = []
        for item in items:
            if not isinstance(item, dict):
                truths.append(None)
                continue
            # The choices are kept, and their items with them: none takes another's identity.
            if id(item) not in known:
                kind = repr([item.get(name, ABSENT) for name in reads])
                if kind not in kinds:
                    kinds[kind] = evaluate(where, item, scope)
                known[id(item)] = kinds[kind]
            truths.append(known[id(item)])
        return truths

    def totals(self, name: str, where: Condition | None) -> list[tuple[int, int]]:
        """For each choice of an array, how many of its items fulfil a condition: certainly, possibly."""
        key = self._key(name, where)
        if key not in self._totals:
            made: list[tuple[int, int]] = []
            for value in self.choices[name]:
                if not isinstance(value, list):
                    made.append((0, MANY if value is UNKNOWN else 0))
                elif where is None:
                    made.append((len(value), len(value)))
                else:
                    truths = self._items(name, where, value)
                    made.append((truths.count(True), len(truths) - truths.count(False)))
            self._totals[key] = made
        return self._totals[key]

    def _key(self, name: str, where: Condition | None) -> str:
        """The same for the same question: every way of a rule has conditions of its own, which say the same."""
        known = self._keys.get((name, id(where)))
        if known is None:
            key = name if where is None else f"{name} {words_of(where)}"
            known = self._keys[name, id(where)] = (where, key)
        return known[1]

    def _several(self, parts: Sequence[Condition], truths: Truths, end: bool) -> list[Region]:
        """`All` (end True) and `Any` (end False): all parts are `end`, or one is its opposite, or it stays unknown."""
        regions: list[Region] = []
        if end in truths:
            wanted: Truths = tuple(truth for truth in truths if truth in (end, None))
            together: list[Region] = [{}]
            for part in parts:
                together = _both(together, self.holds(part, wanted))
            regions += together
        elif None in truths:
            for chosen in parts:
                together = self.holds(chosen, (None,))
                for part in parts:
                    if part is not chosen:
                        together = _both(together, self.holds(part, (end, None)))
                regions += together
        if (not end) in truths:
            for part in parts:
                regions += self.holds(part, (not end,))
        return regions[:MOST_REGIONS]

    def _counts(self, goal: Counts) -> list[Region]:
        groups: list[list[tuple[int, int, Region]]] = []
        for name in goal.of:
            masks: dict[tuple[int, int], int] = {}
            for index, total in enumerate(self.totals(name, goal.where)):
                masks[total] = masks.get(total, 0) | 1 << index
            groups.append([(low, high, {name: mask}) for (low, high), mask in masks.items()])
        regions: list[Region] = []
        for chosen in itertools.islice(itertools.product(*groups), MOST_TOGETHER):
            low, high = sum(low for low, _, _ in chosen), sum(high for _, high, _ in chosen)
            if goal.least <= low and (goal.most is None or high <= goal.most):
                together: list[Region] = [{}]
                for _, _, region in chosen:
                    together = _both(together, [region])
                regions += together
        if len(goal.of) == 1:
            # One field: all numbers that do are one region.
            mask = 0
            for region in regions:
                mask |= region[goal.of[0]]
            return [{goal.of[0]: mask}] if mask else []
        return regions[:MOST_REGIONS]

    def _fulfils(self, goal: Fulfils, within: Sequence[Region]) -> list[Region]:
        names = [name for name in goal.names if name in self.choices]
        allowed = dict.fromkeys(names, 0)
        for region in within:
            for name in names:
                allowed[name] |= region.get(name, -1)
        options = [
            [(index, value) for index, value in enumerate(self.choices[name]) if allowed[name] >> index & 1]
            for name in names
        ]
        regions: list[Region] = []
        for chosen in itertools.islice(itertools.product(*options), MOST_TRIED):
            if len(names) > 1 and len(regions) >= MOST_REGIONS:
                break
            body = {name: value for name, (_, value) in zip(names, chosen, strict=True) if value is not ABSENT}
            if met(goal, body, self.scope):
                regions.append({name: 1 << index for name, (index, _) in zip(names, chosen, strict=True)})
        if len(names) == 1:
            mask = 0
            for region in regions:
                mask |= region[names[0]]
            return [{names[0]: mask}] if mask else []
        return regions[:MOST_REGIONS]


def words_of(condition: Condition) -> str:
    """The same text for the same condition; the whole of a schema is written out only where it says more than values."""
    match condition:
        case Matches(name, schema) if schema.values() is not None and only_a_list(schema):
            return f"{name} {schema.values()!r}"
        case Not(part):
            return f"not {words_of(part)}"
        case _:
            return repr(condition)


def _both(left: Sequence[Region], right: Sequence[Region]) -> list[Region]:
    """Regions in which one of the left and one of the right are met."""
    regions: list[Region] = []
    for region in left:
        for other in right:
            merged = dict(region)
            for name, mask in other.items():
                merged[name] = merged.get(name, -1) & mask
                if not merged[name]:
                    break
            else:
                regions.append(merged)
                if len(regions) >= MOST_REGIONS:
                    return regions
    return regions
