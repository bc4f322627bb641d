"""What an unquoted scalar means in YAML 1.2, and what readers of YAML 1.1 make of it; called by the YAML reader.

YAML 1.1 is what its readers do, as PyYAML does it: the type repository (yaml.org/type) also lists `y` and `n` as booleans
and numbers with several points, which none of them follows. Sources: YAML 1.2.2, section 10.3.2 (core schema); PyYAML
6.0.3, yaml/resolver.py.
"""

from __future__ import annotations

import math
import re
from typing import Literal, NamedTuple, TypeAlias

from reelspec.language.source.text import MOST_DIGITS, quoted, shortened

ScalarKind: TypeAlias = Literal[
    "string", "null", "boolean", "integer", "number", "timestamp", "merge key", "default key"
]


class ScalarReading(NamedTuple):
    """What a reader takes a scalar for. `refusal` says why its value cannot be kept, "" if it can."""

    kind: ScalarKind
    value: bool | int | float | str | None
    refusal: str = ""


_NULL = ScalarReading("null", None)
_TRUE = ScalarReading("boolean", True)
_FALSE = ScalarReading("boolean", False)


def _cases(*words: str) -> tuple[str, ...]:
    return tuple(case for word in words for case in (word, word.capitalize(), word.upper()))


_CORE_WORDS: dict[str, ScalarReading] = {
    "": _NULL,
    "~": _NULL,
    **dict.fromkeys(_cases("null"), _NULL),
    **dict.fromkeys(_cases("true"), _TRUE),
    **dict.fromkeys(_cases("false"), _FALSE),
}
_OLDER_WORDS: dict[str, ScalarReading] = {
    **_CORE_WORDS,
    **dict.fromkeys(_cases("yes", "on"), _TRUE),
    **dict.fromkeys(_cases("no", "off"), _FALSE),
    "<<": ScalarReading("merge key", None),
    "=": ScalarReading("default key", None),
}

# Only a scalar that starts so can be anything but a string or one of the words.
_NUMBER_START = frozenset("-+.0123456789")

_CORE_INTEGER = re.compile(r"[-+]?[0-9]+")
_CORE_OCTAL = re.compile(r"0o[0-7]+")
_CORE_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_CORE_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

_OLDER_BINARY = re.compile(r"[-+]?0b[0-1_]+")
_OLDER_OCTAL = re.compile(r"[-+]?0[0-7_]+")
_OLDER_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_OLDER_HEXADECIMAL = re.compile(r"[-+]?0x[0-9a-fA-F_]+")
_OLDER_BASE_60 = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+")
_OLDER_BASE_60_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*")
_OLDER_NUMBER = re.compile(r"(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?")
_TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?"
)


def is_text_everywhere(text: str) -> bool:
    """Whether every reader takes the unquoted scalar `text` for a string; the common case, told without a pattern."""
    return text[:1] not in _NUMBER_START and text not in _OLDER_WORDS


def core_reading(text: str) -> ScalarReading:
    """What YAML 1.2 (core schema) takes the unquoted scalar `text` for."""
    if text[:1] not in _NUMBER_START or not text:
        return _CORE_WORDS.get(text) or ScalarReading("string", text)
    if _CORE_INTEGER.fullmatch(text):
        return _integer(text, text.lstrip("+-"), 10)
    if _CORE_OCTAL.fullmatch(text):
        return _integer(text, text[2:], 8)
    if _CORE_HEXADECIMAL.fullmatch(text):
        return _integer(text, text[2:], 16)
    if _CORE_NUMBER.fullmatch(text):
        value = float(text)
        if math.isinf(value):
            return ScalarReading("number", None, f"the number {shortened(text)} is too large for a 64-bit float")
        return ScalarReading("number", value)
    if _INFINITE.fullmatch(text):
        return ScalarReading("number", None, f"{text} is not a JSON value: write {quoted(text)} for the string")
    return ScalarReading("string", text)


def _integer(text: str, digits: str, base: int) -> ScalarReading:
    if len(digits) > MOST_DIGITS:
        return ScalarReading("integer", None, f"an integer of {len(digits)} digits; at most {MOST_DIGITS} are read")
    value = int(digits, base)
    return ScalarReading("integer", -value if text[0] == "-" else value)


