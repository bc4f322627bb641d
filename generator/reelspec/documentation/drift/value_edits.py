"""Where in the specs the values stand that a statement says no more, and what to write there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reelspec.documentation.comparison.facts import Change, sides
from reelspec.documentation.coverage.elements import value_text, values_of
from reelspec.documentation.coverage.lockfile import Account
from reelspec.documentation.coverage.meaning import is_value
from reelspec.documentation.coverage.state import Stated
from reelspec.documentation.coverage.terms import is_number, terms_of
from reelspec.documentation.drift.finding import Compared, Edit, shown_value
from reelspec.documentation.drift.statements import new_words, taken_out, without_source
from reelspec.documentation.pages.page import LIMITS
from reelspec.language.contract.keywords import BOUNDS, SIDES
from reelspec.language.source.node import Node, Pointer


def value_edits(
    compared: Compared, before: int, at: int, lost: Sequence[str], gained: Sequence[str]
) -> tuple[Edit, ...]:
    """What to do at the elements that claim a statement which says other values now: at the values themselves where these
    stand in them, else at the elements.

    before, at: the statement's index on the locked page and in the new capture; lost, gained: what it says no more, and
    what it said not.
    """
    account = compared.locked.accounts[before]
    was, now = account.statement, compared.capture.state.statements[at]
    terms = terms_of(new_words(compared, at)[1])
    values = _Values(
        tuple(filter(is_value, lost)),
        tuple(filter(is_value, gained)),
        frozenset((*was.meaning.terms, *terms)) - {*lost},
        frozenset(now.meaning.terms) & {*lost},
        frozenset(gained) & {"most", "least"},
        terms,
        "exactly" in lost,
    )
    edits: list[Edit] = []
    vague: list[Edit] = []
    for edit in compared.edits_of(account, "see what it must say now"):
        node = compared.spec.elements.find(edit.element)
        if taken_out(edit.element) and _is_dropped(node, was, now, lost, gained):
            edits.append(without_source(compared, edit, before, denied=bool(gained)))
            continue
        row = _row_of(node, was)
        places = ([] if row is None else _of_row(node, row, values)) or list(_places(node, values))
        if 0 < len(places) <= MOST_PLACES:
            edits += [Edit(compared.name_of(place), place.key_place, what) for place, what in places]
        else:
            edits.append(edit)
            vague.append(edit)
    if any(edit not in vague and not edit.what.startswith("see") for edit in edits):
        edits = [edit for edit in edits if edit not in vague]  # the value stands where it is, and in none of these
    elif measured := [edit for edit in vague if _measures(edit.element, {*lost, *gained})]:
        units = f"it said {', '.join(lost)} and says {', '.join(gained)}"
        edits = [replace(edit, what=f"see whether it is as many still: {units}") for edit in measured]
    elif about := [edit for edit in vague if _mentions(compared.spec.elements.find(edit.element), {*lost, *gained})]:
        edits = [edit for edit in edits if edit not in vague or edit in about]
    return tuple(dict.fromkeys(edits))


def exchange_edits(compared: Compared, account: Account, one: str, other: str) -> tuple[Edit, ...]:
    """What to do at the elements that claim a statement in which two values have changed places: at the rules in which one
    of them stands, else at other elements in which one does, else at all."""
    edits = compared.edits_of(account, f"let {one} and {other} change places")
    holding = [edit for edit in edits if _mentions(compared.spec.elements.find(edit.element), (one, other))]
    return tuple(edit for edit in holding if "/x-rules/" in edit.element) or tuple(holding) or edits


def _is_dropped(node: Node, was: Stated, now: Stated, lost: Sequence[str], gained: Sequence[str]) -> bool:
    """Whether a statement that goes on says nothing any more of what an element is for."""
    if "conflicts" in lost and node.get("conflicts") is not None:
        return "conflicts" not in now.meaning.terms
    left = {term for term in now.meaning.terms if not is_value(term)} - {"both", "all", "any", "or"}
    if {"only", "not"} & {*lost} and not left and not any(map(is_value, gained)):
        return True  # what one alone could do, or not do, all can
    held = values_of(node) & {*filter(is_value, was.meaning.terms)}
    if any(map(is_value, gained)) or not held <= {*lost}:
        return False
    return held.isdisjoint(now.meaning.terms) if held else not now.meaning.terms


def _mentions(node: Node, names: Collection[str]) -> bool:
    """Whether one of some names or values stands in an element."""
    if node.kind not in ("object", "array"):
        return value_text(node) in names
    inside = [*node.items(), *((None, element) for element in node.elements())]
    return any(key in names or (key not in _WORDS and _mentions(inner, names)) for key, inner in inside)


def rule_edits(compared: Compared, change: Change) -> Iterator[Edit]:
    """What to do in rules about a limit that is another one now: at their bounds of the old value, where they claim the
    statement that says it."""
    page = compared.capture.page
    at = next(
        (fact.statement for fact in page.facts if (fact.part, fact.field, fact.kind) == (*change.key, change.kind)),
        None,
    )
    before = {new: old for old, new in (*compared.pairs.changed, *compared.pairs.moved)}.get(-1 if at is None else at)
    if change.kind not in LIMITS or before is None:
        return
    for side, was, now in zip(SIDES, sides(change.old), sides(change.new), strict=True):
        if None in (was, now) or was == now:
            continue
        nothing: frozenset[str] = frozenset()
        values = _Values((shown_value(was),), (shown_value(now),), nothing, nothing, nothing, ())
        for edit in compared.edits_of(compared.locked.accounts[before], ""):
            node = compared.spec.elements.find(edit.element)
            for place, what in _places(node, values) if "x-rules" in node.pointer else ():
                if place.pointer[-1] in _ENDS[side]:
                    yield Edit(compared.name_of(place), place.key_place, what)


def _measures(element: str, units: set[str]) -> bool:
    """Whether an element is a number of something that has units, and these are such units and nothing else."""
    known = _UNITS.get(element.rpartition("/")[2])
    return known is not None and bool(units) and units <= known


_UNITS = {"megabytes": {"b", "kb", "mb", "gb"}, "seconds": {"ms", "s", "min", "h", "d"}}
"""What the keys of `x-media` are measured in, and other units of the same."""


@dataclass(frozen=True)
class _Values:
    """The values that a statement says no more (old) or not before (new), in its order.

    kept: what it has said all along, or says now and is no news. again: old values that it says elsewhere too, so that
    nobody knows which of them has become a new one. ends: `most` or `least`, where it binds by that now and did not before.
    terms: what it says now, in its order, which of the old page is not kept. was_exact: it said how many there must be, no
    more and no less, and does not now.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    kept: frozenset[str]
    again: frozenset[str]
    ends: frozenset[str]
    terms: tuple[str, ...]
    was_exact: bool = False

    @property
    def is_default(self) -> bool:
        """Whether the statement says a default."""
        return "default" in self.terms

    @property
    def is_exact(self) -> bool:
        """Whether the statement says how many there must be, no more and no less."""
        return "exactly" in self.terms

    def is_meant(self, key: str) -> bool:
        """Whether a value that stands at a key can be the one: an upper bound is no lower one."""
        sides = {side for side, keys in _ENDS.items() if key in keys}
        return not sides or len(self.ends) != 1 or sides == self.ends

    def stand_together(self, one: str, other: str) -> bool:
        """Whether two values follow each other, as the ends of a range do."""
        return {(one, other), (other, one)} & {*pairwise(self.terms)} != set()


