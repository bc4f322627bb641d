"""What the kinds of drift that are about statements share: which of them are findings of their own, and the new words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reelspec.documentation.coverage.elements import number_text
from reelspec.documentation.coverage.lockfile import Account
from reelspec.documentation.coverage.state import Stated
from reelspec.documentation.drift import fields
from reelspec.documentation.drift.finding import Compared, Edit
from reelspec.language.source.node import Json


def own(compared: Compared, statement: Stated) -> bool:
    """Whether a statement's change is news besides what is said of its field, which may have come or gone as a whole."""
    if statement.field is None:
        return True
    return (statement.part, statement.field) not in fields.sections(compared)


def follows_from_facts(compared: Compared, old: Stated, new: Stated) -> bool:
    """Whether two versions of a field's sentence differ in nothing but what its changed facts say already."""
    if old.field is None or old.said == new.said:
        return False
    key = (old.part, old.field)
    before, after = compared.locked.state.facts().get(key, {}), compared.capture.state.facts().get(key, {})
    lost, gained = Counter(old.terms) - Counter(new.terms), Counter(new.terms) - Counter(old.terms)
    changed = [kind for kind in {*before, *after} if before.get(kind) != after.get(kind)]
    was = {text for kind in changed for text in _texts(before.get(kind))}
    now = {text for kind in changed for text in _texts(after.get(kind))}
    return bool(changed) and set(lost) <= was and set(gained) <= now


def _texts(value: Json) -> Iterator[str]:
    match value:
        case list():
            for one in value:
                yield from _texts(one)
        case bool() | None:
            return
        case int() | float():
            yield number_text(value)
        case str():
            yield value
        case _:
            return


def entry_edits(compared: Compared, account: Account, what: str) -> tuple[Edit, ...]:
    """Where documents.yaml speaks of a locked statement."""
    return tuple(Edit("documents.yaml", one.node.place, what) for one in compared.entries_of(account))


def new_words(compared: Compared, at: int) -> tuple[int, str]:
    """Line and text of a statement of the new capture."""
    found = compared.capture.page.statements[at]
    return found.line, found.text
