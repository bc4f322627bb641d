"""Which component an object is of: the discriminators of unions, and of parents whose children name them in `allOf`.

Called by `language.parser.schemas`. A parent says nothing of its children, so they are looked for among the components of
its document (OpenAPI 3.0.3, Discriminator Object, "Models with Polymorphism Support").
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from reelspec.language.contract.schema import Constant, Discriminator, Schema, Source
from reelspec.language.source.node import Json, Node

_COMPONENTS = ("components", "schemas")


class DefinitionReader(Protocol):
    """Who reads schemas: `parser.schemas.SchemaReader`."""

    def define_node(self, node: Node, source: Source | None) -> str: ...
    def quietly(self, reference: Node) -> Node | None: ...


class Children:
    """The components of documents by the component that they extend."""

    def __init__(self) -> None:
        self._by_file: dict[str, dict[str, list[str]]] = {}
        self._of: dict[tuple[str, str | None], Mapping[str, None]] = {}

    def of(self, parent: Node) -> Collection[str]:
        """The names of all components that extend one, directly or by way of others, in the order of the document."""
        key = parent.document.file, _name(parent)
        if key not in self._of:
            self._of[key] = self._found(parent, key[1])
        return self._of[key].keys()

    def _found(self, parent: Node, name: str | None) -> Mapping[str, None]:
        known = self._known(parent)
        children: dict[str, None] = {}
        left = [] if name is None else [name]
        while left:
            for child in known.get(left.pop(), ()):
                if child not in children and child != name:
                    children[child] = None
                    left.append(child)
        return children

    def _known(self, node: Node) -> dict[str, list[str]]:
        file = node.document.file
        if file not in self._by_file:
            by_parent = self._by_file[file] = {}
            components = node.document.root.at(_COMPONENTS)
            for name, child in () if components is None else components.items():
                for parent in _extended(child):
                    by_parent.setdefault(parent, []).append(name)
        return self._by_file[file]


def _extended(child: Node) -> Iterator[str]:
    """The components of its document that a component extends."""
    parts = child.get("allOf")
    for part in () if parts is None or parts.kind != "array" else parts.elements():
        reference = part.get("$ref")
        if reference is not None and isinstance(reference.value, str):
            start, _, name = reference.value.rpartition("/")
            if start == "#/components/schemas":
                yield name


def _name(node: Node) -> str | None:
    """The name of a component; None for any other place."""
    return str(node.pointer[2]) if len(node.pointer) == 3 and node.pointer[:2] == _COMPONENTS else None


def target(reader: DefinitionReader, value: Node, owner: Node) -> Node | None:
    """What a value of `mapping` leads to: a reference, or the name of a component of the owner's document."""
    text = value.value
    if not isinstance(text, str):
        return None
    if re.fullmatch(r"[A-Za-z0-9._-]+", text):
        named = owner.document.root.at((*_COMPONENTS, text))
        if named is not None:
            return named
    return reader.quietly(value)


def of_union(reader: DefinitionReader, node: Node, source: Source | None) -> Discriminator | None:
    """The discriminator of a union, with the definitions that its `mapping` names."""
    field = _field(node)
    if field is None or (node.get("oneOf") is None and node.get("anyOf") is None):
        return None
    named = _mapping(reader, node)
    return Discriminator(field, {value: reader.define_node(child, source) for value, child in named.items()})


def is_of_child(reference: Node, parent: Node, children: Children) -> bool:
    """Whether a reference to a parent is that by which one of its children extends it. reference: the value of `$ref`."""
    place = reference.pointer
    within = len(place) == 6 and place[:2] == _COMPONENTS and place[3] == "allOf"
    same = reference.document.file == parent.document.file
    return within and same and str(place[2]) in children.of(parent)


def of_parent(
    reader: DefinitionReader, node: Node, base: str, children: Children, source: Source | None
) -> Schema | None:
    """Any of a parent and its children, as the discriminator says; None for what is no such parent.

    node: the parent. base: its own definition.
    """
    field = _field(node)
    if field is None or node.get("oneOf") is not None or node.get("anyOf") is not None:
        return None
    named = _mapping(reader, node)
    placed = {(child.document.file, child.pointer) for child in named.values()}
    components = node.document.root.at(_COMPONENTS)
    for name in children.of(node):
        child = None if components is None else components.get(name)
        if child is not None and (child.document.file, child.pointer) not in placed:
            for value in _stated(child, field) or [name]:
                named.setdefault(value, child)
    own = (node.document.file, node.pointer)
    names = {
        value: reader.define_node(child, source)
        for value, child in named.items()
        if (child.document.file, child.pointer) != own
    }
    if not names:
        return None
    cases = tuple(
        Schema(
            node=node,
            condition=Schema(properties={field: Schema(const=Constant(value))}, required=(field,)),
            then=Schema(ref=name),
        )
        for value, name in names.items()
    )
    discriminator = Discriminator(field, names, base)
    return Schema(node=node, all_of=(Schema(node=node, ref=base), *cases), source=source, discriminator=discriminator)


def _field(node: Node) -> str | None:
    name = node.at(("discriminator", "propertyName"))
    return name.value if name is not None and isinstance(name.value, str) else None


def _mapping(reader: DefinitionReader, node: Node) -> dict[str, Node]:
    """What the values of `mapping` lead to, of those that lead somewhere."""
    mapping = node.at(("discriminator", "mapping"))
    targets = {} if mapping is None else {value: target(reader, entry, node) for value, entry in mapping.items()}
    return {value: child for value, child in targets.items() if child is not None}


def _stated(child: Node, field: str) -> list[str]:
    """The values that a child lists for the field."""
    parts = child.get("allOf")
    values: list[Json] = []
    for part in (child, *(() if parts is None else parts.elements())):
        const, listed = part.at(("properties", field, "const")), part.at(("properties", field, "enum"))
        values += [] if const is None else [const.value]
        values += [] if listed is None else [each.value for each in listed.elements()]
    return [value for value in values if isinstance(value, str)]
