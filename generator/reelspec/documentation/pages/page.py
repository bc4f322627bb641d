"""What a page of documentation was read into: sections, statements, facts and examples. `read_page` makes it.

All of it is text of somebody else: whoever shows it escapes it, whoever writes it into a file quotes it, and nobody
executes, follows or interpolates it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from reelspec.documentation.pages.description import Description
from reelspec.language.contract.keywords import Measure, Side, bounds
from reelspec.language.source.node import Json

Part: TypeAlias = Literal[
    "body", "alternative", "response", "other response", "header", "path", "query", "cookie", "operation", "text"
]
"""What of an operation a place of the page is about. alternative: one of several schemas that a body may have, whose fields
are named with what it is called before them (`kite-1 size`), beside what all say alike in body; response: its first answer
of 2xx; other response: its other answers, whose fields are named with the status before them (`402 error.code`); operation:
itself, as a whole; text: everything that stands in no list of parameters."""

StatementKind: TypeAlias = Literal[
    "heading", "endpoint", "type", "options", "limit", "example", "sentence", "item", "row", "code"
]
"""heading: of a section; endpoint: method and path; type: a parameter with its type, required mark and default;
options: the list of a parameter's values; limit: a line such as `Required range: 0 <= x <= 9`; example: a parameter's
example; sentence, item (of a list), row (of a table): prose; code: a whole block of code."""

FactKind: TypeAlias = Literal[
    "field",
    "type",
    "required",
    "default",
    "options",
    "range",
    "length",
    "items",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "pattern",
    "format",
    "uniqueItems",
    "additionalProperties",
    "deprecated",
    "oneOf",
    "endpoint",
    "servers",
    "security",
    "media",
    "responses",
    "headers",
]
KEYWORDS: tuple[FactKind, ...] = (
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "pattern",
    "format",
    "uniqueItems",
    "additionalProperties",
    "deprecated",
)
"""The facts that are one keyword of the field's schema, by its name."""
LIMITS: Mapping[FactKind, Measure] = {"range": "number", "length": "length", "items": "items"}
"""The facts that are limits, and what the bounds of schemas that say the same bound."""


def way_to_authenticate(part: str, name: str, scheme: str | None = "bearer") -> str:
    """How the fact `security` says that a parameter carries the key: the header Authorization by its scheme, others by name,
    and so it where no scheme stands before the key."""
    by_scheme = part == "header" and name.lower() == "authorization" and scheme is not None
    return f"http {scheme.lower()}" if by_scheme and scheme else f"apiKey {part} {name}"


def limit_keywords(kind: FactKind, side: Side) -> tuple[str, ...]:
    """The keywords that say one side of such a fact, the one that includes the bound first."""
    return tuple(keyword.name for keyword in bounds(LIMITS[kind], side))


Bounds: TypeAlias = tuple[int | float | None, int | float | None]
"""The least and the most, both included; None where the page sets none."""

Value: TypeAlias = Json | tuple[Json, ...] | Bounds


RUNNING = frozenset(["flattened", "noted", "unknown"])
"""Layouts without a list of parameters: what their pages do not say of a field is not silence."""


@dataclass(frozen=True)
class Section:
    """A section: `path` holds the headings that lead to it, its own last; `line` is that of its heading."""

    path: tuple[str, ...]
    part: Part
    line: int


@dataclass(frozen=True)
class Statement:
    """One statement of the page: a sentence, an item of a list, the line that says a parameter's type, …

    text: normalised by `pages.normalised`, so its hash is the statement's fingerprint. section: the headings
    above it. line: where it begins, from 1. field: the parameter in whose description it stands, as `Fact.field` writes
    it. A statement's borders depend on nothing but the few characters around them (and on its own paragraph), so a
    change in one sentence leaves its neighbours as they were.
    """

    text: str
    kind: StatementKind
    section: tuple[str, ...]
    line: int
    part: Part = "text"
    field: str | None = None


@dataclass(frozen=True)
class Fact:
    """One thing that the page certainly says of a field, whatever else is in the body.

    field: the way to it: `size`, `camera.speed` inside an object, `media[].type` inside the items of an array, `media[]`
    the items themselves; empty for the body or the answer as a whole, and for the operation. part: the list that it stands
    in. kind and value:

    - field: None; the field exists
    - type: a type of JSON Schema, or several in a tuple, sorted
    - required: True, or False where the layout marks what is required and this is not marked
    - default: the value, in the field's type
    - options: the values in a tuple, in the page's order and in the field's type
    - range: of a number; length: of a text, in characters; items: of an array; all three as Bounds
    - the kinds of `KEYWORDS`: the keyword's value as written; a bound that is excluded stands here where it is not that of
      an integer
    - oneOf: where there are several schemas to choose from, what each says, in a tuple
    - of an operation: endpoint (`POST /v1/videos`); servers, security (`http bearer`, `apiKey header X-Key`), media (types
      of its body), responses (statuses) and headers of answers (`200 X-Request-Id`), each in a tuple

    statement: the index of the statement in `Page.statements` that says so.
    """

    field: str
    kind: FactKind
    value: Value
    line: int
    section: tuple[str, ...]
    part: Part = "body"
    statement: int | None = None


@dataclass(frozen=True)
class Example:
    """A JSON value that the page prints: a request body, an answer, or the value of one field."""

    kind: Literal["request", "response", "value"]
    body: Json
    line: int
    section: tuple[str, ...] = ()
    field: str | None = None


@dataclass(frozen=True)
class Endpoint:
    """The operation that a page documents: `POST`, `https://api.example.com` (None if not printed), `/v1/videos`."""

    method: str
    server: str | None
    path: str


class PageRefused(ValueError):
    """A page that is not read; the message says which, why, and the way out."""


@dataclass(frozen=True)
class Page:
    """A page as it was read.

    layout: the reader that understood it: "rendered", "markdown", "flattened" (its facts come from the running text and
    the example, so that a field of which it says nothing may exist all the same), "noted" (the same, of notes in which names
    stand in code), or "unknown": then it has no facts.
    title: None if it prints none. quoted: of notes, the single words that stand in code: values and names.
    description: the OpenAPI description in it. collapsed: it says itself that it does not show what is inside of some field.
    otherwise: what it says of a fact besides, in another place: the same as `facts` or another value.
    """

    name: str
    layout: str
    title: str | None = None
    endpoint: Endpoint | None = None
    sections: tuple[Section, ...] = ()
    statements: tuple[Statement, ...] = ()
    facts: tuple[Fact, ...] = ()
    examples: tuple[Example, ...] = field(default=())
    quoted: frozenset[str] = frozenset()
    description: Description | None = field(default=None, compare=False)
    collapsed: bool = False
    otherwise: tuple[Fact, ...] = ()

    def about(self, part: Part, name: str) -> dict[FactKind, Fact]:
        """The facts of one field by their kind."""
        return {fact.kind: fact for fact in self.facts if fact.part == part and fact.field == name}

    def fields(self, part: Part = "body") -> tuple[str, ...]:
        """The fields of one part, in the page's order, none twice."""
        return tuple(dict.fromkeys(fact.field for fact in self.facts if fact.part == part and fact.kind == "field"))
