"""`requires`: a field that is there needs others to be there. Lowered to `dependentRequired`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

from reelspec.language.contract.goals import Fault, Object, Way
from reelspec.language.contract.operator import Lowered, OperatorReader, RuleOperator, ordered
from reelspec.language.contract.schema import Presence
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.goals import lacking, only, present
from reelspec.language.rules.lowering import presence_json
from reelspec.language.rules.words import listing
from reelspec.language.source.node import Node


@dataclass(frozen=True)
class Requires(RuleOperator):
    """`requires: {last_frame: [first_frame]}`."""

    name: ClassVar[str] = "requires"
    needs: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        if node.kind != "object" or not node.value:
            reader.problem(node, "requires maps a field to the list of fields that it needs")
            return None
        return cls({name: reader.names(needed) for name, needed in node.items()})

    def asks(self) -> Presence:
        return Presence()

    def reads(self) -> tuple[str, ...]:
        return ordered(name for key, needed in self.needs.items() for name in (key, *needed))

    def lower(self, scope: Scope) -> Lowered:
        if not any(scope.fields[name].nullable for name in self.reads()):
            return {"dependentRequired": {name: list(needed) for name, needed in self.needs.items()}}
        return {
            "allOf": [
                {
                    "if": presence_json(name, scope),
                    "then": {"allOf": [presence_json(name, scope) for name in needed]},
                }
                for name, needed in self.needs.items()
            ]
        }

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        for name, needed in self.needs.items():
            missing = lacking(needed, body, scope)
            if missing and present(name, body, scope):
                return Fault(name, missing)
        return None

    def ways(self, scope: Scope) -> Iterable[Way]:
        yield Way("none", False, (only((), self.reads()),))
        for name, needed in self.needs.items():
            among = (name, *needed)
            yield Way(f"{name} with {' and '.join(needed)}", False, (only(among, among),))
            yield Way(f"{' and '.join(needed)} without {name}", False, (only(needed, among),))
            for needed_name in needed:
                others = [other for other in among if other != needed_name]
                yield Way(f"{name} without {needed_name}", True, (only(others, among),))
            if len(needed) > 1:
                yield Way(f"{name} alone", True, (only((name,), among),))

    def words(self) -> str:
        return "; ".join(f"{name} needs {listing(needed, 'and')}" for name, needed in self.needs.items())
