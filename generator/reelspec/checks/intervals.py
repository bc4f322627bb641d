"""Intervals of numbers: what bounds say of values, lengths and counts, and what follows for `compare`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from reelspec.language.contract.keywords import Measure
from reelspec.language.contract.schema import Number, Schema, bounds_of
from reelspec.language.contract.scope import Field, Scope, resolved
from reelspec.language.rules.arithmetic import calculated
from reelspec.language.rules.equality import is_number
from reelspec.language.rules.operands import Operand, Term, step_of
from reelspec.language.rules.operators.compare import Compare
from reelspec.language.source.values import fraction_of

_MEASURES: dict[str, Measure] = {
    "integer": "number",
    "number": "number",
    "string": "length",
    "array": "items",
    "object": "fields",
}


@dataclass(frozen=True)
class Interval:
    """The numbers from `least` to `most`, None without end. above, below: the end itself is left out."""

    least: Fraction | None = None
    most: Fraction | None = None
    above: bool = False
    below: bool = False

    @classmethod
    def of(cls, number: Number) -> Interval:
        exact = fraction_of(number)
        return cls(exact, exact)

    def meets(self, other: Interval) -> bool:
        """Some number is in both."""
        difference = self - other
        return difference.reaches(0)

    def reaches(self, number: int) -> bool:
        """The number is in it."""
        low = self.least is None or self.least < number or (self.least == number and not self.above)
        return low and (self.most is None or self.most > number or (self.most == number and not self.below))

    def inside(self, other: Interval) -> bool:
        """Every number is in the other as well."""
        low = other.least is None or (
            self.least is not None
            and (self.least > other.least or (self.least == other.least and (self.above or not other.above)))
        )
        return low and (
            other.most is None
            or (
                self.most is not None
                and (self.most < other.most or (self.most == other.most and (self.below or not other.below)))
            )
        )

    def __neg__(self) -> Interval:
        return Interval(_each(self.most, lambda end: -end), _each(self.least, lambda end: -end), self.below, self.above)

    def __add__(self, other: Interval) -> Interval:
        least = None if self.least is None or other.least is None else self.least + other.least
        most = None if self.most is None or other.most is None else self.most + other.most
        return Interval(least, most, self.above or other.above, self.below or other.below)

    def __sub__(self, other: Interval) -> Interval:
        return self + -other

    def __mul__(self, other: Interval) -> Interval:
        ends = [self.least, self.most, other.least, other.most]
        if any(end is None for end in ends):
            # Without ends only the sign is known.
            both = self.least is not None and self.least >= 0 and other.least is not None and other.least >= 0
            return (
                Interval(self.least * other.least)
                if both and self.least is not None and other.least is not None
                else ANY
            )
        products = [
            first * second for first in ends[:2] for second in ends[2:] if first is not None and second is not None
        ]
        return Interval(min(products), max(products))

    def __truediv__(self, other: Interval) -> Interval:
        if other.reaches(0) or other.least is None or other.most is None or other.least * other.most <= 0:
            return ANY
        return self * Interval(1 / other.most, 1 / other.least)

    def least_with(self, other: Interval) -> Interval:
        """The numbers that are the least of one of these and one of those."""
        least = None if self.least is None or other.least is None else min(self.least, other.least)
        ends = [end for end in (self.most, other.most) if end is not None]
        return Interval(least, min(ends, default=None))

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        least = None if self.least is None or other.least is None else min(self.least, other.least)
        most = None if self.most is None or other.most is None else max(self.most, other.most)
        return Interval(least, most)


ANY = Interval()


def _each(value: Fraction | None, change: Callable[[Fraction], Fraction]) -> Fraction | None:
    return None if value is None else change(value)


def bounds_of_type(schema: Schema, kind: str) -> Interval:
    """The numbers, lengths or counts that a schema's bounds leave to values of a JSON type."""
    measure = _MEASURES.get(kind)
    interval = Interval() if measure in (None, "number") else Interval(Fraction(0))
    for keyword, bound in bounds_of(schema, "number" if measure == "number" else kind) if measure is not None else ():
        if keyword.measure != measure:
            continue
        end, exact = keyword.exclusive, fraction_of(bound)
        if keyword.side == "least" and (interval.least is None or (exact, end) > (interval.least, interval.above)):
            interval = Interval(exact, interval.most, end, interval.below)
        elif keyword.side == "most" and (interval.most is None or (-exact, end) > (-interval.most, interval.below)):
            interval = Interval(interval.least, exact, interval.above, end)
    return interval


@dataclass(frozen=True)
class _Operand:
    """A number of a comparison. known: it certainly is one, for every object."""

    numbers: Interval
    known: bool


@dataclass(frozen=True)
class _Held:
    """What a field holds, before a function makes a number of it. column: the field of its items that is meant."""

    field: Field
    column: Field | None


_Step: TypeAlias = _Operand | _Held


def related(comparison: Compare, scope: Scope) -> tuple[bool, bool]:
    """Whether a comparison may be kept, and whether it may be broken; what is not understood may be all."""
    left, right = _operand(comparison.left, scope), _operand(comparison.right, scope)
    if left is None or right is None:
        return True, True
    apart = left.numbers - right.numbers
    true, false = _signs(comparison.relation, apart)
    return true or not (left.known and right.known), false


