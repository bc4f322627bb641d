"""`compare`: a relation between numbers made of fields, such as `sum(shots[].duration) == number(duration)`.

JSON Schema cannot say it, so it is named as not carried there. True when an operand is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar, Self

from reelspec.language.contract.goals import Fault, Fulfils, Object, Way
from reelspec.language.contract.operator import NotCarried, Reader, RuleOperator, ordered
from reelspec.language.contract.schema import Values
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.arithmetic import relation
from reelspec.language.rules.evaluate import UNKNOWN
from reelspec.language.source.node import Node

FUNCTIONS = {
    "sum": "the sum of the numbers in a list",
    "min": "the least of the numbers in a list",
    "max": "the greatest of the numbers in a list",
    "count": "the number of items of an array",
    "length": "the number of characters of a text",
    "number": "the number that a text spells",
}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<mark>==|!=|<=|>=|\[\]\.|\[\]|[<>+*/()-]))'
)
_RELATIONS = ("==", "!=", "<=", ">=", "<", ">")


@dataclass(frozen=True)
class Term:
    """One step of an operand, in postfix order: a number, a field (with a field of its items), a function, an operator."""

    kind: str
    text: str
    inner: str | None = None


class _Wrong(ValueError):
    """The comparison is not written right; the message says where."""


@dataclass(frozen=True)
class Comparison(RuleOperator):
    """`compare: sum(shots[].duration) == number(duration)`.

    Operands: numbers, field names (in double quotes when they are no plain words), `array[].field`, the functions in
    `FUNCTIONS`, `+ - * /` and parentheses. A minus is written with blanks around it, since field names may hold one.
    """

    name: ClassVar[str] = "compare"
    text: str
    left: tuple[Term, ...]
    relation: str
    right: tuple[Term, ...]
    node: Node | None = field(default=None, compare=False, repr=False)

    @classmethod
    def read(cls, node: Node, reader: Reader) -> Self | None:
        if node.kind != "string":
            reader.problem(node, 'compare is a text such as "sum(shots[].duration) == number(duration)"')
            return None
        text = str(node.value)
        try:
            tokens = _tokens(text)
            left, at = _sum(tokens, 0)
            if at >= len(tokens) or tokens[at].text not in _RELATIONS or tokens[at].kind != "mark":
                raise _Wrong(f"one of {' '.join(_RELATIONS)} is missing")
            relation = tokens[at].text
            right, at = _sum(tokens, at + 1)
            if at < len(tokens):
                raise _Wrong(f"nothing can follow at {tokens[at].text!r}")
        except _Wrong as wrong:
            reader.problem(node, f"compare: {wrong}")
            return None
        found = cls(text, left, relation, right, node)
        if not found.reads():
            reader.problem(node, "compare reads no field")
        return found

    def reads(self) -> tuple[str, ...]:
        return ordered(term.text for term in (*self.left, *self.right) if term.kind == "field")

    def asks(self) -> Values:
        inner = ordered(term.inner for term in (*self.left, *self.right) if term.inner is not None)
        return Values(inner, self.reads(), ())

    def check(self, scope: Scope) -> Iterable[tuple[Node | None, str]]:
        for term in (*self.left, *self.right):
            if term.kind == "field" and term.inner is not None and term.inner not in scope.items_of(term.text).fields:
                yield self.node, f"the items of {term.text} have no field {term.inner}"

    def lower(self, scope: Scope) -> NotCarried:
        return NotCarried("JSON Schema cannot compare values with each other")

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        return Fault(self.reads()[0], self.reads()) if self._truth(body, scope) is False else None

    def ways(self, scope: Scope) -> Iterable[Way]:
        for name, truth in (("true", True), ("unknown", None), ("false", False)):
            decide = partial(self._is, truth, scope)
            yield Way(name, truth is False, (Fulfils(self.reads(), decide, open=True),))

    def _is(self, truth: bool | None, scope: Scope, body: Object) -> bool:
        return self._truth(body, scope) is truth

    def _truth(self, body: Object, scope: Scope) -> bool | None:
        """The truth by the arithmetic that validators carry: one meaning of numbers, wherever they are compared."""
        left, right = (tuple(_value(term, body, scope) for term in one) for one in (self.left, self.right))
        truth: bool | None = relation(self.relation, left, right)
        return truth

    def words(self, scope: Scope) -> str:
        return f"{self.text} must hold"


def _value(term: Term, body: Object, scope: Scope) -> tuple[object, ...]:
    """One step of an operand with the value that the object gives it."""
    if term.kind == "number":
        return "number", float(term.text) if "." in term.text else int(term.text)
    if term.kind != "field":
        return term.kind, term.text
    field = scope.fields[term.text]
    value = body.get(term.text)
    if value is None and field.default is not None:
        value = field.default.value
    if isinstance(value, list) and term.inner is not None:
        item = scope.items_of(term.text).fields[term.inner]
        missing = None if item.default is None else item.default.value
        values = [one.get(term.inner) if isinstance(one, dict) else UNKNOWN for one in value]
        return "field", [missing if one is None else one for one in values]
    return "field", value


def _tokens(text: str) -> list[Term]:
    out: list[Term] = []
    at = 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _Wrong(f"cannot read {text[at:].strip()[:20]!r}")
        at = match.end()
        kind = match.lastgroup or "mark"
        value = match.group(kind)
        if kind == "quoted":
            kind, value = "name", re.sub(r"\\(.)", r"\1", value)
        out.append(Term(kind, value))
    return out


def _sum(tokens: list[Term], at: int) -> tuple[tuple[Term, ...], int]:
    found, at = _product(tokens, at)
    while at < len(tokens) and tokens[at] in (Term("mark", "+"), Term("mark", "-")):
        right, after = _product(tokens, at + 1)
        found, at = (*found, *right, Term("operator", tokens[at].text)), after
    return found, at


def _product(tokens: list[Term], at: int) -> tuple[tuple[Term, ...], int]:
    found, at = _factor(tokens, at)
    while at < len(tokens) and tokens[at] in (Term("mark", "*"), Term("mark", "/")):
        right, after = _factor(tokens, at + 1)
        found, at = (*found, *right, Term("operator", tokens[at].text)), after
    return found, at


def _factor(tokens: list[Term], at: int) -> tuple[tuple[Term, ...], int]:
    if at >= len(tokens):
        raise _Wrong("an operand is missing at the end")
    token = tokens[at]
    if token.kind == "number":
        return (token,), at + 1
    if token == Term("mark", "("):
        found, at = _sum(tokens, at + 1)
        return found, _close(tokens, at)
    if token.kind != "name":
        raise _Wrong(f"an operand is missing before {token.text!r}")
    if at + 1 < len(tokens) and tokens[at + 1] == Term("mark", "("):
        if token.text not in FUNCTIONS:
            raise _Wrong(f"no function {token.text}; there are {', '.join(FUNCTIONS)}")
        found, after = _sum(tokens, at + 2)
        return (*found, Term("function", token.text)), _close(tokens, after)
    if at + 1 < len(tokens) and tokens[at + 1] == Term("mark", "[]."):
        if at + 2 >= len(tokens) or tokens[at + 2].kind != "name":
            raise _Wrong(f"a field name is missing after {token.text}[].")
        return (Term("field", token.text, tokens[at + 2].text),), at + 3
    if at + 1 < len(tokens) and tokens[at + 1] == Term("mark", "[]"):
        return (Term("field", token.text),), at + 2
    return (Term("field", token.text),), at + 1


def _close(tokens: list[Term], at: int) -> int:
    if at >= len(tokens) or tokens[at] != Term("mark", ")"):
        raise _Wrong("a closing parenthesis is missing")
    return at + 1
