"""`combinations`: what may come together: typed items of an array, or fields. Lowered to `contains` with bounds."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Self

from reelspec.language.contract.goals import Counts, Fault, Fulfils, Object, Way
from reelspec.language.contract.operator import Lowered, OperatorReader, RuleOperator, ordered
from reelspec.language.contract.schema import Constant, Items, Matches, Not, Schema
from reelspec.language.contract.scope import Scope, resolved
from reelspec.language.rules.goals import given, only, present
from reelspec.language.rules.lowering import item_json, presence_json
from reelspec.language.rules.words import listing
from reelspec.language.source.node import Json, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

Numbers = tuple[int, ...]

MOST_SUBSETS = 5
"""Of so many fields, every choice is a way of its own."""


@dataclass(frozen=True)
class Combinations(RuleOperator):
    """`{of: media, by: type, allow: [[first_frame], [first_clip, last_frame]]}`, or `{of: [a, b, c], allow: [[a], [a, b]]}`.

    by: the field of the items that tells their type; None when `of` lists fields.
    """

    name: ClassVar[str] = "combinations"
    of: tuple[str, ...]
    by: str | None
    allow: tuple[tuple[str, ...], ...]
    node: Node | None = field(default=None, compare=False, repr=False)

    @classmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        members = reader.members(node, ("of", "allow"), ("by",))
        if "of" not in members or "allow" not in members:
            return None
        by = reader.name(members["by"]) if "by" in members else None
        if (by is None) != (members["of"].kind == "array"):
            reader.problem(
                node,
                "either `of` is one array and `by` a field of its items, or `of` lists fields and there is no `by`",
            )
            return None
        of = reader.names(members["of"]) if by is None else (reader.name(members["of"]),)
        allow = []
        seen: dict[tuple[str, ...], Node] = {}
        if members["allow"].kind != "array" or not members["allow"].value:
            reader.problem(members["allow"], "allow must list at least one combination")
            return None
        for entry in members["allow"].elements():
            if entry.kind != "array" or not all(item.kind == "string" for item in entry.elements()):
                reader.problem(entry, "a combination is a list of names")
                continue
            combination = tuple(str(item.value) for item in entry.elements())
            key = tuple(sorted(combination))
            if key in seen:
                reader.problem(entry, f"this combination stands at line {seen[key].place.line} already")
                continue
            seen[key] = entry
            if by is None:
                for item in entry.elements():
                    if item.value not in of:
                        reader.problem(item, f"{item.value} is not in `of`")
                if len(set(combination)) < len(combination):
                    reader.problem(entry, "a field cannot be given twice")
            allow.append(combination)
        return cls(of, by, tuple(allow), node) if of and allow else None

    def reads(self) -> tuple[str, ...]:
        return ordered(self.of)

    def asks(self) -> Items:
        # Over fields it asks whether they are there, but unlike Presence it takes booleans.
        return Items((), ()) if self.by is None else Items(((self.of[0], None),), (self.by,))

    def check(self, scope: Scope) -> Iterable[tuple[Node | None, str]]:
        if self.by is None:
            return
        items = scope.items_of(self.of[0])
        array = resolved(scope.fields[self.of[0]].schema, scope.definitions)
        if array.items is None or resolved(array.items, scope.definitions).types != ("object",):
            yield self._at("of"), f"the items of {self.of[0]} must be of type object to be told apart by {self.by}"
        if self.by not in items.fields:
            hint = "; there are no dotted paths: it is a field of the items themselves" if "." in self.by else ""
            yield self._at("by"), f"the items of {self.of[0]} have no field {self.by}{hint}"
            return
        typed = items.fields[self.by]
        if (not typed.required or typed.nullable) and typed.default is None:
            yield self._at("by"), f"{self.by} must be required in the items of {self.of[0]}, or have a default"
        values = typed.schema.values()
        if values is None:
            if set(typed.schema.types or ()) - {"null"} != {"string"}:
                yield self._at("by"), f"{self.by} must be a string to tell items apart"
            return
        for name in ordered(name_of for combination in self.allow for name_of in combination):
            if name not in values:
                yield self._at("allow", name), f"{name} is not a value of {self.by}"

    def _at(self, member: str, name: str | None = None) -> Node | None:
        """Where a member of the operator stands, or a name in its combinations."""
        listed = None if self.node is None else self.node.get(member)
        if listed is None or name is None:
            return listed
        names = (item for combination in listed.elements() for item in combination.elements())
        return next((item for item in names if item.value == name), listed)

    # Over items: a combination is one count for each type

    def types(self) -> tuple[str, ...]:
        """The types that stand in some combination, in the order of writing."""
        return ordered(member for combination in self.allow for member in combination)

    def longest(self) -> int:
        """The number of items in the longest combination."""
        return max(map(len, self.allow))

    def weights(self) -> dict[str, int]:
        """A weight for each of `types()`: the sum over an array that is no longer than the longest combination tells how
        often each of them is there."""
        base = self.longest() + 1
        return {name: base**index for index, name in enumerate(self.types())}

    def counts(self) -> frozenset[Numbers]:
        """The allowed combinations as counts of `types()`."""
        return frozenset(tuple(combination.count(name) for name in self.types()) for combination in self.allow)

    def lower(self, scope: Scope) -> Lowered:
        if self.by is None:
            return {
                "anyOf": [
                    {
                        "allOf": [
                            presence_json(name, scope) if name in combination else {"not": presence_json(name, scope)}
                            for name in self.of
                        ]
                    }
                    for combination in self.allow
                ]
            }
        items = scope.items_of(self.of[0])

        def typed(name: str) -> Json:
            assert self.by is not None
            return item_json(Matches(self.by, Schema(const=Constant(name))), self.of[0], scope, certain=True)

        parts = _factored([(name, typed(name)) for name in self.types()], self.counts())
        field = items.fields[self.by]
        values = field.schema.values()
        if values is None or any(
            option not in self.types() for option in values if option is not None or not field.nullable
        ):
            known = Schema(enum=self.types()) if self.types() else Schema(boolean=False)
            parts = [{"items": item_json(Matches(self.by, known), self.of[0], scope, certain=False)}, *parts]
        array: Json = parts[0] if len(parts) == 1 else {"allOf": parts}
        if scope.fields[self.of[0]].nullable:
            array = {"anyOf": [{"type": "null"}, array]}
        return {"properties": {self.of[0]: array}}

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        if self.by is None:
            chosen = given(self.of, body, scope)
            return None if any(set(chosen) == set(combination) for combination in self.allow) else Fault(None, chosen)
        array = body.get(self.of[0])
        if not present(self.of[0], body, scope) or not isinstance(array, list):
            return None
        items = scope.items_of(self.of[0])
        kinds = [_kind(item, self.by, items) for item in array]
        if len(array) <= self.longest() and (None in kinds or _among(kinds, self.allow)):
            return None
        return Fault(self.of[0], ())

    def ways(self, scope: Scope) -> Iterable[Way]:
        if self.by is None:
            for chosen in _subsets(self.of):
                broken = not any(set(chosen) == set(combination) for combination in self.allow)
                yield Way(" and ".join(chosen) or "none", broken, (only(chosen, self.of),))
            return
        array, by = self.of[0], self.by
        others = Counts((array,), Not(Matches(by, Schema(enum=self.types()))), 0, 0)
        for combination in self.allow:
            goals = [
                Counts(
                    (array,),
                    Matches(by, Schema(const=Constant(name))),
                    combination.count(name),
                    combination.count(name),
                )
                for name in self.types()
            ]
            yield Way(" and ".join(combination) or "no item", False, (*goals, others))
        yield Way("absent", False, (only((), self.of),))
        yield Way("another combination", True, (Fulfils(self.of, lambda body: self.fault(body, scope) is not None),))

    def words(self) -> str:
        shown = "; ".join(" + ".join(combination) or "nothing" for combination in self.allow)
        if self.by is None:
            return f"of {listing(self.of, 'and')}, only these may be given together: {shown}"
        return f"{self.of[0]} must be one of these combinations of {self.by}: {shown}"


def _kind(item: object, by: str, scope: Scope) -> object:
    """The type of an item; None when it is not known."""
    if not isinstance(item, dict):
        return None
    field = scope.fields[by]
    kind = item.get(by)
    if kind is None and field.default is not None and (by not in item or field.nullable):
        kind = field.default.value
    return kind if isinstance(kind, str) else None


def multisets(types: int, longest: int) -> int:
    """How many choices there are of at most `longest` types, with repetition."""
    return math.comb(types + longest, longest)


def _among(kinds: list[object], allow: tuple[tuple[str, ...], ...]) -> bool:
    """The types, in any order, are one of the combinations."""
    sorted_kinds = sorted(map(str, kinds))
    return any(len(combination) == len(sorted_kinds) and sorted(combination) == sorted_kinds for combination in allow)


def _subsets(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every choice of fields while there are few; of many fields, none, each alone, each pair and all."""
    sizes = range(len(names) + 1) if len(names) <= MOST_SUBSETS else (0, 1, 2, len(names))
    return [members for size in sizes for members in itertools.combinations(names, size)]


