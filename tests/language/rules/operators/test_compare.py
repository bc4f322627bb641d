"""`compare`: a relation between numbers made of fields; a schema cannot say it. Run by pytest."""

from __future__ import annotations

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
    assert judges.message({"a": 10**5000, "b": 1}).endswith("; a number of more than 308 digits against 10")
    assert judges.message({"a": 1e308, "b": 1e-300}) == "a + b < 10 must hold; 1e+308 against 10"
    assert judges.message({"a": 30.0, "b": 0.5}) == "a + b < 10 must hold; 30.5 against 10"
    assert judges.message({"a": 30.5, "b": 0.5}) == "a + b < 10 must hold; 31 against 10"
    assert judges.message({"a": 10**21, "b": 1}) == "a + b < 10 must hold; 1e+21 against 10"


@pytest.mark.parametrize(
    "text", ["a <", "a b", "a", "a == ", "(a == b", "a == 1 == 2", "nothing(a) == 1", "c == 1", "1 == 1"]
)
def test_what_cannot_be_read_is_refused(text: str) -> None:
    fields = "type: object\nproperties: {a: {type: number}, b: {type: number}}\n"
    spec = f"{fields}x-rules:\n  - {{id: holds, compare: '{text}'}}\n"
    with pytest.raises(Problems):
        build_files(provider({"request.yaml": spec}))
