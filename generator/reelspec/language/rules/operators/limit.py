"""`limit`: how many items may or must be there, of one array or of several together. Lowered to `contains` bounds."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import comb
from typing import ClassVar, Self

from reelspec.language.contract.goals import Counts, Fault, Object, Way
from reelspec.language.contract.operator import Lowered, NotCarried, OperatorReader, RuleOperator, ordered
from reelspec.language.contract.schema import TRUE, Condition, Items
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.goals import given, only, total
from reelspec.language.rules.lowering import conjunction_json, item_json, presence_json
from reelspec.language.rules.shown import numeral
from reelspec.language.rules.simplify import simplify
from reelspec.language.rules.words import condition_words, listing
from reelspec.language.source.node import Json, Node

_BOUNDS = ("least", "most")
MOST_BRANCHES = 500
"""A sum over arrays is lowered to one branch for each way to share it; beyond so many it is not carried."""


@dataclass(frozen=True)
class Limit(RuleOperator):
    """`{of: media, where: {type: first_frame}, most: 1}`; `{of: [images, videos], counts: [1, 3]}`. An absent array has no items.

    counts: the numbers that are allowed, in order, where they are listed; then there is neither `least` nor `most`.
    """

    name: ClassVar[str] = "limit"
    of: tuple[str, ...]
    where: Condition | None
    least: int | None
    most: int | None
    counts: tuple[int, ...] = ()
    node: Node | None = field(default=None, compare=False, repr=False)

    @classmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        members = reader.members(node, ("of",), ("where", *_BOUNDS, "counts"))
        if "of" not in members:
            return None
        of = reader.names(members["of"]) if members["of"].kind == "array" else (reader.name(members["of"]),)
        where = reader.condition(members["where"]) if "where" in members else None
        least, most = (reader.count(members.get(word)) for word in _BOUNDS)
        counts: tuple[int, ...] = ()
        if "counts" in members:
            counts = _listed(members["counts"], reader)
            for word in members.keys() & _BOUNDS:
                reader.problem(members[word], f"counts lists all numbers that are allowed: leave out {word}", key=True)
        elif not any(word in members for word in _BOUNDS):
            reader.problem(node, "limit needs `least`, `most` or `counts`")
        if least is None and most is None and not counts:
            return None
        if least is not None and most is not None and least > most:
            reader.problem(node, f"least {least} is more than most {most}")
        return cls(of, where, least, most, counts, node) if of else None

    def ranges(self) -> tuple[tuple[int, int | None], ...]:
        """The numbers that are allowed, as (least, most) in order with a gap between each two; most None for no end."""
        return self._ranges

    @cached_property
    def _ranges(self) -> tuple[tuple[int, int | None], ...]:
        if not self.counts:
            return ((self.least or 0, self.most),)
        runs = itertools.groupby(enumerate(self.counts), lambda entry: entry[1] - entry[0])
        return tuple((run[0][1], run[-1][1]) for run in (list(run) for _, run in runs))

    def allows(self, least: int, most: int | None = None) -> bool:
        """Some number from `least` to `most` (None: without end) is allowed."""
        return any((most is None or low <= most) and (high is None or least <= high) for low, high in self.ranges())

    def reads(self) -> tuple[str, ...]:
        return ordered(self.of)

    def asks(self) -> Items:
        return Items(tuple((name, self.where) for name in self.of), ())

    def allows_all(self, least: int, most: int | None) -> bool:
        """Every number from `least` to `most` (None: without end) is allowed."""
        return any(
            low <= least and (high is None or (most is not None and most <= high)) for low, high in self.ranges()
        )

    def reach(self, scope: Scope) -> tuple[int, int | None]:
        """How many items there are at least and at most in objects of this scope, by the limits of the arrays."""
        fields = [scope.fields[name] for name in self.of]
        filled = [
            field for field in fields if field.required and field.schema.types == ("array",) and self.where is None
        ]
        ends = [field.schema.max_items for field in fields if field.schema.max_items is not None]
        least = sum(field.schema.min_items or 0 for field in filled)
        return least, sum(ends) if len(ends) == len(fields) else None

    def impossible(self, scope: Scope) -> str | None:
        least, most = self.reach(scope)
        if self.allows(least, most):
            return None
        bounds = [("least", least)] if self.allows(0, most) else []
        bounds += [("most", most)] if most is not None and self.allows(least) else []
        has = "has" if len(self.of) == 1 else "have"
        words = " and ".join(f"at {word} {numeral(bound)}" for word, bound in bounds)
        return f"{listing(self.of, 'and')} {has} {words} {_items(bounds[-1][1])}"

    def simplify(self, scope: Scope) -> RuleOperator | None:
        if self.where is None or len(self.of) != 1:
            return self
        (array,) = self.of
        where = simplify(self.where, scope.items_of(array))
        return replace(self, where=None if where == TRUE else where)

    def lower(self, scope: Scope) -> Lowered | NotCarried:
        ranges = self.ranges()
        for word, ends in zip(_BOUNDS, zip(*ranges, strict=True), strict=True):
            if sum(comb(end + len(self.of) - 1, len(self.of) - 1) for end in ends if end is not None) > MOST_BRANCHES:
                words = f"at {word} {ends[0]}" if len(ends) == 1 else _numbers(self.counts)
                return NotCarried(f"a sum of {words} over {len(self.of)} arrays has too many ways to come about")
        choices: list[Lowered] = []
        for least, most in ranges:
            parts = [self._sums(least, "least", scope)] if least else []
            parts += [self._sums(most, "most", scope)] if most is not None else []
            choices.append(conjunction_json(parts))
        return choices[0] if len(choices) == 1 else {"anyOf": list(choices)}

    def _sums(self, bound: int, word: str, scope: Scope) -> Lowered:
        """A schema of the objects whose arrays have at least, or at most, so many items in all."""
        branches: list[Json] = [
            conjunction_json([self._one(name, share, word, scope) for name, share in zip(self.of, shares, strict=True)])
            for shares in _shares(bound, len(self.of))
        ]
        first = branches[0]
        return first if len(branches) == 1 and isinstance(first, dict) else {"anyOf": branches}

    def _one(self, name: str, count: int, word: str, scope: Scope) -> Lowered:
        array: dict[str, Json]
        if word == "least" and count == 0:
            return True
        if self.where is None:
            array = {"minItems": count} if word == "least" else {"maxItems": count}
        else:
            item: Json = item_json(self.where, name, scope, certain=word == "most")
            if word == "least":
                array = {"contains": item, "minContains": count}
            elif count == 0:
                array = {"not": {"contains": item}}
            else:
                array = {"contains": item, "minContains": 0, "maxContains": count}
        if word == "least":
            return (
                {"allOf": [presence_json(name, scope), {"properties": {name: array}}]}
                if scope.fields[name].nullable
                else {"properties": {name: array}, "required": [name]}
            )
        whole: Json = {"anyOf": [{"type": "null"}, array]} if scope.fields[name].nullable else array
        return {"properties": {name: whole}}

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        low, high = total(self.of, self.where, body, scope)
        if self.allows(low, high):
            return None
        path = (*given(self.of, body, scope), *self.of)[0]
        return Fault(path, tuple(name for name in self.of if name != path))

    def ways(self, scope: Scope) -> Iterable[Way]:
        ends = self.counts or [bound for bound in (self.least, self.most) if bound is not None]
        beside = [near for end in ends for near in (end - 1, end + 1)]
        shown = {0, *ends, *(near for near in beside if near >= 0 and not self.allows(near, near))}
        if not self.counts and self.most is None:
            shown.add(ends[-1] + 1)
        for number in sorted(shown):
            broken = not self.allows(number, number)
            # What is unknown of other items does not matter where there are too many all the same.
            goal = Counts(self.of, self.where, number, number if self.allows(number) else None)
            yield Way(f"{number} in all", broken, (goal,))
            for name in self.of if len(self.of) > 1 else ():
                yield Way(f"{number} in {name} alone", broken, (only((name,), self.of), goal))
        yield Way("absent", not self.allows(0, 0), (only((), self.of),))

    def words(self) -> str:
        which = "" if self.where is None or self.where == TRUE else f" where {condition_words(self.where)}"
        exact = self.counts or ((self.least,) if self.least is not None and self.least == self.most else ())
        last = self.least if self.most is None else self.most
        if exact:
            amount, last = f"exactly {_numbers(exact)}", exact[-1]
        else:
            bounds = [
                f"at least {numeral(self.least)}" if self.least else "",
                "" if self.most is None else f"at most {numeral(self.most)}",
            ]
            amount = " and ".join(filter(None, bounds))
        owner = listing(self.of, "and") + (" together" if len(self.of) > 1 else "")
        return f"{owner} must have {amount} {_items(last)}{which}"


def _listed(node: Node, reader: OperatorReader) -> tuple[int, ...]:
    """The numbers that a list of counts allows, in order."""
    if node.kind != "array" or not node.value:
        reader.problem(node, "counts lists the numbers that are allowed, such as [1, 3]")
        return ()
    numbers: set[int] = set()
    for item in node.elements():
        number = reader.count(item)
        if number in numbers:
            reader.problem(item, f"counts lists {number} twice")
        elif number is not None:
            numbers.add(number)
    return tuple(sorted(numbers))


def _items(last: int | None) -> str:
    """The word after a number."""
    return "item" if last == 1 else "items"


def _numbers(several: Iterable[int]) -> str:
    """`1 or 3`."""
    return listing(map(numeral, several))


def _shares(total: int, parts: int) -> list[tuple[int, ...]]:
    """Every way to write total as a sum of so many counts."""
    if parts == 1:
        return [(total,)]
    return [(first, *rest) for first in range(total + 1) for rest in _shares(total - first, parts - 1)]
