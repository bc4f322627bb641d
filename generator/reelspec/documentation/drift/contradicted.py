"""Drift: what a newer page says of one fact in two places, each time otherwise: both, and which of them the specs follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.documentation.comparison.facts import NOTHING, Change, alike, lacking, listed, plain, sides
from reelspec.documentation.comparison.values import said_words
from reelspec.documentation.drift.edits import field_edits
from reelspec.documentation.drift.finding import Compared, Edit
from reelspec.documentation.pages.page import LIMITS, Fact
from reelspec.language.source.node import Json


def settle(compared: Compared, change: Change, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits about a fact that is another one now, with what the page says of it in another place."""
    stated = _fact(compared, *change.key, change.kind)
    other = None if stated is None else next(_against(compared, stated), None)
    return edits if stated is None or other is None else _unless(compared, edits, stated, other)


def of_statement(compared: Compared, at: int) -> tuple[Edit, ...]:
    """What to do about the facts that a statement of the new capture says and that another place says otherwise."""
    edits: tuple[Edit, ...] = ()
    for other in compared.capture.page.otherwise:
        stated = _fact(compared, other.part, other.field, other.kind) if other.statement == at else None
        if stated is not None and other in _against(compared, stated):
            change = Change(other.part, other.field, other.kind, plain(stated.value), _completed(stated, other))
            edits += _unless(compared, field_edits(compared, change), other, stated)
    return edits


def _unless(compared: Compared, edits: tuple[Edit, ...], changed: Fact, other: Fact) -> tuple[Edit, ...]:
    """Edits that one place asks for, with what the other place says."""
    kind = changed.kind
    fields = compared.fields_of((changed.part, changed.field))
    said = plain(other.value)
    follows = any(alike(kind, field.facts.get(kind, NOTHING), said) for field in fields)
    words = f"line {changed.line} says {said_words(kind, plain(changed.value))}, but line {other.line} {said_words(kind, said)}"
    if follows:
        words += ", as the spec does"
    return tuple(replace(edit, what=f"{edit.what}; {words}") for edit in edits)


def _fact(compared: Compared, part: str, path: str, kind: str) -> Fact | None:
    facts = compared.capture.page.facts
    return next((fact for fact in facts if (fact.part, fact.field, fact.kind) == (part, path, kind)), None)


def _against(compared: Compared, stated: Fact) -> Iterator[Fact]:
    """What the page says of a fact in other places that cannot be right together with it."""
    for other in compared.capture.page.otherwise:
        same = (other.part, other.field, other.kind) == (stated.part, stated.field, stated.kind)
        if same and not alike(stated.kind, plain(stated.value), _completed(stated, other)):
            yield other


def _completed(stated: Fact, other: Fact) -> Json:
    """What another place says of a fact, with what it leaves open: one side of a limit, or the options of other cases."""
    old, new = plain(stated.value), plain(other.value)
    if other.kind in LIMITS:
        return [was if bound is None else bound for was, bound in zip(sides(old), sides(new), strict=True)]
    return old if other.kind == "options" and not lacking(listed(new), listed(old)) else new
