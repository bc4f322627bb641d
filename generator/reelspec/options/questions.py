"""What the rules of an object ask of each of its fields alone: two values with the same answers are one to all rules.

A question is a rule that reads one field, so that the compilers of judges make the code that answers it. Called by `classes`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from reelspec.language.contract.operator import RuleOperator, operator_of
from reelspec.language.contract.schema import (
    Condition,
    Definitions,
    Matches,
    Not,
    Present,
    Rule,
    Schema,
    fields_read,
    in_place,
    is_said,
    keywords_of,
    leaves,
)
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.files import reads_files
from reelspec.language.rules.operands import Operand, Term
from reelspec.language.rules.operators.compare import Comparison
from reelspec.language.rules.operators.limit import Limit
from reelspec.language.rules.operators.must import Must
from reelspec.language.rules.operators.schema import SchemaOperator
from reelspec.language.source.node import Json

MOST_CHOICES = 64
"""So many choices of listed values are put into a comparison, one after the other."""


@dataclass
class Questions:
    """of: field -> what is asked of it. apart: fields each of whose listed values is one by itself. unsaid: fields of which
    the rule asks what no question says; None where it asks that of all fields."""

    of: dict[str, list[Rule]] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)
    unsaid: tuple[str, ...] | None = ()

    def add(self, operator: RuleOperator, when: Condition | None = None) -> None:
        """Ask whether a field keeps an operator that reads nothing else."""
        (name,) = dict.fromkeys((*(() if when is None else fields_read(when)), *operator.reads()))
        self.of.setdefault(name, []).append(Rule("", when, operator, "error", (name,)))

    def ask(self, condition: Condition, scope: Scope) -> None:
        """Ask whether every test in a condition is false, and, where it may be neither, whether it is true."""
        for leaf in leaves(condition):
            field = scope.fields.get(leaf.field)
            if field is None or (isinstance(leaf, Present) and not field.nullable):
                continue  # that it is given says all
            self.add(Must(leaf))
            if field.nullable or not isinstance(leaf, Matches):
                self.add(Must(Not(leaf)))


def questions_of(rule: Rule, scope: Scope) -> Questions:
    """What a rule asks."""
    found = Questions()
    operator = operator_of(rule)
    guard = () if rule.when is None else fields_read(rule.when)
    if isinstance(operator, SchemaOperator) and not is_plain(operator.schema, scope.definitions):
        found.unsaid = None
    elif reads_files(rule, scope):
        found.unsaid = tuple(name for name in (*guard, *operator.reads()) if name in scope.fields)
    elif len({*guard, *operator.reads()}) == 1:
        found.add(operator, rule.when)
    else:
        if rule.when is not None:
            found.ask(rule.when, scope)
        _of_operator(operator, scope, found)
    return found


def _of_operator(operator: RuleOperator, scope: Scope, found: Questions) -> None:
    reads = operator.reads()
    if len(reads) == 1:
        found.add(operator)
        return
    for name in reads:
        if name in scope.fields and scope.fields[name].nullable:
            found.add(Must(Present(name)))
    match operator:
        case Limit():
            _of_limit(operator, found)
        case Comparison():
            _of_comparison(operator, scope, found)
        case SchemaOperator(schema):
            for name, test in _field_tests(schema, scope.definitions):
                if name in scope.fields:
                    found.add(SchemaOperator(Schema(properties={name: test})))
        case _ if operator.computes():
            _of_values(operator, scope, found)
        case _:
            for guard, demand in operator.demands():
                found.ask(guard, scope)
                found.ask(demand, scope)


def _of_limit(limit: Limit, found: Questions) -> None:
    """How many items each array has, as far as the sum can turn on it."""
    last = max(limit.counts or [bound for bound in (limit.least, limit.most) if bound is not None])
    for name in limit.of:
        for count in range(last + 1):
            found.add(replace(limit, of=(name,), least=None, most=count, counts=()))
            found.add(replace(limit, of=(name,), least=count + 1, most=None, counts=()))


def _of_values(operator: RuleOperator, scope: Scope, found: Questions) -> dict[str, tuple[Json, ...]]:
    """Nothing can be asked of a field for an operator that works with several values at once: its listed values stand each for
    itself, the others are unsaid. Gives the lists."""
    lists = {name: values_of(scope.fields[name].schema) for name in operator.reads()}
    found.unsaid = tuple(name for name, values in lists.items() if values is None)
    listed = {name: values for name, values in lists.items() if values is not None}
    found.apart |= listed.keys()
    return listed


def _of_comparison(compared: Comparison, scope: Scope, found: Questions) -> None:
    """Of one field without a list, the comparison with each choice of the others is asked."""
    listed = _of_values(compared, scope, found)
    if len(found.unsaid or ()) != 1 or math.prod(map(len, listed.values())) > MOST_CHOICES:
        return
    found.unsaid = ()
    for chosen in itertools.product(*listed.values()):
        values = dict(zip(listed, chosen, strict=True))
        if not any(one is None for one in chosen):
            left, right = (_with(operand, values) for operand in (compared.left, compared.right))
            found.add(replace(compared, left=left, right=right))


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


_OF_THE_OBJECT = ("type", "properties", "required", "dependentRequired", "dependentSchemas")
_AROUND = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "$ref")


def is_plain(schema: Schema, definitions: Definitions, seen: tuple[str, ...] = ()) -> bool:
    """The schema of an object turns on nothing but single fields that it names."""
    if any(keyword.name not in (*_OF_THE_OBJECT, *_AROUND) for keyword, _ in keywords_of(schema)):
        return False
    parts = list(in_place(schema))
    if schema.ref is not None:
        if schema.ref in seen:
            return False
        return is_plain(definitions[schema.ref], definitions, (*seen, schema.ref)) and all(
            is_plain(part, definitions, seen) for part in parts
        )
    return all(is_plain(part, definitions, seen) for part in parts)


def _field_tests(schema: Schema, definitions: Definitions) -> Iterator[tuple[str, Schema]]:
    """What a plain schema asks of single fields."""
    yield from schema.properties.items()
    if schema.ref is not None:
        yield from _field_tests(definitions[schema.ref], definitions)
    for part in in_place(schema):
        yield from _field_tests(part, definitions)


def rules_of_keywords(parts: Iterable[Schema]) -> Iterator[Rule]:
    """The keywords of an object's schemas that tie its fields, each as a rule of the keyword's name."""
    for part in parts:
        for names in (("any_of",), ("one_of",), ("negated",), ("condition", "then", "otherwise")):
            yield from _as_rule(part, names)
        for name in ("dependent_schemas", "dependent_required"):
            yield from _as_rule(part, (name,))


_IDS = {"any_of": "anyOf", "one_of": "oneOf", "negated": "not", "condition": "if"}


def _as_rule(part: Schema, names: tuple[str, ...]) -> Iterator[Rule]:
    said = {name: getattr(part, name) for name in names}
    if not any(is_said(one) for one in said.values()):
        return
    id = _IDS.get(names[0]) or ("dependentSchemas" if names[0] == "dependent_schemas" else "dependentRequired")
    operator = SchemaOperator(Schema(**said))
    words = f"{id} of the body refuses this"
    yield Rule(id, None, operator, "error", operator.reads(), part.source, message=words)
