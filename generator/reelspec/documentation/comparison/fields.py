"""The fields of a request schema by their paths, as facts of pages write them: `size`, `media[]`, `media[].type`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reelspec.documentation.pages.page import Bounds
from reelspec.language.contract.keywords import SIDES, bounds
from reelspec.language.contract.schema import Constant, Definitions, Schema, span
from reelspec.language.contract.scope import resolved
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Place

MOST_DEPTH = 8


@dataclass(frozen=True)
class SpecField:
    """A field, or the items of an array (`path` ends in `[]`).

    schema: with what its references and `allOf` lead to. written: the schema as it stands in the file. owner: the object
    that has the field, None for items.
    """

    path: str
    schema: Schema
    written: Schema
    owner: Schema | None
    required: bool

    @property
    def place(self) -> Place | None:
        """Where the field is written: its key."""
        node = self.written.node
        return None if node is None else node.key_place

    def place_of(self, *keywords: str) -> Place | None:
        """Where one of the keywords is written, the field's place if none is."""
        for schema in (self.written, self.schema):
            for keyword in keywords:
                found = None if schema.node is None else schema.node.get(keyword)
                if found is not None:
                    return found.place
        return self.place

    @property
    def required_place(self) -> Place | None:
        """Where the owner lists the field as required, the field's place if it does not."""
        listed = None if self.owner is None or self.owner.node is None else self.owner.node.get("required")
        name = self.path.rpartition(".")[2]
        for one in listed.elements() if listed is not None else ():
            if one.value == name:
                return one.place
        return self.place

    @property
    def inference(self) -> str | None:
        """What its author says where no page states it: the words of `(inference: …)` in its source."""
        places = () if self.written.source is None else self.written.source.places
        said = [words for one in places for _, found, words in [(one.section or "").partition("(inference")] if found]
        return said[0].strip(": )") or "inferred" if said and len(said) == len(places) else None

    @property
    def types(self) -> tuple[str, ...]:
        """Its types, sorted; those of its values where it lists values alone; empty where nothing is said."""
        return tuple(sorted(self.schema.value_types() or ()))

    @property
    def options(self) -> tuple[Json, ...] | None:
        """The values that `enum` or `const` list."""
        if self.schema.const is not None:
            return (self.schema.const.value,)
        return self.schema.enum

    @property
    def default(self) -> Constant | None:
        """Its default."""
        return self.schema.default

    @property
    def range(self) -> Bounds:
        """Least and most; an excluded limit counts where it excludes a whole number."""
        found: list[int | float | None] = []
        for side, inward in zip(SIDES, (1, -1), strict=True):
            including, excluding = (getattr(self.schema, keyword.attribute) for keyword in bounds("number", side))
            whole = self.schema.types == ("integer",) and isinstance(excluding, int)
            found.append(excluding + inward if whole else including)
        return found[0], found[1]

    @property
    def length(self) -> Bounds:
        """Least and most characters."""
        least, most = span(self.schema, "length")
        return least or None, most

    @property
    def items(self) -> Bounds:
        """Least and most items."""
        least, most = span(self.schema, "items")
        return least or None, most


def fields_of(schema: Schema, definitions: Definitions) -> dict[str, SpecField]:
    """Every field below an object by its path, in the order written."""
    return {one.path: one for one in _members("", schema, definitions, 0, frozenset())}


def _members(
    prefix: str, schema: Schema, definitions: Definitions, depth: int, seen: frozenset[str]
) -> Iterator[SpecField]:
    whole = resolved(schema, definitions)
    for name, written in whole.properties.items():
        field = SpecField(f"{prefix}{name}", resolved(written, definitions), written, whole, name in whole.required)
        yield field
        yield from _inside(field, definitions, depth, seen)


def _inside(field: SpecField, definitions: Definitions, depth: int, seen: frozenset[str]) -> Iterator[SpecField]:
    name = field.written.ref
    if depth >= MOST_DEPTH or (name is not None and name in seen):
        return
    if name is not None:
        seen = seen | {name}
    if field.schema.properties:
        yield from _members(f"{field.path}.", field.schema, definitions, depth + 1, seen)
    written = field.schema.items
    if written is not None and written.boolean is None:
        item = SpecField(f"{field.path}[]", resolved(written, definitions), written, None, False)
        yield item
        yield from _inside(item, definitions, depth + 1, seen)


def node_of(schema: Schema, *path: str) -> Node | None:
    """A member of a schema as it is written."""
    return None if schema.node is None else schema.node.at(path)
