"""The oracle of request bodies: every body of a model that its rules and keywords tell apart, and the violations to expect.

`cases_of(model)` searches, where the contract cases change one thing and ask the model's own judgement. What is to be said
of a body follows from the contract alone, by `reelspec.cases.oracle` for rules and `broken_values` for keywords, so that no
judge has a part in it and all are held against it. The same contract gives the same bodies in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations

from reelspec.cases.boundary_values import limit_sides
from reelspec.cases.choice import ABSENT, Choice
from reelspec.cases.oracle import Expected, in_order, rule_violation, rule_violations
from reelspec.cases.sizes import numbered
from reelspec.cases.space import NoObject, Space, guard_is
from reelspec.cases.variants import gates
from reelspec.common.digest import digest
from reelspec.language.contract.goals import Fulfils, Goal, Holds, Object, Way
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Present, Rule, Schema, leaves
from reelspec.language.contract.scope import resolved
from reelspec.language.rules.equality import equal
from reelspec.language.rules.evaluate import UNKNOWN, accepts
from reelspec.language.rules.goals import may_be_unknown, met
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape
from tests.contract.bodies.broken_values import broken_keywords, wrong_values

MOST_OPTIONS = 8
"""So many values of an array are tried as the home of one item."""
MOST_VALUES = 90
"""So many values of one field are tried in each way of a rule."""
MOST_HOMES = 120
"""So many arrays are looked at to find one for an item."""
NAME = 110
"""Longer names are shortened."""


@dataclass(frozen=True, slots=True)
class Case:
    """A body and all that must be said of it.

    name: unique in the model. kind: "valid", "value", "pair", "rule" or "fault". about: the field (a path such as
    `media[].type`) or the rule's id; "" for the body as a whole. violations: in the order of `validate`.
    """

    name: str
    kind: str
    about: str
    body: dict[str, Json]
    violations: tuple[Expected, ...] = ()

    @property
    def valid(self) -> bool:
        """No violation is an error."""
        return all(one.severity != "error" for one in self.violations)


@dataclass(frozen=True, slots=True)
class Unreached:
    """A body that was wanted and not found. certain: there is none; otherwise it is not decided."""

    name: str
    about: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """What was built for a model, and what was wanted in vain."""

    cases: tuple[Case, ...]
    unreached: tuple[Unreached, ...]


@dataclass(frozen=True, slots=True)
class _Slot:
    """A value for one place, before the rest of the body is known.

    options: values that do equally well, each also as rules see it (`UNKNOWN` where something is refused).
    """

    name: str
    kind: str
    about: str
    options: tuple[tuple[Json, Choice], ...]
    violations: tuple[Expected, ...] = ()


def cases_of(model: Model) -> Cases:
    """Every body that is built for the model."""
    cases: list[Case] = []
    unreached: list[Unreached] = []
    names: dict[str, int] = {}
    bodies: set[str] = set()
    for form, gate in gates(model):
        space = Space(form.schema, model.definitions, goals=gate)
        title = "" if len(model.forms) == 1 else f"{form.name}: "
        for found in _Builder(space, gate).everything():
            if isinstance(found, Unreached):
                unreached.append(replace(found, name=title + found.name))
                continue
            assert isinstance(found.options[0][0], dict)
            key = json.dumps(found.options[0][0], sort_keys=True)
            if key in bodies or not all(met(goal, _known(found.options[0][1]), space.scope) for goal in gate):
                continue
            bodies.add(key)
            name = _short(title + found.name)
            names[name] = names.get(name, 0) + 1
            if names[name] > 1:
                name = f"{name} ({names[name]})"
            cases.append(Case(name, found.kind, found.about, found.options[0][0], found.violations))
    return Cases(tuple(cases), tuple(unreached))


def _known(value: Choice) -> dict[str, object]:
    return {str(name): one for name, one in value.items()} if isinstance(value, dict) else {}


def _short(name: str) -> str:
    """A long name cut, with a mark of the whole: it stays the same whatever other cases there are."""
    return name if len(name) <= NAME else f"{name[: NAME - 9]}... #{digest(name.encode())[:4]}"


class _Builder:
    """Builds the bodies of one object's schema. gate: what every body must be."""

    def __init__(self, space: Space, gate: Sequence[Goal] = ()) -> None:
        self.space = space
        self.gate = tuple(gate)

    def everything(self) -> Iterator[_Slot | Unreached]:
        """The objects, in the order of the spec: whole bodies, fields, pairs, rules, unknown fields."""
        yield from self._whole()
        for name in self.space.scope.fields:
            yield from self._field(name)
        yield from self._pairs()
        for rule in self.space.rules:
            yield from self._rule(rule)
        yield from self._missing()
        yield from self._unknown_fields()

    # Valid bodies

    def _whole(self) -> Iterator[_Slot | Unreached]:
        found = self._solve()
        if isinstance(found, NoObject):
            yield Unreached("a valid body", "", found.certain)
            return
        yield self._slot("as few fields as can be", "valid", "", found)
        full = self._full()
        if full != found:
            yield self._slot("as many fields as go together", "valid", "", full)

    def _full(self) -> dict[str, Json]:
        """As many fields as go together: one more as long as a body is found."""
        goals: list[Goal] = []
        best = self._solve()
        assert isinstance(best, dict)
        for name in self.space.scope.fields:
            if name in best:
                continue
            found = self._solve([*goals, Holds(Present(name))])
            if isinstance(found, dict):
                goals.append(Holds(Present(name)))
                best = found
        return best

    def _field(self, name: str) -> Iterator[_Slot | Unreached]:
        """Every value of a field that keywords or rules distinguish, and every fault of it."""
        schema = self.space.scope.fields[name].schema
        for slot in self._slots(name, schema):
            found = self._placed(name, slot)
            if isinstance(found, Unreached) and not slot.violations:
                fixed = {name: slot.options[0][1]}
                yield from self._mild(slot.name, slot.kind, slot.about, (), fixed, NoObject(found.certain))
            else:
                yield found

    def _slots(self, name: str, schema: Schema) -> Iterator[_Slot]:
        """Values for a field: accepted ones and broken ones."""
        domain = self.space.domain(name)
        usable = [value for value in domain.values if isinstance(self._solve(fixed={name: value}), dict)]
        yield from _values(schema, self.space, name, tuple(usable) or domain.values, self.space.words, name)
        for value in domain.values[:1]:
            yield from self._inner(name, schema, (*usable, value))

    def _inner(self, name: str, schema: Schema, good: Sequence[Json]) -> Iterator[_Slot]:
        """What is to be shown inside of an array or object."""
        objects = [one for one in good if isinstance(one, dict)]
        arrays = [one for one in good if isinstance(one, list) and one]
        if objects:
            for found in _Builder(self.space.inside(name)).everything():
                if isinstance(found, _Slot):
                    yield replace(
                        found,
                        name=f"{name}: {found.name}",
                        about=_about(name, ".", found),
                        violations=tuple(one.below(f"/{escape(name)}") for one in found.violations),
                    )
        if arrays and schema.items is not None:
            yield from self._items(name, schema, schema.items, arrays)
            if schema.max_items is not None and schema.max_items <= 100:
                options = [numbered((one * schema.max_items)[: schema.max_items]) for one in arrays if len(one) == 1]
                options += [one for one in arrays if len(one) == schema.max_items]
                kept = [one for one in options if accepts(schema, self.space.definitions, one)][:MOST_OPTIONS]
                if kept:
                    yield _Slot(f"{name} of {schema.max_items} items", "value", name, tuple((one, one) for one in kept))
            least = schema.min_items or 0
            shortest = [one for one in arrays if len(one) == least][:MOST_OPTIONS]
            if shortest:
                yield _Slot(f"{name} of {least} items", "value", name, tuple((one, one) for one in shortest))

    def _items(self, name: str, schema: Schema, item: Schema, arrays: Sequence[list[Json]]) -> Iterator[_Slot]:
        whole = resolved(item, self.space.definitions)
        if whole.boolean is not None:
            return
        inner: list[_Slot] = []
        if whole.types == ("object",):
            space = self.space.items(name, item, self.space.probes[name])
            inner += [one for one in _Builder(space).everything() if isinstance(one, _Slot)]
            other = next((one for one in arrays[0] if isinstance(one, dict)), None)
            for wrong in wrong_values(whole, self.space.definitions, name, other):
                inner.append(_Slot(f"item is {wrong.name}", "fault", "", ((wrong.value, UNKNOWN),), (wrong.violation,)))
        else:
            space = self.space
            first = arrays[0][0]
            inner += [
                replace(one, about="")
                for one in _values(whole, space, name, (first,), (name, *space.words), "item", item=True)
            ]
        for slot in inner:
            options: list[tuple[Json, Choice]] = []
            for raw, marked in slot.options[:2]:
                for rest in _homes(arrays, raw, marked, tuple(self.space.probes[name].items)):
                    if not broken_keywords(schema, self.space.definitions, [raw, *rest]):
                        options.append(([raw, *rest], [marked, *rest]))
            if options:
                yield replace(
                    slot,
                    name=f"{name}[0]: {slot.name}",
                    about=_about(f"{name}[]", ".", slot),
                    options=tuple(options[:MOST_OPTIONS]),
                    violations=tuple(one.below(f"/{escape(name)}/0") for one in slot.violations),
                )

    def _placed(self, name: str, slot: _Slot) -> _Slot | Unreached:
        """The slot's value in a body that has no other violation."""
        certain = True
        for raw, marked in slot.options:
            found = self._around(slot, {name: marked})
            if isinstance(found, NoObject):
                certain = certain and found.certain
                continue
            body = {**self.space.fitting({**found, name: raw}), name: raw}
            return replace(slot, options=((body, found),))
        return Unreached(slot.name, slot.about, certain and len(slot.options) < MOST_OPTIONS)

    def _around(self, slot: _Slot, fixed: Mapping[str, Choice]) -> dict[str, Json] | NoObject:
        """A body with these values of which nothing is said besides the slot's violations."""
        wrong = frozenset(one.path for one in slot.violations if one.severity == "error")
        late = [rule for rule in self.space.rules if rule.severity != "error"]
        if not wrong or not late:
            return self._solve(fixed=fixed)
        # Where an error is, nothing late is said, so that there a late rule may be broken.
        quiet = [Fulfils(self.space.reads_of(rule), partial(self._is_quiet, rule, wrong)) for rule in late]
        heed = [rule for rule in self.space.rules if rule.severity == "error"]
        return self.space.solve((*self.gate, *quiet), fixed=fixed, heed=heed)

    def _is_quiet(self, rule: Rule, wrong: frozenset[str], body: Object) -> bool:
        found = rule_violation(rule, body, self.space.scope)
        return found is None or found.path in wrong

    # Together

    def _pairs(self) -> Iterator[_Slot | Unreached]:
        optional = [field.name for field in self.space.scope.fields.values() if not field.required]
        for one, other in combinations(optional, 2):
            found = self._solve([Holds(Present(one)), Holds(Present(other))])
            if isinstance(found, dict):
                yield self._slot(f"{one} and {other} together", "pair", f"{one} {other}", found)
            else:
                goals = (Holds(Present(one)), Holds(Present(other)))
                yield from self._mild(f"{one} and {other} together", "pair", f"{one} {other}", goals, {}, found)

    # Rules

    def _rule(self, rule: Rule) -> Iterator[_Slot | Unreached]:
        """The rule kept and broken in each of its ways, with every value of every field that it reads."""
        for way in self.space.ways[id(rule)]:
            for truth in (True,) if rule.when is None else (True, False, None):
                if truth is not True and not way.broken:
                    continue
                if truth is None and rule.when is not None and not may_be_unknown(rule.when, self.space.scope):
                    continue
                guard = "" if rule.when is None else {True: "", False: "unguarded, ", None: "guard unknown, "}[truth]
                goals = (*guard_is(rule, truth), *way.goals)
                name = f"{rule.id}, {guard}{way.name}"
                yield from self._way(rule, way, name, goals, breaks=way.broken and truth is True)

    def _way(
        self, rule: Rule, way: Way, name: str, goals: Sequence[Goal], *, breaks: bool
    ) -> Iterator[_Slot | Unreached]:
        found = self._violating(rule, goals) if breaks else self._solve(goals)
        if isinstance(found, NoObject):
            yield from self._mild(name, "rule", rule.id, goals, {}, found)
            return
        yield self._slot(name, "rule", rule.id, found, breaks=breaks)
        for field in self._read_by(rule):
            values: list[Choice] = [*self.space.domain(field).values[:MOST_VALUES]]
            if not self.space.scope.fields[field].required:
                values.append(ABSENT)
            for value in values:
                if _has(found, field, value):
                    continue
                fixed = {field: value}
                one = self.space.solve((*self.gate, *goals), fixed=fixed, breaks=rule if breaks else None)
                if isinstance(one, dict):
                    words = f"{name}; {field} {_shown(value)}"
                    yield self._slot(words, "rule", rule.id, one, breaks=breaks)

    def _read_by(self, rule: Rule) -> tuple[str, ...]:
        guard = () if rule.when is None else tuple(leaf.field for leaf in leaves(rule.when))
        names = dict.fromkeys((*guard, *rule.operator.reads()))
        return tuple(name for name in names if name in self.space.scope.fields)

    def _violating(self, rule: Rule, goals: Sequence[Goal]) -> dict[str, Json] | NoObject:
        """A body that breaks this rule alone; where that cannot be, together with others."""
        alone = self.space.solve((*self.gate, *goals), breaks=rule)
        if isinstance(alone, dict) or not alone.certain:
            return alone
        return self.space.solve((*self.gate, *goals), breaks=rule, heed=())

    # Fields that are missing, or unknown

    def _missing(self) -> Iterator[_Slot | Unreached]:
        for name, field in self.space.scope.fields.items():
            if not field.required:
                continue
            found = self._solve(fixed={name: ABSENT})
            label = f"without {name} [required]"
            if isinstance(found, NoObject):
                yield Unreached(label, name, found.certain)
                continue
            violation = Expected("required", f"/{escape(name)}")
            yield _Slot(label, "fault", name, ((found, found),), (violation,))

    def _unknown_fields(self) -> Iterator[_Slot]:
        closed = self.space.schema.additional_properties
        severity = "warning" if closed is None else "error"
        found = self._solve()
        if isinstance(found, NoObject) or (closed is not None and closed.boolean is not False):
            return
        if self.space.schema.pattern_properties or self.space.schema.unevaluated_properties is not None:
            return
        if closed is None and not self.space.scope.fields:
            return
        first = next(iter(self.space.scope.fields), "field")
        for label, name in (("an unknown field", "unknown_field"), ("a field name in another case", first.swapcase())):
            if name in self.space.scope.fields:
                continue
            violation = Expected("additionalProperties", f"/{escape(name)}", severity=severity)
            body = {**found, name: "value"}
            yield _Slot(f"{label} [additionalProperties]", "fault", "", ((body, found),), (violation,))

    # Helpers

    def _mild(
        self, name: str, kind: str, about: str, goals: Sequence[Goal], fixed: Mapping[str, Choice], why: NoObject
    ) -> Iterator[_Slot | Unreached]:
        """A body that is accepted, though not without a warning, where none is without; with one warning if possible."""
        rules = self.space.rules
        late = [rule for rule in rules if rule.severity != "error"]
        found = why
        for silent in (*([one] for one in late), late) if why.certain else ():
            heed = [rule for rule in rules if rule not in silent]
            tried = self.space.solve((*self.gate, *goals), fixed=fixed, heed=heed)
            if isinstance(tried, dict):
                yield self._slot(f"{name}, with a warning", kind, about, tried, breaks=True)
                return
            found = NoObject(found.certain and tried.certain)
        yield Unreached(name, about, found.certain)

    def _solve(
        self, goals: Iterable[Goal] = (), fixed: Mapping[str, Choice] | None = None
    ) -> dict[str, Json] | NoObject:
        return self.space.solve((*self.gate, *goals), fixed=fixed)

    def _slot(self, name: str, kind: str, about: str, body: dict[str, Json], *, breaks: bool = False) -> _Slot:
        violations = rule_violations(self.space.rules, body, self.space.scope) if breaks else ()
        marked: Choice = body
        if any(one.severity == "error" for one in violations):
            refused = {one.path for one in violations if one.severity == "error"}
            marked = {key: UNKNOWN if f"/{escape(key)}" in refused else value for key, value in body.items()}
        return _Slot(name, kind, about, ((body, marked),), in_order(violations))