def older_reading(text: str) -> ScalarReading:
    """What YAML 1.1 takes the unquoted scalar `text` for.

    An integer of more than 1000 digits, and a number written in base 60, has the value None.
    """
    if text[:1] not in _NUMBER_START or not text:
        return _OLDER_WORDS.get(text) or ScalarReading("string", text)
    for pattern, base in (
        (_OLDER_OCTAL, 8),
        (_OLDER_DECIMAL, 10),
        (_OLDER_HEXADECIMAL, 16),
        (_OLDER_BINARY, 2),
        (_OLDER_BASE_60, 60),
    ):
        if pattern.fullmatch(text):
            return ScalarReading("integer", _older_integer(text, base))
    if _TIMESTAMP.fullmatch(text):
        return ScalarReading("timestamp", None)
    if _INFINITE.fullmatch(text) or _OLDER_BASE_60_NUMBER.fullmatch(text):
        return ScalarReading("number", None)
    if _OLDER_NUMBER.fullmatch(text):
        return ScalarReading("number", float(text.replace("_", "")))
    return ScalarReading("string", text)


def _older_integer(text: str, base: int) -> int | None:
    digits = text.replace("_", "").lstrip("+-")
    if base in (2, 16):
        digits = digits[2:]
    if not digits or len(digits) > MOST_DIGITS:
        return None
    value = 0
    if base == 60:
        for part in digits.split(":"):
            value = value * 60 + int(part)
    else:
        value = int(digits, base)
    return -value if text[0] == "-" else value


def difference(text: str, reading: ScalarReading) -> str:
    """Why the unquoted scalar `text`, which YAML 1.2 takes for `language.parser`, is unsafe; "" if everybody agrees.

    The message says what each version reads and how to write what was meant.
    """
    older = older_reading(text)
    if older.kind == reading.kind and older.value == reading.value:
        return ""
    if older.kind == "merge key":
        return (
            "YAML 1.1 reads << as a merge of other mappings, YAML 1.2 as a string: "
            'write the members out, or "<<" for the string'
        )
    advice = f"write {quoted(text)}"
    if reading.kind != "string":
        advice += f" for the string, or {shortened(plainly(reading))} for the {reading.kind}"
    return f"YAML 1.1 reads {shortened(text)} as {described(older)}, YAML 1.2 as {described(reading)}: {advice}"


def plain_difference(text: str, reading: ScalarReading) -> str:
    """The same in few words that do not name the scalar, for texts that nobody here writes: those alike are told together."""
    return f"YAML 1.1 reads {_article(older_reading(text))} here, YAML 1.2, which counts, {_article(reading)}"


def is_time(text: str) -> bool:
    """Whether YAML 1.1 takes `text` for a time: JSON has none, so nobody can have meant more than the string."""
    return older_reading(text).kind == "timestamp"


def is_exponent(text: str, reading: ScalarReading) -> bool:
    """Whether `text` is a number that YAML 1.1 takes for a string, as `1e-08`: what nobody writes who means the string."""
    return reading.kind == "number" and older_reading(text).kind == "string"


def _article(reading: ScalarReading) -> str:
    return "null" if reading.kind == "null" else f"{'an' if reading.kind == 'integer' else 'a'} {reading.kind}"


def described(reading: ScalarReading) -> str:
    """A reading in words: `the integer 969`, `a string`."""
    if reading.kind == "null":
        return "null"
    if reading.kind == "boolean":
        return f"the boolean {plainly(reading)}"
    if reading.kind in ("integer", "number"):
        words = plainly(reading) if reading.value is not None else ""
        article = "an" if reading.kind == "integer" else "a"
        return f"the {reading.kind} {words}" if 0 < len(words) <= 40 else f"{article} {reading.kind}"
    return f"a {reading.kind}"


def plainly(reading: ScalarReading) -> str:
    """A value as both versions of YAML read it alike: `1000.0`, `-3`, `true`."""
    match reading.value:
        case None:
            return "null"
        case bool(value):
            return "true" if value else "false"
        case float(value):
            words = repr(value)
            # YAML 1.1 knows a number only by its point.
            return words if "." in words else words.replace("e", ".0e")
        case value:
            return str(value)
