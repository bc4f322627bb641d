"""What must be there: each required field made optional, each optional one required; dependentRequired likewise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.testing.mutation.mutant import Mutant, spots


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each field of each object."""
    for spot in spots(model):
        schema = spot.schema
        for name in schema.required:
            changed = replace(schema, required=tuple(one for one in schema.required if one != name))
            yield Mutant(
                "required", f"{spot.named}: {name} is no longer required", spot.at("required"), spot.put(changed)
            )
        for name in schema.properties:
            if name not in schema.required:
                changed = replace(schema, required=(*schema.required, name))
                yield Mutant("required", f"{spot.named}: {name} is required", spot.at("properties"), spot.put(changed))
        for name, needed in schema.dependent_required.items():
            for one in needed:
                left = {**schema.dependent_required, name: tuple(other for other in needed if other != one)}
                changed = replace(schema, dependent_required=left)
                words = f"{spot.named}: {name} no longer needs {one}"
                yield Mutant("required", words, spot.at("dependentRequired"), spot.put(changed))
