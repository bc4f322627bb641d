"""Emits OpenAPI 3.1 documents that judge: one self-contained file for each provider, with rules lowered into its components.

What the author wrote is kept as it stands; schemas are replaced by the contract's, and every reference leads to the
document itself. A rule is a component of its own, `<Model>.<rule-id>`, so that it can be referred to from the root.
`codegen.readable` makes the document for readers of the same bundle.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from reelspec.codegen.artifact import Artifact
from reelspec.codegen.json_schema import RuleDefinitions, json_bytes
from reelspec.language.contract.jsonpath import pointer
from reelspec.language.contract.keywords import DIALECT
from reelspec.language.contract.model import Contract, Model, Operation, Provider
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.rules.lowering import schema_json
from reelspec.language.rules.tasks import life_of
from reelspec.language.source.node import Json, Node, Pointer

VERSION = "3.1.0"
_AT = "#/components/schemas/"
_KEPT_SECTIONS = ("responses", "parameters", "examples", "requestBodies", "headers", "links", "callbacks", "pathItems")


def openapi_path(provider: Provider) -> str:
    """Where a provider's document that judges stands, relative to generated/."""
    return f"openapi/{provider.name}.rules.json"


def openapi_document(provider: Provider) -> dict[str, Json]:
    """The document of a provider that judges."""
    return Bundle(provider).document()


def component_names(provider: Provider) -> dict[str, tuple[str, str]]:
    """Every component of the bundle that stands for an element: `models/…`, `$defs/…` or `models/…/x-rules/…` -> its name,
    and the name that it has by itself."""
    bundle = Bundle(provider)
    document = bundle.document()
    whole = document["components"]
    made = whole["schemas"] if isinstance(whole, dict) else {}
    assert isinstance(made, dict)
    names: dict[str, tuple[str, str]] = {}
    for model in provider.models:
        name = bundle.models()[model.name]
        names[f"models/{model.name}"] = (name, model.stem)
        for rule in rules_in(made.get(name)):
            own = rule.rstrip("_")
            names[f"models/{model.name}/x-rules/{own}"] = (f"{name}.{rule}", f"{model.stem}.{own}")
    for definition, name in bundle.definitions().items():
        if name in made:
            names[f"$defs/{definition}"] = (name, bundle.own_name(definition))
    return names


def rules_in(component: Json) -> list[str]:
    """The names under which a component refers to its rules."""
    parts = component.get("allOf") if isinstance(component, dict) else None
    targets = [entry.get("$ref") for entry in parts if isinstance(entry, dict)] if isinstance(parts, list) else []
    return [str(target).rsplit(".", 1)[-1] for target in targets if isinstance(target, str) and "." in target]


