"""Emits OpenAPI 3.1 documents for those who read them: documentation and generators of clients.

The same bundle as that of `codegen.openapi`, in the keywords that such tools know (`codegen.plain`). The rules of a component
are a list in its description. Titles, of which generators make names, are unique as far as letters and digits go.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from json.encoder import encode_basestring_ascii as quoted

from reelspec.codegen.artifact import Artifact
from reelspec.codegen.json_schema import json_bytes
from reelspec.codegen.openapi import VERSION, Bundle, free, model_components
from reelspec.codegen.plain.schemas import Plain, Told
from reelspec.codegen.plain.words import noted
from reelspec.common.markdown import inline
from reelspec.language.contract.media import is_json
from reelspec.language.contract.model import Contract, Model, Operation, Provider
from reelspec.language.contract.schema import Definitions, Rule, Schema
from reelspec.language.rules.lowering import schema_json
from reelspec.language.source.node import Json, Node

_BYTES = "application/octet-stream"


def readable_path(provider: Provider) -> str:
    """Where a provider's document for readers stands, relative to generated/."""
    return f"openapi/{provider.name}.json"


def readable_document(provider: Provider) -> dict[str, Json]:
    """The document of a provider for readers."""
    return _Readable(provider).document()


@dataclass
class _Readable(Bundle):
    titles: _Titles = field(default_factory=lambda: _Titles({}))
    rules: dict[str, str] = field(default_factory=dict)
    """Model -> its rules as a list, for the bodies that it is one of: Redoc shows no description of a model there."""
    apart: dict[str, str] = field(default_factory=dict)
    """What stands for an alternative that has become a component -> its name."""

    def document(self) -> dict[str, Json]:
        document = super().document()
        for path in _dicts(document.get("paths")):
            for operation in _dicts(path):
                for response in _dicts(operation.get("responses")):
                    _name_bytes(response)
        components = document["components"]
        for response in _dicts(components.get("responses") if isinstance(components, dict) else None):
            _name_bytes(response)
        return document

    def head(self) -> dict[str, Json]:
        titles: dict[str, str | None] = dict.fromkeys(self.definitions().values())
        for definition, name in self.definitions().items():
            schema = self.provider.definitions[definition]
            titles[name] = None if self.model_of(schema) else _title(schema)
        for model in self.provider.models:
            titles[self.models()[model.name]] = _title(model.forms[-1].schema) or model.name
        self.titles = _Titles(titles)
        return {"openapi": VERSION}

    def model_schema(self, model: Model, name: str) -> Json:
        plain = self._plain(model.definitions)
        schema = plain.model(model, self.titles.place(name))
        if plain.told:
            self.rules[model.name] = rules_list(plain.told, model.name)
        return self._said(schema, plain)

    def body(self, given: Node, operation: Operation) -> Json:
        body = super().body(given, operation)
        lists = [self.rules[name] for name in operation.models if name in self.rules]
        if lists and isinstance(body, dict):
            before = body.get("description")
            body["description"] = "\n\n".join(([before] if isinstance(before, str) else []) + lists)
        return body

    def component_schema(self, schema: Schema, name: str) -> Json:
        plain = self._plain(self.provider.definitions)
        return self._said(plain.of(schema, self.titles.place(name), whole=True), plain)

    def inline_schema(self, schema: Schema) -> Json:
        plain = self._plain(self.provider.definitions)
        return self._said(plain.of(schema, "in place"), plain)

    def reference(self, definition: str) -> str:
        apart = self.apart.get(definition)
        return super().reference(definition) if apart is None else f"#/components/schemas/{apart}"

    def _plain(self, definitions: Definitions) -> Plain:
        return Plain(definitions, title=self.titles, apart=self._apart)

    def _apart(self, schema: Schema, place: str) -> Schema:
        """An alternative as a component of its own: generators lose what is inside of one that is not."""
        name = free(re.sub(r"[^A-Za-z0-9._-]+", ".", place).strip(".") or "_", self.titles.taken)
        self.titles.taken.add(name)
        self.apart[f"\0{name}"] = name
        self.components[name] = schema_json(schema, reference=self.reference)
        return Schema(ref=f"\0{name}")

    def _said(self, schema: Schema, plain: Plain) -> Json:
        """The schema as JSON, with its rules in its description."""
        if schema.boolean is not None:
            schema = Schema() if schema.boolean else Schema(negated=Schema())
        if plain.told:
            before = noted(schema, "description")
            text = "\n\n".join([*([before] if before.strip() else []), rules_list(plain.told)])
            notes = {word: note for word, note in schema.annotations.items() if word != "description"}
            schema = replace(schema, annotations={**notes, "description": text})
        written = schema_json(schema, reference=self.reference)
        return self.with_mapping(written) if isinstance(written, dict) else {}


