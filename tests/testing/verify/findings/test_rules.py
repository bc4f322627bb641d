"""For every rule of every model a server that ignores this rule alone: verify names exactly it."""

from __future__ import annotations

import pytest

from reelspec.cases.comparison import Equivalent
from reelspec.cases.difference import differ
from tests.testing.verify.dropping import rules_of, without_rule
from tests.testing.verify.judged import HERON, model_of, names, report_on, server

INVISIBLE = {
    # These models refuse every draft by draft-model, so that no body breaks draft-size alone.
    ("powertokens/seedance-1-0-pro-250528", "draft-size"),
    ("powertokens/seedance-1-0-pro-fast-251015", "draft-size"),
}
"""Rules without which the very same bodies are legal."""
RULES = [(name, rule) for name in names() for rule in rules_of(model_of(name)[1]) if rule.severity == "error"]


@pytest.mark.parametrize("name", names())
def test_a_correct_server_gives_no_finding(name: str) -> None:
    report = report_on(server(name), name)
    assert report.findings == ()
    assert [one.end for one in report.lived] == ["succeeded"]
    assert all(one.verdict in ("accepted", "refused") for one in report.outcomes)


@pytest.mark.parametrize(("name", "rule"), [(name, rule.id) for name, rule in RULES])
def test_the_one_rule_that_a_server_ignores_is_named(name: str, rule: str) -> None:
    _, model = model_of(name)
    ignorant = without_rule(model, rule)
    report = report_on(server(name, judged_by=ignorant), name)
    if (name, rule) in INVISIBLE:
        assert isinstance(differ(model, ignorant), Equivalent)
        assert report.good
        return
    assert [(one.kind, one.rule) for one in report.findings] == [("laxer", rule)]
    (finding,) = report.findings
    assert finding.source
    assert finding.example is not None and finding.example.status == 200


def test_there_are_rules_of_every_document() -> None:
    seen = {name for name, _ in RULES}
    # wan2.2-kf2v-flash takes every size and duration of its page: what its page restricts is the other model's.
    assert seen == {*names()} - {"powertokens/wan2.2-kf2v-flash"}


@pytest.mark.parametrize("name", [*names(), *HERON])
def test_a_server_that_refuses_nothing_is_one_finding_that_names_every_rule(name: str) -> None:
    application = server(name)
    application.judges = dict.fromkeys(application.judges, lambda body: True)
    (finding,) = report_on(application, name).findings
    assert finding.kind == "laxer" and finding.message.startswith("refuses nothing: ")
    for rule in rules_of(model_of(name)[1]):
        assert rule.severity != "error" or (name, rule.id) in INVISIBLE or rule.id in finding.message
