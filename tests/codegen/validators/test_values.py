"""Values at the edges of Python and JSON: 8.0, huge numbers, NaN, subclasses, what JSON has no word for, deep nesting.

Run by pytest.
"""

from __future__ import annotations

import math
from collections import OrderedDict, defaultdict
from enum import Enum, IntEnum
from typing import Any
from unittest.mock import ANY

import pytest

from tests.contract.documents.case import Expected, warning
from tests.support import request, shape

NUMBERS = """
properties:
  whole: {type: integer, minimum: 1, maximum: 8}
  exact: {type: integer, enum: [4, 8]}
  real: {type: number}
  tenth: {type: number, multipleOf: 0.1}
  size: {type: string, enum: [S, L]}
x-rules:
  - {id: four-is-small, when: {exact: 4}, must: {whole: {maximum: 4}}}
  - {id: half, severity: warning, when: {real: {exclusiveMaximum: 0.5}}, must: {whole: 1}}
"""


def test_integers_may_be_written_with_a_fraction_of_nothing() -> None:
    judges = request(NUMBERS)
    judges.accept({"whole": 8.0, "exact": 8.0}, {"exact": 4.0, "whole": 4.0}, {"whole": 1e0}, {"real": 8})
    judges.check({"exact": 4.0, "whole": 5.0}, Expected("four-is-small", "/whole", ("/exact",)))
    judges.check({"whole": 8.5}, Expected("type", "/whole"))
    judges.check({"whole": 9.0}, Expected("maximum", "/whole"))
    judges.check({"real": 0.25, "whole": 2.0}, warning("half", "/whole", ("/real",)))


def test_true_is_no_number_and_one_is_no_boolean() -> None:
    judges = request("properties: {a: {type: integer}, b: {type: boolean}, c: {enum: [1, false]}, d: {const: 0}}")
    judges.accept({"a": 1, "b": True, "c": 1, "d": 0}, {"c": 1.0, "d": 0.0}, {"c": False})
    judges.check(
        {"a": True, "b": 1, "c": True, "d": False},
        *(Expected(rule, path) for rule, path in (("type", "/a"), ("type", "/b"), ("enum", "/c"), ("const", "/d"))),
    )
    judges.check({"c": 0}, Expected("enum", "/c"))


@pytest.mark.parametrize("value", [10**5000, -(10**5000), 10**30, 2**63, 2**64 + 1], ids=int.bit_length)
def test_integers_of_any_size(value: int) -> None:
    validator = request(NUMBERS).validator
    assert validator.is_valid({"real": value, "tenth": value})
    assert [one.rule for one in validator.validate({"whole": value})] == ["maximum" if value > 0 else "minimum"]
    assert [one.rule for one in validator.validate({"exact": value, "size": value})] == ["enum", "type"]
    assert all(len(one.message) < 200 for one in validator.validate({"whole": value, "size": value, "x": value}))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_cannot_write_are_refused(value: float) -> None:
    validator = request(NUMBERS).validator
    for name in ("whole", "exact", "real", "tenth"):
        (found,) = validator.validate({name: value})
        assert (found.rule, found.path) == ("type", f"/{name}")
        assert not validator.is_valid({name: value})


def test_decimals_are_read_as_they_are_written() -> None:
    validator = request(NUMBERS).validator
    for value in (0.3, 0.7, 1.1, 123456.7, 3):
        assert validator.is_valid({"tenth": value})
    for value in (0.35, 1e-5):
        assert not validator.is_valid({"tenth": value})


class Size(str, Enum):  # noqa: UP042
    S = "S"
    M = "M"


class Count(IntEnum):
    FOUR = 4
    FIVE = 5


def test_subclasses_are_what_an_encoder_would_write() -> None:
    validator = request(NUMBERS).validator
    assert validator.validate(OrderedDict(size=Size.S, exact=Count.FOUR, whole=Count.FOUR)) == ()
    body: defaultdict[str, Any] = defaultdict(int, size=Size.M, exact=Count.FOUR, whole=Count.FIVE)
    found = validator.validate(body)
    assert list(map(shape, found)) == [Expected("enum", "/size"), Expected("four-is-small", "/whole", ("/exact",))]


