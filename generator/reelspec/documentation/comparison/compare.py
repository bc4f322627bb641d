"""Compare the facts of one page with what the specs say of its document. The package's `__init__` exports it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from reelspec.documentation.comparison.difference import Comparison, Difference, DifferenceKind
from reelspec.documentation.comparison.facts import (
    Change,
    Facts,
    Key,
    Nothing,
    Said,
    changes,
    facts_of,
    lacking,
    line_of,
    listed,
    sides,
)
from reelspec.documentation.comparison.fields import SpecField, limit_places, node_of
from reelspec.documentation.comparison.spec import Body, Told, says_endpoint
from reelspec.documentation.comparison.values import said_words, same, type_words
from reelspec.documentation.pages.page import LIMITS, RUNNING, Page
from reelspec.language.contract.model import Document, Operation, Provider
from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Json
from reelspec.language.source.place import Place

_LISTED = ("default", "options", *LIMITS)
"""The kinds of which a complete page says nothing only where nothing is to be said."""
_WHOLE: Key = ("body", "")
"""The body as a whole."""
_OURS = ("format", "deprecated", "oneOf")
"""The kinds in which page and spec may differ: formats are annotations, a choice may be written as a rule."""


def compare(provider: Provider, document: Document, page: Page) -> Comparison:
    """Hold the facts of a page against every request schema whose source is the document, and against the operation that
    takes it, its parameters and its answer.

    A page that lists its parameters is complete: what the spec says beyond it is a difference as well. A flattened or
    unknown page is not; then only what it says counts, and so it is for answers, whose schema many pages may share.
    Differences are explained by `differences` in the document's entry of documents.yaml, from `FIELD KIND`
    (`media[].type options`; of an answer `response status options`) to the reason.
    """
    told = Told(provider, document)
    facts = facts_of(page)
    operation = told.operation(page.endpoint)
    parts: list[_Part] = [_Body(page, facts, told, body) for body in told.bodies]
    answer = told.answer(operation)
    if answer is not None:
        parts.append(_Answer(page, facts, told, operation, answer))
    differences = [difference for part in parts for difference in part.differences()]
    differences += _operation(page, facts, told, operation)
    agreed = sum(part.agreed for part in parts)
    explained, used = _explained(document, dict.fromkeys(differences))
    return Comparison(provider.name, document.id, page.name, agreed, (*explained, *_unused(document, used)))


def _explained(document: Document, differences: dict[Difference, None]) -> tuple[list[Difference], set[str]]:
    """The differences with their explanations, and the keys that explain one."""
    reasons = explanations(document)
    used = {difference.key for difference in differences if difference.key in reasons}
    explained = [
        replace(difference, explanation=reasons[difference.key]) if difference.key in reasons else difference
        for difference in differences
    ]
    return explained, used


def explanations(document: Document) -> dict[str, str]:
    """`FIELD KIND` -> why page and spec differ there, from documents.yaml."""
    listed_ = document.node.get("differences") if document.node is not None else None
    return {key: str(node.value) for key, node in listed_.items()} if listed_ is not None else {}


def _unused(document: Document, used: set[str]) -> Iterator[Difference]:
    listed_ = document.node.get("differences") if document.node is not None else None
    for key, node in listed_.items() if listed_ is not None else ():
        if key not in used:
            field = key.rpartition(" ")[0] or key
            words = "page and spec do not differ here"
            yield Difference(field, "explanation", node.key_place, None, words, f"documents.yaml explains {key}")


@dataclass
class _Part:
    """One part of a page with the fields of the specs. agreed: how many facts of the page the spec says alike."""

    page: Page
    page_facts: Facts
    told: Told
    agreed: int = 0

    def differences(self) -> Iterator[Difference]:
        """Every fact in which they differ."""
        raise NotImplementedError

    def of(self, part: str) -> dict[Key, Mapping[str, Json]]:
        """What the page says of one part."""
        return {key: facts for key, facts in self.page_facts.items() if key[0] == part}

    def count(self, page: Facts, spec: Mapping[Key, SpecField], differing: Iterable[Change]) -> None:
        """Count the facts of the page that no change speaks of, that a field is there among them."""
        differ = {(change.key, change.kind) for change in differing}
        for key, facts in page.items():
            if key in spec:
                kinds = [*facts, *([] if key[1].endswith("[]") or not key[1] else ["field"])]
                self.agreed += sum((key, kind) not in differ for kind in kinds if kind not in _OURS)

    def difference(
        self, change: Change, place: Place | None, page: str, spec: str, inferred: str | None = None
    ) -> Difference:
        """A difference of one fact. inferred: why the spec is right where the page is silent."""
        silent = isinstance(change.old, Nothing)
        line = None if silent else line_of(self.page, change.key, change.kind)
        kind: DifferenceKind = change.kind  # type: ignore[assignment]
        name = change.path or "body" if change.part == "body" else f"{change.part} {change.path}".strip()
        return Difference(name, kind, place or Place("", 1, 1), line, page, spec, inferred if silent else None)


class _Body(_Part):
    """The request body with one schema."""

    def __init__(self, page: Page, facts: Facts, told: Told, body: Body) -> None:
        super().__init__(page, facts, told)
        self.body = body
        self.complete = page.layout not in RUNNING
        self.shown = _shown_fields(page)
        self.others = _others(told, body)

    def differences(self) -> Iterator[Difference]:
        fields = {("body", path): field for path, field in self.body.fields.items()}
        page = self.of("body")
        page[_WHOLE] = {kind: value for kind, value in page.get(_WHOLE, {}).items() if kind != "media"}
        for key in fields:  # what an example shows is there, and so are an array's items
            if self.complete and (key[1].endswith("[]") or key[1] in self.shown or not key[1]):
                page.setdefault(key, {})
        differing = [
            change
            for change in changes(page, {key: field.facts for key, field in fields.items()})
            if self._counts(change, page)
        ]
        self.count(page, fields, differing)
        for change in differing:
            yield from self._difference(change, fields.get(change.key), page)

    def _counts(self, change: Change, page: Facts) -> bool:
        """Whether the page's silence, where it is silent, says something."""
        if change.kind in _OURS:
            return False
        if not isinstance(change.old, Nothing):
            return not (change.kind == "options" and self._is_of_all(change))
        if not self.complete or (change.kind != "field" and change.kind not in _LISTED):
            return False
        return not (change.kind == "options" and len(listed(change.new)) == 1 and change.path in self.shown)

    def _is_of_all(self, change: Change) -> bool:
        """Whether the page's options are those of this file and of the others of the page."""
        mine = listed(change.new)
        own = lacking(listed(change.old), self.others)
        return bool(mine) and not lacking(own, mine) and not lacking(mine, listed(change.old))

    def _difference(self, change: Change, field: SpecField | None, page: Facts) -> Iterator[Difference]:
        if change.kind != "field":
            assert field is not None
            if change.kind == "required":
                place = field.required_place
            elif change.kind in LIMITS:
                low = same(sides(change.old)[0], sides(change.new)[0])
                place = field.place_of(*limit_places(change.kind, 1 if low else 0))
            else:
                place = field.place_of(*(("enum", "const") if change.kind == "options" else (change.kind,)))
            yield self.difference(
                change, place, _words(change, change.old), _words(change, change.new), field.inference
            )
        elif isinstance(change.old, Nothing):
            assert field is not None
            yield self.difference(change, field.place, "no such field", "there is one", field.inference)
        elif not change.path.endswith("[]"):
            yield self.difference(change, self._around(change.path), "there is such a field", "there is none")
        elif change.path[:-2] in self.body.fields and "type" in page[change.key]:
            typed = replace(change, kind="type", old=page[change.key]["type"])
            owner = self.body.fields[change.path[:-2]]
            yield self.difference(typed, owner.place, type_words(typed.old), "nothing is said of the items")

    def _around(self, path: str) -> Place | None:
        """Where a field that the spec lacks would stand: the properties of the object around it."""
        field = self.body.fields.get(path.rpartition(".")[0])
        schema = self.body.schema if field is None else field.written
        node = node_of(schema, "properties") or schema.node or self.body.schema.node
        return None if node is None else node.key_place


