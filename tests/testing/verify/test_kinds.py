"""Every kind of wrong server, of three models or more: each finding names what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reelspec.testing.verify.report import Report
from reelspec.testing.verify.run import Options
from reelspec.testing.verify.target import target_of
from tests.testing.verify.judged import model_of, report_on
from tests.testing.verify.kinds import KINDS
from tests.testing.verify.wrong import Wrong


def told(report: Report) -> Iterator[str]:
    """What a report tells, one text for each: rules, paths and words."""
    for finding in report.differences:
        yield f"{finding.rule} {finding.path} {finding.kind} {finding.message}"
    if report.unfinished:
        yield "unfinished"


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(wrong, id=f"{kind}: {wrong.model} {wrong.what}")
        for kind, several in KINDS.items()
        for wrong in several
    ],
)
def test_each_is_found_and_named(wrong: Wrong) -> None:
    provider, _ = model_of(wrong.model)
    application = wrong.make()
    target = target_of(application, provider, key="the-right-key")
    telling = [*told(report_on(application, wrong.model, Options(wait=wrong.wait), target, every=wrong.every))]
    assert telling
    assert [text for text in telling if not any(name in text for name in wrong.named)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_three_of_each(kind: str) -> None:
    models = {wrong.model for wrong in KINDS[kind]}
    assert len(models) >= 2 and len(KINDS[kind]) >= 3
    assert any(name.startswith(("ibis/", "gull/", "heron/")) for name in models)
