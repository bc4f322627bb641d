"""What is wanted of a judgement, as scores by which bodies are compared. Read by `in_context`, `suite` and `rule_cases`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from reelspec.language.contract.schema import Rule
from reelspec.language.source.pointer import escape

Violations: TypeAlias = tuple[Any, ...]
"""The violations of a body, as a judge gives them."""
Score: TypeAlias = Callable[[Violations], int]
"""How far a judgement is from what is wanted; 0 when it is that."""


def clean(violations: Violations) -> int:
    """Nothing is said."""
    return len(violations)


def no_error(violations: Violations) -> int:
    """No violation is an error."""
    return sum(violation.severity == "error" for violation in violations)


def of_errors(score: Score) -> Score:
    """The score of the errors alone."""
    return lambda violations: score(tuple(violation for violation in violations if violation.severity == "error"))


def mild(violations: Violations) -> int:
    """One warning, or one contested violation, and nothing else."""
    errors = [violation for violation in violations if violation.severity == "error"]
    return 2 * len(errors) + abs(len(violations) - 1)


def broken(rule: Rule) -> Score:
    """The rule is broken, and nothing else is said."""
    name = rule.id

    def score(violations: Violations) -> int:
        mine = [violation for violation in violations if violation.rule == name]
        return len(violations) - len(mine) + abs(len(mine) - 1)

    return score


def broken_too(rule: Rule) -> Score:
    """The rule is broken together with others, where it cannot be broken alone."""
    name = rule.id
    return lambda violations: 0 if any(violation.rule == name for violation in violations) else 1


def of_rules(rules: Iterable[Rule]) -> Score:
    """Some of these rules are broken, and nothing else is said."""
    names = {rule.id for rule in rules}
    return lambda violations: sum(violation.rule not in names for violation in violations) + (not violations)


def another(rule: Rule) -> Score:
    """One violation, of anything but the rule, where the rule cannot be kept without one."""
    name = rule.id
    return lambda violations: 2 * sum(violation.rule == name for violation in violations) + abs(len(violations) - 1)


def fault(name: str | None, keywords: Sequence[str] | None = None) -> Score:
    """One violation at a field of that name (None: anywhere), of one of the keywords (None: of any)."""
    end = None if name is None else f"/{escape(name)}"

    def score(violations: Violations) -> int:
        if len(violations) != 1:
            return abs(len(violations) - 1)
        (violation,) = violations
        as_meant = (end is None or violation.path.endswith(end)) and (keywords is None or violation.rule in keywords)
        return 0 if as_meant else 1

    return score
