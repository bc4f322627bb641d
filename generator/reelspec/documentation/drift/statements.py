"""What the kinds of drift that are about statements share: which of them are findings of their own, and the new words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reelspec.documentation.coverage.elements import value_text
from reelspec.documentation.coverage.lockfile import Account
from reelspec.documentation.coverage.meaning import is_value
from reelspec.documentation.coverage.state import Stated
from reelspec.documentation.coverage.terms import is_number
from reelspec.documentation.drift import facts
from reelspec.documentation.drift.finding import Compared, Edit, shown_value
from reelspec.language.source.node import Node


def own(compared: Compared, statement: Stated) -> bool:
    """Whether a statement's change is news besides what is said of its field, which may have come or gone as a whole."""
    gone = facts.fields_that_come_or_go(compared)
    part = "body" if statement.part == "text" else statement.part
    return not any((part, name) in gone for name in (statement.field, statement.about) if name is not None)


def follows(compared: Compared, statement: Stated) -> bool:
    """Whether what a statement says of its field is what its facts say, and these are others now: then that is told."""
    part = "body" if statement.part == "text" else statement.part
    key = (part, statement.field or statement.about or "")
    return bool(statement.terms) and not statement.meaning.terms and compared.old.get(key) != compared.new.get(key)


def restates(compared: Compared, at: int) -> bool:
    """Whether a statement of the new capture states a field of which some fact is another one now."""
    keys = {(fact.part, fact.field) for fact in compared.capture.page.facts if fact.statement == at}
    return any(compared.old.get(key) != compared.new.get(key) for key in keys)


def entry_edits(compared: Compared, account: Account, what: str) -> tuple[Edit, ...]:
    """Where documents.yaml speaks of a locked statement."""
    return tuple(Edit("documents.yaml", one.node.place, what) for one in compared.entries_of(account))


def value_edits(compared: Compared, account: Account, lost: Iterable[str], gained: Iterable[str]) -> tuple[Edit, ...]:
    """What to do at the elements that claim a statement which says other values now: at the values themselves where these
    stand in them, else at the elements."""
    old, new = ([one for one in several if is_value(one)] for several in (lost, gained))
    kept = set(account.statement.meaning.terms) - {*old}
    found: list[Edit] = []
    for edit in compared.edits_of(account, "see what it must say now"):
        node = compared.spec.elements.find(edit.element)
        mine = list(_places(node, old, new, kept))
        if 0 < len(mine) <= MOST_PLACES:
            found += [Edit(compared.name_of(one), one.key_place, what) for one, what in mine]
        else:
            found.append(edit)
    return tuple(dict.fromkeys(found))


def _places(node: Node, old: list[str], new: list[str], kept: set[str]) -> Iterator[tuple[Node, str]]:
    """The places inside an element that hold the values which a statement says no more, or a list that its values are of."""
    if old and new and len(old) != len(new):
        return
    for was, now in zip(old, new, strict=False):
        for one in _leaves(node):
            if value_text(one) == was:
                around = one.document.root.at(one.pointer[:-1])
                listed = [] if around is None else [value_text(each) for each in around.elements()]
                if now not in listed and not _is_run(listed):
                    yield one, f"write {_shown(one, now)} for {_shown(one, was)}"
        for one in _lists(node):
            listed = [value_text(each) for each in one.elements()]
            if _is_run(listed) and was in (listed[0], listed[-1]) and is_number(now):
                yield (
                    one,
                    f"let it {'end' if was == listed[-1] else 'begin'} with {_shown(next(iter(one.elements())), now)}",
                )
    for one in _lists(node) if not old or not new else ():
        values = {value_text(each): each for each in one.elements()}
        numbers = any(map(is_number, values))
        mine = [each for each in new if each not in values and is_number(each) == numbers]
        added = mine if values.keys() & kept else []
        gone = [each for each in old if each in values]
        first = next(iter(values.values()), one)
        if added:
            yield one, f"add {', '.join(_shown(first, each) for each in added)}"
        if gone:
            yield one, f"take out {', '.join(_shown(first, each) for each in gone)}"


def _shown(node: Node, text: str) -> str:
    """A value as it is written beside a node: in quotes where that is a text."""
    return shown_value(text) if isinstance(node.value, str) else text


def _is_run(values: list[str]) -> bool:
    """Whether a list is of whole numbers one after the other."""
    numbers = [int(one) for one in values if one.lstrip("-").isdigit()]
    return len(numbers) == len(values) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


MOST_PLACES = 3
"""In more places of one element a value may be another one each time."""
_WORDS = ("description", "title", "source", "against", "x-source", "message", "id")


def _leaves(node: Node) -> Iterator[Node]:
    """The scalars inside an element that are no words of its author."""
    for key, inner in node.items():
        if key not in _WORDS:
            yield from _leaves(inner)
    for inner in node.elements():
        yield from _leaves(inner)
    if node.kind not in ("object", "array"):
        yield node


def _lists(node: Node) -> Iterator[Node]:
    for key, inner in node.items():
        if key not in _WORDS:
            yield from _lists(inner)
    if node.kind == "array":
        yield node
        for inner in node.elements():
            yield from _lists(inner)


def new_words(compared: Compared, at: int) -> tuple[int, str]:
    """Line and text of a statement of the new capture."""
    found = compared.capture.page.statements[at]
    return found.line, found.text


def shown(statement: Stated) -> str:
    """What a statement says, for a message: as much of it as is kept."""
    return ", ".join(dict.fromkeys(one.removeprefix("unit:") for one in statement.meaning.terms))
