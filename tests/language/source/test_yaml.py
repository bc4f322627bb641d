"""What a spec author gets from a YAML file: plain values with places, and every problem at once."""

from __future__ import annotations

import random

import pytest
import yaml

import reelspec.language.source.yaml as reader
from reelspec.language.source import Json, Pointer, Problems, SourceFile, parse_json, parse_yaml

PARSERS = [pytest.param(yaml.Loader, id="pure")]
if hasattr(yaml, "CLoader"):
    PARSERS.insert(0, pytest.param(yaml.CLoader, id="libyaml"))


@pytest.fixture(params=PARSERS, autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test runs with libyaml and with PyYAML's own parser: both must give the same."""
    monkeypatch.setattr(reader, "_LOADER", request.param)


def read(text: str) -> Json:
    return parse_yaml(text, "f.yaml").value


def problems(text: str) -> list[str]:
    """The problems as the user sees them, without the file's name."""
    with pytest.raises(Problems) as raised:
        parse_yaml(text, "f.yaml")
    return [line.removeprefix("f.yaml:") for line in str(raised.value).split("\n")]


def exactly(value: Json) -> str:
    """Text that tells 1 from 1.0 and from True, and 0.0 from -0.0."""
    return repr(value)


# Values.


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("nULL", "nULL"),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("0", 0),
        ("7", 7),
        ("-12", -12),
        ("+12", 12),
        ("07", 7),
        ("0x1F", 31),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-0.0", -0.0),
        ("1.0e+3", 1000.0),
        ("1.5E-3", 0.0015),
        ("3.1.0", "3.1.0"),
        ("1080P", "1080P"),
        ("wan2.7-r2v", "wan2.7-r2v"),
        (".", "."),
        ("...x", "...x"),
        ("1-2", "1-2"),
        ("0:30", "0:30"),
        ("99:99", "99:99"),
        ("$.data[0].url", "$.data[0].url"),
        ("'16:9'", "16:9"),
        ('"on"', "on"),
        ('"5"', "5"),
        ("''", ""),
        ("Yesterday", "Yesterday"),
        ("infinity", "infinity"),
    ],
)
def test_a_scalar_is_read_as_yaml_1_2(text: str, value: Json) -> None:
    assert exactly(read(f"key: {text}\n")) == exactly({"key": value})


def test_block_and_folded_scalars_are_strings() -> None:
    text = "a: |\n  5\nb: >-\n  true\nc: |+\n  one\n  two\n\n"
    assert read(text) == {"a": "5\n", "b": "true", "c": "one\ntwo\n\n"}


def test_control_characters_and_direction_marks_may_be_values() -> None:
    assert read('a: "\\0\\a\\u202e\\ufeff\\N"\nb: "\u202eabc\u200f"\n') == {
        "a": "\0\a\u202e\ufeff\x85",
        "b": "\u202eabc\u200f",
    }


def test_a_byte_order_mark_is_dropped_and_shifts_nothing() -> None:
    document = parse_yaml("\ufeffa: 1\n", "f.yaml")
    assert document.value == {"a": 1}
    assert str(document.root.place) == "f.yaml:1:1"


def test_the_root_may_be_any_value() -> None:
    assert read("just text") == "just text"
    assert read("~") is None
    assert read("- 1\n- 2\n") == [1, 2]
    assert read("--- [a]\n...\n") == ["a"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!!str 16:9", "16:9"),
        ("!!str true", "true"),
        ("!!str", ""),
        ('!!int "5"', 5),
        ("!!float 5", 5.0),
        ('!!bool "true"', True),
        ("!!null ''", None),
        ("!!map {a: 1}", {"a": 1}),
        ("!!seq [1]", [1]),
        ("!<tag:yaml.org,2002:str> 5", "5"),
    ],
)
def test_core_tags_say_the_type(text: str, value: Json) -> None:
    assert exactly(read(f"key: {text}\n")) == exactly({"key": value})


