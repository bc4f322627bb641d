"""What a page states, as far as it may be kept: fingerprints of its statements with their terms, and its facts.

Made from a page that was just read (`state_of`), or read from a lock; claims and drift know no other form of a page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reelspec.documentation.comparison.compare import paths_of
from reelspec.documentation.comparison.facts import Key, facts_of, plain, status_of
from reelspec.documentation.coverage.meaning import Meaning, meaning_of
from reelspec.documentation.coverage.terms import terms_of
from reelspec.documentation.pages.chrome import PRINTED
from reelspec.documentation.pages.flattened import words_apart
from reelspec.documentation.pages.text import text_print as fingerprint
from reelspec.language.source.node import Json
from reelspec.language.source.values import type_of

if TYPE_CHECKING:
    from reelspec.documentation.pages import Example, Fact, Page, Statement

ORDER = 8
"""Hexadecimal digits that are kept of the order of a statement's terms."""
ANSWER = "answer"
"""Stands for the example of an answer in `Stated.shows`."""
EXAMPLES = {"request": "example", "response": "example answer"}
"""The parts of fields of which examples alone tell, by the kind of example."""


UNSAID = Meaning()
"""What a statement says of which facts say everything."""

UNPRINTED = frozenset(map(fingerprint, (*PRINTED, "application/json")))
"""Statements that one form of a page prints and another does not, and that say nothing: chrome, and what JSON is called."""


@dataclass(frozen=True)
class Stated:
    """A statement without its text.

    fingerprint: the first digits of the SHA-256 of its normalised text in UTF-8. section: the headings above it and the
    field in whose description it stands, joined by " / ". kind, part and field: as pages have them. terms: see `terms`;
    sorted, since in the order of the page many of them are as good as its sentence. order: a fingerprint of that order.
    structure: it is a line of the layout (a type, a list of options) that the page's facts say as well.
    shows: the fingerprint of the request body in a block of code, or `ANSWER`; of an endpoint `POST /v1/videos`.
    meaning: see `meaning`; what drift compares. about: the field that the statement itself introduces, if that is not the
    one in whose description it stands.
    """

    fingerprint: str
    section: str
    kind: str = "sentence"
    part: str = "text"
    field: str | None = None
    terms: tuple[str, ...] = ()
    structure: bool = False
    shows: str | None = None
    order: str = ""
    meaning: Meaning = UNSAID
    about: str | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """What two statements have in common if they are the same one."""
        return self.section, self.fingerprint


@dataclass(frozen=True)
class FieldFacts:
    """What a page says of one field. part: body, response, …; path: `media[].type`; facts: kind -> value, those stated."""

    part: str
    path: str
    facts: Mapping[str, Json]


@dataclass(frozen=True)
class State:
    """A page: its statements in order, and the facts of its fields in order."""

    statements: tuple[Stated, ...]
    fields: tuple[FieldFacts, ...]

    def facts(self) -> Mapping[Key, Mapping[str, Json]]:
        """(part, path) -> the facts of that field."""
        return {(field.part, field.path): field.facts for field in self.fields}


def state_of(page: Page) -> State:
    """What may be kept of a page."""
    facts = facts_of(page)
    stating = _Stating(page, facts)
    statements = [stating.stated(at, statement) for at, statement in enumerate(page.statements)]
    fields = [FieldFacts(part, path, dict(kinds)) for (part, path), kinds in facts.items()]
    fields += _examples(page)
    order = list(dict.fromkeys(field.part for field in fields))  # as a lock has them: the fields of one part together
    return State(tuple(statements), tuple(sorted(fields, key=lambda field: order.index(field.part))))


