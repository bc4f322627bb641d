"""Probe: an unknown field deep inside is refused where the spec closes the object, also in the last item of an array."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

from reelspec.cases.judge import judge_of
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape
from reelspec.testing.verify.answers import general
from reelspec.testing.verify.cases import Case, encoded
from reelspec.testing.verify.plan import Trial
from reelspec.testing.verify.probes.probe import Asker, accepts
from reelspec.testing.verify.report import Finding

MOST = 4
"""So many objects of a model get an unknown field."""
NAME = "reelspec_unknown"


async def unknown_fields(asker: Asker, trial: Trial) -> AsyncIterator[Finding]:
    """An unknown field in each inner object that the spec closes, unless a case has one there.

    Nothing where a case is accepted that has one: what the server does with unknown fields is told by that.
    """
    if any(attempt.outcome.verdict == "accepted" and _is_unknown(attempt.case) for attempt in trial.tried):
        return
    known = {
        general(violation.path, case.body).rpartition("/")[0]
        for case in trial.cases
        if _is_unknown(case)
        for violation in case.violations
    }
    judge = None
    sent = 0
    for path, (steps, body) in sorted(_places(trial).items(), key=lambda entry: (-entry[0].count("/"), entry[0])):
        in_first = all(step == 0 for step in steps if isinstance(step, int))
        if (path in known and in_first) or sent == MOST:
            continue
        changed = copy.deepcopy(body)
        _at(changed, steps)[NAME] = "A boat."
        judge = judge or judge_of(trial.model)
        wrong = [violation for violation in judge(changed) if violation.severity == "error"]
        if len(wrong) != 1 or wrong[0].rule != "additionalProperties":
            continue
        sent += 1
        heard = await asker.ask(trial, asker.sending(trial, encoded(changed)))
        finding = accepts(
            trial, heard, "laxer", f"a field that {path} does not have", "additionalProperties", model=trial.model.name
        )
        if finding is not None:
            yield replace(finding, path=f"{path}/*", source=wrong[0].source)


def _is_unknown(case: Case) -> bool:
    return any(violation.rule == "additionalProperties" for violation in case.violations)


def _places(trial: Trial) -> dict[str, tuple[tuple[str | int, ...], Json]]:
    """Inner objects of legal bodies: path with `*` for items -> the way to the one that stands last, and the body."""
    accepted = [
        attempt.case for attempt in trial.in_order() if attempt.outcome.verdict == "accepted" and attempt.case.valid
    ]
    places: dict[str, tuple[tuple[str | int, ...], Json]] = {}
    for case in accepted or [each for each in trial.cases if each.valid]:
        if case.warnings:
            continue
        for steps in _objects(case.body, ()):
            path = "".join("/*" if isinstance(step, int) else f"/{escape(step)}" for step in steps)
            before = places.get(path)
            if before is None or _items(steps) > _items(before[0]):
                places[path] = steps, case.body
    return places


def _items(steps: tuple[str | int, ...]) -> tuple[int, ...]:
    return tuple(step for step in steps if isinstance(step, int))


def _objects(value: Json, steps: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        if steps:
            yield steps
        for name, inner in value.items():
            yield from _objects(inner, (*steps, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _objects(inner, (*steps, at))


def _at(value: Any, steps: tuple[str | int, ...]) -> Any:
    for step in steps:
        value = value[step]
    return value
