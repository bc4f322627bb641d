"""The three forms of a report: for people, for programs, for servers of continuous integration."""

from __future__ import annotations

import asyncio
import json
import random
import re
import xml.etree.ElementTree as tree
from dataclasses import replace
from typing import Any

import pytest

from reelspec.testing.verify.report import Excerpt, Finding, Outcome, Report
from reelspec.testing.verify.reports.json import as_json
from reelspec.testing.verify.reports.junit import as_junit
from reelspec.testing.verify.reports.text import as_text
from reelspec.testing.verify.run import Options, verify
from reelspec.testing.verify.target import target_of
from tests.testing.verify.dropping import without_rule
from tests.testing.verify.judged import cases, model_of, report_on, server
from tests.testing.verify.server import Flaws

NAME = "powertokens/wan2.7-i2v"
HOSTILE = "\x1b[31m]]> <b a='\"'>&amp; \x00\ud800\u202e\ufffe 猫 😀\nnext"


SENT = len(cases(NAME)) + 1  # and the one that is not JSON
BROKEN = sum(any(one.rule == "media-combination" for one in case.violations) for case in cases(NAME))
CRASHED = sum(isinstance(case.body, dict) and isinstance(case.body.get("size"), int | float) for case in cases(NAME))


@pytest.fixture(scope="module")
def report() -> Report:
    """Of a server that ignores a rule, crashes on numbers, refuses a value and steps back."""
    flaws = Flaws(
        refuse=lambda body: body.get("seconds") == "15",
        crash=lambda body: isinstance(body, dict) and isinstance(body.get("size"), int | float),
        polled=lambda number, status, answer: (status, {**answer, "status": "running"} if number > 2 else answer),
    )
    ignorant = without_rule(model_of(NAME)[1], "media-combination")
    return report_on(server(NAME, flaws, ignorant), NAME)


@pytest.fixture(scope="module")
def hostile() -> Report:
    """A report whose every text is hostile."""
    finding = Finding(
        "answer",
        HOSTILE,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        (HOSTILE,),
        1,
        example=Excerpt(HOSTILE, HOSTILE, 200, HOSTILE),
    )
    outcome = Outcome(HOSTILE, HOSTILE, HOSTILE, "accepted", "unclear", 200, 0.1, HOSTILE)
    return Report(HOSTILE, HOSTILE, (finding,), (outcome,), (), 1, 1, 0.1, 0, HOSTILE, (HOSTILE,))


def test_people_read_what_was_found(report: Report) -> None:
    lines = as_text(report, width=110).splitlines()
    assert lines[0] == "the application checked against the spec of powertokens"
    laxer, unclear = BROKEN, CRASHED
    good = SENT - laxer - unclear - 1
    assert lines[4].split()[:7] == ["wan2.7-i2v", *map(str, (SENT, good, laxer, 1, unclear, 0))]
    assert [one.partition(":")[0] for one in lines if one[:1].isalpha()][3:] == [
        "laxer",
        "stricter",
        "status",
        "failure",
    ]
    assert any(one.endswith("[media-combination]") for one in lines)
    assert lines[-1].startswith("4 differences: ")


def test_text_holds_nothing_that_a_terminal_obeys(hostile: Report) -> None:
    text = as_text(hostile)
    assert "\x1b" not in text and "\x00" not in text and "\u202e" not in text and "\ud800" not in text
    assert "\\x1b[31m" in text
    assert not any(one.startswith("next") for one in text.splitlines())


def test_programs_read_the_same(report: Report) -> None:
    document = json.loads(as_json(report))
    assert document["good"] is False
    assert [one["kind"] for one in document["findings"]] == ["laxer", "stricter", "status", "failure"]
    assert document["findings"][0]["rule"] == "media-combination"
    assert len(document["findings"][0]["cases"]) == BROKEN
    assert len(document["outcomes"]) == SENT
    assert document["tasks"][0]["words"][-2:] == ["completed", "running"]


def test_json_is_ascii(hostile: Report) -> None:
    text = as_json(hostile)
    assert text.isascii()
    assert json.loads(text)["findings"][0]["message"] == HOSTILE