def _signs(relation: str, apart: Interval) -> tuple[bool, bool]:
    """Whether a relation may be true, and false, of two numbers that are so far apart."""
    below = apart.least is None or apart.least < 0
    above = apart.most is None or apart.most > 0
    same = apart.reaches(0)
    match relation:
        case "==":
            return same, below or above
        case "!=":
            return below or above, same
        case "<":
            return below, same or above
        case "<=":
            return below or same, above
        case ">":
            return above, same or below
        case ">=":
            return above or same, below
        case _:
            return True, True


def _operand(terms: Operand, scope: Scope) -> _Operand | None:
    """The numbers that an operand may be; None where a step is not understood."""
    stack: list[_Step] = []
    for term in terms:
        made: _Step | None
        if term.kind == "number":
            made = _Operand(Interval(Fraction(term.text), Fraction(term.text)), True)
        elif term.kind == "field" and term.text in scope.fields:
            inner = None if term.inner is None else scope.items_of(term.text).fields.get(term.inner)
            if term.inner is not None and inner is None:
                return None
            made = _Held(scope.fields[term.text], inner)
        elif term.kind == "function" and term.arguments > 1:
            given = [_number(number) for number in stack[-term.arguments :]]
            del stack[-term.arguments :]
            made = _of_several(term.text, [operand for operand in given if operand is not None])
            made = None if None in given else made
        elif term.kind == "function" and stack:
            made = _applied(term, stack.pop(), scope)
        elif term.kind == "operator" and len(stack) > 1:
            right, left = (_number(stack.pop()) for _ in range(2))
            made = None if right is None or left is None else _computed(term.text, left, right)
        else:
            return None
        if made is None:
            return None
        stack.append(made)
    return _number(stack[0]) if len(stack) == 1 else None


def _computed(operator: str, left: _Operand, right: _Operand) -> _Operand | None:
    known = left.known and right.known
    match operator:
        case "+":
            return _Operand(left.numbers + right.numbers, known)
        case "-":
            return _Operand(left.numbers - right.numbers, known)
        case "*":
            return _Operand(left.numbers * right.numbers, known)
        case "/":
            return _Operand(left.numbers / right.numbers, known and not right.numbers.reaches(0))
        case "%" if right.numbers.least is not None and right.numbers.least > 0:
            return _Operand(Interval(Fraction(0), right.numbers.most, below=True), known)
        case _:
            return None


def _of_several(function: str, given: list[_Operand]) -> _Operand:
    """The least or the greatest of several numbers."""
    interval = given[0].numbers
    for operand in given[1:]:
        interval = (
            interval.least_with(operand.numbers) if function == "min" else -(-interval).least_with(-operand.numbers)
        )
    return _Operand(interval, all(operand.known for operand in given))


def _number(step: _Step) -> _Operand | None:
    """What stands in a field itself, as a number."""
    if isinstance(step, _Operand):
        return step
    if step.column is not None:
        return None
    if not _holds(step.field, "integer", "number"):
        return _Operand(ANY, False)
    return _Operand(_numbers(step.field), _is_there(step.field))


def _numbers(field: Field) -> Interval:
    values = field.schema.values()
    if values is None:
        return bounds_of_type(field.schema, "number")
    exact = [fraction_of(value) for value in values if is_number(value) and isinstance(value, int | float)]
    return Interval(min(exact), max(exact)) if exact else ANY


def _is_there(field: Field) -> bool:
    """The field has a value in every object, its own or the default."""
    return (field.required and not field.nullable) or field.default is not None


def _holds(field: Field, *types: str) -> bool:
    """The field holds nothing but values of these types, null aside where that counts as absent."""
    values = field.schema.values()
    if values is not None:
        return "number" in types and all(is_number(value) or (value is None and field.nullable) for value in values)
    kinds = field.schema.types
    return kinds is not None and all(kind in types or (kind == "null" and field.nullable) for kind in kinds)


def _applied(term: Term, step: _Step, scope: Scope) -> _Operand | None:
    """A function of one field; None for any other."""
    if not isinstance(step, _Held):
        return None
    function, field, column = term.text, step.field, step.column
    if column is None and field.schema.values() is not None:
        listed = [value for value in field.schema.values() or () if value is not None or not field.nullable]
        made = [calculated((("value", value), step_of(term))) for value in listed]
        results = [result for result in made if isinstance(result, Fraction)]
        if results:
            return _Operand(Interval(min(results), max(results)), len(results) == len(made) and _is_there(field))
    if function == "length" and column is None and _holds(field, "string"):
        return _Operand(bounds_of_type(field.schema, "string"), _is_there(field))
    if not _holds(field, "array"):
        return None
    sizes = bounds_of_type(field.schema, "array")
    if function == "count":
        absent = field.default is None and not (field.required and not field.nullable)
        return _Operand(sizes.hull(Interval.of(0)) if absent else sizes, True)
    if function in ("sum", "min", "max") and column is not None:
        item = None if field.schema.items is None else resolved(field.schema.items, scope.definitions)
        plain = item is not None and item.types == ("object",) and not field.schema.prefix_items
        known = plain and _is_there(field) and _is_there(column) and _holds(column, "integer", "number")
        numbers = _numbers(column)
        if function == "sum":
            return _Operand(numbers * sizes, known)
        return _Operand(numbers, known and not sizes.reaches(0))
    return None
