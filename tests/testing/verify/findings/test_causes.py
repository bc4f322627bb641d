"""Servers with one wrong idea: verify names the idea, in one finding, whatever it makes them refuse and accept."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Json
from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.cases import Case, encoded
from reelspec.testing.verify.changed import with_change
from reelspec.testing.verify.findings.stricter import grouped
from reelspec.testing.verify.report import Excerpt, Finding, Outcome
from tests.testing.verify.judged import cases, findings_on, model_of, report_on, server
from tests.testing.verify.server import Flaws, Judge, judge_of
from tests.testing.verify.wrong import judging

FILM, LITE, SKETCH = "heron/film-2", "heron/film-2-lite", "heron/sketch-1"
I2V, APIMART, SEEDANCE = "powertokens/wan2.7-i2v", "apimart/wan2.7", "powertokens/seedance-1-5-pro-251215"

Change = Callable[[Judge, Any], bool]


def findings(name: str, change: Change, more: tuple[tuple[Any, bool], ...] = ()) -> list[Finding]:
    """What is found of a server that judges by the change of what is right. more: bodies besides the cases."""
    extra = [Case(f"more.{at}", "valid", body, valid, (), (), encoded(body)) for at, (body, valid) in enumerate(more)]
    return findings_on(judging(name, change), name, extra)


def only(name: str, change: Change, more: tuple[tuple[Any, bool], ...] = ()) -> Finding:
    (found,) = findings(name, change, more)
    return found


def absent_is(field: str, value: Any) -> Change:
    return lambda right, body: right(body if field in body else {**body, field: value})


@pytest.mark.parametrize(
    ("name", "field", "value", "words"),
    [
        (FILM, "multi_scene", True, "as if multi_scene were true when absent"),
        (LITE, "multi_scene", True, "as if multi_scene were true when absent"),
        (LITE, "length", "10", 'as if length were "8" or "10" when absent'),
        (SKETCH, "mode", "fine", 'as if mode were "fine" when absent'),
        (SKETCH, "steps", 40, "as if steps were 40 when absent"),
    ],
)
def test_a_wrong_default_is_said_as_that(name: str, field: str, value: Any, words: str) -> None:
    finding = only(name, absent_is(field, value))
    assert (finding.rule, finding.path) == ("default", f"/{field}")
    assert words in finding.message


@pytest.mark.parametrize(
    ("name", "field", "words"),
    [
        (FILM, "multi_scene", "as if multi_scene had no default"),
        (LITE, "rate", "as if rate were 12 when absent, or had no default"),
        (SKETCH, "mode", "as if mode had no default"),
    ],
)
def test_a_default_that_a_server_does_not_have(name: str, field: str, words: str) -> None:
    provider, model = model_of(name)

    def forget(one: Schema) -> Schema:
        if field not in one.properties:
            return one
        return replace(one, properties={**one.properties, field: replace(one.properties[field], default=None)})

    ignorant = judge_of(with_change(model, forget), provider)
    found = findings(name, lambda right, body: ignorant(body))
    assert [(one.rule, one.path) for one in found] == [("default", f"/{field}")]
    assert words in found[0].message


def at_the_top(change: Callable[[str, Any], Any]) -> Change:
    return lambda right, body: right({key: change(key, value) for key, value in body.items()})


def unquoted(key: str, value: Any) -> Any:
    numbers = ("rate", "seed", "strength", "frames", "steps")
    return int(value) if key in numbers and isinstance(value, str) and value.isdecimal() else value


@pytest.mark.parametrize("name", [FILM, LITE, SKETCH])
def test_numbers_in_quotes(name: str) -> None:
    finding = only(name, at_the_top(unquoted))
    assert (finding.kind, finding.rule) == ("laxer", "type")
    assert "as if numbers in quotes were numbers" in finding.message


@pytest.mark.parametrize(("name", "field"), [(SKETCH, "mode"), (APIMART, "resolution"), (I2V, "size")])
def test_capital_and_small_letters(name: str, field: str) -> None:
    _, model = model_of(name)
    listed = [one for one in model.schema.properties[field].values() or () if isinstance(one, str)]
    same = {one.lower(): one for one in listed}

    def folded(key: str, value: Any) -> Any:
        return same.get(value.lower(), value) if key == field and isinstance(value, str) else value

    finding = only(name, at_the_top(folded))
    assert finding.kind == "laxer" and finding.path == f"/{field}"
    assert f"as if capital and small letters were the same, in {field}" in finding.message


@pytest.mark.parametrize("name", [FILM, LITE, SKETCH, I2V])
def test_null_for_absent(name: str) -> None:
    finding = only(name, lambda right, body: right({key: one for key, one in body.items() if one is not None}))
    assert finding.kind == "laxer" and "as if null were absent" in finding.message


@pytest.mark.parametrize(("name", "field", "most"), [(FILM, "prompt", 400), (LITE, "prompt", 400)])
def test_lengths_in_bytes(name: str, field: str, most: int) -> None:
    minimal = next(case.body for case in cases(name) if case.name == "valid.minimal")
    assert isinstance(minimal, dict)
    more = tuple(({**minimal, field: sign * size}, True) for sign in ("é", "猫", "😀") for size in (most, most // 2))

    def in_bytes(right: Judge, body: Any) -> bool:
        return right(body) and len(str(body.get(field, "")).encode()) <= most

    finding = only(name, in_bytes, more)
    assert (finding.kind, finding.rule) == ("stricter", "maxLength")
    assert "as if lengths were in bytes" in finding.message

    def in_units(right: Judge, body: Any) -> bool:
        return right(body) and len(str(body.get(field, "")).encode("utf-16-le")) // 2 <= most

    assert "as if lengths were in UTF-16 units" in only(name, in_units, more).message


@pytest.mark.parametrize(
    ("name", "field", "value", "shown"),
    [(FILM, "length", "8", '"8"'), (SKETCH, "steps", 20, "20"), (APIMART, "resolution", "720P", '"720P"')],
)
def test_a_value_that_is_not_known(name: str, field: str, value: Any, shown: str) -> None:
    finding = only(name, lambda right, body: right(body) and body.get(field) != value)
    assert (finding.kind, finding.rule, finding.path) == ("stricter", "enum", f"/{field}")
    assert f"as if {field} could not be {shown}" in finding.message


@pytest.mark.parametrize(
    ("name", "field"), [(FILM, "strength"), (SKETCH, "voice"), (I2V, "prompt"), (SEEDANCE, "seed"), (APIMART, "seed")]
)
def test_a_field_that_is_not_known_or_required(name: str, field: str) -> None:
    finding = only(name, lambda right, body: right(body) and field not in body)
    assert (finding.kind, finding.path) == ("stricter", f"/{field}")
    assert f"as if it did not know {field}" in finding.message
    finding = only(name, lambda right, body: right(body) and field in body)
    assert (finding.kind, finding.rule, finding.path) == ("stricter", "required", f"/{field}")


@pytest.mark.parametrize(
    ("name", "field", "limit", "keyword"),
    [(FILM, "seed", 4294967295, "maximum"), (SKETCH, "frames", 257, "maximum"), (SKETCH, "frames", 9, "minimum")],
)
def test_a_limit_that_is_one_off(name: str, field: str, limit: int, keyword: str) -> None:
    finding = only(name, lambda right, body: right(body) and body.get(field) != limit)
    assert (finding.kind, finding.rule, finding.path) == ("stricter", keyword, f"/{field}")
    assert f"as if the limit of {limit} itself were refused" in finding.message


@pytest.mark.parametrize("name", [FILM, LITE])
def test_null_where_it_is_allowed(name: str) -> None:
    finding = only(name, lambda right, body: right(body) and None not in body.values())
    assert (finding.kind, finding.rule) == ("stricter", "type")
    assert finding.message.endswith("as if null were nowhere allowed")


def test_the_rules_of_another_model() -> None:
    provider, lite = model_of(LITE)
    other = judge_of(lite, provider)

    def as_lite(right: Judge, body: Any) -> bool:
        return other({**body, "engine": "film-2-lite"}) if body.get("engine") == "film-2" else right(body)

    finding = only(FILM, as_lite)
    assert (finding.rule, finding.path) == ("most-frames", "/engine")
    assert finding.message.endswith("as if film-2 had the rules of film-2-lite")


@pytest.mark.parametrize(
    ("name", "rule", "guard"),
    [
        ("powertokens/wan2.7-r2v", "long-seconds-need-video", "seconds"),
        (SEEDANCE, "draft-size", "draft"),
        (FILM, "strength-of-pictures", "strength"),
    ],
)
def test_a_rule_without_its_condition(name: str, rule: str, guard: str) -> None:
    provider, model = model_of(name)

    def unguarded(one: Schema) -> Schema:
        return replace(one, rules=tuple(replace(each, when=None) if each.id == rule else each for each in one.rules))

    always = judge_of(with_change(model, unguarded), provider)
    finding = only(name, lambda right, body: always(body))
    assert (finding.kind, finding.rule) == ("stricter", rule)
    assert finding.message.endswith(f"as if {rule} held whatever {guard} is")


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [(FILM, "seed", "strength"), (SKETCH, "voice", "mode"), (APIMART, "seed", "resolution")],
)
def test_what_the_server_says_is_told(name: str, first: str, second: str) -> None:
    def message(body: Any) -> str:
        if not isinstance(body, dict) or (first not in body and second not in body):
            return "the body is wrong"
        return f"no {first if first in body else second} for this account"

    flaws = Flaws(refuse=lambda body: first in body or second in body, message=message)
    found = report_on(server(name, flaws), name).findings
    assert {one.path for one in found} == {f"/{first}", f"/{second}"}
    assert any(f'saying "no {first} for this account"' in one.message for one in found)


def test_what_nothing_simple_has_in_common_is_told_apart_by_what_is_said() -> None:
    def attempt(at: int, body: Json, text: str) -> Attempt:
        outcome = Outcome("m", "o", str(at), "accepted", "refused" if text else "accepted", 400)
        return Attempt(Case(str(at), "value", body, True), outcome, Excerpt("", "", 400, json.dumps({"error": text})))

    refused = [
        attempt(0, {"a": 1, "b": 2, "c": 1}, "no a for 1, sorry"),
        attempt(1, {"a": 1, "b": 3, "c": 2}, "no a for 1, sorry"),
        attempt(2, {"a": 2, "b": 2, "c": 2}, "no b here"),
        attempt(3, {"a": 3, "b": 2, "c": 3}, "no b here"),
    ]
    accepted = [attempt(4, {"a": 2, "b": 3, "c": 1}, ""), attempt(5, {"a": 3, "b": 3, "c": 2}, "")]
    assert [one.members for one in grouped(refused, accepted)] == [(0, 1), (2, 3)]


def test_a_message_for_everything_is_not_repeated() -> None:
    found = report_on(server(FILM, Flaws(refuse=lambda body: "seed" in body)), FILM).findings
    assert found and not any("saying" in one.message for one in found)


@pytest.mark.parametrize("name", [FILM, SKETCH, I2V, APIMART])
def test_two_wrong_ideas_are_two_findings(name: str) -> None:
    field = {FILM: "seed", SKETCH: "voice", I2V: "prompt", APIMART: "seed"}[name]

    def both(right: Judge, body: Any) -> bool:
        return right({key: one for key, one in body.items() if one is not None}) and field not in body

    found = findings(name, both)
    assert any("as if null were absent" in one.message for one in found)
    assert any(f"as if it did not know {field}" in one.message for one in found)
