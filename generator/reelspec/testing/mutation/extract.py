"""Whether the cases notice a mutant, told by no more of the model than what the change concerns. Called by `score`.

To compile the judge of a whole model takes longer than to ask it. But a field is judged by its own schema, and a rule by the
fields that it reads; so where one field or rule has changed, a schema of these alone tells what is said of them, and an
error that only one side has is in the whole judgement too, whatever else is in a body.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from reelspec.cases.difference import judge_of
from reelspec.cases.oracle import Expected
from reelspec.cases.suite import suite_of
from reelspec.cases.variants import form_of
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Constant, Rule, Schema, fields_read, parts
from reelspec.language.source.node import Json

_AROUND = 6
"""In so many accepted bodies a part is tried, from the one with the fewest fields on."""
_PARTS = ("properties", "rules", "required")
"""What of an object's schema may have changed for an extract to tell."""


@dataclass(frozen=True)
class _Change:
    """What a mutant changes in the form at a place: names of fields, and what stands in the extract of each side."""

    form: int
    names: tuple[str, ...]
    before: Schema
    after: Schema


class Extracts:
    """The cases of a model, part by part. expected: what the unchanged model says of each."""

    def __init__(self, model: Model, cases: Sequence[Json], expected: Sequence[tuple[Expected, ...]]) -> None:
        self._model = model
        self._cases: list[list[tuple[dict[str, Json], frozenset[str], frozenset[Expected]]]] = [[] for _ in model.forms]
        for body, violations in zip(cases, expected, strict=True):
            if isinstance(body, dict):
                form = form_of(model, body)
                place = next(index for index, other in enumerate(model.forms) if other is form)
                wrong = frozenset(violation.path for violation in violations if violation.severity == "error")
                self._cases[place].append((body, wrong, frozenset(violations)))
        self._parts: dict[tuple[int, tuple[str, ...]], list[_Part]] = {}
        self._known: dict[tuple[int, tuple[int, ...], tuple[str, ...]], tuple[Schema, list[set[Expected]]]] = {}

    def notice(self, mutant: Model) -> bool | None:
        """Whether a case comes out otherwise; None where only the whole judgement can tell."""
        change = _change(self._model, mutant)
        if change is None:
            return None
        mine = self._parts_of(change)
        if not mine:
            return False
        was = self._before(change, mine)
        judge = judge_of(_alone(self._model, change.after))
        same = True
        for part, before in zip(mine, was, strict=True):
            now = set(judge(part.body))
            if now != before:
                if part.shows(before, now):
                    return True
                same = False
        return False if same else None

    def bodies(self, mutant: Model) -> Iterator[Json] | None:
        """Bodies on which the mutant may differ: the cases of both extracts, each within a case that is accepted. None
        where only the cases of the whole mutant can show it."""
        change = _change(self._model, mutant)
        if change is None:
            return None
        sides = [_alone(self._model, schema) for schema in (change.before, change.after)]
        judges = [judge_of(side) for side in sides]
        made = [case.body for side in reversed(sides) for case in suite_of(side).cases if isinstance(case.body, dict)]
        apart = [body for body in made if judges[0](body) != judges[1](body)]
        apart.sort(key=lambda body: len(json.dumps(body)))
        return self._within(change, apart)

    def _within(self, change: _Change, bodies: Sequence[dict[str, Json]]) -> Iterator[Json]:
        accepted = [body for body, _, violations in self._cases[change.form] if not violations]
        around = {len(body): body for body in accepted}
        for part in bodies:
            for _, body in sorted(around.items())[:_AROUND]:
                yield {**{name: value for name, value in body.items() if name not in change.names}, **part}

    def _parts_of(self, change: _Change) -> list[_Part]:
        key = change.form, change.names
        if key not in self._parts:
            parts: dict[str, _Part] = {}
            for body, wrong, violations in self._cases[change.form]:
                part = {name: body[name] for name in change.names if name in body}
                parts.setdefault(json.dumps(part), _Part(part, [])).cases.append((wrong, violations))
            self._parts[key] = list(parts.values())
        return self._parts[key]

    def _before(self, change: _Change, mine: Sequence[_Part]) -> list[set[Expected]]:
        """What the extract of the unchanged model says of each part."""
        key = change.form, tuple(map(id, change.before.rules)), (*change.names, "", *change.before.required)
        if key not in self._known:
            judge = judge_of(_alone(self._model, change.before))
            self._known[key] = change.before, [set(judge(part.body)) for part in mine]
        return self._known[key][1]


@dataclass(frozen=True)
class _Part:
    """A part of bodies, and of each case that has it where its errors are and all that is said of it."""

    body: Json
    cases: list[tuple[frozenset[str], frozenset[Expected]]]

    def shows(self, before: set[Expected], now: set[Expected]) -> bool:
        """What changes can be seen in one of the cases: nothing late is said where an error is."""
        if any(violation.severity == "error" for violation in before ^ now):
            return True
        return any(
            (before - now) & violations or any(violation.path not in wrong for violation in now - before)
            for wrong, violations in self.cases
        )


def _change(model: Model, mutant: Model) -> _Change | None:
    """What a mutant changes; None where it is not in the fields and rules of one form alone."""
    if mutant.definitions is not model.definitions:
        return None
    places = [index for index, form in enumerate(model.forms) if mutant.forms[index].schema is not form.schema]
    if len(places) != 1:
        return None
    before, after = model.forms[places[0]].schema, mutant.forms[places[0]].schema
    same = (
        getattr(before, each.name) is getattr(after, each.name) for each in fields(before) if each.name not in _PARTS
    )
    if not all(same) or before.properties.keys() != after.properties.keys():
        return None
    rules = _without(before.rules, after.rules), _without(after.rules, before.rules)
    needed = set(before.required) ^ set(after.required)
    names = {name for name, inner in before.properties.items() if inner is not after.properties[name]} | needed
    defaults = {
        name for name in names if _defaults(before.properties.get(name)) != _defaults(after.properties.get(name))
    }
    if defaults:
        # Rules see another default where the field itself is judged as before.
        readers = tuple(rule for rule in before.rules if rule not in rules[0] and defaults.intersection(_reads(rule)))
        rules = (*rules[0], *readers), (*rules[1], *readers)
    names.update(name for side in rules for rule in side for name in _reads(rule))
    if not names <= before.properties.keys():
        return None
    kept = tuple(name for name in before.properties if name in names)

    def extract(schema: Schema, own: tuple[Rule, ...]) -> Schema:
        # A required field that is missing is refused, so that a rule knows nothing of it.
        required = tuple(name for name in schema.required if name in names)
        properties = {name: schema.properties[name] for name in kept}
        return Schema(types=("object",), properties=properties, required=required, rules=own)

    return _Change(places[0], kept, extract(before, rules[0]), extract(after, rules[1]))


def _defaults(schema: Schema | None) -> list[Constant | None]:
    """The defaults of a field and of all that is in it."""
    if schema is None:
        return []
    return [schema.default, *(default for part in parts(schema) for default in _defaults(part.schema))]


def _without(rules: Iterable[Rule], others: Iterable[Rule]) -> tuple[Rule, ...]:
    known = {*map(id, others)}
    return tuple(rule for rule in rules if id(rule) not in known)


def _reads(rule: Rule) -> tuple[str, ...]:
    return (*(() if rule.when is None else fields_read(rule.when)), *rule.operator.reads())


def _alone(model: Model, schema: Schema) -> Model:
    """The model with nothing but this schema."""
    return replace(model, schema=schema, forms=(replace(model.forms[0], schema=schema, when=None),))
