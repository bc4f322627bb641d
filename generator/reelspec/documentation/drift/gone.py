"""Drift: statements that a page makes no more."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.coverage.state import UNPRINTED
from reelspec.documentation.drift.finding import Compared, Finding
from reelspec.documentation.drift.statements import entry_edits, follows, own, shown


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each; it matters when the statement said something that no fact says."""
    for at in compared.pairs.gone:
        one = compared.locked.accounts[at]
        if not own(compared, one.statement) or one.statement.fingerprint in UNPRINTED:
            continue
        if follows(compared, one.statement) and not compared.entries_of(one):
            continue
        says = shown(one.statement)
        said = f"a statement is gone, which said {says}" if says else "a statement is gone"
        edits = compared.edits_of(one, "see whether it still has a source")
        entries = entry_edits(compared, one, "take it out")
        yield Finding("statement-gone", one.statement.section, said, bool(says), edits + entries)
