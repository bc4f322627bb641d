"""A body on which two models differ, that there is none, or that it is not decided. Called by mutation and diff.

The contract cases of both models are tried first; then the rules that only one of them has are searched for an object that breaks
them and nothing else. `Same` is said only when fields are equal and that search has gone through its whole finite space.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from reelspec.cases.comparison import Answer, Difference, Judge, Same, Undecided, plain
from reelspec.cases.equivalence import exhausted
from reelspec.cases.judge import judge_of as judgement
from reelspec.cases.oracle import Expected
from reelspec.cases.page import WRITTEN, Page
from reelspec.cases.space import Nothing, Space
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
    return lambda body: tuple(Expected(one.rule, one.path, one.related, one.severity) for one in judge(body))


def differ(
    left: Model,
    right: Model,
    *,
    full: bool = False,
    judges: tuple[Judge, Judge] | None = None,
    tried: Sequence[Json] = (),
    toward: Toward = "either",
    over: Callable[[], bool] = lambda: False,
) -> Answer:
    """A body on which the models differ: in the verdict, or, with `full`, in any violation.

    judges: as `judge_of` gives them. tried: cases of `left` on which they are known to agree. toward: the verdicts that
    count; with "tighter" a body that `right` alone refuses is asked for, and `Same` says that there is none. over: whether the
    time for the search is over. Of the cases the smallest that shows a difference is given back.
    """
    one, other = judges or (judge_of(left), judge_of(right))

    def compared(body: Json) -> Difference | None:
        found, against = one(body), other(body)
        same = found == against if full else _refused(found) == _refused(against)
        if same or (toward != "either" and (toward == "tighter") == _refused(found)):
            return None
        return Difference(body, found, against)

    def smallest(model: Model) -> Difference | None:
        """The smallest contract case of the model that shows a difference."""
        bodies = [case.body for case in suite_of(model).cases]
        found = [difference for body in bodies if (difference := compared(body)) is not None]
        return min(found, key=lambda one: (len(json.dumps(one.body)), json.dumps(one.body)), default=None)

    def searched() -> Answer:
        return _searched(left, right, compared, full=full, toward=toward, over=over)

    if not tried:
        return smallest(left) or smallest(right) or searched()
    # Of a small change the search soon knows all, and cases of the other side are long in the making.
    answer = searched()
    if isinstance(answer, Undecided) and not over():
        return smallest(right) or answer
    return answer


def _searched(
    left: Model,
    right: Model,
    compared: Callable[[Json], Difference | None],
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
    answer: Answer = Same()
    for index, (form, against) in enumerate(zip(left.forms, right.forms, strict=True)):
        if plain(form.schema) == plain(against.schema):
            continue
        page = Page(left, right, index)
        found = page.bare(compared, full=full)
        if isinstance(found, Same):
            found = exhausted(page, right, compared, over)
        if isinstance(found, Difference):
            return found
        if isinstance(found, Undecided) and isinstance(answer, Same):
            answer = found
    if not isinstance(answer, Undecided) or full or answer is WRITTEN or len(left.forms) != 1:
        return answer
    certain = True
    sides = {"either": ((left, right), (right, left)), "tighter": ((left, right),), "looser": ((right, left),)}
    for near, far in sides[toward]:
        for body in _told_apart(near, far):
            if isinstance(body, Nothing):
                certain = certain and body.certain
            elif (difference := compared(body)) is not None:
                return difference
    return Same() if certain else answer


def _told_apart(near: Model, far: Model) -> Iterator[dict[str, Json] | Nothing]:
    """For each rule that only `far` has, an object that breaks it while `near` finds no error."""
    others = far.forms[0].schema.rules
    space = Space(near.forms[0].schema, near.definitions, also=others, goals=_gate(near))
    mine = {json.dumps(plain(rule), sort_keys=True) for rule in space.rules}
    for rule in others:
        if json.dumps(plain(rule), sort_keys=True) not in mine and rule.severity == "error":
            yield space.solve(breaks=rule, heed=[one for one in space.rules if one.severity == "error"])


def _gate(model: Model) -> tuple[Goal, ...]:
    return tuple(goal for _, gate in gates(model) for goal in gate)


def _refused(violations: Iterable[Expected]) -> bool:
    return any(one.severity == "error" for one in violations)


def _conditions(model: Model) -> list[Json]:
    """What decides which form judges a body, form by form."""
    found: list[Json] = []
    schema: Schema | None = model.schema
    for _ in model.forms[1:]:
        assert schema is not None
        found.append(plain(schema.condition))
        schema = schema.otherwise
    return found
