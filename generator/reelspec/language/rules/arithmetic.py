"""Exact arithmetic on JSON numbers: what `compare` computes.

Every validator carries these functions as they stand here: `codegen.validators.support` copies their text, so they use
nothing but each other and the standard library.
"""

from __future__ import annotations

from typing import Any

from reelspec.language.rules.equality import is_number
from reelspec.language.rules.shown import SPACES


def relation(relation: str, left: tuple[Any, ...], right: tuple[Any, ...]) -> bool | None:
    """The truth of a comparison; None when an operand is not known."""
    one, other = _number(left), _number(right)
    if one is None or other is None:
        return None
    if relation in ("==", "!="):
        return bool(one == other) is (relation == "==")
    if relation in ("<", "<="):
        return bool(one < other or (relation == "<=" and one == other))
    return bool(one > other or (relation == ">=" and one == other))


def _number(steps: tuple[Any, ...]) -> Any:
    """The value of an operand in postfix order, exact; None when it is not known."""
    from fractions import Fraction

    stack: list[Any] = []
    for step in steps:
        kind, what = step[0], step[1]
        if kind == "number":
            stack.append(Fraction(str(what)))
        elif kind == "field":
            stack.append(_exact(what))
        elif kind == "function":
            stack.append(_applied(what, stack.pop()))
        else:
            right, left = stack.pop(), stack.pop()
            if not isinstance(left, Fraction) or not isinstance(right, Fraction) or (what == "/" and right == 0):
                stack.append(None)
            else:
                stack.append(
                    left + right
                    if what == "+"
                    else left - right
                    if what == "-"
                    else left * right
                    if what == "*"
                    else left / right
                )
    return stack[0] if isinstance(stack[0], Fraction) else None


def _applied(name: str, value: Any) -> Any:
    from fractions import Fraction

    if name == "number":
        if isinstance(value, Fraction):
            return value
        text = value.strip(SPACES) if type(value) is str else ""
        digits = text[1:] if text[:1] in ("-", "+") else text
        whole, _, part = digits.partition(".")
        good = digits.isascii() and len(digits) < 1000 and (whole.isdigit() or (part.isdigit() and not whole))
        return Fraction(text) if good and (part.isdigit() or not part) and not digits.endswith(".") else None
    if name == "length":
        return Fraction(len(value)) if type(value) is str else None
    if value is None and name == "count":
        return Fraction(0)
    if type(value) is not list:
        return None
    if name == "count":
        return Fraction(len(value))
    numbers: list[Any] = [_exact(one) for one in value]
    if any(not isinstance(one, Fraction) for one in numbers) or (not numbers and name != "sum"):
        return None
    return sum(numbers, Fraction(0)) if name == "sum" else min(numbers) if name == "min" else max(numbers)


def _exact(value: Any) -> Any:
    """A number as an exact fraction of what JSON would write; anything else as it is."""
    from fractions import Fraction

    return Fraction(str(value) if type(value) is float else value) if is_number(value) else value
