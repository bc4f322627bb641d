"""JSON values as messages show them: numbers, texts, and what is escaped in them.

All of it is the same in every version of Python and can be had in JavaScript: numbers are written as ECMAScript writes
them, and what is escaped is a fixed table rather than what a version of Unicode calls printable.

Every validator carries these functions as they stand here: `codegen.validators.support` copies their text, so they use
nothing but each other and the standard library.
"""

from __future__ import annotations

from typing import Any, Final

SPACES: Final = (
    "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000\ufeff"
)  # the white space of ECMA-262, which is not that of `str.strip` and `str.split`
_HIDDEN: Final = (
    (0x00, 0x1F),  # controls
    (0x7F, 0xA0),  # controls, no-break space
    (0xAD, 0xAD),  # soft hyphen
    (0x061C, 0x061C),  # writing direction
    (0x1680, 0x1680),  # space
    (0x2000, 0x200F),  # spaces, zero width, writing direction
    (0x2028, 0x202F),  # ends of lines, writing direction, space
    (0x205F, 0x2064),  # space, zero width
    (0x2066, 0x2069),  # writing direction
    (0x3000, 0x3000),  # space
    (0xD800, 0xF8FF),  # surrogates, private use
    (0xFEFF, 0xFEFF),  # zero width
    (0xE0000, 0xE007F),  # tags, of zero width
    (0xF0000, 0x10FFFF),  # private use
)  # code points from and to, in ascending order

MOST_SHOWN: Final = 10
"""A list of more values is told by how many they are, and the nearest."""


class Told:
    """Stands for a value of which messages know no more than some words."""

    __slots__ = ("words",)

    def __init__(self, words: str) -> None:
        self.words = words


class Array:
    """Stands for an array of which messages know no more than how many items it has, and what the only one is."""

    __slots__ = ("only", "size")

    def __init__(self, size: int, only: Any = None) -> None:
        self.size = size
        self.only = only


def class_name(value: Any) -> str:
    """The name of a value's class, whatever a metaclass says."""
    name = type.__dict__["__name__"].__get__(type(value))
    return str(name) if visible(name) == name else "object"


def show(value: Any) -> str:
    """A value for a message: as JSON writes it, shortened, with everything that could mislead a terminal escaped."""
    kind = type(value)
    if kind is str:
        if len(value) > 60:
            return f'{quoted(value[:57])[:-1]}..." ({len(value)} characters)'
        # What most texts are. Of ASCII, what is printable has never changed.
        plain = value.isascii() and value.isprintable() and '"' not in value and "\\" not in value
        return f'"{value}"' if plain else quoted(value)
    if kind is int or kind is float:
        return numeral(value)
    if value is None or kind is bool:
        return "null" if value is None else "true" if value else "false"
    if kind is list or kind is Array:
        return f"an array of {items_words(len(value) if kind is list else value.size)}"
    if type(value) is dict:
        return "an object" if value else "an empty object"
    return str(value.words) if type(value) is Told else f"a Python {class_name(value)}"


def items_words(number: int) -> str:
    """`no items`, `1 item`."""
    return f"{number or 'no'} item{'' if number == 1 else 's'}"


def in_ranges(values: tuple[Any, ...], texts: list[str]) -> list[str]:
    """The texts of values to choose from; four or more whole numbers in a row together: `one of "2" to "15"`."""
    numbers = [_whole(value) for value in values]
    out: list[str] = []
    first = 0
    for index in range(1, len(values) + 1):
        if index < len(values):
            number, before = numbers[index], numbers[index - 1]
            same = (type(values[index]) is str) is (type(values[index - 1]) is str)
            if same and before is not None and number == before + 1:
                continue
        out += [f"one of {texts[first]} to {texts[index - 1]}"] if index - first > 3 else texts[first:index]
        first = index
    return out


def _whole(value: Any) -> int | None:
    """An integer, or what a text says that writes one as JSON does."""
    if type(value) is int:
        return value
    if type(value) is float:
        return int(value) if value.is_integer() else None
    if type(value) is not str or len(value) > 15:
        return None
    digits = value[1:] if value[:1] == "-" else value
    return int(value) if digits.isascii() and digits.isdigit() and str(int(value)) == value else None


def spelled(text: str) -> str | None:
    """The number that a text spells, as messages write it: of `05`, ` 5` and `5.0`, `5`."""
    if len(text) < 16 and text.isascii() and text.isdigit():
        return str(int(text))
    text = text.strip(SPACES)
    digits = text[1:] if text[:1] in ("-", "+") else text
    whole, point, part = digits.partition(".")
    if not digits.isascii() or len(digits) > 19 or not whole.isdigit() or (point and not part.isdigit()):
        return None
    return numeral(float(text) if point else int(text))


def numeral(value: Any) -> str:
    """An int, float or Fraction by its nearest double, which is written as by ECMAScript's Number::toString."""
    if type(value) is int and -(2**53) <= value <= 2**53:
        return str(value)
    try:
        number = float(value)
    except OverflowError:
        return "a number of more than 308 digits"
    if number - number != 0.0:
        return "NaN" if number != number else "Infinity" if number > 0 else "-Infinity"
    if number == 0.0:
        return "0"
    sign = "-" if number < 0 else ""
    # Python's digits are the right ones: the fewest that are nearest. Only where the point stands is another matter.
    mantissa, _, power = repr(abs(number)).partition("e")
    whole, _, part = mantissa.partition(".")
    digits = (whole + part).lstrip("0")
    point = len(whole) + int(power or 0) - (len(whole + part) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+}"


def quoted(text: str) -> str:
    return '"' + visible(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def visible(text: str) -> str:
    """The text with everything escaped that cannot be seen or could mislead a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join([_escape(char) if _is_hidden(ord(char)) else char for char in text])


def _is_hidden(code: int) -> bool:
    for low, high in _HIDDEN:
        if code <= high:
            return low <= code
    return False


def _escape(character: str) -> str:
    code = ord(character)
    return {10: "\\n", 13: "\\r", 9: "\\t"}.get(code) or (f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")
