"""Fields: each one dropped, others allowed or forbidden, names and patterns of names freed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema
from reelspec.testing.mutation.mutant import Mutant, read_names, spots

_ANY = Schema(boolean=True)
_NONE = Schema(boolean=False)


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each field that goes, and for what is said of all others."""
    read = read_names(model)
    for spot in spots(model):
        schema = spot.schema
        for name in schema.properties:
            # What a rule reads must be a field: without it the spec is wrong rather than another.
            if name not in read and name not in schema.required and name != model.discriminator:
                left = {key: one for key, one in schema.properties.items() if key != name}
                changed = replace(schema, properties=left)
                yield Mutant("field", f"{spot.named}: {name} is no field", spot.at("properties"), spot.put(changed))
        if schema.types is not None and "object" not in schema.types:
            continue
        closed = schema.additional_properties
        node = spot.at("additionalProperties")
        if closed is not None and closed.boolean is not True:
            yield Mutant(
                "field",
                f"{spot.named}: others are accepted",
                node,
                spot.put(replace(schema, additional_properties=_ANY)),
            )
        if schema.properties and (closed is None or closed.boolean is True):
            yield Mutant(
                "field",
                f"{spot.named}: others are refused",
                node,
                spot.put(replace(schema, additional_properties=_NONE)),
            )
        for name in schema.pattern_properties:
            patterns = {key: one for key, one in schema.pattern_properties.items() if key != name}
            changed = replace(schema, pattern_properties=patterns)
            words = f"{spot.named}: patternProperties without {name}"
            yield Mutant("field", words, spot.at("patternProperties"), spot.put(changed))
        for attribute, keyword in (
            ("property_names", "propertyNames"),
            ("unevaluated_properties", "unevaluatedProperties"),
        ):
            if getattr(schema, attribute) is not None:
                changed = replace(schema, **{attribute: None})  # type: ignore[arg-type]
                yield Mutant("field", f"{spot.named}: {keyword} dropped", spot.at(keyword), spot.put(changed))
