"""Compare the facts of one page with the request schemas that come from its document. The package's `__init__` exports it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.documentation.comparison.answers import differences_of_answers
from reelspec.documentation.comparison.difference import Comparison, Difference
from reelspec.documentation.comparison.fields import SpecField, fields_of, node_of
from reelspec.documentation.comparison.values import (
    bounds_words,
    equal_bounds,
    json_words,
    key_of,
    list_words,
    same,
    type_words,
)
from reelspec.documentation.pages.page import Bounds, Fact, FactKind, Page, Value, limit_keywords
from reelspec.language.contract.model import Document, Form, Model, Provider
from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Place

KINDS: tuple[FactKind, ...] = ("field", "type", "required", "default", "options", "range", "length", "items")


def compare(provider: Provider, document: Document, page: Page) -> Comparison:
    """Hold the facts of a page against every request schema whose source is the document, and against the answer of the
    operation that takes it.

    A page that lists its parameters is complete: what the spec says beyond it is a difference as well. A flattened or
    unknown page is not; then only what it says counts, and so it is for answers, whose schema many pages may share.
    Differences are explained by `differences` in the document's
    entry of documents.yaml, from `FIELD KIND` (`media[].type options`; of an answer `response status options`) to the reason.
    """
    schemas = _schemas(provider, document)
    agreed = 0
    found: list[Difference] = []
    for model, schema in schemas:
        comparing = _Comparing(page, fields_of(schema, model.definitions), schema, _others(schemas, schema, model))
        found += comparing.differences()
        agreed += comparing.agreed
    answers = differences_of_answers(provider, frozenset(model.name for model, _ in schemas), page)
    found += answers.differences
    agreed += answers.agreed
    explained, used = _explained(document, dict.fromkeys(found))
    return Comparison(provider.name, document.id, page.name, agreed, (*explained, *_unused(document, used)))


def _schemas(provider: Provider, document: Document) -> list[tuple[Model, Schema]]:
    """The request schemas whose source is the document, as their files have them, each once."""
    found: dict[str, tuple[Model, Schema]] = {}
    for model in provider.models:
        for form in model.forms:
            if form.schema.source is not None and document.id in form.schema.source.documents:
                found.setdefault(form.file, (model, _as_written(provider, form)))
    return list(found.values())


def _as_written(provider: Provider, form: Form) -> Schema:
    """The schema of a file, of which a model's own is what that model's name leaves."""
    node = form.schema.node
    return form.schema if node is None else provider.placed.get((node.document.file, node.pointer), form.schema)


def _others(schemas: list[tuple[Model, Schema]], schema: Schema, model: Model) -> tuple[Json, ...]:
    """The model names that other files of the same page stand for."""
    found: list[Json] = []
    for one, other in schemas:
        if other is not schema and model.discriminator is not None:
            field = fields_of(other, one.definitions).get(model.discriminator)
            found += (field.options or ()) if field is not None else ()
    return tuple(found)


def _explained(document: Document, found: dict[Difference, None]) -> tuple[list[Difference], set[str]]:
    """The differences with their explanations, and the keys that explain one."""
    listed = document.node.get("differences") if document.node is not None else None
    reasons = {key: str(node.value) for key, node in listed.items()} if listed is not None else {}
    used = {one.key for one in found if one.key in reasons}
    return [replace(one, explanation=reasons[one.key]) if one.key in reasons else one for one in found], used


def _unused(document: Document, used: set[str]) -> Iterator[Difference]:
    listed = document.node.get("differences") if document.node is not None else None
    for key, node in listed.items() if listed is not None else ():
        if key not in used:
            field = key.rpartition(" ")[0] or key
            words = "page and spec do not differ here"
            yield Difference(field, "explanation", node.key_place, None, words, f"documents.yaml explains {key}")


class _Comparing:
    """One page with one schema. others: values of the discriminator that other files stand for."""

    def __init__(self, page: Page, fields: dict[str, SpecField], schema: Schema, others: tuple[Json, ...]) -> None:
        self.page = page
        self.fields = fields
        self.schema = schema
        self.others = others
        self.agreed = 0
        self.complete = page.layout not in ("flattened", "unknown")
        self.facts: dict[str, dict[FactKind, Fact]] = {}
        for fact in page.facts:
            if fact.part == "body":
                self.facts.setdefault(fact.field, {})[fact.kind] = fact
        self.shown = _shown_fields(page)

    def differences(self) -> Iterator[Difference]:
        for path, facts in self.facts.items():
            field = self.fields.get(path)
            if field is None:
                if not path.endswith("[]") and "field" in facts:
                    yield self._difference(
                        path, "field", facts["field"], "there is such a field", "there is none", None
                    )
                elif path.endswith("[]") and path[:-2] in self.fields and "type" in facts:
                    says = type_words(facts["type"].value)
                    owner = self.fields[path[:-2]]
                    yield self._difference(path, "type", facts["type"], says, "nothing is said of the items", owner)
                continue
            for kind in KINDS:
                yield from self._kind(field, kind, facts.get(kind))
        if not self.complete:
            return
        for path, field in self.fields.items():
            if path in self.facts:
                continue
            if path.endswith("[]"):
                for kind in ("options", "range", "length", "items"):
                    yield from self._kind(field, kind, None)
            elif path not in self.shown:
                yield self._difference(path, "field", None, "no such field", "there is one", field)
            else:  # an example shows the field: that it exists is said, nothing else of it
                for kind in ("default", "options", "range", "length", "items"):
                    yield from self._kind(field, kind, None)

    def _kind(self, field: SpecField, kind: FactKind, fact: Fact | None) -> Iterator[Difference]:
        says, has, alike, place = self._said(field, kind, fact)
        if says is None and has is None:
            return
        if alike:
            self.agreed += fact is not None
            return
        if fact is None and (not self.complete or says is not None):
            return
        yield self._difference(field.path, kind, fact, says or "nothing", has or "nothing", field, place)

    def _said(
        self, field: SpecField, kind: FactKind, fact: Fact | None
    ) -> tuple[str | None, str | None, bool, Place | None]:
        """What the page says, what the spec has (None: nothing), whether that is the same, and where the spec has it."""
        value: Value = None if fact is None else fact.value
        match kind:
            case "field":
                return "a field", "a field", True, None
            case "type":
                if fact is None:
                    return None, None, True, None
                wanted = tuple(sorted(str(one) for one in value)) if isinstance(value, tuple) else (str(value),)
                has = type_words(field.types) if field.types else None
                return type_words(value), has, wanted == field.types, field.place_of("type")
            case "required":
                if fact is None:
                    return None, None, True, None
                words = {True: "required", False: "optional"}
                place = field.required_place
                return words[bool(value)], words[field.required], bool(value) == field.required, place
            case "default":
                has = None if field.default is None else f"default {json_words(field.default.value)}"
                alike = fact is not None and field.default is not None and same(value, field.default.value)
                says = None if fact is None else f"default {json_words(value)}"
                return says, has, alike, field.place_of("default")
            case "options":
                return self._options(field, fact)
            case "range" | "length" | "items":
                bounds: Bounds = getattr(field, kind)
                has = None if bounds == (None, None) else bounds_words(bounds)
                least, most = limit_keywords(kind, "least"), limit_keywords(kind, "most")
                low = isinstance(value, tuple) and bool(value) and same(value[0], bounds[0])
                keywords = (*most, *least) if low else (*least, *most)
                alike = fact is not None and equal_bounds(value, bounds)
                return None if fact is None else bounds_words(value), has, alike, field.place_of(*keywords)
        raise AssertionError(kind)

    def _options(self, field: SpecField, fact: Fact | None) -> tuple[str | None, str | None, bool, Place | None]:
        options = field.options
        if fact is None and options is not None and len(options) == 1 and field.path in self.shown:
            return None, None, True, None  # the one value, which the example shows
        has = None if options is None else list_words(options)
        place = field.place_of("enum", "const")
        if fact is None or not isinstance(fact.value, tuple):
            return None, has, False, place
        values = {key_of(one): one for one in fact.value}
        mine = {key_of(one) for one in options or ()}
        alike = bool(mine) and (set(values) == mine or (set(values) - {key_of(one) for one in self.others}) == mine)
        return list_words(fact.value), has, alike, place

    def _difference(
        self,
        path: str,
        kind: FactKind,
        fact: Fact | None,
        page: str,
        spec: str,
        field: SpecField | None,
        place: Place | None = None,
    ) -> Difference:
        found = place or (None if field is None else field.place) or self._around(path)
        inferred = field.inference if field is not None and fact is None else None
        return Difference(path, kind, found, None if fact is None else fact.line, page, spec, inferred)

    def _around(self, path: str) -> Place:
        """Where a field that the spec lacks would stand: the properties of the object around it."""
        outer = path.rpartition(".")[0]
        field = self.fields.get(outer)
        schema = self.schema if field is None else field.written
        node: Node | None = node_of(schema, "properties") or schema.node or self.schema.node
        return Place("", 1, 1) if node is None else node.key_place


def _shown_fields(page: Page) -> frozenset[str]:
    """The fields that the page's examples show."""
    found: set[str] = set()

    def visit(path: str, value: Json, depth: int) -> None:
        if path:
            found.add(path)
        if depth > 20:
            return
        if isinstance(value, dict):
            for key, one in value.items():
                visit(f"{path}.{key}" if path else key, one, depth + 1)
        elif isinstance(value, list):
            for one in value:
                visit(f"{path}[]", one, depth + 1)

    for example in page.examples:
        if example.kind == "request" and isinstance(example.body, dict):
            visit("", example.body, 0)
        elif example.kind == "value" and example.field is not None:
            visit(example.field, example.body, 0)
    return frozenset(found)
