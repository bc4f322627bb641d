"""Drift: statements that stand in another section."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.coverage.state import Stated
from reelspec.documentation.drift.finding import Compared, DriftFinding
from reelspec.documentation.drift.pairing import place_of
from reelspec.documentation.drift.statements import entry_edits, new_words, own


def find(compared: Compared) -> Iterator[DriftFinding]:
    """A finding for each; it matters when a statement that says something is about another field now. Those that matter to
    nobody, such as all below a heading with a new name, are one finding for each pair of headings."""
    idle: dict[tuple[str, str], list[DriftFinding]] = {}
    for before, after in compared.pairs.moved:
        old, new = compared.locked.accounts[before], compared.capture.state.statements[after]
        if not (own(compared, new) and own(compared, old.statement)):
            continue
        line, text = new_words(compared, after)
        elsewhere = _about(old.statement) != _about(new)
        named = [entry for entry in compared.entries_of(old) if entry.section is not None and not entry.means(new)]
        edits = compared.edits_of(old, "see whether it is still meant")
        if named:
            edits += entry_edits(compared, old, f'write "{new.fingerprint[:8]}@{new.section.rpartition(" / ")[2]}"')
        message = f"a statement has moved here from {old.statement.section or 'the top'}"
        matters = elsewhere and bool(new.meaning.terms)
        finding = DriftFinding("statement-moved", new.section, message, matters, edits, line, text)
        if matters:
            yield finding
        else:
            idle.setdefault((_headings(old.statement), _headings(new)), []).append(finding)
    for (was, now), several in idle.items():
        if len(several) == 1:
            yield several[0]
        else:
            message = f"{len(several)} statements have moved here from {was or 'the top'}"
            yield DriftFinding("statement-moved", now, message, False, (), several[0].line)


def _about(statement: Stated) -> tuple[str, str]:
    """The field that a statement is about; nothing for one of the running text."""
    return place_of(statement) if statement.field is not None or statement.part != "text" else ("text", "")


def _headings(statement: Stated) -> str:
    """The headings above a statement, without its field."""
    return statement.section.rpartition(" / ")[0] if statement.field is not None else statement.section