_ENDS = {side: frozenset([side, *(bound.name for bound in BOUNDS if bound.side == side)]) for side in SIDES}
"""The keys of the specs that hold an upper or a lower bound."""


def _places(node: Node, values: _Values) -> Iterator[tuple[Node, str]]:
    """The places inside an element that hold the values which a statement says no more, or to which new ones belong."""
    if values.old and values.new:
        if len(values.old) == len(values.new):
            for was, now in zip(values.old, values.new, strict=True):
                yield from _replaced(node, was, now, values)
        return
    lists = list(_lists(node))
    rows = list(_rows(lists, values))
    if rows:
        yield from rows
        return
    grown = False
    for options in lists:
        stated = {value_text(each): each for each in options.elements()}
        numbers = any(map(is_number, stated))
        mine = [each for each in values.new if each not in stated and is_number(each) == numbers]
        added = mine if stated.keys() & values.kept else []
        gone = [each for each in values.old if each in stated]
        first = next(iter(stated.values()), options)
        if added:
            grown = True
            yield options, f"add {', '.join(_shown(first, each) for each in added)}"
        if gone:
            yield options, f"take out {', '.join(_shown(first, each) for each in gone)}"
    if grown or values.old:
        return
    if ends := list(_ends_of(node, values)):
        yield from ends
        return
    alone = list(_alone(node, values, [options.pointer for options in lists]))
    if len(alone) == 1:
        yield from alone
        return
    named = [value for value in values.new if is_number(value)] or values.new
    if len(named) == 1:
        yield from _stated_otherwise(node, named[0], values)


