"""`compare`: a relation between numbers made of fields, or between two texts or booleans. Run by pytest."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from reelspec.language.source.place import Problems
from tests.contract.documents.case import Expected, warning
from tests.support import Judges, build_files, provider, request

SHOTS = """
properties:
  duration: {type: string, enum: ["5", "10", "auto"]}
  shots:
    type: array
    items:
      type: object
      properties: {seconds: {type: number, maximum: 10, default: 5}}
      additionalProperties: false
x-rules:
  - {id: fills, compare: "sum(shots[].seconds) == number(duration)"}
"""


def test_is_named_as_not_carried() -> None:
    judges = request(SHOTS)
    assert judges.not_carried == {"fills"}
    assert judges.schema["x-rules"]["notCarried"][0]["reason"]


def test_sums_with_defaults_and_exact_decimals() -> None:
    judges = request(SHOTS)
    judges.accept(
        {"duration": "5", "shots": [{}]},
        {"duration": "10", "shots": [{}, {"seconds": 5}]},
        {"duration": "5", "shots": [{"seconds": 0.1}] * 10 + [{"seconds": 4}]},
    )
    broken = Expected("fills", "/shots", ("/duration",))
    judges.check({"duration": "10", "shots": [{}]}, broken)
    judges.check({"duration": "5", "shots": []}, broken)
    judges.check({"duration": "5", "shots": [{"seconds": 4.999}]}, broken)


def test_an_operand_that_is_not_known_breaks_nothing() -> None:
    judges = request(SHOTS)
    judges.accept({}, {"duration": "5"}, {"shots": [{}]}, {"duration": "auto", "shots": [{}, {}, {}]})
    judges.check({"duration": "7", "shots": [{}]}, Expected("enum", "/duration"))
    judges.check({"duration": "5", "shots": [{"seconds": 11}]}, Expected("maximum", "/shots/0/seconds"))
    judges.check({"duration": "5", "shots": [{}, {"seconds": None}]}, Expected("type", "/shots/1/seconds"))
    judges.check({"duration": "5", "shots": [7]}, Expected("type", "/shots/0"))
    judges.check({"duration": "5", "shots": None}, Expected("type", "/shots"))


def compared(text: str, fields: str = "a: {type: number}, b: {type: number}") -> Judges:
    return request(f"properties: {{{fields}}}\nx-rules:\n  - {{id: holds, compare: '{text}'}}\n")


@pytest.mark.parametrize(
    ("relation", "holds"),
    [("==", "="), ("!=", "<>"), ("<", "<"), ("<=", "<="), (">", ">"), (">=", ">=")],
)
def test_relations(relation: str, holds: str) -> None:
    judges = compared(f"a {relation} b")
    for left, right, order in ((1, 2, "<"), (2, 2, "="), (3, 2, ">"), (0.1, 0.25, "<"), (10**40, 10**40 - 1, ">")):
        broken = order not in holds
        judges.check({"a": left, "b": right}, *([Expected("holds", "/a", ("/b",))] if broken else []))


@pytest.mark.parametrize(
    ("text", "body", "holds"),
    [
        ("a + b * 2 == 7", {"a": 1, "b": 3}, True),
        ("(a + b) * 2 == 8", {"a": 1, "b": 3}, True),
        ("a - b - 1 == 0", {"a": 4, "b": 3}, True),
        ("a / b < 0.34", {"a": 1, "b": 3}, True),
        ("a / b < 0.33", {"a": 1, "b": 3}, False),
        ("a / b < 1", {"a": 1, "b": 0}, True),
        ("a / 10 == b", {"a": 1, "b": 0.1}, True),
        ("10 >= a", {"a": 11}, False),
    ],
)
def test_arithmetic(text: str, body: dict[str, Any], holds: bool) -> None:
    judges = compared(text)
    found = judges.all_of(body)
    assert [one.rule for one in found] == ([] if holds else ["holds"])


@pytest.mark.parametrize(
    ("text", "body", "holds"),
    [
        ("count(list) <= 2", {"list": [1, 2, 3]}, False),
        ("count(list) <= 2", {"list": [1, 2]}, True),
        ("count(list) >= 1", {}, False),
        ("min(list[]) >= 1", {"list": [1, 2]}, True),
        ("min(list) >= 1", {"list": [1, 0]}, False),
        ("min(list) >= 1", {"list": []}, True),
        ("max(list) < 5", {"list": [1, 5]}, False),
        ("sum(list) == 0", {"list": []}, True),
        ("length(text) > 3", {"text": "four"}, True),
        ("length(text) > 3", {"text": "\U0001f600\U0001f600\U0001f600"}, False),
        ("number(text) > 3", {"text": "3.5"}, True),
        ("number(text) > 3", {"text": "-4"}, False),
        ("number(text) > 3", {"text": "1e9"}, True),
        ("number(text) > 3", {"text": "0x1"}, True),
    ],
)
def test_functions(text: str, body: dict[str, Any], holds: bool) -> None:
    judges = compared(text, "list: {type: array, items: {type: integer}}, text: {type: string}")
    assert [one.rule for one in judges.all_of(body)] == ([] if holds else ["holds"])


def test_an_items_refused_number_is_not_known() -> None:
    judges = compared("sum(list) <= 5", "list: {type: array, items: {type: integer, maximum: 9}}")
    judges.check({"list": [3, 3]}, Expected("holds", "/list"))
    judges.check({"list": [3, 10]}, Expected("maximum", "/list/1"))


def test_defaults_null_guards_and_warnings() -> None:
    judges = request(
        """
        properties:
          mode: {type: string}
          a: {type: [integer, "null"], default: 3}
          b: {type: integer}
        x-rules:
          - {id: holds, when: {mode: m}, compare: "a <= b"}
          - {id: far, compare: "b <= 100", severity: warning}
        """
    )
    judges.accept({"b": 1}, {"mode": "m", "b": 3}, {"mode": "m", "a": None, "b": 3}, {"mode": "m", "a": 2, "b": 2})
    for body in ({"mode": "m", "b": 2}, {"mode": "m", "b": 2, "a": None}, {"mode": "m", "b": 2, "a": 4}):
        judges.check(body, Expected("holds", "/a", ("/mode", "/b")))
    judges.check({"b": 101}, warning("far", "/b"))


def test_names_that_are_no_plain_words() -> None:
    judges = compared(
        '"a.b" + "it\'\'s" <= max-size', '"a.b": {type: integer}, "it\'s": {type: integer}, max-size: {type: integer}'
    )
    judges.accept({"a.b": 1, "it's": 2, "max-size": 3})
    judges.check({"a.b": 1, "it's": 3, "max-size": 3}, Expected("holds", "/a.b", ("/it's", "/max-size")))


def test_white_space_around_a_number_is_that_of_ecma_262() -> None:
    judges = compared("number(a) < 10", "a: {type: string}")
    for text in ("12", " 12\n", "\ufeff12\u2003"):
        judges.check({"a": text}, Expected("holds", "/a"))
    judges.accept({"a": "9"}, {"a": "12\x1c"}, {"a": "12\x85"}, {"a": "twelve"})


def test_numbers_of_any_size() -> None:
    judges = compared("a + b < 10")
    for body, amount in (
        ({"a": 10**5000, "b": 1}, "a number of more than 308 digits"),
        ({"a": 1e308, "b": 1e-300}, "1e+308"),
        ({"a": 30.0, "b": 0.5}, "30.5"),
        ({"a": 30.5, "b": 0.5}, "31"),
        ({"a": 10**21, "b": 1}, "1e+21"),
    ):
        assert judges.message(body) == f"a + b ({amount}) must be less than 10"


FIELDS = """
a: {type: number}, b: {type: [integer, "null"]}, text: {type: string}, mixed: {type: [string, integer]}, open: {},
choice: {enum: [std, pro]}, digits: {enum: ["5", "10", auto]}, untyped: {const: 5}, loud: {type: boolean},
either: {anyOf: [{type: integer}, {type: "null"}]}, object: {type: object, properties: {x: {type: integer}}},
list: {type: array, items: {type: integer}}, texts: {type: array, items: {type: string}}, bare: {type: array},
shots: {type: array, items: {type: object, properties: {part: {enum: ["1", "2"]}, size: {type: integer}}}}
""".replace("\n", " ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("loud <= a", "loud is true or false, no number: == and != compare it with true, false and other booleans"),
        ("loud == 1", "loud is true or false, no number: == and != compare it with true, false and other booleans"),
        ("loud == text", "loud is true or false and text is a text: they are never equal"),
        ("text <= 3", "text is a text, no number: write number(text) for the number that it spells, length(text) for"),
        ("choice == a", "choice is a text, no number: write number(choice)"),
        ("a == ''5''", "'5' is a text, no number"),
        ("mixed == 3", "mixed is a number or a text: write number(mixed), which reads both"),
        ("object <= 3", "object is an object, no number; a rule on its fields stands in x-rules of its own schema"),
        ("open <= 3", "nothing says which type open has: give it a type"),
        ("list <= 3", "list is a list of numbers: write sum(list), min(list), max(list) or count(list)"),
        ("shots[].size <= 3", "shots[].size is a list of numbers: write sum(shots[].size), min(shots[].size),"),
        ("texts <= 3", "the items of texts are texts: write sum(number(texts))"),
        ("shots[].part == a", "the items of shots[].part are texts: write sum(number(shots[].part))"),
        ("max(shots[].part) == a", "the items of shots[].part are texts: write max(number(shots[].part))"),
        ("sum(shots) <= 3", "the items of shots are objects: write sum(shots[].size), or count(shots)"),
        ("sum(bare) <= 3", "nothing says of which type the items of bare are: give them a type, or write count(bare)"),
        ("sum(text) <= a", "sum is of a list of numbers, and text is a text"),
        ("sum(a) <= 3", "sum is of a list of numbers, and a is a number: write a alone"),
        ("min(a) <= 3", "min is of a list of numbers, and a is a number: name several, such as min(a, 10)"),
        ("max(list, a) <= 3", "list is a list of numbers: write sum(list)"),
        ("max(a, text) <= 3", "text is a text, no number"),
        ("a + loud <= 3", "loud is true or false, no number"),
        ("sum(object) <= 3", "sum is of a list of numbers, and object is an object"),
        ("length(a) <= 3", "length is of a text, and a is a number"),
        ("length(list) <= 3", "length is of a text, and list is a list: write count(list)"),
        ("width(a) <= 3", "width is of a text, and a is a number"),
        ("count(a) <= 3", "count is of an array, and a is a number"),
        ("count(text) <= 3", "count is of an array, and text is a text: write length(text)"),
        ("number(loud) <= 3", "number is of a text, and loud is true or false"),
        ("number(choice) <= 3", "no value of choice spells a number, so number(choice) is never known"),
        ("height(digits) <= 3", "no value of digits is a size such as 1280x720, so height(digits) is never known"),
        ("choice == ''pros''", "choice is never 'pros'; did you mean pro?"),
        ("shots[].sise == 3", "the items of shots have no field sise; did you mean size?"),
        ("text[].x == 3", "text is no array: text[].x means nothing"),
        ("(" * 100_000 + "a > 1", "it has more than 200 words and marks: write several rules"),
        ("(" * 150 + "a" + ")" * 40 + " > 1", "a closing parenthesis is missing"),
        ("cuont(list) <= 3", "no function cuont; did you mean count?"),
        ("sum(list, 3) <= 3", "sum has one argument, not 2"),
    ],
)
def test_an_operand_that_is_never_what_is_asked_is_refused_with_what_to_write(text: str, says: str) -> None:
    with pytest.raises(Problems) as found:
        compared(text, FIELDS)
    (problem,) = found.value.problems
    assert says in problem.message
    assert problem.place.line


HUGE = "1" + "0" * 400


@pytest.mark.parametrize(
    ("text", "kind", "most"),
    [
        ("a / 3 <= b", "integer", HUGE),
        ("a * 100 / 700 <= b", "number", "1.0e+308"),
        (f"a <= {HUGE}.5", "integer", "10"),
        ("count(list) <= a", "integer", HUGE),
    ],
    ids=["quotient", "product", "literal", "count"],
)
def test_limits_of_any_size_are_read(text: str, kind: str, most: str) -> None:
    fields = (
        f"a: {{type: {kind}, maximum: {most}}}, b: {{type: number}}, list: {{type: array, items: {{type: integer}}}}"
    )
    compared(text, fields).accept({"a": 1, "b": 5, "list": [1]})


@pytest.mark.parametrize(
    "text",
    [
        "either + untyped <= b",
        "sum(number(shots[].part)) == number(digits)",
        "max(length(texts)) <= 3",
        "number(mixed) >= 3",
        "max(a, b, 3) > min(list)",
        "count(shots[].part) <= 3",
    ],
)
def test_operands_of_the_right_type_are_taken(text: str) -> None:
    assert compared(text, FIELDS).not_carried == {"holds"}


@pytest.mark.parametrize(
    ("text", "body", "holds"),
    [
        ("a % 5 == 0", {"a": 15}, True),
        ("a % 5 == 0", {"a": 14.5}, False),
        ("a % 0.1 == 0", {"a": 0.3}, True),
        ("a % b == 2", {"a": -1, "b": 3}, True),
        ("a % b == 2", {"a": -1, "b": 0}, True),
        ("a > -1.5", {"a": -2}, False),
        ("min(a, b, 3) >= 2", {"a": 2, "b": 9}, True),
        ("min(a, b, 3) >= 2", {"a": 1, "b": 9}, False),
        ("min(a, b, 3) >= 2", {"a": 1}, True),
        ("max(a, b) <= 5", {"a": 6, "b": 1}, False),
    ],
)
def test_remainders_and_the_least_of_several(text: str, body: dict[str, Any], holds: bool) -> None:
    assert [one.rule for one in compared(text).all_of(body)] == ([] if holds else ["holds"])


@pytest.mark.parametrize("cross", ["x", "X", "*", "\u00d7"])
def test_width_and_height_of_texts(cross: str) -> None:
    judges = compared("width(a) <= height(a)", "a: {type: string}")
    judges.accept(
        {"a": f"720{cross}1280"}, {"a": "wide"}, {"a": f"2{cross}1{cross}"}, {"a": f"{cross}1"}, {"a": f" 2{cross}1"}
    )
    judges.check({"a": f"1280{cross}720"}, Expected("holds", "/a"))
    assert judges.message({"a": f"2{cross}1"}) == "the width of a (2) must be at most the height of a (1)"


def test_texts_over_a_column_are_numbers() -> None:
    judges = compared("sum(number(shots[].part)) == number(digits)", FIELDS)
    judges.accept({"digits": "auto", "shots": [{"part": "2"}]}, {"digits": "5", "shots": [{}]}, {"digits": "5"})
    judges.accept({"digits": "5", "shots": [{"part": "2"}, {"part": "2"}, {"part": "1"}]})
    body = {"digits": "5", "shots": [{"part": "2"}, {"part": "2"}]}
    judges.check(body, Expected("holds", "/shots", ("/digits",)))
    assert judges.message(body) == "the sum of part in shots (4) must equal digits (5)"


def test_texts_and_booleans_are_equal_or_not() -> None:
    judges = compared("a != b", 'a: {type: string}, b: {type: [string, "null"], default: c}')
    judges.accept({}, {"a": "x"}, {"a": "x", "b": "y"}, {"b": "c"})
    judges.check({"a": "c"}, Expected("holds", "/a", ("/b",)))
    judges.check({"a": "c", "b": None}, Expected("holds", "/a", ("/b",)))
    assert judges.message({"a": "x", "b": "x"}) == 'a ("x") must not equal b ("x")'


def test_fields_with_lists_of_values_are_lowered() -> None:
    fields = """mode: {enum: [std, pro]}, other: {enum: [std, pro, "null"], default: std}, loud: {type: boolean},
        seconds: {enum: [5, 10]}, digits: {enum: ["5", "10", auto]}""".replace("\n", " ")
    bodies: list[dict[str, Any]] = [
        {
            name: value
            for name, value in zip(("mode", "other", "loud", "seconds", "digits"), values, strict=True)
            if value is not ...
        }
        for values in itertools.product(
            ("std", "pro", ...), ("pro", "null", ...), (True, False, ...), (5, 10.0, ...), ("10", "auto", ...)
        )
    ]
    for text in (
        "mode == other",
        "mode != other",
        "loud == true",
        "mode == ''pro''",
        "seconds == number(digits)",
        "number(digits) / seconds >= 1.5",
        "max(seconds, number(digits), 7) < 10",
        "length(mode) + seconds > 8",
    ):
        judges = compared(text, fields)
        assert judges.not_carried == set()
        verdicts = {bool(judges.all_of(body)) for body in bodies}
        assert verdicts == {True, False}, text


def test_too_many_combinations_are_not_lowered() -> None:
    values = ", ".join(map(str, range(23)))
    fields = f"a: {{enum: [{values}]}}, b: {{enum: [{values}]}}, c: {{enum: [{values}, 30]}}"
    assert compared("a <= b", fields).not_carried == {"holds"}
    assert compared("a <= 20", fields).not_carried == set()


def test_what_is_demanded_is_a_sentence() -> None:
    judges = compared("(a + b) * 2 <= count(list) - 1", FIELDS)
    assert judges.message({"a": 1.5, "b": 2, "list": [1]}) == (
        "(a + b) * 2 (7) must be at most (the number of items in list) - 1 (0)"
    )
    judges = compared("a - (b - 1) == min(a, b, 7)", FIELDS)
    assert judges.message({"a": 9, "b": 2}) == "a - (b - 1) (8) must equal the least of a, b and 7 (2)"


@pytest.mark.parametrize(
    "text",
    [
        "a <",
        "a b",
        "a",
        "a == ",
        "(a == b",
        "a == 1 == 2",
        "nothing(a) == 1",
        "c == 1",
        "1 == 1",
        "a == - b",
        "a..b == 1",
        f"a == {'9' * 5000}",
    ],
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    fields = "type: object\nproperties: {a: {type: number}, b: {type: number}}\n"
    spec = f"{fields}x-rules:\n  - {{id: holds, compare: '{text}'}}\n"
    with pytest.raises(Problems):
        build_files(provider({"request.yaml": spec}))
