"""Which patterns are reported as slow on some text, in which words, and that the others are fast."""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Callable

import pytest

from reelspec.language.regex import tree
from reelspec.language.regex.backtracking import risk
from reelspec.language.regex.ecma import PatternError, parse

EXPONENTIAL = "a text that does not match may take time that grows exponentially with its length"
POLYNOMIAL = "a text that does not match may take time that grows with the square of its length or faster"
SQUARE = "a text may take time that grows with the square of its length"


@pytest.mark.parametrize(
    "pattern",
    [
        "^https?://",
        "^[a-z]+(-[a-z]+)*$",
        r"^(?:\S+\s+){1000}\S",
        "^(?:[^\u4e00-\u9fff]*[\u4e00-\u9fff]){501}",
        "^[A-Za-z][A-Za-z0-9+.-]*:",
        r"^(?:https?|ftp)://[^\s/$.?#].[^\s]*$",
        r"\S",
        r".*\S.*",
        r"^\s*\S+\s*$",
        r"^[\s\S]*$",
        "^.{1,5000}$",
        r"^.*\.(mp4|mov)$",
        r"^([2-9]|1[0-5])$",
        r"^\d{4}-\d{2}-\d{2}$",
        r"^\d{4}\d{2}\d{2}$",
        r"^(\d{1,2}:)?\d{1,2}:\d{2}$",
        "^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$",
        r"^(?:(?:25[0-5]|2[0-4]\d|[01]?\d\d?)\.){3}(?:25[0-5]|2[0-4]\d|[01]?\d\d?)$",
        r"^[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}$",
        r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$",
        r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$",
        r"^v?\d+\.\d+\.\d+(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$",
        "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        "^data:image/(png|jpe?g|webp);base64,[A-Za-z0-9+/]+={0,2}$",
        r'^"(?:[^"\\]|\\.)*"$',
        r"""(["']).*?\1""",
        r"^(?=.*\d)(?=.*[a-z]).{8,}$",
        r"^(?!.*\.\.)[a-z.]+$",
        "^(?:(?!--)[a-z-])+$",
        r"^(?:\p{L}+\p{N}+)+$",
        "^(?:a|ab)*$",  # the options begin alike, but no text is shared out in two ways
        "^(?:a?)*$",
        "^(?:a?){2,}b",
        "^(?:(?:a|b)+,)*$",
        "a+[]b",
    ],
)
def test_safe(pattern: str) -> None:
    assert risk(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "inner", "outer"),
    [
        ("(a+)+$", "a+", "(a+)+"),
        ("(a*)*", "a*", "(a*)*"),
        ("^(a+?)*?$", "a+?", "(a+?)*?"),
        (r"^(\w+\s?)*$", r"\w+", r"(\w+\s?)*"),
        (r"^(\s+|\S+\s)*$", r"\s+", r"(\s+|\S+\s)*"),
        ("^x(?:a(?:[a-c]+)*y)*z", "[a-c]+", "(?:[a-c]+)*"),
        ("(x+x+)+y", "x+", "(x+x+)+"),
        (r"(?:\d+){30}$", r"\d+", r"(?:\d+){30}"),
        ("^(?:a{1,100})*$", "a{1,100}", "(?:a{1,100})*"),
        ("(?=(a+)+b)", "a+", "(a+)+"),
        ("^(?:x(?:a{1,50}){20})$", "a{1,50}", "(?:a{1,50}){20}"),
    ],
)
def test_nested_repetitions(pattern: str, inner: str, outer: str) -> None:
    assert risk(pattern) == (
        f"the repetition '{inner}' within the repetition '{outer}' "
        f"can share out the same characters in many ways: {EXPONENTIAL}"
    )


@pytest.mark.parametrize(
    ("pattern", "repetition"),
    [
        ("^(a|a)*$", "(a|a)*"),
        ("^(?:a|aa)+$", "(?:a|aa)+"),
        ("^(a|b|ab)*c", "(a|b|ab)*"),
        (r"^(?:\w|\d)*$", r"(?:\w|\d)*"),
        ("^(?:(?:a?|b?)c)*$", "(?:(?:a?|b?)c)*"),
        ("^(?:aa?)*$", "(?:aa?)*"),
        ("(a?){30}a{30}", "(a?){30}"),
        ("(?:ab|a|b){12,}$", "(?:ab|a|b){12,}"),
        ("^(?:(?:a{0,2}){1,3}){1,3}$", None),
    ],
)
def test_many_ways_within_one_repetition(pattern: str, repetition: str | None) -> None:
    words = risk(pattern)
    assert words is not None and words.endswith(EXPONENTIAL)
    if repetition:
        assert words.startswith(f"the repetition '{repetition}' has more than one way to match the same characters:")


@pytest.mark.parametrize(
    ("pattern", "one", "other"),
    [
        (r"^\d+\d+$", r"\d+", r"\d+"),
        (r"^\s*,?\s*$", r"\s*", r"\s*"),
        ("a*b?a*c", "a*", "a*"),
        ("^.*foo.*$", ".*", ".*"),
        (r"^.+@.+\..+$", ".+", ".+"),
        (r"^[a-z]+\w*$", "[a-z]+", r"\w*"),
        (r"^(?:\d+){2}$", r"\d+", r"\d+"),
        ("^(?:ab)*(?:abab)*$", "(?:ab)*", "(?:abab)*"),
        (r"^(.+)\1$", ".+", ".+"),
        ("^.{1,500}.{1,500}$", ".{1,500}", ".{1,500}"),
        ("(?<!a*a*b)c", "a*", "a*"),
    ],
)
def test_adjacent_repetitions(pattern: str, one: str, other: str) -> None:
    assert risk(pattern) == (
        f"the repetitions '{one}' and '{other}' can share out the same characters in many ways: {POLYNOMIAL}"
    )


