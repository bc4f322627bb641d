"""The bodies of operations, JSON and forms, into families: which schema judges them, and the names of the models it stands for.

Called by `language.parser.providers`. A family is one schema; its models are the values that a discriminator gives it, or one
model named after the file, the component or the operation.

Where the choices are files (`models/<family>.yaml`) the discriminator is what the spec is built on, and whatever keeps
it from naming models is a problem. Within one document, as other people write theirs, OpenAPI calls the discriminator
a hint that changes no verdict: where it cannot pick one choice without doubt the body is one model, judged as a whole.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reelspec.language.contract.keywords import NOTES, OURS, applied_to, cover
from reelspec.language.contract.model import Model, Operation
from reelspec.language.contract.naming import MOST_NAME, file_stem, marked, names_of_model, pascal
from reelspec.language.contract.schema import Definitions, Schema, parts, with_part
from reelspec.language.contract.scope import Field, scope_of
from reelspec.language.parser.discriminators import target as leads_to
from reelspec.language.parser.openapi import OpenApiReader
from reelspec.language.parser.schemas import Key, SchemaReader
from reelspec.language.source.node import Node


def stem_of(file: str) -> str:
    """The name of a file without its folders and its ending."""
    return file.rsplit("/", 1)[-1].rsplit(".", 1)[0]


@dataclass
class Family:
    """A request schema that stands for one or more models.

    values: what its discriminator holds, the name of the model where it has none. names: what the model of each value is
    called.
    """

    node: Node
    schema: Schema
    values: tuple[str, ...]
    discriminator: str | None
    operations: list[str]
    names: tuple[str, ...] = ()


@dataclass
class _Choice:
    """A schema that a discriminator can pick. stated: its values in `mapping`; implied: the name of its component."""

    node: Node
    stated: tuple[str, ...] = ()
    implied: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        return self.node.document.file, self.node.pointer


@dataclass
class _RequestBody:
    """What an operation takes in media types of one schema. key: what its `$ref` leads to, None for one written in place."""

    operation: str
    media_types: list[str]
    node: Node
    key: Key | None
    discriminator: str = ""
    choices: list[_Choice] = field(default_factory=list)
    left_out: bool = False
    """Some of its choices are in files that are not read."""
    split: dict[Key, tuple[str, ...]] = field(default_factory=dict)
    """Within one document: the names that the discriminator gives each choice; empty when the body is one model."""

    @property
    def own(self) -> Key:
        return self.node.document.file, self.node.pointer


class BodyReader:
    """Reads the bodies of one provider. folder: where its specs stand, relative to the root. only: files that are read, None
    for all: choices in others are left out."""

    def __init__(
        self, schemas: SchemaReader, openapi: OpenApiReader, folder: str, only: Collection[str] | None = None
    ) -> None:
        self.only = only
        self.schemas = schemas
        self.openapi = openapi
        self.folder = folder
        self.found: dict[Key, Family] = {}
        self.by_content: dict[tuple[str, str], list[Family]] = {}
        """What a body of an operation, in a media type, can be."""

    def families(self, operations: tuple[Operation, ...]) -> list[Family]:
        """The request schemas of all operations, each once, in the order of their first use."""
        bodies = [body for operation in operations for body in self.bodies(operation.id)]
        bodies = [body for body in bodies if body.choices or not body.left_out]
        self.doubtful(bodies)
        for body in bodies:
            if body.choices and (body.split or not self.within(body)):
                for choice in body.choices:
                    family = self.family(choice.node, body.discriminator, body)
                    if not family.values:
                        family.discriminator = body.discriminator
                        family.values = body.split.get(choice.key) or self.values(family, choice)
            else:
                self.family(body.node, None, body)
        self.label(bodies)
        self.name()
        return list(self.found.values())

    def family(self, node: Node, discriminator: str | None, body: _RequestBody) -> Family:
        """The family of the schema at a node, to which the operation and the media types of a body are added."""
        key = (node.document.file, node.pointer)
        if key not in self.found:
            define = self.schemas.define_node if node.get("discriminator") is None else self.schemas.define_any
            schema = self.schemas.definitions[define(node, self.openapi.source)]
            self.found[key] = Family(node, schema, (), discriminator, [])
        family = self.found[key]
        if body.operation not in family.operations:
            family.operations.append(body.operation)
        for media_type in body.media_types:
            self.by_content.setdefault((body.operation, media_type), []).append(family)
        return family

    # What a body can be

    def bodies(self, operation: str) -> Iterator[_RequestBody]:
        """The bodies of an operation; one that several media types write out alike counts once."""
        written: list[tuple[Node, list[str]]] = []
        for media_type, schema in self.openapi.bodies.get(operation, ()):
            alike = (
                types for other, types in written if schema.value == other.value and schema.document is other.document
            )
            if (types := next(alike, None)) is not None:
                types.append(media_type)
            else:
                written.append((schema, [media_type]))
        for schema, types in written:
            node, key = schema, None
            reference = schema.get("$ref")
            # Notes beside a reference say what it is for; its target still is the schema.
            beside = [name for name, _ in schema.items() if name not in ("$ref", *NOTES) and name[:2] != "x-"]
            ours = any(name in OURS for name, _ in schema.items())
            if reference is not None and not ours and (not beside or self.schemas.dialect == "3.0"):
                target = self.schemas.follow(reference)
                if target is None:
                    continue
                self.schemas.read(schema, self.openapi.source)
                key, node = target
            yield self.choose(_RequestBody(operation, types, node, key))

    def choose(self, body: _RequestBody) -> _RequestBody:
        """The body with the choices that its discriminator decides between, if it has them."""
        node = body.node
        discriminator = node.get("discriminator")
        several = node.get("oneOf") or node.get("anyOf")
        name = None if discriminator is None else discriminator.get("propertyName")
        plain = {"oneOf", "anyOf", "discriminator", *NOTES}
        others = [word for word, _ in node.items() if word not in plain and (word[:2] != "x-" or word == "x-rules")]
        if discriminator is None or name is None or several is None or others:
            return body
        body.discriminator = str(name.value)
        within = not any(_leads_out(choice) for choice in several.elements())
        for choice in several.elements():
            reference = choice.get("$ref")
            if reference is not None and not self.is_wanted(reference):
                body.left_out = True
                continue
            chosen = None if reference is None else self.schemas.follow(reference)
            if reference is None and not within:
                self.problem(choice, "a choice that a discriminator decides must be a $ref")
            if chosen is None and within:
                return replace(body, choices=[])
            if chosen is not None:
                component = chosen[0][1][:2] == ("components", "schemas")
                body.choices.append(_Choice(chosen[1], (), (str(chosen[0][1][-1]),) if component else ()))
        mapping = discriminator.get("mapping")
        for value, target in () if mapping is None else mapping.items():
            if isinstance(target.value, str) and not re.fullmatch(r"[A-Za-z0-9._-]+", target.value):
                self.schemas.follow(target)  # who wrote it is told where it leads to nothing
            at = leads_to(self.schemas, target, node)
            for branch in body.choices:
                if at is not None and branch.key == (at.document.file, at.pointer):
                    branch.stated = (*branch.stated, value)
        if within:
            body.split = self.quiet(body) or {}
        return body

    def is_wanted(self, reference: Node) -> bool:
        """Whether a reference leads to a file that is read."""
        file, text = reference.document.file, str(reference.value).partition("#")[0]
        if self.only is None or not text:
            return True
        path = self.schemas.loader.resolve_file(file, text)
        return os.path.relpath(path, self.schemas.loader.root).replace(os.sep, "/") in self.only

    def within(self, body: _RequestBody) -> bool:
        """Whether the choices stand in the document that the body stands in."""
        return all(choice.node.document.file == body.node.document.file for choice in body.choices)

    # Names that discriminators give

    def field(self, node: Node, name: str) -> Field | None:
        """The field of that name of the object that a component or file describes."""
        schema = self.schemas.definitions[self.schemas.define_node(node, self.openapi.source)]
        return scope_of(schema, self.schemas.definitions).fields.get(name)

    def quiet(self, body: _RequestBody) -> dict[Key, tuple[str, ...]] | None:
        """The names of each choice within one document; None when the discriminator does not tell all of them apart."""
        split: dict[Key, tuple[str, ...]] = {}
        taken: set[str] = set()
        for choice in body.choices:
            field = self.field(choice.node, body.discriminator)
            if field is None or not field.required or choice.key in split:
                return None
            listed = field.schema.values()
            names = choice.stated or choice.implied
            if listed is not None:
                names = tuple(
                    value for value in listed if isinstance(value, str) and value and value in (choice.stated or listed)
                )
            if not names or (listed is not None and not choice.stated and len(names) < len(listed)):
                return None
            if taken & set(names):
                return None
            taken.update(names)
            split[choice.key] = names
        return split

    def doubtful(self, bodies: list[_RequestBody]) -> None:
        """Take back the names that discriminators within a document give where another body has the same ones, or takes
        one of the choices by itself."""
        claims: dict[tuple[str, str], set[tuple[Key, tuple[str, ...], str]]] = {}
        alone = {body.own for body in bodies if not body.choices or (self.within(body) and not body.split)}
        for body in bodies:
            for choice in body.choices:
                for name in body.split.get(choice.key, ()) if self.within(body) else self.stated(body, choice):
                    claim = (choice.key, body.split.get(choice.key, ()), body.discriminator)
                    for made in names_of_model(name):
                        claims.setdefault(made, set()).add(claim)
        for body in bodies:
            names = [name for split in body.split.values() for name in split]
            crowded = any(len(claims[made]) > 1 for name in names for made in names_of_model(name))
            if crowded or alone & set(body.split):
                body.split = {}
            if body.choices and self.within(body) and not body.split:
                words = "the discriminator is not what tells these bodies apart, so each is one model"
                self.openapi.gather(words, body.operation)

    def stated(self, body: _RequestBody, choice: _Choice) -> tuple[str, ...]:
        """The names of a choice that is a file of its own, without a word on what is wrong with them."""
        field = self.field(choice.node, body.discriminator)
        listed = None if field is None else field.schema.values()
        return tuple(value for value in listed or () if isinstance(value, str))

    def values(self, family: Family, choice: _Choice) -> tuple[str, ...]:
        """The names that a discriminator gives a file: its field's const or enum, else its values in `mapping`."""
        field = self.field(family.node, str(family.discriminator))
        if field is None and choice.key in self.schemas.unsound:
            return ()
        if field is None:
            self.problem(
                family.node.get("properties") or family.node,
                f"this schema lacks the field {family.discriminator}, which the operation's discriminator names",
                key=True,
            )
            return ()
        if not field.required:
            self.problem(
                family.node.get("required") or family.node,
                f"the discriminator {family.discriminator} must be among the required fields",
                key=True,
            )
        listed = field.schema.values()
        node = field.schema.node or family.node
        if listed is None:
            if choice.stated or choice.implied:
                return choice.stated or choice.implied
            self.problem(node, f"{family.discriminator} needs a const or an enum: its values are the names of models")
            return ()
        names = []
        for index, value in enumerate(listed):
            if not isinstance(value, str) or not 0 < len(value) <= MOST_NAME:
                at = node.at(("enum", index)) or node.get("const") or node
                self.problem(
                    at, f"the name of a model is a text of 1 to {MOST_NAME} characters, since files are named after it"
                )
            elif not choice.stated or value in choice.stated:
                names.append(value)
        return tuple(names)

    def name(self) -> None:
        """Give each model a name of its own: `x-name`, else the discriminator's value.

        Several operations may take one value. Then it is the name of the model whose file is called so, else of the first
        operation's; any other is called by its file, so that adding one below renames nothing. `x-name` and a file stand
        for several values as what goes before each.
        """
        first: dict[str, Family] = {}
        stems = {key: "" if key[1] else stem_of(key[0]) for key in self.found}
        for key in sorted(
            self.found, key=lambda key: [file_stem(value) for value in self.found[key].values] != [stems[key]]
        ):
            for value in self.found[key].values:
                first.setdefault(value, self.found[key])
        for key, family in self.found.items():
            named = family.node.get("x-name")
            own = str(named.value) if named is not None else ""
            names = [own or ("" if first[value] is family else stems[key]) for value in family.values]
            several = len(names) > 1
            family.names = tuple(
                f"{name}.{value}" if name and several else name or value
                for name, value in zip(names, family.values, strict=True)
            )

    # Names of the others

    def label(self, bodies: list[_RequestBody]) -> None:
        """Name the models that no discriminator names, files and components before bodies that are written in place.

        A name that another model has, as it is or as an identifier, a file or a class, gets the operation's id, and the
        user is told. Which of two keeps its name is decided by their own names, never by the order of the document.
        """
        taken: set[tuple[str, str]] = set()
        waiting = [body for body in bodies if body.own in self.found and not self.found[body.own].values]

        def claim(names: tuple[str, ...]) -> None:
            for name in names:
                taken.update(names_of_model(name))

        for family in self.found.values():
            claim(family.values)
        for body in sorted(waiting, key=self.rank):
            family = self.found[body.own]
            if family.values:
                continue
            base = name = self.name_of(body)
            while not self.fixed(body) and not taken.isdisjoint(names_of_model(name)):
                aside = body.operation if base != body.operation else body.media_types[0].rpartition("/")[2]
                name = f"{base}.{aside}" if name == base else marked(name, f"{body.operation} {body.media_types[0]}")
            if name != base:
                self.openapi.gather(f"another model is called {base}, so that this one is {name}", body.operation)
            family.values = (name,)
            claim(family.values)

    def rank(self, body: _RequestBody) -> tuple[bool, bool, bool, str, str, str]:
        """Who has the first choice of names: files, then components, then bodies in place; of these whoever is written as
        a class is, and then by name."""
        name = self.name_of(body)
        return not self.fixed(body), body.key is None, pascal(name) != name, name, body.operation, body.media_types[0]

    def fixed(self, body: _RequestBody) -> bool:
        """Whether the model is one of the provider's own files, whose name is the model's whatever happens."""
        return body.key is not None and not body.key[1] and body.key[0].startswith(f"{self.folder}/models/")

    def name_of(self, body: _RequestBody) -> str:
        """The model's name where no discriminator gives one: its file's, its component's or its operation's."""
        file, pointer = body.key or body.own
        if pointer[:2] == ("components", "requestBodies"):
            return str(pointer[2])
        if body.key is None:
            return body.operation
        if not pointer:
            return stem_of(file)
        last = pointer[-1]
        return last if isinstance(last, str) and last and last not in ("schema", "items") else body.operation

    def problem(self, node: Node, message: str, *, key: bool = False) -> None:
        """Note what is wrong with a discriminator. key: it is the key of the node."""
        self.schemas.problem(node, message, "discriminator", key=key)


