"""What the operators on presence share: a list of field names, and bounds on how many of them are there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar, Self

from reelspec.language.contract.goals import Fault, Object, Way
from reelspec.language.contract.operator import OperatorReader, RuleOperator
from reelspec.language.contract.schema import Presence
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.goals import given, only
from reelspec.language.rules.lowering import presence_json
from reelspec.language.rules.words import listing
from reelspec.language.source.node import Json, Node


def always_present(names: Iterable[str], scope: Scope) -> list[str]:
    """Those of the fields that are there in every valid object of the scope."""
    return [name for name in names if scope.fields[name].required and not scope.fields[name].nullable]


@dataclass(frozen=True)
class OfFields(RuleOperator):
    """An operator whose value is a list of at least two fields."""

    of: tuple[str, ...]

    @classmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        names = reader.names(node, 2)
        return cls(names) if names else None

    def asks(self) -> Presence:
        return Presence()

    def reads(self) -> tuple[str, ...]:
        return self.of

    def way(self, broken: bool, *present: str) -> Way:
        """The way in which exactly these of the fields are there."""
        name = " and ".join(present) if len(present) < len(self.of) else "all"
        return Way(name or "none", broken, (only(present, self.of),))


@dataclass(frozen=True)
class CountOfFields(OfFields):
    """An operator that bounds how many of its fields are there; its name says the bounds."""

    needs_one: ClassVar[bool]
    """Whether one of them has to be there."""
    allows_two: ClassVar[bool]
    """Whether a second one may be there."""

    def impossible(self, scope: Scope) -> str | None:
        required = () if self.allows_two else always_present(self.of, scope)
        return f"{required[0]} and {required[1]} are both required" if len(required) > 1 else None

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        present = given(self.of, body, scope)
        if not present and self.needs_one:
            return Fault(None, self.of)
        return Fault(present[0], present[1:]) if len(present) > 1 and not self.allows_two else None

    def ways(self, scope: Scope) -> Iterable[Way]:
        yield self.way(self.needs_one)
        yield from (self.way(False, name) for name in self.of)
        if self.allows_two:
            yield self.way(False, *self.of)
            return
        yield from (self.way(True, *pair) for pair in combinations(self.of, 2))
        if len(self.of) > 2:
            yield self.way(True, *self.of)

    def words(self) -> str:
        may = "must" if self.needs_one else "may"
        return f"{self.name.replace('-', ' ')} of {listing(self.of)} {may} be given"


def two_present(names: tuple[str, ...], scope: Scope) -> dict[str, Json]:
    """A schema of the objects in which two or more of the fields are there: one of the first and a later one."""
    pairs: list[Json] = [
        {
            "allOf": [
                presence_json(name, scope),
                {"anyOf": [presence_json(later, scope) for later in names[index + 1 :]]},
            ]
        }
        for index, name in enumerate(names[:-1])
    ]
    return {"anyOf": pairs}
