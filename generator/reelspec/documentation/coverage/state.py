"""What a page states, as far as it may be kept: fingerprints of its statements with their terms, and its facts.

Made from a page that was just read (`state_of`), or read from a lock; claims and drift know no other form of a page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reelspec.documentation.coverage.terms import terms_of
from reelspec.documentation.pages.chrome import PRINTED
from reelspec.documentation.pages.text import text_print as fingerprint
from reelspec.language.source.node import Json

if TYPE_CHECKING:
    from reelspec.documentation.pages import Example, Page

ORDER = 8
"""Hexadecimal digits that are kept of the order of a statement's terms."""
ANSWER = "answer"
"""Stands for the example of an answer in `Stated.shows`."""

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

    @property
    def said(self) -> tuple[tuple[str, ...], str]:
        """The terms as they follow each other: a statement in which two have swapped is another one."""
        return self.terms, self.order

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

    def facts(self) -> Mapping[tuple[str, str], Mapping[str, Json]]:
        """(part, path) -> the facts of that field."""
        return {(one.part, one.path): one.facts for one in self.fields}


def state_of(page: Page) -> State:
    """What may be kept of a page."""
    options = {
        text
        for fact in page.facts
        if fact.kind == "options" and isinstance(fact.value, tuple)
        for text in (_option(one) for one in fact.value)
        if text is not None
    }
    said = {fact.statement for fact in page.facts}
    examples = {one.line: one for one in page.examples if one.kind != "value"}
    statements = []
    for at, one in enumerate(page.statements):
        terms = terms_of(one.text, options)
        ordered = tuple(sorted(terms))
        statements.append(
            Stated(
                fingerprint(one.text),
                " / ".join((*one.section, one.field) if one.field is not None else one.section),
                one.kind,
                one.part,
                one.field,
                ordered,
                at in said and one.kind in ("type", "options", "limit"),
                _shown(page, one.kind, examples.get(one.line)),
                "" if terms == ordered else fingerprint("\n".join(terms))[:ORDER],
            )
        )
    return State(tuple(statements), tuple(_fields(page)))


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


def _fields(page: Page) -> Iterable[FieldFacts]:
    found: dict[tuple[str, str], dict[str, Json]] = {}
    for fact in page.facts:
        facts = found.setdefault((fact.part, fact.field), {})
        if fact.kind != "field":
            facts[fact.kind] = _plain(fact.value)
    for (part, path), facts in found.items():
        yield FieldFacts(part, path, facts)


def _plain(value: object) -> Json:
    """A fact's value as JSON has it."""
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value  # type: ignore[return-value]


def body_print(body: Json) -> str:
    """The fingerprint of a request body; its prose (texts with a space) counts for nothing, since specs say it anew."""
    return fingerprint(json.dumps(_without_prose(body), sort_keys=True, separators=(",", ":")))


def _without_prose(value: Json) -> Json:
    match value:
        case str():
            return "" if " " in value else value
        case list():
            return [_without_prose(one) for one in value]
        case dict():
            return {key: _without_prose(one) for key, one in value.items()}
    return value
