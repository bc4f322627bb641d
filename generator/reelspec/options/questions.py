"""What the rules of an object ask of each of its fields alone: two values with the same answers are one to all rules.

A question is a rule that reads one field, so that the compilers of judges make the code that answers it. Called by `classes`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from reelspec.language.contract.keywords import BY_NAME
from reelspec.language.contract.operator import RuleOperator, operator_of
from reelspec.language.contract.schema import (
    Condition,
    Definitions,
    Matches,
    Not,
    Present,
    Rule,
    Schema,
    all_in_place,
    fields_read,
    is_said,
    keywords_of,
    leaves,
    span,
)
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.operands import Operand, Term
from reelspec.language.rules.operators.compare import Compare
from reelspec.language.rules.operators.limit import Limit
from reelspec.language.rules.operators.must import Must
from reelspec.language.rules.operators.schema import SchemaOperator, named
from reelspec.language.source.node import Json

MOST_CHOICES = 64
"""So many choices of listed values are put into a comparison, one after the other."""
MOST_COUNTS = 64
"""Of an array that a `limit` counts with others, so many items are told apart; where it may have more, nothing is decided."""


@dataclass
class Questions:
    """of: field -> what is asked of it. apart: fields each of whose listed values is one by itself. unsaid: fields of which
    the rule asks what no question says; None where it asks that of all fields."""

    of: dict[str, list[Rule]] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)
    unsaid: tuple[str, ...] | None = ()

    def ask_of(self, name: str, operator: RuleOperator, when: Condition | None = None) -> None:
        """Ask whether a field keeps an operator that reads nothing else."""
        self.of.setdefault(name, []).append(Rule("", when, operator, "error", (name,)))

    def ask(self, condition: Condition, scope: Scope) -> None:
        """Ask whether every test in a condition is false, and, where it may be neither, whether it is true."""
        for leaf in leaves(condition):
            field = scope.fields.get(leaf.field)
            if field is None or (isinstance(leaf, Present) and not field.nullable):
                continue  # that it is given says all
            self.ask_of(leaf.field, Must(leaf))
            if field.nullable or not isinstance(leaf, Matches):
                self.ask_of(leaf.field, Must(Not(leaf)))


def questions_of(rule: Rule, scope: Scope) -> Questions:
    """What a rule asks, which reads no facts of files."""
    questions = Questions()
    operator = operator_of(rule)
    if isinstance(operator, SchemaOperator) and not _is_plain(operator.schema, scope.definitions):
        questions.unsaid = None
    elif len(names := names_read(rule, scope)) == 1:
        questions.ask_of(names[0], operator, rule.when)
    else:
        if rule.when is not None:
            questions.ask(rule.when, scope)
        _of_operator(operator, scope, questions)
    return questions


def names_read(rule: Rule, scope: Scope) -> tuple[str, ...]:
    """The names that a rule speaks of, its guard's first, whether or not they are fields."""
    operator = operator_of(rule)
    guard = () if rule.when is None else fields_read(rule.when)
    return tuple(dict.fromkeys((*guard, *_read_by(operator, scope))))


def _read_by(operator: RuleOperator, scope: Scope) -> tuple[str, ...]:
    # By itself a schema does not know what it refers to.
    if isinstance(operator, SchemaOperator):
        return named(operator.schema, scope.definitions)
    return operator.reads()


def _of_operator(operator: RuleOperator, scope: Scope, questions: Questions) -> None:
    reads = _read_by(operator, scope)
    if len(reads) == 1:
        questions.ask_of(reads[0], operator)
        return
    for name in reads:
        if name in scope.fields and scope.fields[name].nullable:
            questions.ask_of(name, Must(Present(name)))
    match operator:
        case Limit():
            _of_limit(operator, scope, questions)
        case Compare():
            _of_comparison(operator, scope, questions)
        case SchemaOperator(schema):
            for part in all_in_place(schema, scope.definitions):
                for name, test in part.properties.items():
                    if name in scope.fields:
                        questions.ask_of(name, SchemaOperator(Schema(properties={name: test})))
        case _ if operator.computes():
            _of_values(operator, scope, questions)
        case _:
            for guard, demand in operator.demands():
                questions.ask(guard, scope)
                questions.ask(demand, scope)