def _row_of(node: Node, was: Stated) -> Node | None:
    """The row of a table that a statement is about, by the values that tell its rows apart; None where that is not sure."""
    rows, by = node.at(("table", "rows")), node.at(("table", "by"))
    if rows is None or by is None:
        return None
    keys = [value_text(key) for key in by.elements()]
    named = [
        row
        for row in rows.elements()
        if all((cell := row.get(key)) is not None and value_text(cell) in was.meaning.terms for key in keys)
    ]
    return named[0] if len(named) == 1 else None


def _of_row(table: Node, row: Node, values: _Values) -> list[tuple[Node, str]]:
    """The places in one row of a table; to a cell with one value those are added that other rows have in its column."""
    places = list(_places(row, values))
    if places or values.old:
        return places
    rows = table.at(("table", "rows"))
    for key, cell in row.items():
        cells = [other.get(key) for other in rows.elements()] if rows is not None else []
        known = {value_text(leaf) for other in cells if other is not None for leaf in _leaves(other)}
        mine = [value for value in values.new if value in known]
        if mine and cell.kind != "array" and value_text(cell) in values.kept:
            places.append((cell, f"let it be {', '.join(_shown(cell, value) for value in mine)} as well"))
    return places


def _ends_of(node: Node, values: _Values) -> Iterator[tuple[Node, str]]:
    """The bound that a statement names where it said one exact number before: `1 to 2` for `exactly 2`."""
    numbers = list(filter(is_number, values.new))
    if not values.was_exact or len(numbers) != 1:
        return
    for leaf in _leaves(node):
        was, now = value_text(leaf), numbers[0]
        if is_number(was) and values.stand_together(was, now):
            upper = float(now) > float(was)
            if leaf.pointer[-1] in (_ENDS["most"] if upper else _ENDS["least"]):
                yield leaf, f"write {now} for {was}"


def _rows(lists: Sequence[Node], values: _Values) -> Iterator[tuple[Node, str]]:
    """The lists of lists of which values that come or go together are one: combinations of a rule."""
    mine = sorted(values.old or values.new)
    for options in lists:
        inner = [each for each in options.elements() if each.kind == "array"]
        known = {tuple(sorted(map(value_text, each.elements()))): each for each in inner}
        if values.old and tuple(mine) in known:
            yield options, f"take out {shown_value(known[tuple(mine)].value)}"
        elif len(values.new) > 1 and tuple(mine) not in known and {*mine} <= {value for row in known for value in row}:
            yield options, f"add {shown_value([*mine])}"


def _stated_otherwise(node: Node, value: str, values: _Values) -> Iterator[tuple[Node, str]]:
    """The default or the bounds in an element that a statement may contradict which says one value more."""
    for key, member in node.items():
        if member.kind == "object" and key not in _WORDS:
            yield from _stated_otherwise(member, value, values)
            continue
        text = value_text(member)
        upper = key in _ENDS["most"] and is_number(value) and is_number(text)
        lower = key in _ENDS["least"] and is_number(value) and is_number(text) and values.is_exact
        beyond = upper and (values.is_exact or float(value) > float(text))
        default = key in ("default", "x-default") and values.is_default
        if default or beyond or (lower and text != value):
            yield member, f"see whether it must be {_shown(member, value)}"


def _alone(node: Node, values: _Values, lists: Collection[Pointer]) -> Iterator[tuple[Node, str]]:
    """The values of an element that stand in no list and look like those that a statement names besides."""
    for leaf in _leaves(node):
        text = value_text(leaf)
        listed = leaf.pointer[:-1] in lists or "default" in leaf.pointer
        if text in values.kept and not listed and isinstance(leaf.value, str):
            mine = [each for each in values.new if each != text and _shape(each) == _shape(text)]
            if mine:
                yield leaf, f"let it be {', '.join(_shown(leaf, each) for each in mine)} as well"


