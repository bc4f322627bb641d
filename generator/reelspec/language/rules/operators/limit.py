"""`limit`: how many items may or must be there, of one array or of several together. Lowered to `contains` bounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import comb
from typing import ClassVar, Self

from reelspec.language.contract.goals import Counts, Fault, Object, Way
from reelspec.language.contract.operator import Lowered, NotCarried, Reader, RuleOperator, ordered
from reelspec.language.contract.schema import TRUE, Condition, Items
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.goals import given, only, total
from reelspec.language.rules.lowering import conjunction_json, item_json
from reelspec.language.rules.operators.presence import presence_json
from reelspec.language.rules.shown import numeral
from reelspec.language.rules.simplify import simplify
from reelspec.language.rules.words import condition_words, listing
from reelspec.language.source.node import Json, Node

MOST_BRANCHES = 500
"""A sum over arrays is lowered to one branch for each way to share it; beyond so many it is not carried."""


@dataclass(frozen=True)
class Limit(RuleOperator):
    """`{of: media, where: {type: first_frame}, most: 1}`; `{of: [images, videos], most: 5}`. An absent array has no items."""

    name: ClassVar[str] = "limit"
    of: tuple[str, ...]
    where: Condition | None
    least: int | None
    most: int | None
    node: Node | None = field(default=None, compare=False, repr=False)

    @classmethod
    def read(cls, node: Node, reader: Reader) -> Self | None:
        members = reader.members(node, ("of",), ("where", "least", "most"))
        if "of" not in members:
            return None
        of = reader.names(members["of"]) if members["of"].kind == "array" else (reader.name(members["of"]),)
        where = reader.condition(members["where"]) if "where" in members else None
        least, most = reader.count(members.get("least")), reader.count(members.get("most"))
        if least is None and most is None:
            if "least" not in members and "most" not in members:
                reader.problem(node, "limit needs `least` or `most`")
            return None
        if least is not None and most is not None and least > most:
            reader.problem(node, f"least {least} is more than most {most}")
        return cls(of, where, least, most, node) if of else None

    def reads(self) -> tuple[str, ...]:
        return ordered(self.of)

    def asks(self) -> Items:
        return Items(tuple((name, self.where) for name in self.of), ())

    def impossible(self, scope: Scope) -> str | None:
        schemas = {name: scope.fields[name].schema for name in self.of}
        if self.least is not None:
            most = [schema.max_items for schema in schemas.values() if schema.max_items is not None]
            if len(most) == len(self.of) and sum(most) < self.least:
                return f"{' and '.join(self.of)} {'has' if len(self.of) == 1 else 'have'} at most {sum(most)} items"
        elif self.most == 0 and self.where is None:
            filled = [name for name in self.of if scope.fields[name].required and schemas[name].min_items]
            return f"{filled[-1]} is required and not empty" if filled else None
        return None

    def simplify(self, scope: Scope) -> RuleOperator | None:
        if self.where is None or len(self.of) != 1:
            return self
        (array,) = self.of
        where = simplify(self.where, scope.items_of(array))
        return replace(self, where=None if where == TRUE else where)

    def lower(self, scope: Scope) -> Lowered | NotCarried:
        parts: list[Lowered] = []
        for bound, word in ((self.least, "least"), (self.most, "most")):
            if bound is None or (word == "least" and bound == 0):
                continue
            if comb(bound + len(self.of) - 1, len(self.of) - 1) > MOST_BRANCHES:
                return NotCarried(
                    f"a sum of at {word} {bound} over {len(self.of)} arrays has too many ways to come about"
                )
            branches: list[Json] = [
                conjunction_json(
                    [self._one(name, share, word, scope) for name, share in zip(self.of, shares, strict=True)]
                )
                for shares in _shares(bound, len(self.of))
            ]
            first = branches[0]
            parts.append(first if len(branches) == 1 and isinstance(first, dict) else {"anyOf": branches})
        return conjunction_json(parts)

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
        if high >= (self.least or 0) and (self.most is None or low <= self.most):
            return None
        path = (*given(self.of, body, scope), *self.of)[0]
        return Fault(path, tuple(one for one in self.of if one != path))

    def ways(self, scope: Scope) -> Iterable[Way]:
        numbers = {0: self.least is not None and self.least > 0}
        for bound, beyond in ((self.least, -1), (self.most, 1)):
            if bound is not None:
                numbers[bound] = False
                if bound + beyond >= 0:
                    numbers[bound + beyond] = True
        if self.most is None and self.least is not None:
            numbers[self.least + 1] = False
        for number, broken in sorted(numbers.items()):
            yield Way(f"{number} in all", broken, (Counts(self.of, self.where, number, number),))
            for name in self.of if len(self.of) > 1 else ():
                there = (only((name,), self.of), Counts(self.of, self.where, number, number))
                yield Way(f"{number} in {name} alone", broken, there)
        yield Way("absent", bool(self.least), (only((), self.of),))

    def words(self, scope: Scope) -> str:
        items = "item" if (self.least if self.most is None else self.most) == 1 else "items"
        which = "" if self.where is None or self.where == TRUE else f" where {condition_words(self.where)}"
        if self.least is not None and self.least == self.most:
            amount = f"exactly {numeral(self.least)}"
        else:
            bounds = [
                f"at least {numeral(self.least)}" if self.least else "",
                "" if self.most is None else f"at most {numeral(self.most)}",
            ]
            amount = " and ".join(filter(None, bounds))
        owner = listing(self.of, "and") + (" together" if len(self.of) > 1 else "")
        return f"{owner} must have {amount} {items}{which}"


def _shares(total: int, parts: int) -> list[tuple[int, ...]]:
    """Every way to write total as a sum of so many counts."""
    if parts == 1:
        return [(total,)]
    return [(first, *rest) for first in range(total + 1) for rest in _shares(total - first, parts - 1)]