class _Stating:
    """What of a page is needed to say what one of its statements says."""

    def __init__(self, page: Page, facts: Mapping[Key, Mapping[str, Json]]) -> None:
        self.page = page
        self.facts = facts
        self.options = {
            text
            for fact in page.facts
            if fact.kind == "options" and isinstance(fact.value, tuple)
            for text in (_option(option) for option in fact.value)
            if text is not None
        }
        self.facts_at: dict[int, list[Fact]] = {}
        for fact in page.facts:
            if fact.statement is not None:
                self.facts_at.setdefault(fact.statement, []).append(fact)
        self.examples = {example.line: example for example in page.examples if example.kind != "value"}
        self.names = {path.rpartition(".")[2] for _, path in facts}
        self.apart = words_apart(page)

    def stated(self, at: int, statement: Statement) -> Stated:
        """A statement as it is kept. at: its index."""
        mine = self.facts_at.get(at, [])
        terms = terms_of(statement.text, self.options)
        ordered = tuple(sorted(terms))
        structure = (bool(mine) and statement.kind in ("type", "options", "limit")) or status_of(statement) is not None
        above = self.page.statements[at - 1] if at else statement
        says_nothing = structure or statement.kind in ("code", "endpoint") or status_of(above) == above.text
        return Stated(
            fingerprint(statement.text),
            " / ".join((*statement.section, statement.field) if statement.field is not None else statement.section),
            statement.kind,
            statement.part,
            statement.field,
            ordered,
            structure,
            _shown(self.page, statement.kind, self.examples.get(statement.line)),
            "" if terms == ordered else fingerprint("\n".join(terms))[:ORDER],
            UNSAID if says_nothing else self.meaning(statement, mine),
            next((fact.field for fact in mine if fact.kind == "field" and fact.field != statement.field), None),
        )

    def meaning(self, statement: Statement, mine: list[Fact]) -> Meaning:
        """What it says. mine: the facts that were read from it."""
        keys = dict.fromkeys([(statement.part, statement.field or ""), *((fact.part, fact.field) for fact in mine)])
        return meaning_of(
            _without_address(self.page, self.apart(statement.text)),
            {*self.options, *self.page.quoted},
            [self.facts[key] for key in keys if key in self.facts],
            _own(fact for fact in mine if (fact.part, fact.field) in self.facts),
            within=statement.field is not None,
            item=statement.kind == "item",
            marks=any(fact.kind == "required" for fact in mine),
            names=self.names,
        )


def _own(facts: Iterable[Fact]) -> dict[str, dict[str, Json]]:
    """The facts of a statement, by the last name of the field."""
    by_field: dict[str, dict[str, Json]] = {}
    for fact in facts:
        by_field.setdefault(fact.field.rpartition(".")[2], {})[fact.kind] = plain(fact.value)
    return by_field


def _without_address(page: Page, text: str) -> str:
    """A statement without the address of the operation, which is a fact."""
    if page.endpoint is not None and len(page.endpoint.path) > 1:
        server, path = re.escape(page.endpoint.server or ""), re.escape(page.endpoint.path)
        return re.sub(rf"(?:{server})?{path}(?![\w/])", " ", text)
    return text


def _examples(page: Page) -> Iterable[FieldFacts]:
    """The fields that the page's examples of bodies and answers show, which may be all that it says of them."""
    fields: dict[Key, Mapping[str, Json]] = {}
    for example in page.examples:
        part = EXAMPLES.get(example.kind)
        if part is not None and isinstance(example.body, dict):
            for path, value in paths_of(example.body):
                fields.setdefault((part, path), {"type": type_of(value)})
    return (FieldFacts(part, path, facts) for (part, path), facts in fields.items())


def _shown(page: Page, kind: str, example: Example | None) -> str | None:
    if kind == "endpoint" and page.endpoint is not None:
        return f"{page.endpoint.method} {page.endpoint.path}"
    if kind != "code" or example is None:
        return None
    return ANSWER if example.kind == "response" else body_print(example.body)


def _option(value: object) -> str | None:
    match value:
        case bool() | None:
            return None
        case str() | int() | float():
            return str(value)
    return None


def body_print(body: Json) -> str:
    """The fingerprint of a request body; its prose (texts with a space) counts for nothing, since specs say it anew."""
    return fingerprint(json.dumps(_without_prose(body), sort_keys=True, separators=(",", ":")))


def _without_prose(value: Json) -> Json:
    match value:
        case str():
            return "" if " " in value else value
        case list():
            return [_without_prose(item) for item in value]
        case dict():
            return {key: _without_prose(member) for key, member in value.items()}
    return value
