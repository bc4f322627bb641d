"""Random patterns and strings: a real ECMA-262 engine (Node), and Python's `re` on the translation."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import warnings

import pytest

from reelspec.language.regex.ecma import PatternError, PatternNotCarriedError, portable, translate

NODE = shutil.which("node")

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed: no ECMA-262 engine to compare with")

# Reads [[pattern, [string, ...]], ...]; writes for each pattern null if it is no pattern, else the verdicts.
# The start is moved on by code points here, as ECMA-262 says (RegExpBuiltinExec): V8's own search also starts
# between the two halves of a surrogate pair, where `\B` and other assertions then hold that should never have
# been tried.
PROGRAM = """
const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const search = (compiled, string) => {
  for (let start = 0; start <= string.length; start += string.codePointAt(start) > 0xffff ? 2 : 1) {
    compiled.lastIndex = start;
    if (compiled.test(string)) return true;
  }
  return false;
};
console.log(JSON.stringify(cases.map(([pattern, strings]) => {
  let compiled;
  try { compiled = new RegExp(pattern, 'uy'); } catch (error) { return null; }
  return strings.map((string) => search(compiled, string));
})));
"""

# A lone lead surrogate can stand before anything here; with lone trails, UTF-16 might see other characters.
# fmt: off
ALPHABET = [
    "a", "a", "b", "b", "A", "z", "0", "9", "_", "-", " ", ".", "/", "]", "^", "{", "\\", "~", "&",
    "\n", "\r", "\t", "\x00", "\x1c", "\x85", "\xa0", "\u00e9", "\u0661", "\u200d", "\u2028", "\u2029",
    "\u3000", "\ufeff", "\U0001f432", "\U0001f409", "\ud83d",
]
LITERALS = [
    "a", "a", "b", "b", "ab", "_", "-", " ", "/", "0", "\u00e9", "\u2028", "\U0001f432", "\n", "&", "~",
    "'", '"', "#", r"\.", r"\/", r"\\", r"\^", r"\]", r"\{", r"\-", r"\_", r"\t", r"\n", r"\r", r"\0",
    r"\cJ", r"\x61", r"\u0062", r"\u{1F432}", r"\ud83d\udc32", r"\ud83d", r"\ufeff",
]
SETS = [
    ".", r"\d", r"\D", r"\w", r"\W", r"\s", r"\S", r"\p{Zs}", r"\P{Sc}", r"\p{gc=Nd}", r"\p{Any}", "[]",
    "[^]", "[ab]", "[^a]", "[a-z]", r"[\w-]", r"[^\s\d]", r"[\]^-]", r"[\b\0]", "[&&a||~~z-]", "[[a]",
    r"[^\n]", "[b^]", r"[\u{1F409}-\u{1F432}]", "[\U0001f432]", r"[^\ud83d]", r"[\p{Cc}\d]", r"[^\P{Nd}]",
    r"[\-\.]", r"[\x00-\x1f]",
]
ASSERTIONS = ["^", "$", r"\b", r"\B"]
QUANTIFIERS = ["*", "+", "?", "*?", "+?", "??", "{0}", "{2}", "{1,}", "{0,2}", "{1,2}?", "{2,3}"]
TOKENS = [
    *LITERALS, *SETS, *ASSERTIONS, *QUANTIFIERS, "(", "(?:", "(?=", "(?!", "(?<=", "(?<!", "(?<n>", ")",
    ")", ")", "|", "[", "]", "{", "}", "[^", "-", "\\", r"\1", r"\2", r"\k<n>", r"\k", r"\a", r"\A", r"\c",
    r"\x6", r"\u{}", r"\00", r"\u{110000}", r"\p{Latin}", r"\p", "(?", "(?P<n>", "{,2}", "{2,1}", "[b-a]",
    r"[\d-a]", r"[a-\d]", "[a-c-e]", r"[\1]", r"[\B]", r"[\c]",
]
# fmt: on


def random_pattern(rng: random.Random, depth: int) -> str:
    """Mostly well-formed; the numbers of backreferences may miss their groups."""
    kind = rng.random()
    if depth == 0 or kind < 0.25:
        return rng.choice(LITERALS if rng.random() < 0.5 else SETS)
    if kind < 0.5:
        return "".join(random_pattern(rng, depth - 1) for _ in range(rng.randint(2, 4)))
    if kind < 0.6:
        options = "|".join(random_pattern(rng, depth - 1) for _ in range(rng.randint(2, 3)))
        return rng.choice(["(?:", "("]) + options + ")"
    if kind < 0.68:
        return rng.choice(["(?=", "(?!", "(?<=", "(?<!"]) + random_pattern(rng, depth - 1) + ")"
    if kind < 0.74:
        return rng.choice(ASSERTIONS)
    if kind < 0.78:
        return rng.choice([r"(\w)\1", r"(a|b)[^]\1", r"(a*)\1b", r"\1", r"(\1a)", r"(?:(a)|\1b)", r"(?!(a))\1"])
    return rng.choice(["(?:", "("]) + random_pattern(rng, depth - 1) + ")" + rng.choice(QUANTIFIERS)


def random_soup(rng: random.Random) -> str:
    """Tokens in any order: most are no patterns at all, and both sides have to say so."""
    return "".join(rng.choice(TOKENS) for _ in range(rng.randint(1, 6)))


def random_string(rng: random.Random) -> str:
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randint(0, 6)))


def ask_node(cases: list[tuple[str, list[str]]]) -> list[list[bool] | None]:
    assert NODE
    done = subprocess.run(
        [NODE, "-e", PROGRAM],
        input=json.dumps(cases),
        capture_output=True,
        encoding="ascii",
        check=True,
        timeout=60,
    )
    answer: list[list[bool] | None] = json.loads(done.stdout)
    return answer


def differences(patterns: list[str], rng: random.Random) -> tuple[list[str], int, int, int]:
    """What the two sides decide differently, and how many patterns were compared, not carried, invalid."""
    sources: list[str | PatternError] = []
    cases: list[tuple[str, list[str]]] = []
    for pattern in patterns:
        try:
            sources.append(translate(pattern))
        except PatternError as error:
            sources.append(error)
        try:
            strict = portable(pattern)
        except PatternError:
            strict = pattern
        cases.append((strict, [random_string(rng) for _ in range(12)]))
    found: list[str] = []
    compared = not_carried = invalid = 0
    for pattern, source, (_, strings), verdicts in zip(patterns, sources, cases, ask_node(cases), strict=True):
        if isinstance(source, PatternNotCarriedError):
            not_carried += 1
            if verdicts is None:
                found.append(f"{pattern!r}: called valid but not carried, and is not valid")
        elif isinstance(source, PatternError):
            invalid += 1
            if verdicts is not None:
                found.append(f"{pattern!r}: refused ({source}), and is valid")
        elif verdicts is None:
            found.append(f"{pattern!r}: accepted as {source!r}, and is not valid")
        else:
            compared += 1
            compiled = re.compile(source)
            for string, expected in zip(strings, verdicts, strict=True):
                if (compiled.search(string) is not None) != expected:
                    found.append(f"{pattern!r} on {string!r}: expected {expected}, translated to {source!r}")
    return found, compared, not_carried, invalid


@pytest.mark.parametrize("seed", range(3))
def test_same_verdicts_on_random_patterns(seed: int) -> None:
    rng = random.Random(seed)
    patterns = [random_pattern(rng, 4) for _ in range(1500)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, compared, not_carried, _ = differences(patterns, rng)
    assert found == []
    assert compared > 800 and not_carried > 20  # that it is not idle


def test_same_opinion_of_what_is_a_pattern() -> None:
    rng = random.Random(7)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, compared, _, invalid = differences([random_soup(rng) for _ in range(6000)], rng)
    assert found == []
    assert compared > 1000 and invalid > 1000
