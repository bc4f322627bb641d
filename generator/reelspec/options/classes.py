"""The values of a field in classes that no rule tells apart, each with a value that stands for it. Called by `ties`.

The first class of every field is that it is absent. Where not all classes are known, the last one stands for the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reelspec.cases.boundary_values import distinct, is_scalar
from reelspec.cases.choice import ABSENT, Choice
from reelspec.cases.oracle import rule_violation
from reelspec.cases.space import Space
from reelspec.language.contract.schema import Rule, Schema
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import accepts
from reelspec.language.source.node import Json
from reelspec.options.questions import values_of

OTHERS = object()
"""Stands for the values of which nothing is known."""
ANY = object()
"""Stands for the values of a field of arrays or objects of which nothing is asked: none is made."""
Answers = tuple[bool, ...]
"""Of a value, which questions' rules it keeps."""


@dataclass(frozen=True)
class ValueClass:
    """Values that are one to all rules. value: one of them, `ABSENT`, or `OTHERS`. answers: those that they give."""

    value: Choice
    answers: frozenset[Answers] = frozenset()


@dataclass(frozen=True)
class Classes:
    """What may stand in a field.

    own: rules that speak of nothing else, of a field without a list of values: what breaks one is in no class.
    questions: what tells its values apart. values: its list of values, each with its class; None where it has none.
    classes: all of them.
    """

    name: str
    own: tuple[Rule, ...]
    questions: tuple[Rule, ...]
    values: tuple[tuple[Json, int], ...] | None
    classes: tuple[ValueClass, ...]

    @property
    def exact(self) -> bool:
        """No value is of a class that is not known."""
        return self.classes[-1].value is not OTHERS


def classes_of(
    space: Space, name: str, own: Sequence[Rule], questions: Sequence[Rule], declared: Sequence[Schema], *, apart: bool
) -> Classes:
    """The classes of a field's values.

    own: the rules that speak of it alone; questions: what others ask of it. declared: all that is said of the field, where
    several schemas say something. apart: each listed value is a class by itself.
    """
    field = space.scope.fields[name]
    listed = values_of(field.schema)
    asked = _different(questions)
    is_refused = any(schema.boolean is False for schema in declared)
    if listed is None and not (asked or own or is_refused or is_scalar(field.schema)):
        return Classes(name, (), (), None, (ValueClass(ABSENT), ValueClass(ANY, frozenset([()]))))
    domain = space.domain(name)
    accepted = distinct(
        value
        for value in (domain.values if listed is None else listed)
        if all(accepts(schema, space.definitions, value) for schema in declared)
        and (listed is not None or all(answers_of(own, name, value, space.scope)))
    )
    classes = [ValueClass(ABSENT)]
    numbers: dict[object, int] = {}
    values: list[tuple[Json, int]] = []
    for index, value in enumerate(accepted):
        answers = answers_of(asked, name, value, space.scope)
        key = (answers, index if listed is not None and apart else 0)
        if key not in numbers:
            numbers[key] = len(classes)
            classes.append(ValueClass(value, frozenset([answers])))
        values.append((value, numbers[key]))
    if listed is not None:
        return Classes(name, (), asked, tuple(values), tuple(classes))
    is_known = is_refused or (domain.complete and len(declared) == 1)
    # Else there may be others, unless there is a value for every way to answer.
    if not is_known and not (accepted and len(numbers) == 2 ** len(asked)):
        classes.append(ValueClass(OTHERS))
    return Classes(name, tuple(own), asked, None, tuple(classes))


def answers_of(questions: Sequence[Rule], name: str, value: Json, scope: Scope) -> Answers:
    """Which of the questions' rules a value of the field keeps."""
    return tuple(rule_violation(question, {name: value}, scope) is None for question in questions)


def _different(questions: Sequence[Rule]) -> tuple[Rule, ...]:
    """None twice; a test for 1 is none for true, though Python has them equal."""
    return tuple({repr(question): question for question in questions}.values())


def merged(field: Classes, groups: Sequence[int]) -> Classes:
    """The classes put together. groups: for each class the number of that which it becomes a part of, in order from 0."""
    together: dict[int, ValueClass] = {}
    for part, group in zip(field.classes, groups, strict=True):
        known = together.get(group)
        together[group] = part if known is None else ValueClass(known.value, known.answers | part.answers)
    values = None if field.values is None else tuple((value, groups[number]) for value, number in field.values)
    return replace(field, values=values, classes=tuple(together.values()))


def fewer_questions(field: Classes) -> Classes:
    """The same with no more questions than tell its classes apart."""
    if field.values is not None:
        return replace(field, questions=(), classes=tuple(ValueClass(part.value) for part in field.classes))
    if not field.exact:
        return field  # of values that are not known, fewer answers could be those of others
    kept = list(range(len(field.questions)))
    for place in range(len(field.questions)):
        fewer = [other for other in kept if other != place]
        if _tell_apart(field.classes, fewer):
            kept = fewer
    shortened = tuple(
        ValueClass(part.value, frozenset(tuple(answers[place] for place in kept) for answers in part.answers))
        for part in field.classes
    )
    return replace(field, questions=tuple(field.questions[place] for place in kept), classes=shortened)


def _tell_apart(classes: Sequence[ValueClass], places: Sequence[int]) -> bool:
    """Whether no two classes give the same answers to the questions at these places."""
    class_of: dict[Answers, int] = {}
    for number, part in enumerate(classes):
        for answers in part.answers:
            if class_of.setdefault(tuple(answers[place] for place in places), number) != number:
                return False
    return True