def _shape(value: str) -> str:
    """What a value looks like whatever its numbers are: 720P and 1080P are alike."""
    return re.sub(r"\d+", "0", value)


def _replaced(node: Node, was: str, now: str, values: _Values) -> Iterator[tuple[Node, str]]:
    """The places inside an element where one value stands for which a statement says another one now."""
    elsewhere = f": the page says {was} elsewhere too" if was in values.again else ""
    for leaf in _leaves(node):
        if value_text(leaf) != was or not values.is_meant(str(leaf.pointer[-1])):
            continue
        around = leaf.document.root.at(leaf.pointer[:-1])
        listed = [] if around is None else [value_text(each) for each in around.elements()]
        if now not in listed and not _end_of_a_run(listed, was)[0]:
            what = f"write {_shown(leaf, now)} for {_shown(leaf, was)}"
            yield leaf, f"see whether to {what}{elsewhere}" if elsewhere else what
    if _whole(was) is None or _whole(now) is None:
        return
    for leaf in _leaves(node):
        if (
            isinstance(leaf.value, str)
            and not is_number(leaf.value)
            and (held := _held(leaf.value, was, now)) is not None
        ):
            yield leaf, f"write {held[1]} for {held[0]} in it"
    for options in _lists(node):
        listed = [value_text(each) for each in options.elements()]
        end, other = _end_of_a_run(listed, was)
        if not end:
            yield from _beyond(options, listed, int(was), int(now))
            continue
        # What a page says of one case binds a rule; the field itself takes the values of all cases.
        beyond = int(now) > int(was) if end == "end" else int(now) < int(was)
        of_a_rule = "x-rules" in options.pointer
        if not elsewhere or (values.stand_together(other, now) if of_a_rule else beyond):
            yield options, f"let it {end} with {_shown(next(iter(options.elements())), now)}"


def _beyond(node: Node, listed: list[str], was: int, now: int) -> Iterator[tuple[Node, str]]:
    """A list in a rule that begins behind a number, or ends before it, which is another one now."""
    for step, side in ((1, "begin"), (-1, "end")):
        if "x-rules" in node.pointer and _end_of_a_run(listed, str(was + step))[0] == side:
            yield node, f"let it {side} with {_shown(next(iter(node.elements())), str(now + step))}"


def _held(text: str, was: str, now: str) -> tuple[str, str] | None:
    """A number inside of a text of the specs, and what it must be: the one that a page said, or in a pattern the next one,
    with which what is too long begins."""
    for add in (0, 1):
        old, new = str(int(was) + add), str(int(now) + add)
        if len(re.findall(rf"(?<![\w.\\-]){old}(?![\w.])", text)) == 1:
            return old, new
    return None


def _end_of_a_run(values: list[str], value: str) -> tuple[str, str]:
    """`end` or `begin`, and the other end, where a list has three or more whole numbers one after the other of which a value
    is the last or the first; two empty texts where it is neither."""
    numbers = {number for value in values if (number := _whole(value)) is not None}
    at = _whole(value)
    if at is None or value not in values:
        return "", ""
    first = last = at
    while first - 1 in numbers:
        first -= 1
    while last + 1 in numbers:
        last += 1
    if last - first < 2 or at not in (first, last):
        return "", ""
    return ("end", str(first)) if at == last else ("begin", str(last))


def _whole(text: str) -> int | None:
    """The whole number that a text is; None where it is none, or longer than any on a page."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,18}", text) else None


def _shown(node: Node, text: str) -> str:
    """A value as it is written beside a node: in quotes where that is a text."""
    return shown_value(text) if isinstance(node.value, str) else text


MOST_PLACES = 3
"""In more places of one element a value may be another one each time."""
_WORDS = ("description", "title", "source", "against", "x-source", "message", "id")


def _leaves(node: Node) -> Iterator[Node]:
    """The scalars inside an element that are no words of its author."""
    for key, inner in node.items():
        if key not in _WORDS or inner.kind in ("object", "array"):
            yield from _leaves(inner)
    for inner in node.elements():
        yield from _leaves(inner)
    if node.kind not in ("object", "array"):
        yield node


def _lists(node: Node) -> Iterator[Node]:
    for key, inner in node.items():
        if key not in _WORDS or inner.kind in ("object", "array"):
            yield from _lists(inner)
    if node.kind == "array":
        yield node
        for inner in node.elements():
            yield from _lists(inner)
