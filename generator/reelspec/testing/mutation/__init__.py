"""Mutation: every single change to a spec that loosens or tightens it, and whether the contract cases notice it.

One function for each kind of change, in the file of what it changes, and the list of them. `score(model)` tries all
mutants of a model; the command shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reelspec.language.contract.model import Model
from reelspec.testing.mutation import objects, operator_mutants, rules, values
from reelspec.testing.mutation.mutant import Mutant

KINDS: tuple[Callable[[Model], Iterator[Mutant]], ...] = (
    values.type_mutants,
    values.list_mutants,
    values.bound_mutants,
    values.pattern_mutants,
    values.format_mutants,
    objects.required_mutants,
    objects.field_mutants,
    objects.branch_mutants,
    values.default_mutants,
    rules.rule_mutants,
    rules.guard_mutants,
    operator_mutants.operator_mutants,
)


def mutants_of(model: Model) -> Iterator[Mutant]:
    """Every mutant of a model, kind by kind, in the order of the spec."""
    for kind in KINDS:
        yield from kind(model)
