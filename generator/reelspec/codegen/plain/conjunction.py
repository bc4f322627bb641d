"""Several schemas of one value put together as one, which is never narrower than all of them. For `codegen.plain.schemas`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from reelspec.codegen.types.flat import common
from reelspec.language.contract.keywords import BOUNDS, KEYWORDS, Keyword, cover
from reelspec.language.contract.operator import ordered
from reelspec.language.contract.schema import Constant, Schema, keywords_of
from reelspec.language.rules.equality import equal
from reelspec.language.source.node import Json
from reelspec.language.source.values import has_type

TOLD = (
    *("contains", "minContains", "maxContains", "unevaluatedItems", "propertyNames", "unevaluatedProperties"),
    *("dependentRequired", "dependentSchemas", "not", "if", "then", "else"),
)
"""Keywords that only judge: they are told in words."""
FIRST = ("pattern", "format", "multipleOf", "prefixItems")
"""Keywords of which a conjunction keeps the first; another one is told in words."""
_JOINED = (
    *("type", "const", "enum", "properties", "patternProperties", "additionalProperties", "items", "required"),
    *("uniqueItems", "$ref", "allOf", "anyOf", "oneOf"),
)
_APART = frozenset(("$ref", "allOf", "anyOf", "oneOf", "const", "enum", *TOLD))
"""Keywords that are put together by themselves, or not at all."""
cover(__name__, (*TOLD, *FIRST, *_JOINED), [one for one in KEYWORDS if one not in BOUNDS or one.name in TOLD])


_OF_ONE = ("title", "examples", "example", "discriminator")
"""What is noted of one schema, and not of those that it is a part of."""


def is_reference(schema: Schema) -> bool:
    """Whether the schema leads elsewhere and judges nothing itself: a `$ref`, or an `allOf` of one."""
    said = list(keywords_of(schema))
    if schema.rules or len(said) != 1:
        return False
    return schema.ref is not None or (len(schema.all_of) == 1 and is_reference(schema.all_of[0]))


def is_closed(schema: Schema) -> bool:
    """Whether an object takes no field that it does not name."""
    return schema.additional_properties is not None and schema.additional_properties.boolean is False


def all_of(schemas: Sequence[Schema]) -> Schema:
    """One schema for several that judge the same value."""
    return schemas[0] if len(schemas) == 1 else Schema(all_of=tuple(schemas))


def joined(parts: Sequence[Schema]) -> Schema:
    """One schema for parts that judge the same value, their references and alternatives aside."""
    said: dict[str, tuple[Keyword, list[Any]]] = {}
    for one in parts:
        for keyword, value in keywords_of(one):
            if keyword.name not in _APART:
                said.setdefault(keyword.attribute, (keyword, []))[1].append(value)
    found: dict[str, Any] = {name: _both(keyword, values) for name, (keyword, values) in said.items()}
    closing = [one.unevaluated_properties for one in parts if one.unevaluated_properties is not None]
    found["unevaluated_properties"] = next((one for one in closing if one.boolean is False), None)
    listed = [one.values() for one in parts if one.const is not None or one.enum is not None]
    if listed:
        types = found.get("types")
        values = [
            value
            for value in listed[0] or ()
            if all(any(equal(value, other) for other in one or ()) for one in listed[1:])
            and (types is None or any(has_type(value, name) for name in types))
        ]
        found["enum"] = tuple(values)
    alias = bool(parts) and is_reference(parts[0])
    notes: dict[str, Json] = {}
    for one in reversed(parts):
        own = alias or one is parts[0]
        notes |= {word: note for word, note in one.annotations.items() if own or word not in _OF_ONE}
    found["annotations"] = notes
    found["default"] = next((one.default for one in parts if one.default is not None), None)
    return Schema(**found)


def _both(keyword: Keyword, values: Sequence[Any]) -> object:
    """The value of a keyword for all of its values, or for the first where no one value says all."""
    if len(values) == 1 or keyword.name in FIRST:
        return values[0]
    match keyword.name:
        case "type":
            types = values[0]
            for one in values[1:]:
                types = common(types, one)
            return types
        case "required":
            return ordered(name for one in values for name in one)
        case "properties" | "patternProperties":
            names = ordered(name for one in values for name in one)
            return {name: all_of([one[name] for one in values if name in one]) for name in names}
        case "items" | "additionalProperties":
            refused = [one for one in values if one.boolean is False]
            return refused[0] if refused else all_of([one for one in values if one.boolean is None] or values[:1])
        case "uniqueItems":
            return True
    return max(values) if keyword.side == "least" else min(values)


def with_fields(schema: Schema, fields: dict[str, tuple[Schema, ...]]) -> Schema:
    """The schema with further fields that an object may have."""
    further = {name: any_of(several) for name, several in fields.items() if name not in schema.properties}
    if not further or is_closed(schema):
        return schema
    return replace(schema, properties={**schema.properties, **further})


def any_of(schemas: Sequence[Schema]) -> Schema:
    several = [one for index, one in enumerate(schemas) if one not in schemas[:index]]
    return several[0] if len(several) == 1 else Schema(any_of=tuple(several))


def widest(base: Schema, branches: Sequence[Schema]) -> Schema:
    """One object for whatever any of the alternatives accepts. branches: plain, each one object."""
    objects = [one for one in branches if one.properties or one.types == ("object",)]
    if not objects or len(objects) < len(branches):
        return base
    names = ordered(name for one in objects for name in one.properties)
    closed = all(is_closed(one) for one in objects)
    return replace(
        base,
        types=("object",),
        properties={
            name: any_of([one.properties[name] for one in objects if name in one.properties]) for name in names
        },
        required=tuple(name for name in objects[0].required if all(name in one.required for one in objects)),
        additional_properties=Schema(boolean=False) if closed else base.additional_properties,
    )


def listed(kind: str, values: Sequence[Json]) -> list[Schema]:
    """Schemas of values of one type: texts and integers in a list, others one by one, arrays and objects by their type alone."""
    if kind in ("null", "array", "object") or (kind == "boolean" and len(values) == 2):
        return [Schema(types=(kind,), items=Schema() if kind == "array" else None)]
    if kind in ("string", "integer") and len(values) > 1:
        return [Schema(types=(kind,), enum=tuple(values))]
    return [Schema(types=(kind,), const=Constant(one)) for one in values]
