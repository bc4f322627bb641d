"""Every kind of wrong server, of three models or more: each finding names what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from reelspec.testing.verify.report import Finding
from reelspec.testing.verify.run import Options
from reelspec.testing.verify.target import target_of
from tests.testing.verify.judged import findings_on, model_of, report_on
from tests.testing.verify.kinds import KINDS, OF_ANSWERS, OF_BODIES
from tests.testing.verify.wrong import Wrong

JUDGING = [(kind, wrong) for kind, several in OF_BODIES.items() for wrong in several[1:]]
ASKED = [(kind, several[0]) for kind, several in OF_BODIES.items()]
"""One of each kind that judges bodies wrongly is asked over requests, so that these are seen to make no difference."""
ANSWERING = [(kind, wrong) for kind, several in OF_ANSWERS.items() for wrong in several]


def named(several: Iterable[tuple[str, Wrong]]) -> list[object]:
    """The servers as parameters."""
    return [pytest.param(wrong, id=f"{kind}: {wrong.model} {wrong.what}") for kind, wrong in several]


def told(findings: Iterable[Finding]) -> Iterator[str]:
    """What findings tell, one text for each: rules, paths and words."""
    for finding in findings:
        if not finding.note:
            yield f"{finding.rule} {finding.path} {finding.kind} {finding.message}"


def is_named(telling: list[str], wrong: Wrong) -> None:
    """Something is told, and all of it names what is wrong."""
    assert telling
    assert [text for text in telling if not any(name in text for name in wrong.named)] == []


@pytest.mark.parametrize("wrong", named(JUDGING))
def test_each_that_judges_bodies_wrongly_is_found_and_named(wrong: Wrong) -> None:
    is_named([*told(findings_on(wrong.make(), wrong.model))], wrong)


@pytest.mark.parametrize("wrong", named([*ASKED, *ANSWERING]))
def test_each_that_is_asked_is_found_and_named(wrong: Wrong) -> None:
    provider, _ = model_of(wrong.model)
    application = wrong.make()
    target = target_of(application, provider, key="the-right-key")
    report = report_on(application, wrong.model, Options(wait=wrong.wait), target, every=wrong.every)
    is_named([*told(report.differences), *(["unfinished"] if report.unfinished else [])], wrong)


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_three_of_each_on_three_models(kind: str) -> None:
    models = {wrong.model for wrong in KINDS[kind]}
    assert len(models) >= 3
    assert any(name.startswith(("ibis/", "gull/", "heron/")) for name in models)
