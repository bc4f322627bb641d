"""JSON values as Python has them: which type one is of, and numbers to compute with.

Called wherever a value is held against a schema by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal["object", "array", "string", "integer", "number", "boolean", "null"]


IS_OF_TYPE: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: value is True or value is False,
    "integer": lambda value: type(value) is int or (type(value) is float and value.is_integer()),
    "number": lambda value: type(value) is int or type(value) is float,
    "string": lambda value: type(value) is str,
    "array": lambda value: type(value) is list,
    "object": lambda value: type(value) is dict,
}
"""Whether a JSON value is of a JSON Schema type (Validation, section 6.1.1: 8.0 is an integer)."""


def has_type(value: object, name: str) -> bool:
    """Whether a JSON value is of a JSON Schema type, by its name."""
    return IS_OF_TYPE[name](value)


def type_of(value: object) -> Kind:
    """The JSON Schema type of a value as it is written: 8.0 is a number, which is an integer besides."""
    return _KINDS[type(value)]


_KINDS: Mapping[type, Kind] = {
    dict: "object",
    str: "string",
    list: "array",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}


def fraction_of(number: int | float) -> Fraction:
    """The number that JSON writes: 0.1 is a tenth, and no integer is too large."""
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


def as_json(number: Fraction) -> int | float:
    """The number as JSON can hold it: where doubles are integers, and beyond them all, by the integer next to it."""
    return int(number) if number.denominator == 1 or abs(number) >= 2**53 else float(number)
