"""A body on which two models differ, that there is none, or that it is not decided. Called by mutation and diff.

Bodies of both models are tried first; then the rules that only one of them has are searched for an object that breaks
them and nothing else. `Same` is said only when fields are equal and that search has gone through its whole finite space.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from types import ModuleType
from typing import Any, Literal, TypeAlias

from reelspec.bodies.cases import Case, cases_of, gates
from reelspec.bodies.expected import Expected, rule_violation
from reelspec.bodies.space import Nothing, Space
from reelspec.contract.model import Model, Provider
from reelspec.contract.rule import Rule
from reelspec.contract.schema import Schema
from reelspec.dataclass import dataclass
from reelspec.rules.ways import Fulfils, Goal
from reelspec.source.node import Json


@dataclass(frozen=True, slots=True)
class Difference:
    """A body, and what each side says of it: () is accepted without a word."""

    body: dict[str, Json]
    left: tuple[Expected, ...]
    right: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Same:
    """No body tells the two apart."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Nothing was found, and the search could not rule it out; why, in words."""

    reason: str


Answer: TypeAlias = Difference | Same | Undecided
Judge: TypeAlias = Callable[[Json], tuple[Expected, ...]]
Toward: TypeAlias = Literal["either", "tighter", "looser"]
"""Which difference counts: any, only what `right` alone refuses, or only what `left` alone refuses."""


def validator_of(model: Model) -> ModuleType:
    """The model's generated validator, as a module in memory."""
    from reelspec.emit.validators import emit_validator

    provider = Provider(model.provider, model.provider, "", (), {}, {}, (), (model,), {}, ())
    module = ModuleType(model.module)
    exec(compile(emit_validator(model, provider), "<validator>", "exec"), module.__dict__)  # noqa: S102
    return module


def judge_of(model: Model) -> Judge:
    """The model's generated validator, run in memory: all violations of a body."""
    module = validator_of(model)
    validate: Callable[[Any], Iterable[Any]] = module.validate
    return lambda body: tuple(Expected(one.rule, one.path, one.related, one.severity) for one in validate(body))


def differ(
    left: Model,
    right: Model,
    *,
    full: bool = False,
    cases: Sequence[Case] | None = None,
    judges: tuple[Judge, Judge] | None = None,
    toward: Toward = "either",
) -> Answer:
    """A body on which the models differ: in the verdict, or, with `full`, in any violation.

    cases: the bodies of `left`, when they have been built already. judges: as `judge_of` gives them. toward: the
    verdicts that count; with "tighter" a body that `right` alone refuses is asked for, and `Same` says that there is
    none. The smallest body found is given back.
    """
    one, other = judges or (judge_of(left), judge_of(right))

    def compared(body: dict[str, Json]) -> Difference | None:
        found, against = one(body), other(body)
        same = found == against if full else _refused(found) == _refused(against)
        if same or (toward != "either" and (toward == "tighter") == _refused(found)):
            return None
        return Difference(body, found, against)

    known = cases_of(left).cases if cases is None else cases
    for bodies in ((case.body for case in known), (case.body for case in cases_of(right).cases)):
        found = [difference for body in bodies if (difference := compared(body)) is not None]
        if found:
            return min(found, key=lambda one: (len(json.dumps(one.body)), json.dumps(one.body)))
    if len(left.forms) != 1 or len(right.forms) != 1:
        return Undecided("one of them has variants, whose conditions are not searched through")
    certain = True
    sides = {"either": ((left, right), (right, left)), "tighter": ((left, right),), "looser": ((right, left),)}
    for near, far in sides[toward]:
        for body in _told_apart(near, far, full=full):
            if isinstance(body, Nothing):
                certain = certain and body.certain
                continue
            difference = compared(body)
            if difference is not None:
                return difference
            certain = certain and not full
    if _bare(left.forms[0].schema) != _bare(right.forms[0].schema) or _plain(left.definitions) != _plain(
        right.definitions
    ):
        return Undecided("their fields are written differently, and no body that was built shows a difference")
    return Same() if certain else Undecided("the rules that differ ask for more than the search can exhaust")


def _told_apart(near: Model, far: Model, *, full: bool) -> Iterator[dict[str, Json] | Nothing]:
    """For each rule that only `far` has, an object that breaks it while `near` finds nothing to say."""
    others = far.forms[0].schema.rules
    space = Space(near.forms[0].schema, near.definitions, also=others, goals=_gate(near))
    mine = {json.dumps(_plain(rule), sort_keys=True) for rule in space.rules}
    for rule in others:
        if json.dumps(_plain(rule), sort_keys=True) in mine:
            continue
        if full:
            twins = [one for one in space.rules if one.id == rule.id]
            goals = [_kept(one, space) for one in twins]
            yield space.solve(goals, breaks=rule, heed=())
        elif rule.severity == "error":
            yield space.solve(breaks=rule, heed=[one for one in space.rules if one.severity == "error"])


def _kept(rule: Rule, space: Space) -> Goal:
    names = tuple(name for name in dict.fromkeys((*rule.reads, *rule.operator.reads())) if name in space.scope.fields)
    return Fulfils(names, lambda body: rule_violation(rule, body, space.scope) is None)


def _gate(model: Model) -> tuple[Goal, ...]:
    return tuple(goal for _, gate in gates(model) for goal in gate)


def _refused(violations: Iterable[Expected]) -> bool:
    return any(one.severity == "error" for one in violations)


def _bare(schema: Schema) -> Json:
    """The schema without its rules, as JSON: what it demands of fields, and nothing that only describes it."""
    return _plain(replace(schema, rules=()))


_WORDS = ("node", "source", "against", "message", "annotations")


def _plain(value: object) -> Json:
    """A part of the contract as JSON, without places and descriptions; the order of listed values says nothing."""
    if is_dataclass(value) and not isinstance(value, type):
        out: dict[str, Json] = {"": type(value).__name__}
        for field in fields(value):
            inner = getattr(value, field.name)
            if field.name == "annotations" and isinstance(inner, dict) and "x-media" in inner:
                out["x-media"] = inner["x-media"]
            if field.name in _WORDS or inner is None or inner == () or inner == {} or inner is False:
                continue
            said = _plain(inner)
            if field.name in ("enum", "required", "types") and isinstance(said, list):
                said = sorted(said, key=lambda one: json.dumps(one, sort_keys=True))
            out[field.name] = said
        return out
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return {str(name): _plain(one) for name, one in dict(value).items()}  # type: ignore[call-overload]
