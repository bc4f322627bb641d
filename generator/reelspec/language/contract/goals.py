"""How an operator is kept and broken, as data: goals that an object can fulfil, named ways, and where a fault is reported.

Every operator's file says its ways and its faults in these words; `cases` builds bodies from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from reelspec.language.contract.schema import Condition, Schema, fields_read
from reelspec.language.source.node import Json

Object: TypeAlias = Mapping[str, object]
"""A JSON object as rules see it."""


class Fault(NamedTuple):
    """Where a broken operator is reported. path: the field, None for the object itself; related: the other fields."""

    path: str | None
    related: tuple[str, ...]


class Holds(NamedTuple):
    """The condition's truth is one of `truths`; None among them stands for unknown."""

    condition: Condition
    truths: tuple[bool | None, ...] = (True,)

    def fields(self) -> tuple[str, ...]:
        """The fields of the object that it speaks of."""
        return fields_read(self.condition)


class Counts(NamedTuple):
    """So many items of the arrays, summed, fulfil `where` (None: every item counts), whatever is unknown of the others."""

    of: tuple[str, ...]
    where: Condition | None
    least: int
    most: int | None

    def fields(self) -> tuple[str, ...]:
        """The fields of the object that it speaks of."""
        return self.of


class Worth(NamedTuple):
    """Values of a field, or of a field of its items, on which it may turn whether a goal is met; `sizes`, of an array: numbers
    of items. Those that the field refuses are passed over."""

    field: str
    inner: str | None
    values: tuple[Json, ...]
    sizes: tuple[int, ...] = ()


class Fulfils(NamedTuple):
    """What no condition says: `decide` is true of the object.

    schemas: what is asked of the object besides. open: it computes with the values themselves, so that no choice of
    values stands for all of them; `worth`: what to try.
    """

    names: tuple[str, ...]
    decide: Callable[[Object], bool]
    schemas: tuple[Schema, ...] = ()
    open: bool = False
    worth: tuple[Worth, ...] = ()

    def fields(self) -> tuple[str, ...]:
        """The fields of the object that it speaks of."""
        return self.names


Goal: TypeAlias = Holds | Counts | Fulfils


class Way(NamedTuple):
    """One way to keep an operator, or to break it: an object that meets all goals goes this way."""

    name: str
    broken: bool
    goals: tuple[Goal, ...]
