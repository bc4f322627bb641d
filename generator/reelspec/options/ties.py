"""The table of one form of a model: its fields in classes, and which choices of classes are legal together.

Fields that rules tie stand in one tie; each of its rules has the choices that it refuses, and those of which nobody can tell.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reelspec.cases.space import Space
from reelspec.language.contract.model import Form, Model
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.source.node import Json
from reelspec.options.classes import Classes, classes_of, fewer_questions, merged
from reelspec.options.constraints import Constraint, State, constraints_of, names_refused, parts_of, unread
from reelspec.options.limits import limits_of
from reelspec.options.questions import values_of

MOST_WAYS = 1 << 16
"""So many ways in which tied fields can be are told apart; of more, nothing is decided."""
MOST_TRIED = 1 << 13
"""So many choices of classes are held against one rule; one that has more leaves its fields undecided."""
Choice = tuple[int, ...]


@dataclass(frozen=True)
class Relation:
    """A constraint over the classes of fields, each combination that it does not simply keep. fields: their numbers.

    wide: there are too many combinations to look at.
    """

    id: str
    message: str
    source: str
    fields: tuple[int, ...]
    states: Mapping[Choice, State]
    wide: bool = False

    def chosen(self, state: State) -> list[Choice]:
        """The combinations of that state."""
        return [choice for choice, one in self.states.items() if one == state]


@dataclass(frozen=True)
class Tie:
    """Fields, by number, that rules tie, and the rules. undecided: why nothing is decided of them; "" where all is."""

    fields: tuple[int, ...]
    relations: tuple[Relation, ...]
    undecided: str = ""


@dataclass(frozen=True)
class FormTable:
    """All of it. limits: for each field, of all its values and of each of its classes. tied: the ids of what ties fields."""

    form: Form
    scope: Scope
    fields: tuple[Classes, ...]
    limits: tuple[tuple[dict[str, Json], tuple[dict[str, Json] | None, ...]], ...]
    ties: tuple[Tie, ...]
    tied: tuple[str, ...]


def table_of(model: Model, form: Form) -> FormTable:
    """The table of one form."""
    scope = scope_of(form.schema, model.definitions)
    constraints = constraints_of(model, form, scope)
    reason = unread(form, model.definitions, constraints)
    tied = tuple(dict.fromkeys(one.id for one in constraints if one.own is None or _is_listed(scope, one.own)))
    constraints = () if reason is not None else constraints
    space = _space(model, form, constraints, scope)
    names = list(scope.fields)
    fields = [_classes(space, name, constraints, form, model) for name in names]
    relations = [_relation(one, names, fields, scope) for one in constraints]
    fields, relations = _merge(fields, relations)
    relations += _of_fields(form, model, names, fields, scope)
    limits = tuple(limits_of(one, _declared(form, model, one.name), scope) for one in fields)
    ties = tuple(_ties(fields, relations, reason))
    return FormTable(form, scope, tuple(map(fewer_questions, fields)), limits, ties, tied)


def _space(model: Model, form: Form, constraints: Sequence[Constraint], scope: Scope) -> Space:
    """The space of what the constraints tell apart."""
    rules = [one.rule for one in constraints if one.rule is not None]
    asked = [question for one in constraints for several in one.questions.of.values() for question in several]
    goals = [one.goal for one in constraints if one.goal is not None and set(one.goal.fields()) <= set(scope.fields)]
    return Space(replace(form.schema, rules=()), model.definitions, also=(*rules, *asked), goals=goals)


def _classes(space: Space, name: str, constraints: Sequence[Constraint], form: Form, model: Model) -> Classes:
    own = [one.rule for one in constraints if one.own == name and one.rule is not None]
    questions = [question for one in constraints if one.own != name for question in one.questions.of.get(name, ())]
    if _is_listed(space.scope, name):
        questions += own
    apart = any(name in one.questions.apart for one in constraints)
    declared = _declared(form, model, name)
    return classes_of(space, name, own, questions, declared, apart=apart)


def _is_listed(scope: Scope, name: str) -> bool:
    """The field has a list of values, so that rules on it alone are seen as those that tie fields."""
    return values_of(scope.fields[name].schema) is not None


def _declared(form: Form, model: Model, name: str) -> list[Schema]:
    """All that the form says of a field, none twice."""
    several = (one.properties[name] for one in parts_of(form.schema, model.definitions) if name in one.properties)
    return [*{repr(one): one for one in several}.values()]


def _relation(one: Constraint, names: Sequence[str], fields: Sequence[Classes], scope: Scope) -> Relation:
    places = tuple(names.index(name) for name in one.reads)
    options = [range(len(fields[at].classes)) for at in places]
    states: dict[Choice, State] = {}
    if math.prod(map(len, options)) > MOST_TRIED:
        return Relation(one.id, one.message, one.source, places, {}, wide=True)
    for choice in itertools.product(*options):
        chosen = {fields[at].name: fields[at].classes[number].value for at, number in zip(places, choice, strict=True)}
        state = one.state(chosen, scope)
        if state != "kept":
            states[choice] = state
    return Relation(one.id, one.message, one.source, places, states)


def _merge(fields: Sequence[Classes], relations: Sequence[Relation]) -> tuple[list[Classes], list[Relation]]:
    """Classes that make no difference to any rule put together, and rules without the fields that make none to them."""
    groups: list[list[int]] = []
    for number, field in enumerate(fields):
        alike: dict[object, int] = {}
        found: list[int] = []
        for index in range(len(field.classes)):
            last = index == len(field.classes) - 1 and not field.exact
            key = (
                "absent" if index == 0 else "others" if last else "",
                *(_slice(one, number, index) for one in relations),
            )
            found.append(alike.setdefault(key, len(alike)))
        groups.append(found)
    narrowed = [_narrowed(one, groups) for one in relations]
    together = [merged(field, group) for field, group in zip(fields, groups, strict=True)]
    return together, [one for one in narrowed if one.states or one.wide]


def _slice(relation: Relation, field: int, index: int) -> object:
    """What a relation says with one class of a field; nothing where it does not read it."""
    if field not in relation.fields:
        return None
    at = relation.fields.index(field)
    return frozenset(
        ((*choice[:at], *choice[at + 1 :]), state) for choice, state in relation.states.items() if choice[at] == index
    )


def _narrowed(relation: Relation, groups: Sequence[Sequence[int]]) -> Relation:
    if relation.wide:
        return relation
    states = {
        tuple(groups[at][index] for at, index in zip(relation.fields, choice, strict=True)): state
        for choice, state in relation.states.items()
    }
    found = replace(relation, states=states)
    for field in relation.fields:
        if len({_slice(found, field, index) for index in range(max(groups[field]) + 1)}) == 1:
            at = found.fields.index(field)
            left = {(*choice[:at], *choice[at + 1 :]): state for choice, state in found.states.items()}
            found = replace(found, fields=(*found.fields[:at], *found.fields[at + 1 :]), states=left)
    return found


def _of_fields(
    form: Form, model: Model, names: Sequence[str], fields: Sequence[Classes], scope: Scope
) -> list[Relation]:
    """That fields are required, that nothing can stand in them, that it is not known what can."""
    found: list[Relation] = []
    refused = dict.fromkeys(names_refused(form, model.definitions))
    for number, field in enumerate(fields):
        name = names[number]
        source = scope.fields[name].schema.source or form.schema.source
        place = "" if source is None else str(source)
        if scope.fields[name].required:
            found.append(Relation("required", f"{name} is required", place, (number,), {(0,): "broken"}))
        given = range(1, len(field.classes))
        if name in refused:
            words = f"the name {name} is refused"
            found.append(Relation("propertyNames", words, place, (number,), {(one,): "broken" for one in given}))
        if not field.exact and not any(one.answers for one in field.classes):
            words = f"no value of {name} is known"
            found.append(Relation("unknown", words, place, (number,), {(len(field.classes) - 1,): "unsure"}))
    return found


def _ties(fields: Sequence[Classes], relations: Sequence[Relation], reason: str | None) -> list[Tie]:
    """The fields in groups that rules tie, every field in one of them."""
    group = list(range(len(fields)))
    for one in relations:
        for field in one.fields[1:]:
            old, new = group[field], group[one.fields[0]]
            group = [new if number == old else number for number in group]
    # What refuses all bodies is told of the first field.
    always: dict[Choice, State] = {}
    if fields:
        always = {(at,): "broken" for at in range(len(fields[0].classes))}
    relations = [one if one.fields or not fields else replace(one, fields=(0,), states=always) for one in relations]
    found: list[Tie] = []
    for number in dict.fromkeys(group):
        members = tuple(at for at, one in enumerate(group) if one == number)
        own = tuple(one for one in relations if set(one.fields) & set(members))
        ways = math.prod(len(fields[at].classes) for at in members)
        why = reason or ""
        if not why and (ways > MOST_WAYS or any(one.wide for one in own)):
            shown = ", ".join(fields[at].name for at in members)
            why = f"rules tie {shown} in too many ways"
        found.append(Tie(members, own, why))
    return found
