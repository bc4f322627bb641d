"""Shows that two models judge every body alike, by going through all that the rules that differ can tell apart.

Called by `difference`, for models whose fields say the same. A rule sees a field's accepted values, that it is absent, and that
it is refused; values that all tests agree on are one. So the product of those choices, over the fields that the differing
rules read, is the whole domain. Where the rules differ but an error at the same place hides it, the fields of the rules
of severity error that could do so are gone through as well.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from reelspec.cases.boundary_values import distinct
from reelspec.cases.choice import ABSENT, Choice
from reelspec.cases.comparison import Answer, Equivalent, Undecided, plain
from reelspec.cases.form_pair import Compared, FormPair
from reelspec.cases.oracle import Expected, rule_violation
from reelspec.cases.sizes import numbered
from reelspec.cases.space import Space
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Rule, fields_read
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.rules.evaluate import UNKNOWN, accepts
from reelspec.language.source.node import Json

MOST_BODIES = 60_000
"""So many bodies are judged to show that there is no difference."""
MOST_HIDDEN = 2_000
"""So many bodies whose difference is hidden are looked into."""
WRONG: tuple[Json, ...] = ({"refused": [None]}, None, -0.5)
"""Values that most fields refuse."""
LATE = Undecided("the time was over before all was searched through")
Options: TypeAlias = list[tuple[Choice, Choice]]
"""A field's choices: as they stand in a body, and as rules see them."""


def exhausted(pair: FormPair, right: Model, compared: Compared, over: Callable[[], bool] = lambda: False) -> Answer:
    """A difference, that there is none, or that the domain is too large to be gone through. pair: whose fields say the same on
    both sides; over: whether the time is over."""
    ours, theirs = pair.one, pair.other
    scopes = pair.scope, scope_of(theirs, right.definitions)
    moved = {name for name, field in scopes[0].fields.items() if field.default != scopes[1].fields[name].default}
    needed = set(ours.required) ^ set(theirs.required)
    rules = _differing(ours.rules, theirs.rules, moved), _differing(theirs.rules, ours.rules, moved)
    if not rules[0] and not rules[1] and not needed:
        return Equivalent()
    if pair.strays:
        return Undecided("what decides which variant counts is more than the search can exhaust")
    read = dict.fromkeys(
        (*(name for rule in (*rules[0], *rules[1]) for name in _reads(rule, scopes[0])), *sorted(needed), *pair.asked)
    )
    base = pair.body({}, valid=True)
    if not isinstance(base, dict):
        return Undecided("there is no valid body to start from")
    hidden: list[dict[str, Choice]] = []
    # A single default and a single required field decide something only where the field is absent.
    alone = _only(moved, needed) if _plain(rules[0]) == _plain(rules[1]) or not moved else None
    tables = _options(_space(pair, (*rules[0], *rules[1])), scopes[1], read, pair, alone)
    if isinstance(tables, Undecided):
        return tables
    for chosen in _choices(tables):
        if over():
            return LATE
        seen = {name: marked for name, (_, marked) in chosen.items() if marked is not ABSENT}
        missing = any(name not in seen for name in needed)
        if not missing and _said(rules[0], seen, scopes[0]) == _said(rules[1], seen, scopes[1]):
            continue
        fixed = {name: raw for name, (raw, _) in chosen.items()}
        body = _body(base, fixed)
        if not pair.judges(body):
            continue
        difference = compared(body)
        if difference is not None:
            return difference
        hidden.append(fixed)
        if len(hidden) > MOST_HIDDEN:
            return Undecided("too often an error at the same place hides what differs")
    return _hidden(pair, hidden, read, base, compared, over) if hidden else Equivalent()


def _only(moved: set[str], needed: set[str]) -> str | None:
    """The one field of which the default, or that it is required, has changed; None where several have."""
    several = (*moved, *needed)
    return several[0] if len(several) == 1 else None


