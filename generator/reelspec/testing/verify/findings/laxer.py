"""Findings where the server accepts what the spec forbids: one for each rule, or keyword of a field, that is not enforced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from reelspec.language.contract.keywords import applied_to
from reelspec.testing.verify.answers import general
from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.cases import Case, Said
from reelspec.testing.verify.common_cause import groups
from reelspec.testing.verify.report import Finding

Breach: TypeAlias = tuple[tuple[str, str], ...]
"""What a body breaks: rules and keywords, each with its place ("" of a rule)."""
_ABOUT_NAMES = tuple(keyword.name for keyword in applied_to("any field", "name") if keyword.shape == "schema")


def laxer(model: str, operation: str, tried: Sequence[Attempt]) -> Iterator[Finding]:
    """The findings about the bodies that the spec refuses.

    A body that breaks one rule alone and is accepted shows that this rule is not enforced. Where only some of a rule's
    bodies are accepted, the finding says what these have in common.
    """
    for fault, several in by_fault(tried):
        accepted = [attempt for attempt in several if attempt.outcome.verdict == "accepted"]
        if not accepted:
            continue
        refused = [attempt for attempt in several if attempt.outcome.verdict == "refused"]
        which = ""
        if refused:
            common = groups([attempt.case.body for attempt in accepted], [attempt.case.body for attempt in refused])
            if len(common) == 1 and common[0].test is not None:
                which = f", all {common[0].test.words}"
        names = " and ".join(f"{rule} at {path}" if path else rule for rule, path in fault)
        violation = accepted[0].case.violations[0]
        judged = len(accepted) + len(refused)
        count = f"{len(accepted)} of {judged} bodies that break" if judged > 1 else "the body that breaks"
        yield Finding(
            "laxer",
            f"accepts {count} {names} and nothing else{which}; for instance: {violation.message}",
            model=model,
            operation=operation,
            rule=" and ".join(rule for rule, _ in fault),
            path=fault[0][1],
            source=violation.source,
            cases=tuple(attempt.case.name for attempt in accepted),
            of=judged,
            example=accepted[0].shown,
        )


def by_fault(tried: Sequence[Attempt]) -> list[tuple[Breach, list[Attempt]]]:
    """The bodies that must be refused, by what they break, in the order of first sight."""
    bodies: dict[Breach, list[Attempt]] = {}
    for attempt in tried:
        if attempt.outcome.expected == "refused":
            bodies.setdefault(_fault(attempt.case), []).append(attempt)
    return list(bodies.items())


def _fault(case: Case) -> Breach:
    """What a body breaks: rules by their ids, keywords with the place that they judge."""
    return tuple(dict.fromkeys((violation.rule, _place(violation, case)) for violation in case.violations))


def _place(violation: Said, case: Case) -> str:
    if violation.is_rule:
        return ""
    path = general(violation.path, case.body)
    # An unknown field has any name; what does not forbid it is the object.
    return f"{path.rpartition('/')[0]}/*" if violation.rule in _ABOUT_NAMES else path
