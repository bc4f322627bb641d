"""Numbers and texts as messages show them: as ECMAScript writes numbers, escaped by a table that no version changes."""

from __future__ import annotations

import json
import random
import struct
import subprocess
from fractions import Fraction
from typing import Any

import pytest

from reelspec.language.regex.ecma import WHITE_SPACE
from reelspec.language.rules import shown
from reelspec.language.rules.shown import numeral, show
from reelspec.language.rules.words import value_words
from tests.node import NODE

LARGEST = (2**53 - 1) << 971
"""The largest double."""
NUMERALS: dict[str, list[Any]] = {
    "0": [0, 0.0, -0.0, Fraction(0), Fraction(1, 10**400)],
    "8": [8, 8.0, 8e0, Fraction(16, 2)],
    "-8": [-8, -8.0],
    "0.1": [0.1, Fraction(1, 10)],
    "0.3333333333333333": [Fraction(1, 3)],
    "0.30000000000000004": [0.1 + 0.2],
    "-1.5": [-1.5],
    "1000": [1e3, 1000],
    "123456.789": [123456.789],
    "0.000001": [1e-6],
    "0.0000012": [1.2e-6],
    "1e-7": [1e-7],
    "-1.2e-7": [-1.2e-7],
    "5e-324": [5e-324],
    "2.2250738585072014e-308": [2.0**-1022],
    "9007199254740991": [2**53 - 1, float(2**53 - 1)],
    "9007199254740992": [2**53, 2**53 + 1, float(2**53)],
    "-9007199254740992": [-(2**53), -(2**53) - 1],
    "9007199254740996": [2**53 + 3],
    "10000000000000000": [10**16, 1e16],
    "123456789012345680000": [123456789012345678901, 1.2345678901234568e20],
    "100000000000000000000": [10**20, 1e20],
    "1e+21": [10**21, 1e21, 10**21 - 1],
    "999999999999999900000": [999999999999999900000],
    "1.234e+21": [1234 * 10**18],
    "1e+30": [10**30, 1e30, 10**30 + 1, Fraction(3 * 10**30 + 1, 3)],
    "-1e+30": [-(10**30)],
    "1.7976931348623157e+308": [LARGEST, LARGEST + 2**969, float(LARGEST)],
    "a number of more than 308 digits": [LARGEST + 2**970, -(10**309), 10**5000, Fraction(10**400, 7)],
    "Infinity": [float("inf")],
    "-Infinity": [float("-inf")],
    "NaN": [float("nan")],
}


@pytest.mark.parametrize("text", NUMERALS)
def test_numbers_are_written_as_ecmascript_writes_them(text: str) -> None:
    assert [numeral(one) for one in NUMERALS[text]] == [text] * len(NUMERALS[text])


def numbers() -> list[int | float]:
    """Doubles by their bits and integers of all sizes, from seed to seed the same; and the edges of both."""
    chance = random.Random(8)
    bits = [chance.getrandbits(64) for _ in range(120_000)]
    # Most random bits are far from the exponents at which the notation changes.
    bits += [chance.getrandbits(53) | chance.randrange(1023 - 30, 1023 + 75) << 52 for _ in range(40_000)]
    bits += [(exponent << 52) + step for exponent in range(2047) for step in (-1, 0, 1) if exponent or step >= 0]
    found: list[int | float] = [struct.unpack("<d", struct.pack("<Q", one))[0] for one in bits]
    found += [float(f"{digits}e{power}") for digits in ("1", "1.5", "9.999999999999999") for power in range(-325, 309)]
    found += [chance.getrandbits(size) * chance.choice((1, -1)) for size in range(1, 1024) for _ in range(40)]
    found += [sign * (2**power + step) for power in range(1024) for step in (-1, 0, 1) for sign in (1, -1)]
    found += [10**power + step for power in range(309) for step in (-1, 0, 1)]
    return [one for one in found if isinstance(one, int) or one - one == 0]


