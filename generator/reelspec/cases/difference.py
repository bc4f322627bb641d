"""A body on which two models differ, that there is none, or that it is not decided. Called by mutation and diff.

The contract cases of both models are tried first; then the rules that only one of them has are searched for an object that breaks
them and nothing else. `Equivalent` is said only when fields are equal and that search has gone through its whole finite space.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from reelspec.cases.comparison import Answer, Counterexample, Equivalent, Judge, Undecided, plain
from reelspec.cases.equivalence import exhausted
from reelspec.cases.form_pair import WRITTEN, FormPair
from reelspec.cases.judge import judge_of as judgement
from reelspec.cases.oracle import Expected
from reelspec.cases.space import NoObject, Space
from reelspec.cases.suite import suite_of
from reelspec.cases.variants import gates
from reelspec.language.contract.goals import Goal
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Json

Toward: TypeAlias = Literal["either", "tighter", "looser"]
"""Which difference counts: any, only what `right` alone refuses, or only what `left` alone refuses."""


def judge_of(model: Model) -> Judge:
    """The model's own judgement, run in memory: all violations of a body, without their words."""
    judge = judgement(model)
    return lambda body: tuple(
        Expected(violation.rule, violation.path, violation.related, violation.severity) for violation in judge(body)
    )


def differ(
    left: Model,
    right: Model,
    *,
    full: bool = False,
    judges: tuple[Judge, Judge] | None = None,
    tried: Sequence[Json] = (),
    anew: bool = True,
    toward: Toward = "either",
    over: Callable[[], bool] = lambda: False,
) -> Answer:
    """A body on which the models differ: in the verdict, or, with `full`, in any violation.

    judges: as `judge_of` gives them. tried: cases of `left` on which they are known to agree; anew: then the cases of `right`
    are tried as well. toward: the verdicts that count; with "tighter" a body that `right` alone refuses is asked for, and
    `Equivalent` says that there is none. over: whether the time for the search is over. Of the cases the smallest that shows a
    difference is given back.
    """
    judge_left, judge_right = judges or (judge_of(left), judge_of(right))

    def compared(body: Json) -> Counterexample | None:
        ours, theirs = judge_left(body), judge_right(body)
        same = ours == theirs if full else is_refused(ours) == is_refused(theirs)
        if same or (toward != "either" and (toward == "tighter") == is_refused(ours)):
            return None
        return Counterexample(body, ours, theirs)

    def smallest(model: Model) -> Counterexample | None:
        """The smallest contract case of the model that shows a difference."""
        bodies = [case.body for case in suite_of(model).cases]
        differences = [difference for body in bodies if (difference := compared(body)) is not None]
        return min(
            differences,
            key=lambda difference: (len(json.dumps(difference.body)), json.dumps(difference.body)),
            default=None,
        )

    def searched() -> Answer:
        return _searched(left, right, compared, full=full, toward=toward, over=over)

    if not tried:
        return smallest(left) or smallest(right) or searched()
    # Of a small change the search soon knows all, and cases of the other side are long in the making.
    answer = searched()
    if isinstance(answer, Undecided) and anew and not over():
        return smallest(right) or answer
    return answer


def _searched(
    left: Model,
    right: Model,
    compared: Callable[[Json], Counterexample | None],
    *,
    full: bool,
    toward: Toward,
    over: Callable[[], bool],
) -> Answer:
    """What the rules and defaults that differ can tell, searched through."""
    if plain(left.definitions) != plain(right.definitions):
        return WRITTEN
    if _conditions(left) != _conditions(right):
        return Undecided("their variants are chosen by other conditions")
    answer: Answer = Equivalent()
    for index, (form, against) in enumerate(zip(left.forms, right.forms, strict=True)):
        if plain(form.schema) == plain(against.schema):
            continue
        pair = FormPair(left, right, index)
        of_pair = pair.bare(compared, full=full)
        if isinstance(of_pair, Equivalent):
            of_pair = exhausted(pair, right, compared, over)
        if isinstance(of_pair, Counterexample):
            return of_pair
        if isinstance(of_pair, Undecided) and isinstance(answer, Equivalent):
            answer = of_pair
    if not isinstance(answer, Undecided) or full or answer is WRITTEN or len(left.forms) != 1:
        return answer
    certain = True
    sides = {"either": ((left, right), (right, left)), "tighter": ((left, right),), "looser": ((right, left),)}
    for near, far in sides[toward]:
        for body in _told_apart(near, far):
            if isinstance(body, NoObject):
                certain = certain and body.certain
            elif (difference := compared(body)) is not None:
                return difference
    return Equivalent() if certain else answer


def _told_apart(near: Model, far: Model) -> Iterator[dict[str, Json] | NoObject]:
    """For each rule that only `far` has, an object that breaks it while `near` finds no error."""
    others = far.forms[0].schema.rules
    space = Space(near.forms[0].schema, near.definitions, also=others, goals=_gate(near))
    mine = {json.dumps(plain(rule), sort_keys=True) for rule in space.rules}
    for rule in others:
        if json.dumps(plain(rule), sort_keys=True) not in mine and rule.severity == "error":
            yield space.solve(breaks=rule, heed=[known for known in space.rules if known.severity == "error"])


def _gate(model: Model) -> tuple[Goal, ...]:
    return tuple(goal for _, gate in gates(model) for goal in gate)


def is_refused(violations: Iterable[Expected]) -> bool:
    """Whether a body of which this is said is refused: something in it is an error."""
    return any(violation.severity == "error" for violation in violations)


def _conditions(model: Model) -> list[Json]:
    """What decides which form judges a body, form by form."""
    bodies: list[Json] = []
    schema: Schema | None = model.schema
    for _ in model.forms[1:]:
        assert schema is not None
        bodies.append(plain(schema.condition))
        schema = schema.otherwise
    return bodies
