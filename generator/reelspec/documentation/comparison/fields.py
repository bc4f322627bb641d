"""The fields of a schema by their paths, as facts of pages write them (`size`, `media[]`, `media[].type`), with their facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reelspec.documentation.comparison.facts import plain
from reelspec.documentation.pages.page import KEYWORDS, LIMITS, Bounds, limit_keywords
from reelspec.language.contract.keywords import BY_NAME, SIDES, bounds
from reelspec.language.contract.schema import Definitions, Schema, span
from reelspec.language.contract.scope import resolved
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Place

MOST_DEPTH = 8


@dataclass(frozen=True)
class SpecField:
    """A field, the items of an array (`path` ends in `[]`), or an object as a whole (an empty path).

    schema: with what its references and `allOf` lead to. written: the schema as it stands in the file. owner: the object
    that has the field, None for items and wholes. choices: the schemas of its `anyOf` and `oneOf`, in the same form as
    `schema`. node: where it is written, the schema's place unless another is given (a parameter's).
    """

    path: str
    schema: Schema
    written: Schema
    owner: Schema | None
    required: bool
    choices: tuple[Schema, ...] = ()
    at: Node | None = None

    @property
    def node(self) -> Node | None:
        """Where it is written."""
        return self.at or self.written.node

    @property
    def place(self) -> Place | None:
        """The same as a place: its key."""
        return None if self.node is None else self.node.key_place

    def keyword(self, *keywords: str) -> Node | None:
        """The first of the keywords that is written, be it where a reference leads to or in a choice."""
        for schema in (self.written, self.schema, *self.choices):
            for keyword in keywords:
                member = None if schema.node is None else schema.node.get(keyword)
                if member is not None:
                    return member
        return None

    def place_of(self, *keywords: str) -> Place | None:
        """Where one of the keywords is written, the field's place if none is."""
        member = self.keyword(*keywords)
        return self.place if member is None else member.place

    @property
    def required_place(self) -> Place | None:
        """Where the owner lists the field as required, the field's place if it does not."""
        listed = None if self.owner is None or self.owner.node is None else self.owner.node.get("required")
        name = self.path.rpartition(".")[2]
        for element in listed.elements() if listed is not None else ():
            if element.value == name:
                return element.place
        return self.place

    @property
    def inference(self) -> str | None:
        """What its author says where no page states it: the words of `(inference: …)` in its source."""
        places = () if self.written.source is None else self.written.source.places
        reasons = [
            words for place in places for _, mark, words in [(place.section or "").partition("(inference")] if mark
        ]
        return reasons[0].strip(": )") or "inferred" if reasons and len(reasons) == len(places) else None

    @property
    def types(self) -> tuple[str, ...]:
        """Its types, sorted; those of its values where it lists values alone, those of its choices where these say them;
        empty where nothing is said."""
        own = self.schema.value_types()
        if not own and self.choices:
            each = [choice.value_types() or () for choice in self.choices]
            own = tuple(name for types in each for name in types) if all(each) else ()
        return tuple(sorted(set(own or ())))

    @property
    def options(self) -> tuple[Json, ...] | None:
        """The values that `enum` or `const` list, its own or those of its choices."""
        own = _options(self.schema)
        if own is not None:
            return own
        return tuple(value for choice in self.choices for value in _options(choice) or ()) or None

    @property
    def range(self) -> Bounds:
        """Least and most; an excluded limit counts where it excludes a whole number."""
        limits: list[int | float | None] = []
        for side, inward in zip(SIDES, (1, -1), strict=True):
            including, excluding = (getattr(self.schema, keyword.attribute) for keyword in bounds("number", side))
            whole = self.schema.types == ("integer",) and isinstance(excluding, int)
            limits.append(excluding + inward if whole else including)
        return limits[0], limits[1]

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

    @cached_property
    def facts(self) -> dict[str, Json]:
        """What the spec says of it, as a page would."""
        facts: dict[str, Json] = {}
        if self.types:
            facts["type"] = self.types[0] if len(self.types) == 1 else list(self.types)
        if not self.path.endswith("[]") and self.path:
            facts["required"] = self.required
        if self.schema.default is not None:
            facts["default"] = self.schema.default.value
        if self.options is not None:
            facts["options"] = list(self.options)
        for kind in LIMITS:
            limit: Bounds = getattr(self, kind)
            if limit != (None, None):
                facts[kind] = list(limit)
        for keyword in KEYWORDS:
            value = self._keyword(keyword)
            if value is not None:
                facts[keyword] = value
        return facts

    def _keyword(self, keyword: str) -> Json:
        """A keyword's value; None where nothing is said, or another fact says it."""
        if keyword in ("additionalProperties", "deprecated"):
            node = self.keyword(keyword)
            return None if node is None else plain(node.value)
        value = getattr(self.schema, BY_NAME[keyword].attribute)
        excluded_whole = keyword.startswith("exclusive") and self.schema.types == ("integer",)
        return None if value is False or (excluded_whole and isinstance(value, int)) else plain(value)


