"""Demands: what `must` says, changed in one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.rules.operators.must import Must
from reelspec.testing.mutation.conditions import changed
from reelspec.testing.mutation.mutant import Mutant, rule_spots


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each change of each demand."""
    for spot in rule_spots(model):
        operator = spot.rule.operator
        if isinstance(operator, Must):
            for words, node, condition in changed(operator.condition, spot.scope):
                other = spot.with_(operator=replace(operator, condition=condition))
                yield Mutant("demand", f"{spot.rule.id}: must, {words}", node or spot.rule.node, other)