def test_a_subclass_hides_nothing_in_a_field_of_no_type() -> None:
    judges = request(
        """
        properties:
          free: {properties: {a: {type: string, format: uri}}, minProperties: 1}
          text: {minLength: 3}
          list: {items: {maximum: 5}, maxItems: 2}
          same: {enum: [[1, {a: true}], 5]}
        """
    )
    judges.accept({"free": {"a": "a:b"}, "text": "abc", "list": [5], "same": [1, {"a": True}]}, {"free": 1, "text": 2})
    judges.check({"free": {"a": 5}}, Expected("type", "/free/a"))
    judges.check({"free": {}}, Expected("minProperties", "/free"))
    judges.check({"free": {"a": "b"}}, warning("format", "/free/a"))
    judges.check({"free": {"c": 1}}, warning("additionalProperties", "/free/c"))
    judges.check({"text": "ab"}, Expected("minLength", "/text"))
    judges.check({"list": [1, 6]}, Expected("maximum", "/list/1"))
    judges.check({"list": [1, 1, 1]}, Expected("maxItems", "/list"))
    judges.check({"same": [True, {"a": True}]}, Expected("enum", "/same"))
    judges.check({"same": [1, {"a": 1}]}, Expected("enum", "/same"))


class Angry:
    """Whatever is done with it is wrong."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise ValueError("no")

    def __bool__(self) -> bool:
        raise ValueError("no")

    def __len__(self) -> int:
        raise ValueError("no")


@pytest.mark.parametrize(
    "value",
    [{1}, (1, 2), b"x", object(), Angry(), ANY, 1j, range(3), Angry, len],
    ids=lambda value: type(value).__name__,
)
def test_what_json_has_no_word_for_never_raises(value: Any) -> None:
    judges = request(
        """
        properties:
          size: {type: string, enum: [S, L]}
          fixed: {const: S}
          listed: {enum: [S, L, 5, true]}
          free: {}
          many: {type: array, items: {type: string}}
          either: {anyOf: [{const: a}, {const: b}]}
        x-rules:
          - {id: free-is-small, when: {free: x}, must: {size: S}}
        """
    )
    validator = judges.validator
    for body in (
        value,
        [value],
        {"size": value},
        {"fixed": value},
        {"listed": value},
        {"many": value},
        {"many": [value]},
    ):
        assert not validator.is_valid(body)
        assert validator.errors(body) == validator.validate(body) != ()
    assert not validator.is_valid({"either": value})
    for place in (value, [value], {"a": value}):
        (found,) = validator.validate({"free": place, "size": "L"})
        assert found.rule == "type" and found.path.startswith("/free") and "that JSON has" in found.message


def test_keys_that_are_no_text() -> None:
    validator = request(NUMBERS).validator
    found = validator.validate({1: 2, (3,): 4, None: 5, "whole": 9})
    assert (found[0].rule, found[0].path) == ("maximum", "/whole")
    assert {one.rule for one in found} == {"maximum", "additionalProperties"}
    assert not validator.is_valid({1: 2})
    assert validator.validate({1: 2})[0].message == '"(int key)" is no field here'


def test_bodies_nested_as_deep_as_python_can_go_are_judged_alike_by_all_functions() -> None:
    judges = request(
        """
        properties: {tree: {$ref: '#/$defs/node'}, free: {}}
        $defs:
          node: {type: object, properties: {kids: {type: array, items: {$ref: '#/$defs/node'}}, "n": {type: integer}}}
        """
    )
    validator = judges.validator
    for depth in (10, 90, 110, 200, 300, 600, 5000, 100_000):
        for leaf, wrong in (({"n": 1}, False), ({"n": 1.0}, False), ({"n": "1"}, True), ({"z": 1}, False)):
            tree: dict[str, Any] = dict(leaf)
            for _ in range(depth):
                tree = {"kids": [tree]}
            for body in ({"tree": tree}, {"free": tree}):
                errors = validator.errors(body)
                assert validator.is_valid(body) is (errors == ())
                assert tuple(one for one in validator.validate(body) if one.severity == "error") == errors
                if depth < 100:
                    assert bool(errors) is (wrong and "tree" in body)
                elif errors:
                    assert {one.rule for one in errors} <= {"nesting", "type"}


def test_a_body_that_contains_itself_never_ends_up_in_an_endless_loop() -> None:
    validator = request("properties: {a: {type: array}, b: {}, c: {enum: [[1]]}}").validator
    ring: list[Any] = []
    ring.append(ring)
    for body in ({"a": ring}, {"b": ring}, {"c": ring}, ring, {"a": 1, "b": ring}):
        assert validator.is_valid(body) is (validator.errors(body) == ())
    assert not validator.is_valid({"c": ring})