def limit_places(kind: str, side: int) -> tuple[str, ...]:
    """The keywords of one side of a limit, the other side's after them."""
    both = [limit_keywords(kind, side) for side in SIDES]  # type: ignore[arg-type]
    return (*both[side], *both[1 - side])


def _options(schema: Schema) -> tuple[Json, ...] | None:
    return (schema.const.value,) if schema.const is not None else schema.enum


def fields_of(schema: Schema, definitions: Definitions, *, choices: bool = False) -> dict[str, SpecField]:
    """Every field below an object by its path, in the order written, and the object itself by the empty path.

    choices: whether the fields of `anyOf` and `oneOf` are the object's, as they are in an answer.
    """
    fields = {"": SpecField("", resolved(schema, definitions), schema, None, False)}
    for choice in _members("", schema, definitions, 0, frozenset(), choices):
        fields.setdefault(choice.path, choice)
    return fields


def field_of(
    path: str, written: Schema, definitions: Definitions, owner: Schema | None, required: bool, at: Node | None = None
) -> SpecField:
    """A field with what its references lead to."""
    whole = resolved(written, definitions)
    parts = tuple(resolved(choice, definitions) for choice in (*whole.any_of, *whole.one_of))
    return SpecField(path, whole, written, owner, required, parts, at)


def _members(
    prefix: str, schema: Schema, definitions: Definitions, depth: int, seen: frozenset[str], choices: bool
) -> Iterator[SpecField]:
    whole = resolved(schema, definitions)
    for name, written in whole.properties.items():
        field = field_of(f"{prefix}{name}", written, definitions, whole, name in whole.required)
        yield field
        yield from _inside(field, definitions, depth, seen, choices)
    if choices and depth < MOST_DEPTH:
        for part in (*whole.any_of, *whole.one_of):
            yield from _members(prefix, part, definitions, depth + 1, seen, choices)


def _inside(
    field: SpecField, definitions: Definitions, depth: int, seen: frozenset[str], choices: bool
) -> Iterator[SpecField]:
    name = field.written.ref
    if depth >= MOST_DEPTH or (name is not None and name in seen):
        return
    if name is not None:
        seen = seen | {name}
    parts = (field.schema, *(field.choices if choices else ()))
    for part in parts:
        if part.properties:
            yield from _members(f"{field.path}.", part, definitions, depth + 1, seen, choices)
        written = part.items
        if written is not None and written.boolean is None:
            item = field_of(f"{field.path}[]", written, definitions, None, False)
            yield item
            yield from _inside(item, definitions, depth + 1, seen, choices)


def node_of(schema: Schema, *path: str) -> Node | None:
    """A member of a schema as it is written."""
    return None if schema.node is None else schema.node.at(path)
