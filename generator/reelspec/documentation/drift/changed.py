"""Drift: statements that say something else in the same place, and those that say the same in other words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reelspec.documentation.coverage.terms import says_it_all
from reelspec.documentation.drift.finding import Compared, Finding
from reelspec.documentation.drift.statements import entry_edits, follows_from_facts, new_words, own

CHANGED, WORDING = "statement-changed", "wording"


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each. The same terms in the same order are the same statement in other words;
    where they speak of what plain words name (only, supports, conflicts), somebody has to read it all the same."""
    for before, after in compared.pairs.changed:
        old, new = compared.locked.accounts[before], compared.capture.state.statements[after]
        if not own(compared, new) or (
            follows_from_facts(compared, old.statement, new) and not compared.entries_of(old)
        ):
            continue
        line, text = new_words(compared, after)
        entries = entry_edits(compared, old, f'write "{new.fingerprint[:8]}" for it')
        if old.statement.said == new.said and old.statement.shows == new.shows:
            same = says_it_all(new.terms)
            what = "nothing, unless it means something else now" if same else "see whether it says the same"
            matters = bool(entries) or not same
            edits = compared.edits_of(old, what) + entries
            yield Finding(WORDING, new.section, "other words, the same terms", matters, edits, line, text)
            continue
        lost = Counter(old.statement.terms) - Counter(new.terms)
        gained = Counter(new.terms) - Counter(old.statement.terms)
        said = [f"it said {', '.join(lost.elements())}"] if lost else []
        said += [f"it says {', '.join(gained.elements())}"] if gained else []
        message = " and ".join(said) or "its terms stand in another order"
        edits = compared.edits_of(old, "see what it must say now")
        if not old.elements and not entries:
            entries = compared.in_documents(f'claim "{new.fingerprint[:8]}", or set it aside')
        yield Finding(CHANGED, new.section, message, True, edits + entries, line, text)
