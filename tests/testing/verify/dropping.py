"""Models without one of their rules, or without one keyword of one place: what a server that ignores it would judge by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Rule, Schema, subschemas

KEYWORDS = {
    "types": "type",
    "enum": "enum",
    "const": "const",
    "minimum": "minimum",
    "maximum": "maximum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "pattern": "pattern",
    "min_items": "minItems",
    "max_items": "maxItems",
    "unique_items": "uniqueItems",
    "additional_properties": "additionalProperties",
}
"""Attributes of `Schema` that are dropped as a whole. `required` is dropped name by name."""


def changed(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """The schema with every schema in it changed. `change` sees each as it stands in the original."""
    first = change(schema)
    new: dict[str, Any] = {}
    for attribute in fields(Schema):
        value = getattr(first, attribute.name)
        if value is not getattr(schema, attribute.name):
            continue
        if isinstance(value, Schema):
            new[attribute.name] = changed(value, change)
        elif isinstance(value, tuple) and value and isinstance(value[0], Schema):
            new[attribute.name] = tuple(changed(one, change) for one in value)
        elif attribute.name in ("properties", "pattern_properties", "dependent_schemas"):
            new[attribute.name] = {name: changed(one, change) for name, one in value.items()}
    return replace(first, **new)


def with_change(model: Model, change: Callable[[Schema], Schema]) -> Model:
    """The model with every schema of its forms and definitions changed."""
    return replace(
        model,
        schema=changed(model.schema, change),
        forms=tuple(replace(form, schema=changed(form.schema, change)) for form in model.forms),
        definitions={name: changed(one, change) for name, one in model.definitions.items()},
    )


def rules_of(model: Model) -> tuple[Rule, ...]:
    """Every rule of the model, of inner objects as well, each id once."""
    found: dict[str, Rule] = {}
    for schema in (*(form.schema for form in model.forms), *model.definitions.values()):
        for _, inner in _every(schema, ""):
            for rule in inner.rules:
                found.setdefault(rule.id, rule)
    return tuple(found.values())


def without_rule(model: Model, name: str) -> Model:
    """The model as a server knows it that ignores one rule."""
    return with_change(model, lambda one: replace(one, rules=tuple(rule for rule in one.rules if rule.id != name)))


@dataclass(frozen=True)
class Dropped:
    """A model without one keyword at one place of a body. path: JSON Pointer with `*` for items and unknown names."""

    keyword: str
    path: str
    model: Model


def without_keywords(model: Model) -> Iterator[Dropped]:
    """The model without each of its keywords in turn; models without references only."""
    for path, schema in (place for form in model.forms for place in _every(form.schema, "")):
        for attribute, keyword in KEYWORDS.items():
            allowed = keyword == "additionalProperties" and schema.additional_properties == Schema(boolean=True)
            counted = keyword == "type" and schema.types == ("array",)  # rules about an array rest on its being one
            if getattr(schema, attribute) != getattr(Schema(), attribute) and not counted and not allowed:
                at = f"{path}/*" if keyword == "additionalProperties" else path
                yield Dropped(keyword, at, _without(model, schema, {attribute: getattr(Schema(), attribute)}))
        for name in schema.required:
            left = tuple(one for one in schema.required if one != name)
            yield Dropped("required", f"{path}/{name}", _without(model, schema, {"required": left}))


def with_keywords(model: Model, path: str, changes: dict[str, Any]) -> Model:
    """The model with other keywords, given as attributes of `Schema`, in every schema that judges a place."""
    there = [schema for form in model.forms for place, schema in _every(form.schema, "") if place == path]
    assert there, path
    return with_change(model, lambda one: replace(one, **changes) if any(one is schema for schema in there) else one)


def _without(model: Model, at: Schema, changes: dict[str, Any]) -> Model:
    return with_change(model, lambda one: replace(one, **changes) if one is at else one)


def _every(schema: Schema, path: str) -> Iterator[tuple[str, Schema]]:
    yield path, schema
    for pointer, inner in subschemas(schema):
        step = {"items": "/*", "properties": f"/{pointer.rpartition('/')[2]}"}.get(pointer.split("/")[1], pointer)
        yield from _every(inner, path + step)
