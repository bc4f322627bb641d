"""What a spec author gets from a JSON file: plain values with places, and messages that help."""

from __future__ import annotations

import json
import random

import pytest

from reelspec.language.source import Json, Problems, parse_json


def read(text: str) -> Json:
    return parse_json(text, "f.json").value


def problems(text: str) -> list[str]:
    """The problems as the user sees them, without the file's name."""
    with pytest.raises(Problems) as raised:
        parse_json(text, "f.json")
    return [line.removeprefix("f.json:") for line in str(raised.value).split("\n")]


@pytest.mark.parametrize(
    "text",
    [
        "null",
        " true ",
        "[false]",
        "0",
        "-0",
        "-0.0",
        "1e3",
        "1E-2",
        "12.50",
        "1e-400",
        '""',
        '"a b"',
        '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00"',
        '"\\\\ud83d \\ud83d\\ude00\\\\ude00"',
        '"\u2028\x7f\x85\u202e\U0001f600"',
        "[]",
        "{}",
        "[[], {}, [1]]",
        '\t\r\n{"a" : [ 1 , {"b":null} ] , "":"x"}\n',
    ],
)
def test_json_is_read_as_the_standard_library_reads_it(text: str) -> None:
    assert repr(read(text)) == repr(json.loads(text))


def test_random_json_is_read_as_the_standard_library_reads_it() -> None:
    choose = random.Random(1)

    def value(depth: int) -> Json:
        match choose.randint(0, 6 if depth < 5 else 4):
            case 0:
                return choose.choice([None, True, False])
            case 1:
                return choose.randint(-(10**20), 10**20)
            case 2:
                return choose.uniform(-1, 1) * 10.0 ** choose.randint(-300, 300)
            case 3 | 4:
                return "".join(choose.choices('ab"\\\n\t\0\x1f/\u00e9\u2028\uffff\U0001f600', k=choose.randint(0, 6)))
            case 5:
                return [value(depth + 1) for _ in range(choose.randint(0, 4))]
            case _:
                return {f"k{choose.randint(0, 9)}": value(depth + 1) for _ in range(choose.randint(0, 4))}

    for _ in range(200):
        expected = value(0)
        text = json.dumps(
            expected, ensure_ascii=choose.random() < 0.5, indent=choose.choice([None, 0, 1, "\t", "\r\n"])
        )
        assert repr(read(text)) == repr(expected)


def test_a_byte_order_mark_is_dropped_and_shifts_nothing() -> None:
    document = parse_json("\ufeff[1]", "f.json")
    assert document.value == [1]
    assert str(document.root.place) == "f.json:1:1"


def test_every_value_and_key_knows_its_place() -> None:
    document = parse_json('{\r\n "\u00e9\U0001f600": [1,\r  {"b" :\n"c"}]}', "a/b.json")
    node = document.root.at(("\u00e9\U0001f600", 1, "b"))
    assert node is not None
    assert (str(node.place), str(node.key_place)) == ("a/b.json:4:1", "a/b.json:3:4")
    first = document.root.at(("\u00e9\U0001f600", 0))
    assert first is not None
    assert str(first.place) == str(first.key_place) == "a/b.json:2:9"