class _Answer(_Part):
    """The answer with its schema. Only what the page says counts: the schema is what many pages say of one answer, and its
    lists of words are open."""

    def __init__(self, page: Page, facts: Facts, told: Told, operation: Operation | None, schema: Schema) -> None:
        super().__init__(page, facts, told)
        self.fields = {key: field for key, field in told.others(operation).items() if key[0] == "response"}
        self.schema = schema

    def differences(self) -> Iterator[Difference]:
        page = {
            key: {kind: value for kind, value in facts.items() if kind in ("type", "options")}
            for key, facts in self.of("response").items()
            if key[1]
        }
        differing = [
            change
            for change in changes(page, {key: field.facts for key, field in self.fields.items()})
            if _unknown(change)
        ]
        self.count(page, self.fields, differing)
        for change in differing:
            field = self.fields.get(change.key)
            if field is not None:
                place = field.place
                yield self.difference(change, place, _words(change, change.old), _words(change, change.new))
            elif not change.path.endswith("[]"):
                node = node_of(self.schema, "properties") or self.schema.node
                place = None if node is None else node.key_place
                yield self.difference(change, place, "there is such a field", "there is none")


def _unknown(change: Change) -> bool:
    """Whether a page says something of an answer that the schema does not admit."""
    if isinstance(change.old, Nothing):
        return False
    if change.kind == "options":
        return bool(lacking(listed(change.old), listed(change.new)))
    if change.kind == "type":
        known = listed(change.new)
        return bool(known) and any(
            name not in known and not (name == "integer" and "number" in known) for name in listed(change.old)
        )
    return change.kind == "field"