# What YAML 1.1 would read differently.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("16:9", 'YAML 1.1 reads 16:9 as the integer 969, YAML 1.2 as a string: write "16:9"'),
        ("1:30.5", 'YAML 1.1 reads 1:30.5 as a number, YAML 1.2 as a string: write "1:30.5"'),
        ("-1:30", 'YAML 1.1 reads -1:30 as the integer -90, YAML 1.2 as a string: write "-1:30"'),
        ("on", 'YAML 1.1 reads on as the boolean true, YAML 1.2 as a string: write "on"'),
        ("No", 'YAML 1.1 reads No as the boolean false, YAML 1.2 as a string: write "No"'),
        (
            "2024-01-01",
            'YAML 1.1 reads 2024-01-01 as a timestamp, YAML 1.2 as a string: write "2024-01-01"',
        ),
        (
            "017",
            (
                "YAML 1.1 reads 017 as the integer 15, YAML 1.2 as the integer 17: "
                'write "017" for the string, or 17 for the integer'
            ),
        ),
        (
            "08",
            (
                "YAML 1.1 reads 08 as a string, YAML 1.2 as the integer 8: "
                'write "08" for the string, or 8 for the integer'
            ),
        ),
        (
            "0o17",
            (
                "YAML 1.1 reads 0o17 as a string, YAML 1.2 as the integer 15: "
                'write "0o17" for the string, or 15 for the integer'
            ),
        ),
        (
            "1e3",
            (
                "YAML 1.1 reads 1e3 as a string, YAML 1.2 as the number 1000.0: "
                'write "1e3" for the string, or 1000.0 for the number'
            ),
        ),
        (
            "1e30",
            (
                "YAML 1.1 reads 1e30 as a string, YAML 1.2 as the number 1.0e+30: "
                'write "1e30" for the string, or 1.0e+30 for the number'
            ),
        ),
        (
            "-.5",
            (
                "YAML 1.1 reads -.5 as a string, YAML 1.2 as the number -0.5: "
                'write "-.5" for the string, or -0.5 for the number'
            ),
        ),
        ("1_000", 'YAML 1.1 reads 1_000 as the integer 1000, YAML 1.2 as a string: write "1_000"'),
        ("1_0.5", 'YAML 1.1 reads 1_0.5 as the number 10.5, YAML 1.2 as a string: write "1_0.5"'),
        ("0b101", 'YAML 1.1 reads 0b101 as the integer 5, YAML 1.2 as a string: write "0b101"'),
        ("-0x1F", 'YAML 1.1 reads -0x1F as the integer -31, YAML 1.2 as a string: write "-0x1F"'),
        ("=", 'YAML 1.1 reads = as a default key, YAML 1.2 as a string: write "="'),
        (
            "<<",
            (
                "YAML 1.1 reads << as a merge of other mappings, YAML 1.2 as a string: "
                'write the members out, or "<<" for the string'
            ),
        ),
    ],
)
def test_a_scalar_that_yaml_1_1_reads_differently_is_to_be_quoted(text: str, message: str) -> None:
    assert problems(f"key: {text}\n") == [f"1:6: {message} [yaml-1.1]"]
    assert problems(f"- {text}: value\n") == [f"1:3: {message} [yaml-1.1]"]
    assert read(f'key: "{text}"\n') == {"key": text}
    assert read(f"'{text}': key\n") == {text: "key"}
    assert read(f"!!str {text}: key\n") == {text: "key"}


@pytest.mark.parametrize("word", ["yes", "no", "on", "off"])
def test_the_old_booleans_are_refused_in_every_listed_case(word: str) -> None:
    for text in (word, word.capitalize(), word.upper()):
        assert [line.endswith("[yaml-1.1]") for line in problems(f"[{text}]")] == [True]


@pytest.mark.parametrize("text", ["y", "Y", "n", "N", "yEs", "oN", "3.1.0", "1.5e3.", "2024-1-1", "1:60", "_1", "0x"])
def test_what_all_readers_take_for_a_string_needs_no_quotes(text: str) -> None:
    """Whatever the type repository of YAML 1.1 says: what counts is what readers do."""
    assert yaml.safe_load(f"{text}: {text}") == {text: text}
    assert read(f"{text}: {text}\n") == {text: text}
    assert read(f"[{text}]") == [text]


