"""The contract: providers, operations and models as one frozen value, the only thing that emitters know of specs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from reelspec.language.contract.releases import Releases
from reelspec.language.contract.schema import Condition, Definitions, Schema, Source
from reelspec.language.contract.scope import resolved
from reelspec.language.source.node import Json, Node, Pointer
from reelspec.language.source.place import Problem

Place: TypeAlias = tuple[str, Pointer]
"""A file and the pointer to a value in it."""


@dataclass(frozen=True)
class Document:
    """A page that specs are derived from: an entry of documents.yaml.

    page: the file name of its capture. node: the entry, with what it says of the page's statements.
    """

    id: str
    title: str
    address: str | None = None
    captured: str | None = None
    page: str | None = None
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Example:
    """A body of `examples` (rule None) or `x-invalid-examples` (the rule or keyword that refuses it, at `path`).

    facts: what is known of the files that the body names, None where that is nothing to it.
    """

    body: Json
    rule: str | None = None
    path: str | None = None
    facts: Json = None
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Form:
    """What one page says of a model: its schema, and the condition under which the page is the one that counts.

    name: the model's, or the name of a variant's file. when: None for the page that counts when no other does.
    """

    name: str
    file: str
    schema: Schema
    when: Condition | None = None

    @property
    def variant(self) -> str | None:
        """What the file of a variant is called behind its `@`; None for a page that is none."""
        return None if self.when is None else self.name.partition("@")[2]


@dataclass(frozen=True)
class Model:
    """One model with the schema that judges its request bodies.

    name: what it is called, by itself among the provider's (`wan2.7-i2v`); module: the same as a Python identifier; stem:
    the same as a file name. schema: the whole; for a model with variants it is `if`/`then`/`else` over the forms.
    discriminator: the field whose value picks this model, None for an operation whose bodies carry no such field.
    value: what that field holds, which another model may have in another operation; the name where there is no such field.
    """

    name: str
    module: str
    stem: str
    provider: str
    schema: Schema
    forms: tuple[Form, ...]
    definitions: Definitions
    discriminator: str | None = None
    value: str = ""
    operations: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    files: tuple[str, ...] = ()
    node: Node | None = field(default=None, compare=False, repr=False)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The files of its forms."""
        return tuple(dict.fromkeys(form.file for form in self.forms))

    @cached_property
    def field_names(self) -> tuple[str, ...]:
        """The fields of its bodies."""
        return tuple(resolved(self.schema, self.definitions).properties)


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation (OpenAPI 3.1, Parameter Object); style "" is the location's own, styles "json" and "text" are
    those of parameters whose `content` is JSON, or anything else. reserved: `allowReserved`."""

    name: str
    location: str
    required: bool
    schema: Schema
    style: str = ""
    explode: bool = True
    reserved: bool = False


@dataclass(frozen=True)
class Encoding:
    """How a field of a form is written (OpenAPI 3.1.1, Encoding Object).

    content_type: as the document lists it, "" for that of the field's type. style: None where the content type decides.
    headers: of its part.
    """

    content_type: str = ""
    style: str | None = None
    explode: bool = False
    reserved: bool = False
    headers: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class Content:
    """One media type of a request or response body. schema None: nothing is said of the bytes, or models say it.

    examples: of bodies that the document shows for it. models: the names of those that judge the body of a request.
    encoding: how fields of a form are written, of those that say it.
    """

    media_type: str
    schema: Schema | None
    examples: tuple[Json, ...] = ()
    models: tuple[str, ...] = ()
    encoding: Mapping[str, Encoding] = field(default_factory=dict)


@dataclass(frozen=True)
class Response:
    """A response of an operation: status is a code, `4XX` or `default`. headers: those that it always has."""

    status: str
    description: str
    contents: tuple[Content, ...]
    headers: tuple[Parameter, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One operation. extensions: `x-task`, `x-paid`, `x-retry` as written, checked against their format.

    source: where the operation is documented. models: those of all its media types. servers: its own or its path's, () for
    those of the document.
    """

    id: str
    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    request: tuple[Content, ...]
    request_required: bool
    models: tuple[str, ...]
    responses: tuple[Response, ...]
    security: tuple[str, ...]
    extensions: Mapping[str, Json]
    source: Source | None = None
    servers: tuple[str, ...] = ()
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Provider:
    """One folder of specs/: its operations, models and documents.

    files: the spec files that it was read from, relative to the root. notes: what generate should tell a person
    (for instance a request body of a media type that has no validator). foreign: what of somebody else's document
    is not carried, or carried as it is meant and not as it is written. chrome: lines, and patterns between slashes, that
    its pages print around their content. root: the OpenAPI document as written;
    placed: the schema that was read at a place of it; targets: what the reference at a place leads to.
    """

    name: str
    module: str
    title: str
    servers: tuple[str, ...]
    security_schemes: Mapping[str, Json]
    documents: Mapping[str, Document]
    operations: tuple[Operation, ...]
    models: tuple[Model, ...]
    definitions: Definitions
    files: tuple[str, ...]
    notes: tuple[str, ...] = ()
    foreign: tuple[Problem, ...] = ()
    chrome: tuple[str, ...] = ()
    root: Node | None = field(default=None, compare=False, repr=False)
    placed: Mapping[Place, Schema] = field(default_factory=dict, compare=False, repr=False)
    targets: Mapping[Place, Node] = field(default_factory=dict, compare=False, repr=False)

    @property
    def called(self) -> tuple[str, ...]:
        """The servers that calls go to: the document's first, "" where it has none, then those of single operations."""
        own = (server for operation in self.operations for server in operation.servers[:1])
        return tuple(dict.fromkeys((*(self.servers[:1] or ("",)), *own)))

    @property
    def operation_files(self) -> tuple[str, ...]:
        """The files that operations stand in."""
        places = (operation.node.place for operation in self.operations if operation.node is not None)
        return tuple(dict.fromkeys(place.file for place in places))


def is_pattern(chrome: str) -> bool:
    """Whether an entry of a provider's `chrome` is a pattern: one between slashes."""
    return len(chrome) > 2 and chrome[0] == chrome[-1] == "/"


@dataclass(frozen=True)
class Contract:
    """All that the specs say, and what the settings of their repository say of what is made of them.

    package: the name of the generated Python package. distribution, version, license: of the distribution that holds it;
    license is "" where the settings give none. outputs: the names of what is to be made, None for the usual.
    standalone: PROVIDER/MODEL of each model whose validator is also made as a file that stands alone. license_text: the text
    of the licence, as it stands in the root of the repository; empty where it has none. releases: what has been released.
    """

    package: str
    distribution: str
    version: str
    license: str
    outputs: tuple[str, ...] | None
    standalone: tuple[str, ...]
    providers: tuple[Provider, ...]
    license_text: str = ""
    releases: Releases = field(default_factory=Releases)

    def models(self) -> tuple[Model, ...]:
        """Every model of every provider, in order."""
        return tuple(model for provider in self.providers for model in provider.models)

    def names(self) -> tuple[str, ...]:
        """PROVIDER/MODEL of every model, in the same order."""
        return tuple(f"{model.provider}/{model.name}" for model in self.models())
