"""The mutants of a model against its contract cases: noticed, equivalent, or survived. Called by the command and tests.

A mutant is noticed when it judges one case otherwise: another verdict, or other violations (rule, path, related fields,
severity; words do not count). It is equivalent only when `cases` has searched through all that the two models can
tell apart and has found nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reelspec.cases.comparison import Difference, Same
from reelspec.cases.difference import differ, judge_of
from reelspec.cases.oracle import Expected
from reelspec.cases.suite import suite_of
from reelspec.language.contract.model import Model
from reelspec.language.source.node import Json
from reelspec.testing.mutation import mutants_of
from reelspec.testing.mutation.mutant import Mutant


@dataclass(frozen=True)
class Survivor:
    """A mutant that no case notices. body: one that the two models judge differently, None where none was found;
    reason: then why it is not known to be equivalent."""

    mutant: Mutant
    body: Json
    reason: str


@dataclass(frozen=True)
class Score:
    """What became of a model's mutants. killed: how many were noticed; cases: of how many cases."""

    model: str
    cases: int
    killed: int
    equivalent: tuple[Mutant, ...]
    survivors: tuple[Survivor, ...]

    @property
    def mutants(self) -> int:
        """All that were tried."""
        return self.killed + len(self.equivalent) + len(self.survivors)


def score(model: Model, *, every: int = 1, seen: Callable[[Mutant], None] | None = None) -> Score:
    """Try the mutants of a model. every: only each n-th of them; seen: called before each."""
    cases = [case.body for case in suite_of(model).cases]
    judge = judge_of(model)
    said = [judge(body) for body in cases]
    killed = 0
    equivalent: list[Mutant] = []
    survivors: list[Survivor] = []
    for index, mutant in enumerate(mutants_of(model)):
        if index % every:
            continue
        if seen is not None:
            seen(mutant)
        other = judge_of(mutant.model)
        if _noticed(other, cases, said):
            killed += 1
            continue
        answer = differ(model, mutant.model, full=True, judges=(judge, other), tried=cases)
        if isinstance(answer, Same):
            equivalent.append(mutant)
        elif isinstance(answer, Difference):
            survivors.append(Survivor(mutant, answer.body, "no case has such a body"))
        else:
            survivors.append(Survivor(mutant, None, answer.reason))
    name = f"{model.provider}/{model.name}"
    return Score(name, len(cases), killed, tuple(equivalent), tuple(survivors))


def _noticed(
    judge: Callable[[Json], tuple[Expected, ...]], cases: Sequence[Json], said: Sequence[tuple[Expected, ...]]
) -> bool:
    return any(judge(body) != before for body, before in zip(cases, said, strict=True))
