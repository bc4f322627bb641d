"""What was tried and what was not is said of each rule, limit and listed value, and can fail a run."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from reelspec.testing.verify.coverage import DEAD, DECIDES_NOTHING
from reelspec.testing.verify.report import Covered, Report
from reelspec.testing.verify.reports.json import as_json
from reelspec.testing.verify.reports.junit import as_junit
from reelspec.testing.verify.reports.text import as_text
from reelspec.testing.verify.run import Options, verify
from reelspec.testing.verify.target import target_of
from tests.testing.verify.dropping import rules_of
from tests.testing.verify.judged import HERON, cases, model_of, names, report_on, server
from tests.testing.verify.server import Flaws

I2V = "powertokens/wan2.7-i2v"
STRICT = Options(fail_on=frozenset(("untried", "unfinished")))


def without_cases(name: str, rule: str, options: Options | None = None) -> Report:
    """A run on a right server with none of the cases that break the rule."""
    provider, model = model_of(name)
    kept = [one for one in cases(name) if all(said.rule != rule for said in one.violations)]
    target = target_of(server(name), provider)
    return asyncio.run(verify(provider, [model], target, options, cases={model.name: kept}))


@pytest.mark.parametrize("name", [*names(), *HERON])
def test_every_rule_is_tried_or_decides_nothing(name: str) -> None:
    report = report_on(server(name), name, STRICT)
    assert report.findings == () and report.untried == () and report.passed
    rules = {one.rule for one in report.coverage if one.what == "rule"}
    assert rules == {one.id for one in rules_of(model_of(name)[1]) if one.severity == "error"}
    assert {one.why for one in report.coverage if one.moot} <= {DECIDES_NOTHING, DEAD}
    assert all(one.why for one in report.coverage if not one.tried)


def test_a_listed_value_that_rules_let_nobody_have_is_called_that_and_not_untried() -> None:
    report = report_on(server("powertokens/wan2.1-kf2v-plus"), "powertokens/wan2.1-kf2v-plus")
    dead = [(one.path, one.value) for one in report.coverage if one.why == DEAD and one.moot]
    assert dead == [("/size", '"480P"'), ("/size", '"1080P"')]
    assert "480P" not in as_text(report)


@pytest.mark.parametrize(
    ("name", "rule"),
    [(I2V, "media-combination"), ("apimart/wan2.7", "image-style"), ("heron/film-2", "even-canvas")],
)
def test_a_rule_without_a_case_is_named_and_can_fail_the_run(name: str, rule: str) -> None:
    report = without_cases(name, rule, STRICT)
    assert report.good and not report.passed and without_cases(name, rule).passed
    assert [(one.rule, one.side, one.why) for one in report.untried] == [(rule, "broken", "no case breaks it")]
    text = as_text(report)
    assert f"1 rule: {rule} (no case breaks it)" in text
    assert ", 1 rule not tried: " in text.splitlines()[-1]
    found = [one for one in json.loads(as_json(report))["coverage"] if one["rule"] == rule and not one["tried"]]
    assert [one["why"] for one in found] == ["no case breaks it"]
    assert '<failure type="untried"' in as_junit(report)
    assert '<failure type="untried"' not in as_junit(without_cases(name, rule))


def test_what_was_not_sent_was_not_tried() -> None:
    report = report_on(server(I2V), I2V, Options(most=3))
    late = [one for one in report.coverage if one.what == "value" and not one.tried]
    assert late and all(one.why.startswith("not sent: stopped: 3 requests were accepted") for one in late)
    report = report_on(server(I2V), I2V, Options(only_invalid=True))
    assert {one.why for one in report.coverage if one.side == "kept"} == {
        "not sent: only bodies that must be refused were"
    }
    assert all(one.tried for one in report.coverage if one.side == "broken")


def test_what_cannot_be_judged_was_not_tried() -> None:
    def crash(body: Any) -> bool:
        return isinstance(body, dict) and isinstance(body.get("seed"), int) and body["seed"] < 0

    report = report_on(server("heron/film-2", Flaws(crash=crash)), "heron/film-2")
    (found,) = [
        one for one in report.coverage if one.rule == "minimum" and one.path == "/seed" and one.side == "broken"
    ]
    assert found.why == "nothing could be judged: answers 500"


def test_limits_are_told_by_their_place_in_inner_objects() -> None:
    report = report_on(server("heron/film-2"), "heron/film-2")
    tried = {one.name: one.tried for one in report.coverage}
    assert tried["/scenes/*/text maxLength"] and tried["/scenes/*/text maxLength kept"]
    assert tried['/scenes/*/length "3"'] and tried["/scenes/*/length required"]


def test_a_task_that_never_ends_is_always_named() -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return status, {**answer, "status": "queued", "video_url": None}

    options = Options(wait=0.1, fail_on=STRICT.fail_on)
    report = report_on(server(I2V, Flaws(polled=polled)), I2V, options, every=8)
    assert not report.passed
    assert report.unfinished == ("wan2.7-i2v: the task of videos.create was not seen to end",)
    assert "not finished: wan2.7-i2v: " in as_text(report)
    assert '<failure type="unfinished"' in as_junit(report)


def test_tasks_that_all_fail_are_always_named() -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return status, {**answer, "status": "failed"} if number > 1 else answer

    report = report_on(server(I2V, Flaws(polled=polled)), I2V, STRICT)
    assert report.unfinished == ("the only task ended as failed, so that no success was seen",)
    assert not report.passed and as_text(report).splitlines()[-1].startswith("no difference, tasks not finished")


def test_names() -> None:
    assert Covered("m", "o", "limit", "type", "", "", "broken", 1).name == "the body type"
    assert Covered("m", "o", "value", "enum", "/a", "2", "kept", 1).name == "/a 2"