@pytest.mark.parametrize(
    ("pattern", "scan", "repetition"),
    [
        ("(?:(?=.*x)a)*", ".*", "(?:(?=.*x)a)*"),
        ("^[a-z]+(?![^]*x)", "[^]*", "[a-z]+"),
    ],
)
def test_lookaround_that_reads_again(pattern: str, scan: str, repetition: str) -> None:
    assert risk(pattern) == (
        f"the repetition '{scan}' in a lookaround reads the same characters again and again "
        f"as '{repetition}' goes on: {SQUARE}"
    )


def test_long_repetitions_are_quoted_in_part() -> None:
    options = "|".join(f"option{number}" for number in range(20))
    words = risk(f"^(?:{options}|a|a)*$")
    assert words is not None
    assert words.startswith(f"the repetition '(?:{options[:54]}...' has more than one way")


def test_too_large() -> None:
    words = "|".join(f"w{number}x" for number in range(900))
    assert risk(f"^(?:{words})$") is None
    assert risk(f"^(?:{words})*$") == "the pattern is too large for its backtracking to be judged"


def test_not_a_pattern() -> None:
    with pytest.raises(PatternError):
        risk("(")


@pytest.mark.parametrize(
    ("pattern", "text", "tail"),
    [
        ("^(a+)+$", "a", "!"),
        ("^(a*)*$", "a", "!"),
        (r"^(\w+\s?)*$", "a", "!"),
        ("^(?:a|b|ab)*$", "ab", "!"),
        ("^(?:(?:a?|b?)c)*$", "c", "!"),
        ("^(?:(?:a?)+b)*$", "ab", "!"),
    ],
)
def test_exponential_is_true(pattern: str, text: str, tail: str) -> None:
    words = risk(pattern)
    assert words is not None and words.endswith(EXPONENTIAL)
    assert steps(pattern, text * 12 + tail) > 10 * steps(pattern, text * 7 + tail)


@pytest.mark.parametrize(
    ("pattern", "text", "tail"),
    [
        (r"^\s*,?\s*$", " ", "!"),
        ("^.*foo.*$", "foo", "\n"),
        ("^[a-z]+(?=.*!)", "a", ""),
        ("^(?:(?=.*x)a)*", "a", "x"),
        ("^(?:ab)*(?:abab)*$", "abab", "!"),
    ],
)
def test_polynomial_is_true(pattern: str, text: str, tail: str) -> None:
    words = risk(pattern)
    assert words is not None and words.endswith((POLYNOMIAL, SQUARE))
    assert steps(pattern, text * 80 + tail) > 3 * steps(pattern, text * 40 + tail)


def test_patterns_without_risk_take_linear_time() -> None:
    rng = random.Random(5)
    judged = 0
    for _ in range(400):
        pattern = "^" + random_pattern(rng, 3) + rng.choice(["$", "x"])
        if risk(pattern) is not None:
            continue
        judged += 1
        for text, tail in itertools.product(("a", "b", "ab", "abb"), ("", "!")):
            # Not twice as much: the bounded repetitions in the pattern may only now be filled.
            assert steps(pattern, text * 80 + tail) < 2.7 * steps(pattern, text * 40 + tail) + 200, (
                pattern,
                text,
            )
    assert judged > 200


def random_pattern(rng: random.Random, depth: int) -> str:
    kind = rng.random()
    if depth == 0 or kind < 0.3:
        return rng.choice(["a", "b", "[ab]", "[^a]", "."])
    if kind < 0.55:
        return "".join(random_pattern(rng, depth - 1) for _ in range(rng.randint(2, 3)))
    if kind < 0.7:
        return f"(?:{random_pattern(rng, depth - 1)}|{random_pattern(rng, depth - 1)})"
    if kind < 0.75:
        return f"(?={random_pattern(rng, depth - 1)})"
    return f"(?:{random_pattern(rng, depth - 1)})" + rng.choice(["*", "+", "?", "*?", "+?", "{2}", "{0,2}", "{2,}"])


def steps(pattern: str, text: str) -> int:
    """How many steps the backtracking matcher of ECMA-262 (22.2.2) takes at the start of the text."""
    taken = 0

    def match(node: tree.Node, at: int, then: Callable[[int], bool]) -> bool:
        nonlocal taken
        taken += 1
        match node:
            case tree.Characters():
                fits = at < len(text) and any(low <= ord(text[at]) <= high for low, high in node.ranges)
                return fits and then(at + 1)
            case tree.Start():
                return at == 0 and then(at)
            case tree.End():
                return at == len(text) and then(at)
            case tree.Look(ahead=True):
                return match(node.body, at, lambda _: True) != node.negative and then(at)
            case tree.CapturingGroup():
                return match(node.body, at, then)
            case tree.Sequence():
                return in_order(node.items, at, then)
            case tree.Alternatives():
                return any(match(option, at, then) for option in node.options)
            case tree.Repeat():
                return rounds(node, 0, at, then)
        raise AssertionError(node)

    def in_order(items: tuple[tree.Node, ...], at: int, then: Callable[[int], bool]) -> bool:
        return match(items[0], at, lambda end: in_order(items[1:], end, then)) if items else then(at)

    def rounds(node: tree.Repeat, done: int, at: int, then: Callable[[int], bool]) -> bool:
        def again() -> bool:
            return done != node.most and match(
                node.body,
                at,
                lambda end: (end > at or done < node.least) and rounds(node, done + 1, end, then),
            )

        if done < node.least:
            return again()
        return (then(at) or again()) if node.lazy else (again() or then(at))

    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        match(parse(pattern), 0, lambda _: True)
    finally:
        sys.setrecursionlimit(limit)
    return taken
