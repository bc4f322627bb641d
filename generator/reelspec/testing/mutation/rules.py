"""Rules as a whole: each one dropped, each one with another severity."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Severity
from reelspec.testing.mutation.mutant import Mutant, rule_spots

_SEVERITIES: tuple[Severity, ...] = ("error", "contested", "warning")


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each rule that goes or weighs another way."""
    for spot in rule_spots(model):
        rule = spot.rule
        yield Mutant("rule", f"{rule.id} dropped", rule.node, spot.put(()))
        node = rule.node and (rule.node.get("severity") or rule.node)
        for severity in _SEVERITIES:
            if severity != rule.severity:
                yield Mutant("rule", f"{rule.id}: severity {severity}", node, spot.with_(severity=severity))
