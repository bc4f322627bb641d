"""`conflicts`: not one of the first fields and one of the second together. Lowered to `not`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from reelspec.language.contract.goals import Fault, Object, Way
from reelspec.language.contract.operator import Lowered, OperatorReader, RuleOperator, ordered
from reelspec.language.contract.schema import Presence
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.goals import given, only
from reelspec.language.rules.lowering import presence_json
from reelspec.language.rules.operators.presence import always_present
from reelspec.language.rules.words import listing
from reelspec.language.source.node import Json, Node


@dataclass(frozen=True)
class Conflicts(RuleOperator):
    """`conflicts: [[video_urls], [audio_url]]`."""

    name: ClassVar[str] = "conflicts"
    first: tuple[str, ...]
    second: tuple[str, ...]

    @classmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        groups = list(node.elements())
        if len(groups) != 2:
            reader.problem(node, "conflicts is a list of two lists of fields")
            return None
        first, second = (reader.names(group) for group in groups)
        for name in second:
            if name in first:
                reader.problem(node, f"{name} stands on both sides, so it would conflict with itself")
        return cls(first, second) if first and second else None

    def asks(self) -> Presence:
        return Presence()

    def reads(self) -> tuple[str, ...]:
        return ordered((*self.first, *self.second))

    def impossible(self, scope: Scope) -> str | None:
        first, second = always_present(self.first, scope), always_present(self.second, scope)
        return f"{first[0]} and {second[0]} are both required" if first and second else None

    def lower(self, scope: Scope) -> Lowered:
        def some(names: tuple[str, ...]) -> dict[str, Json]:
            parts: list[Json] = [presence_json(name, scope) for name in names]
            return presence_json(names[0], scope) if len(parts) == 1 else {"anyOf": parts}

        return {"not": {"allOf": [some(self.first), some(self.second)]}}

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        first, second = given(self.first, body, scope), given(self.second, body, scope)
        return Fault(first[0], (*first[1:], *second)) if first and second else None

    def ways(self, scope: Scope) -> Iterable[Way]:
        reads = self.reads()
        yield Way("none", False, (only((), reads),))
        yield from (Way(name, False, (only((name,), reads),)) for name in reads)
        for group in (self.first, self.second):
            if len(group) > 1:
                yield Way(" and ".join(group), False, (only(group, reads),))
        for name in self.first:
            for other in self.second:
                yield Way(f"{name} and {other}", True, (only((name, other), reads),))

    def words(self) -> str:
        return f"{listing(self.first)} cannot be given together with {listing(self.second)}"