def _of_limit(limit: Limit, scope: Scope, questions: Questions) -> None:
    """How many items each array has, as far as the sum can turn on it and the array can be that long."""
    bound = max(limit.counts or [bound for bound in (limit.least, limit.most) if bound is not None])
    longest = {name: span(scope.fields[name].schema, "items")[1] for name in limit.of if name in scope.fields}
    counts = {name: bound if most is None else min(bound, most) for name, most in longest.items()}
    if max(counts.values(), default=0) > MOST_COUNTS:
        questions.unsaid = limit.of
        return
    for name, last in counts.items():
        for count in range(last + 1):
            questions.ask_of(name, replace(limit, of=(name,), least=None, most=count, counts=()))
            questions.ask_of(name, replace(limit, of=(name,), least=count + 1, most=None, counts=()))


def _of_values(operator: RuleOperator, scope: Scope, questions: Questions) -> dict[str, tuple[Json, ...]]:
    """Nothing can be asked of a field for an operator that works with several values at once: its listed values stand each for
    itself, the others are unsaid. Gives the lists."""
    lists = {name: values_of(scope.fields[name].schema) for name in operator.reads()}
    questions.unsaid = tuple(name for name, values in lists.items() if values is None)
    listed = {name: values for name, values in lists.items() if values is not None}
    questions.apart |= listed.keys()
    return listed


def _of_comparison(compared: Compare, scope: Scope, questions: Questions) -> None:
    """Of one field without a list, the comparison with each choice of the others is asked."""
    listed = _of_values(compared, scope, questions)
    unlisted = questions.unsaid or ()
    if len(unlisted) != 1 or math.prod(map(len, listed.values())) > MOST_CHOICES:
        return
    questions.unsaid = ()
    for chosen in itertools.product(*listed.values()):
        values = dict(zip(listed, chosen, strict=True))
        if None not in values.values():
            left, right = (_with(operand, values) for operand in (compared.left, compared.right))
            questions.ask_of(unlisted[0], replace(compared, left=left, right=right))


def _with(operand: Operand, values: dict[str, Json]) -> Operand:
    """The operand with values in the place of fields."""
    return tuple(
        _constant(values[term.text]) if term.kind == "field" and term.text in values else term for term in operand
    )


def _constant(value: Json) -> Term:
    if isinstance(value, bool):
        return Term("boolean", "true" if value else "false")
    return Term("text", value) if isinstance(value, str) else Term("number", str(value))


def values_of(schema: Schema) -> tuple[Json, ...] | None:
    """The list of values that a field is limited to, null among them; None where there is none."""
    values = schema.values()
    if values is None and schema.types is not None and set(schema.types) == {"boolean", "null"}:
        return True, False, None
    return values


_OF_SINGLE_FIELDS = ("type", "properties", "required", "dependentRequired", "dependentSchemas")
_AROUND = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref")


def _is_plain(schema: Schema, definitions: Definitions) -> bool:
    """The schema of an object turns on nothing but single fields that it names."""
    return all(
        keyword.name in _OF_SINGLE_FIELDS or keyword.name in _AROUND
        for part in all_in_place(schema, definitions)
        for keyword, _ in keywords_of(part)
    )


TYING = (("anyOf",), ("oneOf",), ("not",), ("if", "then", "else"), ("dependentSchemas",), ("dependentRequired",))
"""The keywords of an object that tie its fields, each with those that it takes to say something."""


def rules_of_keywords(parts: Iterable[Schema]) -> Iterator[Rule]:
    """The keywords of an object's schemas that tie its fields, each as a rule of the keyword's name."""
    for part in parts:
        for names in TYING:
            demands = {attribute: getattr(part, attribute) for attribute in (BY_NAME[name].attribute for name in names)}
            if any(map(is_said, demands.values())):
                operator = SchemaOperator(Schema(**demands))
                words = f"{names[0]} of the body refuses this"
                yield Rule(names[0], None, operator, "error", operator.reads(), part.source, message=words)
