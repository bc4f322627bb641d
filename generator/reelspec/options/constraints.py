"""What restricts the fields of one form of a model: its error rules, the keywords of its object, what lets the form count.

Called by `ties`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reelspec.cases.choice import ABSENT
from reelspec.cases.oracle import rule_violation
from reelspec.cases.variants import gates
from reelspec.language.contract.goals import Goal, Holds
from reelspec.language.contract.keywords import KEYWORDS, cover
from reelspec.language.contract.model import Form, Model
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import Rule, Schema, Source, is_said, keywords_of
from reelspec.language.contract.scope import Scope, conjuncts, resolved
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.files import reads_files
from reelspec.language.rules.goals import met
from reelspec.language.rules.operators.compare import Compare
from reelspec.language.rules.words import condition_words, rule_words
from reelspec.options.classes import OTHERS
from reelspec.options.questions import TYING, Questions, names_read, questions_of, rules_of_keywords

State: TypeAlias = Literal["kept", "broken", "unsure"]


@dataclass(frozen=True)
class Constraint:
    """One restriction. rule: the rule, None for a form's condition, which is `goal`. message, source: as violations have them.

    reads: the fields of the form that it speaks of. questions: what it asks of each.
    """

    id: str
    message: str
    source: str
    reads: tuple[str, ...]
    questions: Questions
    rule: Rule | None = None
    goal: Goal | None = None

    @property
    def own(self) -> str | None:
        """The one field that a rule speaks of, which alone decides whether it is kept; None for other constraints."""
        alone = self.rule is not None and self.questions.unsaid is not None and len(self.reads) == 1
        return self.reads[0] if alone else None

    def state(self, chosen: Mapping[str, object], scope: Scope) -> State:
        """What becomes of it with a value for each class of the fields that it reads."""
        if any(value is OTHERS for value in chosen.values()):
            return "unsure"
        body = {name: value for name, value in chosen.items() if value is not ABSENT}
        if self.goal is not None:
            return "kept" if met(self.goal, body, scope) else "broken"
        assert self.rule is not None
        unsaid = self.questions.unsaid or ()
        if any(name in body for name in unsaid) and not self._is_unknown(body, scope):
            return "unsure" if self._speaks(body, scope) else "kept"
        return "kept" if rule_violation(self.rule, body, scope) is None else "broken"

    def _speaks(self, body: Mapping[str, object], scope: Scope) -> bool:
        assert self.rule is not None
        return self.rule.when is None or met(Holds(self.rule.when), body, scope)

    def _is_unknown(self, body: Mapping[str, object], scope: Scope) -> bool:
        """A comparison lacks a field, so that it is kept whatever the others hold. Items that are not there can be counted."""
        operator = None if self.rule is None else operator_of(self.rule)
        if not isinstance(operator, Compare):
            return False
        for operand in (operator.left, operator.right):
            for term, after in zip(operand, (*operand[1:], None), strict=True):
                counted = after is not None and (after.kind, after.text) == ("function", "count")
                missing = term.kind == "field" and not counted and body.get(term.text) is None
                if missing and scope.fields[term.text].default is None:
                    return True
        return False


def constraints_of(model: Model, form: Form, parts: Sequence[Schema], scope: Scope) -> tuple[Constraint, ...]:
    """All that restricts a form's fields besides what each says of itself and that it is required. parts: see `conjuncts`."""
    # What reads facts of files is nothing that options of fields decide.
    own = (rule for rule in resolved(form.schema, model.definitions).rules if not reads_files(rule, scope))
    rules = (*(rule for rule in own if rule.severity == "error"), *rules_of_keywords(parts))
    goals = next(gate for other, gate in gates(model) if other is form)
    return (
        *(_of_rule(rule, scope) for rule in rules),
        *(_of_goal(goal, form, scope) for goal in goals if isinstance(goal, Holds)),
    )


def _of_rule(rule: Rule, scope: Scope) -> Constraint:
    reads = tuple(name for name in names_read(rule, scope) if name in scope.fields)
    words = rule.message or rule_words(rule)
    return Constraint(rule.id, words, source_of(rule.source), reads, questions_of(rule, scope), rule)


def _of_goal(goal: Holds, form: Form, scope: Scope) -> Constraint:
    """That this form of the model counts, and not another."""
    reads = tuple(name for name in goal.fields() if name in scope.fields)
    questions = Questions()
    questions.ask(goal.condition, scope)
    which = "this" if True in goal.truths else "another"
    words = f"{which} page about the model counts when {condition_words(goal.condition)}"
    return Constraint("x-variant", words, source_of(form.schema.source), reads, questions, goal=goal)


def source_of(source: Source | None) -> str:
    """Where a rule stands, as violations say it."""
    return "" if source is None else str(source)