def _operation(page: Page, page_facts: Facts, told: Told, operation: Operation | None) -> Iterator[Difference]:
    """What a page says of the operation as a whole, and the spec does not."""
    media = page_facts.get(_WHOLE, {}).get("media")
    facts = {**({} if media is None else {"media": media}), **page_facts.get(("operation", ""), {})}
    if operation is None or operation.node is None:
        return
    for change in changes({("operation", ""): facts}, {("operation", ""): told.facts(operation)}):
        if isinstance(change.old, Nothing) or not operation_differs(change, operation, told):
            continue
        part = _Part(page, page_facts, told)
        yield part.difference(change, operation.node.key_place, _words(change, change.old), _words(change, change.new))


def operation_differs(change: Change, operation: Operation, told: Told) -> bool:
    """Whether what a page (old) says of an operation is not what the spec (new) says: it may know more answers and ways."""
    stated, known = listed(change.old), listed(change.new)
    match change.kind:
        case "endpoint":
            return not says_endpoint(str(change.old), operation, told.servers)
        case "servers":
            return bool(known) and bool(lacking(map(origin, stated), map(origin, known)))
        case "security":
            return bool(lacking(stated, known))
        case "responses":
            ranges = {str(status) for status in known}
            return any(
                str(status) not in ranges and f"{str(status)[:1]}XX" not in ranges and "default" not in ranges
                for status in stated
            )
        case "media":
            return bool(known) and bool(lacking(stated, known))
    return False


def origin(server: Json) -> str:
    """Scheme and host of a server; a path may stand in it or before the operation's."""
    scheme, mark, rest = str(server).partition("://")
    return f"{scheme}{mark}{rest.partition('/')[0]}".lower()


def _words(change: Change, value: Said) -> str:
    return "nothing" if isinstance(value, Nothing) else said_words(change.kind, value)


def _others(told: Told, body: Body) -> tuple[Json, ...]:
    """The model names that other files of the same page stand for."""
    if body.model.discriminator is None:
        return ()
    fields = [other.fields.get(body.model.discriminator) for other in told.bodies if other is not body]
    return tuple(value for field in fields if field is not None for value in field.options or ())


def _shown_fields(page: Page) -> frozenset[str]:
    """The fields that the page's examples show."""
    paths: set[str] = set()
    for example in page.examples:
        if example.kind == "request" and isinstance(example.body, dict):
            paths.update(path for path, _ in paths_of(example.body))
        elif example.kind == "value" and example.field is not None:
            paths.update(path for path, _ in paths_of(example.body, example.field))
    return frozenset(paths)


def paths_of(value: Json, path: str = "", depth: int = 0) -> Iterator[tuple[str, Json]]:
    """The paths of the fields in a JSON value, as facts write them, each with its value."""
    if path:
        yield path, value
    if depth > 20:
        return
    if isinstance(value, dict):
        for key, member in value.items():
            yield from paths_of(member, f"{path}.{key}" if path else key, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from paths_of(item, f"{path}[]", depth + 1)
