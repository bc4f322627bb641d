"""JSON values as Python has them: which type one is of, and numbers to compute with.

Called wherever a value is held against a schema by hand.
"""

from __future__ import annotations

from fractions import Fraction

from reelspec.language.source.node import Json


def type_of(value: Json) -> str:
    """The JSON Schema type of a value as it is written: 8.0 is a number, which is an integer besides."""
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
    return "null"


def has_type(value: Json, name: str) -> bool:
    """Whether a JSON value is of a JSON Schema type (Validation, section 6.1.1: 8.0 is an integer)."""
    match name:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return not isinstance(value, bool) and (
                isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            )
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
        case _:
            return isinstance(value, dict)


def fraction_of(number: int | float) -> Fraction:
    """The number that JSON writes: 0.1 is a tenth, and no integer is too large."""
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def as_json(number: Fraction) -> int | float:
    """The number as JSON can hold it: where doubles are integers, and beyond them all, by the integer next to it."""
    return int(number) if number.denominator == 1 or abs(number) >= 2**53 else float(number)
