"""Several schemas of one value put together as one, which is never narrower than all of them. For `codegen.plain.schemas`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
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
FIRST = ("pattern", "format", "multipleOf")
"""Keywords of which a conjunction keeps the first; another one is told in words."""
_JOINED = (
    *("type", "const", "enum", "properties", "patternProperties", "additionalProperties", "prefixItems", "items"),
    *("required", "uniqueItems", "$ref", "allOf", "anyOf", "oneOf"),
)
cover(
    __name__,
    (*TOLD, *FIRST, *_JOINED),
    [keyword for keyword in KEYWORDS if keyword not in BOUNDS or keyword.name in TOLD],
)
_APART = frozenset(("$ref", "allOf", "anyOf", "oneOf", "const", "enum", "prefixItems", "items", *TOLD))
"""Keywords that are put together by themselves, or not at all."""


_OF_ONE = ("title", "examples", "example", "discriminator")
"""What is noted of one schema, and not of those that it is a part of."""


def is_reference(schema: Schema) -> bool:
    """Whether the schema leads elsewhere and judges nothing itself: a `$ref`, or an `allOf` of one."""
    keywords = list(keywords_of(schema))
    if schema.rules or len(keywords) != 1:
        return False
    return schema.ref is not None or (len(schema.all_of) == 1 and is_reference(schema.all_of[0]))


def is_closed(schema: Schema) -> bool:
    """Whether an object takes no field that it does not name."""
    others = schema.additional_properties
    return others is not None and others.boolean is False and not schema.pattern_properties


def all_of(schemas: Sequence[Schema]) -> Schema:
    """One schema for several that judge the same value."""
    return schemas[0] if len(schemas) == 1 else Schema(all_of=tuple(schemas))


def joined(parts: Sequence[Schema]) -> Schema:
    """One schema for parts that judge the same value, their references and alternatives aside."""
    values_by_attribute: dict[str, tuple[Keyword, list[Any]]] = {}
    for part in parts:
        for keyword, value in keywords_of(part):
            if keyword.name not in _APART:
                values_by_attribute.setdefault(keyword.attribute, (keyword, []))[1].append(value)
    attributes: dict[str, Any] = {
        name: _both(keyword, values) for name, (keyword, values) in values_by_attribute.items()
    }
    attributes |= _items([part for part in parts if part.prefix_items or part.items is not None])
    closing = [part.unevaluated_properties for part in parts if part.unevaluated_properties is not None]
    if closing and all(schema.boolean is False for schema in closing):  # any other evaluates all that it takes
        attributes["unevaluated_properties"] = closing[0]
    lists = [part.values() for part in parts if part.const is not None or part.enum is not None]
    if lists:
        types = attributes.get("types")
        attributes["enum"] = tuple(
            value
            for value in lists[0] or ()
            if all(any(equal(value, other) for other in values or ()) for values in lists[1:])
            and (types is None or any(has_type(value, name) for name in types))
        )
    alias = bool(parts) and is_reference(parts[0])
    notes: dict[str, Json] = {}
    for part in reversed(parts):
        own = alias or part is parts[0]
        notes |= {word: note for word, note in part.annotations.items() if own or word not in _OF_ONE}
    attributes["annotations"] = notes
    attributes["default"] = next((part.default for part in parts if part.default is not None), None)
    return Schema(**attributes)


def _items(parts: Sequence[Schema]) -> dict[str, Any]:
    """`prefixItems` and `items` of all the parts. An item beyond the prefix of a part is judged by its `items`."""
    length = max((len(part.prefix_items) for part in parts), default=0)
    attributes: dict[str, Any] = {
        "prefix_items": tuple(
            _every(
                [
                    part.prefix_items[index] if index < len(part.prefix_items) else part.items or Schema()
                    for part in parts
                ]
            )
            for index in range(length)
        )
    }
    tails = [part.items for part in parts if part.items is not None]
    return {**attributes, "items": _every(tails)} if tails else attributes


def _every(schemas: Sequence[Schema]) -> Schema:
    """One schema for several that judge the same value; a boolean one that says nothing beside others is left out."""
    refused = [schema for schema in schemas if schema.boolean is False]
    return refused[0] if refused else all_of([schema for schema in schemas if schema.boolean is None] or schemas[:1])


def _both(keyword: Keyword, values: Sequence[Any]) -> object:
    """The value of a keyword for all of its values, or for the first where no one value says all."""
    if len(values) == 1 or keyword.name in FIRST:
        return values[0]
    match keyword.name:
        case "type":
            types = values[0]
            for others in values[1:]:
                types = common(types, others)
            return types
        case "required":
            return ordered(name for names in values for name in names)
        case "properties" | "patternProperties":
            names = ordered(name for fields in values for name in fields)
            return {name: all_of([fields[name] for fields in values if name in fields]) for name in names}
        case "additionalProperties":
            return _every(values)
        case "uniqueItems":
            return True
    return max(values) if keyword.side == "least" else min(values)


def with_fields(schema: Schema, fields: Mapping[str, Sequence[Schema]]) -> Schema:
    """The schema with further fields that an object may have, each as one of several schemas has it. Of an object that takes
    any field they may be anything besides: what says more of them does so in some cases only."""
    further = {name: several for name, several in fields.items() if name not in schema.properties}
    if not further or is_closed(schema):
        return schema
    others = () if schema.unevaluated_properties is not None else (Schema(),)
    added = {name: any_of((*several, *others)) for name, several in further.items()}
    return replace(schema, properties={**schema.properties, **added})


def any_of(schemas: Sequence[Schema]) -> Schema:
    """One schema for several of which one takes the value."""
    several = distinct(schemas)
    return several[0] if len(several) == 1 else Schema(any_of=several)


def distinct(schemas: Sequence[Schema]) -> tuple[Schema, ...]:
    """The schemas, none twice. To Python 1 and true are equal, so they are told apart by how they are written."""
    shallow = [_shallow(schema) for schema in schemas]
    alone = {words for words, times in Counter(shallow).items() if times == 1}
    written = [words if words in alone else repr(schema) for words, schema in zip(shallow, schemas, strict=True)]
    return tuple(dict(zip(written, schemas, strict=True)).values())


def _shallow(schema: Schema) -> str:
    """How a schema is written without the schemas in it, which tells most apart, so that trees are not written at each level."""
    return repr(
        [
            (keyword.name, [*value] if isinstance(value, Mapping) else "" if keyword.applies_to else value)
            for keyword, value in keywords_of(schema)
        ]
    )


def widest(base: Schema, branches: Sequence[Schema]) -> Schema:
    """One object for whatever any of the alternatives accepts: a field that an open one does not name is anything there.
    branches: plain, each one object."""
    objects = [branch for branch in branches if branch.properties or branch.types == ("object",)]
    if not objects or len(objects) < len(branches):
        return replace(base, types=None)
    several: dict[str, list[Schema]] = {}
    for branch in objects:
        for name, schema in branch.properties.items():
            several.setdefault(name, []).append(schema)
    naming = Counter(name for branch in objects if not is_closed(branch) for name in branch.properties)
    opened = sum(not is_closed(branch) for branch in objects)
    properties = {
        name: any_of((*schemas, Schema()) if naming[name] < opened else schemas) for name, schemas in several.items()
    }
    return replace(
        base,
        types=("object",) if all(branch.types == ("object",) for branch in objects) else None,
        properties=properties,
        required=tuple(name for name in objects[0].required if all(name in branch.required for branch in objects)),
        additional_properties=Schema(boolean=False) if all(map(is_closed, objects)) else base.additional_properties,
    )


def listed(kind: str, values: Sequence[Json]) -> list[Schema]:
    """Schemas of values of one type: texts and integers in a list, others one by one, arrays and objects by their type alone."""
    if kind in ("null", "array", "object") or (kind == "boolean" and len(values) == 2):
        return [Schema(types=(kind,), items=Schema() if kind == "array" else None)]
    if kind in ("string", "integer") and len(values) > 1:
        return [Schema(types=(kind,), enum=tuple(values))]
    return [Schema(types=(kind,), const=Constant(value)) for value in values]
