"""Mutation: every single change to a spec that loosens or tightens it, and whether the contract cases notice it.

One file for each kind of change, and the list of them. `score(model)` tries all mutants of a model; the command shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reelspec.language.contract.model import Model
from reelspec.testing.mutation import (
    bounds,
    branches,
    combinations,
    comparisons,
    defaults,
    demands,
    formats,
    guards,
    limits,
    objects,
    operators,
    patterns,
    required,
    rules,
    schemas,
    tables,
    types,
    values,
)
from reelspec.testing.mutation.mutant import Mutant

KINDS: tuple[Callable[[Model], Iterator[Mutant]], ...] = tuple(
    one.mutants
    for one in (
        types,
        values,
        bounds,
        patterns,
        formats,
        required,
        objects,
        branches,
        defaults,
        rules,
        guards,
        demands,
        tables,
        operators,
        combinations,
        limits,
        comparisons,
        schemas,
    )
)


def mutants_of(model: Model) -> Iterator[Mutant]:
    """Every mutant of a model, kind by kind, in the order of the spec."""
    for kind in KINDS:
        yield from kind(model)