@pytest.mark.parametrize(
    "text",
    ["2024-1-1T1:02:03Z", "2024-01-01 10:00:00.5 +01:00", "2024-01-01t10:00:00-5", "0_7", "0b_", "1__:5"],
)
def test_rarer_readings_of_yaml_1_1_are_known_too(text: str) -> None:
    assert [line.endswith("[yaml-1.1]") for line in problems(f"- {text}\n")] == [True]


def test_what_is_written_as_the_advice_says_is_accepted() -> None:
    assert exactly(read("[17, 15, 1000.0, 1.0e+30, -0.5]")) == exactly([17, 15, 1000.0, 1e30, -0.5])


def test_every_accepted_scalar_is_read_alike_by_pyyaml() -> None:
    choose = random.Random(1)
    accepted = 0
    for _ in range(1500):
        text = "".join(choose.choices("0123456789_+-.:eExob~=<TZnyf", k=choose.randint(1, 7)))
        if choose.random() < 0.1:
            text = choose.choice([text.title(), "NULL", "False", "nO", "OFF", ".NaN", "+.inf", "0", "-7", "1.5"])
        try:
            value = parse_yaml(f"[{text}]", "f.yaml").value
        except Problems:
            continue
        if isinstance(value, list) and isinstance(value[0], dict):
            continue  # The text held a colon that made a mapping.
        accepted += 1
        assert exactly(yaml.safe_load(f"[{text}]")) == exactly(value), text
    assert accepted > 500


def test_line_breaks_of_yaml_1_1_are_refused_wherever_they_stand() -> None:
    assert problems("a: 1 # x\x85b: 2\nc: '\u2028'\n") == [
        (
            "1:9: YAML 1.1 reads U+0085 as a line break, YAML 1.2 as a character: "
            "write \\N in a string in double quotes [yaml-1.1]"
        ),
        (
            "2:5: YAML 1.1 reads U+2028 as a line break, YAML 1.2 as a character: "
            "write \\L in a string in double quotes [yaml-1.1]"
        ),
    ]


# Numbers that JSON cannot hold.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".inf", '.inf is not a JSON value: write ".inf" for the string'),
        ("-.INF", '-.INF is not a JSON value: write "-.INF" for the string'),
        (".nan", '.nan is not a JSON value: write ".nan" for the string'),
        ("1.0e+400", "the number 1.0e+400 is too large for a 64-bit float"),
        ("1" * 1001, "an integer of 1001 digits; at most 1000 are read"),
        ("0x" + "f" * 5000, "an integer of 5000 digits; at most 1000 are read"),
        ("!!float " + "9" * 900, "the number " + "9" * 59 + "… is too large for a 64-bit float"),
    ],
)
def test_numbers_that_cannot_be_kept_are_refused(text: str, message: str) -> None:
    assert problems(f"a: {text}\n") == [f"1:4: {message} [number]"]


def test_a_thousand_digits_are_read() -> None:
    assert read("9" * 1000) == 10**1000 - 1


@pytest.mark.parametrize("text", ["1:1" + ":1" * 6000, "1_" * 6000 + "1", "0" * 6000 + "_"])
def test_endless_numbers_of_yaml_1_1_do_not_crash(text: str) -> None:
    assert "[yaml-1.1]" in problems(f"- {text}")[0]


# Keys.


