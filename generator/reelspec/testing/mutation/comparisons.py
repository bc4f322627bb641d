"""Comparisons: another relation in the place of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.rules.operators.compare import Comparison
from reelspec.testing.mutation.mutant import Mutant, rule_spots

_NEAR = {"==": ("!=", "<=", ">="), "!=": ("==",), "<=": ("<", "=="), ">=": (">", "=="), "<": ("<=",), ">": (">=",)}


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each near relation."""
    for spot in rule_spots(model):
        operator = spot.rule.operator
        if isinstance(operator, Comparison):
            for relation in _NEAR[operator.relation]:
                words = f"{spot.rule.id}: {relation} for {operator.relation}"
                yield Mutant(
                    "comparison", words, spot.rule.node, spot.with_(operator=replace(operator, relation=relation))
                )
