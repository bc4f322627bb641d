"""Rules as a whole: each one dropped, with another severity, with another guard. Their operators: `operator_mutants`."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Severity, negation
from reelspec.testing.mutation.conditions import changed
from reelspec.testing.mutation.mutant import Mutant, rule_spots

_SEVERITIES: tuple[Severity, ...] = ("error", "contested", "warning")


def rule_mutants(model: Model) -> Iterator[Mutant]:
    """Each rule dropped, and of each other severity."""
    for spot in rule_spots(model):
        rule = spot.rule
        yield Mutant("rule", f"{rule.id} dropped", rule.node, spot.put(()))
        node = rule.node and (rule.node.get("severity") or rule.node)
        for severity in _SEVERITIES:
            if severity != rule.severity:
                yield Mutant("rule", f"{rule.id}: severity {severity}", node, spot.with_(severity=severity))


def guard_mutants(model: Model) -> Iterator[Mutant]:
    """Each `when` dropped, negated, and changed in one place."""
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
