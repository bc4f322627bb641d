"""`--accepted FILE` of `documents`: findings that count for nothing until a day, each with a reason.

The form of the file is that of `verify --accepted`. No finding is hidden: what is accepted is shown as that, and entries
that are past their day or accept nothing are named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from reelspec.common.findings import Accepted, Finding
from reelspec.common.text import visible
from reelspec.language.parser.accepted import AcceptedEntry, read_accepting

SCHEMA = Path(__file__).parent / "accepted.schema.json"


def accepted_option(parser: argparse.ArgumentParser) -> None:
    """Add --accepted."""
    parser.add_argument("--accepted", metavar="FILE", help="findings that are accepted for now, in YAML or JSON")


class Acceptances:
    """The entries of a file, and which of them have fitted a finding. Raises Problems and OSError."""

    def __init__(self, file: str | None, today: date | None = None) -> None:
        self.entries = () if file is None else read_accepting(Path(file), SCHEMA, ("file", "says"))
        self.today = today or date.today()
        self.used: set[int] = set()

    def of(self, findings: Iterable[Finding]) -> Accepted | None:
        """Why a finding is accepted; several stand for one at several places, and an entry that fits one fits it."""
        several = list(findings)
        fitting = [at for at, entry in enumerate(self.entries) if any(_fits(entry, finding) for finding in several)]
        self.used.update(fitting)
        holding = (self.entries[at] for at in fitting if self.entries[at].until >= self.today)
        return next((Accepted(entry.reason, entry.until.isoformat()) for entry in holding), None)

    def mark(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, those that are accepted as notes with the reason."""
        marked = []
        for finding in findings:
            why = self.of([finding]) if finding.accepted is None and finding.level != "note" else None
            marked.append(finding if why is None else replace(finding, level="note", accepted=why))
        return marked

    def tell(self) -> None:
        """Say on standard error which entries are past their day or accept nothing."""
        for at, entry in enumerate(self.entries):
            if at not in self.used:
                message = "accepts nothing that was found; it can go"
            elif entry.until < self.today:
                message = f"accepted until {entry.until} and no longer"
            else:
                continue
            print(visible(f"reelspec: note: accepted findings: {entry.place}: {message}"), file=sys.stderr)


def _fits(entry: AcceptedEntry, finding: Finding) -> bool:
    wanted = entry.said
    return (
        wanted["kind"] == finding.rule
        and wanted.get("file", finding.file) == finding.file
        and wanted.get("says", "") in finding.message
    )
