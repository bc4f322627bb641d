"""What is said of an object and of how schemas are combined: required fields, fields, branches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.keywords import BY_NAME, shaped
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema
from reelspec.testing.mutation.mutant import Mutant, read_names, spots

_OF_OTHER_FIELDS = tuple(BY_NAME[name] for name in ("propertyNames", "unevaluatedProperties"))
_ONE = tuple(BY_NAME[name] for name in ("not", "contains", "unevaluatedItems", "then", "else"))


def required_mutants(model: Model) -> Iterator[Mutant]:
    """Each required field made optional, each optional one required; `dependentRequired` likewise."""
    for spot in spots(model):
        schema = spot.schema
        for name in schema.required:
            changed = replace(schema, required=tuple(one for one in schema.required if one != name))
            yield spot.mutant("required", f"{name} is no longer required", "required", changed)
        for name in schema.properties:
            if name not in schema.required:
                changed = replace(schema, required=(*schema.required, name))
                yield spot.mutant("required", f"{name} is required", "properties", changed)
        for name, needed in schema.dependent_required.items():
            for one in needed:
                left = {**schema.dependent_required, name: tuple(other for other in needed if other != one)}
                changed = replace(schema, dependent_required=left)
                yield spot.mutant("required", f"{name} no longer needs {one}", "dependentRequired", changed)


def field_mutants(model: Model) -> Iterator[Mutant]:
    """Each field dropped, others allowed or forbidden, names and patterns of names freed."""
    read = read_names(model)
    for spot in spots(model):
        schema = spot.schema
        for name in schema.properties:
            # What a rule reads must be a field: without it the spec is wrong rather than another.
            if name not in read and name not in schema.required and name != model.discriminator:
                left = {key: one for key, one in schema.properties.items() if key != name}
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
        for name in schema.pattern_properties:
            patterns = {key: one for key, one in schema.pattern_properties.items() if key != name}
            changed = replace(schema, pattern_properties=patterns)
            yield spot.mutant("field", f"patternProperties without {name}", "patternProperties", changed)
        for keyword in _OF_OTHER_FIELDS:
            if getattr(schema, keyword.attribute) is not None:
                changed = replace(schema, **{keyword.attribute: None})  # type: ignore[arg-type]
                yield spot.mutant("field", f"{keyword.name} dropped", keyword.name, changed)


def branch_mutants(model: Model) -> Iterator[Mutant]:
    """Each part dropped that a schema is put together of: branches, `not`, `contains`, `then`, items, dependent schemas."""
    for spot in spots(model):
        schema = spot.schema
        for keyword in shaped("schemas"):
            several = getattr(schema, keyword.attribute)
            for index in range(len(several)):
                left = (*several[:index], *several[index + 1 :])
                changed = replace(schema, **{keyword.attribute: left})  # type: ignore[arg-type]
                words = f"{keyword.name} without its part {index + 1}"
                yield spot.mutant("branch", words, keyword.name, changed)
        for keyword in _ONE:
            if getattr(schema, keyword.attribute) is not None:
                changed = replace(schema, **{keyword.attribute: None})  # type: ignore[arg-type]
                yield spot.mutant("branch", f"{keyword.name} dropped", keyword.name, changed)
        for name in schema.dependent_schemas:
            others = {key: one for key, one in schema.dependent_schemas.items() if key != name}
            changed = replace(schema, dependent_schemas=others)
            yield spot.mutant("branch", f"dependentSchemas without {name}", "dependentSchemas", changed)