@dataclass
class Bundle:
    """Makes one document. components: name -> schema, in the order of first use.

    Another document of the same bundle overrides `head`, `body`, `model_schema`, `component_schema` and `inline_schema`.
    """

    provider: Provider
    components: dict[str, Json] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _model_names: dict[str, str] = field(default_factory=dict)
    _waiting: list[str] = field(default_factory=list)
    _below: dict[str, set[str]] = field(default_factory=dict)
    """What names begin with up to a dot -> what follows it in them."""
    _by_place: dict[tuple[str, Pointer], Model] = field(default_factory=dict)
    """Where schemas stand -> the first model that each is of."""

    @property
    def _root(self) -> Node:
        assert self.provider.root is not None
        return self.provider.root

    def document(self) -> dict[str, Json]:
        root = self._root
        self._name_components()
        out = self.head()
        for key, value in root.items():
            if key not in ("openapi", "jsonSchemaDialect", "paths", "components", "webhooks"):
                out[key] = value.value
        operations = {operation.node.pointer: operation for operation in self.provider.operations if operation.node}
        for key in ("paths", "webhooks"):
            section = root.get(key)
            if section is not None:
                out[key] = {path: self._item(item, operations) for path, item in section.items()}
        components: dict[str, Json] = {}
        given = root.get("components")
        for key, section in () if given is None else given.items():
            if key == "securitySchemes" or key.startswith("x-"):
                components[key] = section.value
            elif key in _KEPT_SECTIONS:
                components[key] = {name: self._copy(component) for name, component in section.items()}
        for model in self.provider.models:
            self._model(model)
        for name, schema in self.provider.definitions.items():
            if (
                schema.node is not None
                and schema.node.pointer[:2] == ("components", "schemas")
                and self._in_root(schema.node)
            ):
                self.reference(name)
        while self._waiting:
            # One after the other, not one inside the other: foreign documents have long chains of references.
            definition = self._waiting.pop()
            name, schema = self._names[definition], self.provider.definitions[definition]
            self.components[name] = self.component_schema(schema, name)
        out["components"] = {**components, "schemas": dict(sorted(self.components.items()))}
        return out

    # What another document of the bundle says otherwise

    def head(self) -> dict[str, Json]:
        """What the document begins with."""
        return {"openapi": VERSION, "jsonSchemaDialect": DIALECT}

    def model_schema(self, model: Model, name: str) -> Json:
        """The component of a model."""
        return self._component(model.schema, name, model.definitions, model.name)

    def component_schema(self, schema: Schema, name: str) -> Json:
        """The component of a definition."""
        return self._component(schema, name, self.provider.definitions, None)

    def inline_schema(self, schema: Schema) -> Json:
        """A schema that stands in the document itself."""
        rules = RuleDefinitions(self.provider.definitions, at=f"{_AT}inline.", taken=self._rules_taken("inline"))
        written = schema_json(schema, reference=self.reference, rules=rules.entries)
        self.components.update({f"inline.{rule}": lowered for rule, lowered in rules.defs.items()})
        return self.with_mapping(written) if isinstance(written, dict) else written

    # Names

    def models(self) -> Mapping[str, str]:
        """Model -> component."""
        return self._model_names

    def definitions(self) -> Mapping[str, str]:
        """Definition -> component, of those that are no model."""
        own = set(self._model_names.values())
        return {definition: name for definition, name in self._names.items() if name not in own}

    def _name_components(self) -> None:
        """A model that is a component keeps its name; definitions that only stand for a family have none."""
        taken: dict[str, str] = {}
        for model in self.provider.models:
            if model.node is not None:
                self._by_place.setdefault((model.node.document.file, model.node.pointer), model)
            name = free(model.stem, taken)
            taken[name] = name
            self._model_names[model.name] = name
        for name, schema in self.provider.definitions.items():
            same = self.model_of(schema)
            if same is not None and not _is_family(same):
                self._names[name] = self._model_names[same.name]
                continue
            made = free(self.own_name(name), taken)
            taken[made] = made
            self._names[name] = made
        for name in taken:
            for at, letter in enumerate(name):
                if letter == ".":
                    self._below.setdefault(name[:at], set()).add(name[at + 1 :])

    def model_of(self, schema: Schema) -> Model | None:
        """The first model that the schema is of."""
        if schema.node is None:
            return None
        return self._by_place.get((schema.node.document.file, schema.node.pointer))

    def own_name(self, definition: str) -> str:
        """What a definition is called whatever else there is: one that stands for several models says so, since each of
        them has a component, too; a component of the document does where one of them has its name."""
        name = re.sub(r"[^A-Za-z0-9._-]", "_", definition) or "_"
        schema = self.provider.definitions[definition]
        same = self.model_of(schema)
        if same is None or not _is_family(same):
            return name
        named = schema.node is not None and schema.node.pointer[:2] == ("components", "schemas")
        return name if named and name not in self._model_names.values() else f"{name}.family"

    def _rules_taken(self, owner: str) -> Container[str]:
        """The ids that a rule cannot have as a component, since a component is called so that is none of its rules."""
        return self._below.get(owner, ())

    # Schemas

    def _model(self, model: Model) -> str:
        """The component of a model; its name."""
        name = self._model_names[model.name]
        if name not in self.components:
            self.components[name] = {}
            self.components[name] = self.model_schema(model, name)
        return name

    def reference(self, definition: str) -> str:
        """A reference to the component of a definition."""
        name = self._names[definition]
        if name not in self.components:
            self.components[name] = {}
            self._waiting.append(definition)
        return f"{_AT}{name}"

    def _component(self, schema: Schema, name: str, definitions: Definitions, title: str | None) -> Json:
        rules = RuleDefinitions(definitions, at=f"{_AT}{name}.", taken=self._rules_taken(name))
        written = schema_json(schema, reference=self.reference, rules=rules.entries)
        self.components.update({f"{name}.{rule}": lowered for rule, lowered in rules.defs.items()})
        if not isinstance(written, dict):
            return written
        if title is not None:
            written = {"title": title, **written}
        if rules.carried or rules.not_carried:
            written["x-rules"] = rules.said()
        return self.with_mapping(written)

    def with_mapping(self, schema: dict[str, Json]) -> dict[str, Json]:
        """A discriminator's mapping leads to components of this document, or is left out where it leads elsewhere."""
        discriminator = schema.get("discriminator")
        if isinstance(discriminator, dict) and isinstance(discriminator.get("mapping"), dict):
            mapping = discriminator["mapping"]
            assert isinstance(mapping, dict)
            kept: dict[str, Json] = {}
            for value, target in mapping.items():
                name = self._names.get(str(target).rsplit("/", 1)[-1])
                if name is not None:
                    kept[value] = f"{_AT}{name}"
            return {**schema, "discriminator": {**discriminator, "mapping": kept}}
        return schema

    # Everything else

    def _item(self, node: Node, operations: Mapping[Pointer, Operation]) -> Json:
        """A path item, with its operations."""
        target = self._target(node)
        out: dict[str, Json] = {}
        for key, value in target.items():
            operation = operations.get(value.pointer)
            out[key] = self._operation(value, operation) if operation is not None else self._copy(value)
        return out

    def _operation(self, node: Node, operation: Operation) -> Json:
        out: dict[str, Json] = {}
        for key, value in node.items():
            if key == "requestBody":
                out[key] = self.body(value, operation)
            else:
                out[key] = self._copy(value)
        out.setdefault("operationId", operation.id)
        links = self._links(operation)
        responses = out.get("responses")
        if links and isinstance(responses, dict):
            for status, response in responses.items():
                if re.fullmatch(r"2(\d\d|XX)", status) and isinstance(response, dict) and "$ref" not in response:
                    before = response.get("links")
                    response["links"] = {**(before if isinstance(before, dict) else {}), **links}
        return out

    def body(self, given: Node, operation: Operation) -> Json:
        """The request body: models by reference, with the discriminator's derived mapping."""
        if not operation.models:
            return self._copy(given)
        node = self._target(given)
        out: dict[str, Json] = {}
        for key, value in node.items():
            if key != "content":
                out[key] = value.value
                continue
            content: dict[str, Json] = {}
            for media_type, media in value.items():
                models = next((body.models for body in operation.request if body.media_type == media_type), ())
                if not models:
                    content[media_type] = self._copy(media)
                    continue
                beside = {name: self._copy(member) for name, member in media.items() if name != "schema"}
                content[media_type] = {"schema": self._choice(models), **beside}
            out[key] = content
        return out

    def _choice(self, listed: tuple[str, ...]) -> Json:
        wanted = frozenset(listed)
        models = [model for model in self.provider.models if model.name in wanted]
        names = {model.name: self._model(model) for model in models}
        field_name = models[0].discriminator
        if field_name is None:
            return {"$ref": f"{_AT}{names[models[0].name]}"}
        return {
            "oneOf": [{"$ref": f"{_AT}{name}"} for name in names.values()],
            "discriminator": {
                "propertyName": field_name,
                "mapping": {model.value: f"{_AT}{names[model.name]}" for model in models},
            },
        }

    def _links(self, operation: Operation) -> dict[str, Json]:
        """Links (OpenAPI 3.1, Link Object) from the creation of a task to what `x-task` follows it with."""
        life = life_of(operation, self.provider)
        if life is None:
            return {}
        place = pointer(life.id[0]) if life.id else None
        links: dict[str, Json] = {}
        for target in (life.poll, life.content):
            names = (
                []
                if target is None
                else [parameter.name for parameter in target.parameters if parameter.location == "path"]
            )
            if target is not None and place is not None and len(names) == 1:
                links[target.id] = {
                    "operationId": target.id,
                    "parameters": {names[0]: f"$response.body#{place}"},
                }
        return links

    def _copy(self, node: Node) -> Json:
        """A part of the document, with schemas from the contract and references that stay in the document."""
        schema = self.provider.placed.get((node.document.file, node.pointer))
        if schema is not None:
            return self.inline_schema(schema)
        reference = node.get("$ref")
        if reference is not None and isinstance(reference.value, str):
            section = reference.value.split("/")[2:3]
            if reference.value.startswith("#/components/") and section[0] in _KEPT_SECTIONS and self._in_root(node):
                return dict(node.value) if isinstance(node.value, dict) else node.value
            target = self._target(node)
            return self._copy(target) if target.get("$ref") is None else target.value
        if node.kind == "object":
            return {key: self._copy(value) for key, value in node.items()}
        if node.kind == "array":
            return [self._copy(item) for item in node.elements()]
        return node.value

    def _in_root(self, node: Node) -> bool:
        return node.document is self._root.document

    def _target(self, node: Node) -> Node:
        """What a reference leads to, in the end."""
        seen: set[tuple[str, Pointer]] = set()
        while (place := (node.document.file, node.pointer)) in self.provider.targets and place not in seen:
            seen.add(place)
            node = self.provider.targets[place]
        return node


