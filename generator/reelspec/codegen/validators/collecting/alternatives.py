"""What tells the branches of anyOf and oneOf apart, so that a refusal can explain the branch that was meant. For `schema`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations
from typing import NamedTuple

from reelspec.codegen.tree import Expr, Lit, Tuple
from reelspec.language.contract.schema import Definitions, Schema
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.equality import equal
from reelspec.language.rules.words import type_words
from reelspec.language.source.node import Json


class Branches(NamedTuple):
    """by: the field whose value picks the branch of an object, None when no field does. needed: no branch does without it.

    values: for each branch the values of that field. types: for each branch the JSON types that it admits, () for any.
    listed: for each branch the values that it lists, () when it is no list.
    """

    by: str | None
    needed: bool
    values: tuple[tuple[Json, ...], ...]
    types: tuple[tuple[str, ...], ...]
    listed: tuple[tuple[Json, ...], ...]

    def told(self) -> Tuple:
        """What the support function `alternatives` is told of them."""
        every = tuple(dict.fromkeys(name for types in self.types for name in types))
        words = Lit(type_words(every) if every else "")
        return Tuple(
            (Lit(self.by), Lit(self.needed), _nested(self.values), _nested(self.types), _nested(self.listed), words)
        )


def _nested(lists: Sequence[Sequence[Json]]) -> Expr:
    return Tuple(tuple(Tuple(tuple(map(Lit, values))) for values in lists))


def branches_of(several: Sequence[Schema], required: Collection[str], definitions: Definitions) -> Branches:
    """What tells the branches apart. A discriminator is found by what it is: a field of other values in each.

    required: fields that the schema around the branches requires.
    """
    whole = [resolved(branch, definitions) for branch in several]
    objects = [
        branch for branch in whole if branch.types == ("object",) or (branch.types is None and branch.properties)
    ]
    telling = [] if len(objects) < 2 else [name for name in objects[0].properties if _tells(name, objects, definitions)]
    needed = [name for name in telling if name in required or all(name in branch.required for branch in objects)]
    by = next(iter((*needed, *telling)), None)
    return Branches(
        by,
        bool(needed),
        tuple(_values(branch, by, definitions) if by is not None and branch in objects else () for branch in whole),
        tuple(branch.types or () for branch in whole),
        tuple((branch.const.value,) if branch.const is not None else branch.enum or () for branch in whole),
    )


def _tells(name: str, objects: Sequence[Schema], definitions: Definitions) -> bool:
    """The field has other values in each of the objects."""
    lists = [_values(branch, name, definitions) for branch in objects]
    return all(lists) and not any(
        equal(left, right) for first, second in combinations(lists, 2) for left in first for right in second
    )


def _values(schema: Schema, name: str, definitions: Definitions) -> tuple[Json, ...]:
    """The values of a field, if they are a list of scalars; else ()."""
    if name not in schema.properties:
        return ()
    values = resolved(schema.properties[name], definitions).values() or ()
    return () if any(isinstance(value, list | dict) for value in values) else values
