"""What the compilers ask of a schema before they write code for it. Pure questions: nothing here makes code."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.contract.keywords import APPLICATORS, KEYWORDS, applied_to
from reelspec.language.contract.schema import Definitions, Schema, is_said, keywords_of, parts, subschemas

_STRAIGHT = ("items", "properties", "additionalProperties", "allOf")
_WALKED = tuple(keyword.attribute for keyword in APPLICATORS if keyword.name not in _STRAIGHT and keyword.needs is None)
_OF_KEYS = tuple(keyword.attribute for keyword in applied_to("field", "any field"))
_OF_OTHERS = tuple(keyword.attribute for keyword in applied_to("any field"))
_OF_ITEMS = tuple(keyword.attribute for keyword in applied_to("item"))
_SPEAKING = tuple(keyword for keyword in applied_to("value") if keyword.name != "not")


def _says(schema: Schema, attributes: tuple[str, ...]) -> bool:
    """One of the keywords is there."""
    return any(is_said(getattr(schema, attribute)) for attribute in attributes)


def needs_walk(schema: Schema) -> bool:
    """Keywords that `is_valid` leaves to the walk that collects."""
    return bool(
        _says(schema, _WALKED)
        or any(isinstance(value, list | dict) for value in schema.values() or ())
        or (schema.rules and (schema.types != ("object",) or reads_untyped(schema)))
    )


def leaves_to_others(schema: Schema) -> bool:
    """All that the schema says of a value is said by what it refers to, or by the parts of its `allOf`."""
    said = {keyword.name for keyword, _ in keywords_of(schema)}
    return bool(said) and said <= {"$ref", "allOf"} and not schema.rules


def judges_types(schema: Schema) -> bool:
    """Whatever the schema reads of a value, it demands a type of: a value that is no exact JSON value is then refused with
    `type`, `required` or `additionalProperties`, and needs no look before."""
    if schema.boolean is not None:
        return True
    if needs_walk(schema) or schema.ref is not None or schema.all_of or schema.unique_items:
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
        if any(name not in schema.properties or schema.properties[name].value_types() is None for name in rule.reads):
            return True
    return False


def kinds_of(schema: Schema) -> tuple[str, ...]:
    """The kinds of values that the schema may accept, of those that keywords speak of: integers are numbers."""
    types = schema.value_types()
    if types is None:
        return ("object", "array", "string", "number")
    return tuple(dict.fromkeys("number" if name == "integer" else name for name in types))


def all_fields(schema: Schema, definitions: Definitions) -> tuple[str, ...]:
    """Every field that some part of the schema names for this object, in the order of writing."""
    fields: dict[str, None] = {}
    for part in all_speaking(schema, definitions):
        fields.update(dict.fromkeys(part.properties))
    return tuple(fields)


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


def speaks_of_others(schema: Schema, definitions: Definitions) -> bool:
    """Some part of the schema says what other fields may be there."""
    return any(_says(part, _OF_OTHERS) for part in all_speaking(schema, definitions))


def leaves_items(schema: Schema) -> bool:
    """The schema says nothing of what some items of an array are."""
    unevaluated = schema.unevaluated_items
    return schema.items is None and (unevaluated is None or unevaluated.boolean is True)


def speaking(schema: Schema) -> tuple[Schema, ...]:
    """The schemas that judge the same value and may hold of it: those of `not` never do."""
    return tuple(part.schema for part in parts(schema) if part.keyword in _SPEAKING)


def all_speaking(schema: Schema, definitions: Definitions) -> Iterator[Schema]:
    """The schema, what it refers to and its speaking parts, and those of each of them: each in front of what it leads to, and
    what a definition says once, however many refer to it."""
    followed: set[str] = set()
    waiting = [schema]
    while waiting:
        schema = waiting.pop()
        yield schema
        waiting += reversed(speaking(schema))
        if schema.ref is not None and schema.ref not in followed:
            followed.add(schema.ref)
            waiting.append(definitions[schema.ref])


def evaluates(schema: Schema, what: str, definitions: Definitions) -> bool:
    """The schema can evaluate a member of the value that it judges. what: "keys" or "items"."""
    attributes = _OF_KEYS if what == "keys" else _OF_ITEMS
    return any(_says(part, attributes) for part in all_speaking(schema, definitions))


def is_asserted(schema: Schema) -> bool:
    """Something is asserted of values besides their type and what they are equal to."""
    return _says(schema, _ASSERTED)


_ASSERTED = (
    *(keyword.attribute for keyword in KEYWORDS if keyword.type is not None and keyword not in APPLICATORS),
    "contains",
    "negated",
)
_ELSEWHERE = ("ref", "all_of", "any_of", "one_of", "condition", "dependent_schemas")


def judged_alone(schema: Schema) -> bool:
    """Each member of the value is judged by one part of the schema."""
    return not _says(schema, (*_ELSEWHERE, "pattern_properties"))


def judged_once(schema: Schema) -> bool:
    """What reports on the named fields of the object is the code of each of them alone."""
    others = ("dependent_required", "property_names", "unevaluated_properties")
    return schema.types == ("object",) and judged_alone(schema) and not _says(schema, others)


def refused_in_place(schema: Schema | None) -> bool:
    """Whatever refuses a value as a whole is a statement of the schema's own code."""
    return schema is not None and schema.types is not None and not schema.rules and not _says(schema, _ELSEWHERE)