def test_whole_numbers_are_keys_as_written() -> None:
    assert read("200: {}\n-1: a\n0: b\n") == {"200": {}, "-1": "a", "0": "b"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("true: 1", '1:1: the key true is the boolean true: write "true" [key]'),
        ("~: 1", '1:1: the key ~ is null: write "~" [key]'),
        ("1.5: 1", '1:1: the key 1.5 is the number 1.5: write "1.5" [key]'),
        ("0x1F: 1", '1:1: the key 0x1F is the integer 31: write "0x1F" [key]'),
        ("+1: 1", '1:1: the key +1 is the integer 1: write "+1" [key]'),
        ("?\n: 1", '1:2: a key is missing here: write "" for the empty one [key]'),
        ("? [a, b]\n: 1", "1:3: a key must be a string, not a sequence [key]"),
        ("{a: 1}: 1", "1:1: a key must be a string, not a mapping [key]"),
    ],
)
def test_other_keys_than_strings_are_refused(text: str, message: str) -> None:
    assert problems(text) == [message]


def test_an_alias_is_no_key() -> None:
    assert problems("a: &x b\n*x : c\n") == ["2:1: a key must be a string, not an alias [key]"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("? {a: yes}\n: 1\n", [()]),
        ("- x\n- ? [{b: 1}, off]\n  : 1\n", [(1,)]),
        ("a: [1, {b: yes}]\n", [("a", 1, "b")]),
        ("a: {? [{c: off}, yes] : no}\n", [("a",), ("a",), ("a", "(1, 7)")]),
        ("yes: {off: no}\n", [(), ("yes",), ("yes", "off")]),
    ],
)
def test_what_is_tolerated_is_asked_by_the_place_around_a_key(text: str, asked: list[Pointer]) -> None:
    places: list[Pointer] = []

    def tolerated(pointer: Pointer) -> bool:
        places.append(pointer)
        return True

    try:
        parse_yaml(text, "f.yaml", tolerated=tolerated)
    except Problems as refused:
        assert all(str(problem).startswith("f.yaml:") and problem.name == "key" for problem in refused.problems)
    assert places == asked


def test_duplicate_keys_name_the_first_line() -> None:
    assert problems("a: 1\nb:\n  c: 1\n  'c': 2\n\"a\": 2\na: 3\n") == [
        '4:3: the key "c" stands already in line 3 [duplicate-key]',
        '5:1: the key "a" stands already in line 1 [duplicate-key]',
        '6:1: the key "a" stands already in line 1 [duplicate-key]',
    ]
    assert problems('200: a\n"200": b\n') == ['2:1: the key "200" stands already in line 1 [duplicate-key]']


def test_one_run_shows_everything() -> None:
    text = "ratio: 16:9\nwhen: on\nwhen: 2\ndate: 2024-01-01\ntrue: x\nbad: !x 1\nfar: .inf\nuse: *nothing\n"
    assert [line.split(": ")[0] + " " + line.rsplit(" ", 1)[1] for line in problems(text)] == [
        "1:8 [yaml-1.1]",
        "2:7 [yaml-1.1]",
        "3:1 [duplicate-key]",
        "4:7 [yaml-1.1]",
        "5:1 [key]",
        "6:6 [tag]",
        "7:6 [number]",
        "8:6 [alias]",
    ]


def test_problems_before_a_syntax_error_are_shown_with_it() -> None:
    assert problems("a: on\nb: [1\n") == [
        '1:4: YAML 1.1 reads on as the boolean true, YAML 1.2 as a string: write "on" [yaml-1.1]',
        "2:4: this [ is never closed [syntax]",
    ]


# Tags.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "!color red",
            "the tag !color is unknown; allowed are !!bool, !!float, !!int, !!map, !!null, !!seq, !!str",
        ),
        (
            "!!python/object:os.system []",
            (
                "the tag !!python/object:os.system is unknown; "
                "allowed are !!bool, !!float, !!int, !!map, !!null, !!seq, !!str"
            ),
        ),
        (
            "!!binary aGk=",
            "the tag !!binary is unknown; allowed are !!bool, !!float, !!int, !!map, !!null, !!seq, !!str",
        ),
        (
            "!!set {a}",
            "the tag !!set is unknown; allowed are !!bool, !!float, !!int, !!map, !!null, !!seq, !!str",
        ),
        ("! a", "the tag ! is unknown; allowed are !!bool, !!float, !!int, !!map, !!null, !!seq, !!str"),
        ("!!seq {}", "the tag !!seq does not fit a mapping"),
        ("!!map a", "the tag !!map does not fit a scalar"),
        ("!!str [a]", "the tag !!str does not fit a sequence"),
        ("!!int a", '"a" does not fit the tag !!int'),
        ("!!int 5.0", '"5.0" does not fit the tag !!int'),
        ('!!bool "yes"', '"yes" does not fit the tag !!bool'),
    ],
)
def test_other_tags_are_refused(text: str, message: str) -> None:
    assert problems(f"a: {text}\n") == [f"1:4: {message} [tag]"]


