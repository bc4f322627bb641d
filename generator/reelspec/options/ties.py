"""The table of one form of a model: its fields in classes, and which choices of classes are legal together.

Fields that rules tie stand in one tie; each of its rules has the choices that it refuses, and those of which nobody can tell.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reelspec.cases.space import Space
from reelspec.language.contract.model import Form, Model
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import Scope, conjuncts, scope_of
from reelspec.language.source.node import Json
from reelspec.options.classes import Classes, classes_of, fewer_questions, merged
from reelspec.options.constraints import (
    Constraint,
    State,
    constraints_of,
    is_closed,
    names_refused,
    said_of,
    source_of,
    undecided,
)
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
        return [choice for choice, other in self.states.items() if other == state]


@dataclass(frozen=True)
class Tie:
    """Fields, by number, that rules tie, and the rules. undecided: why nothing is decided of them; "" where all is."""

    fields: tuple[int, ...]
    relations: tuple[Relation, ...]
    undecided: str = ""


@dataclass(frozen=True)
class FormTable:
    """All of it. parts: the schemas that judge a body. open: other fields may be given, or nothing is decided. limits: for each
    field, of all its values and of each of its classes. tied: the ids of what ties fields."""

    parts: tuple[Schema, ...]
    open: bool
    fields: tuple[Classes, ...]
    limits: tuple[tuple[dict[str, Json], tuple[dict[str, Json] | None, ...]], ...]
    ties: tuple[Tie, ...]
    tied: tuple[str, ...]


def table_of(model: Model, form: Form) -> FormTable:
    """The table of one form."""
    scope = scope_of(form.schema, model.definitions)
    parts = conjuncts(form.schema, model.definitions)
    constraints = constraints_of(model, form, parts, scope)
    reason = undecided(parts, constraints, scope)
    tying = [each for each in constraints if each.own is None or _is_listed(scope, each.own)]
    constraints = () if reason is not None else constraints
    space = _space(model, form, constraints, scope)
    declared = {name: said_of(name, parts) for name in scope.fields}
    asking = _asking(constraints)
    fields = [_classes(space, name, asking.get(name, ()), schemas) for name, schemas in declared.items()]
    numbers = {name: number for number, name in enumerate(scope.fields)}
    relations = [_relation(each, numbers, fields, scope) for each in constraints]
    fields, relations = _merge(fields, relations)
    relations += _of_fields(form, parts, fields, scope)
    return FormTable(
        parts,
        reason is not None or not is_closed(parts),
        tuple(map(fewer_questions, fields)),
        tuple(limits_of(field, declared[field.name], scope) for field in fields),
        tuple(_ties(fields, relations, reason)),
        tuple(dict.fromkeys(each.id for each in tying)),
    )


def _space(model: Model, form: Form, constraints: Sequence[Constraint], scope: Scope) -> Space:
    """The space of what the constraints tell apart."""
    rules = [each.rule for each in constraints if each.rule is not None]
    asked = [question for each in constraints for several in each.questions.of.values() for question in several]
    goals = [
        each.goal for each in constraints if each.goal is not None and set(each.goal.fields()) <= set(scope.fields)
    ]
    return Space(replace(form.schema, rules=()), model.definitions, also=(*rules, *asked), goals=goals)


def _asking(constraints: Iterable[Constraint]) -> dict[str, list[Constraint]]:
    """For each field the constraints that ask something of it."""
    asking: dict[str, list[Constraint]] = {}
    for constraint in constraints:
        for name in {*constraint.questions.of, *constraint.questions.apart}:
            asking.setdefault(name, []).append(constraint)
    return asking


def _classes(space: Space, name: str, asking: Sequence[Constraint], declared: Sequence[Schema]) -> Classes:
    own = [each.rule for each in asking if each.own == name and each.rule is not None]
    questions = [question for each in asking if each.own != name for question in each.questions.of.get(name, ())]
    if _is_listed(space.scope, name):
        questions += own
    apart = any(name in each.questions.apart for each in asking)
    return classes_of(space, name, own, questions, declared, apart=apart)


def _is_listed(scope: Scope, name: str) -> bool:
    """The field has a list of values, so that rules on it alone are seen as those that tie fields."""
    return values_of(scope.fields[name].schema) is not None


def _relation(constraint: Constraint, numbers: Mapping[str, int], fields: Sequence[Classes], scope: Scope) -> Relation:
    relation = Relation(
        constraint.id, constraint.message, constraint.source, tuple(numbers[name] for name in constraint.reads), {}
    )
    read = [fields[number] for number in relation.fields]
    if math.prod(len(field.classes) for field in read) > MOST_TRIED:
        return replace(relation, wide=True)
    states: dict[Choice, State] = {}
    for choice in itertools.product(*(range(len(field.classes)) for field in read)):
        chosen = {field.name: field.classes[number].value for field, number in zip(read, choice, strict=True)}
        state = constraint.state(chosen, scope)
        if state != "kept":
            states[choice] = state
    return replace(relation, states=states)


def _merge(fields: Sequence[Classes], relations: Sequence[Relation]) -> tuple[list[Classes], list[Relation]]:
    """Classes that make no difference to any rule put together, and rules without the fields that make none to them."""
    slices: list[list[dict[int, object]]] = [[] for _ in fields]
    for relation in relations:
        for number in relation.fields:
            slices[number].append(_slices(relation, number))
    groups: list[list[int]] = []
    for field, of_rules in zip(fields, slices, strict=True):
        alike: dict[object, int] = {}
        group_of: list[int] = []
        for index in range(len(field.classes)):
            is_unknown = index == len(field.classes) - 1 and not field.exact
            kind = "absent" if index == 0 else "others" if is_unknown else ""
            group_of.append(alike.setdefault((kind, *(each.get(index) for each in of_rules)), len(alike)))
        groups.append(group_of)
    narrowed = [_narrowed(relation, groups) for relation in relations]
    together = [merged(field, group_of) for field, group_of in zip(fields, groups, strict=True)]
    return together, [relation for relation in narrowed if relation.states or relation.wide]


def _slices(relation: Relation, field: int) -> dict[int, object]:
    """What a relation says with each class of a field that it reads; nothing of classes with which it is always kept."""
    place = relation.fields.index(field)
    slices: dict[int, set[tuple[Choice, State]]] = {}
    for choice, state in relation.states.items():
        slices.setdefault(choice[place], set()).add(((*choice[:place], *choice[place + 1 :]), state))
    return {index: frozenset(states) for index, states in slices.items()}


def _narrowed(relation: Relation, groups: Sequence[Sequence[int]]) -> Relation:
    if relation.wide:
        return relation
    states = {
        tuple(groups[number][index] for number, index in zip(relation.fields, choice, strict=True)): state
        for choice, state in relation.states.items()
    }
    narrowed = replace(relation, states=states)
    for field in relation.fields:
        slices = _slices(narrowed, field)
        if len({slices.get(index) for index in range(max(groups[field]) + 1)}) == 1:
            place = narrowed.fields.index(field)
            fewer = {(*choice[:place], *choice[place + 1 :]): state for choice, state in narrowed.states.items()}
            others = (*narrowed.fields[:place], *narrowed.fields[place + 1 :])
            narrowed = replace(narrowed, fields=others, states=fewer)
    return narrowed


def _of_fields(form: Form, parts: Sequence[Schema], fields: Sequence[Classes], scope: Scope) -> list[Relation]:
    """That fields are required, that nothing can stand in them, that it is not known what can."""
    relations: list[Relation] = []
    refused = set(names_refused(parts, scope))
    for number, field in enumerate(fields):
        name = field.name
        place = source_of(scope.fields[name].schema.source or form.schema.source)
        if scope.fields[name].required:
            relations.append(Relation("required", f"{name} is required", place, (number,), {(0,): "broken"}))
        if name in refused:
            words = f"the name {name} is refused"
            refused_classes: dict[Choice, State] = {(index,): "broken" for index in range(1, len(field.classes))}
            relations.append(Relation("propertyNames", words, place, (number,), refused_classes))
        if not field.exact and not any(each.answers for each in field.classes):
            words = f"no value of {name} is known"
            relations.append(Relation("unknown", words, place, (number,), {(len(field.classes) - 1,): "unsure"}))
    return relations


def _ties(fields: Sequence[Classes], relations: Sequence[Relation], reason: str | None) -> list[Tie]:
    """The fields in groups that rules tie, every field in one of them. reason: why nothing is decided of any."""
    first = list(range(len(fields)))  # leads from field to field to the one that stands for its group

    def root(number: int) -> int:
        while first[number] != number:
            first[number] = first[first[number]]
            number = first[number]
        return number

    for relation in relations:
        for number in relation.fields[1:]:
            first[root(number)] = root(relation.fields[0])
    members: dict[int, list[int]] = {}
    for number in range(len(fields)):
        members.setdefault(root(number), []).append(number)
    own: dict[int, list[Relation]] = {}
    for relation in relations:
        if relation.fields:
            own.setdefault(root(relation.fields[0]), []).append(relation)
        elif fields:  # what refuses all bodies is told of the first field
            always: dict[Choice, State] = {(index,): "broken" for index in range(len(fields[0].classes))}
            own.setdefault(root(0), []).append(replace(relation, fields=(0,), states=always))
    return [_tie(fields, numbers, own.get(group, ()), reason) for group, numbers in members.items()]


def _tie(fields: Sequence[Classes], numbers: Sequence[int], own: Sequence[Relation], reason: str | None) -> Tie:
    choices = math.prod(len(fields[number].classes) for number in numbers)
    why = reason or ""
    if not why and (choices > MOST_WAYS or any(relation.wide for relation in own)):
        why = f"rules tie {', '.join(fields[number].name for number in numbers)} in too many ways"
    return Tie(tuple(numbers), tuple(own), why)