def _factored(types: list[tuple[str, Json]], allowed: frozenset[Numbers]) -> list[Json]:
    """Schemas of an array whose items of each type have counts in `allowed`: bounds where the counts are independent of
    each other, else a split by a type that is there or not, so that an error says which type clashes with which."""
    ranges = []
    for index in range(len(types)):
        numbers = sorted({counts[index] for counts in allowed})
        ranges.append(numbers)
    size = 1
    for numbers in ranges:
        size *= len(numbers)
    if size == len(allowed) and all(numbers == list(range(numbers[0], numbers[-1] + 1)) for numbers in ranges):
        return [_bound(schema, numbers[0], numbers[-1]) for (_, schema), numbers in zip(types, ranges, strict=True)]
    optional = next((i for i, numbers in enumerate(ranges) if len(numbers) > 1 and numbers[0] == 0), None)
    if optional is not None:
        schema = types[optional][1]
        with_it = frozenset(counts for counts in allowed if counts[optional])
        return [
            {
                "if": {"contains": schema},
                "then": _joined(_factored(types, with_it)),
                "else": _joined(_factored(types, allowed - with_it)),
            }
        ]
    index = next(i for i, numbers in enumerate(ranges) if len(numbers) > 1)
    return [
        {
            "anyOf": [
                _joined(_factored(types, frozenset(counts for counts in allowed if counts[index] == count)))
                for count in ranges[index]
            ]
        }
    ]


def _joined(parts: list[Json]) -> Json:
    return parts[0] if len(parts) == 1 else {"allOf": parts}


def _bound(schema: Json, least: int, most: int) -> Json:
    if most == 0:
        return {"not": {"contains": schema}}
    return {"contains": schema, "minContains": least, "maxContains": most}
