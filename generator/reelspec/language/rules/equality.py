"""JSON values held against each other: equal ones, unique items, multiples (Core, section 4.2.2).

Every validator carries these functions as they stand here: `codegen.validators.support` copies their text, so they use
nothing but each other and the standard library.
"""

from __future__ import annotations

from typing import Any, TypeGuard

# What has been told to be a number is compared with numbers; beside other types, checkers have to be told.


def is_integer(value: Any) -> TypeGuard[Any]:
    return type(value) is int or (type(value) is float and value.is_integer())


def is_number(value: Any) -> TypeGuard[Any]:
    """An int, or a float that JSON can write: neither NaN nor infinite."""
    return type(value) is int or (type(value) is float and value - value == 0.0)


def multiple(value: Any, of: Any) -> bool:
    if type(value) is int and type(of) is int:
        return value % of == 0
    from fractions import Fraction

    return Fraction(str(value) if type(value) is float else value) % Fraction(str(of)) == 0


def equal(left: Any, right: Any) -> bool:
    """Equality of JSON values: 1 equals 1.0, neither equals true."""
    if type(left) is bool or type(right) is bool:
        return left is right
    if type(left) is list and type(right) is list:
        return len(left) == len(right) and all(map(equal, left, right))
    if type(left) is dict and type(right) is dict:
        return left.keys() == right.keys() and all(equal(value, right[key]) for key, value in left.items())
    return bool(left == right)


def unique(items: list[Any]) -> bool:
    return len({*map(_identity, items)}) == len(items)


def _identity(value: Any) -> Any:
    """Something that can be hashed, and is equal for equal JSON values only: 1 and 1.0 are, neither is true."""
    kind = type(value)
    if kind is bool:
        return (value,)
    if kind is list:
        return (list, *map(_identity, value))
    if kind is dict:
        return (dict, frozenset([(key, _identity(member)) for key, member in value.items()]))
    return value
