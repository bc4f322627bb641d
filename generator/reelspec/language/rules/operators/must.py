"""`must`: a condition that may not be certainly false. Lowered to `if`/`then` with the rule's guard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from reelspec.language.contract.goals import Fault, Goal, Holds, Object, Way
from reelspec.language.contract.operator import Lowered, OperatorReader, RuleOperator
from reelspec.language.contract.schema import FALSE, TRUE, All, Condition, Demands, fields_read
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import evaluate
from reelspec.language.rules.goals import may_be_unknown
from reelspec.language.rules.lowering import condition_json
from reelspec.language.rules.simplify import simplify
from reelspec.language.rules.words import condition_words, demand_words
from reelspec.language.source.node import Node


@dataclass(frozen=True)
class Must(RuleOperator):
    """`must: {seconds: "6"}`."""

    name: ClassVar[str] = "must"
    condition: Condition

    @classmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        return cls(reader.condition(node))

    def reads(self) -> tuple[str, ...]:
        return fields_read(self.condition)

    def asks(self) -> Demands:
        return Demands(((TRUE, self.condition),))

    def simplify(self, scope: Scope) -> RuleOperator | None:
        condition = simplify(self.condition, scope, False)
        if condition == TRUE:
            return None
        return self if condition == FALSE else Must(condition)

    def lower(self, scope: Scope) -> Lowered:
        return condition_json(self.condition, scope, certain=False)

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        return demand_fault(self.condition, self.reads(), body, scope)

    def ways(self, scope: Scope) -> Iterable[Way]:
        return demand_ways(self.condition, scope)

    def words(self) -> str:
        return demand_words(self.condition)


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The parts that must each hold."""
    return condition.parts if isinstance(condition, All) else (condition,)


def demand_fault(demand: Condition, reads: tuple[str, ...], body: Object, scope: Scope) -> Fault | None:
    """Where a demand that is certainly false is reported: at the first field whose part is."""
    if evaluate(demand, body, scope) is not False:
        return None
    wrong = [part for part in parts_of(demand) if evaluate(part, body, scope) is False and fields_read(part)]
    return Fault(fields_read(wrong[0])[0] if wrong else None, reads)


def demand_ways(demand: Condition, scope: Scope, guards: tuple[Goal, ...] = (), name: str = "") -> Iterable[Way]:
    """The ways of a demand: true, unknown if it can be, and each of its parts false while the others are not."""
    prefix = f"{name}: " if name else ""
    yield Way(f"{prefix}true", False, (*guards, Holds(demand)))
    if may_be_unknown(demand, scope):
        yield Way(f"{prefix}unknown", False, (*guards, Holds(demand, (None,))))
    parts = parts_of(demand)
    for part in parts:
        others = tuple(Holds(other, (True, None)) for other in parts if other is not part)
        words = f"not: {condition_words(part)}" if len(parts) > 1 else "false"
        yield Way(f"{prefix}{words}", True, (*guards, Holds(part, (False,)), *others))
