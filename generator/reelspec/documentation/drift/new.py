"""Drift: statements that a page did not make before."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.coverage.claims import account
from reelspec.documentation.coverage.state import UNPRINTED
from reelspec.documentation.drift.finding import Compared, Finding
from reelspec.documentation.drift.statements import follows, keeps_limits, named, new_words, own, shown


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each; it matters when it says something that no fact says. It points at the fields that it names."""
    accounts = account(compared.document, compared.capture.state, compared.spec).accounts
    samples = any(account.statement.kind == "code" for account in compared.locked.accounts)
    for at in compared.pairs.new:
        one = accounts[at]
        if at in compared.divided or not own(compared, one.statement) or one.statement.fingerprint in UNPRINTED:
            continue
        if follows(compared, one.statement) and not compared.entries_of(one):
            continue
        if one.statement.kind == "code" and one.statement.field is None and not samples:
            continue  # the locked form of the page prints no samples
        line, text = new_words(compared, at)
        unsaid = compared.unsaid(one.statement.meaning.terms, one.statement)
        says = shown(one.statement) if unsaid and not keeps_limits(compared, one.statement) else ""
        edits = compared.edits_of(one, "see whether it says this")
        if says:
            edits += tuple(edit for edit in named(compared, one.statement, text) if edit.element not in one.elements)
        if not one.accounted:
            edits += compared.in_documents(f'claim "{one.statement.fingerprint[:8]}", or set it aside')
        said = f"a new statement, which says {says}" if says else "a new statement"
        yield Finding("statement-new", one.statement.section, said, bool(says), edits, line, text)