_OF_FIELDS = ("properties", "patternProperties", "additionalProperties", "propertyNames", "required")
_OF_PARTS = ("$ref", "allOf")
_OF_THE_BODY = ("type", "format")
_COUNTING = ("minProperties", "maxProperties")
_LISTING = ("const", "enum")
_LATE = "unevaluatedProperties"
cover(
    f"{__name__}.undecided",
    (*_OF_FIELDS, *_OF_PARTS, *_OF_THE_BODY, *_COUNTING, *_LISTING, _LATE, *itertools.chain(*TYING)),
    (keyword for keyword in KEYWORDS if keyword.type in (None, "object")),
)


def undecided(parts: Sequence[Schema], constraints: Iterable[Constraint], scope: Scope) -> str | None:
    """Why nothing can be said of a form's fields, in words: what looks at all of them together, or at fields that it does not
    name. None where the fields and constraints say all."""
    for part in parts:
        for keyword, _ in keywords_of(part):
            if keyword.name in _COUNTING:
                return f"{keyword.name} counts the fields of the body"
            if keyword.name in _LISTING:
                return f"{keyword.name} lists whole bodies"
            if keyword.name == _LATE and not _sees_all(part, parts, scope):
                return f"{_LATE} turns on what counts besides"
        for pattern in part.pattern_properties:
            if any(_matches(pattern, name, scope) for name in scope.fields):
                return f"patternProperties speaks of named fields: {pattern}"
    for id, name in _names_asked_for(parts, constraints, scope):
        if name not in scope.fields and _may_be_given(name, parts, scope):
            return f"{id} asks for {name}, which is no field"
    for constraint in constraints:
        if constraint.questions.unsaid is None:
            return f"{constraint.id} is a schema that speaks of all fields of the body"
        if constraint.goal is not None:
            unnamed = [name for name in constraint.goal.fields() if name not in scope.fields]
            if any(_may_be_given(name, parts, scope) for name in unnamed):
                return "another page of the model counts by fields that this one does not name"
    return None


def _sees_all(part: Schema, parts: Sequence[Schema], scope: Scope) -> bool:
    """What the part's `unevaluatedProperties` calls evaluated is what the fields and patterns of all parts are."""
    inner = conjuncts(part, scope.definitions)
    beside = [other for other in parts if not any(other is member for member in inner)]
    speaks = any(keyword.name in (*_OF_FIELDS, _LATE) for other in beside for keyword, _ in keywords_of(other))
    several = sum(is_said(other.unevaluated_properties) for other in parts) > 1
    return not (speaks or several or any(rules_of_keywords(parts)))


def _names_asked_for(
    parts: Sequence[Schema], constraints: Iterable[Constraint], scope: Scope
) -> Iterator[tuple[str, str]]:
    """Names that a rule or `required` speaks of, each after the id of what does."""
    for constraint in constraints:
        if constraint.rule is not None:
            for name in names_read(constraint.rule, scope):
                yield constraint.id, name
    for part in parts:
        for name in part.required:
            yield "required", name


def _closings(parts: Sequence[Schema]) -> Iterator[tuple[str, ...]]:
    """Of each keyword that refuses fields of other names: the patterns of the names that it lets pass."""
    for part in parts:
        if part.additional_properties is not None and part.additional_properties.boolean is False:
            yield tuple(part.pattern_properties)
    late = [part.unevaluated_properties for part in parts if part.unevaluated_properties is not None]
    if any(rest.boolean is False for rest in late) and all(part.additional_properties is None for part in parts):
        yield tuple(pattern for part in parts for pattern in part.pattern_properties)


def is_closed(parts: Sequence[Schema]) -> bool:
    """The form refuses fields that it does not name, those of certain patterns aside."""
    return any(True for _ in _closings(parts))


def _may_be_given(name: str, parts: Sequence[Schema], scope: Scope) -> bool:
    """Whether nothing refuses a field that no part names."""
    return all(any(_matches(pattern, name, scope) for pattern in patterns) for patterns in _closings(parts))


def _matches(pattern: str, name: str, scope: Scope) -> bool:
    return accepts(Schema(pattern=pattern), scope.definitions, name)


def said_of(name: str, parts: Sequence[Schema]) -> list[Schema]:
    """All that the parts of a form say of the values of a field, none twice: a part that does not name it speaks of it by
    `additionalProperties`."""
    schemas = [part.properties.get(name, part.additional_properties) for part in parts]
    different = {repr(schema): schema for schema in schemas if schema is not None}.values()
    return [schema for schema in different if schema.boolean is not True] or [Schema(boolean=True)]


def names_refused(parts: Iterable[Schema], scope: Scope) -> Iterator[str]:
    """The fields whose names `propertyNames` refuses."""
    for part in parts:
        if part.property_names is not None:
            for name in scope.fields:
                if not accepts(part.property_names, scope.definitions, name):
                    yield name
