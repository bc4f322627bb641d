"""What only warns of an address: `format: uri` dropped or added, a file format of x-media dropped or added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.testing.mutation.mutant import Mutant, spots

_OTHERS = ("png", "avi", "flac")


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each format."""
    for spot in spots(model):
        schema = spot.schema
        if schema.format == "uri":
            changed = replace(schema, format=None)
            yield Mutant("format", f"{spot.named}: format uri dropped", spot.at("format"), spot.put(changed))
        formats = schema.media.get("formats")
        if not isinstance(formats, list) or not formats:
            continue
        node = spot.at("x-media")
        other = next(one for one in _OTHERS if one not in formats)
        lists = [(f"{other} is accepted too", [*formats, other])]
        lists += [(f"{one} is no longer accepted", [each for each in formats if each != one]) for one in formats]
        lists.append(("formats dropped", []))
        for words, several in lists:
            media = {**schema.media, "formats": several}
            changed = replace(schema, annotations={**schema.annotations, "x-media": media})
            yield Mutant("format", f"{spot.named}: {words}", node, spot.put(changed))
