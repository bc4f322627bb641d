"""What is wanted of a judgement, as scores by which bodies are compared. Read by `in_context`, `suite` and `rule_cases`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from reelspec.language.contract.schema import Rule
from reelspec.language.source.pointer import escape

Found: TypeAlias = tuple[Any, ...]
"""The violations of a body, as a judge gives them."""
Score: TypeAlias = Callable[[Found], int]
"""How far a judgement is from what is wanted; 0 when it is that."""


def clean(found: Found) -> int:
    """Nothing is said."""
    return len(found)


def no_error(found: Found) -> int:
    """No violation is an error."""
    return sum(one.severity == "error" for one in found)


def of_errors(score: Score) -> Score:
    """The score of the errors alone."""
    return lambda found: score(tuple(one for one in found if one.severity == "error"))


def mild(found: Found) -> int:
    """One warning, or one contested violation, and nothing else."""
    errors = [one for one in found if one.severity == "error"]
    return 2 * len(errors) + abs(len(found) - 1)


def broken(rule: Rule) -> Score:
    """The rule is broken, and nothing else is said."""
    name = rule.id

    def score(found: Found) -> int:
        mine = [one for one in found if one.rule == name]
        return len(found) - len(mine) + abs(len(mine) - 1)

    return score


def broken_too(rule: Rule) -> Score:
    """The rule is broken together with others, where it cannot be broken alone."""
    name = rule.id
    return lambda found: 0 if any(one.rule == name for one in found) else 1


def of_rules(rules: Iterable[Rule]) -> Score:
    """Some of these rules are broken, and nothing else is said."""
    names = {one.id for one in rules}
    return lambda found: sum(one.rule not in names for one in found) + (not found)


def another(rule: Rule) -> Score:
    """One violation, of anything but the rule, where the rule cannot be kept without one."""
    name = rule.id
    return lambda found: 2 * sum(one.rule == name for one in found) + abs(len(found) - 1)


def fault(name: str | None, keywords: Sequence[str] | None = None) -> Score:
    """One violation at a field of that name (None: anywhere), of one of the keywords (None: of any)."""
    end = None if name is None else f"/{escape(name)}"

    def score(found: Found) -> int:
        if len(found) != 1:
            return abs(len(found) - 1)
        (one,) = found
        here = (end is None or one.path.endswith(end)) and (keywords is None or one.rule in keywords)
        return 0 if here else 1

    return score
