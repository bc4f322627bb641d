"""verify and the mock, which know nothing of each other, agree on what the spec says; the mock's faults are found."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from reelspec.testing.mock import Clock, Mock
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.run import verify
from reelspec.testing.verify.target import target_of
from tests.testing.verify.judged import cases, contract


def judged(name: str, plan: dict[str, Any] | None = None, *, every: int = 1) -> Report:
    """A run against a mock whose tasks live five hundred times as fast as the world."""
    (provider,) = [one for one in contract().providers if one.name == name]
    mock = Mock(contract(), [name], plan=plan, clock=Clock(speed=500))
    sent = {one.name: cases(f"{name}/{one.name}")[::every] for one in provider.models}
    return asyncio.run(verify(provider, provider.models, target_of(mock.app, provider), cases=sent))


@pytest.mark.parametrize("name", ["apimart", "powertokens"])
def test_the_mock_is_as_the_spec_says(name: str) -> None:
    report = judged(name)
    assert report.findings == ()
    assert {one.end for one in report.lived} == {"succeeded"}
    assert len(report.lived) == len({one.model for one in report.outcomes})


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_every_end_of_a_task_is_as_the_spec_says(end: str) -> None:
    report = judged("apimart", {"tasks": [{"end": end}]}, every=20)
    assert report.findings == ()
    assert {one.end for one in report.lived} == {end}


@pytest.mark.parametrize(
    ("fault", "kinds"),
    [
        ({"fault": "status", "status": 500}, {"failure"}),
        ({"fault": "html"}, {"answer"}),
        ({"fault": "malformed"}, {"answer"}),
        ({"fault": "empty"}, {"answer"}),
        ({"fault": "not-accepted"}, {"stricter"}),
    ],
)
def test_faults_of_its_plan_are_found(fault: dict[str, Any], kinds: set[str]) -> None:
    plan = {"requests": [{"match": {"operation": "videos.create", "nth": {"every": 3}}, **fault}]}
    report = judged("apimart", plan, every=10)
    assert {one.kind for one in report.findings} == kinds
    assert not report.good
