"""Findings that are accepted for now: by an entry with a reason and a day, never in silence, never beyond the day."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from reelspec.language.source.place import Problems
from reelspec.testing.verify.accepted import read_accepted, with_accepted
from reelspec.testing.verify.report import KINDS, Report
from reelspec.testing.verify.reports.json import as_json
from reelspec.testing.verify.reports.junit import as_junit
from reelspec.testing.verify.reports.text import as_text
from tests.testing.verify.dropping import without_rule
from tests.testing.verify.judged import model_of, report_on, server
from tests.testing.verify.server import Flaws

NAME = "powertokens/wan2.7-i2v"
TODAY = date(2026, 6, 1)
RULE = '{kind: laxer, rule: media-combination, reason: "They mend it, ticket 12.", until: 2026-06-01}'
VALUE = "{kind: stricter, model: wan2.7-i2v, path: /seconds, reason: Rare., until: 2027-01-01}"


@lru_cache
def report() -> Report:
    """Of a server that ignores a rule and refuses a value."""
    ignorant = without_rule(model_of(NAME)[1], "media-combination")
    return report_on(server(NAME, Flaws(refuse=lambda body: body.get("seconds") == "15"), ignorant), NAME)


def judged(folder: Path, *entries: str, today: date = TODAY) -> Report:
    file = folder / "accepted.yaml"
    file.write_text(f"accepted:\n{''.join(f'  - {one}' + chr(10) for one in entries)}")
    return with_accepted(report(), read_accepted(file), today)


def test_accepted_findings_are_shown_and_counted_and_fail_nothing(tmp_path: Path) -> None:
    found = judged(tmp_path, RULE, VALUE)
    assert not report().passed and found.passed and found.said == report().said
    text = as_text(found)
    assert "accepted until 2026-06-01 (laxer): wan2.7-i2v: " in text and "because: They mend it, ticket 12." in text
    assert text.splitlines()[-1].startswith("no difference, 2 accepted for now: ")
    accepted = [one["accepted"] for one in json.loads(as_json(found))["findings"]]
    assert accepted[0] == {"reason": "They mend it, ticket 12.", "until": "2026-06-01"}
    assert "<failure" in as_junit(report())
    assert "<failure" not in as_junit(found) and "ticket 12" in as_junit(found)


def test_the_others_still_fail(tmp_path: Path) -> None:
    found = judged(tmp_path, VALUE)
    assert [one.rule for one in found.differences] == ["media-combination"]
    assert as_text(found).splitlines()[-1].startswith("1 difference, 1 accepted for now: ")


def test_an_entry_past_its_day_hides_nothing(tmp_path: Path) -> None:
    found = judged(tmp_path, RULE, today=date(2026, 6, 2))
    assert not found.passed and len(found.differences) == 2
    assert found.said[-1] == "accepted findings: accepted.yaml:2:5: accepted until 2026-06-01 and no longer"


def test_an_entry_that_accepts_nothing_is_told(tmp_path: Path) -> None:
    other = "{kind: laxer, rule: media-combinations, reason: Slip., until: 2027-01-01}"
    absent = "{kind: laxer, model: wan9, rule: enum, reason: Other model., until: 2027-01-01}"
    assert judged(tmp_path, other, absent).said[-2:] == (
        "accepted findings: accepted.yaml:2:5: accepts nothing that was found; it can go",
        "accepted findings: 1 entry about what was not judged in this run",
    )


def test_an_entry_is_all_that_it_says(tmp_path: Path) -> None:
    for wrong in ("path: /size", "says: nothing like it", "rule: type", "operation: videos.remix"):
        entry = f"{{kind: laxer, rule: media-combination, {wrong}, reason: No., until: 2027-01-01}}"
        if not wrong.startswith("rule"):
            assert len(judged(tmp_path, entry).differences) == 2
    right = '{kind: laxer, says: "break media-combination", provider: powertokens, reason: Yes., until: 2027-01-01}'
    assert len(judged(tmp_path, right).differences) == 1


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("{kind: laxer, rule: a, reason: b, untill: 2027-01-01}", "did you mean until?"),
        ("{kind: laxr, rule: a, reason: b, until: 2027-01-01}", "did you mean"),
        ("{kind: laxer, rule: a, until: 2027-01-01}", "reason"),
        ("{kind: laxer, rule: a, reason: b}", "until"),
        ("{kind: laxer, rule: a, reason: b, until: soon}", "until is a day as in 2026-12-31"),
        ("{kind: laxer, rule: a, reason: b, until: 2027-02-30}", "there is no day 2027-02-30"),
        ("{kind: laxer, model: a, reason: b, until: 2027-01-01}", "an entry says a rule, a path or words"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, entry: str, problem: str) -> None:
    with pytest.raises(Problems) as caught:
        judged(tmp_path, entry)
    assert problem in str(caught.value) and str(caught.value).startswith("accepted.yaml:2:")


def test_notes_are_not_accepted(tmp_path: Path) -> None:
    noted = replace(report(), findings=tuple(replace(one, note=True) for one in report().findings))
    file = tmp_path / "accepted.yaml"
    file.write_text(f"accepted: [{RULE}]")
    assert all(one.accepted is None for one in with_accepted(noted, read_accepted(file), TODAY).findings)


def test_the_format_knows_every_kind() -> None:
    from reelspec.testing.verify.accepted import SCHEMA

    assert json.loads(SCHEMA.read_text())["$defs"]["entry"]["properties"]["kind"]["enum"] == [*KINDS]
