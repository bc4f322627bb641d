"""Whose page a capture is: the models and the operation that it prints decide, not its file's name.

Sentences that all pages of a provider share say nothing of whose they are; the rest of a page's locked statements tells
documents apart that are about the same models. Captures call it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reelspec.documentation.coverage.lockfile import LockedPage
from reelspec.documentation.coverage.state import State, Stated
from reelspec.documentation.pages.prose import NAMES_OF_MODELS
from reelspec.language.contract.model import Contract, Document, Model, Provider
from reelspec.language.contract.schema import Source
from reelspec.language.rules.words import listing

if TYPE_CHECKING:
    from reelspec.documentation.pages import Page

Key = tuple[str, str]
"""A provider's name and a document's id."""
Operation = tuple[str, str]
"""A method, and a path without the names of its parameters."""

ALIKE = 0.3
"""The share of a document's locked statements that a page without a model's name must have to be its page."""
MOSTLY = 0.5
"""The same share, of a page whose operation has another path that ends in other words."""
_PARAMETER = re.compile(r"\{[^{}]*\}|<[^<>]*>|(?<=/):[\w.-]+")
_NAMED = re.compile(
    r"(?:model(?:\s(?:id|name))?|模型(?:名称)?)\s?[:：=]\s?[\"'`]?([\w./:-]{2,100}?)[\"'`]?[.,;]?", re.IGNORECASE
)
_TOKEN = re.compile(r"[\w./:-]{2,100}")
_MOVED = re.compile(
    r"\b(?:page|document|documentation|content|article)\b.{0,40}\b(?:has|have|was|is)?\s?(?:been\s)?moved\b|"
    r"页面.{0,8}(?:迁移|移动|移至|搬)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Identity:
    """What a document is about: the names of its models, and its operations."""

    models: frozenset[str]
    operations: frozenset[Operation]


@dataclass(frozen=True)
class Printed:
    """What a page says it is about. models: the names that it lists, else those that its examples send; sent: the latter;
    mentioned: known names anywhere in it."""

    models: frozenset[str]
    sent: frozenset[str]
    operation: Operation | None
    mentioned: frozenset[str]

    def seems(self) -> str:
        """In words."""
        parts = [*([listing(sorted(self.models)[:4], "and")] if self.models else [])]
        if self.operation is not None:
            parts.append(" ".join(self.operation))
        return f"it seems to document {', '.join(parts)}" if parts else "it prints no model and no operation"


class Documents:
    """All documents of a contract, and what is known of each."""

    def __init__(self, contract: Contract, locked: Mapping[str, Mapping[str, LockedPage]]) -> None:
        self.documents: dict[Key, Document] = {}
        self.identities: dict[Key, Identity] = {}
        self.locked: dict[Key, LockedPage] = {}
        self.fields: set[str] = {*NAMES_OF_MODELS}
        self.operations: set[Operation] = set()
        self.headings: set[str] = set()
        self._weights: dict[Key, Mapping[str, float]] = {}
        for provider in contract.providers:
            pages = locked.get(provider.name, {})
            self.fields |= {model.discriminator for model in provider.models if model.discriminator}
            self.operations |= {
                endpoint for operation in provider.operations for endpoint in _operations(provider, [operation.id])
            }
            counts = Counter(fingerprint for page in pages.values() for fingerprint in _prints(page))
            for document in provider.documents.values():
                key = provider.name, document.id
                self.documents[key] = document
                self.identities[key] = _identity(provider, document.id)
                if document.id in pages:
                    page = self.locked[key] = pages[document.id]
                    own = {fingerprint: 1.0 for fingerprint in _prints(page) if counts[fingerprint] == 1}
                    self._weights[key] = own or dict.fromkeys(_prints(page), 1.0)
                    self.headings |= {
                        account.statement.fingerprint
                        for account in page.accounts
                        if account.statement.kind == "heading"
                    }
        self.names = frozenset(name for identity in self.identities.values() for name in identity.models)

    def share(self, key: Key, state: State) -> float:
        """How much of a document's locked page a page has, without what the provider's other pages have as well."""
        weights = self._weights.get(key)
        if not weights:
            return 0.0
        prints = {statement.fingerprint for statement in state.statements}
        return sum(weight for fingerprint, weight in weights.items() if fingerprint in prints) / sum(weights.values())

    def printed(self, page: Page) -> Printed:
        """What a page says it is about."""
        listed = {
            value
            for fact in page.facts
            if fact.part in ("body", "query", "path") and fact.field in self.fields and fact.kind == "options"
            for value in (fact.value if isinstance(fact.value, tuple) else ())
            if isinstance(value, str)
        }
        sent = {
            value
            for example in page.examples
            if example.kind == "request" and isinstance(example.body, dict)
            for field in self.fields
            if isinstance(value := example.body.get(field), str)
        }
        models = listed or {name for name in sent if not re.search(r"[<>\s]", name)}
        if not models:
            models = {
                match[1]
                for statement in page.statements
                if len(statement.text) < 200 and (match := _NAMED.fullmatch(statement.text)) is not None
            }
        tokens = {token.rstrip(".:") for statement in page.statements for token in _TOKEN.findall(statement.text)}
        endpoint = page.endpoint
        operation = None if endpoint is None else (endpoint.method, _bare(endpoint.path))
        return Printed(frozenset(models), frozenset(sent), operation, self.names & tokens)

    def owners(self, printed: Printed, state: State, named: Collection[Key]) -> list[Key]:
        """The documents whose page this may be, the likeliest first.

        named: those whose name or address the capture has: that decides nothing but between two that are alike.
        """
        shares = {key: self.share(key, state) for key in self.identities}
        about = [key for key in self.identities if self._is_about(key, printed, shares[key])]
        if printed.models:
            owners = [key for key in about if self.identities[key].models & printed.models]
            owners = owners or [  # a page that lists another name, and still sends the old one
                key for key in about if self.identities[key].models & printed.sent and shares[key] >= MOSTLY
            ]
            owners = owners or [
                key
                for key in about
                if not self.identities[key].models
                and (shares[key] >= ALIKE or (key not in self.locked and self._only_operation(key, printed)))
            ]
        else:
            mine = printed.mentioned
            same_models = [key for key in about if mine and self.identities[key].models & mine and shares[key] > 0]
            alike = [key for key in about if shares[key] >= ALIKE or self._only_operation(key, printed)]
            owners = alike or same_models or [key for key in about if key in named]
        return sorted(
            owners,
            key=lambda key: (
                -round(shares[key], 2),
                -len(self.identities[key].models & (printed.models or printed.mentioned)),
                key not in named,
            ),
        )

    def _is_about(self, key: Key, printed: Printed, share: float) -> bool:
        """Whether the page's operation may be the document's.

        A path that no operation has may be its new one, where it ends as the old one does or the page is mostly the same:
        providers have several operations for one model, each on a page of its own.
        """
        own = self.identities[key].operations
        if printed.operation is None or not own or printed.operation in own:
            return True
        if printed.operation in self.operations:
            return False
        ends = {path.rpartition("/")[2] for _, path in own}
        return key not in self.locked or share >= MOSTLY or printed.operation[1].rpartition("/")[2] in ends

    def _only_operation(self, key: Key, printed: Printed) -> bool:
        """Whether the document is the only one about the operation that the page prints."""
        if printed.operation is None:
            return False
        return [other for other, identity in self.identities.items() if printed.operation in identity.operations] == [
            key
        ]


def moved(page: Page) -> str | None:
    """What a page says that is left where another was, None where it says nothing of the kind."""
    if len(page.statements) > 12 or page.facts:
        return None
    return next((statement.text[:200] for statement in page.statements if _MOVED.search(statement.text)), None)


def lost_lines(page: Page) -> bool:
    """Whether a capture has all of a page on a line or two."""
    lines = {statement.line for statement in page.statements}
    return (
        not page.facts
        and len(lines) <= _FEW_LINES
        and sum(len(statement.text) for statement in page.statements) > _MUCH * len(lines)
    )


_FEW_LINES, _MUCH = 3, 400
"""So many lines with so many characters each are a page without its lines."""
PARTS = ("body", "response", "path", "query", "header", "cookie")
"""Where a page lists fields."""


def lost_structure(page: LockedPage, state: State) -> str | None:
    """Why a capture is another form of the page that cannot be compared, rather than a page that has changed.

    One kind of structure is gone everywhere, or over half of the fields of every part.
    """
    old, new = page.state.facts(), state.facts()
    was = [account.statement for account in page.accounts]
    if any(statement.kind == "type" for statement in was) and not any(
        statement.kind == "type" for statement in state.statements
    ):
        return "no parameter stands in it with its type"
    for kind, words in (
        ("options", "no list of options stands in it"),
        ("required", "nothing in it is marked required"),
    ):
        had = sum(bool(facts.get(kind)) for facts in old.values())
        if had >= 3 and not any(facts.get(kind) for facts in new.values()):
            return words
    parts: dict[str, list[bool]] = {}
    for part, path in old:
        if part in PARTS and path and not path.endswith("[]"):
            parts.setdefault(part, []).append((part, path) not in new)
    missing = sum(map(sum, parts.values()))
    if missing >= 3 and all(2 * sum(flags) > len(flags) for flags in parts.values()):
        return f"{missing} of {sum(map(len, parts.values()))} fields are not in it"
    return None


def with_unprinted(page: LockedPage, state: State, capture: Page) -> State:
    """A capture's state with what its form leaves out as a whole, as it was locked: the line that says the operation,
    samples of code, the headers of a form that has neither a list of them nor a sample that sends them, and what is inside
    of fields that it shows collapsed."""
    samples = any(statement.kind == "code" for statement in capture.statements)
    headers = samples or any(field.part == "header" for field in state.fields)
    operation = any(statement.kind == "endpoint" for statement in state.statements)
    sent = None if capture.endpoint is None else f"{capture.endpoint.method} {capture.endpoint.path}"

    inside = _collapsed(page.state, state) if capture.collapsed else frozenset()

    def is_left_out(statement: Stated) -> bool:
        if (statement.part, statement.field) in inside:
            return True
        match statement.kind:
            case "code":
                return not samples and statement.field is None
            case "endpoint":
                return not operation and sent in (None, statement.shows)
        return not headers and statement.part == "header"

    fields = tuple(
        field for field in page.fields if (field.part == "header" and not headers) or (field.part, field.path) in inside
    )
    statements = tuple(account.statement for account in page.accounts if is_left_out(account.statement))
    return State((*state.statements, *statements), (*state.fields, *fields))


def _collapsed(old: State, new: State) -> frozenset[tuple[str, str | None]]:
    """The fields inside of those of which a newer page has not one, and that it has itself."""
    had, has = ({(field.part, field.path) for field in side.fields} for side in (old, new))

    def inner(part: str, path: str, fields: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
        return {field for field in fields if field[0] == part and field[1].startswith((f"{path}.", f"{path}[]."))}

    return frozenset(
        field for part, path in has & had if not inner(part, path, has) for field in inner(part, path, had)
    )


def _prints(page: LockedPage) -> set[str]:
    return {account.statement.fingerprint for account in page.accounts}


def _identity(provider: Provider, document: str) -> Identity:
    models = {
        model.name
        for model in provider.models
        if any(document in _documents(form.schema.source) for form in model.forms)
        or document in _documents(model.schema.source)
    }
    names = {name for model in provider.models if model.name in models for name in _names(model)}
    operations = [
        operation.id
        for operation in provider.operations
        if models & set(operation.models) or document in _documents(operation.source)
    ]
    return Identity(frozenset(names), frozenset(_operations(provider, operations)))


def _names(model: Model) -> Iterator[str]:
    """What the pages of a model may call it: its value of the discriminator, else those that its schema gives `model` or such."""
    if model.discriminator is not None:
        yield model.value
        return
    for form in model.forms:
        for field in (form.schema.properties.get(name) for name in NAMES_OF_MODELS):
            yield from (value for value in (field.values() if field else None) or () if isinstance(value, str))


def _documents(source: Source | None) -> tuple[str, ...]:
    return () if source is None else source.documents


def _operations(provider: Provider, ids: Iterable[str]) -> Iterable[Operation]:
    """Operations as pages may print them: with the path of the server before theirs, and without."""
    known = set(ids)
    for operation in provider.operations:
        if operation.id in known:
            bases = {"", *(re.sub(r"^\w+://[^/]*", "", server).rstrip("/") for server in provider.servers)}
            for base in bases:
                yield operation.method.upper(), _bare(f"{base}{operation.path}")


def _bare(path: str) -> str:
    """A path without the names of its parameters."""
    return _PARAMETER.sub("{}", path).rstrip("/") or "/"
