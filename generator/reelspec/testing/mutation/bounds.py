"""Bounds moved by one, both ways, and dropped: of numbers, lengths, items, properties, multiples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Number, Schema
from reelspec.testing.mutation.mutant import Mutant, spots

KEYWORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusive_minimum": "exclusiveMinimum",
    "exclusive_maximum": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
    "min_properties": "minProperties",
    "max_properties": "maxProperties",
    "min_contains": "minContains",
    "max_contains": "maxContains",
}


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each bound and each change of it."""
    for spot in spots(model):
        for keyword, words, changed in moved(spot.schema):
            yield Mutant("bound", f"{spot.named}: {words}", spot.at(keyword), spot.put(changed))
        if spot.schema.unique_items:
            changed = replace(spot.schema, unique_items=False)
            yield Mutant("bound", f"{spot.named}: uniqueItems dropped", spot.at("uniqueItems"), spot.put(changed))


def moved(schema: Schema, types: tuple[str, ...] | None = None) -> Iterator[tuple[str, str, Schema]]:
    """The schema with one bound changed: (keyword, what is changed, the schema). types: what the value may be, where
    another schema says it."""
    for attribute, keyword in KEYWORDS.items():
        bound: Number | None = getattr(schema, attribute)
        if bound is None:
            continue
        fine = (types or schema.types) != ("integer",) and attribute in (
            "minimum", "maximum", "exclusive_minimum", "exclusive_maximum"
        )  # fmt: skip
        step: Number = 0.5 if fine else 1
        others = [bound + step, bound - step] if attribute != "multiple_of" else [bound * 2]
        for other in others:
            if "_" in attribute and other < 0 and not attribute.startswith("exclusive"):
                continue
            yield keyword, f"{keyword} {bound} is {other}", replace(schema, **{attribute: other})  # type: ignore[arg-type]
        yield keyword, f"{keyword} {bound} dropped", replace(schema, **{attribute: None})  # type: ignore[arg-type]
