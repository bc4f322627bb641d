"""What an ECMA-262 pattern means as a Python regular expression, and which patterns are refused, and how."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any

import pytest

from reelspec.language.regex.ecma import WHITE_SPACE, PatternError, PatternNotCarriedError, parse, portable, translate

WHITE = "\t\n\v\f\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
WHITE += "\u2028\u2029\u202f\u205f\u3000\ufeff"
NOT_WHITE = "\x1c\x1d\x1e\x1f\x85\u180e\u200b\u2060a"


def found(pattern: str, text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return re.compile(translate(pattern)).search(text) is not None


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        # Assertions.
        ("^abc$", ["abc"], ["abc\n", "\nabc", "abc\u2028", "xabc", "abcd"]),
        ("a$|b", ["a", "b", "ba", "a\nb"], ["a\n"]),
        ("^", ["", "\n"], []),
        ("$", ["", "\n"], []),
        (r"\bcat\b", ["cat", "a cat!", "\u00e9cat\u00e9", "\u4e2dcat\u4e2d"], ["cats", "_cat", "cat9"]),
        (r"\Bcat", ["xcat", "_cat"], ["cat", "\u00e9cat"]),
        (r"^\B$", [""], ["a"]),
        (r"^(?=.*\d)(?!.*x)\w+$", ["a1"], ["a", "1x"]),
        ("(?<=a)b", ["ab"], ["b", "cb"]),
        ("(?<!a)b", ["b", "cb"], ["ab"]),
        ("(?<=a|bc)d", ["ad", "bcd"], ["d", "cd", "bd"]),
        ("(?<!a|bc)d", ["d", "cd", "bd"], ["ad", "bcd"]),
        ("(?<=(^x|,x))y", ["xy", ",xy"], ["zxy"]),
        (r"(?<=\bx{2})y", ["xxy", " xxy"], ["xy", "axxy"]),
        # Sets.
        (r"^.$", ["a", "\x85", "\U0001f432", "\v", "\x1c"], ["\n", "\r", "\u2028", "\u2029", "", "ab"]),
        (r"^\d$", ["0", "9"], ["\u07c0", "\u0663", "a", "\uff11"]),
        (r"^\D$", ["\u07c0", "a", "\n"], ["0"]),
        (r"^\w$", ["a", "Z", "0", "_"], ["\u00e9", "-", "\u4e2d"]),
        (r"^\W$", ["\u00e9", "-", "\u4e2d"], ["a", "_"]),
        (r"^\s$", [*WHITE], [*NOT_WHITE]),
        (r"^\S$", [*NOT_WHITE], [*WHITE]),
        (r"^[^\S]$", [*WHITE], [*NOT_WHITE]),
        (r"^[^]$", ["a", "\n", "\u2028", "\U0001f432"], ["", "ab"]),
        ("[]", [], ["", "a", "\n"]),
        ("a[]?b", ["ab"], ["a"]),
        ("^[a-c]$", ["a", "b", "c"], ["d", "-"]),
        ("^[a-c-e]$", ["a", "c", "-", "e"], ["d"]),
        ("^[-a]$", ["-", "a"], ["b"]),
        ("^[a-]$", ["-", "a"], ["b"]),
        ("^[--/]$", ["-", ".", "/"], ["0", ","]),
        (r"^[\w-]$", ["a", "-"], ["+"]),
        (r"^[\]\[^-]$", ["]", "[", "^", "-"], ["\\"]),
        ("^[[]$", ["["], ["]"]),
        ("^[a^]$", ["a", "^"], ["b"]),
        ("^[^^]$", ["a"], ["^"]),
        ("^[&&a||~~-~]$", ["&", "a", "|", "~"], ["b", "-"]),
        (r"^[\b]$", ["\b"], ["b", ""]),
        (r"^[.*+?(){}|$/]$", [*".*+?(){}|$/"], ["\\", "a"]),
        (r"^[\d\-x]$", ["1", "-", "x"], ["y"]),
        (r"^[\0-\x1f]$", ["\0", "\x1f"], [" "]),
        (r"^[\u{1F400}-\u{1F4FF}]$", ["\U0001f432"], ["\U0001f600", "\ud83d"]),
        ("^[\U0001f409\U0001f432]$", ["\U0001f432"], ["\U0001f433", "\ud83d"]),
        # Escapes.
        (r"^\t\n\v\f\r$", ["\t\n\v\f\r"], ["tnvfr"]),
        (r"^\cA\cz\0$", ["\x01\x1a\0"], ["cAcz0"]),
        (r"^\x41\u0042\u{43}\u{000044}$", ["ABCD"], ["abcd"]),
        (r"^\ud83d\udc32$", ["\U0001f432"], ["\ud83d"]),
        (r"^\uD83D\uDC32{2}$", ["\U0001f432\U0001f432"], ["\U0001f432"]),
        ("^\ud83d\udc32+$", ["\U0001f432\U0001f432"], ["\ud83d"]),
        (r"^\ud83d$", ["\ud83d"], ["\U0001f432"]),
        (r"^\u{d83d}\u{dc32}$", [], ["\U0001f432"]),
        ("^\U0001f432*$", ["", "\U0001f432\U0001f432"], ["\U0001f409", "D"]),
        (r"^\^\$\\\.\*\+\?\(\)\[\]\{\}\|\/$", ["^$\\.*+?()[]{}|/"], [""]),
        (r"^\-\_\@\"\'\ \#\&\~\,\:\;\<\=\>\!\%\`$", ["-_@\"' #&~,:;<=>!%`"], [""]),
        ("^a b#c'\"$", ["a b#c'\""], ["ab"]),
        # Unicode properties.
        (r"^\p{L}$", ["a", "\u00e9", "\u4e2d", "\U00020000"], ["1", "_", "\u0301"]),
        (r"^\p{Letter}\P{Letter}$", ["a1"], ["1a", "aa"]),
        (r"^\p{Lu}\p{Lowercase_Letter}$", ["Aa", "\u00c9\u00e9"], ["aA"]),
        (r"^\p{gc=Nd}\p{General_Category=Decimal_Number}$", ["1\u0663"], ["\u00bd1"]),
        (r"^[\p{Sc}\d]+$", ["\u20ac5"], ["a"]),
        (r"^[^\P{L}]$", ["a"], ["1"]),
        (r"^\p{Any}\p{ASCII}\p{Assigned}$", ["\uffffaa"], ["a\u00e9a", "aa\uffff"]),
        # Quantifiers.
        ("^a{2}$", ["aa"], ["a", "aaa"]),
        ("^a{2,}$", ["aa", "aaaa"], ["a"]),
        ("^a{0,2}?$", ["", "aa"], ["aaa"]),
        ("^a{02,3}$", ["aa", "aaa"], ["a"]),
        (r"^\{2\}$", ["{2}"], []),
        ("^(?:ab)+?$", ["ab", "abab"], ["aba"]),
        ("^(?:a*)*$", ["", "aa"], ["b"]),
        ("^(?:|a){2}$", ["", "a", "aa"], ["aaa"]),
        ("^(?:(?=a))*a$", ["a"], [""]),
        ("^(?:)*$", [""], ["a"]),
        # Groups and backreferences.
        ("^(a|b)(?:c|d)$", ["ac", "bd"], ["ab"]),
        ("a|", ["", "b"], []),
        ("^(?:a|bc|)d$", ["ad", "bcd", "d"], ["bd"]),
        (r"^(['\"]).*\1$", ["'a'", '"a"'], ["'a\""]),
        (r"^(?<quote>['\"]).*\k<quote>$", ["'a'"], ["'a\""]),
        (r"^(?<$\u0061\u{1d7d8}>a)\k<$a\u{1d7d8}>$", ["aa"], ["a"]),
        (r"^(a)(b)\2\1$", ["abba"], ["abab"]),
        (r"^(a)\1(?:0)?$", ["aa0", "aa"], ["a"]),
        (r"^(?:(a)x\1)?$", ["", "axa"], ["ax"]),
        (r"^\1(a)$", ["a"], ["aa"]),
        (r"^(a\1)$", ["a"], ["aa"]),
        (r"^(?:(a)|\1b)$", ["a", "b"], ["ab"]),
        (r"^(?:(a)|\1b)*$", ["abab"], ["c"]),
        (r"^(?!(a))\1b$", ["b"], ["ab"]),
        (r"^(?=(a))\1b$", ["ab"], ["aab", "b"]),
    ],
)
def test_meaning(pattern: str, matching: list[str], others: list[str]) -> None:
    assert [text for text in matching if not found(pattern, text)] == []
    assert [text for text in others if found(pattern, text)] == []


@pytest.mark.parametrize(
    ("pattern", "source"),
    [
        ("^https?://", "^https?://"),
        ("^abc$", r"^abc\Z"),
        ("(?<year>[0-9]{4})-([0-9]{2})", "[0-9]{4}-[0-9]{2}"),
        (r"^(a|b)\1$", r"^(?P<g1>a|b)(?P=g1)\Z"),
        ("[^a-c]", "[^a-c]"),
        ("[a]", "a"),
        ("\u00e9\u4e2d\U0001f432", r"\xe9\u4e2d\U0001f432"),
        ("'\"#\\/", "'\"#/"),
        (r"[\-\]]", r"[\-\]]"),
    ],
)
def test_source_text(pattern: str, source: str) -> None:
    assert translate(pattern) == source


def test_source_is_ascii() -> None:
    for pattern in (
        "\u00e9",
        "[\u4e00-\u9fff]",
        "\U0001f432",
        r"\s",
        r"\p{L}",
        "(?<\u00e9>a)",
        "\x00\x7f\x80",
        "\n",
    ):
        source = translate(pattern)
        assert source.isascii() and source.isprintable()


@pytest.mark.parametrize(
    ("pattern", "message", "offset"),
    [
        # Python, not ECMA-262.
        ("(?P<name>x)", "'(?P<name>...)' is not ECMA-262: write '(?<name>...)'", 0),
        ("a(?P=name)", "'(?P=name)' is not ECMA-262: write '\\k<name>'", 1),
        ("a(?#note)", "'(?#...)': ECMA-262 has no comments", 1),
        ("(?>a)", "'(?>...)': ECMA-262 has no atomic groups", 0),
        ("(a)?(?(1)b|c)", "'(?(...)': ECMA-262 has no conditional groups", 4),
        ("(?i)abc", "'(?i)': ECMA-262 (2023) has no inline flags", 0),
        ("(?i-s:abc)", "'(?i)': ECMA-262 (2023) has no inline flags", 0),
        ("a++", "'++': ECMA-262 has no possessive quantifiers", 1),
        ("a{2}+", "'{2}+': ECMA-262 has no possessive quantifiers", 1),
        (r"\Aabc", "'\\A' is not ECMA-262: write '^', which is the start of the string there", 0),
        (r"abc\Z", "'\\Z' is not ECMA-262: write '$', which is the very end of the string there", 3),
        (r"abc\z", "'\\z' is not ECMA-262: write '$', which is the very end of the string there", 3),
        (r"\a", "'\\a' is not ECMA-262: write '\\x07'", 0),
        # Letters, digits and others do not escape themselves.
        (r"\y", "'\\y' is not an escape of ECMA-262 (u flag)", 0),
        ("\\\u00e9", "'\\\u00e9' is not an escape of ECMA-262 (u flag)", 0),
        (r"[\B]", "'\\B' is not an escape of ECMA-262 (u flag)", 1),
        (r"[\1]", "'\\1' is not an octal escape in ECMA-262: write '\\xHH'", 1),
        (r"\01", "'\\0' is not an octal escape in ECMA-262: write '\\xHH'", 0),
        ("a\\", "'\\' at the end escapes nothing", 1),
        (r"\c1", "'\\c' is not followed by a letter", 0),
        (r"\x4", "'\\x' is not followed by two hexadecimal digits", 0),
        (r"\u12", "'\\u' is not followed by four hexadecimal digits or '{...}'", 0),
        (r"\u{}", "'\\u' is not followed by four hexadecimal digits or '{...}'", 0),
        (r"\u{110000}", "'\\u{110000}' is beyond U+10FFFF", 0),
        # Braces, brackets, parentheses.
        ("a{", "'{' is neither a quantifier ('{2}', '{2,}', '{2,5}') nor written '\\{'", 1),
        ("a{,3}", "'{' is neither a quantifier ('{2}', '{2,}', '{2,5}') nor written '\\{'", 1),
        ("a{3,2}", "'{3,2}' asks for at least 3 and at most 2", 1),
        ("{a}", "a literal '{' is written '\\{'", 0),
        ("a}", "a literal '}' is written '\\}'", 1),
        ("a]", "a literal ']' is written '\\]'", 1),
        ("[a", "'[' without ']'", 0),
        ("[a-", "'[' without ']'", 0),
        ("[b-a]", "the range 'b-a' is out of order", 1),
        (r"[\d-a]", "the range '\\d-a' has a set as an end", 1),
        (r"[a-\d]", "the range 'a-\\d' has a set as an end", 1),
        ("(a", "'(' without ')'", 0),
        ("^(abc]", "a literal ']' is written '\\]'", 5),
        ("a)", "')' without '('", 1),
        ("(?a", "'(?' is not followed by ':', '=', '!' or '<'", 0),
        ("*a", "'*' has nothing to repeat", 0),
        ("a|+", "'+' has nothing to repeat", 2),
        ("a**", "a quantifier cannot follow a quantifier", 2),
        ("a{2}{3}", "a quantifier cannot follow a quantifier", 4),
        ("^*", "a quantifier cannot follow an assertion", 1),
        (r"\b+", "a quantifier cannot follow an assertion", 2),
        ("(?=a)*", "a quantifier cannot follow an assertion", 5),
        ("(?<=a){2}", "a quantifier cannot follow an assertion", 6),
        # Groups and references.
        (r"(a)\2", "'\\2' refers to a group that does not exist", 3),
        (r"\1", "'\\1' refers to a group that does not exist", 0),
        (r"\k<n>", "'\\k<n>' refers to a group that does not exist", 0),
        (r"(?<n>a)\k", "'\\k' is not followed by '<name>'", 7),
        ("(?<n>a)(?<n>b)", "two groups are named 'n'", 7),
        ("(?<n>a)|(?<n>b)", "two groups are named 'n'", 8),
        ("(?<1>a)", "a group's name is not an identifier followed by '>'", 3),
        ("(?<n", "a group's name is not an identifier followed by '>'", 3),
        ("(?<>a)", "a group's name is not an identifier followed by '>'", 3),
        # Unicode properties.
        (r"\p", "'\\p' is not followed by '{property}'", 0),
        (r"\pL", "'\\p' is not followed by '{property}'", 0),
        (r"\p{lu}", "'\\p{lu}': ECMA-262 has no such property", 0),
        (r"\p{Latin}", "'\\p{Latin}': ECMA-262 has no such property", 0),
        (r"\p{gc=Latin}", "'\\p{gc=Latin}': ECMA-262 has no such property", 0),
        (r"\p{Block=Han}", "'\\p{Block=Han}': ECMA-262 has no such property", 0),
        (r"\p{Emoji=Yes}", "'\\p{Emoji=Yes}': ECMA-262 has no such property", 0),
    ],
)
def test_not_a_pattern(pattern: str, message: str, offset: int) -> None:
    with pytest.raises(PatternError) as refused:
        translate(pattern)
    assert (refused.value.message, refused.value.offset) == (message, offset)
    assert type(refused.value) is PatternError


MAYBE = "a backreference to a group that may not have matched is not carried"
REPEATED = "a backreference to a group under a repetition is not carried"
BEHIND = "a backreference in or into a lookbehind is not carried"
VARYING = "a lookbehind of varying length is not carried"


@pytest.mark.parametrize(
    ("pattern", "message", "offset"),
    [
        ("(?<=a+)b", VARYING, 0),
        ("x(?<!a?b|c)b", VARYING, 1),
        ("(?<=a(?:b|cd))e", VARYING, 0),
        ("(?<=(?:^|,)x)y", VARYING, 0),
        (r"(?<=(a)\1)b", BEHIND, 7),
        (r"(?<=(a))\1", BEHIND, 8),
        (r"(a)(?<!\1)b", BEHIND, 7),
        (r"(a)?\1", MAYBE, 4),
        (r"(?:(a)|b)\1", MAYBE, 9),
        (r"(?:(a)|b)*\1", MAYBE, 10),
        (r"(a)+\1", REPEATED, 4),
        (r"(?:(a)\1)*", REPEATED, 6),
        (r"(a){0}\1", MAYBE, 6),
        (r"\p{Script=Han}", "'\\p{Script=Han}': scripts are not carried", 0),
        (r"[\P{scx=Greek}]", "'\\P{scx=Greek}': scripts are not carried", 1),
        (r"\p{Emoji}", "'\\p{Emoji}': of Unicode's properties, only categories are carried", 0),
        ("a{2147483648}", "'{2147483648}': counts beyond 2147483647 are not carried", 1),
        (
            "a{1,99999999999999999999}",
            "'{1,99999999999999999999}': counts beyond 2147483647 are not carried",
            1,
        ),
        ("(?<=a{70000})b", "a lookbehind over more than 65535 characters is not carried", 0),
        ("(" * 51 + ")" * 51, "groups are nested more than 50 deep", 50),
    ],
)
def test_not_carried(pattern: str, message: str, offset: int) -> None:
    with pytest.raises(PatternNotCarriedError) as refused:
        translate(pattern)
    assert (refused.value.message, refused.value.offset) == (message, offset)
    assert str(refused.value) == f"{message} (at offset {offset})"


def test_bounds_are_within_what_python_takes() -> None:
    for pattern in ("a{2147483647}", "(?<=a{65535})b", "(" * 50 + "a|b" + ")" * 50):
        re.compile(translate(pattern))


def test_white_space() -> None:
    assert "".join(sorted(WHITE)) == "".join(sorted(WHITE_SPACE))


@pytest.mark.parametrize(
    ("pattern", "strict"),
    [
        (r"^\w+\-\w+\@\_$", r"^\w+-\w+@_$"),
        (r"[\w\-\_\&]\.\/\\\-", r"[\w\-_&]\.\/\\-"),
        (r"\\-", r"\\-"),
        ("abc", "abc"),
    ],
)
def test_portable_drops_only_the_tolerated_backslashes(pattern: str, strict: str) -> None:
    assert portable(pattern) == strict
    assert portable(strict) == strict
    assert translate(strict) == translate(pattern)


def test_parse_says_what_is_valid_even_where_it_is_not_carried() -> None:
    parse("(?<=a+)b")
    with pytest.raises(PatternError):
        parse("(")


# The JSON Schema test suite lies beside the repository, as data.
SUITE = Path(__file__).resolve().parents[4] / "shared" / "json-schema-test-suite" / "tests"

# Valid patterns of the suite that are refused by name.
REFUSED = {"(?<=a+)b"}


def suite_groups(name: str) -> list[dict[str, Any]]:
    if not SUITE.is_dir():
        pytest.skip("the JSON Schema test suite is not at ../shared/json-schema-test-suite, seen from the repository")
    groups: list[dict[str, Any]] = json.loads((SUITE / name).read_text(encoding="utf-8"))
    return groups


@pytest.mark.parametrize("draft", ["draft2020-12", "draft7"])
@pytest.mark.parametrize(
    "name",
    [
        "pattern.json",
        "patternProperties.json",
        "optional/ecmascript-regex.json",
        "optional/non-bmp-regex.json",
    ],
)
def test_suite_strings(draft: str, name: str) -> None:
    decided = 0
    for group in suite_groups(f"{draft}/{name}"):
        for test in group["tests"]:
            assert valid(group["schema"], test["data"]) == test["valid"], (
                group["description"],
                test["description"],
            )
            decided += 1
    assert decided > 0


def valid(schema: Any, data: Any) -> bool:
    """As much of JSON Schema as these files use."""
    if isinstance(schema, bool):
        return schema
    types: dict[str, Any] = {
        "integer": int,
        "string": str,
        "object": dict,
        "boolean": bool,
        "number": (int, float),
        "null": type(None),
    }
    if not isinstance(data, types.get(schema.get("type"), object)):
        return False
    if isinstance(data, str):
        return found(schema.get("pattern", ""), data)
    if isinstance(data, int):
        return bool(data <= schema.get("maximum", data))
    if not isinstance(data, dict):
        return True
    for name, value in data.items():
        matching = [below for pattern, below in schema.get("patternProperties", {}).items() if found(pattern, name)]
        if not all(valid(below, value) for below in matching):
            return False
        if not matching and schema.get("additionalProperties") is False:
            return False
    return True


@pytest.mark.parametrize("draft", ["draft2020-12", "draft7"])
@pytest.mark.parametrize("name", ["optional/format/ecmascript-regex.json", "optional/format/regex.json"])
def test_suite_patterns(draft: str, name: str) -> None:
    refused = set()
    for group in suite_groups(f"{draft}/{name}"):
        for test in group["tests"]:
            if not isinstance(test["data"], str):
                continue
            try:
                translate(test["data"])
                verdict = True
            except PatternNotCarriedError:
                refused.add(test["data"])
                verdict = True
            except PatternError:
                verdict = False
            assert verdict == test["valid"], test["description"]
    assert refused == (REFUSED if name.endswith("ecmascript-regex.json") else set())
