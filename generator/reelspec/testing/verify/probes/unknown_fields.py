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
from reelspec.testing.verify.plan import Duty
from reelspec.testing.verify.probes.probe import Asker, accepts
from reelspec.testing.verify.report import Finding

MOST = 4
"""So many objects of a model get an unknown field."""
NAME = "reelspec_unknown"


async def unknown_fields(asker: Asker, duty: Duty) -> AsyncIterator[Finding]:
    """An unknown field in each inner object that the spec closes, unless a case has one there.

    Nothing where a case is accepted that has one: what the server does with unknown fields is told by that.
    """
    if any(one.outcome.verdict == "accepted" and _is_unknown(one.case) for one in duty.tried):
        return
    known = {
        general(one.path, case.body).rpartition("/")[0]
        for case in duty.cases
        if _is_unknown(case)
        for one in case.violations
    }
    judge = None
    sent = 0
    for path, (steps, body) in sorted(_places(duty).items(), key=lambda one: (-one[0].count("/"), one[0])):
        in_first = all(step == 0 for step in steps if isinstance(step, int))
        if (path in known and in_first) or sent == MOST:
            continue
        changed = copy.deepcopy(body)
        _at(changed, steps)[NAME] = "A boat."
        judge = judge or judge_of(duty.model)
        wrong = [one for one in judge(changed) if one.severity == "error"]
        if len(wrong) != 1 or wrong[0].rule != "additionalProperties":
            continue
        sent += 1
        heard = await asker.ask(duty, asker.sending(duty, encoded(changed)))
        finding = accepts(
            duty, heard, "laxer", f"a field that {path} does not have", "additionalProperties", model=duty.model.name
        )
        if finding is not None:
            yield replace(finding, path=f"{path}/*", source=wrong[0].source)


def _is_unknown(case: Case) -> bool:
    return any(one.rule == "additionalProperties" for one in case.violations)


def _places(duty: Duty) -> dict[str, tuple[tuple[str | int, ...], Json]]:
    """Inner objects of legal bodies: path with `*` for items -> the way to the one that stands last, and the body."""
    accepted = [one.case for one in duty.in_order() if one.outcome.verdict == "accepted" and one.case.valid]
    found: dict[str, tuple[tuple[str | int, ...], Json]] = {}
    for case in accepted or [one for one in duty.cases if one.valid]:
        if case.warnings:
            continue
        for steps in _objects(case.body, ()):
            path = "".join("/*" if isinstance(step, int) else f"/{escape(step)}" for step in steps)
            before = found.get(path)
            if before is None or _items(steps) > _items(before[0]):
                found[path] = steps, case.body
    return found


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
