"""Elements of specs that statements of a page are claimed by: their stable names, their places, and what they say.

An element's name is its file, relative to the provider's folder, and a JSON Pointer in which an item of a list stands by
its `id` or `name`, or by itself where it is a text: `models/reel.yaml#/x-rules/size-by-model`, `…#/required/prompt`. So a
name stays when its neighbours come and go. Items of other lists stand by their index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reelspec.language.contract.facts import JUDGED
from reelspec.language.contract.keywords import similar
from reelspec.language.contract.model import Provider
from reelspec.language.contract.schema import Schema, Source, subschemas
from reelspec.language.source.load import Loader
from reelspec.language.source.node import Json, Node, Pointer
from reelspec.language.source.place import Place, Problems
from reelspec.language.source.pointer import joined, tokens

INFERENCE = "(inference"
"""Begins, in a source's section, the words in which an author says that no page states this."""


@dataclass(frozen=True)
class Element:
    """An element that constrains request bodies: a field, a rule, that a field is required, a limit on its files.

    name: see above. source: where its author says it stands.
    """

    name: str
    node: Node
    source: Source | None

    @property
    def place(self) -> Place:
        """Where it is written: its key, or the item of a list."""
        return self.node.key_place

    @property
    def inferred(self) -> bool:
        """Whether its author says that no page states it."""
        return self.source is not None and all(INFERENCE in (place.section or "") for place in self.source.places)


class NoElement(ValueError):
    """A name leads to no element; the message says how far it leads."""


class Elements:
    """The elements of one provider by name. loader: reads files of its folder that the contract has not."""

    def __init__(self, loader: Loader, provider: Provider) -> None:
        self._loader = loader
        self._folder = f"specs/{provider.name}"
        self._own = _own_files(provider, self._folder)
        nodes = [schema.node for schema in provider.placed.values()]
        self._read = {node.document.file: node.document for node in (*nodes, provider.root) if node is not None}

    def full_name(self, document: str, written: str) -> str:
        """The name that an author means: `/properties/size` is in the model file that comes from the document.

        Raises NoElement when no model file, or more than one, comes from it.
        """
        if not written.startswith("/"):
            return written
        own = self._own.get(document, ())
        if len(own) != 1:
            files = f"{len(own)} model files come" if own else "no model file comes"
            raise NoElement(f"{files} from {document}: write the file before the pointer, models/FILE#{written}")
        return f"{own[0]}#{written}"

    def find(self, name: str) -> Node:
        """The element with that name.

        Raises NoElement when there is none.
        """
        file, mark, pointer = name.partition("#")
        if not mark or not file or (pointer and not pointer.startswith("/")):
            raise NoElement(f"{name} is no name of an element, which is FILE#/POINTER")
        try:
            path = self._loader.resolve_file(f"{self._folder}/documents.yaml", file)
            known = self._read.get(path.relative_to(self._loader.root).as_posix())
            node = (known or self._loader.load(path)).root
        except ValueError as error:
            raise NoElement(f"{name}: {error}") from None
        except Problems:
            raise NoElement(f"{name}: {file} cannot be read") from None
        for step in tokens(pointer):
            member = _step(node, step)
            if member is None:
                names = [_label(inner, str(at)) for at, inner in _inside(node)]
                meant = similar(step, tuple(names))
                hint = f"; did you mean {meant}?" if meant else ""
                raise NoElement(f"{name}: there is no {step}{hint}")
            node = member
        return node

    def name_of(self, node: Node) -> str:
        """The stable name of a node of the provider's files."""
        file = node.document.file
        if file.startswith(f"{self._folder}/"):
            file = file.removeprefix(f"{self._folder}/")
        else:  # shared between providers
            file = f"../{file.removeprefix('specs/')}" if file.startswith("specs/") else f"../../{file}"
        steps = []
        at = node.document.root
        for key in node.pointer:
            inner = at.get(key)
            if inner is None:  # unreachable for nodes of the document
                break
            steps.append(_label(inner, str(key)) if isinstance(key, int) else str(key))
            at = inner
        return f"{file}#{joined(steps)}"


