"""What the specs say of one document, as fields by part and path: request bodies, parameters, answers, the operation.

`compare` holds a page against it, and `documentation.drift` works out edits against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reelspec.documentation.comparison.facts import Key
from reelspec.documentation.comparison.fields import SpecField, field_of, fields_of
from reelspec.documentation.pages.described_operation import scheme_words
from reelspec.documentation.pages.page import Endpoint
from reelspec.language.contract.model import Document, Form, Model, Operation, Provider, Response
from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Json, Node

_LOCATIONS = ("header", "path", "query", "cookie")


@dataclass(frozen=True)
class Body:
    """A request schema whose source is the document. fields: by their paths."""

    model: Model
    schema: Schema
    fields: Mapping[str, SpecField]


@dataclass(frozen=True)
class Told:
    """A document, and what the specs say of it."""

    provider: Provider
    document: Document

    @cached_property
    def bodies(self) -> tuple[Body, ...]:
        """The request schemas whose source is the document, as their files have them, each once."""
        bodies: dict[str, Body] = {}
        for model in self.provider.models:
            for form in model.forms:
                if _names(form.schema, self.document) and form.file not in bodies:
                    schema = _as_written(self.provider, form)
                    bodies[form.file] = Body(model, schema, fields_of(schema, model.definitions))
        return tuple(bodies.values())

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """The operations that take a model of the document; where none does, those whose source it is."""
        models = {body.model.name for body in self.bodies}
        taking = tuple(operation for operation in self.provider.operations if models & {*operation.models})
        sourced = (
            operation
            for operation in self.provider.operations
            if operation.source is not None and self.document.id in operation.source.documents
        )
        return taking or tuple(sourced)

    def operation(self, endpoint: Endpoint | str | None) -> Operation | None:
        """The operation that a page documents, by method and path; the first of the document where it prints neither."""
        if endpoint is None:
            return next(iter(self.operations), None)
        words = endpoint if isinstance(endpoint, str) else f"{endpoint.method} {endpoint.path}"
        return next(
            (operation for operation in self.operations if says_endpoint(words, operation, self.servers)), None
        ) or next(iter(self.operations), None)

    @property
    def servers(self) -> tuple[str, ...]:
        """The provider's servers."""
        return self.provider.servers

    def fields(self, key: Key, operation: Operation | None) -> tuple[SpecField, ...]:
        """Every field of the specs at a key: one of each request schema, one of an answer."""
        part, path = key
        if part == "body":
            return tuple(field for body in self.bodies if (field := body.fields.get(path)) is not None)
        if part == "alternative":
            label, _, path = path.partition(" ")
            own = tuple(body for body in self.bodies if label in map(str, _models(body))) or self.bodies
            return tuple(field for body in own if (field := body.fields.get(path)) is not None)
        field = self.others(operation).get(key)
        return () if field is None else (field,)

    def others(self, operation: Operation | None) -> Mapping[Key, SpecField]:
        """The fields of parameters and answers."""
        fields: dict[Key, SpecField] = {}
        if operation is None:
            return fields
        for parameter in operation.parameters:
            if parameter.location in _LOCATIONS:
                node = parameter.schema.node
                at = None if node is None else node.document.root.at(node.pointer[:-1])
                fields[parameter.location, parameter.name] = field_of(
                    parameter.name, parameter.schema, self.provider.definitions, None, parameter.required, at
                )
        main = main_answer(operation)
        for response in operation.responses:
            schema = json_of(response)
            if schema is None:
                continue
            for path, field in fields_of(schema, self.provider.definitions, choices=True).items():
                if response is main:
                    fields["response", path] = field
                else:
                    fields["other response", f"{response.status} {path}".strip()] = field
        return fields

    def answer(self, operation: Operation | None) -> Schema | None:
        """The schema of the operation's 2xx answer."""
        response = None if operation is None else main_answer(operation)
        return None if response is None else json_of(response)

    def facts(self, operation: Operation | None) -> dict[str, Json]:
        """What the specs say of the operation as a whole."""
        if operation is None:
            return {}
        root = operation.node
        demanded = root.get("security") if root is not None else None
        if demanded is None and self.provider.root is not None:
            demanded = self.provider.root.get("security")
        ways = [
            " and ".join(self._scheme(name) for name, _ in element.items()) or "none" for element in _elements(demanded)
        ]
        deprecated = None if root is None else root.get("deprecated")
        facts: dict[str, Json] = {
            "endpoint": f"{operation.method.upper()} {operation.path}",
            "servers": list(self.servers),
            "security": list[Json](ways) or ["none"],
            "media": [body.media_type for body in operation.request],
            "responses": [response.status for response in operation.responses],
        }
        if deprecated is not None and deprecated.value is True:
            facts["deprecated"] = True
        return facts

    def _scheme(self, name: str) -> str:
        return scheme_words(self.provider.security_schemes.get(name)) or name


def _models(body: Body) -> tuple[Json, ...]:
    """The names that the discriminator of a body may have."""
    field = body.fields.get(body.model.discriminator or "")
    return (field.options if field is not None else None) or ()


def says_endpoint(endpoint: str, operation: Operation, servers: Iterable[str]) -> bool:
    """Whether `POST /v1/videos` is the operation: path parameters may have other names, and a server may hold the path's
    beginning."""
    method, _, path = endpoint.partition(" ")
    if method.lower() != operation.method.lower():
        return False
    beginnings = {"", *(f"/{server.partition('://')[2].partition('/')[2]}".rstrip("/") for server in servers)}
    return any(_shape(path) == _shape(f"{beginning}{operation.path}") for beginning in beginnings)


def _shape(path: str) -> tuple[str, ...]:
    return tuple("{}" if step[:1] in ("{", ":", "<") else step for step in path.strip("/").split("/"))


def main_answer(operation: Operation) -> Response | None:
    """The first answer of 2xx."""
    return next((response for response in operation.responses if response.status.startswith("2")), None)


def json_of(response: Response) -> Schema | None:
    """The schema of the JSON among an answer's media types."""
    return next(
        (
            content.schema
            for content in response.contents
            if "json" in content.media_type and content.schema is not None
        ),
        None,
    )


def _names(schema: Schema, document: Document) -> bool:
    return schema.source is not None and document.id in schema.source.documents


def _as_written(provider: Provider, form: Form) -> Schema:
    """The schema of a file, of which a model's own is what that model's name leaves."""
    node = form.schema.node
    return form.schema if node is None else provider.placed.get((node.document.file, node.pointer), form.schema)


def _elements(node: Node | None) -> Iterator[Node]:
    if node is not None:
        yield from node.elements()
