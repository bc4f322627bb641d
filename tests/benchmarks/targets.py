"""The figures that are made of measured times, in tables, and the most that each may be. Benchmarks only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

from tests.benchmarks.bodies import CONST, ENUM, FAULTS, FULL, MANY, VALID, kind
from tests.benchmarks.measuring import (
    BEFORE,
    COMPILED,
    COMPILED_READ,
    DECODED,
    ERRORS,
    OURS,
    READ,
    VALIDATE,
    Costs,
    Measured,
    fastest,
    ratio,
)
from tests.benchmarks.subjects import LIMIT, RUST

IMPORT = 0.4
"""Milliseconds for one validator, beyond what validators share."""


@dataclass(frozen=True)
class Column:
    """A figure of every body: the time of a function as a multiple of another's, or in microseconds without `base`.

    Of variants of a function the fastest counts. targets: kind of body -> the most that the figure may be.
    """

    head: str
    function: str
    base: str = ""
    targets: Mapping[str, float] = field(default_factory=dict)

    def figure(self, costs: Costs) -> float | None:
        """The figure of one body; None when one of the functions was not measured."""
        time, base = fastest(costs, self.function), fastest(costs, self.base)
        if not time or (self.base and not base):
            return None
        return ratio(time, base) if self.base else median(time) / 1000

    def target(self, body: str) -> float | None:
        """The most that the figure of the body with this name may be."""
        return self.targets.get(kind(body))


@dataclass(frozen=True)
class Table:
    """A table of a model. head: of its rows; base: what most columns are multiples of; costs: those of each row."""

    head: str
    base: str
    costs: Callable[[Measured], Mapping[str, Costs]]
    columns: tuple[Column, ...]


def each(kinds: tuple[str, ...], most: float) -> dict[str, float]:
    """The same target for these kinds of bodies."""
    return dict.fromkeys(kinds, most)


GOOD = (VALID, FULL, MANY)
LIBRARIES = ("msgspec", "pydantic", "fastjsonschema", "jsonschema")
FIRST_ALONE = ("msgspec", "fastjsonschema")
"""What stops at the first fault."""
HEADS = {name: f"{name}, the first" if name in FIRST_ALONE else name for name in LIBRARIES}

ALL = (
    Table(
        "accepted",
        LIMIT,
        lambda one: one.accepted,
        (
            Column("by hand, `in`, µs", f"{LIMIT}, in"),
            Column("by hand, one look-up, µs", f"{LIMIT}, one look-up"),
            Column("`is_valid`", OURS, LIMIT, each(GOOD, 1.1)),
            Column("`errors`", ERRORS, LIMIT),
            Column("`validate`", VALIDATE, LIMIT),
            Column("`validate`", VALIDATE, BEFORE, each(GOOD, 1.3)),
            Column("compiled `is_valid`", COMPILED, LIMIT),
            Column("compiled `is_valid`", COMPILED, RUST, each(GOOD, 0.6)),
            *(Column(name, name, LIMIT) for name in (RUST, *LIBRARIES)),
        ),
    ),
    Table(
        "refused",
        RUST,
        lambda one: one.refused,
        (
            Column(f"{RUST}, µs", RUST),
            Column("`errors`, messages read", READ, RUST, {**each(FAULTS, 1.0), **each((ENUM, CONST), 1.2)}),
            Column("not read", ERRORS, RUST, each(FAULTS, 0.6)),
            Column("compiled, read", COMPILED_READ, RUST, each(FAULTS, 0.6)),
            Column("`validate`", VALIDATE, RUST),
            *(Column(HEADS[name], name, RUST) for name in LIBRARIES),
            Column("`is_valid`", OURS, LIMIT),
        ),
    ),
    Table(
        "from bytes",
        READ,
        lambda one: one.decoded,
        (
            Column("orjson + `errors`, messages read, µs", READ),
            Column("orjson", DECODED, READ),
            Column("+ `is_valid`", OURS, READ),
            Column("+ compiled `is_valid`", COMPILED, READ),
            Column("+ compiled `errors`, messages read", COMPILED_READ, READ),
            *(Column(HEADS[name], name, READ) for name in ("msgspec", "pydantic")),
        ),
    ),
)
"""The tables of every model."""
