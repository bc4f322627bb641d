"""Types: each other type accepted as well, one of several no longer, integer and number exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import TYPES
from reelspec.testing.mutation.mutant import Mutant, spots


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each type that comes or goes."""
    for spot in spots(model):
        schema = spot.schema
        if schema.types is None:
            continue
        node = spot.at("type")
        listed = schema.values() is not None and schema.types != ("boolean",)
        for kind in TYPES:
            within = kind == "integer" and "number" in schema.types
            if kind in schema.types or within or listed:
                continue
            others = tuple(one for one in schema.types if not (kind == "number" and one == "integer"))
            changed = replace(schema, types=(*others, kind))
            yield Mutant("type", f"{spot.named}: {kind} is accepted too", node, spot.put(changed))
        if schema.types == ("number",):
            yield Mutant("type", f"{spot.named}: only integers", node, spot.put(replace(schema, types=("integer",))))
        for kind in schema.types if len(schema.types) > 1 else ():
            changed = replace(schema, types=tuple(one for one in schema.types if one != kind))
            yield Mutant("type", f"{spot.named}: {kind} is no longer accepted", node, spot.put(changed))
