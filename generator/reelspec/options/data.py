"""A form's table as JSON values, which both languages read, and the walk that finds what a body answers.

Called by the emitters of both. `templates/python/options.py` says what is read of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from reelspec.codegen import tree
from reelspec.codegen.tree import Block, Expr, Function, If, Statement
from reelspec.codegen.validators.collecting.schema import Collecting
from reelspec.codegen.validators.module import CHECK, Module
from reelspec.codegen.validators.rule_messages import decided_by
from reelspec.codegen.validators.support import support_names
from reelspec.common.identity import ByIdentity
from reelspec.language.contract.keywords import BY_NAME, KEYWORDS
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
    return _codes(ByIdentity(model))


@lru_cache(1)
def _codes(same: ByIdentity[Model]) -> tuple[FormCode, ...]:
    model = same.value
    codes: list[FormCode] = []
    taken: set[str] = set(support_names())
    for number, form in enumerate(model.forms):
        table = table_of(model, form)
        judged = len(model.forms) == 1 and _is_told_apart(table)
        schema = _questions(table) if judged else _alone(table)
        module = Module(model.definitions)
        module.reserve(taken)
        functions: tuple[Function, ...] = ()
        if schema is not None:
            walk = Collecting(module, decided_by(model)).body(schema)
            walk = walk._replace(name=CHECK if number == 0 else f"{CHECK}_{number + 1}")
            functions = tuple(each._replace(body=_silent(each.body) or each.body) for each in (walk, *module.functions))
        constants = _needed(module.constants, functions)
        taken |= {*module.constants, *(function.name for function in functions)}
        codes.append(FormCode(data_of(table), judged, functions, constants))
    return tuple(codes)


def _silent(block: Block) -> Block:
    """The statements without warnings, which nobody asks these walks for."""
    kept: list[Statement] = []
    for statement in block:
        if isinstance(statement, If):
            is_heard = tree.Heard() in (statement.test, *getattr(statement.test, "parts", ()))
            if is_heard and not isinstance(statement.test, tree.Or):
                kept += _silent(statement.orelse)
                continue
            body, orelse = _silent(statement.body), _silent(statement.orelse)
            if body:
                kept.append(replace(statement, body=body, orelse=orelse))
            elif orelse:
                kept.append(If(tree.opposite(statement.test), orelse))
        else:
            # A block that is nothing but warnings stays, since a statement needs one.
            blocks = {name: getattr(statement, name) for name in _BLOCKS if getattr(statement, name, ())}
            silent: dict[str, Any] = {name: _silent(inner) or inner for name, inner in blocks.items()}
            kept.append(replace(statement, **silent))
    return tuple(kept)


_BLOCKS = ("body", "otherwise", "there", "absent")


def _needed(constants: Mapping[str, Expr], functions: Iterable[Function]) -> dict[str, Expr]:
    """The constants that functions refer to, and those that these refer to."""
    names: set[str] = set()
    waiting: list[tree.Node] = [statement for function in functions for statement in function.body]
    while waiting:
        referred = {node.name for node in tree.walk(*waiting) if isinstance(node, tree.Const)} - names
        names |= referred
        waiting = [constants[name] for name in referred]
    return {name: value for name, value in constants.items() if name in names}


def _is_told_apart(table: FormTable) -> bool:
    """Of what the judge says it is known whether a field refuses its value or a rule ties it: keywords of the object that lead to
    schemas of fields speak as fields do, and so do rules that are called as keywords."""
    return not any(rules_of_keywords(table.parts)) and not any(id in BY_NAME for id in table.tied)


def _asked(table: FormTable) -> list[Rule]:
    return [
        replace(question, id=f"@{number}.{place}")
        for number, field in enumerate(table.fields)
        for place, question in enumerate(field.questions)
    ]


def _questions(table: FormTable) -> Schema | None:
    """The schema of an object whose fields are asked what rules ask of them; None where nothing is."""
    rules = tuple(_asked(table))
    names = {name for rule in rules for name in rule.reads}
    parts = [
        Schema(types=("object",), properties={name: each for name, each in part.properties.items() if name in names})
        for part in table.parts
    ]
    if not rules:
        return None
    return _together(parts, Schema(types=("object",), rules=rules))


def _alone(table: FormTable) -> Schema:
    """The schema of an object of which every field is judged alone, and asked what rules ask of it."""
    rules = (*(rule for field in table.fields for rule in field.own), *_asked(table))
    late = [part.unevaluated_properties for part in table.parts if is_said(part.unevaluated_properties)]
    rest = None if not late or any(rules_of_keywords(table.parts)) else late[0]
    parts = [_untied(part) for part in table.parts]
    return _together(parts, Schema(types=("object",), unevaluated_properties=rest, rules=rules))


def _together(parts: Sequence[Schema], body: Schema) -> Schema:
    """A schema of a body that says what all parts say of fields, and what `body` says of them together."""
    if len(parts) == 1:
        return replace(parts[0], unevaluated_properties=body.unevaluated_properties, rules=body.rules)
    return replace(body, all_of=tuple(parts))


_OF_SINGLE_FIELDS = ("type", "properties", "patternProperties", "additionalProperties", "propertyNames")
_WITHOUT: dict[str, Any] = {
    keyword.attribute: getattr(Schema(), keyword.attribute)
    for keyword in KEYWORDS
    if keyword.name not in _OF_SINGLE_FIELDS
}


def _untied(schema: Schema) -> Schema:
    """The schema without its rules, what looks at several fields, and what it says of missing ones."""
    return replace(schema, rules=(), **_WITHOUT)


def data_of(table: FormTable) -> dict[str, Json]:
    """The table as JSON values."""
    numbers: dict[tuple[str, str, str], int] = {}

    def number_of(relation: Relation) -> int:
        return numbers.setdefault((relation.id, relation.message, relation.source), len(numbers))

    ties: list[Json] = []
    for tie in table.ties:
        place = {number: at for at, number in enumerate(tie.fields)}
        relations: list[Json] = [
            [
                number_of(relation),
                [place[number] for number in relation.fields],
                [list(choice) for choice in relation.chosen("broken")],
                [list(choice) for choice in relation.chosen("unsure")],
            ]
            for relation in tie.relations
        ]
        ties.append([list(tie.fields), [] if tie.undecided else relations, tie.undecided])
    return {
        "open": table.open,
        "rules": [list(rule) for rule in numbers],
        "tied": list(table.tied),
        "own": {rule.id: field.name for field in table.fields for rule in field.own},
        "fields": [_field(field, limits) for field, limits in zip(table.fields, table.limits, strict=True)],
        "sizes": [len(field.classes) for field in table.fields],
        "ties": ties,
    }


def _field(field: Classes, limits: tuple[dict[str, Json], tuple[dict[str, Json] | None, ...]]) -> Json:
    own, narrower = limits
    numbers: dict[str, Json] = {}
    for number, part in enumerate(field.classes if field.values is None else ()):
        for answers in sorted(part.answers):
            numbers["".join("1" if truth else "0" for truth in answers)] = number
    return [
        field.name,
        None if field.values is None else [value for value, _ in field.values],
        [] if field.values is None else [number for _, number in field.values],
        numbers,
        own,
        list(narrower) if any(narrower) else [],
        list(dict.fromkeys(name for rule in (*field.own, *field.questions) for name in _asked_inside(rule))),
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
            yield from (inner.field for inner in every_leaf(leaf.condition))
        elif isinstance(leaf, Matches):
            sizes = {
                keyword.name for kind in ("array", "string", "number") for keyword, _ in bounds_of(leaf.schema, kind)
            }
            if any(
                keyword.name not in {*sizes, "type", "pattern", "const", "enum"}
                for keyword, _ in keywords_of(leaf.schema)
            ):
                yield "*"
