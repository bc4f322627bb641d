"""What the kinds of drift that are about statements share: which of them are findings of their own, and the new words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from reelspec.documentation.comparison.facts import NOTHING, alike
from reelspec.documentation.coverage.elements import values_of
from reelspec.documentation.coverage.lockfile import Account
from reelspec.documentation.coverage.meaning import is_value, terms_of_fact
from reelspec.documentation.coverage.state import Stated
from reelspec.documentation.drift.finding import Compared, Edit
from reelspec.documentation.pages.page import LIMITS
from reelspec.language.rules.words import listing

_NAME = re.compile(r"[A-Za-z_]\w*")


def own(compared: Compared, statement: Stated) -> bool:
    """Whether a statement's change is news besides what is said of its field, which may have come or gone as a whole."""
    part = "body" if statement.part == "text" else statement.part
    return not any(
        (part, name) in compared.come_or_gone for name in (statement.field, statement.about) if name is not None
    )


def follows(compared: Compared, statement: Stated) -> bool:
    """Whether what a statement says of its field is what its facts say, and these are others now: then that is told."""
    part = "body" if statement.part == "text" else statement.part
    key = (part, statement.field or statement.about or "")
    return bool(statement.terms) and not statement.meaning.terms and compared.old.get(key) != compared.new.get(key)


def keeps_limits(compared: Compared, statement: Stated) -> bool:
    """Whether a statement says no more than the limits that its field had, which its new type cannot have."""
    key = (statement.part, statement.field or "")
    old, new = compared.old.get(key, {}), compared.new.get(key, {})
    if alike("type", old.get("type", NOTHING), new.get("type", NOTHING)):
        return False
    limits = {term for kind in LIMITS if kind in old for term in terms_of_fact(kind, old[kind])}
    return {*filter(is_value, statement.meaning.terms)} <= limits


def restates(compared: Compared, at: int) -> bool:
    """Whether a statement of the new capture states a field of which some fact is another one now."""
    keys = {(fact.part, fact.field) for fact in compared.capture.page.facts if fact.statement == at}
    return any(compared.old.get(key) != compared.new.get(key) for key in keys)


def entry_edits(compared: Compared, account: Account, what: str) -> tuple[Edit, ...]:
    """Where documents.yaml speaks of a locked statement."""
    return tuple(Edit("documents.yaml", entry.node.place, what) for entry in compared.entries_of(account))


def without_source(compared: Compared, edit: Edit, at: int, *, denied: bool = False) -> Edit:
    """What to do with an element of which a locked statement says nothing any more. at: the statement's index. denied: it
    says something against it."""
    lines = _lines_left(compared, edit.element, at)
    if lines and not denied:
        own = values_of(compared.spec.elements.find(edit.element))
        terms = compared.locked.accounts[at].statement.meaning.terms
        said = frozenset(
            term for term in terms if term in own or not is_value(term)
        )  # the rest is about other elements
        stated = frozenset(term for statement, _ in lines for term in statement.meaning.terms)
        where = listing([f"line {line}" for _, line in lines], "and")
        if said <= stated:
            return replace(edit, what=f"keep it, for {where}")
        out = taken_out(edit.element)
        what = f"see whether {where} says it still" if out is None else f"keep it, if {where} says it still; else {out}"
        return replace(edit, what=what)
    unless = f", unless line {lines[0][1]} is right" if lines else ""
    return replace(edit, what=f"{taken_out(edit.element) or 'see whether it still has a source'}{unless}")


def taken_out(element: str) -> str | None:
    """How an element goes that only its statement is a reason for: a rule, or a limit on files; None for others."""
    match element.split("/")[-2:]:
        case ["x-rules", name]:
            return f"take the rule {name} out"
        case ["x-media", name]:
            return f"take {name} out"
    return None


def _lines_left(compared: Compared, element: str, but: int) -> list[tuple[Stated, int]]:
    """The statements that an element claims besides one and that the new capture still makes, with their lines."""
    statements, page = compared.capture.state.statements, compared.capture.page.statements
    pairs = compared.pairs
    return [
        (statements[now], page[now].line)
        for before, now in sorted((*pairs.same, *pairs.moved, *pairs.changed), key=lambda pair: pair[1])
        if before != but and now < len(page) and element in compared.locked.accounts[before].elements
    ]


def new_words(compared: Compared, at: int) -> tuple[int, str]:
    """Line and text of a statement of the new capture."""
    statement = compared.capture.page.statements[at]
    return statement.line, statement.text


def shown(statement: Stated) -> str:
    """What a statement says, for a message: as much of it as is kept."""
    return ", ".join(dict.fromkeys(term.removeprefix("unit:") for term in statement.meaning.terms))


def named(compared: Compared, statement: Stated, text: str) -> Iterator[Edit]:
    """The fields that a statement is about: its own, and those that it names."""
    words = set(_NAME.findall(text))
    part = "body" if statement.part == "text" else statement.part
    own = statement.field if statement.field is not None else None
    paths = dict.fromkeys([own] if own is not None else [])
    for body in compared.told.bodies if part == "body" else ():
        paths.update(
            dict.fromkeys(path for path in body.fields if path and path.rpartition(".")[2].removesuffix("[]") in words)
        )
    for path in paths:
        if path.endswith("[]") and path != own:
            continue
        for field in compared.fields_of((part, path)):
            if field.node is not None:
                yield Edit(
                    compared.name_of(field.node),
                    field.node.key_place,
                    "see whether it, or a rule about it, must say this",
                )
