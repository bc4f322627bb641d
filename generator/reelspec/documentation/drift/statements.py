"""What the kinds of drift that are about statements share: which of them are findings of their own, and the new words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reelspec.documentation.coverage.elements import value_text
from reelspec.documentation.coverage.lockfile import Account
from reelspec.documentation.coverage.meaning import is_value
from reelspec.documentation.coverage.state import Stated
from reelspec.documentation.coverage.terms import is_number, terms_of
from reelspec.documentation.drift import facts
from reelspec.documentation.drift.finding import Compared, Edit, shown_value
from reelspec.language.source.node import Node, Pointer


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


def value_edits(
    compared: Compared, account: Account, at: int, lost: Sequence[str], gained: Sequence[str]
) -> tuple[Edit, ...]:
    """What to do at the elements that claim a statement which says other values now: at the values themselves where these
    stand in them, else at the elements.

    at: the statement's index in the new capture; lost, gained: what it says no more, and what it said not.
    """
    was, now = account.statement, compared.capture.state.statements[at]
    values = _Values(
        tuple(filter(is_value, lost)),
        tuple(filter(is_value, gained)),
        frozenset(was.meaning.terms) - {*lost},
        frozenset(now.meaning.terms) & {*lost},
        frozenset(gained) & {"most", "least"},
        terms_of(new_words(compared, at)[1]),
    )
    found: list[Edit] = []
    for edit in compared.edits_of(account, "see what it must say now"):
        node = compared.spec.elements.find(edit.element)
        mine = list(_places(node, values))
        if 0 < len(mine) <= MOST_PLACES:
            found += [Edit(compared.name_of(one), one.key_place, what) for one, what in mine]
        else:
            found.append(edit)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class _Values:
    """The values that a statement says no more (old) or not before (new), in its order.

    kept: what it has said all along. again: old values that it says elsewhere too, so that nobody knows which of them has
    become a new one. ends: `most` or `least`, where it binds by that now and did not before. terms: what it says
    now, in its order, which of the old page is not kept.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    kept: frozenset[str]
    again: frozenset[str]
    ends: frozenset[str]
    terms: tuple[str, ...]

    def is_meant(self, key: str) -> bool:
        """Whether a value that stands at a key can be the one: an upper bound is no lower one."""
        sides = {side for side, keys in _ENDS.items() if key in keys}
        return not sides or len(self.ends) != 1 or sides == self.ends

    def stand_together(self, one: str, other: str) -> bool:
        """Whether two values follow each other, as the ends of a range do."""
        return {(one, other), (other, one)} & {*pairwise(self.terms)} != set()


_ENDS = {
    "most": frozenset(["most", "maxItems", "maxLength", "maximum", "exclusiveMaximum", "maxProperties"]),
    "least": frozenset(["least", "minItems", "minLength", "minimum", "exclusiveMinimum", "minProperties"]),
}
"""The keys of the specs that hold an upper or a lower bound."""


def _places(node: Node, values: _Values) -> Iterator[tuple[Node, str]]:
    """The places inside an element that hold the values which a statement says no more, or to which new ones belong."""
    if values.old and values.new:
        if len(values.old) == len(values.new):
            for was, now in zip(values.old, values.new, strict=True):
                yield from _replaced(node, was, now, values)
        return
    lists = list(_lists(node))
    grown = False
    for one in lists:
        stated = {value_text(each): each for each in one.elements()}
        numbers = any(map(is_number, stated))
        mine = [each for each in values.new if each not in stated and is_number(each) == numbers]
        added = mine if stated.keys() & values.kept else []
        gone = [each for each in values.old if each in stated]
        first = next(iter(stated.values()), one)
        if added:
            grown = True
            yield one, f"add {', '.join(_shown(first, each) for each in added)}"
        if gone:
            yield one, f"take out {', '.join(_shown(first, each) for each in gone)}"
    alone = [] if grown or values.old else list(_alone(node, values, [one.pointer for one in lists]))
    if len(alone) == 1:
        yield from alone


def _alone(node: Node, values: _Values, lists: Collection[Pointer]) -> Iterator[tuple[Node, str]]:
    """The values of an element that stand in no list and look like those that a statement names besides."""
    for one in _leaves(node):
        text = value_text(one)
        if text in values.kept and one.pointer[:-1] not in lists and not is_number(text):
            mine = [each for each in values.new if _shape(each) == _shape(text)]
            if mine:
                yield one, f"let it be {', '.join(_shown(one, each) for each in mine)} as well"


def _shape(value: str) -> str:
    """What a value looks like whatever its numbers are: 720P and 1080P are alike."""
    return re.sub(r"\d+", "0", value)


def _replaced(node: Node, was: str, now: str, values: _Values) -> Iterator[tuple[Node, str]]:
    """The places inside an element where one value stands for which a statement says another one now."""
    elsewhere = f": the page says {was} elsewhere too" if was in values.again else ""
    for one in _leaves(node):
        if value_text(one) != was or not values.is_meant(str(one.pointer[-1])):
            continue
        around = one.document.root.at(one.pointer[:-1])
        listed = [] if around is None else [value_text(each) for each in around.elements()]
        if now not in listed and not _end_of_a_run(listed, was)[0]:
            what = f"write {_shown(one, now)} for {_shown(one, was)}"
            yield one, f"see whether to {what}{elsewhere}" if elsewhere else what
    for one in _lists(node):
        end, other = _end_of_a_run([value_text(each) for each in one.elements()], was)
        if not end or not is_number(now):
            continue
        # What a page says of one case binds a rule; the field itself takes the values of all cases.
        if not elsewhere or ("x-rules" in one.pointer and values.stand_together(other, now)):
            yield one, f"let it {end} with {_shown(next(iter(one.elements())), now)}"


def _end_of_a_run(values: list[str], value: str) -> tuple[str, str]:
    """`end` or `begin`, and the other end, where a list has three or more whole numbers one after the other of which a value
    is the last or the first; two empty texts where it is neither."""
    numbers = {int(one) for one in values if one.lstrip("-").isdigit()}
    if value not in values or not value.lstrip("-").isdigit():
        return "", ""
    at = first = last = int(value)
    while first - 1 in numbers:
        first -= 1
    while last + 1 in numbers:
        last += 1
    if last - first < 2 or at not in (first, last):
        return "", ""
    return ("end", str(first)) if at == last else ("begin", str(last))


def _shown(node: Node, text: str) -> str:
    """A value as it is written beside a node: in quotes where that is a text."""
    return shown_value(text) if isinstance(node.value, str) else text


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
