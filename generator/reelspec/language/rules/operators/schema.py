"""`schema`: any JSON Schema for the object, for what the other operators do not say. Lowered to itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Self

from reelspec.language.contract.goals import Fault, Fulfils, Object, Way
from reelspec.language.contract.operator import Lowered, OperatorReader, RuleOperator, ordered
from reelspec.language.contract.schema import Definitions, Schema, Values, all_in_place
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import UNKNOWN, accepts
from reelspec.language.rules.lowering import schema_json
from reelspec.language.source.node import Node


@dataclass(frozen=True)
class SchemaOperator(RuleOperator):
    """`schema: {propertyNames: {maxLength: 20}}`."""

    name: ClassVar[str] = "schema"
    schema: Schema

    @classmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        return cls(reader.schema(node))

    def asks(self) -> Values:
        return Values((), (), (self.schema,))

    def reads(self) -> tuple[str, ...]:
        return named(self.schema, {})

    def lower(self, scope: Scope) -> Lowered:
        return schema_json(self.schema)

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        names = named(self.schema, scope.definitions)
        if any(_holds_unknown(body.get(name)) for name in names):
            return None
        return None if accepts(self.schema, scope.definitions, dict(body)) else Fault(None, names)  # type: ignore[arg-type]

    def ways(self, scope: Scope) -> Iterable[Way]:
        names = tuple(name for name in named(self.schema, scope.definitions) if name in scope.fields)
        for name, broken in (("accepted", False), ("refused", True)):
            yield Way(name, broken, (Fulfils(names, partial(self._is, broken, scope), (self.schema,), open=True),))

    def _is(self, broken: bool, scope: Scope, body: Object) -> bool:
        return (self.fault(body, scope) is not None) is broken

    def described(self) -> str | None:
        """The schema's description, which says all of the rule."""
        described = self.schema.annotations.get("description")
        return described if isinstance(described, str) else None

    def words(self) -> str:
        return self.described() or "the body must be as the rule's schema says"


def _holds_unknown(value: object) -> bool:
    """Something in the value, however deep, is not known."""
    if isinstance(value, dict):
        return any(map(_holds_unknown, value.values()))
    return any(map(_holds_unknown, value)) if isinstance(value, list) else value is UNKNOWN


def named(schema: Schema, definitions: Definitions) -> tuple[str, ...]:
    """The fields of the object that the schema names, through its applicators and what it refers to."""
    names: list[str] = []
    for part in all_in_place(schema, definitions):
        names += [*part.properties, *part.required]
        for name, needed in part.dependent_required.items():
            names += [name, *needed]
        names += part.dependent_schemas
    return ordered(names)
