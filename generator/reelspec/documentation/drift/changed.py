"""Drift: statements that say something else in the same place, and those that say the same in other words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reelspec.documentation.coverage.meaning import differs, exchanged, same_order
from reelspec.documentation.coverage.state import Stated
from reelspec.documentation.drift.contradicted import of_statement
from reelspec.documentation.drift.finding import Compared, DriftFinding, Edit
from reelspec.documentation.drift.pairing import words_gone
from reelspec.documentation.drift.statements import (
    entry_edits,
    follows,
    named,
    new_words,
    own,
    restates,
)
from reelspec.documentation.drift.value_edits import exchange_edits, value_edits

CHANGED, WORDING = "statement-changed", "wording"


def find(compared: Compared) -> Iterator[DriftFinding]:
    """A finding for each. What says the same in other words matters to nobody, also where documents.yaml speaks of it;
    `documents lock --accept-wording` writes the new fingerprints there."""
    for before, after in compared.pairs.changed:
        old, new = compared.locked.accounts[before], compared.capture.state.statements[after]
        if not (own(compared, new) and own(compared, old.statement)):
            continue
        line, text = new_words(compared, after)
        entries = entry_edits(compared, old, f'write "{new.fingerprint[:8]}" for it')
        difference = differs(
            old.statement.meaning, new.meaning, words_gone(compared.locked.state.statements, compared.pairs, before)
        )
        if difference is not None and any(difference) and not any(compared.unsaid(terms, new) for terms in difference):
            difference = None
        if difference == ((), ()) and same_order(old.statement.meaning, new.meaning) and restates(compared, after):
            difference = None  # a word that a fact tells
        if after in compared.divided:
            difference = None
        if difference is None and not entries and old.statement.terms != new.terms and follows(compared, new):
            continue
        if difference is None:
            message = "other words, the same meaning"
            if entries:
                message += ": lock --accept-wording writes it"
            edits = compared.edits_of(old, "nothing, unless it means something else now") + entries
            yield DriftFinding(WORDING, new.section, message, False, edits, line, text)
            continue
        lost, gained = difference
        pair = exchanged(old.statement.meaning, new.meaning)
        if pair is not None:
            message = f"{pair[0]} and {pair[1]} have changed places"
            edits = exchange_edits(compared, old, *pair)
        else:
            message = _otherwise(lost, gained, same_order(old.statement.meaning, new.meaning))
            edits = of_statement(compared, after) or value_edits(compared, before, after, lost, gained)
        if not edits:
            edits = tuple(named(compared, new, text))
        if "deprecated" in gained:
            edits = _deprecates(compared, new, edits)
        if not old.elements and not entries:
            entries = compared.in_documents(f'claim "{new.fingerprint[:8]}", or set it aside')
        yield DriftFinding(CHANGED, new.section, message, True, edits + entries, line, text)


def _otherwise(lost: Sequence[str], gained: Sequence[str], in_order: bool) -> str:
    """What a statement says otherwise, in words. in_order: its terms stand in the order that they had."""
    words = [f"it said {', '.join(lost)}"] if lost else []
    words += [f"it says {', '.join(gained)}"] if gained else []
    unnamed = "it may speak of something else" if in_order else "its terms stand in another order"
    return " and ".join(words) or unnamed


def _deprecates(compared: Compared, statement: Stated, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits, with what to do where the field in whose description the statement stands is what is deprecated now."""
    fields = compared.fields_of((statement.part, statement.field)) if statement.field else ()
    mine = [
        Edit(compared.name_of(field.node), field.node.key_place, "write deprecated: true, if all of it is")
        for field in fields
        if field.node is not None
    ]
    return (*mine, *(edit for edit in edits if edit.element not in {other.element for other in mine}))
