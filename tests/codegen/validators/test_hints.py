"""What a value was meant to be: said only of what the keyword that refused would accept, and of no other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import request


@pytest.mark.parametrize(
    ("schema", "value", "meant"),
    [
        ('enum: ["5", "6"]', "05", '"5"'),
        ('enum: ["5", "6"]', " 5", '"5"'),
        ('enum: ["5", "6"]', "5.0", '"5"'),
        ('enum: ["5", "6"]', 5, '"5"'),
        ('type: string, enum: ["5", "6"]', 5, '"5"'),
        ('type: string, const: "5"', 5, '"5"'),
        ("enum: [5, 6]", "5", "5, without quotes"),
        ("type: integer, const: 5", "05", "5, without quotes"),
        ("const: true", "True", "true, without quotes"),
        ("type: boolean", " TRUE", "true, without quotes"),
        ('type: [boolean, "null"]', "null", "null, without quotes"),
        ("type: integer", "5.0", "5, without quotes"),
        ("type: integer", " 5", "5, without quotes"),
        ("type: number", "5.50", "5.5, without quotes"),
        ('type: [integer, "null"]', "5", "5, without quotes"),
        ("type: string", 5.5, '"5.5"'),
        ("type: string", ["x"], "its only item"),
        ("type: string, enum: [x, z]", ["x"], "its only item"),
        ("type: array, items: {type: string}", "x", "an array with this as its only item"),
        ("type: array", 5, "an array with this as its only item"),
    ],
)
def test_a_slip_is_told(schema: str, value: Any, meant: str) -> None:
    judges = request(f"properties: {{field: {{{schema}}}, list: {{type: array, items: {{{schema}}}}}}}")
    for body in ({"field": value}, {"list": [value]}):
        assert judges.message(body).endswith(f"; did you mean {meant}?")
        judges.verdict(body)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ('enum: ["5", "6"]', "7"),
        ('type: string, enum: ["5", "6"]', 7),
        ("enum: [5, 6]", "5.5"),
        ("type: integer", "5.5"),
        ("type: integer", "5e1"),
        ("type: integer", "five"),
        ("type: integer", ""),
        ("type: integer", ["5"]),
        ("type: integer", [5.5]),
        ("type: string", [5]),
        ("type: string", ["x", "z"]),
        ("type: string, enum: [x, z]", ["y"]),
        ("type: array, items: {type: string}", 5),
        ("type: array, items: {type: object}", "x"),
        ("type: boolean", 1),
        ("type: boolean", "yes"),
        ("type: string", None),
    ],
)
def test_no_hint_is_false(schema: str, value: Any) -> None:
    judges = request(f"properties: {{field: {{{schema}}}}}")
    assert "did you mean" not in judges.message({"field": value})


def test_numbers_in_a_row_are_told_together() -> None:
    judges = request(
        'properties: {a: {enum: [-1, 4, 5, 6, 7]}, b: {enum: ["1", "2", "3"]}, c: {enum: ["08", "09", "10"]}}'
    )
    assert judges.message({"a": 8}) == "8 is not -1 or one of 4 to 7"
    assert judges.message({"b": "x"}) == '"x" is not "1", "2" or "3"'
    assert judges.message({"c": "x"}) == '"x" is not "08", "09" or "10"'


def test_a_long_list_is_told_by_what_was_meant_or_is_nearest() -> None:
    judges = request(
        """
        properties:
          size: {type: string, enum: [aa, bb, cc, dd, ee, ff, gg, hh, ii, jj, kk]}
          rate: {enum: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]}
        """
    )
    assert judges.message({"size": "AA"}) == '"AA" is not one of 11 values; did you mean "aa"?'
    assert judges.message({"size": "zkz"}) == '"zkz" is not one of 11 values, such as "kk", "aa" or "bb"'
    assert judges.message({"rate": 42}) == "42 is not one of 11 values, such as 40, 50 or 30"


def test_how_many_there_are() -> None:
    judges = request(
        """
        properties:
          text: {type: string, minLength: 2}
          list: {type: array, minItems: 1}
          both: {type: array, minItems: 2, maxItems: 2}
          object: {type: object, minProperties: 2}
          some: {type: array, contains: {type: integer}, minContains: 2}
          filled: {type: string, pattern: '\\S'}
        """
    )
    assert judges.message({"text": "x"}) == "it is 1 character long; at least 2 are needed"
    assert judges.message({"list": []}) == "it has no items; at least 1 is needed"
    assert judges.message({"both": [1]}) == "it has 1 item; exactly 2 are needed"
    assert judges.message({"object": {"a": 1}}) == "it has 1 field; at least 2 are needed"
    assert judges.message({"some": [1]}) == "it has 1 matching item; at least 2 are needed"
    assert judges.message({"filled": " "}) == '" " is blank'
