"""The checked schema tree: one frozen `Schema` per JSON Schema object, made by `language.parser`, read by everything downstream.

Only keywords that every output carries have a place here; `language.parser` refuses the others by name and place.
The terms are those of JSON Schema 2020-12 (Core and Validation).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from reelspec.common.dataclass import dataclass
from reelspec.language.source.node import Json, Node
from reelspec.language.source.pointer import escape

if TYPE_CHECKING:
    from reelspec.language.contract.rule import Rule

Number: TypeAlias = int | float

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands: a document of documents.yaml and a section of it.

    document: the document's id; title: its title; section: the section's name, None for the document as a whole.
    """

    document: str
    title: str
    section: str | None = None

    def __str__(self) -> str:
        return self.title if self.section is None else f"{self.title}, {self.section}"


@dataclass(frozen=True, slots=True)
class Constant:
    """A JSON value that is there, so that null can be told from nothing (`const: null`, `default: null`)."""

    value: Json


def _empty() -> Mapping[str, Schema]:
    return MappingProxyType({})


def _nothing() -> Mapping[str, Json]:
    return MappingProxyType({})


def _no_names() -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Schema:
    """One schema object, or a boolean schema when `boolean` is not None. Absent keywords are None or empty."""

    node: Node | None = field(default=None, compare=False, repr=False)
    boolean: bool | None = None
    ref: str | None = None
    types: tuple[str, ...] | None = None
    enum: tuple[Json, ...] | None = None
    const: Constant | None = None
    minimum: Number | None = None
    maximum: Number | None = None
    exclusive_minimum: Number | None = None
    exclusive_maximum: Number | None = None
    multiple_of: Number | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    format: str | None = None
    prefix_items: tuple[Schema, ...] = ()
    items: Schema | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    contains: Schema | None = None
    min_contains: int | None = None
    max_contains: int | None = None
    unevaluated_items: Schema | None = None
    properties: Mapping[str, Schema] = field(default_factory=_empty)
    pattern_properties: Mapping[str, Schema] = field(default_factory=_empty)
    additional_properties: Schema | None = None
    property_names: Schema | None = None
    unevaluated_properties: Schema | None = None
    required: tuple[str, ...] = ()
    min_properties: int | None = None
    max_properties: int | None = None
    dependent_required: Mapping[str, tuple[str, ...]] = field(default_factory=_no_names)
    dependent_schemas: Mapping[str, Schema] = field(default_factory=_empty)
    all_of: tuple[Schema, ...] = ()
    any_of: tuple[Schema, ...] = ()
    one_of: tuple[Schema, ...] = ()
    negated: Schema | None = None
    condition: Schema | None = None
    then: Schema | None = None
    otherwise: Schema | None = None
    rules: tuple[Rule, ...] = ()
    default: Constant | None = None
    source: Source | None = None
    annotations: Mapping[str, Json] = field(default_factory=_nothing)

    @property
    def media(self) -> Mapping[str, Json]:
        """What `x-media` says of the file behind a URL; empty when nothing is said."""
        found = self.annotations.get("x-media")
        return found if isinstance(found, dict) else {}

    def values(self) -> tuple[Json, ...] | None:
        """The finite list of values that `const`, `enum` or `type: boolean` leave, or None when there is no such list."""
        if self.const is not None:
            return (self.const.value,)
        if self.enum is not None:
            return self.enum
        if self.types == ("boolean",):
            return (True, False)
        return None


Definitions: TypeAlias = Mapping[str, Schema]


def subschemas(schema: Schema) -> tuple[tuple[str, Schema], ...]:
    """The schemas directly inside `schema`, each with the JSON Pointer that leads to it (`/properties/size`)."""
    found: list[tuple[str, Schema]] = []
    for keyword, value in (
        ("items", schema.items),
        ("contains", schema.contains),
        ("unevaluatedItems", schema.unevaluated_items),
        ("additionalProperties", schema.additional_properties),
        ("propertyNames", schema.property_names),
        ("unevaluatedProperties", schema.unevaluated_properties),
        ("not", schema.negated),
        ("if", schema.condition),
        ("then", schema.then),
        ("else", schema.otherwise),
    ):
        if value is not None:
            found.append((f"/{keyword}", value))
    for keyword, several in (
        ("prefixItems", schema.prefix_items),
        ("allOf", schema.all_of),
        ("anyOf", schema.any_of),
        ("oneOf", schema.one_of),
    ):
        found += [(f"/{keyword}/{index}", one) for index, one in enumerate(several)]
    for keyword, named in (
        ("properties", schema.properties),
        ("patternProperties", schema.pattern_properties),
        ("dependentSchemas", schema.dependent_schemas),
    ):
        found += [(f"/{keyword}/{escape(name)}", one) for name, one in named.items()]
    return tuple(found)


def admits_null(schema: Schema, definitions: Definitions) -> bool:
    """Whether the field that `schema` describes admits null; if it does, null counts as absent for rules."""
    if schema.boolean is not None:
        return schema.boolean
    if schema.ref is not None and not admits_null(definitions[schema.ref], definitions):
        return False
    if schema.types is not None and "null" not in schema.types:
        return False
    finite = schema.values()
    if finite is not None and None not in finite:
        return False
    if any(not admits_null(one, definitions) for one in schema.all_of):
        return False
    for several in (schema.any_of, schema.one_of):
        if several and not any(admits_null(one, definitions) for one in several):
            return False
    return True
