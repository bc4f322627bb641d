"""Demands: what `must` says, changed in one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.contract.model import Model
from reelspec.mutate.conditions import changed
from reelspec.mutate.mutant import Mutant, rule_spots
from reelspec.rules.must import Must


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each change of each demand."""
    for spot in rule_spots(model):
        operator = spot.rule.operator
        if isinstance(operator, Must):
            for words, node, condition in changed(operator.condition, spot.scope):
                other = spot.with_(operator=replace(operator, condition=condition))
                yield Mutant("demand", f"{spot.rule.id}: must, {words}", node or spot.rule.node, other)
