"""A form's table as JSON values, which both languages read, and the walk that finds what a body answers.

Called by the emitters of both. `templates/python/options.py` says what is read of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from reelspec.codegen.tree import Expr, Function
from reelspec.codegen.validators.collecting.schema import Collecting
from reelspec.codegen.validators.module import Module
from reelspec.codegen.validators.rule_messages import decided_by
from reelspec.codegen.validators.support import support_names
from reelspec.language.contract.model import Form, Model
from reelspec.language.contract.schema import (
    Condition,
    Contains,
    Definitions,
    Matches,
    Rule,
    Schema,
    Within,
    bounds_of,
    every_leaf,
    is_said,
    keywords_of,
)
from reelspec.language.rules.operators.schema import SchemaOperator
from reelspec.language.source.node import Json
from reelspec.options.classes import Classes
from reelspec.options.constraints import parts_of
from reelspec.options.questions import rules_of_keywords
from reelspec.options.ties import FormTable, Relation, table_of


class FormCode(NamedTuple):
    """What is printed of a form. functions: the walk first, then what it calls. constants: of these, by name."""

    data: dict[str, Json]
    functions: tuple[Function, ...]
    constants: dict[str, Expr]


def code_of(model: Model, form: Form, reserved: frozenset[str] = frozenset()) -> FormCode:
    """The table and the walk of one form. reserved: names that the module has already."""
    table = table_of(model, form)
    module = Module(model.definitions)
    module.reserve({*support_names(), *reserved})
    collecting = Collecting(module, decided_by(model))
    walk = collecting.body(_asking(form.schema, model.definitions, table))
    return FormCode(data_of(table, model), (walk, *module.functions), module.constants)


def _asking(schema: Schema, definitions: Definitions, table: FormTable) -> Schema:
    """The schema of an object of which every field is judged alone, and asked what rules ask of it."""
    rules: list[Rule] = []
    for number, field in enumerate(table.fields):
        rules += field.own
        rules += [replace(one, id=f"@{number}.{at}") for at, one in enumerate(field.questions)]
    parts = parts_of(schema, definitions)
    rest = next((one.unevaluated_properties for one in parts if is_said(one.unevaluated_properties)), None)
    rest = None if any(rules_of_keywords(parts)) else rest
    alone = tuple(map(_alone, parts))
    if len(alone) == 1:
        return replace(alone[0], unevaluated_properties=rest, rules=tuple(rules))
    return Schema(types=("object",), all_of=alone, unevaluated_properties=rest, rules=tuple(rules))


_TYING = ("ref", "negated", "condition", "then", "otherwise", "min_properties", "max_properties")
"""What ties fields, or counts them."""


def _alone(schema: Schema) -> Schema:
    """The schema without its rules, what ties its fields, and what it says of missing ones."""
    without: dict[str, Any] = dict.fromkeys((*_TYING, "unevaluated_properties"))
    without |= dict.fromkeys(("all_of", "any_of", "one_of", "required", "rules"), ())
    return replace(schema, **without, dependent_schemas={}, dependent_required={})


def data_of(table: FormTable, model: Model) -> dict[str, Json]:
    """The table as JSON values."""
    rules: list[Json] = []

    def numbered(one: Relation) -> int:
        rule: Json = [one.id, one.message, one.source]
        if rule not in rules:
            rules.append(rule)
        return rules.index(rule)

    ties: list[Json] = []
    for tie in table.ties:
        place = {number: at for at, number in enumerate(tie.fields)}
        relations: list[Json] = [
            [
                numbered(one),
                [place[number] for number in one.fields],
                [list(choice) for choice in one.chosen("broken")],
                [list(choice) for choice in one.chosen("unsure")],
            ]
            for one in tie.relations
        ]
        ties.append([list(tie.fields), [] if tie.undecided else relations, tie.undecided])
    parts = parts_of(table.form.schema, model.definitions)
    closed = any(one.additional_properties is not None and one.additional_properties.boolean is False for one in parts)
    return {
        "open": not closed,
        "rules": rules,
        "own": {rule.id: field.name for field in table.fields for rule in field.own},
        "fields": [_field(one, limits) for one, limits in zip(table.fields, table.limits, strict=True)],
        "sizes": [len(one.classes) for one in table.fields],
        "ties": ties,
    }


def _field(field: Classes, limits: tuple[dict[str, Json], tuple[dict[str, Json] | None, ...]]) -> Json:
    own, narrower = limits
    answers: dict[str, Json] = {}
    if field.values is None:
        for number, one in enumerate(field.classes):
            answers.update(
                {"".join("1" if truth else "0" for truth in several): number for several in sorted(one.answers)}
            )
    return [
        field.name,
        None if field.values is None else [value for value, _ in field.values],
        [] if field.values is None else [number for _, number in field.values],
        answers,
        own,
        list(narrower) if any(narrower) else [],
        list(dict.fromkeys(name for one in (*field.own, *field.questions) for name in _asked_inside(one))),
    ]


def _asked_inside(question: Rule) -> Iterator[str]:
    """The names of fields inside of a field that a rule asks for; "*" where it may ask for any."""
    operator = question.operator
    yield from operator.item_fields()
    for _, where in operator.arrays():
        yield from () if where is None else (leaf.field for leaf in every_leaf(where))
    if isinstance(operator, SchemaOperator):
        yield "*"
    for condition in (*operator.conditions(), *(() if question.when is None else (question.when,))):
        yield from _inside(condition)


def _inside(condition: Condition) -> Iterator[str]:
    for leaf in every_leaf(condition):
        if isinstance(leaf, Contains | Within):
            yield from (one.field for one in every_leaf(leaf.condition))
        elif isinstance(leaf, Matches):
            sizes = {
                keyword.name for kind in ("array", "string", "number") for keyword, _ in bounds_of(leaf.schema, kind)
            }
            if any(
                keyword.name not in {*sizes, "type", "pattern", "const", "enum"}
                for keyword, _ in keywords_of(leaf.schema)
            ):
                yield "*"
