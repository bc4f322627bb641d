"""Drift: what a newer capture of a page changes against the lock, and which lines of the specs that concerns.

`facts` finds what the page states otherwise, by the comparison that holds pages against specs; the other kinds are about
statements that no fact was read from. `drift` and `shown` are all that commands need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from reelspec.documentation.comparison.spec import Told
from reelspec.documentation.coverage.captures import Captures
from reelspec.documentation.coverage.lockfile import LockedPage
from reelspec.documentation.coverage.status import spec_of
from reelspec.documentation.drift import changed, facts, gone, moved, new, renamed
from reelspec.documentation.drift.finding import Compared, DriftFinding, Edit
from reelspec.documentation.drift.pairing import pair, printed
from reelspec.documentation.drift.renamed import called_as_before, renames
from reelspec.documentation.drift.shown import DriftReport, shown
from reelspec.language.contract.model import Contract

KINDS: tuple[Callable[[Compared], Iterable[DriftFinding]], ...] = (
    renamed.find,
    facts.find,
    changed.find,
    new.find,
    gone.find,
    moved.find,
)

__all__ = ["DriftFinding", "DriftReport", "Edit", "drift", "shown"]


def drift(
    root: Path, contract: Contract, locks: Mapping[str, Mapping[str, LockedPage]], captures: Captures
) -> tuple[DriftReport, ...]:
    """A report for each capture; of a document that was never locked it says just that."""
    reports = []
    for provider in contract.providers:
        spec = None
        for capture in captures.captures:
            if capture.provider != provider.name:
                continue
            page = locks.get(provider.name, {}).get(capture.document.id)
            if page is None:
                reports.append(DriftReport(capture, False, ()))
                continue
            spec = spec or spec_of(root, provider)
            names = renames(page.state, capture.state)
            capture = called_as_before(capture, names)
            pairs = printed(pair(page.state.statements, capture.state.statements), len(capture.page.statements))
            compared = Compared(capture.document, page, capture, spec, pairs, Told(provider, capture.document), names)
            findings = [finding for find in KINDS for finding in find(compared)]
            findings.sort(key=lambda finding: (not finding.matters, finding.line is None, finding.line or 0))
            reports.append(DriftReport(capture, True, tuple(findings)))
    return tuple(reports)
