"""What messages say of numbers, names and texts is the same in every version of Python, and as JavaScript would say it."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.support import request

NAMES = ["b", "10", "-1", "9", "01", "4294967295", "a", "4294967294", "0", "1.0", "\u0663", "99999999999"]
IN_ORDER = ["0", "9", "10", "4294967294", "b", "-1", "01", "4294967295", "a", "1.0", "\u0663", "99999999999"]


@pytest.mark.parametrize(
    ("schema", "rule"),
    [
        ("properties: {known: {}}\nadditionalProperties: false", "additionalProperties"),
        ("additionalProperties: false", "additionalProperties"),
        ("additionalProperties: {type: string}", "type"),
        ("patternProperties: {'': {type: string}}", "type"),
        ("patternProperties: {^x: true}\nadditionalProperties: false", "additionalProperties"),
        ("propertyNames: {minLength: 20}", "propertyNames"),
        ("unevaluatedProperties: false", "unevaluatedProperties"),
        ("unevaluatedProperties: {type: string}", "type"),
        ("properties: {known: {}}", "additionalProperties"),  # warnings: it is open
    ],
)
def test_names_are_told_in_the_order_of_javascript(schema: str, rule: str) -> None:
    judges = request(f"properties:\n  inner:\n    type: object\n    {schema.replace(chr(10), chr(10) + '    ')}")
    found = judges.all_of({"inner": dict.fromkeys(NAMES, 1)})
    assert [(one.rule, one.path) for one in found] == [(rule, f"/inner/{name}") for name in IN_ORDER]


@pytest.mark.parametrize("names", [*permutations(["z", "2", "10"])])
def test_what_is_no_json_is_told_in_the_order_of_javascript(names: tuple[str, ...]) -> None:
    judges = request("properties: {any: true, open: {type: object}, some: {type: object, properties: {known: {}}}}")
    for field in ("any", "open", "some"):
        found = judges.validator.errors({field: dict.fromkeys(names, float("inf"))})
        assert [one.path for one in found] == [f"/{field}/{name}" for name in ("2", "10", "z")]


def test_numbers() -> None:
    judges = request(
        """
        properties:
          a: {type: number, minimum: 2.0, maximum: 1.0e+21, multipleOf: 0.50}
          b: {enum: [0.5, 8.0]}
          c: {type: integer}
          d: {type: string}
          e: {enum: ["1e+21", "7"]}
        """
    )
    assert judges.message({"a": 1.0}) == "1 is less than the minimum 2"
    assert judges.message({"a": 10**25}) == "1e+25 is more than the maximum 1e+21"
    assert judges.message({"a": 2.25}) == "2.25 is not a multiple of 0.5"
    assert judges.message({"a": float("inf")}) == "Infinity is not a number that JSON can write"
    assert judges.message({"b": 1e-7}) == "1e-7 is not 0.5 or 8"
    assert judges.message({"b": "8"}) == '"8" is not 0.5 or 8; did you mean 8, without quotes?'
    assert judges.message({"c": "9007199254740993"}).endswith("; did you mean 9007199254740992, without quotes?")
    # Beyond 2 ** 53 there is no telling an integer from the double that it is written as.
    for same in (10**25, 1e25):
        assert judges.message({"d": same}) == '1e+25 is not a string; did you mean "1e+25"?'
    assert judges.message({"d": 10**400}) == "a number of more than 308 digits is not a string"
    for value, meant in ((10**21, "1e+21"), (7.0, "7")):
        assert judges.message({"e": value}).endswith(f'; did you mean "{meant}"?')


def test_white_space_and_case() -> None:
    judges = request("properties: {k: {enum: [ka]}, flag: {type: boolean}}")
    for text in ("KA", "k \u2003\u3000\ufeffa", "\n\n\n\nKA"):
        assert judges.message({"k": text}).endswith('; did you mean "ka"?')
    # U+001C and U+0085 are white space for Python alone; the Kelvin sign is a capital k for Unicode, not in ASCII.
    for text in ("k\x1c\x1c\x1c\x1ca", "k\x85\x85\x85\x85a", "\u212aa"):
        assert "did you mean" not in judges.message({"k": text})
    assert judges.message({"flag": "TRUE"}).endswith("; did you mean true, without quotes?")


def test_a_path_is_escaped_by_the_same_table() -> None:
    judges = request("properties: {known: {}}")
    (found,) = judges.validator.errors({"\u202e竜\u0378\n": 1})
    assert str(found) == "/\\u202e竜\u0378\\n: " + found.message + " [additionalProperties]"
    assert found.message == '"\\u202e竜\u0378\\n" is no field here'


@pytest.mark.parametrize(
    "value",
    [
        '"\\u3000"',
        "竜",
        '"a\\u0378"',
        "'\"'",
        "s" * 60,
        "s" * 61,
        "8.0",
        "1.0e+21",
        "-1.0e-7",
        "[1.0]",
        "{a: 1.0}",
        "true",
    ],
)
def test_allowed_values_are_told_alike_at_generation_and_at_run_time(value: str) -> None:
    judges = request(f"properties: {{a: {{enum: [{value}, z]}}, b: {{anyOf: [{{const: {value}}}, {{const: z}}]}}}}")
    assert judges.message({"a": None}) == judges.message({"b": None})
