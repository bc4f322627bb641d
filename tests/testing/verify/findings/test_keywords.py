"""For every keyword of every field a server that ignores it alone: verify names the keyword and the field.

The verdicts are asked of the judge directly: what HTTP adds is seen in the tests of rules.
"""

from __future__ import annotations

from typing import Literal

import pytest

from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.cases import Case
from reelspec.testing.verify.findings.laxer import laxer
from reelspec.testing.verify.report import Outcome
from tests.testing.verify.dropping import without_keywords
from tests.testing.verify.judged import cases, model_of, names
from tests.testing.verify.server import judge_of


@pytest.mark.parametrize("name", names())
def test_the_one_keyword_that_a_server_ignores_is_named(name: str) -> None:
    provider, model = model_of(name)
    silent = []
    for dropped in without_keywords(model):
        judge = judge_of(dropped.model, provider)
        tried = [Attempt(case, _outcome(case, accepted=judge(case.body))) for case in cases(name)]
        found = {(one.rule, one.path) for one in laxer(model.name, "videos.create", tried)}
        assert found <= {(dropped.keyword, dropped.path)}, (dropped.keyword, dropped.path, found)
        silent += [] if found else [dropped.keyword]
    # What goes unnoticed is refused by another keyword or rule: a type by the values listed beside it, a list of values
    # by the table of its model, an empty array by a rule about its items.
    assert set(silent) <= {"type", "enum", "minItems"}


def _outcome(case: Case, *, accepted: bool) -> Outcome:
    expected: Literal["accepted", "refused"] = "accepted" if case.valid else "refused"
    return Outcome("", "videos.create", case.name, expected, "accepted" if accepted else "refused")
