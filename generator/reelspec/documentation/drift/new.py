"""Drift: statements that a page did not make before."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.coverage.claims import account
from reelspec.documentation.coverage.state import UNPRINTED
from reelspec.documentation.drift.contradicted import of_statement
from reelspec.documentation.drift.finding import Compared, DriftFinding
from reelspec.documentation.drift.statements import follows, keeps_limits, named, new_words, own, shown


def find(compared: Compared) -> Iterator[DriftFinding]:
    """A finding for each; it matters when it says something that no fact says. It points at the fields that it names."""
    accounts = account(compared.document, compared.capture.state, compared.spec).accounts
    samples = any(before.statement.kind == "code" for before in compared.locked.accounts)
    for at in compared.pairs.new:
        now = accounts[at]
        if at in compared.divided or not own(compared, now.statement) or now.statement.fingerprint in UNPRINTED:
            continue
        if follows(compared, now.statement) and not compared.entries_of(now):
            continue
        if now.statement.kind == "code" and now.statement.field is None and not samples:
            continue  # the locked form of the page prints no samples
        line, text = new_words(compared, at)
        unsaid = compared.unsaid(now.statement.meaning.terms, now.statement)
        says = shown(now.statement) if unsaid and not keeps_limits(compared, now.statement) else ""
        edits = of_statement(compared, at) or compared.edits_of(now, "see whether it says this")
        if says:
            edits += tuple(edit for edit in named(compared, now.statement, text) if edit.element not in now.elements)
        if not now.accounted:
            edits += compared.in_documents(f'claim "{now.statement.fingerprint[:8]}", or set it aside')
        message = f"a new statement, which says {says}" if says else "a new statement"
        yield DriftFinding("statement-new", now.statement.section, message, bool(says), edits, line, text)
