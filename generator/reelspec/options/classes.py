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
class Class:
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
    classes: tuple[Class, ...]

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
    nothing = any(schema.boolean is False for schema in declared)
    if listed is None and not (asked or own or nothing or is_scalar(field.schema)):
        return Classes(name, (), (), None, (Class(ABSENT), Class(ANY, frozenset([()]))))
    domain = space.domain(name)
    found = domain.values if listed is None else listed
    kept = distinct(
        one
        for one in found
        if all(accepts(schema, space.definitions, one) for schema in declared)
        and (listed is not None or all(answers_of(own, name, one, space.scope)))
    )
    groups: dict[object, list[tuple[Json, Answers]]] = {}
    for index, value in enumerate(kept):
        answers = answers_of(asked, name, value, space.scope)
        groups.setdefault((answers, index if listed is not None and apart else 0), []).append((value, answers))
    classes = [Class(ABSENT)]
    numbers: dict[int, int] = {}
    for group in groups.values():
        numbers.update({id(value): len(classes) for value, _ in group})
        classes.append(Class(group[0][0], frozenset(answers for _, answers in group)))
    values = None if listed is None else tuple((one, numbers[id(one)]) for one in kept)
    if listed is None and not _all_known(domain.complete, len(kept), len(groups), asked, declared):
        classes.append(Class(OTHERS))
    return Classes(name, () if listed is not None else tuple(own), asked, values, tuple(classes))


def answers_of(questions: Sequence[Rule], name: str, value: Json, scope: Scope) -> Answers:
    """Which of the questions' rules a value of the field keeps."""
    return tuple(rule_violation(one, {name: value}, scope) is None for one in questions)


def _all_known(complete: bool, values: int, answers: int, asked: Sequence[Rule], declared: Sequence[Schema]) -> bool:
    """No value gives other answers than those that were made: none could, or all ways to answer are there."""
    nothing = all(schema.boolean is False for schema in declared)
    return nothing or (complete and len(declared) == 1) or (values > 0 and answers == 2 ** len(asked))


def _different(questions: Sequence[Rule]) -> tuple[Rule, ...]:
    """None twice; a test for 1 is none for true, though Python has them equal."""
    return tuple({repr(one): one for one in questions}.values())


def merged(field: Classes, groups: Sequence[int]) -> Classes:
    """The classes put together. groups: for each class the number of that which it becomes a part of, in order from 0."""
    together: dict[int, Class] = {}
    for one, group in zip(field.classes, groups, strict=True):
        known = together.get(group)
        together[group] = one if known is None else Class(known.value, known.answers | one.answers)
    values = None if field.values is None else tuple((value, groups[at]) for value, at in field.values)
    return replace(field, values=values, classes=tuple(together.values()))


def fewer_questions(field: Classes) -> Classes:
    """The same with no more questions than tell its classes apart."""
    if field.values is not None:
        return replace(field, questions=(), classes=tuple(Class(one.value) for one in field.classes))
    if not field.exact:
        return field  # of values that are not known, fewer answers could be those of others
    kept = list(range(len(field.questions)))
    for at in range(len(field.questions)):
        left = [one for one in kept if one != at]
        if _tell_apart(field.classes, left):
            kept = left
    shortened = tuple(
        Class(one.value, frozenset(tuple(answers[at] for at in kept) for answers in one.answers))
        for one in field.classes
    )
    return replace(field, questions=tuple(field.questions[at] for at in kept), classes=shortened)


def _tell_apart(classes: Sequence[Class], kept: Sequence[int]) -> bool:
    seen: dict[Answers, int] = {}
    for number, one in enumerate(classes):
        for answers in one.answers:
            if seen.setdefault(tuple(answers[at] for at in kept), number) != number:
                return False
    return True
