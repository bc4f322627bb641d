"""What the operators on presence share: a list of field names, read once, and how a schema says that a field is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from reelspec.language.contract.goals import Way
from reelspec.language.contract.operator import Reader, RuleOperator
from reelspec.language.contract.schema import Presence
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.goals import only
from reelspec.language.source.node import Json, Node


def presence_json(name: str, scope: Scope) -> dict[str, Json]:
    """A schema of the objects in which `name` is there; null is absent where the field admits null."""
    if scope.fields[name].nullable:
        return {"properties": {name: {"not": {"type": "null"}}}, "required": [name]}
    return {"required": [name]}


def always_present(names: Iterable[str], scope: Scope) -> list[str]:
    """Those of the fields that are there in every valid object of the scope."""
    return [name for name in names if scope.fields[name].required and not scope.fields[name].nullable]


@dataclass(frozen=True)
class OfFields(RuleOperator):
    """An operator whose value is a list of at least two fields."""

    of: tuple[str, ...]

    @classmethod
    def read(cls, node: Node, reader: Reader) -> Self | None:
        names = reader.names(node, 2)
        return cls(names) if names else None

    def asks(self) -> Presence:
        return Presence()

    def reads(self) -> tuple[str, ...]:
        return self.of

    def two_always_present(self, scope: Scope) -> str | None:
        """That two of the fields are there in every valid object of the scope, in words; None where they are not."""
        there = always_present(self.of, scope)
        return f"{there[0]} and {there[1]} are both required" if len(there) > 1 else None

    def way(self, broken: bool, *there: str) -> Way:
        """The way in which exactly these of the fields are there."""
        name = " and ".join(there) if len(there) < len(self.of) else "all"
        return Way(name or "none", broken, (only(there, self.of),))


def none_present(names: tuple[str, ...], scope: Scope) -> dict[str, Json]:
    """A schema of the objects in which none of the fields is there."""
    return {"not": {"anyOf": [presence_json(name, scope) for name in names]}}


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
