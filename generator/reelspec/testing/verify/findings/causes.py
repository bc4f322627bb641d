"""Findings of one model: its bodies that were judged otherwise than the spec says, by what explains most of them at once.

First whether the server tells bodies apart at all, then other ways to judge that explain several symptoms, then what is
left: rules that are not enforced (`laxer`), and what refused bodies have in common (`stricter`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reelspec.common.text import number
from reelspec.language.contract.model import Model, Provider
from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.common_cause import Group
from reelspec.testing.verify.findings.laxer import by_fault, laxer
from reelspec.testing.verify.findings.stricter import grouped, refused_and_accepted, stricter
from reelspec.testing.verify.findings.unclear import unclear
from reelspec.testing.verify.hypotheses import Hypotheses, Hypothesis, any_of, united
from reelspec.testing.verify.places import in_words
from reelspec.testing.verify.report import Finding

MOST = 6
"""So many causes are told before the rest is told by its symptoms."""


def causes(model: Model, provider: Provider, operation: str, tried: Sequence[Attempt]) -> Iterator[Finding]:
    """The findings about the bodies of a model, in their order."""
    left = list(tried)
    nothing = _refuses_nothing(model, operation, tried)
    if nothing is not None:
        yield nothing
        left = [attempt for attempt in left if attempt.outcome.expected != "refused"]
    refused, accepted = refused_and_accepted(left)
    if not refused or accepted:
        findings, explained = _explained(model, provider, operation, left)
        yield from findings
        left = [attempt for attempt in left if id(attempt) not in explained]
    yield from laxer(model.name, operation, left)
    yield from stricter(model, operation, left)
    yield from unclear(model.name, operation, tried)


def _refuses_nothing(model: Model, operation: str, tried: Sequence[Attempt]) -> Finding | None:
    """The finding about a server that accepts whatever is an object and names the model; None where it refuses more."""
    judged = [attempt for attempt in tried if attempt.outcome.expected == "refused" and not _is_another(attempt, model)]
    accepted = [attempt for attempt in judged if attempt.outcome.verdict == "accepted"]
    faults = {fault for fault, _ in by_fault(accepted)}
    if len(faults) < 3 or any(attempt.outcome.verdict == "refused" for attempt in judged):
        return None
    rules = dict.fromkeys(
        violation.rule for attempt in accepted for violation in attempt.case.violations if violation.is_rule
    )
    which = f"; {number(len(rules), 'rule')} among what they break: {', '.join(rules)}" if rules else ""
    return Finding(
        "laxer",
        f"refuses nothing: accepts all {len(accepted)} bodies that must be refused{which}",
        model=model.name,
        operation=operation,
        cases=tuple(attempt.case.name for attempt in accepted),
        of=len(accepted),
        example=accepted[0].shown,
    )


def _is_another(attempt: Attempt, model: Model) -> bool:
    """The body is refused before anything is looked at: it is not JSON, no object, or of another model."""
    names = any(violation.path == f"/{model.discriminator}" for violation in attempt.case.violations)
    return names or not isinstance(attempt.case.body, dict)


@dataclass(frozen=True)
class _Explanation:
    """What a hypothesis explains. saved: so many findings that would be told without it.

    better: it tells more than those do. absence: they tell as well that a field is absent from all of the bodies.
    """

    hypothesis: Hypothesis
    bodies: tuple[Attempt, ...]
    saved: int
    better: bool
    absence: bool = False


def _explained(
    model: Model, provider: Provider, operation: str, tried: Sequence[Attempt]
) -> tuple[list[Finding], set[int]]:
    """Findings of the hypotheses that explain most, and the identities of the bodies that they explain."""
    findings: list[Finding] = []
    explained: set[int] = set()
    hypotheses: list[Hypothesis] = []
    while len(findings) < MOST:
        left = [attempt for attempt in tried if id(attempt) not in explained]
        wrong = [attempt for attempt in left if _is_wrong(attempt)]
        if not wrong:
            break
        hypotheses = hypotheses or list(Hypotheses(model, provider, tried).all())
        faults = [several for _, several in by_fault(left)]
        refused, accepted = refused_and_accepted(left)
        groups = grouped(refused, accepted)
        # What explains a symptom as a whole explains the first body of it.
        firsts = [next((attempt for attempt in several if _is_wrong(attempt)), None) for several in faults]
        firsts += [refused[group.members[0]] for group in groups]
        shown = [attempt for attempt in firsts if attempt is not None]
        likely = [hypothesis for hypothesis in hypotheses if any(_predicts(hypothesis, first) for first in shown)]
        sound = [(hypothesis, bodies) for hypothesis in likely if (bodies := _flipped(hypothesis, wrong, left))]
        options = [_weighed(hypothesis, bodies, faults, groups, refused) for hypothesis, bodies in _with_unions(sound)]
        options = [option for option in options if option.better]
        if not options:
            break
        # Where it is the same to say it of all fields and of one, nothing was seen of the others.
        best = max(options, key=lambda option: (len(option.bodies), option.saved, bool(option.hypothesis.where)))
        same = [option.hypothesis for option in options if {*map(id, option.bodies)} == {*map(id, best.bodies)}]
        findings.append(_finding(model, operation, best, same))
        explained |= {id(attempt) for attempt in best.bodies}
        explained |= {id(attempt) for attempt in left if _is_doubtful(attempt) and _predicts(best.hypothesis, attempt)}
    return findings, explained


def _with_unions(
    sound: Sequence[tuple[Hypothesis, tuple[Attempt, ...]]],
) -> Iterator[tuple[Hypothesis, tuple[Attempt, ...]]]:
    """Those that hold, and those that say the same of several fields as one."""
    yield from sound
    by_kind: dict[str, list[tuple[Hypothesis, tuple[Attempt, ...]]]] = {}
    for hypothesis, bodies in sound:
        if hypothesis.where:
            by_kind.setdefault(hypothesis.kind, []).append((hypothesis, bodies))
    for several in by_kind.values():
        if len(several) > 1:
            together = {id(attempt): attempt for _, bodies in several for attempt in bodies}
            yield united([hypothesis for hypothesis, _ in several]), tuple(together.values())


def _is_doubtful(attempt: Attempt) -> bool:
    return attempt.case.valid and bool(attempt.case.warnings) and attempt.outcome.verdict == "refused"


def _is_wrong(attempt: Attempt) -> bool:
    return attempt.outcome.differs and not (attempt.case.valid and attempt.case.warnings)


def _flipped(hypothesis: Hypothesis, wrong: Sequence[Attempt], tried: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """The wrongly judged bodies that it explains, none where any answer contradicts it."""
    for attempt in tried:
        judged = attempt.outcome.verdict in ("accepted", "refused") and attempt.outcome.expected is not None
        if judged and not attempt.outcome.differs and _predicts(hypothesis, attempt):
            return ()
    return tuple(attempt for attempt in wrong if _predicts(hypothesis, attempt))


def _predicts(hypothesis: Hypothesis, attempt: Attempt) -> bool:
    """Whether it says the opposite of the spec about the body."""
    verdict = hypothesis.accepts(attempt.case.body)
    return verdict is not None and verdict is not attempt.case.valid


def _weighed(
    hypothesis: Hypothesis,
    bodies: tuple[Attempt, ...],
    faults: Sequence[Sequence[Attempt]],
    groups: Sequence[Group],
    refused: Sequence[Attempt],
) -> _Explanation:
    """Whether it tells more than the symptoms do: several at once, part of a rule, what nothing simple has in common."""
    own = {*map(id, bodies)}
    saved, better, absence = 0, False, False
    for several in faults:
        accepted = [attempt for attempt in several if attempt.outcome.verdict == "accepted"]
        if accepted and all(id(attempt) in own for attempt in accepted):
            saved += 1
            better |= any(attempt.outcome.verdict == "refused" for attempt in several)
    for group in groups:
        if all(id(refused[at]) in own for at in group.members):
            saved += 1
            kind = "" if group.test is None else group.test.kind
            absence |= kind == "absence"
            # Two tests of a body say more than that some rule is another, and less than what else explains it.
            # That a server does not know a field is said rather than that another's default lets it have none.
            strong = hypothesis.strong and not (kind == "presence" and "default" in hypothesis.kind)
            better |= kind == "" or (kind == "pair" and hypothesis.kind != "rule") or strong
    return _Explanation(hypothesis, bodies, saved, better or saved > 1, absence)


def _finding(model: Model, operation: str, best: _Explanation, same: Sequence[Hypothesis]) -> Finding:
    first = best.hypothesis
    words = first.words
    if first.kind == "default":
        values = dict.fromkeys(
            hypothesis.value for hypothesis in same if hypothesis.kind == "default" and hypothesis.path == first.path
        )
        words = f"{in_words(first.path)} were {any_of([*values])} when absent"
        if best.absence and all(attempt.outcome.verdict == "refused" for attempt in best.bodies):
            words += ", or had to be there"
        elif any(hypothesis.kind == "no default" and hypothesis.path == first.path for hypothesis in same):
            words += ", or had no default"
    elif first.kind == "rule":
        words = (
            f"{any_of([hypothesis.rule for hypothesis in same if hypothesis.kind == 'rule'])} asked for something else"
        )
    refused = [attempt for attempt in best.bodies if attempt.outcome.verdict == "refused"]
    accepted = [attempt for attempt in best.bodies if attempt.outcome.verdict == "accepted"]
    counts = [f"refuses {len(refused)} legal {'body' if len(refused) == 1 else 'bodies'}"] if refused else []
    if accepted:
        counts.append(f"accepts {len(accepted)} that must be refused")
    shown = (refused or accepted)[0]
    broken = shown.case.violations[0] if shown.case.violations else None
    about = dict.fromkeys(violation.rule for tried in accepted for violation in tried.case.violations)
    about.update(dict.fromkeys(rule for tried in refused for rule in first.breaks(tried.case.body) or ()))
    instance = f"; for instance: {broken.message}" if broken is not None else ""
    where = f" ({', '.join(about)})" if about and first.rule not in about else ""
    return Finding(
        "stricter" if refused else "laxer",
        f"{' and '.join(counts)}{where}, as if {words}{instance}",
        model=model.name,
        operation=operation,
        rule=next(iter(about)) if first.kind == "model" and len(about) == 1 else first.rule,
        path=first.path,
        source=broken.source if broken is not None else "",
        cases=tuple(attempt.case.name for attempt in best.bodies),
        of=len(best.bodies),
        example=shown.shown,
    )