VALUE = "expected a number, a string in double quotes, true, false, null, [ or {"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2,]", "1:6: a comma stands before the closing ]; JSON allows none there"),
        ('{"a": 1\n,\n}', "2:1: a comma stands before the closing }; JSON allows none there"),
        ("[1,,2]", f'1:4: {VALUE}, found ","'),
        ("[,1]", f'1:2: {VALUE}, found ","'),
        ("['a']", f'1:2: {VALUE}, found "\'"'),
        ("{'a': 1}", '1:2: expected a key in double quotes, found "\'"'),
        ("{a: 1}", '1:2: expected a key in double quotes, found "a"'),
        ("{1: 1}", '1:2: expected a key in double quotes, found "1"'),
        ("{[]: 1}", '1:2: expected a key in double quotes, found "["'),
        ('{"a" 1}', '1:6: expected a colon after the key "a", found "1"'),
        ('{"a"}', '1:5: expected a colon after the key "a", found "}"'),
        ('{"a": }', f'1:7: {VALUE}, found "}}"'),
        ('{"a": 1 "b": 2}', '1:9: expected a comma or } (opened in line 1), found "\\""'),
        ("[1 2]", '1:4: expected a comma or ] (opened in line 1), found "2"'),
        ('{\n"a": [1}', '2:8: expected a comma or ] (opened in line 2), found "}"'),
        ('{"a": 1]', '1:8: expected a comma or } (opened in line 1), found "]"'),
        ('{\n "a": [1, 2\n', "2:7: this array is never closed"),
        ('{"a": 1', "1:1: this object is never closed"),
        ('{"a": 1,', "1:1: this object is never closed"),
        ('{"a":', "1:1: this object is never closed"),
        ("[1,", "1:1: this array is never closed"),
        ("[", "1:1: this array is never closed"),
        ("{} {}", '1:4: expected the end of the file, found "{"'),
        ("1 // one", "1:3: JSON has no comments"),
        ("[1, /* two */ 2]", "1:5: JSON has no comments"),
        ("# one\n1", "1:1: JSON has no comments"),
        ("[NaN]", f'1:2: {VALUE}, found "NaN"'),
        ("-Infinity", f'1:1: {VALUE}, found "-Infinity"'),
        ("True", f'1:1: {VALUE}, found "True"'),
        ("None", f'1:1: {VALUE}, found "None"'),
        ("[video]", f'1:2: {VALUE}, found "video"'),
        ("01", f'1:1: {VALUE}, found "01"'),
        ("-007", f'1:1: {VALUE}, found "-007"'),
        ("+1", f'1:1: {VALUE}, found "+1"'),
        ("[.5]", f'1:2: {VALUE}, found ".5"'),
        ("1.", f'1:1: {VALUE}, found "1."'),
        ("1.e5", f'1:1: {VALUE}, found "1.e5"'),
        ("0x1F", f'1:1: {VALUE}, found "0x1F"'),
        ("1_000", f'1:1: {VALUE}, found "1_000"'),
        ("1e", f'1:1: {VALUE}, found "1e"'),
        ("\u0661", f'1:1: {VALUE}, found "\u0661"'),
        ("-", f'1:1: {VALUE}, found "-"'),
        ('"open', "1:1: this string is not closed on its line"),
        ('["a\nb"]', "1:2: this string is not closed on its line"),
        ('"a\tb"', "1:3: the character U+0009 cannot stand in a string as it is"),
        ('"\x00"', "1:2: the character U+0000 cannot stand in a string as it is"),
        ('"C:\\dir"', "1:4: JSON knows no such escape; a backslash itself is \\\\"),
        ('"\\', "1:2: JSON knows no such escape; a backslash itself is \\\\"),
        ('"\\u12"', "1:2: JSON knows no such escape; a backslash itself is \\\\"),
        ("\ufeff\ufeff1", f'1:1: {VALUE}, found "\\ufeff"'),
        ('"\ud800"', "1:2: the character U+D800 cannot stand in a string as it is"),
    ],
)
def test_a_syntax_error_says_what_is_wrong_and_where(text: str, message: str) -> None:
    assert problems(text) == [f"{message} [syntax]"]


@pytest.mark.parametrize("text", ["", " \n\t", "\ufeff"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert problems(text) == ["1:1: the file holds no value [empty]"]


def test_one_run_shows_all_duplicate_keys_and_impossible_values() -> None:
    text = '{"a": 1,\n "b": {"c": 1e999, "c": "\\ud83d"},\n "\\u0061": ' + "9" * 1001 + "}"
    assert problems(text) == [
        "2:13: the number 1e999 is too large for a 64-bit float [number]",
        '2:20: the key "c" stands already in line 2 [duplicate-key]',
        "2:26: \\ud83d is half of a surrogate pair and no character [surrogate]",
        '3:2: the key "a" stands already in line 1 [duplicate-key]',
        "3:12: an integer of 1001 digits; at most 1000 are read [number]",
    ]


def test_keys_inside_a_repeated_key_are_no_repetition() -> None:
    assert problems('{"a": {"b": 1},\n "a": {"b": 2}}') == ['2:2: the key "a" stands already in line 1 [duplicate-key]']


@pytest.mark.parametrize("text", ['"\\ud83d"', '"\\ude00\\ud83d"', '"\\ud83dx"', '"\\ud83d\\u0041"'])
def test_halves_of_surrogate_pairs_are_refused(text: str) -> None:
    assert all("is half of a surrogate pair" in line for line in problems(text))


def test_nesting_is_bounded() -> None:
    assert read("[" * 100 + "]" * 100)
    for depth in (101, 100_000):
        assert problems("[" * depth) == ["1:101: nested deeper than 100 levels [nesting]"]
        assert problems('{"a":' * depth) == ["1:501: nested deeper than 100 levels [nesting]"]


def test_broken_text_never_gives_anything_but_problems() -> None:
    choose = random.Random(2)
    text = '{"a": [1, -2.5e+3, "b\\u00e9"], "c": {"d": null}, "e": true}'
    for _ in range(1000):
        start, end = sorted(choose.choices(range(len(text) + 1), k=2))
        broken = text[:start] + choose.choice(["", ",", '"', "]", "}", ":", "\\", "\x00", "0", "-"]) + text[end:]
        try:
            value = read(broken)
        except Problems as found:
            assert all(problem.message.isprintable() for problem in found.problems)
        else:
            assert repr(value) == repr(json.loads(broken))
