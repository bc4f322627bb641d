"""What the compilers ask of a schema before they write code for it. Pure questions: nothing here makes code."""

from __future__ import annotations

from reelspec.language.contract.schema import Definitions, Schema, subschemas


def needs_full_code(schema: Schema) -> bool:
    """Keywords that the fast code leaves to the full one."""
    return bool(
        schema.any_of
        or schema.one_of
        or schema.negated is not None
        or schema.condition is not None
        or schema.prefix_items
        or schema.contains is not None
        or schema.unevaluated_items is not None
        or schema.unevaluated_properties is not None
        or schema.pattern_properties
        or schema.property_names is not None
        or schema.dependent_schemas
        or any(isinstance(one, list | dict) for one in schema.values() or ())
        or (schema.rules and (schema.types != ("object",) or reads_untyped(schema)))
    )


def judges_types(schema: Schema) -> bool:
    """Whatever the schema reads of a value, it demands a type of: a value that is no exact JSON value is then refused with
    `type`, `required` or `additionalProperties`, and needs no look before."""
    if schema.boolean is not None:
        return True
    if needs_full_code(schema) or schema.ref is not None or schema.all_of or schema.unique_items:
        return False
    silent = Schema(source=schema.source, default=schema.default, annotations=schema.annotations, format=schema.format)
    if schema.types is None:
        return schema == silent and schema.format is None
    return all(judges_types(inner) for _, inner in subschemas(schema))


def reads_untyped(schema: Schema) -> bool:
    """Some error rule reads more than typed fields of the object itself, so that only pure values can be judged."""
    for rule in schema.rules:
        if rule.severity != "error":
            continue
        if rule.operator.computes():
            return True
        if any(name not in schema.properties or schema.properties[name].types is None for name in rule.reads):
            return True
    return False


def kinds_of(schema: Schema) -> tuple[str, ...]:
    """The kinds of values that the schema may accept, of those that keywords speak of: integers are numbers."""
    if schema.types is None:
        return ("object", "array", "string", "number")
    return tuple(dict.fromkeys("number" if one == "integer" else one for one in schema.types))


def all_fields(schema: Schema, definitions: Definitions, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Every field that some part of the schema names for this object, in the order of writing."""
    found: dict[str, None] = dict.fromkeys(schema.properties)
    if schema.ref is not None and schema.ref not in seen:
        found.update(dict.fromkeys(all_fields(definitions[schema.ref], definitions, seen | {schema.ref})))
    for one in in_place(schema):
        found.update(dict.fromkeys(all_fields(one, definitions, seen)))
    return tuple(found)


def is_choice(schema: Schema) -> bool:
    """The schema says nothing but which of two schemas counts, as that of a model with variants does."""
    return (
        schema.then is not None
        and schema.otherwise is not None
        and schema == Schema(condition=schema.condition, then=schema.then, otherwise=schema.otherwise)
    )


def warns_of_others(schema: Schema, definitions: Definitions) -> bool:
    """The schema names fields, and says nothing of others: those are warned of."""
    return bool(all_fields(schema, definitions)) and not speaks_of_others(schema, definitions)


def speaks_of_others(schema: Schema, definitions: Definitions, seen: frozenset[str] = frozenset()) -> bool:
    """Some part of the schema says what other fields may be there."""
    if schema.boolean is not None:
        return False
    if (
        schema.additional_properties is not None
        or schema.unevaluated_properties is not None
        or schema.pattern_properties
    ):
        return True
    if (
        schema.ref is not None
        and schema.ref not in seen
        and speaks_of_others(definitions[schema.ref], definitions, seen | {schema.ref})
    ):
        return True
    return any(speaks_of_others(one, definitions, seen) for one in in_place(schema))


def leaves_items(schema: Schema) -> bool:
    """The schema says nothing of what some items of an array are."""
    unevaluated = schema.unevaluated_items
    return schema.items is None and (unevaluated is None or unevaluated.boolean is True)


def in_place(schema: Schema) -> tuple[Schema, ...]:
    """The schemas that judge the same value."""
    parts = (schema.condition, schema.then, schema.otherwise)
    return (
        *schema.all_of,
        *schema.any_of,
        *schema.one_of,
        *(one for one in parts if one is not None),
        *schema.dependent_schemas.values(),
    )


def evaluates(schema: Schema, what: str, definitions: Definitions, seen: set[str]) -> bool:
    """The schema can evaluate a member of the value that it judges. what: "keys" or "items". seen: for definitions."""
    if what == "keys":
        mine = bool(schema.properties or schema.pattern_properties) or schema.additional_properties is not None
        mine = mine or schema.unevaluated_properties is not None
    else:
        mine = bool(schema.prefix_items) or any(
            one is not None for one in (schema.items, schema.contains, schema.unevaluated_items)
        )
    if mine:
        return True
    if schema.ref is not None and schema.ref not in seen:
        seen.add(schema.ref)
        if evaluates(definitions[schema.ref], what, definitions, seen):
            return True
    return any(evaluates(one, what, definitions, seen) for one in in_place(schema))
