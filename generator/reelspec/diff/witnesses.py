"""Bodies that one side of a model accepts and the other refuses: what decides whether a change breaks who sends.

The bodies are the contract cases of both sides, the verdicts those of the validators of both sides. A body that the old
side took only with a warning about the very place that the new side refuses was no body to rely on, and is no evidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, assert_never

from reelspec.cases.comparison import Counterexample, Undecided
from reelspec.cases.difference import differ
from reelspec.cases.judge import Judge, judge_of
from reelspec.cases.oracle import Expected
from reelspec.cases.space import NoObject, valid_body
from reelspec.cases.suite import SuiteCase, suite_of
from reelspec.diff.change import Witness
from reelspec.diff.delta import applicators
from reelspec.diff.schemas import is_small
from reelspec.language.contract.model import Form, Model
from reelspec.language.contract.schema import Rule, Schema
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import tokens

Toward = Literal["tighter", "looser"]
UNKNOWN_FIELD = "additionalProperties"


@dataclass(frozen=True)
class SearchResult:
    """What a search came to. witness: None when no body was found; sure: then there is none."""

    witness: Witness | None
    sure: bool


@dataclass(frozen=True)
class _Apart:
    """A body with opposite verdicts: what the side that refuses it says."""

    body: Json
    errors: tuple[Any, ...]

    @property
    def size(self) -> tuple[int, str]:
        text = json.dumps(self.body, sort_keys=True)
        return len(text), text


class Evidence:
    """A model on both sides, judged on the contract cases of either. Nothing is built until asked."""

    def __init__(self, old: Model, new: Model) -> None:
        self.old, self.new = old, new

    @cached_property
    def searchable(self) -> bool:
        """Whether bodies are built at all. Without, nothing is found, and nothing that only bodies decide is decided."""
        return all(is_small(model) for model in (self.old, self.new))

    @cached_property
    def _judges(self) -> tuple[Judge, Judge]:
        return judge_of(self.old), judge_of(self.new)

    @cached_property
    def _cases(self) -> tuple[SuiteCase, ...]:
        old, new = self._judges
        return (*suite_of(self.old, old).cases, *suite_of(self.new, new).cases)

    @cached_property
    def _apart(self) -> dict[Toward, list[_Apart]]:
        apart: dict[Toward, list[_Apart]] = {"tighter": [], "looser": []}
        seen: set[str] = set()
        for case in self._cases if self.searchable else ():
            key = json.dumps(case.body, sort_keys=True)
            if key in seen:
                continue
            seen.add(key)
            before, after = (judge(case.body) for judge in self._judges)
            for toward, lenient, severe in (("tighter", before, after), ("looser", after, before)):
                errors = _errors(severe)
                doubted = {violation.path for violation in lenient if violation.rule == UNKNOWN_FIELD}
                if errors and not _errors(lenient) and not all(error.path in doubted for error in errors):
                    apart[toward].append(_Apart(case.body, errors))  # type: ignore[index]
        for several in apart.values():
            several.sort(key=lambda body: body.size)
        return apart

    def witness(self, toward: Toward, concerns: Callable[[Any], bool]) -> Witness | None:
        """The smallest body that is refused on one side alone, there with a violation that concerns the change.

        toward: "tighter" for bodies that the new side refuses. A body with other errors besides is taken last.
        """
        for only in (True, False):
            for case in self._apart[toward]:
                mine = [error for error in case.errors if concerns(error)]
                if mine and (not only or len(mine) == len(case.errors)):
                    return _witness(case.body, toward, mine[0])
        return None

    def any(self, toward: Toward) -> Witness | None:
        """The smallest body that is refused on one side alone, whatever for."""
        return self.witness(toward, lambda error: True)

    def never_taken(self, field: str, value: Json) -> bool:
        """Whether no body of the old side has this value in a field of its own: what is refused now was refused before."""
        if not self.searchable:
            return False
        body = valid_body(self.old, {field: value})
        if isinstance(body, dict) or not body.certain:
            return False
        lenient = [rule for rule in self.old.forms[-1].schema.rules if rule.severity == "error"]
        return len(self.old.forms) == 1 and isinstance(
            valid_body(_with_rules(self.old, lenient), {field: value}), NoObject
        )

    def rule(self, was: Rule | None, now: Rule | None, toward: Toward) -> SearchResult:
        """Whether a changed rule refuses what the earlier one does not (or the reverse), everything else being equal."""
        witness = self.witness(toward, lambda error: error.rule == (now if toward == "tighter" else was).id)  # type: ignore[union-attr]
        if witness is not None:
            return SearchResult(witness, True)
        pair = self._alone(was, now) if self.searchable else None
        if pair is None:
            return SearchResult(None, False)
        left, right = pair
        answer = differ(left, right, toward=toward)
        if isinstance(answer, Counterexample):
            severe = judge_of(right if toward == "tighter" else left)
            return SearchResult(_witness(answer.body, toward, _errors(severe(answer.body))[0]), True)
        return SearchResult(None, not isinstance(answer, Undecided))

    def _alone(self, was: Rule | None, now: Rule | None) -> tuple[Model, Model] | None:
        """Two models that differ in this rule alone; None where it does not stand at the top of a single page."""
        if len(self.old.forms) != 1 or len(self.new.forms) != 1:
            return None
        for model, mine, other in ((self.new, now, was), (self.old, was, now)):
            schema = model.forms[0].schema
            fields = _fields(model)
            if mine is not None and not any(rule is mine for rule in schema.rules):
                return None
            if other is not None and not set(other.reads) | set(other.operator.reads()) <= fields:
                continue
            rules = [rule for rule in schema.rules if rule is not mine]
            swapped = _with_rules(model, (*rules, other) if other is not None else tuple(rules))
            return (swapped, model) if model is self.new else (model, swapped)
        return None


def _fields(model: Model) -> set[str]:
    from reelspec.language.contract.scope import scope_of

    return set(scope_of(model.forms[0].schema, model.definitions).fields)


def _with_rules(model: Model, rules: Sequence[Rule]) -> Model:
    form: Form = model.forms[0]
    schema: Schema = replace(form.schema, rules=tuple(rules))
    return replace(model, schema=schema, forms=(replace(form, schema=schema),))


def _errors(violations: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(violation for violation in violations if violation.severity == "error")


def _witness(body: Json, toward: Toward, error: Any) -> Witness:
    accepted_by = "old" if toward == "tighter" else "new"
    return Witness(body, accepted_by, error.rule, error.path, error.message)


def instance_path(steps: Sequence[str]) -> tuple[str | None, ...]:
    """The place in a body that the steps into its schema speak of; None stands for any item or any name."""
    return tuple(_instance_steps(steps))


def _instance_steps(steps: Sequence[str]) -> Iterator[str | None]:
    for keyword, key in applicators(steps):
        match keyword.applies_to:
            case "field":
                yield key
            case "item" | "any field":
                yield None
            case "value" | "name" | None:
                pass
            case _:
                assert_never(keyword.applies_to)


def stands_at(path: str, place: Sequence[str | None]) -> bool:
    """Whether a violation's path (RFC 6901) is that place, or inside of it."""
    steps = tokens(path)
    return len(steps) >= len(place) and all(
        wanted is None or wanted == step for wanted, step in zip(place, steps, strict=False)
    )


__all__ = ["Evidence", "Expected", "SearchResult", "instance_path", "stands_at"]
