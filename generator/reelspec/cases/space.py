"""The finite space of objects that a schema's rules can tell apart, and the bounded search in it.

Every field has a domain of values (see `boundary_values`); the search chooses one for each field that matters, absent first, and
goes back as soon as a rule is broken that should hold. It is deterministic, and says of a search without result whether
there is none (`NoObject(certain=True)`) or whether it gave up or had to choose from too few values.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reelspec.cases.arrays import MOST_ARRAYS, arrays_of
from reelspec.cases.boundary_values import Domain, combines, distinct, is_scalar, scalars
from reelspec.cases.choice import ABSENT, Choice, Choices
from reelspec.cases.distinctions import Probe, Probes, probes_of
from reelspec.cases.oracle import Expected, rule_violation, rule_violations
from reelspec.cases.search import choose
from reelspec.cases.sizes import LARGEST_SHOWN, grown
from reelspec.cases.texts import OURS, plausible
from reelspec.cases.variants import gates
from reelspec.language.contract.goals import Goal, Holds, Way
from reelspec.language.contract.keywords import applied_to
from reelspec.language.contract.model import Model
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import (
    All,
    Any,
    Definitions,
    Not,
    Present,
    Rule,
    Schema,
    bounds_of,
    fields_read,
    is_said,
)
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.files import reads_files
from reelspec.language.rules.goals import met
from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape

MOST_STEPS = 20_000
"""So many choices are tried in one search."""
DEEPEST = 5
"""Objects in objects deeper than this are not made: a definition may contain itself."""
MOST_TEXTS = 500
_texts: dict[tuple[object, ...], tuple[Schema, tuple[Schema, ...], Domain]] = {}
"""The domains of texts, with what they were made for, so that nothing else takes its identity."""


@dataclass(frozen=True)
class NoObject:
    """No object was found. certain: there is none; otherwise it is not decided."""

    certain: bool


class Space:
    """The objects of one schema. name: the field that holds them; words: what else is known of the place."""

    def __init__(
        self,
        schema: Schema,
        definitions: Definitions,
        *,
        words: tuple[str, ...] = (),
        number: int = 1,
        asked: Probes | None = None,
        also: Iterable[Rule] = (),
        goals: Iterable[Goal] = (),
    ) -> None:
        self.schema = resolved(schema, definitions)
        self.definitions = definitions
        self.scope = scope_of(schema, definitions)
        self.words = words
        self.number = number
        self.rules = tuple(rule for rule in self.schema.rules if not reads_files(rule, self.scope))
        self.ways: dict[int, tuple[Way, ...]] = {}
        rules = (*self.rules, *also)
        for rule in rules:
            self.ways[id(rule)] = tuple(operator_of(rule).ways(self.scope))
        self.probes = probes_of([(rule, self.ways[id(rule)]) for rule in rules], goals, self.scope)
        for name, probe in (asked or {}).items():
            _join(self.probes.setdefault(name, Probe()), probe)
        self._domains: dict[str, Domain] = {}
        self._order: dict[str, int] = {name: index for index, name in enumerate(self.scope.fields)}
        self._reads = {id(rule): self._fields_of(rule) for rule in rules}
        self._said: dict[tuple[int, ...], tuple[Rule, list[object], Expected | None]] = {}
        needs = self.schema.dependent_required.items()
        self._needs: tuple[Goal, ...] = tuple(
            Holds(Any((Not(Present(name)), All(tuple(map(Present, needed))))))
            for name, needed in needs
            if name in self.scope.fields and all(field in self.scope.fields for field in needed)
        )
        self._whole = _whole(self.schema)
        self._base: dict[str, Choice] | None = None
        self._stuck: list[str] = []

    # Domains

    def domain(self, name: str) -> Domain:
        """The values that are tried for a field."""
        if name not in self._domains:
            self._domains[name] = self.values_of(self.scope.fields[name].schema, self.probes[name], name)
        return self._domains[name]

    def values_of(
        self, schema: Schema, probe: Probe, name: str, words: tuple[str, ...] = (), number: int = 1
    ) -> Domain:
        """The values that are tried for what `schema` describes and `probe` asks."""
        whole = resolved(schema, self.definitions)
        words = (*words, *self.words)
        number = max(number, self.number)
        if whole.values() is not None:
            return scalars(whole, self.definitions, probe, name, words, number)
        if whole.types == ("string",) and probe.tests:
            # Models of one family ask the same of their texts, and long ones take long to try.
            key = (id(schema), *map(id, probe.tests), probe.open, repr(probe.worth), name, words, number)
            if key not in _texts:
                if len(_texts) >= MOST_TEXTS:
                    _texts.clear()
                domain = scalars(whole, self.definitions, probe, name, words, number)
                _texts[key] = (schema, tuple(probe.tests), domain)
            return _texts[key][2]
        if whole.types == ("array",) and _says_only_items(schema, whole):
            # Accepted and different by the way they are made; there may be hundreds.
            return self._arrays(whole, probe, name, words)
        values: list[Json] = []
        complete = not probe.open and not combines(whole)
        for kind in whole.types or ("string", "integer", "number", "boolean"):
            if kind == "array":
                part = self._arrays(whole, probe, name, words)
            elif kind == "object":
                part = self._objects(whole, probe, name, words)
            else:
                part = scalars(replace(whole, types=(kind,)), self.definitions, probe, name, words, number)
            values += part.values
            for keyword, bound in bounds_of(whole, kind) if kind in ("array", "object") else ():
                if bound <= LARGEST_SHOWN:
                    some: tuple[Json, ...] = part.values[:2] or (({},) if kind == "object" else ())
                    values += [grown(value, int(keyword.within(bound)), keyword, whole) for value in some]
            complete = complete and part.complete
        for branch in whole.any_of:
            values += self.values_of(branch, probe, name, words, number).values
        for branch in whole.one_of:
            # The first that one branch accepts may be what another accepts as well.
            several = replace(probe, open=True) if is_scalar(resolved(branch, self.definitions)) else probe
            values += self.values_of(branch, several, name, words, number).values
        kept = tuple(value for value in values if accepts(schema, self.definitions, value))
        return Domain(distinct(kept), complete and whole.types is not None)

    def items(self, name: str, schema: Schema, probe: Probe, number: int = 1) -> Space:
        """The space of the objects in the array `name`."""
        return Space(schema, self.definitions, words=(name, *self.words), number=number, asked=probe.items)

    def inside(self, name: str) -> Space:
        """The space of the object in `name`."""
        schema = self.scope.fields[name].schema
        return Space(schema, self.definitions, words=(name, *self.words), asked=self.probes[name].inner)

    def _objects(self, schema: Schema, probe: Probe, name: str, words: tuple[str, ...]) -> Domain:
        if len(words) >= DEEPEST:
            return Domain((), False)
        space = Space(schema, self.definitions, words=(name, *words), asked=probe.inner)
        return space.kinds(tuple(probe.inner), complete=not probe.tests)

    def kinds(self, names: Sequence[str], *, complete: bool = True) -> Domain:
        """One object for each choice of values of these fields; the others are as plain as can be."""
        options: list[list[Choice]] = []
        for name in names:
            domain = self.domain(name)
            complete = complete and domain.complete
            options.append([*domain.values, ABSENT])
        bodies: list[Json] = []
        for choice in itertools.islice(itertools.product(*options), MOST_ARRAYS):
            fixed = dict(zip(names, choice, strict=True))
            if any(value is ABSENT and self.scope.fields[field].required for field, value in fixed.items()):
                continue
            body = self.solve(fixed=fixed)
            if isinstance(body, dict):
                bodies.append(self.fitting(body))
            elif not body.certain:
                complete = False
        size = 1
        for choices in options:
            size *= len(choices)
        return Domain(distinct(bodies), complete and size <= MOST_ARRAYS)

    def fitting(self, body: Mapping[str, Json]) -> dict[str, Json]:
        """The object with addresses that fit its own words: an item of type reference_video has that of a video."""
        if not self.words:
            return dict(body)
        enumerated = tuple(
            value
            for name, value in body.items()
            if isinstance(value, str)
            and name in self.scope.fields
            and self.scope.fields[name].schema.values() is not None
        )
        out = dict(body)
        for name, value in body.items():
            if isinstance(value, str) and value.startswith(OURS) and name in self.scope.fields:
                schema = self.scope.fields[name].schema
                text = plausible(schema, name, (*enumerated, *self.words), self.number)
                if text.startswith(OURS) and accepts(schema, self.definitions, text):
                    out[name] = text
        return out

    def _arrays(self, schema: Schema, probe: Probe, name: str, words: tuple[str, ...]) -> Domain:
        if probe.open:
            self._open_items(schema, probe)
        kinds = self._item_kinds(schema, probe, name, words)
        inner = (*words, "")  # one deeper: arrays may contain themselves, also without an object between them
        schemas = schema.prefix_items if len(words) < DEEPEST else ()
        prefix = [self.values_of(item, Probe(), name, inner).values[:1] for item in schemas]
        return arrays_of(schema, probe, kinds, [value for values in prefix for value in values])

    def _open_items(self, schema: Schema, probe: Probe) -> None:
        """Where something computes with an array, the numbers in its items count."""
        item = resolved(schema.items if schema.items is not None else Schema(), self.definitions)
        for name, inner in item.properties.items():
            if {"integer", "number"}.intersection(resolved(inner, self.definitions).value_types() or ()):
                probe.items.setdefault(name, Probe()).open = True

    def _item_kinds(self, schema: Schema, probe: Probe, name: str, words: tuple[str, ...], number: int = 1) -> Domain:
        if schema.contains is not None and len(words) < DEEPEST:
            plain = self._item_kinds(replace(schema, contains=None), probe, name, words, number)
            wanted = self.values_of(schema.contains, Probe(), name, (*words, ""), number)
            return Domain(distinct((*wanted.values[:2], *plain.values)), False)
        item = schema.items if schema.items is not None else Schema()
        whole = resolved(item, self.definitions)
        if len(words) >= DEEPEST:
            return Domain((), False)
        if whole.types == ("object",):
            return self.items(name, item, probe, number).kinds(tuple(probe.items))
        if item.boolean is not None:
            item = Schema()
        return self.values_of(item, Probe(open=probe.open, worth=probe.worth), name, (*words, ""), number)

    # Search

    def solve(
        self,
        goals: Iterable[Goal] = (),
        *,
        fixed: Choices | None = None,
        among: Mapping[str, Sequence[Choice]] | None = None,
        breaks: Rule | None = None,
        heed: Sequence[Rule] | None = None,
        fields_alone: bool = False,
        most_steps: int = MOST_STEPS,
    ) -> dict[str, Json] | NoObject:
        """An object that meets the goals, has the fixed choices, breaks the rule `breaks` and keeps all others.

        among: of fields that the goals read, the choices with which they can be met, where that is known. heed: the rules
        that must be kept, when not all. fields_alone: nothing counts but what is said of single fields, neither other rules
        nor dependentRequired. A fixed `UNKNOWN` stays in the object that is given back.
        """
        rules = () if fields_alone else tuple(self.rules if heed is None else heed)
        wanted = (*goals, *(() if fields_alone else self._needs))
        if breaks is not None and breaks not in rules:
            rules = (*rules, breaks)
        given = dict(fixed or {})
        fixed_names = [name for name in given if name in self.scope.fields]
        names = self._matter(wanted, given, breaks, rules)
        base = self._plain(set(names))
        if base is None:
            # Where a part has no valid choice it is tried first: what comes after it decides nothing then.
            first = sorted(self._stuck, key=lambda name: not self.domain(name).complete)
            base, names = {}, self._connected([*fixed_names, *first, *self.scope.fields], rules)
        few: set[str] = set()
        if self._whole is not None and len(names) < len(self.scope.fields) and not fields_alone:
            plain = {**base, **{name: value for name, value in given.items() if value is not ABSENT}}
            if not accepts(self._whole, self.definitions, plain):  # type: ignore[arg-type]
                # Something else must be there, as `minProperties` or alternatives have it: whichever field.
                few = self.scope.fields.keys() - names
                base, names = {}, self._connected([*names, *self.scope.fields], rules)
        options: list[list[Choice]] = []
        for name in names:
            if name in given:
                options.append([given[name]])
                continue
            if among is not None and name in among:
                options.append([*among[name]])
                continue
            field = self.scope.fields[name]
            values: list[Choice] = list(self.domain(name).values[:1] if name in few else self.domain(name).values)
            options.append(values if field.required else [ABSENT, *values])
        place = {name: index for index, name in enumerate(names)}
        checks: list[list[Rule]] = [[] for _ in names]
        for rule in rules:
            at = [place[name] for name in self.reads_of(rule) if name in place]
            if at:
                checks[max(at)].append(rule)
        targets: list[list[Goal]] = [[] for _ in names]
        for goal in wanted:
            at = [place[name] for name in goal.fields() if name in place]
            if at:
                targets[max(at)].append(goal)
            elif not met(goal, base, self.scope):
                return NoObject(True)
        # Where an error may come to be, nothing late is said; what `breaks` will say is looked at last.
        silent: frozenset[str] = frozenset()
        if breaks is not None and breaks.severity == "error":
            silent = frozenset(("", *(f"/{escape(name)}" for name in self.reads_of(breaks))))
        body: dict[str, object] = {name: value for name, value in base.items() if name not in place}

        def fits(index: int) -> bool:
            if not all(met(goal, body, self.scope) for goal in targets[index]):
                return False
            for rule in checks[index]:
                violation = self._violation(rule, body)
                if rule is breaks:
                    if violation is None:
                        return False
                elif violation is not None and (violation.severity == "error" or violation.path not in silent):
                    return False
            return True

        whole = False
        """What is asked of the object as a whole has been asked, of which no domain says that it is complete."""

        def last() -> bool:
            nonlocal whole
            if breaks is not None:
                violations = rule_violations(rules, body, self.scope)
                if len(violations) != 1 or violations[0].rule != breaks.id:
                    return False
            whole = self._whole is not None
            return self._whole is None or accepts(self._whole, self.definitions, body)  # type: ignore[arg-type]

        if not names:
            return self._given(body) if last() else NoObject(not whole)
        solution, deepest = choose(names, options, body, fits=fits, whole=last, most_steps=most_steps)
        if solution is None:
            return NoObject(False)
        if solution:
            return self._given(body)
        # A field that was never reached has not decided anything.
        tried = [name for name in names[: deepest + 1] if name not in given]
        return NoObject(all(self.domain(name).complete for name in tried) and not whole)

    def _given(self, body: Mapping[str, object]) -> dict[str, Json]:
        return {name: body[name] for name in (*self.scope.fields, *body) if name in body}  # type: ignore[misc]

    def breaks_a_rule(self, body: Mapping[str, Json], name: str) -> bool:
        """A rule that reads the field refuses the object, whatever the field's own schema says of it."""
        return any(
            rule.severity == "error" and self._violation(rule, body) is not None
            for rule in self.rules
            if name in self.reads_of(rule)
        )

    def _violation(self, rule: Rule, body: Mapping[str, object]) -> Expected | None:
        """What a rule says of the choices of the fields that it reads; the same choices come back in every search."""
        values = [body.get(name, ABSENT) for name in self.reads_of(rule)]
        key = (id(rule), *map(id, values))
        known = self._said.get(key)
        if known is None:
            if len(self._said) >= MOST_STEPS:
                self._said.clear()
            # Rule and values are kept, so that nothing else takes their identity.
            known = self._said[key] = rule, values, rule_violation(rule, body, self.scope)
        return known[2]

    def _fields_of(self, rule: Rule) -> tuple[str, ...]:
        guard = () if rule.when is None else fields_read(rule.when)
        asked = (*guard, *rule.operator.reads())
        return tuple(dict.fromkeys(name for name in asked if name in self.scope.fields))

    def reads_of(self, rule: Rule) -> tuple[str, ...]:
        """The fields that a rule still reads in this space, its guard's first."""
        known = self._reads.get(id(rule))
        return self._fields_of(rule) if known is None else known

    def _matter(self, goals: Sequence[Goal], fixed: Choices, breaks: Rule | None, rules: Sequence[Rule]) -> list[str]:
        """The fields that have to be chosen: those asked for first, then what rules connect with them."""
        first = [*fixed, *(name for goal in goals for name in goal.fields() if name in self.scope.fields)]
        if breaks is not None:
            first += self.reads_of(breaks)
        # Those that can be searched through come first: what they forbid is then certain.
        known = sorted(dict.fromkeys(first), key=lambda name: name not in fixed and not self.domain(name).complete)
        return self._connected(known, rules)

    def _connected(self, first: list[str], rules: Sequence[Rule]) -> list[str]:
        """The fields, and all that rules connect with them, in an order in which rules are decided early."""
        names = dict.fromkeys(first)
        left = [self.reads_of(rule) for rule in rules]
        while near := [reads for reads in left if not names.keys().isdisjoint(reads)]:
            reads = min(near, key=lambda fields: sum(name not in names for name in fields))
            names.update(dict.fromkeys(reads))
            left.remove(reads)
        return list(names)

    def _plain(self, without: set[str]) -> dict[str, Choice] | None:
        """The plainest choice for the fields that the search does not touch; None when there is none."""
        if self._base is None:
            self._base = {}
            done: set[str] = set()
            for name, field in self.scope.fields.items():
                if name in done:
                    continue
                group = self._connected([name], self.rules)
                done.update(group)
                if len(group) == 1 and not self._rules_of(name):
                    if field.required:
                        values = self.domain(name).values
                        if not values:
                            self._base, self._stuck = None, group
                            return None
                        self._base[name] = values[0]
                    continue
                part = self._component(group)
                if part is None:
                    # Some part has no valid choice at all: whoever asks must search the whole.
                    self._base, self._stuck = None, group
                    return None
                self._base.update(part)
        return {name: value for name, value in self._base.items() if name not in without}

    def _rules_of(self, name: str) -> bool:
        return any(name in self.reads_of(rule) for rule in self.rules)

    def _component(self, group: list[str]) -> dict[str, Choice] | None:
        options = []
        for name in group:
            field = self.scope.fields[name]
            values: list[Choice] = list(self.domain(name).values)
            options.append(values if field.required else [ABSENT, *values])
        place = {name: index for index, name in enumerate(group)}
        checks: list[list[Rule]] = [[] for _ in group]
        for rule in self.rules:
            reads = self.reads_of(rule)
            if reads and set(reads) <= set(group):
                checks[max(place[name] for name in reads)].append(rule)
        body: dict[str, object] = {}

        def fits(index: int) -> bool:
            return all(self._violation(rule, body) is None for rule in checks[index])

        solution, _ = choose(group, options, body, fits=fits, whole=lambda: True, most_steps=MOST_STEPS)
        return body if solution else None


