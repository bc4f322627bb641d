"""`compare`: a relation between numbers made of fields, such as `sum(shots[].duration) == number(duration)`, or the equality
of two texts or booleans. True when an operand is unknown.

JSON Schema can say it of fields with lists of values alone; else it is named as not carried there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar, Self

from reelspec.language.contract.goals import Fault, Fulfils, Holds, Object, Way
from reelspec.language.contract.operator import Lowered, NotCarried, OperatorReader, RuleOperator, ordered
from reelspec.language.contract.schema import (
    FALSE,
    TRUE,
    Condition,
    Matches,
    Schema,
    Values,
    conjunction,
    disjunction,
    negation,
)
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.arithmetic import relation
from reelspec.language.rules.evaluate import UNKNOWN
from reelspec.language.rules.goals import may_be_unknown
from reelspec.language.rules.lowering import condition_json
from reelspec.language.rules.operands import (
    RELATIONS,
    Misuse,
    Operand,
    Term,
    check_relation,
    facts_in,
    is_numeric,
    never_known,
    operand_words,
    read_relation,
    step_of,
    worth_trying,
)
from reelspec.language.rules.operators.limit import MOST_BRANCHES
from reelspec.language.source.node import Json, Node

UNSEEN = "a schema does not see the files that a body names"
_ALL = (("equal", "=="), ("less", "<"), ("more", ">"))
"""How numbers can be to each other."""


@dataclass(frozen=True)
class Compare(RuleOperator):
    """`compare: sum(shots[].duration) == number(duration)`.

    Operands: numbers, texts in single quotes, true and false, field names (in double quotes when they are no plain words),
    `array[].field`, the functions in `operands.FUNCTIONS`, `+ - * / %` and parentheses. Between fields a minus is written with
    blanks around it, since names may hold one.
    """

    name: ClassVar[str] = "compare"
    left: Operand
    relation: str
    right: Operand
    node: Node | None = field(default=None, compare=False, repr=False)

    @classmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        if node.kind != "string":
            reader.problem(node, 'compare is a text such as "sum(shots[].duration) == number(duration)"')
            return None
        try:
            comparison = cls(*read_relation(str(node.value)), node)
        except Misuse as wrong:
            reader.problem(node, f"compare: {wrong}")
            return None
        if not comparison.reads():
            reader.problem(node, "compare reads no field")
        return comparison

    def fields(self) -> tuple[Term, ...]:
        return ordered(term for term in (*self.left, *self.right) if term.kind == "field")

    def reads(self) -> tuple[str, ...]:
        return ordered(term.text for term in self.fields())

    def asks(self) -> Values:
        return Values(ordered(term.inner for term in self.fields() if term.inner is not None), self.reads(), ())

    def check(self, scope: Scope) -> Iterable[tuple[Node | None, str]]:
        try:
            check_relation(self.left, self.relation, self.right, scope)
        except Misuse as wrong:
            yield self.node, str(wrong)
            return
        for operand in (self.left, self.right):
            for words in never_known(operand, scope):
                yield self.node, words

    def measures(self, scope: Scope) -> bool:
        """Whether it reads a fact of a file, so that no body breaks it by itself."""
        return any(facts_in(operand, scope) for operand in (self.left, self.right))

    def broken(self, scope: Scope) -> Condition | None:
        """When it is certainly broken, where every field has a list of values; None where the values are not finite, or too
        many."""
        if any(term.inner is not None for term in self.fields()):
            return None
        lists: dict[str, list[Json]] = {}
        for name in self.reads():
            values = scope.fields[name].schema.values()
            if values is None:
                return None
            # A null that the field admits counts as absent.
            lists[name] = [option for option in values if option is not None or not scope.fields[name].nullable]
        if math.prod(map(len, lists.values())) > MOST_BRANCHES:
            return None
        return self._broken(lists, {}, scope)

    def _broken(self, lists: dict[str, list[Json]], chosen: dict[str, Json], scope: Scope) -> Condition:
        """When the fields that are not chosen yet break it. Values that ask the same of the rest stand together."""
        left = [name for name in lists if name not in chosen]
        if not left:
            return TRUE if self._truth(chosen, scope) is False else FALSE
        alike: list[tuple[Condition, list[Json]]] = []
        for value in lists[left[0]]:
            rest = self._broken(lists, {**chosen, left[0]: value}, scope)
            same = next((values for condition, values in alike if condition == rest), None)
            if same is None:
                alike.append((rest, [value]))
            else:
                same.append(value)
        return disjunction(
            tuple(
                conjunction((Matches(left[0], Schema(enum=tuple(values))), rest))
                for rest, values in alike
                if rest != FALSE
            )
        )

    def lower(self, scope: Scope) -> Lowered | NotCarried:
        if self.measures(scope):
            return NotCarried(UNSEEN)
        broken = self.broken(scope)
        if broken is None:
            return NotCarried("JSON Schema cannot compare values with each other")
        return condition_json(negation(broken), scope, certain=False)

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        return Fault(self.reads()[0], self.reads()) if self._truth(body, scope) is False else None

    def ways(self, scope: Scope) -> Iterable[Way]:
        if self.measures(scope):
            return
        broken = self.broken(scope)
        if broken is not None:
            yield Way("true", False, (Holds(broken, (False,)),))
            if may_be_unknown(broken, scope):
                yield Way("unknown", False, (Holds(broken, (None,)),))
            yield Way("false", True, (Holds(broken),))
            return
        worth = worth_trying(self.left, self.right, scope)
        holds = "<>" if self.relation == "!=" else self.relation
        named: list[tuple[str, bool, Compare, bool | None]]
        if is_numeric(self.left, scope):
            named = [(name, mark[0] not in holds, replace(self, relation=mark), True) for name, mark in _ALL]
        else:
            named = [("true", False, self, True), ("false", True, self, False)]
        for name, breaks, operator, truth in (*named, ("unknown", False, self, None)):
            decide = partial(operator._is, truth, scope)
            yield Way(name, breaks, (Fulfils(self.reads(), decide, open=True, worth=worth),))

    def _is(self, truth: bool | None, scope: Scope, body: Object) -> bool:
        return self._truth(body, scope) is truth

    def _truth(self, body: Object, scope: Scope) -> bool | None:
        """The truth by the arithmetic that validators carry: one meaning of numbers, wherever they are compared."""
        if self.measures(scope):
            return None
        left, right = (tuple(_step(term, body, scope) for term in operand) for operand in (self.left, self.right))
        truth: bool | None = relation(self.relation, left, right)
        return truth

    def words(self) -> str:
        return f"{operand_words(self.left)} {RELATIONS[self.relation]} {operand_words(self.right)}"


def _step(term: Term, body: Object, scope: Scope) -> tuple[object, ...]:
    """One step of an operand with the value that the object gives it."""
    if term.kind != "field":
        return step_of(term)
    field = scope.fields[term.text]
    value = body.get(term.text)
    if value is None and field.default is not None:
        value = field.default.value
    if isinstance(value, list) and term.inner is not None:
        item = scope.items_of(term.text).fields[term.inner]
        missing = None if item.default is None else item.default.value
        values = [item.get(term.inner) if isinstance(item, dict) else UNKNOWN for item in value]
        return "value", [missing if item is None else item for item in values]
    return "value", value