def test_a_tag_does_not_hide_what_yaml_1_1_reads() -> None:
    assert [line.endswith("[yaml-1.1]") for line in problems("a: !!int 017\n")] == [True]


# Anchors and aliases.


def test_an_alias_gives_the_anchored_value_and_its_places() -> None:
    document = parse_yaml("a: &x\n  b: [1, 2]\nc: *x\nd: &s text\ne: *s\n", "f.yaml")
    assert document.value == {"a": {"b": [1, 2]}, "c": {"b": [1, 2]}, "d": "text", "e": "text"}
    assert str(place(document, "c")) == "f.yaml:1:4"
    assert str(place(document, "c", "b", 1)) == "f.yaml:2:10"
    assert str(place(document, "e")) == "f.yaml:4:4"
    node = document.root.at(("c", "b"))
    assert node is not None
    assert str(node.key_place) == "f.yaml:2:3"
    alias = document.root.get("c")
    assert alias is not None
    assert str(alias.key_place) == "f.yaml:3:1"
    assert isinstance(document.value, dict)
    assert document.value["a"] is document.value["c"]


def test_aliases_behind_aliases_keep_their_places() -> None:
    document = parse_yaml("a: &a {x: &b [5]}\nf: &f\n  g: *a\nh: *f\ni: [*b]\n", "f.yaml")
    assert str(place(document, "h", "g", "x", 0)) == "f.yaml:1:15"
    assert str(place(document, "i", 0, 0)) == "f.yaml:1:15"


def test_an_anchored_key_can_be_repeated_as_a_value() -> None:
    assert read("&k name: value\nlast: *k\n") == {"name": "value", "last": "name"}


def test_wrong_aliases_are_refused() -> None:
    assert problems("a: &x [*x]\nb: *y\nc: &x 1\n") == [
        "1:8: the alias *x stands inside its own anchor [alias]",
        "2:4: the alias *y has no anchor before it [alias]",
        "3:4: the anchor &x is defined twice [alias]",
    ]


def test_a_billion_laughs_are_refused_without_expanding() -> None:
    lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines.extend(f"a{step}: &a{step} [{', '.join([f'*a{step - 1}'] * 9)}]" for step in range(1, 40))
    # *a5 alone stands for 597 871 values, and a5 itself is there already.
    assert problems("\n".join(lines)) == ["7:10: with the alias *a5 the document has more than 1000000 values [alias]"]


def test_many_aliases_within_the_bound_are_read() -> None:
    value = read("a: &a [1, 2, 3]\nb: [" + "*a, " * 1000 + "]\n")
    assert isinstance(value, dict)
    assert value["b"] == [[1, 2, 3]] * 1000


# Nesting.


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_is_bounded(opening: str) -> None:
    assert read("[" * 100 + "]" * 100)
    column = len(opening) * 100 + 1
    for depth in (101, 100_000):
        assert problems(opening * depth) == [f"1:{column}: nested deeper than 100 levels [nesting]"]


def test_nesting_by_aliases_is_bounded_too() -> None:
    lines = ["a0: &a0 []", *(f"a{step}: &a{step} [*a{step - 1}]" for step in range(1, 300))]
    assert read("\n".join(lines[:99]))
    assert problems("\n".join(lines)) == ["100:12: with the alias *a98 nested deeper than 100 levels [nesting]"]