def _values(
    schema: Schema,
    space: Space,
    name: str,
    values: Sequence[Json],
    words: tuple[str, ...],
    label: str,
    *,
    item: bool = False,
) -> Iterator[_Slot]:
    """Accepted and broken values of a field or item: listed values, limit sides, faults."""
    shown = list(values) if schema.values() is not None or not item else []
    if not any(isinstance(one, list | dict) for one in shown):
        for value in shown:
            yield _Slot(f"{label} {_shown(value)}", "value", name, ((value, value),))
        for side, _, value in limit_sides(schema, space.definitions, name, words):
            if not any(equal(value, one) for one in shown):
                yield _Slot(f"{label} at {side}", "value", name, ((value, value),))
    if item and schema.values() is not None:
        for value in schema.values() or ():
            if accepts(schema, space.definitions, value):
                yield _Slot(f"{label} {_shown(value)}", "value", name, ((value, value),))
    if not values:
        return
    for wrong in wrong_values(schema, space.definitions, name, values[0]):
        marked = UNKNOWN if wrong.refused else wrong.value
        violation = wrong.violation if item else wrong.violation.below(f"/{escape(name)}")
        yield _Slot(f"{label} is {wrong.name}", "fault", name, ((wrong.value, marked),), (violation,))


def _homes(arrays: Sequence[Sequence[Json]], raw: Json, marked: Choice, asked: tuple[str, ...]) -> list[list[Json]]:
    """What may follow the item in an array: the rest of arrays without the item that is most like it, best first.

    asked: the fields of items that rules ask for.
    """
    known = marked if isinstance(marked, dict) else raw

    def unlike(item: Json) -> int:
        if not isinstance(item, dict) or not isinstance(known, dict):
            return 0
        return sum(known.get(name) is not UNKNOWN and known.get(name) != item.get(name) for name in asked)

    found = []
    for array in arrays[:MOST_HOMES]:
        at = min(range(len(array)), key=lambda index: unlike(array[index]))
        found.append((unlike(array[at]), len(array), numbered([*array[:at], *array[at + 1 :]], 2)))
    return [rest for _, _, rest in sorted(found, key=lambda one: one[:2])][:MOST_OPTIONS]


def _about(outer: str, step: str, slot: _Slot) -> str:
    return slot.about if slot.kind == "rule" else outer + (f"{step}{slot.about}" if slot.about else "")


def _has(body: Mapping[str, Json], name: str, value: Choice) -> bool:
    if value is ABSENT:
        return name not in body
    return name in body and equal(body[name], value)


def _shown(value: Choice) -> str:
    """A value for a case's name."""
    if value is ABSENT:
        return "absent"
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        return text if len(text) <= 32 else f"of {len(value)} characters, {json.dumps(value[:12], ensure_ascii=False)}"
    if isinstance(value, list):
        kinds = [_kind(one) for one in value]
        return f"[{' + '.join(kinds)}]"
    if isinstance(value, dict):
        return _kind(value)
    return json.dumps(value)


def _kind(item: Json) -> str:
    """An item in a few words: its short values."""
    if isinstance(item, dict):
        said = [str(one) for one in item.values() if isinstance(one, str | int | float) and "://" not in str(one)]
        return ", ".join(said)[:40] or "item"
    return "item" if isinstance(item, str) and len(item) > 20 else json.dumps(item, ensure_ascii=False)[:20]
