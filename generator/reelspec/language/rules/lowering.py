"""Schemas and conditions as plain JSON Schema 2020-12: what every other language and tool reads."""

from __future__ import annotations

import typing
from collections.abc import Callable

from reelspec.language.contract.keywords import KEYWORDS, Keyword
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
    keywords_of,
)
from reelspec.language.contract.scope import Scope, resolved
from reelspec.language.regex.ecma import portable
from reelspec.language.rules.defaults import default_words
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
            return presence_json(name, scope)
        case Matches() | Contains() | Within():
            return _field_json(condition, scope, certain=certain)


def presence_json(name: str, scope: Scope) -> dict[str, Json]:
    """A schema of the objects in which a field is there; null is absent where the field admits null."""
    if scope.fields[name].nullable:
        return {"properties": {name: {"not": {"type": "null"}}}, "required": [name]}
    return {"required": [name]}


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
                    names += [name for name in value if name not in names]
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

    def inner(part: Schema, step: str) -> Json:
        return schema_json(
            part, reference=reference, rules=rules, at=at + step, annotations=annotations, leave_out=leave_out
        )

    if schema.boolean is not None:
        return schema.boolean
    out: dict[str, Json] = {}
    if annotations:
        annotated = schema.annotations
        out.update({word: annotated[word] for word in ("title", "description") if annotated.get(word) is not None})
    values = {keyword.name: value for keyword, value in keywords_of(schema)}
    for keyword in KEYWORDS:
        if keyword.name in values:
            out[keyword.name] = _keyword_json(keyword, values[keyword.name], inner, reference)
        if keyword.name == "allOf" and rules is not None and schema.rules:
            branches = [*out.get("allOf", []), *rules(schema, f"{at}/allOf")]  # type: ignore[misc]
            out |= {"allOf": branches} if branches else {}
    if annotations:
        if schema.depends and "description" not in leave_out:
            words = "; ".join(default_words(schema))
            out = {"description": f"{out.pop('description', '')} Default: {words}.".strip(), **out}
        if schema.default is not None:
            out["default"] = schema.default.value
        for word, noted in schema.annotations.items():
            if word not in out and word not in leave_out:
                out[word] = noted
    return out


def _keyword_json(
    keyword: Keyword, value: typing.Any, inner: Callable[[Schema, str], Json], reference: Callable[[str], str]
) -> Json:
    """The value of a keyword as JSON. value: as `Schema` has it; inner: writes a schema at a JSON Pointer below this one."""
    at = f"/{keyword.name}"
    match keyword.shape:
        case "number" | "factor" | "count" | "text" | "flag":
            return value  # type: ignore[no-any-return]
        case "reference":
            return reference(value)
        case "types":
            return value[0] if len(value) == 1 else list(value)
        case "value":
            return value.value  # type: ignore[no-any-return]
        case "values" | "names":
            return list(value)
        case "pattern":
            return portable(value)
        case "names by name":
            return {name: list(names) for name, names in value.items()}
        case "schema":
            return inner(value, at)
        case "schemas":
            return [inner(part, f"{at}/{index}") for index, part in enumerate(value)]
        case "schemas by name":
            key = portable if keyword.applies_to == "any field" else str
            return {key(name): inner(part, f"{at}/{escape(key(name))}") for name, part in value.items()}
    typing.assert_never(keyword.shape)
