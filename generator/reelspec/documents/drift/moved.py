"""Drift: statements that stand in another section."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documents.drift.finding import Compared, Finding
from reelspec.documents.drift.statements import entry_edits, new_words, own
from reelspec.documents.terms import binding


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each; it matters when a binding statement is about another field now, or an entry names its section."""
    for before, after in compared.pairs.moved:
        old, new = compared.locked.accounts[before], compared.capture.state.statements[after]
        if not (own(compared, new) and own(compared, old.statement)):
            continue
        line, text = new_words(compared, after)
        elsewhere = (old.statement.part, old.statement.field) != (new.part, new.field)
        named = [one for one in compared.entries_of(old) if one.section is not None and not one.means(new)]
        edits = compared.edits_of(old, "see whether it is still meant")
        if named:
            edits += entry_edits(compared, old, f'write "{new.fingerprint[:8]}@{new.section.rpartition(" / ")[2]}"')
        message = f"a statement has moved here from {old.statement.section or 'the top'}"
        matters = bool(named) or (elsewhere and bool(binding(new.terms)))
        yield Finding("statement-moved", new.section, message, matters, edits, line, text)
