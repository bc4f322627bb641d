"""Guards: each `when` dropped, negated, and changed in one place."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import negation
from reelspec.testing.mutation.conditions import changed
from reelspec.testing.mutation.mutant import Mutant, rule_spots


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each change of each guard."""
    for spot in rule_spots(model):
        rule = spot.rule
        if rule.when is None:
            continue
        at = rule.node and (rule.node.get("when") or rule.node)
        yield Mutant("guard", f"{rule.id}: `when` dropped", at, spot.with_(when=None))
        yield Mutant("guard", f"{rule.id}: `when` negated", at, spot.with_(when=negation(rule.when)))
        for words, node, condition in changed(rule.when, spot.scope):
            if condition != negation(rule.when):
                yield Mutant("guard", f"{rule.id}: when, {words}", node or at, spot.with_(when=condition))
