"""A provider's specs as claims look for them: fields by the path that pages write, endpoints, examples, rules that read."""

from __future__ import annotations

from collections.abc import Mapping

from reelspec.documentation.comparison.fields import fields_of
from reelspec.documentation.coverage.elements import Element, Elements, constraints
from reelspec.documentation.coverage.state import body_print
from reelspec.language.contract.model import Provider
from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Node


class Spec:
    """A provider's elements as claims look for them: by name, and the fields of a document by their path."""

    def __init__(self, provider: Provider, elements: Elements) -> None:
        self.provider = provider
        self.elements = elements
        self.constraints = constraints(provider, elements)
        self._bodies: dict[tuple[str, str], dict[str, Node]] = {}
        for element in self.constraints:
            path = path_of(element.node)
            if element.source is not None and path is not None:
                for document in element.source.documents:
                    self._bodies.setdefault((document, path), {})[element.name] = element.node
        self._reads = {
            elements.name_of(rule.node): rule.reads
            for schema in provider.placed.values()
            for rule in schema.rules
            if rule.node is not None
        }
        self._answers = _answers(provider, elements)
        self._examples = _examples(provider, elements)

    def fields(self, document: str, part: str, path: str) -> Mapping[str, Node]:
        """The fields at a path that come from a document: full name -> node. part: body or response."""
        if part == "response":
            return self._answers.get((document, path), {})
        return self._bodies.get((document, path), {}) if part == "body" else {}

    def reads(self, element: Element) -> tuple[str, ...]:
        """The fields that a rule reads; none for what is no rule."""
        return self._reads.get(element.name, ())

    def operations(self, document: str, endpoint: str) -> tuple[str, ...]:
        """The operations at an endpoint, `POST /v1/videos`, that take a model of the document."""
        mine = {
            model.name
            for model in self.provider.models
            if any(document in _documents(form.schema) for form in model.forms)
        }
        return tuple(
            self.elements.name_of(operation.node)
            for operation in self.provider.operations
            if operation.node is not None
            and f"{operation.method.upper()} {operation.path}" == endpoint
            and mine & set(operation.models)
        )

    def security(self) -> tuple[str, ...]:
        """The security scheme, where the provider has one only."""
        schemes = self.provider.root.at(("components", "securitySchemes")) if self.provider.root is not None else None
        nodes = [] if schemes is None else [node for _, node in schemes.items()]
        return (self.elements.name_of(nodes[0]),) if len(nodes) == 1 else ()

    def examples(self, document: str, body: str) -> tuple[str, ...]:
        """The names of a document's examples whose body has that fingerprint."""
        return self._examples.get((document, body), ())


def path_of(node: Node) -> str | None:
    """A field's path as pages write it, `media[].type`; None for what is no field."""
    pointer = node.pointer
    if len(pointer) < 2 or pointer[-2] != "properties":
        return None
    path = ""
    at = 0
    while at < len(pointer):
        if pointer[at] == "properties" and at + 1 < len(pointer):
            path += f".{pointer[at + 1]}" if path else str(pointer[at + 1])
            at += 2
        else:
            path += "[]" if pointer[at] == "items" and path else ""
            at += 1
    return path


def _documents(schema: Schema) -> tuple[str, ...]:
    """The documents that a schema as a whole comes from."""
    return () if schema.source is None else schema.source.documents


def _answers(provider: Provider, elements: Elements) -> dict[tuple[str, str], dict[str, Node]]:
    """(document, path) -> the fields of what the operations answer whose models come from the document."""
    answered: dict[tuple[str, str], dict[str, Node]] = {}
    for operation in provider.operations:
        documents = {
            document
            for model in provider.models
            if model.name in operation.models
            for form in model.forms
            for document in _documents(form.schema)
        }
        schemas = [
            content.schema
            for response in operation.responses
            for content in response.contents
            if response.status.startswith("2") and content.schema is not None
        ]
        for schema in schemas:
            for path, field in fields_of(schema, provider.definitions, choices=True).items():
                if path and not path.endswith("[]") and field.node is not None:
                    for document in documents:
                        answered.setdefault((document, path), {})[elements.name_of(field.node)] = field.node
    return answered


def _examples(provider: Provider, elements: Elements) -> dict[tuple[str, str], tuple[str, ...]]:
    named: dict[tuple[str, str], dict[str, None]] = {}
    for model in provider.models:
        documents = {form.file: _documents(form.schema) for form in model.forms}
        for example in model.examples:
            if example.rule is None and example.node is not None:
                for document in documents.get(example.node.document.file, ()):
                    key = document, body_print(example.body)
                    named.setdefault(key, {})[elements.name_of(example.node)] = None
    return {key: tuple(names) for key, names in named.items()}
