"""What a body's rules must give, said from the contract alone: the reference that generated validators are held against.

It knows the rules only, not keywords.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reelspec.language.contract.goals import Object
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import Rule, fields_read
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import evaluate
from reelspec.language.source.pointer import escape


@dataclass(frozen=True)
class Expected:
    """A violation without its words. path, related: JSON Pointers (RFC 6901)."""

    rule: str
    path: str
    related: tuple[str, ...] = ()
    severity: str = "error"

    def below(self, prefix: str) -> Expected:
        """The same violation, seen from an object further out."""
        return replace(self, path=prefix + self.path, related=tuple(prefix + pointer for pointer in self.related))


def rule_violation(rule: Rule, body: Object, scope: Scope) -> Expected | None:
    """The violation that the rule gives for an object whose refused fields are `UNKNOWN`; None when it is kept."""
    if rule.when is not None and evaluate(rule.when, body, scope) is not True:
        return None
    fault = operator_of(rule).fault(body, scope)
    if fault is None:
        return None
    guard = () if rule.when is None else fields_read(rule.when)
    own = rule.operator.reads()
    # What a model has decided is still read by the rule as its author wrote it; the guard stands first.
    written = (name for name in rule.reads if name in guard or name not in own)
    named = dict.fromkeys((*written, *guard, *fault.related))
    related = tuple(f"/{escape(name)}" for name in named if name != fault.path)
    path = "" if fault.path is None else f"/{escape(fault.path)}"
    return Expected(rule.id, path, related, rule.severity)


def in_order(violations: Iterable[Expected]) -> tuple[Expected, ...]:
    """Errors, contested ones, warnings, each in the order found; none that is late on a path that has an error."""
    several = tuple(violations)
    wrong = {violation.path for violation in several if violation.severity == "error"}
    kept = [violation for violation in several if violation.severity == "error" or violation.path not in wrong]
    return tuple(
        violation for rank in ("error", "contested", "warning") for violation in kept if violation.severity == rank
    )


def rule_violations(rules: Iterable[Rule], body: Object, scope: Scope) -> tuple[Expected, ...]:
    """All violations of an object's rules."""
    return in_order(violation for rule in rules if (violation := rule_violation(rule, body, scope)) is not None)
