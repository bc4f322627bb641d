"""Findings that are accepted for now, from a file: each with a reason and the last day on which it is.

None is hidden in silence: a report shows and counts them, and says which entries are past their day or accept nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reelspec.common.text import number
from reelspec.language.parser.accepted import read_accepting
from reelspec.language.source.place import Place
from reelspec.testing.verify.report import Acceptance, Finding, Report

SCHEMA = Path(__file__).parent / "accepted.schema.json"
_NARROW = ("rule", "path", "says")


@dataclass(frozen=True)
class AcceptedEntry:
    """An entry of the file. said: what a finding must be; place: where it stands."""

    said: Mapping[str, str]
    acceptance: Acceptance
    until: date
    place: Place

    def fits(self, finding: Finding, provider: str) -> bool:
        """Whether the finding is all that the entry says."""
        for key, value in self.said.items():
            if key == "says":
                if value not in finding.message:
                    return False
            elif value != (provider if key == "provider" else getattr(finding, key)):
                return False
        return True

    def is_about(self, report: Report) -> bool:
        """Whether the run judged what the entry speaks of."""
        models = {outcome.model for outcome in report.outcomes}
        operations = {outcome.operation for outcome in report.outcomes} | {
            finding.operation for finding in report.findings
        }
        return (
            self.said.get("provider", report.provider) == report.provider
            and ("model" not in self.said or self.said["model"] in models)
            and ("operation" not in self.said or self.said["operation"] in operations)
        )


def read_accepted(file: Path) -> tuple[AcceptedEntry, ...]:
    """The entries of a file in YAML or JSON. Raises Problems, with their places, and OSError."""
    return tuple(
        AcceptedEntry(entry.said, Acceptance(entry.reason, entry.until.isoformat()), entry.until, entry.place)
        for entry in read_accepting(file, SCHEMA, _NARROW)
    )


def with_accepted(report: Report, entries: Sequence[AcceptedEntry], today: date) -> Report:
    """The report with its accepted findings marked, and with what is to be said of the entries."""
    used: set[int] = set()
    findings: list[Finding] = []
    for finding in report.findings:
        fitting = [at for at, entry in enumerate(entries) if entry.fits(finding, report.provider)]
        used.update(fitting)
        holding = [entries[at] for at in fitting if entries[at].until >= today]
        accepted = not finding.note and bool(holding)
        findings.append(replace(finding, accepted=holding[0].acceptance) if accepted else finding)
    notes: list[str] = []
    elsewhere = 0
    for at, entry in enumerate(entries):
        if not entry.is_about(report):
            elsewhere += 1
        elif at not in used:
            notes.append(f"accepted findings: {entry.place}: accepts nothing that was found; it can go")
        elif entry.until < today:
            notes.append(f"accepted findings: {entry.place}: accepted until {entry.until} and no longer")
    if elsewhere:
        notes.append(
            f"accepted findings: {number(elsewhere, 'entry', 'entries')} about what was not judged in this run"
        )
    return replace(report, findings=tuple(findings), said=(*report.said, *notes))