def _hidden(
    pair: FormPair,
    hidden: Sequence[dict[str, Choice]],
    read: Iterable[str],
    base: dict[str, Json],
    compared: Compared,
    over: Callable[[], bool],
) -> Answer:
    """Whether the errors that hide a difference are always there."""
    scope = pair.scope
    errors = [rule for rule in pair.one.rules if rule.severity == "error"]
    known = set(read)
    near = [rule for rule in errors if known.intersection(_reads(rule, scope))]
    names = dict.fromkeys(name for rule in near for name in _reads(rule, scope) if name not in known)
    tables = _options(_space(pair, near), scope, names, pair)
    if isinstance(tables, Undecided):
        return tables
    if len(hidden) * _size(tables) > MOST_BODIES:
        return Undecided("the errors that hide what differs depend on more than the search can exhaust")
    for fixed in hidden:
        if over():
            return LATE
        for chosen in _choices(tables):
            difference = compared(_body(base, {**fixed, **{name: raw for name, (raw, _) in chosen.items()}}))
            if difference is not None:
                return difference
    return Equivalent()


def _differing(rules: Sequence[Rule], others: Sequence[Rule], moved: set[str]) -> tuple[Rule, ...]:
    """The rules that the other side has not, and those that read a field with another default."""
    known = {json.dumps(plain(rule), sort_keys=True) for rule in others}
    return tuple(
        rule for rule in rules if moved.intersection(rule.reads) or json.dumps(plain(rule), sort_keys=True) not in known
    )


def _reads(rule: Rule, scope: Scope) -> tuple[str, ...]:
    guard = () if rule.when is None else fields_read(rule.when)
    return tuple(name for name in dict.fromkeys((*guard, *rule.operator.reads())) if name in scope.fields)


def _plain(rules: Iterable[Rule]) -> list[Json]:
    return [plain(rule) for rule in rules]


def _space(pair: FormPair, rules: Sequence[Rule]) -> Space:
    """The space of what these rules and the condition of the form tell apart, and no others."""
    return Space(replace(pair.one, rules=()), pair.definitions, also=rules, goals=pair.gate)


def _options(
    space: Space, other: Scope, names: Iterable[str], pair: FormPair, absent: str | None = None
) -> dict[str, Options] | Undecided:
    """The choices of each field. absent: a field that is only left out."""
    by_field: dict[str, Options] = {}
    for name in names:
        if name == absent:
            by_field[name] = [(ABSENT, ABSENT)]
            continue
        domain = space.domain(name)
        if not domain.complete:
            return Undecided(f"the values of {name} are more than the search can exhaust")
        field = space.scope.fields[name]
        values = [
            *domain.values,
            *(default.value for default in (field.default, other.fields[name].default) if default is not None),
        ]
        options: Options = [
            (value, value) for value in distinct(values) if accepts(field.schema, space.definitions, value)
        ]
        options.append((ABSENT, ABSENT))
        if name in pair.asked:
            wrong = pair.refused(name)
            if not wrong.complete:
                return Undecided(f"the values of {name} that choose a variant are more than the search can exhaust")
            options += [(value, UNKNOWN) for value in wrong.values]
        else:
            refused = next((value for value in WRONG if not accepts(field.schema, space.definitions, value)), None)
            if refused is not None:
                options.append((refused, UNKNOWN))
        options += _partly_refused(space, name, domain.values)
        by_field[name] = options
        if _size(by_field) > MOST_BODIES:
            return Undecided("the fields that the rules read have more values together than the search can exhaust")
    return by_field


def _partly_refused(space: Space, name: str, values: Sequence[Json]) -> Iterator[tuple[Choice, Choice]]:
    """Arrays with one item more, of which a field that rules ask for is refused."""
    asked = tuple(space.probes[name].items)
    for array in [item for item in values if isinstance(item, list) and item][:12]:
        item = array[0]
        if not isinstance(item, dict):
            continue
        for field in asked:
            raw = numbered([*array, {**item, field: WRONG[0]}])
            marked = [*raw[:-1], {**item, field: UNKNOWN}]
            yield raw, marked


def _size(tables: dict[str, Options]) -> int:
    size = 1
    for options in tables.values():
        size *= len(options)
    return size


def _choices(tables: dict[str, Options]) -> Iterator[dict[str, tuple[Choice, Choice]]]:
    for chosen in itertools.product(*tables.values()):
        yield dict(zip(tables, chosen, strict=True))


def _said(rules: Sequence[Rule], body: dict[str, Choice], scope: Scope) -> list[Expected]:
    violations = [rule_violation(rule, body, scope) for rule in rules]
    return [violation for violation in violations if violation is not None]


def _body(base: dict[str, Json], changes: dict[str, Choice]) -> dict[str, Json]:
    return {name: value for name, value in {**base, **changes}.items() if value is not ABSENT}  # type: ignore[misc]
