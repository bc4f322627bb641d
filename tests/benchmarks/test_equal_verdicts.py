"""What the benchmarks compare with decides the documents' tables as they say. Run by pytest; nothing is timed."""

from __future__ import annotations

import jsonschema_rs
import pytest

from tests.benchmarks.bodies import (
    BODIES,
    BOUND,
    CONST,
    ENUM,
    FAULTS,
    FULL,
    ITEM,
    MANY,
    REQUIRED,
    RULE,
    THREE,
    TWO,
    TYPE,
    UNKNOWN,
    VALID,
    kind,
)
from tests.benchmarks.lean import LEAN
from tests.benchmarks.measuring import tables
from tests.benchmarks.subjects import by_hand, schema, validators

CASES = tables()
VALIDATORS = validators(BODIES, "judged")
BOUNDS = ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems")


@pytest.mark.parametrize("key", list(CASES), ids="/".join)
def test_the_limit_and_the_lean_schema_decide_as_the_tables(key: tuple[str, str]) -> None:
    judges = {**by_hand(key), "lean": jsonschema_rs.Draft202012Validator(LEAN[key]).is_valid}
    for name, judge in judges.items():
        assert [body for body, valid in CASES[key] if judge(body) is not valid] == [], name


@pytest.mark.parametrize("key", list(BODIES), ids="/".join)
def test_the_bodies_to_measure_with_are_what_their_kinds_say(key: tuple[str, str]) -> None:
    rules = {one["id"] for one in schema(key).get("x-rules", {}).get("carried", {}).values()}
    lean = jsonschema_rs.Draft202012Validator(LEAN[key])
    for name, body in BODIES[key].items():
        errors = VALIDATORS[key].errors(body)
        verdicts = [*(judge(body) for judge in by_hand(key).values()), lean.is_valid(body)]
        assert verdicts == [not errors] * 3, name
        words, deep = [one.rule for one in errors], [one.path.count("/") > 1 for one in errors]
        fits = {
            VALID: not errors,
            FULL: not errors,
            MANY: any(type(value) is list and len(value) == 1000 for value in body.values()),
            ENUM: words == ["enum"],
            CONST: words == ["const"],
            TYPE: words == ["type"],
            REQUIRED: words == ["required"],
            UNKNOWN: words == ["additionalProperties"],
            ITEM: len(words) == 1,
            BOUND: len(words) == 1 and words[0] in BOUNDS,
            RULE: len(words) == 1 and words[0] in rules,
            THREE: len(words) == 3 and "additionalProperties" not in words,
            TWO: len(words) == 3 and words.count("additionalProperties") == 1,
        }
        assert fits[kind(name)], (name, errors)
        assert kind(name) == MANY or deep == [kind(name) == ITEM] * len(errors), (name, errors)


@pytest.mark.parametrize("key", list(BODIES), ids="/".join)
def test_no_kind_of_fault_that_a_model_can_have_is_left_out(key: tuple[str, str]) -> None:
    body = schema(key)
    words = {word for one in body["properties"].values() for word in one}
    possible = {
        ENUM: "enum" in words,
        CONST: "const" in words,
        ITEM: "items" in words,
        BOUND: not words.isdisjoint(BOUNDS),
        RULE: "carried" in body.get("x-rules", {}),
        **dict.fromkeys((TYPE, REQUIRED, UNKNOWN, THREE, TWO), True),
    }
    assert {one for one in FAULTS if possible[one]} == {kind(name) for name in BODIES[key]} & {*FAULTS}
    assert {VALID, FULL} <= BODIES[key].keys()
    assert possible[ITEM] == (MANY in {kind(name) for name in BODIES[key]})