_NAMED = re.compile(r'"(?:title|\$ref)": "((?:[^"\\]|\\.)*)"')


def model_components(provider: Provider, text: str) -> dict[str, slice]:
    """Where the component of each model and those of its rules stand in a document of the bundle. What they are called in the
    answer has the titles and references in them, which may follow from what else is called so."""
    found: dict[str, slice] = {}
    for model in provider.models:
        names = [model.stem]
        for name in names:
            place = _component_at(text, name)
            if place is not None:
                named = _NAMED.findall(text, place.start, place.stop)
                found[" ".join((name, *named))] = place
                own = (target.removeprefix(_AT) for target in named if target.startswith(f"{_AT}{model.stem}."))
                names += dict.fromkeys(target for target in own if target not in names)
    return found


def _component_at(text: str, name: str) -> slice | None:
    """Where a component stands in a document: the components are what it ends with, and the schemas are the last of them."""
    head = f'\n      "{name}": '
    start = text.find(head, max(text.rfind('\n    "schemas": {\n'), 0))
    if start < 0:
        return None
    start += len(head)
    following = text.find('\n      "', start)
    stop = text.index("\n    }\n", start) if following < 0 else following - len(",")
    return slice(start, stop)


def free(name: str, taken: Container[str]) -> str:
    """The name, or with a number where something else has it."""
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = f"{name}_{count}"
    return candidate


def _is_family(model: Model) -> bool:
    """Whether the schema that a model was read from stands for more than this model as it is."""
    return model.discriminator is not None or len(model.forms) != 1


def emit_openapi(contract: Contract) -> Iterator[Artifact]:
    """Every provider's document."""
    for provider in contract.providers:
        yield Artifact(
            path=openapi_path(provider),
            make=partial(_bytes, provider),
            specs=provider.files,
            owner=provider.name,
            sections=partial(model_components, provider),
        )


def _bytes(provider: Provider) -> bytes:
    return json_bytes(openapi_document(provider))
