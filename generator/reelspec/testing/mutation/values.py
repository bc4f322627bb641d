"""Listed values: each one dropped, another one added, the list as a whole dropped; a constant changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Constant, Schema
from reelspec.language.source.node import Json
from reelspec.testing.mutation.mutant import Mutant, spots


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each value that goes, and one for a value that comes."""
    for spot in spots(model):
        for keyword, words, changed in relisted(spot.schema):
            yield Mutant("list", f"{spot.named}: {words}", spot.at(keyword), spot.put(changed))


def relisted(schema: Schema, among: tuple[Json, ...] | None = None) -> Iterator[tuple[str, str, Schema]]:
    """The schema with another list: (keyword, what is changed, the schema). among: the values that a field has at all."""
    values: tuple[Json, ...] = (schema.const.value,) if schema.const is not None else schema.enum or ()
    if not values:
        return
    keyword = "const" if schema.const is not None else "enum"
    for gone in values[: len(values) if len(values) > 1 else 0]:
        kept = tuple(one for one in values if one is not gone)
        yield keyword, f"{_shown(gone)} is no longer listed", replace(schema, enum=kept, const=None)
    others = added(values) if among is None else [one for one in among if one not in values]
    for other in others:
        if schema.const is None:
            yield keyword, f"{_shown(other)} is listed too", replace(schema, enum=(*values, other), const=None)
        else:
            yield (
                keyword,
                f"{_shown(other)} instead of {_shown(schema.const.value)}",
                replace(schema, const=Constant(other)),
            )
            either = replace(schema, enum=(*values, other), const=None)
            yield keyword, f"{_shown(other)} is accepted too", either
    if among is None:
        yield keyword, f"{keyword} dropped", replace(schema, enum=None, const=None)


def added(values: tuple[Json, ...]) -> list[Json]:
    """Values that could stand in a list by mistake: another case, the next number."""
    found: list[Json] = []
    texts = [one for one in values if isinstance(one, str)]
    cased = [one.swapcase() for one in texts if one.swapcase() not in values]
    found += cased[:1]
    whole = [int(one) for one in texts if one.lstrip("-").isdigit() and one.isascii()]
    if whole:
        found += [str(max(whole) + 1), str(min(whole) - 1)]
    if texts and not found:
        found.append(f"{texts[0]}-x")
    numbers = [one for one in values if isinstance(one, int | float) and not isinstance(one, bool)]
    if numbers:
        found += [max(numbers) + 1, min(numbers) - 1]
    return found


def _shown(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}..."
