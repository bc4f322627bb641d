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
    return Tuple(tuple(Tuple(tuple(map(Lit, one))) for one in lists))


def branches_of(several: Sequence[Schema], required: Collection[str], definitions: Definitions) -> Branches:
    """What tells the branches apart. A discriminator is found by what it is: a field of other values in each.

    required: fields that the schema around the branches requires.
    """
    whole = [resolved(one, definitions) for one in several]
    objects = [one for one in whole if one.types == ("object",) or (one.types is None and one.properties)]
    telling = [] if len(objects) < 2 else [name for name in objects[0].properties if _tells(name, objects, definitions)]
    needed = [name for name in telling if name in required or all(name in one.required for one in objects)]
    by = next(iter((*needed, *telling)), None)
    return Branches(
        by,
        bool(needed),
        tuple(_values(one, by, definitions) if by is not None and one in objects else () for one in whole),
        tuple(one.types or () for one in whole),
        tuple((one.const.value,) if one.const is not None else one.enum or () for one in whole),
    )


def _tells(name: str, objects: Sequence[Schema], definitions: Definitions) -> bool:
    """The field has other values in each of the objects."""
    lists = [_values(one, name, definitions) for one in objects]
    return all(lists) and not any(
        equal(left, right) for one, two in combinations(lists, 2) for left in one for right in two
    )


def _values(schema: Schema, name: str, definitions: Definitions) -> tuple[Json, ...]:
    """The values of a field, if they are a list of scalars; else ()."""
    if name not in schema.properties:
        return ()
    values = resolved(schema.properties[name], definitions).values() or ()
    return () if any(isinstance(one, list | dict) for one in values) else values
