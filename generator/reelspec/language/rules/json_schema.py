"""Schemas and conditions as plain JSON Schema 2020-12: what every other language and tool reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from reelspec.language.contract.operator import Lowered
from reelspec.language.contract.schema import (
    All,
    Any,
    Condition,
    Constantly,
    Contains,
    Matches,
    Not,
    Present,
    Schema,
    Within,
)
from reelspec.language.contract.scope import Scope, resolved
from reelspec.language.regex.ecma import portable
from reelspec.language.rules.evaluate import at_default
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape


def condition_json(condition: Condition, scope: Scope, *, certain: bool) -> Lowered:
    """A schema that accepts the objects for which `condition` is certainly true, or (certain=False) not certainly false."""
    match condition:
        case Constantly(value):
            return value
        case All(parts):
            return conjunction_json([condition_json(part, scope, certain=certain) for part in parts])
        case Any(parts):
            return {"anyOf": [condition_json(part, scope, certain=certain) for part in parts]}
        case Not(part):
            return {"not": condition_json(part, scope, certain=not certain)}
        case Present(name):
            if scope.fields[name].nullable:
                return {"properties": {name: {"not": {"type": "null"}}}, "required": [name]}
            return {"required": [name]}
        case Matches() | Contains() | Within():
            return _field_json(condition, scope, certain=certain)


def _field_json(condition: Matches | Contains | Within, scope: Scope, *, certain: bool) -> Lowered:
    name = condition.field
    field = scope.fields[name]
    value: Json
    match condition:
        case Matches(_, schema):
            value = schema_json(schema)
        case Contains(_, inner):
            value = {"contains": item_json(inner, name, scope, certain=certain)}
            if certain:
                value = _typed(value, "array", field.schema, certain=True)
        case Within(_, inner):
            value = _typed(
                condition_json(inner, scope.inside(name), certain=certain), "object", field.schema, certain=certain
            )
    decided = at_default(condition, field, scope)
    when_absent = decided if decided is not None else not certain
    if field.nullable:
        null: dict[str, Json] = {"type": "null"}
        value = {"anyOf": [null, value]} if when_absent else {"allOf": [{"not": null}, value]}
    if when_absent:
        return {"properties": {name: value}}
    return {"properties": {name: value}, "required": [name]}


def item_json(condition: Condition, array: str, scope: Scope, *, certain: bool) -> Json:
    """A schema of the items of `array` for which a condition is certainly true, or not certainly false."""
    items = resolved(scope.fields[array].schema, scope.definitions).items or Schema()
    whole = resolved(items, scope.definitions)
    return _typed(condition_json(condition, scope.items_of(array), certain=certain), "object", whole, certain=certain)


def _typed(value: Json, kind: str, of: Schema, *, certain: bool) -> Json:
    """`value`, which speaks of arrays or objects, for what may be something else: of that nothing is known."""
    if of.types is not None and set(of.types) <= {kind, "null"} and kind in of.types:
        return value
    if certain:
        return (
            {"type": kind, **value}
            if isinstance(value, dict) and "type" not in value
            else {"allOf": [{"type": kind}, value]}
        )
    return {"anyOf": [{"not": {"type": kind}}, value]}


def conjunction_json(parts: list[Lowered]) -> Lowered:
    """One schema that accepts what all parts accept: merged where they speak of different keywords, else `allOf`."""
    merged: dict[str, Json] = {}
    apart: list[Json] = []
    for part in parts:
        if part is True:
            continue
        if part is False:
            return False
        assert isinstance(part, dict)
        if set(part) <= {"properties", "required"} and _disjoint(merged, part):
            for keyword, value in part.items():
                if keyword == "required":
                    names = merged.setdefault("required", [])
                    assert isinstance(names, list) and isinstance(value, list)
                    names += [one for one in value if one not in names]
                else:
                    members = merged.setdefault("properties", {})
                    assert isinstance(members, dict) and isinstance(value, dict)
                    members.update(value)
        else:
            apart.append(part)
    if not apart:
        return merged or True
    if merged:
        apart.insert(0, merged)
    if len(apart) == 1 and isinstance(apart[0], dict):
        return apart[0]
    return {"allOf": apart}


def _disjoint(merged: dict[str, Json], part: dict[str, Json]) -> bool:
    mine, theirs = merged.get("properties", {}), part.get("properties", {})
    assert isinstance(mine, dict) and isinstance(theirs, dict)
    return not mine.keys() & theirs.keys()


def schema_json(
    schema: Schema,
    *,
    reference: Callable[[str], str] = lambda name: f"#/$defs/{name}",
    rules: Callable[[Schema, str], list[Json]] | None = None,
    at: str = "",
    annotations: bool = True,
    leave_out: frozenset[str] = frozenset(),
) -> Lowered:
    """The schema as JSON Schema 2020-12.

    reference: where a definition stands. rules: makes the `allOf` entries that carry the rules of an object, given
    the object's schema and the JSON Pointer of its place; None leaves rules out. annotations: keep title,
    description, default and the like; leave_out: but not these.
    """

    def inner(one: Schema, step: str) -> Json:
        return schema_json(
            one, reference=reference, rules=rules, at=at + step, annotations=annotations, leave_out=leave_out
        )

    if schema.boolean is not None:
        return schema.boolean
    out: dict[str, Json] = {}

    def put(keyword: str, value: Json) -> None:
        if value is not None:
            out[keyword] = value

    def put_schema(keyword: str, value: Schema | None) -> None:
        if value is not None:
            out[keyword] = inner(value, f"/{keyword}")

    def put_several(keyword: str, several: tuple[Schema, ...]) -> None:
        if several:
            out[keyword] = [inner(one, f"/{keyword}/{index}") for index, one in enumerate(several)]

    def put_named(keyword: str, named: Mapping[str, Schema]) -> None:
        if named:
            made: dict[str, Json] = {}
            for name, one in named.items():
                key = portable(name) if keyword == "patternProperties" else name
                made[key] = inner(one, f"/{keyword}/{escape(key)}")
            out[keyword] = made

    if annotations:
        for keyword in ("title", "description"):
            put(keyword, schema.annotations.get(keyword))
    if schema.ref is not None:
        out["$ref"] = reference(schema.ref)
    if schema.types is not None:
        out["type"] = schema.types[0] if len(schema.types) == 1 else list(schema.types)
    if schema.const is not None:
        out["const"] = schema.const.value
    put("enum", None if schema.enum is None else list(schema.enum))
    for keyword, value in (
        ("minimum", schema.minimum),
        ("maximum", schema.maximum),
        ("exclusiveMinimum", schema.exclusive_minimum),
        ("exclusiveMaximum", schema.exclusive_maximum),
        ("multipleOf", schema.multiple_of),
        ("minLength", schema.min_length),
        ("maxLength", schema.max_length),
        ("pattern", None if schema.pattern is None else portable(schema.pattern)),
        ("format", schema.format),
    ):
        put(keyword, value)
    put_several("prefixItems", schema.prefix_items)
    put_schema("items", schema.items)
    put("minItems", schema.min_items)
    put("maxItems", schema.max_items)
    put("uniqueItems", True if schema.unique_items else None)
    put_schema("contains", schema.contains)
    put("minContains", schema.min_contains)
    put("maxContains", schema.max_contains)
    put_schema("unevaluatedItems", schema.unevaluated_items)
    put_named("properties", schema.properties)
    put_named("patternProperties", schema.pattern_properties)
    put_schema("additionalProperties", schema.additional_properties)
    put_schema("propertyNames", schema.property_names)
    put("required", list(schema.required) or None)
    put("minProperties", schema.min_properties)
    put("maxProperties", schema.max_properties)
    put("dependentRequired", {name: list(needs) for name, needs in schema.dependent_required.items()} or None)
    put_named("dependentSchemas", schema.dependent_schemas)
    put_several("allOf", schema.all_of)
    if rules is not None and schema.rules:
        carried = rules(schema, f"{at}/allOf")
        if carried:
            before = out.get("allOf", [])
            assert isinstance(before, list)
            out["allOf"] = [*before, *carried]
    put_several("anyOf", schema.any_of)
    put_several("oneOf", schema.one_of)
    put_schema("not", schema.negated)
    put_schema("if", schema.condition)
    put_schema("then", schema.then)
    put_schema("else", schema.otherwise)
    put_schema("unevaluatedProperties", schema.unevaluated_properties)
    if annotations:
        if schema.default is not None:
            out["default"] = schema.default.value
        for keyword, noted in schema.annotations.items():
            if keyword not in out and keyword not in leave_out:
                out[keyword] = noted
    return out