def _own_files(provider: Provider, folder: str) -> Mapping[str, tuple[str, ...]]:
    """Document id -> the model files whose root says that they come from it, relative to the provider's folder."""
    files_of: dict[str, dict[str, None]] = {}
    for model in provider.models:
        for form in model.forms:
            for document in form.schema.source.documents if form.schema.source is not None else ():
                files_of.setdefault(document, {})[form.file.removeprefix(f"{folder}/")] = None
    return {document: tuple(files) for document, files in files_of.items()}


def _inside(node: Node) -> Iterator[tuple[str | int, Node]]:
    yield from node.items()
    yield from enumerate(node.elements())


def _step(node: Node, step: str) -> Node | None:
    if node.kind == "object":
        return node.get(step)
    return next((element for at, element in enumerate(node.elements()) if _label(element, str(at)) == step), None)


def _label(node: Node, otherwise: str) -> str:
    """What an item of a list is called: its id or name, itself where it is a text, otherwise its index."""
    if isinstance(node.value, str):
        return node.value
    for key in ("id", "name"):
        named = node.get(key)
        if named is not None and isinstance(named.value, str):
            return named.value
    return otherwise


def constraints(provider: Provider, elements: Elements) -> tuple[Element, ...]:
    """What the provider's specs demand of request bodies: every field, rule and required name, and every limit on the files that
    a field names, in order, none twice.

    That other fields are refused is left out: it is what a page's list of fields says as a whole.
    """
    demanded: dict[str, Element] = {}
    seen: set[tuple[str, Pointer]] = set()

    def add(node: Node, source: Source | None) -> None:
        name = elements.name_of(node)
        demanded.setdefault(name, Element(name, node, source))

    def visit(schema: Schema, definitions: Mapping[str, Schema]) -> None:
        node = schema.node
        if node is not None:
            written = provider.placed.get((node.document.file, node.pointer), schema)
            if (node.document.file, node.pointer) in seen:
                return
            seen.add((node.document.file, node.pointer))
            schema = written
            for pointer, inner in subschemas(schema):
                if pointer.startswith("/properties/") and inner.node is not None:
                    add(inner.node, inner.source)
            names = node.get("required")
            for element in names.elements() if names is not None else ():
                add(element, schema.source)
            media = node.get("x-media")
            for key, described in media.items() if media is not None else ():
                if key in JUDGED:
                    add(described, schema.source)
            for rule in schema.rules:
                if rule.node is not None:
                    add(rule.node, rule.source)
        for _, inner in subschemas(schema):
            visit(inner, definitions)
        if schema.ref is not None and schema.ref in definitions:
            visit(definitions[schema.ref], definitions)

    for model in provider.models:
        for form in model.forms:
            visit(form.schema, {**provider.definitions, **model.definitions})
    return tuple(demanded.values())


def values_of(node: Node) -> frozenset[str]:
    """Every value and every key inside an element, as text: what numbers and options of a statement are held against.

    A number is written as in JSON, without a fraction of zero; a pattern or a comparison gives the numbers in it.
    """
    values: set[str] = set()
    if node.pointer and isinstance(node.pointer[-1], str):
        values.add(node.pointer[-1])

    def visit(value: object) -> None:
        match value:
            case dict():
                for key, member in value.items():
                    if key not in ("description", "title", "source", "against", "x-source", "message"):
                        values.add(key)
                        visit(member)
            case list():
                for item in value:
                    visit(item)
            case bool():
                values.add("true" if value else "false")
            case int() | float():
                values.add(number_text(value))
            case str():
                values.add(value)
                values.update(re.findall(r"\d+", value))
                # More than 500 are refused by a pattern for 501.
                values.update(str(int(match) - 1) for match in re.findall(r"\{([1-9]\d{0,8})", value))
            case _:
                pass

    visit(node.value)
    return frozenset(values)


def number_text(value: int | float) -> str:
    """A number as terms write it: `5`, `2.5`, `-1`."""
    return str(int(value)) if isinstance(value, int) or value.is_integer() else repr(value)


def text_of(value: Json) -> str | None:
    """A scalar as terms write it; None for null, lists and mappings."""
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(value)
        case str():
            return value
    return None


def value_text(node: Node) -> str:
    """A node's scalar as terms write it; the empty text for others."""
    return text_of(node.value) or ""
