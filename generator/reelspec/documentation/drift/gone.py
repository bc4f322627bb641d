"""Drift: statements that a page makes no more."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.coverage.state import UNPRINTED
from reelspec.documentation.drift.finding import Compared, DriftFinding
from reelspec.documentation.drift.statements import entry_edits, follows, own, shown, without_source


def find(compared: Compared) -> Iterator[DriftFinding]:
    """A finding for each; it matters when the statement said something that no fact says."""
    for at in compared.pairs.gone:
        account = compared.locked.accounts[at]
        if not own(compared, account.statement) or account.statement.fingerprint in UNPRINTED:
            continue
        if follows(compared, account.statement) and not compared.entries_of(account):
            continue
        says = shown(account.statement)
        message = f"a statement is gone, which said {says}" if says else "a statement is gone"
        edits = [without_source(compared, edit, at) for edit in compared.edits_of(account, "")]
        if any(not edit.what.startswith("see") for edit in edits):  # what it said stood in these
            edits = [edit for edit in edits if not edit.what.startswith("see")]
        entries = entry_edits(compared, account, "take it out")
        yield DriftFinding("statement-gone", account.statement.section, message, bool(says), (*edits, *entries))
