"""The mutants of a model against its contract cases: noticed, equivalent, survived, or undecided. Called by the command and
tests.

A mutant is noticed when it judges one case otherwise: another verdict, or other violations (rule, path, related fields,
severity; words do not count). It is equivalent only when `cases` has searched through all that the two models can
tell apart and has found nothing, and it survives only when a body is there that tells them apart. Where no legal body can
show the place, as where rules forbid the field, other reasons to refuse are no difference.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from reelspec.cases.comparison import Answer, Counterexample, Equivalent, Judge, Undecided
from reelspec.cases.difference import differ, is_refused, judge_of
from reelspec.cases.equivalence import LATE
from reelspec.cases.oracle import Expected
from reelspec.cases.suite import suite_of
from reelspec.language.contract.model import Model
from reelspec.language.source.node import Json
from reelspec.testing.mutation import mutants_of
from reelspec.testing.mutation.extract import Extracts
from reelspec.testing.mutation.mutant import Mutant

BUDGET = 20.0
"""So many seconds of processor time are spent on one model."""
_FOR_CASES = 0.75
"""The part of the budget within which mutants are tried on the cases. The rest is for those that no case notices."""
ONLY_REASONS = "the bodies on which the reasons differ are refused by both, and whether others are not is not decided"
_STRIDE = 16
"""Where time runs out, what was tried is spread over all of the model: every 16th mutant, then those behind these."""


@dataclass(frozen=True)
class Survivor:
    """A mutant that no case notices. body: one that the two models judge differently."""

    mutant: Mutant
    body: Json


@dataclass(frozen=True)
class Unsettled:
    """A mutant that no case notices, of which nobody knows whether any body could. reason: why, in words."""

    mutant: Mutant
    reason: str


@dataclass(frozen=True)
class Score:
    """What became of a model's mutants. killed: how many were noticed; cases: of how many cases; untried: those for which
    the time was too short."""

    model: str
    cases: int
    killed: int
    equivalent: tuple[Mutant, ...]
    survivors: tuple[Survivor, ...]
    undecided: tuple[Unsettled, ...] = ()
    untried: tuple[Mutant, ...] = ()

    @property
    def mutants(self) -> int:
        """All that were tried."""
        return self.killed + len(self.equivalent) + len(self.survivors) + len(self.undecided)


def score(
    model: Model, *, every: int = 1, budget: float | None = BUDGET, seen: Callable[[Mutant], None] | None = None
) -> Score:
    """Try the mutants of a model. every: only each n-th of them; budget: seconds of processor time, None for as many as it
    takes; seen: called before each."""
    clock = _Clock(budget)
    judge = judge_of(model)
    cases = [case.body for case in suite_of(model, judge).cases]
    clock.longest = clock.spent()
    expected = [judge(body) for body in cases]
    extracts, bench = Extracts(model, cases, expected), _Bench(cases, expected)
    mutants = list(mutants_of(model))[::every]
    killed = 0
    alive: list[int] = []
    untried: list[int] = []
    for index in (each for start in range(_STRIDE) for each in range(start, len(mutants), _STRIDE)):
        if clock.is_over(_FOR_CASES):
            untried.append(index)
            continue
        if seen is not None:
            seen(mutants[index])
        noticed = extracts.notice(mutants[index].model)
        if noticed is None:
            noticed = bench.notices(judge_of(mutants[index].model))
        if noticed:
            killed += 1
        else:
            alive.append(index)
    equivalent: dict[int, Mutant] = {}
    survivors: dict[int, Survivor] = {}
    undecided: dict[int, Unsettled] = {}
    for index in alive:
        mutant = mutants[index]
        answer: Answer = LATE
        if not clock.is_over():
            answer = _difference(model, mutant, (judge, judge_of(mutant.model)), extracts, cases, clock)
        if isinstance(answer, Equivalent):
            equivalent[index] = mutant
        elif isinstance(answer, Counterexample):
            survivors[index] = Survivor(mutant, answer.body)
        else:
            undecided[index] = Unsettled(mutant, answer.reason)
    return Score(
        f"{model.provider}/{model.name}",
        len(cases),
        killed,
        _in_order(equivalent),
        _in_order(survivors),
        _in_order(undecided),
        tuple(mutants[index] for index in sorted(untried)),
    )


def _difference(
    model: Model, mutant: Mutant, judges: tuple[Judge, Judge], extracts: Extracts, cases: Sequence[Json], clock: _Clock
) -> Answer:
    """A body that a mutant judges otherwise. One that both refuse, for other reasons, counts only if bodies with another
    verdict may exist: where a field is in no legal body at all, no server can be seen to judge it otherwise."""
    near = extracts.bodies(mutant.model)
    shown = next((body for body in near or () if judges[0](body) != judges[1](body)), None)
    if shown is not None:
        answer: Answer = Counterexample(shown, judges[0](shown), judges[1](shown))
    else:
        answer = differ(
            model, mutant.model, full=True, judges=judges, tried=cases, anew=near is None, over=clock.is_over
        )
    if isinstance(answer, Counterexample) and is_refused(answer.left) and is_refused(answer.right):
        by_verdict = differ(model, mutant.model, judges=judges, tried=cases, over=clock.is_over)
        return Undecided(ONLY_REASONS) if isinstance(by_verdict, Undecided) else by_verdict
    return answer


_T = TypeVar("_T")


def _in_order(by_index: Mapping[int, _T]) -> tuple[_T, ...]:
    return tuple(by_index[index] for index in sorted(by_index))


class _Clock:
    """The processor time that is spent since it was made. budget: how many seconds there are, None without an end."""

    def __init__(self, budget: float | None) -> None:
        self._budget = budget
        self._start = time.thread_time()

        self.longest = 0.0
        """The longest step takes so long: the cases of a model, which are made again for some mutants."""

    def spent(self) -> float:
        """The seconds that are spent."""
        return time.thread_time() - self._start

    def is_over(self, part: float = 1.0) -> bool:
        """Whether this part of the budget is spent, or would be after the longest step."""
        return self._budget is not None and self.spent() + self.longest >= part * self._budget


@dataclass
class _Bench:
    """The cases, and what the unchanged model says of each. The one that noticed the last mutant is tried first: the next
    one has been changed close by."""

    cases: Sequence[Json]
    expected: Sequence[tuple[Expected, ...]]
    order: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.order = list(range(len(self.cases)))

    def notices(self, judge: Judge) -> bool:
        """Whether a judge says something else of one case."""
        for place, index in enumerate(self.order):
            if judge(self.cases[index]) != self.expected[index]:
                self.order.insert(0, self.order.pop(place))
                return True
        return False
