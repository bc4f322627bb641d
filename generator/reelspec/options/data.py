"""A form's table as JSON values, which both languages read, and the walk that finds what a body answers.

Called by the emitters of both. `templates/python/options.py` says what is read of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from reelspec.codegen.tree import Expr, Function
from reelspec.codegen.validators.collecting.schema import Collecting
from reelspec.codegen.validators.module import CHECK, Module
from reelspec.codegen.validators.rule_messages import decided_by
from reelspec.codegen.validators.support import support_names
from reelspec.common.identity import Same
from reelspec.language.contract.keywords import BY_NAME
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import (
    Condition,
    Contains,
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
    """What is printed of a form.

    judged: what its fields refuse is known from the model's judge, and the walk only asks what rules ask of fields; else the
    walk finds both. functions: the walk first, if there is one, then what it calls. constants: of these, by name.
    """

    data: dict[str, Json]
    judged: bool
    functions: tuple[Function, ...]
    constants: dict[str, Expr]


def codes_of(model: Model) -> tuple[FormCode, ...]:
    """The table and the walk of each form of a model, the same ones for every language."""
    return _codes(Same(model))


@lru_cache(1)
def _codes(same: Same[Model]) -> tuple[FormCode, ...]:
    model = same.value
    found: list[FormCode] = []
    taken: set[str] = set(support_names())
    for number, form in enumerate(model.forms):
        table = table_of(model, form)
        parts = parts_of(form.schema, model.definitions)
        judged = len(model.forms) == 1 and _is_told_apart(parts, table)
        schema = _questions(parts, table) if judged else _alone(parts, table)
        module = Module(model.definitions)
        module.reserve(taken)
        functions: tuple[Function, ...] = ()
        if schema is not None:
            walk = Collecting(module, decided_by(model)).body(schema)
            walk = walk._replace(name=CHECK if number == 0 else f"{CHECK}_{number + 1}")
            functions = (walk, *module.functions)
        taken |= {*module.constants, *(one.name for one in functions)}
        found.append(FormCode(data_of(table, parts), judged, functions, module.constants))
    return tuple(found)


def _is_told_apart(parts: Sequence[Schema], table: FormTable) -> bool:
    """Of what the judge says it is known whether a field refuses its value or a rule ties it: keywords of the object that lead to
    schemas of fields speak as fields do, and so do rules that are called as keywords."""
    return not any(rules_of_keywords(parts)) and not any(one in BY_NAME for one in table.tied)


def _asked(table: FormTable) -> list[Rule]:
    return [
        replace(one, id=f"@{number}.{at}")
        for number, field in enumerate(table.fields)
        for at, one in enumerate(field.questions)
    ]


def _questions(parts: Sequence[Schema], table: FormTable) -> Schema | None:
    """The schema of an object whose fields are asked what rules ask of them; None where nothing is."""
    rules = tuple(_asked(table))
    names = {name for rule in rules for name in rule.reads}
    alone = [
        Schema(types=("object",), properties={name: one for name, one in part.properties.items() if name in names})
        for part in parts
    ]
    if len(alone) > 1:
        return Schema(types=("object",), all_of=tuple(alone), rules=rules) if rules else None
    return replace(alone[0], rules=rules) if rules else None


def _alone(parts: Sequence[Schema], table: FormTable) -> Schema:
    """The schema of an object of which every field is judged alone, and asked what rules ask of it."""
    rules = (*(rule for field in table.fields for rule in field.own), *_asked(table))
    rest = next((one.unevaluated_properties for one in parts if is_said(one.unevaluated_properties)), None)
    rest = None if any(rules_of_keywords(parts)) else rest
    alone = tuple(map(_untied, parts))
    if len(alone) == 1:
        return replace(alone[0], unevaluated_properties=rest, rules=rules)
    return Schema(types=("object",), all_of=alone, unevaluated_properties=rest, rules=rules)


_TYING = ("ref", "negated", "condition", "then", "otherwise", "min_properties", "max_properties")
"""What ties fields, or counts them."""


def _untied(schema: Schema) -> Schema:
    """The schema without its rules, what ties its fields, and what it says of missing ones."""
    without: dict[str, Any] = dict.fromkeys((*_TYING, "unevaluated_properties"))
    without |= dict.fromkeys(("all_of", "any_of", "one_of", "required", "rules"), ())
    return replace(schema, **without, dependent_schemas={}, dependent_required={})


def data_of(table: FormTable, parts: Sequence[Schema]) -> dict[str, Json]:
    """The table as JSON values."""
    numbers: dict[tuple[str, str, str], int] = {}

    def numbered(one: Relation) -> int:
        return numbers.setdefault((one.id, one.message, one.source), len(numbers))

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
    closed = any(one.additional_properties is not None and one.additional_properties.boolean is False for one in parts)
    return {
        "open": not closed,
        "rules": [list(rule) for rule in numbers],
        "tied": list(table.tied),
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