# Files that are not one YAML document.


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "--- # nothing\n...\n", "\ufeff"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert [line.split(": ", 1)[1] for line in problems(text)] == ["the file holds no value [empty]"]


def test_a_second_document_is_refused() -> None:
    assert problems("a: 1\n---\nb: 2\n") == ["2:1: a second document starts here; a file holds one [several-documents]"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a:\n\tb: 1\n", "2:1: a tab stands here; YAML indents and separates by spaces"),
        ("a: 1\nb\nc: 2\n", "2:1: expected a key and a colon; there is no colon"),
        (
            "text: foo: bar\n",
            (
                "1:10: this colon makes a key where none can stand: quote the text, or look at the "
                "indentation of this line and of the one before"
            ),
        ),
        (
            "a:\n   b: 1\n  c: 2\n",
            "3:3: expected the next key of the mapping that starts in line 1: look at the indentation",
        ),
        (
            "a:\n  - b: 1\n   c: 2\n",
            "3:4: expected the next - of the list that starts in line 2: look at the indentation",
        ),
        (
            "a: 'it's'\n",
            (
                "1:8: text stands behind a closing quote: a quote inside a string is doubled in single "
                'quotes, and written \\" in double ones'
            ),
        ),
        ("a: - b\n", "1:4: a list cannot start here: its first - goes on a line of its own"),
        ('a: "open\nb: 1\n', "1:4: this string is never closed"),
        ("a: [1, 2\nb: 3\n", "2:2: expected a comma or ]; the [ stands in line 1"),
        ("a: {b: 1\n", "1:4: this { is never closed"),
        ("a: [a, , b]\n", '1:8: expected a value, found ","'),
        ('a: "C:\\dir"\n', "1:7: YAML knows no escape \\d; a backslash itself is \\\\"),
        ('a: "\\\\\\q"\n', "1:7: YAML knows no escape \\q; a backslash itself is \\\\"),
        ('a: "\\x4"\n', "1:7: an escape lacks hexadecimal digits: \\x has 2, \\u has 4, \\U has 8"),
        ("a: @foo\n", "1:4: a value cannot start with @: write it in quotes"),
        ("a: **bold**\n", "1:4: a value cannot start with * unless it is an alias: write it in quotes"),
        ("a: & b\n", "1:4: a value cannot start with & unless it is an anchor: write it in quotes"),
        ("a: |x\n  foo\n", "1:4: behind | or > come only -, +, a digit from 1 to 9, or a comment"),
        ("[1]\n[2]\n", "2:1: the value has ended before; a file holds one"),
        (
            "a: '\x07'\n",
            "1:5: the character U+0007 may not stand in YAML: write \\u0007 in a string in double quotes",
        ),
        (
            "a: \ufeff\n",
            "1:4: the character U+FEFF may not stand in YAML: write \\ufeff in a string in double quotes",
        ),
        ("a: '\ud800'\n", "1:5: U+D800 is half of a surrogate pair and no character"),
    ],
)
def test_a_syntax_error_says_what_is_wrong_and_where(text: str, message: str) -> None:
    assert problems(text) == [f"{message} [syntax]"]


def test_half_of_a_surrogate_pair_is_refused() -> None:
    (found,) = problems('a: "\\ud83d\\ude00"\n')
    assert found.endswith(
        "\\ud83d is half of a surrogate pair: write the character itself, or \\U and its eight digits [syntax]"
    )


def test_an_impossible_code_point_is_refused() -> None:
    assert len(problems('a: "\\UFFFFFFFF"\n')) == 1
    assert len(problems('a: "\\U00110000"\n')) == 1


# Places.


def place(document: SourceFile, *pointer: str | int) -> object:
    node = document.root.at(pointer)
    assert node is not None
    return node.place


