"""What a mutant is, and the places of a contract that can be changed: every schema and every rule, each with the way back.

A change is made on the contract of one model, never on files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, assert_never

from reelspec.language.contract.model import Form, Model
from reelspec.language.contract.schema import Rule, Schema, Subschema, every_leaf, parts, with_part
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.rules.files import reads_files
from reelspec.language.source.node import Node

MutantKind: TypeAlias = Literal[
    "type",
    "list",
    "bound",
    "pattern",
    "format",
    "required",
    "field",
    "branch",
    "default",
    "rule",
    "guard",
    "demand",
    "table",
    "presence",
    "combination",
    "limit",
    "comparison",
    "schema",
]
"""What a mutant changes. A model's mutants are made in this order."""


@dataclass(frozen=True)
class Mutant:
    """One model with one thing changed. words: what is changed, and where.

    node: the place in the spec, None where the contract does not know it.
    """

    kind: MutantKind
    words: str
    node: Node | None
    model: Model


@dataclass(frozen=True)
class Spot:
    """A schema in a model. where: the path of the value that it judges (`media[].type`); put: the model with another
    schema in its place."""

    schema: Schema
    where: str
    put: Callable[[Schema], Model]

    def at(self, keyword: str) -> Node | None:
        """The place of a keyword of the schema."""
        if self.schema.node is None:
            return None
        return self.schema.node.get(keyword) or self.schema.node

    @property
    def named(self) -> str:
        """The value in words."""
        return self.where or "the body"

    def mutant(self, kind: MutantKind, words: str, keyword: str, changed: Schema) -> Mutant:
        """The model with the schema changed. words: what is changed; keyword: the one that says it."""
        return Mutant(kind, f"{self.named}: {words}", self.at(keyword), self.put(changed))


@dataclass(frozen=True)
class RuleSpot:
    """A rule in a model. scope: the fields that it may read; put: the model with other rules in its place."""

    rule: Rule
    scope: Scope
    put: Callable[[tuple[Rule, ...]], Model]

    def with_(self, **changes: object) -> Model:
        """The model with the rule changed."""
        return self.put((replace(self.rule, **changes),))  # type: ignore[arg-type]


def spots(model: Model) -> Iterator[Spot]:
    """Every schema that judges a value of the model's bodies, the outermost first."""
    for index, form in enumerate(model.forms):
        yield from inside(form.schema, "", _form_put(model, index))
    for name, schema in model.definitions.items():
        yield from inside(schema, f"({name})", _definition_put(model, name))


def rule_spots(model: Model) -> Iterator[RuleSpot]:
    """Every rule of the model, but for those that read facts of files, which no body breaks by itself."""
    for spot in spots(model):
        scope = scope_of(spot.schema, model.definitions)
        for index, rule in enumerate(spot.schema.rules):
            if not reads_files(rule, scope):
                yield RuleSpot(rule, scope, _rules_put(spot, index))


def read_names(model: Model) -> frozenset[str]:
    """The names of all fields that some rule reads, of the object itself or of what is in it."""
    names: set[str] = set()
    for spot in rule_spots(model):
        operator = spot.rule.operator
        names.update(spot.rule.reads)
        names.update((*operator.reads(), *operator.item_fields()))
        wheres = [where for _, where in operator.arrays() if where is not None]
        for condition in (*(() if spot.rule.when is None else (spot.rule.when,)), *operator.conditions(), *wheres):
            names.update(leaf.field for leaf in every_leaf(condition))
    return frozenset(names)


def _rules_put(spot: Spot, index: int) -> Callable[[tuple[Rule, ...]], Model]:
    rules = spot.schema.rules
    return lambda new: spot.put(replace(spot.schema, rules=(*rules[:index], *new, *rules[index + 1 :])))


def _form_put(model: Model, index: int) -> Callable[[Schema], Model]:
    def put(new: Schema) -> Model:
        old = model.forms[index].schema
        forms: tuple[Form, ...] = (
            *model.forms[:index],
            replace(model.forms[index], schema=new),
            *model.forms[index + 1 :],
        )
        return replace(model, forms=forms, schema=_swapped(model.schema, old, new))

    return put


def _swapped(whole: Schema, old: Schema, new: Schema) -> Schema:
    """The schema over all forms with one form's schema changed."""
    if whole is old:
        return new
    changes: dict[str, Schema] = {}
    if whole.then is not None:
        changes["then"] = _swapped(whole.then, old, new)
    if whole.otherwise is not None:
        changes["otherwise"] = _swapped(whole.otherwise, old, new)
    return replace(whole, **changes) if changes else whole  # type: ignore[arg-type]


def _definition_put(model: Model, name: str) -> Callable[[Schema], Model]:
    return lambda new: replace(model, definitions={**model.definitions, name: new})


def inside(schema: Schema, where: str, put: Callable[[Schema], Model]) -> Iterator[Spot]:
    """A schema and every schema in it."""
    if schema.boolean is not None:
        return
    yield Spot(schema, where, put)
    for part in parts(schema):
        yield from inside(part.schema, _named(where, part), _part_put(schema, part, put))


def _named(where: str, part: Subschema) -> str:
    """The path of what a part of a schema judges. where: the path of what the schema itself judges."""
    keyword, key = part.keyword, part.key
    dot = f"{where}." if where else ""
    several = f"{where} {keyword.attribute} {key}"
    match keyword.applies_to:
        case "field":
            return f"{dot}{key}"
        case "any field":
            return f"{where}.*" if key is None else f"{dot}/{key}/"
        case "name":
            return f"{where} names"
        case "item":
            return f"{where}[]" if key is None else several
        case "value" | None:
            return f"{where} {keyword.name}" if key is None else several
    assert_never(keyword.applies_to)


def _part_put(schema: Schema, part: Subschema, put: Callable[[Schema], Model]) -> Callable[[Schema], Model]:
    return lambda new: put(with_part(schema, part, new))
