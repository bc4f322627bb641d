"""Connections: none is used again that a server may have given up, and what breaks in transit is held against nobody."""

from __future__ import annotations

import asyncio

import pytest

from reelspec.testing.verify.report import Report
from reelspec.testing.verify.run import Options, verify
from reelspec.testing.verify.target import Target, target_of
from tests.testing.verify.fronts import MODELS, Manner, cases, fronted, mock_of, model_of


def judged(name: str, manner: Manner, options: Options | None = None) -> Report:
    """A run against a mock, which is right, behind connections that may not be."""
    provider, model = model_of(name)
    with fronted(mock_of(name), manner) as address:
        target = target_of(address, provider)
        if options is not None and options.most is not None:
            target = Target(address, local=False, key="any")
        return asyncio.run(verify(provider, [model], target, options, cases={model.name: cases(name)}))


def is_list(body: bytes) -> bool:
    """Two bodies of each model are lists, among the first that are sent."""
    return body.startswith(b"[")


@pytest.mark.parametrize("name", MODELS)
def test_a_connection_is_not_used_again_after_a_failure(name: str) -> None:
    manner = Manner(fails=lambda body: b'"prompt":null' in body or b'"prompt":5' in body or is_list(body))
    report = judged(name, manner)
    (finding,) = report.findings
    failed = [one for one in report.outcomes if one.verdict == "unclear"]
    assert (finding.kind, finding.rule) == ("failure", "status")
    assert failed and {one.status for one in failed} == {500}
    assert set(finding.cases) == {one.case for one in failed}
    assert manner.dropped == []
    assert report.said == ()


@pytest.mark.parametrize("name", MODELS)
def test_connection_close_is_obeyed(name: str) -> None:
    manner = Manner(says_close=True)
    assert judged(name, manner).findings == ()
    assert manner.misused == []


@pytest.mark.parametrize("name", MODELS)
def test_what_breaks_once_is_sent_once_more_and_told(name: str) -> None:
    manner = Manner(drops=lambda body: b"prompt" in body, each=1)
    report = judged(name, manner)
    assert report.findings == ()
    count = len(manner.dropped)
    assert count > 20
    said = f"{count} requests broke in transit; sent once more, they had answers, and only those are judged"
    assert report.said == (said,)


@pytest.mark.parametrize("name", MODELS)
def test_a_body_that_breaks_the_connection_each_time_is_named_and_no_other(name: str) -> None:
    manner = Manner(drops=is_list)
    report = judged(name, manner)
    (finding,) = report.findings
    guilty = {one.name for one in cases(name) if is_list(one.content)}
    assert finding.kind == "failure" and set(finding.cases) == guilty
    assert finding.message.endswith("twice")
    assert len(manner.dropped) == 2 * len(guilty)
    assert report.said == ()


@pytest.mark.parametrize("manner", [Manner(chunked=True), Manner(zipped=True), Manner(chunked=True, zipped=True)])
@pytest.mark.parametrize("name", MODELS)
def test_every_way_to_write_an_answer_is_right(name: str, manner: Manner) -> None:
    assert judged(name, manner).findings == ()


@pytest.mark.parametrize("most", [1, 3])
def test_what_breaks_in_transit_is_sent_again_within_the_budget_only(most: int) -> None:
    manner = Manner(drops=lambda body: b"prompt" in body)
    report = judged(MODELS[0], manner, Options(most=most, wait=1))
    assert len(manner.dropped) == report.unsure == most
    assert report.accepted == 0 and report.stopped
