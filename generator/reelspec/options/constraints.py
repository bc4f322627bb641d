"""What restricts the fields of one form of a model: its error rules, the keywords of its object, what lets the form count.

Called by `ties`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from reelspec.cases.choice import ABSENT
from reelspec.cases.oracle import rule_violation
from reelspec.cases.variants import gates
from reelspec.language.contract.goals import Goal, Holds
from reelspec.language.contract.model import Form, Model
from reelspec.language.contract.operator import operator_of
from reelspec.language.contract.schema import (
    Definitions,
    Rule,
    Schema,
    bounds_of,
    fields_read,
    is_said,
)
from reelspec.language.contract.scope import Scope, resolved, scope_of
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.goals import met
from reelspec.language.rules.operators.compare import Comparison
from reelspec.language.rules.words import condition_words, rule_words
from reelspec.options.classes import OTHERS
from reelspec.options.questions import Questions, questions_of, rules_of_keywords

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
        if not isinstance(operator, Comparison):
            return False
        for operand in (operator.left, operator.right):
            for term, after in zip(operand, (*operand[1:], None), strict=True):
                counted = after is not None and (after.kind, after.text) == ("function", "count")
                missing = term.kind == "field" and not counted and body.get(term.text) is None
                if missing and scope.fields[term.text].default is None:
                    return True
        return False


def constraints_of(model: Model, form: Form, scope: Scope) -> tuple[Constraint, ...]:
    """All that restricts a form's fields besides what each field says of itself and that it is required."""
    errors = [rule for rule in resolved(form.schema, model.definitions).rules if rule.severity == "error"]
    rules = [*errors, *rules_of_keywords(parts_of(form.schema, model.definitions))]
    found = [_of_rule(rule, scope) for rule in rules if not _is_of_files(rule, scope)]
    goals = next(gate for one, gate in gates(model) if one is form)
    return (*found, *(_of_goal(goal, form, scope) for goal in goals if isinstance(goal, Holds)))


def _is_of_files(rule: Rule, scope: Scope) -> bool:
    """It compares facts of files, which no body has, so that a body alone never breaks it."""
    return isinstance(rule.operator, Comparison) and bool(rule.operator.measures(scope))


def _of_rule(rule: Rule, scope: Scope) -> Constraint:
    guard = () if rule.when is None else fields_read(rule.when)
    reads = dict.fromkeys(name for name in (*guard, *operator_of(rule).reads()) if name in scope.fields)
    return Constraint(
        rule.id, rule.message or rule_words(rule, scope), _source(rule), tuple(reads), questions_of(rule, scope), rule
    )


def _of_goal(goal: Holds, form: Form, scope: Scope) -> Constraint:
    """That this form of the model counts, and not another."""
    known = tuple(name for name in goal.fields() if name in scope.fields)
    asked = Questions()
    asked.ask(goal.condition, scope)
    which = "this" if True in goal.truths else "another"
    words = f"{which} page about the model counts when {condition_words(goal.condition)}"
    source = "" if form.schema.source is None else str(form.schema.source)
    return Constraint("x-variant", words, source, known, asked, goal=goal)


def _source(rule: Rule) -> str:
    return "" if rule.source is None else str(rule.source)


def parts_of(schema: Schema, definitions: Definitions) -> tuple[Schema, ...]:
    """The schemas that all judge the object: itself, what it refers to, and the parts of `allOf`."""
    found: list[Schema] = []
    seen: set[str] = set()

    def visit(one: Schema) -> None:
        found.append(one)
        if one.ref is not None and one.ref not in seen:
            seen.add(one.ref)
            visit(definitions[one.ref])
        for part in one.all_of:
            visit(part)

    visit(schema)
    return tuple(found)


def unread(form: Form, definitions: Definitions, constraints: Iterable[Constraint]) -> str | None:
    """Why nothing can be said of the form's fields, in words: what counts them, or speaks of fields that it does not name."""
    parts = parts_of(form.schema, definitions)
    for part in parts:
        for keyword, _ in bounds_of(part, "object"):
            return f"{keyword.name} counts the fields of the body"
        if is_said(part.unevaluated_properties) and any(rules_of_keywords(parts)):
            return "unevaluatedProperties turns on which alternative counts"
    names = scope_of(form.schema, definitions).fields
    named = [
        (one.id, name) for one in constraints if one.rule for name in one.rule.operator.reads() if name not in names
    ]
    named += [("required", name) for part in parts for name in part.required if name not in names]
    if named and not _is_closed(parts):
        return "{} asks for {}, which is no field".format(*named[0])
    for part in parts:
        for pattern in part.pattern_properties:
            if any(accepts(Schema(pattern=pattern), definitions, name) for name in names):
                return f"patternProperties speaks of named fields: {pattern}"
    for one in constraints:
        if one.questions.unsaid is None:
            return f"{one.id} is a schema that speaks of all fields of the body"
        if one.goal is not None and set(one.goal.fields()) - set(names) and not _is_closed(parts):
            return "another page of the model counts by fields that this one does not name"
    return None


def _is_closed(parts: Iterable[Schema]) -> bool:
    return any(one.additional_properties is not None and one.additional_properties.boolean is False for one in parts)


def names_refused(form: Form, definitions: Definitions) -> Iterator[str]:
    """The fields whose names `propertyNames` refuses."""
    for part in parts_of(form.schema, definitions):
        if part.property_names is not None:
            for name in scope_of(form.schema, definitions).fields:
                if not accepts(part.property_names, definitions, name):
                    yield name