@pytest.mark.skipif(NODE is None, reason="node is not installed: no ECMAScript to compare numbers with")
def test_numbers_are_written_as_node_writes_them() -> None:
    given = numbers()
    assert len(given) > 200_000
    program = "console.log(JSON.parse(require('fs').readFileSync(0, 'utf8')).map(String).join('\\n'))"
    done = subprocess.run(
        [str(NODE), "-e", program], input=json.dumps(given), capture_output=True, text=True, timeout=120, check=True
    )
    written = done.stdout.splitlines()
    assert [one for one in zip(given, map(numeral, given), written, strict=True) if one[1] != one[2]] == []


def code_points(*ranges: str) -> set[int]:
    """The code points of ranges such as `2066-2069`."""
    found: set[int] = set()
    for one in ranges:
        low, _, high = one.partition("-")
        found.update(range(int(low, 16), int(high or low, 16) + 1))
    return found


def test_what_cannot_be_seen_is_escaped_and_nothing_else() -> None:
    hidden = (
        code_points("0-1f", "7f-9f")  # controls
        | code_points("d800-dfff", "e000-f8ff", "f0000-10ffff")  # surrogates, private use
        | code_points("61c", "200e", "200f", "202a-202e", "2066-2069")  # writing direction
        | code_points("ad", "200b-200d", "2060-2064", "feff", "e0000-e007f")  # of no width
        | ({ord(one) for one in WHITE_SPACE} - {0x20})  # ends of lines among it
    )
    escaped = {code for code in range(0x110000) if shown.visible(chr(code)) != chr(code)}
    assert escaped == hidden


def test_white_space_is_that_of_patterns() -> None:
    assert sorted(shown.SPACES) == sorted(WHITE_SPACE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plain", '"plain"'),
        ("", '""'),
        ('say "x" \\', '"say \\"x\\" \\\\"'),
        ("a\nb\tc\rd", '"a\\nb\\tc\\rd"'),
        ("\x1b[2J\x08\x7f\x85", '"\\u001b[2J\\u0008\\u007f\\u0085"'),
        ("\u202eevil\u200b\ud800", '"\\u202eevil\\u200b\\ud800"'),
        ("\U000e0001 \U0010ffff", '"\\U000e0001 \\U0010ffff"'),
        ("été 竜 \U0001f432", '"été 竜 \U0001f432"'),
        ("\u0378 \U0001fbff", '"\u0378 \U0001fbff"'),  # of no meaning in some versions of Unicode
    ],
)
def test_texts(text: str, words: str) -> None:
    assert show(text) == words
    assert value_words(text) == words


def test_long_texts_are_shortened_where_they_are_shown_and_not_in_words() -> None:
    assert show("\n" * 60) == '"' + "\\n" * 60 + '"'
    assert show('"' * 61) == '"' + '\\"' * 57 + '..." (61 characters)'
    assert value_words('"' * 61) == '"' + '\\"' * 61 + '"'


@pytest.mark.parametrize("value", [None, True, False, 8.0, -0.0, 1e3, 2**53 + 1, 10**30, 10**400, "a\x00", "\u3000"])
def test_words_at_generation_are_those_at_run_time(value: Any) -> None:
    assert value_words(value) == show(value)


def test_arrays_and_objects_in_words() -> None:
    assert value_words([1.0, [], {}, "a\u00a0", None]) == '[1, [], {}, "a\\u00a0", null]'
    assert value_words({"a\nb": {"c": [True]}, '"': 1e21}) == '{"a\\nb": {"c": [true]}, "\\"": 1e+21}'


def test_values_that_json_has_no_word_for() -> None:
    class Odd:
        pass

    Odd.__name__ = "Odd\u2066"
    assert (show(Odd()), show({1}), show([]), show([1]), show({}), show({"a": 1})) == (
        "a Python object",
        "a Python set",
        "an array of no items",
        "an array of 1 item",
        "an empty object",
        "an object",
    )