def with_models(
    operations: Iterable[Operation], by_content: Mapping[tuple[str, str], Sequence[Family]], models: Iterable[Model]
) -> tuple[Operation, ...]:
    """The operations with the names of the models that their bodies can be. by_content: as `BodyReader` has it; models: those
    that there are."""
    known = {model.name for model in models}

    def of(operation: Operation) -> Operation:
        request = tuple(
            replace(
                body,
                models=tuple(
                    name
                    for family in by_content.get((operation.id, body.media_type), ())
                    for name in family.names
                    if name in known
                ),
            )
            for body in operation.request
        )
        names = dict.fromkeys(name for body in request for name in body.models)
        return replace(operation, request=request, models=tuple(names))

    return tuple(map(of, operations))


_DEMANDED = ("allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas")
_ASKED = ("not", "if")
"""A field that is required in them is asked for, not demanded: a request that leaves it out is another case."""
cover(f"{__name__}.as_sent", (*_DEMANDED, *_ASKED), applied_to("value"))


def as_sent(schema: Schema, definitions: Definitions, around: frozenset[str] = frozenset()) -> Schema:
    """The schema as it holds for a request: what is `readOnly` is required in responses alone (OpenAPI 3.0.3, Schema Object).

    around: the read-only fields of the schemas that judge the same object.
    """
    fields = (
        scope_of(schema, definitions).fields.items() if schema.properties or schema.all_of or schema.required else ()
    )
    received = around | {name for name, field in fields if field.schema.annotations.get("readOnly") is True}
    sent = schema
    if not received.isdisjoint(schema.required):
        sent = replace(sent, required=tuple(name for name in schema.required if name not in received))
    for part in parts(schema):
        new = as_sent(part.schema, definitions, received if part.keyword.name in _DEMANDED else frozenset())
        if new is not part.schema:
            sent = with_part(sent, part, new)
    return sent


def _leads_out(choice: Node) -> bool:
    reference = choice.get("$ref")
    return reference is not None and isinstance(reference.value, str) and not reference.value.startswith("#")
