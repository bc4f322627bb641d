"""What is said of an object and of how schemas are combined: required fields, fields, branches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.keywords import AppliesTo
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema, parts, with_part
from reelspec.testing.mutation.mutant import Mutant, MutantKind, Spot, read_names, spots

_CHANGED = ("properties", "additionalProperties")
"""Applicators that have mutants of their own."""
_KEPT = ("items", "if")
"""Applicators that are not dropped: what is in them is changed, and so is what they decide."""


def required_mutants(model: Model) -> Iterator[Mutant]:
    """Each required field made optional, each optional one required; `dependentRequired` likewise."""
    for spot in spots(model):
        schema = spot.schema
        for name in schema.required:
            changed = replace(schema, required=tuple(other for other in schema.required if other != name))
            yield spot.mutant("required", f"{name} is no longer required", "required", changed)
        for name in schema.properties:
            if name not in schema.required:
                changed = replace(schema, required=(*schema.required, name))
                yield spot.mutant("required", f"{name} is required", "properties", changed)
        for name, needed in schema.dependent_required.items():
            for needed_name in needed:
                left = {**schema.dependent_required, name: tuple(other for other in needed if other != needed_name)}
                changed = replace(schema, dependent_required=left)
                yield spot.mutant("required", f"{name} no longer needs {needed_name}", "dependentRequired", changed)


def field_mutants(model: Model) -> Iterator[Mutant]:
    """Each field dropped, others allowed or forbidden, names and patterns of names freed."""
    read = read_names(model)
    for spot in spots(model):
        schema = spot.schema
        for name in schema.properties:
            # What a rule reads must be a field: without it the spec is wrong rather than another.
            if name not in read and name not in schema.required and name != model.discriminator:
                left = {key: field for key, field in schema.properties.items() if key != name}
                changed = replace(schema, properties=left)
                yield spot.mutant("field", f"{name} is no field", "properties", changed)
        if schema.types is not None and "object" not in schema.types:
            continue
        closed = schema.additional_properties
        if closed is not None and closed.boolean is not True:
            changed = replace(schema, additional_properties=Schema(boolean=True))
            yield spot.mutant("field", "others are accepted", "additionalProperties", changed)
        if schema.properties and (closed is None or closed.boolean is True):
            changed = replace(schema, additional_properties=Schema(boolean=False))
            yield spot.mutant("field", "others are refused", "additionalProperties", changed)
        yield from _dropped(spot, "field", "any field", "name", "field")


def branch_mutants(model: Model) -> Iterator[Mutant]:
    """Each part dropped that a schema is put together of: branches, `not`, `contains`, `then`, items, dependent schemas."""
    for spot in spots(model):
        yield from _dropped(spot, "branch", "value", "item")


def _dropped(spot: Spot, kind: MutantKind, *places: AppliesTo) -> Iterator[Mutant]:
    """Each part of the schema dropped that judges one of the places."""
    for part in parts(spot.schema):
        keyword, key = part.keyword, part.key
        if keyword.applies_to not in places or keyword.name in (*_CHANGED, *_KEPT):
            continue
        words = f"{keyword.name} dropped"
        if key is not None:
            words = f"{keyword.name} without {f'its part {key + 1}' if isinstance(key, int) else key}"
        yield spot.mutant(kind, words, keyword.name, with_part(spot.schema, part, None))
