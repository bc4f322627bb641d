"""What `compare` computes: exact arithmetic on JSON numbers, and equality of texts and booleans.

Every validator carries these functions as they stand here: `codegen.validators.support` copies their text, so they use
nothing but each other and the standard library.
"""

from __future__ import annotations

from typing import Any

from reelspec.language.rules.equality import is_number
from reelspec.language.rules.shown import SPACES


def relation(relation: str, left: tuple[Any, ...], right: tuple[Any, ...]) -> bool | None:
    """The truth of a comparison; None when an operand is not known."""
    first, other = calculated(left), calculated(right)
    if first is None or type(first) is not type(other):
        return None
    if relation in ("==", "!="):
        return bool(first == other) is (relation == "==")
    if relation in ("<", "<="):
        return bool(first < other or (relation == "<=" and first == other))
    return bool(first > other or (relation == ">=" and first == other))


def calculated(steps: tuple[Any, ...]) -> Any:
    """The value of an operand in postfix order: an exact Fraction, a text, a boolean; None when it is not known."""
    from fractions import Fraction

    stack: list[Any] = []
    for step in steps:
        kind, what = step[0], step[1]
        if kind == "number":
            stack.append(Fraction(what))
        elif kind == "value":
            stack.append(_exact(what))
        elif kind == "function":
            given = stack[-step[2] :]
            del stack[-step[2] :]
            stack.append(_applied(what, given if len(given) > 1 else given[0]))
        else:
            right, left = stack.pop(), stack.pop()
            if not isinstance(left, Fraction) or not isinstance(right, Fraction) or (what in ("/", "%") and right == 0):
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
                    if what == "/"
                    else left % right
                )
    return stack[0] if isinstance(stack[0], Fraction) or type(stack[0]) in (str, bool) else None


def _applied(name: str, value: Any) -> Any:
    from fractions import Fraction

    if name == "count":
        return Fraction(0) if value is None else Fraction(len(value)) if type(value) is list else None
    if name in ("sum", "min", "max"):
        if type(value) is not list:
            return None
        numbers: list[Any] = [_exact(item) for item in value]
        if any(not isinstance(number, Fraction) for number in numbers) or (not numbers and name != "sum"):
            return None
        return sum(numbers, Fraction(0)) if name == "sum" else min(numbers) if name == "min" else max(numbers)
    if type(value) is list:
        return [_applied(name, _exact(item)) for item in value]
    if name == "number" and isinstance(value, Fraction):
        return value
    if type(value) is not str:
        return None
    if name == "length":
        return Fraction(len(value))
    if name == "number":
        return _spelt(value.strip(SPACES))
    for mark in ("x", "X", "*", "\u00d7"):
        first, found, second = value.partition(mark)
        if found:
            whole = all(part.isascii() and part.isdigit() and len(part) < 1000 for part in (first, second))
            return Fraction(first if name == "width" else second) if whole else None
    return None


def _spelt(text: str) -> Any:
    """The number that a text spells as JSON would, a plus and a missing zero aside; None when it spells none."""
    from fractions import Fraction

    digits = text[1:] if text[:1] in ("-", "+") else text
    whole, _, part = digits.partition(".")
    good = digits.isascii() and len(digits) < 1000 and (whole.isdigit() or (part.isdigit() and not whole))
    return Fraction(text) if good and (part.isdigit() or not part) and not digits.endswith(".") else None


def _exact(value: Any) -> Any:
    """A number as an exact fraction of what JSON would write; anything else as it is."""
    from fractions import Fraction

    return Fraction(str(value) if type(value) is float else value) if is_number(value) else value