# What Ant's JUnit.xsd demands, and the schema of Jenkins' xUnit plugin does not forbid.
_SUITE = {"name", "package", "id", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"}


def well_formed(text: str) -> list[tree.Element]:
    root = tree.fromstring(text.encode("utf-8"))
    assert root.tag == "testsuites" and not root.attrib
    for at, suite in enumerate(root):
        assert suite.tag == "testsuite" and set(suite.attrib) == _SUITE
        assert suite.get("id") == str(at)
        tests = suite.findall("testcase")
        assert [one.tag for one in suite] == ["properties", *["testcase"] * len(tests), "system-out", "system-err"]
        assert int(suite.get("tests", "")) == len(tests)
        for count, child in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(count, "")) == sum(one.find(child) is not None for one in tests)
        for test in tests:
            assert set(test.attrib) == {"name", "classname", "time"} and len(test) <= 1
            assert all(one.tag == "skipped" or set(one.attrib) == {"type", "message"} for one in test)
        assert len({(one.get("classname"), one.get("name")) for one in tests}) == len(tests)
    return list(root)


def test_every_body_is_a_test(report: Report) -> None:
    bodies, others = well_formed(as_junit(report, when=0))
    assert (bodies.get("tests"), bodies.get("failures"), bodies.get("errors")) == (
        str(SENT),
        str(BROKEN + 1),
        str(CRASHED),
    )
    assert bodies.get("timestamp") == "1970-01-01T00:00:00"
    assert bodies.get("name") == "powertokens/wan2.7-i2v videos.create"
    (failed,) = [one for one in others.findall("testcase") if one.find("failure") is not None]
    assert failed.get("name") == "videos.retrieve status end wan2.7-i2v"


def test_a_good_report_has_no_failure() -> None:
    for suite in well_formed(as_junit(report_on(server(NAME), NAME))):
        assert (suite.get("failures"), suite.get("errors")) == ("0", "0")
        assert int(suite.get("tests", "")) > 0


def test_what_was_not_sent_is_skipped(report: Report) -> None:
    outcomes = tuple(replace(one, verdict="not sent") for one in report.outcomes)
    suite, _ = well_formed(as_junit(replace(report, outcomes=outcomes)))
    assert suite.get("skipped") == str(SENT)


def test_xml_carries_hostile_text(hostile: Report) -> None:
    suite, _ = well_formed(as_junit(hostile))
    (test,) = suite.findall("testcase")
    assert test.get("name", "").startswith("\\x1b[31m]]> <b a='\"'>&amp; \\x00\\ud800")
    assert "猫 😀" in test.get("name", "")


@pytest.mark.parametrize("name", [NAME, "apimart/wan2.7", "heron/film-2"])
def test_two_runs_differ_in_times_and_ids_alone(name: str) -> None:
    """Whichever answer comes back first."""

    def run(seed: int) -> list[str]:
        chance = random.Random(seed)
        flaws = Flaws(
            refuse=lambda body: "seed" in body or ("prompt" in body and len(body) > 3),
            crash=lambda body: isinstance(body, dict) and isinstance(body.get("size"), int | float),
            created=lambda status, answer: (status + 3, {**answer, "extra": 1}),
            refusal=lambda status, answer: (status, {"error": {"code": "no"}}),
            polled=lambda number, status, answer: (status, {**answer, "mood": "dreaming"} if number == 1 else answer),
        )
        right = server(name, flaws)

        async def late(scope: Any, receive: Any, send: Any) -> None:
            await asyncio.sleep(chance.random() / 200 if scope["type"] == "http" else 0)
            await right(scope, receive, send)

        provider, model = model_of(name)
        several = cases(name)[::3]
        report = asyncio.run(
            verify(provider, [model], target_of(late, provider), Options(), cases={model.name: several})
        )
        assert len(report.findings) > 2
        texts = (as_text(report, width=200), as_json(replace(report, requests=0)), as_junit(report, when=0))
        return [re.sub(r"\b(task-|film-0*)[0-9a-f]+|\d+ requests|\d+\.\d+", "", one) for one in texts]

    assert run(1) == run(2)
