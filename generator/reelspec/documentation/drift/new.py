"""Drift: statements that a page did not make before."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.coverage.claims import account
from reelspec.documentation.coverage.state import UNPRINTED
from reelspec.documentation.coverage.terms import binding
from reelspec.documentation.drift.finding import Compared, Finding
from reelspec.documentation.drift.statements import new_words, own


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each; it matters when it could bind a request, or when nobody would answer for it."""
    accounts = account(compared.document, compared.capture.state, compared.spec).accounts
    samples = any(one.statement.kind == "code" for one in compared.locked.accounts)
    for at in compared.pairs.new:
        one = accounts[at]
        if not own(compared, one.statement) or one.statement.fingerprint in UNPRINTED:
            continue
        if one.statement.kind == "code" and one.statement.field is None and not samples:
            continue  # the locked form of the page prints no samples
        line, text = new_words(compared, at)
        known = one.statement.kind == "endpoint" and bool(one.elements)  # the spec has this operation
        binds = () if known else binding(one.statement.terms)
        edits = compared.edits_of(one, "see whether it says this")
        if not one.accounted:
            edits += compared.in_documents(f'claim "{one.statement.fingerprint[:8]}", or set it aside')
        said = f"a new statement, which says {', '.join(binds)}" if binds else "a new statement"
        matters = bool(binds) or not one.accounted
        yield Finding("statement-new", one.statement.section, said, matters, edits, line, text)
