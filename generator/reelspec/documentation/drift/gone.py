"""Drift: statements that a page makes no more."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.coverage.state import UNPRINTED
from reelspec.documentation.coverage.terms import binding
from reelspec.documentation.drift.finding import Compared, Finding
from reelspec.documentation.drift.statements import entry_edits, own


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each; it matters when the statement bound somebody, or when documents.yaml speaks of it."""
    for at in compared.pairs.gone:
        one = compared.locked.accounts[at]
        if not own(compared, one.statement) or one.statement.fingerprint in UNPRINTED:
            continue
        binds = binding(one.statement.terms)
        said = f"a statement is gone, which said {', '.join(binds)}" if binds else "a statement is gone"
        edits = compared.edits_of(one, "see whether it still has a source")
        entries = entry_edits(compared, one, "take it out")
        yield Finding("statement-gone", one.statement.section, said, bool(binds or entries), edits + entries)