def test_every_value_and_key_knows_its_place() -> None:
    document = parse_yaml(
        "openapi: 3.1.0\npaths:\n  /videos:\n    post:\n      tags: [a, 'b']\n      x:\nlist:\n- k: v\n",
        "s/o.yaml",
    )
    assert str(place(document)) == "s/o.yaml:1:1"
    assert str(place(document, "openapi")) == "s/o.yaml:1:10"
    assert str(place(document, "paths")) == "s/o.yaml:3:3"
    assert str(place(document, "paths", "/videos", "post", "tags")) == "s/o.yaml:5:13"
    assert str(place(document, "paths", "/videos", "post", "tags", 1)) == "s/o.yaml:5:17"
    assert str(place(document, "paths", "/videos", "post", "x")) == "s/o.yaml:6:9"
    assert str(place(document, "list")) == "s/o.yaml:8:1"
    assert str(place(document, "list", 0)) == "s/o.yaml:8:3"
    node = document.root.at(("list", 0, "k"))
    assert node is not None
    assert str(node.key_place) == "s/o.yaml:8:3"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_alike_with_every_line_break(end: str) -> None:
    text = end.join(["a: 1", "", "b: |", "  x", "  y", "c: on", "d: on"])
    assert [line.split(" ")[0] for line in problems(text)] == ["6:4:", "7:4:"]
    assert read(end.join(["b: |", "  x", "  y", ""])) == {"b": "x\ny\n"}


def test_columns_count_code_points() -> None:
    assert problems("k\u00e9y\U0001f600: {\u4e2d: on}\n")[0].startswith("1:11: ")


def test_problem_texts_stay_on_one_line() -> None:
    for line in problems('"a\\n\\e[31m\\u2028\\u202e": 1\n"a\\n\\e[31m\\u2028\\u202e": 2\n'):
        assert line == '2:1: the key "a\\n\\u001b[31m\\u2028\\u202e" stands already in line 1 [duplicate-key]'


# Agreement with the JSON reader, and sturdiness.


def test_json_text_gives_the_same_document_as_the_json_reader() -> None:
    choose = random.Random(2)
    for _ in range(60):
        text = json_text(choose, 0)
        ours, theirs = parse_yaml(text, "f"), parse_json(text, "f")
        assert exactly(ours.value) == exactly(theirs.value), text
        for node, other in zip(walk(ours), walk(theirs), strict=True):
            assert (node, text) == (other, text)


def json_text(choose: random.Random, depth: int) -> str:
    space = choose.choice(["", " ", "\n", "  \n  "])
    kind = choose.randint(0, 7 if depth < 5 else 5)
    if kind == 6:
        return (
            "["
            + space
            + f"{space},{space}".join(json_text(choose, depth + 1) for _ in range(choose.randint(0, 4)))
            + "]"
        )
    if kind == 7:
        keys = [f"k{index}\u00e9" for index in range(choose.randint(0, 4))]
        return "{" + f",{space}".join(f'{space}"{key}": {json_text(choose, depth + 1)}' for key in keys) + space + "}"
    return choose.choice(["1", "-2", "0.5", "true", "false", "null", '"on"', '"a\\n\\"\\u00e9/\U0001f600"', '""'])


def walk(document: SourceFile) -> list[str]:
    found, waiting = [], [document.root]
    while waiting:
        node = waiting.pop()
        found.append(f"{node.json_pointer} {node.place} {node.key_place}")
        waiting.extend(node.elements())
        waiting.extend(member for _, member in node.items())
    return found


def test_broken_text_never_gives_anything_but_problems() -> None:
    choose = random.Random(3)
    text = "a: &x [1, 'b', \"c\\n\"]\nb: {c: *x, ? d : !!str e}\nf: |\n  g\n# h\n- i: >-\n   j\n"
    for _ in range(400):
        start, end = sorted(choose.choices(range(len(text) + 1), k=2))
        broken = (
            text[:start] + choose.choice(["", "\t", "'", '"', "]", "}", ": ", "- ", "\\", "\x00", "%"]) + text[end:]
        )
        try:
            parse_yaml(broken, "f.yaml")
        except Problems as problems:
            assert all(problem.place.line >= 1 and problem.place.column >= 1 for problem in problems.problems)
            assert all(problem.message.isprintable() for problem in problems.problems)