def rules_list(told: Sequence[Told], model: str = "") -> str:
    """Rules as a list in Markdown, each with its id, where it stands and its source."""
    head = _rules_of(model) if model else "Rules:"
    return "\n".join((head, "", *(f"- {_rule_text(line)}" for line in told)))


def _rules_of(model: str) -> str:
    return f"Rules of {inline(model)}:"


def _rule_text(told: Told) -> str:
    where = f"in {inline(told.at)}, " if told.at else ""
    when = f" ({inline(told.when)})" if told.when else ""
    if told.rule is None:
        return f"{where}{inline(told.words)}{when}"
    severity = "" if told.rule.severity == "error" else f" ({told.rule.severity})"
    return f"**{told.rule.id}**{severity}: {where}{inline(told.words)}{when}{_sources(told.rule)}"


def _sources(rule: Rule) -> str:
    places = [] if rule.source is None else [f"source: {inline(str(rule.source))}"]
    places += [] if rule.against is None else [f"against it: {inline(str(rule.against))}"]
    return f" ({'; '.join(places)})" if places else ""


def _title(schema: Schema) -> str | None:
    title = noted(schema, "title")
    return title if _folded(title) else None


def _folded(title: str) -> str:
    """What is left of a title in the name of a class."""
    return re.sub(r"[\W_]", "", title).casefold()


class _Titles:
    """Gives titles of which no two make one name. components: name -> its own title, None for one without."""

    def __init__(self, components: dict[str, str | None]) -> None:
        wanted = {name: title or name for name, title in components.items()}
        count = Counter(map(_folded, wanted.values()))
        names = Counter(map(_folded, components))
        self.taken = {*components}
        """The names of components."""
        self._taken: set[str] = set()
        self._places: dict[str, str] = {}
        for name, title in wanted.items():
            if count[_folded(title)] > 1 or (names[_folded(title)] and _folded(title) != _folded(name)):
                title = name
            self._places[name] = self._free(title)
        self._components = {place: place != name for name, place in self._places.items()}

    def place(self, component: str) -> str:
        """The title of a component, or the name that stands for it."""
        return self._places[component]

    def __call__(self, own: str | None, place: str) -> str | None:
        """The title of a schema at a place; None where it needs none."""
        if place in self._components:
            return place if self._components[place] else None
        wanted = own or place
        if _folded(wanted) in self._taken:
            wanted = f"{own} ({place})" if own else f"{place} (in place)"
        title = self._free(wanted)
        return title if own or title != place else None

    def _free(self, title: str) -> str:
        made, count = title, 1
        while _folded(made) in self._taken:
            count += 1
            made = f"{title} {count}"
        self._taken.add(_folded(made))
        return made


def _dicts(value: Json) -> Iterator[dict[str, Json]]:
    """The objects in an object."""
    for inner in value.values() if isinstance(value, dict) else ():
        if isinstance(inner, dict):
            yield inner


def _name_bytes(response: dict[str, Json]) -> None:
    """An answer of bytes is also said to be of the one media type that generators know for them."""
    content = response.get("content")
    if (
        isinstance(content, dict)
        and content
        and not any(is_json(media_type) or media_type.startswith("text/") for media_type in content)
    ):
        content.setdefault(_BYTES, {"schema": {"type": "string", "format": "binary"}})


def emit_readable(contract: Contract) -> Iterator[Artifact]:
    """Every provider's document for readers."""
    for provider in contract.providers:
        yield Artifact(
            path=readable_path(provider),
            make=partial(_bytes, provider),
            specs=provider.files,
            owner=provider.name,
            sections=partial(_sections, provider),
        )


def _sections(provider: Provider, text: str) -> dict[str, slice]:
    """Where each model's component stands, and its rules in the descriptions of bodies."""
    found = model_components(provider, text)
    for model in provider.models:
        told = re.compile(re.escape(quoted(_rules_of(model.name))[1:-1]) + r"""(?:\\.|[^"\\])*?(?="|\\n\\nRules of )""")
        for number, match in enumerate(told.finditer(text)):
            found[f"rules {number} of {model.name}"] = slice(*match.span())
    return found


def _bytes(provider: Provider) -> bytes:
    return json_bytes(readable_document(provider))