def valid_body(model: Model, fixed: Choices | None = None) -> dict[str, Json] | NoObject:
    """A body without any violation. fixed: values that it must have, `ABSENT` for a field that it must not have."""
    certain = True
    for form, gate in gates(model):
        body = Space(form.schema, model.definitions, goals=gate).solve(gate, fixed=fixed)
        if isinstance(body, dict):
            return body
        certain = certain and body.certain
    return NoObject(certain)


def guard_is(rule: Rule, truth: bool | None) -> tuple[Goal, ...]:
    """The goal that the rule's guard has this truth; no goal without a guard."""
    return () if rule.when is None else (Holds(rule.when, (truth,)),)


def _join(into: Probe, other: Probe) -> None:
    into.tests += other.tests
    into.counts += other.counts
    into.open = into.open or other.open
    into.worth += other.worth
    for name, probe in other.items.items():
        _join(into.items.setdefault(name, Probe()), probe)
    for name, probe in other.inner.items():
        _join(into.inner.setdefault(name, Probe()), probe)


_OF_FIELDS = ("additionalProperties", "unevaluatedProperties")
"""What is asked of fields that are not known; objects are made of those that are."""
_OF_NAMES = tuple(keyword.attribute for keyword in applied_to("any field", "name") if keyword.name not in _OF_FIELDS)


def _whole(schema: Schema) -> Schema | None:
    """What the schema asks of the object as a whole that no field and no rule says; None when there is nothing."""
    named = any(is_said(getattr(schema, name)) for name in _OF_NAMES)
    if not combines(schema) and not bounds_of(schema, "object") and not named:
        return None
    return replace(schema, rules=(), required=())


def _says_only_items(schema: Schema, whole: Schema) -> bool:
    """The array's schema says nothing besides what its items are and how many."""
    sizes = {keyword.attribute: bound for keyword, bound in bounds_of(whole, "array") if keyword.measure == "items"}
    plain = Schema(types=whole.types, items=whole.items, **sizes)
    return whole is schema and whole == replace(
        plain,
        node=whole.node,
        source=whole.source,
        default=whole.default,
        annotations=whole.annotations,
    )
