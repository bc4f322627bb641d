"""unevaluatedProperties and unevaluatedItems in the walk that collects (JSON Schema 2020-12, Core, section 11).

A schema's other keywords have evaluated some of the members: a function for each schema says which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reelspec.codegen.tree import (
    TRUE,
    At,
    Block,
    Call,
    Do,
    Each,
    Expr,
    Function,
    Has,
    If,
    Invoke,
    Kind,
    Let,
    Listed,
    Lit,
    Member,
    Negated,
    Path,
    Return,
    Size,
    Statement,
    Var,
    opposite,
    when,
)
from reelspec.codegen.validators.collecting.reports import report
from reelspec.codegen.validators.fields import Holds
from reelspec.codegen.validators.keywords import matches
from reelspec.codegen.validators.messages import text, unexpected
from reelspec.codegen.validators.module import LocalNames, Module
from reelspec.codegen.validators.traits import evaluates
from reelspec.language.contract.keywords import APPLICATORS, cover
from reelspec.language.contract.schema import Schema


@dataclass
class Unevaluated:
    """Makes the code for one module. block: what judges a value by a schema."""

    module: Module
    block: Callable[[Schema, Expr, Path, LocalNames], Block]
    holds: Holds
    _functions: dict[tuple[str, bool, int], str] = field(default_factory=dict)
    _kept: list[Schema] = field(default_factory=list)
    """The schemas of `_functions`, which know them by their identity."""

    def properties(self, schema: Schema, value: Expr, path: Path, names: LocalNames) -> Block:
        """For an object, after everything else has judged it."""
        rest = schema.unevaluated_properties
        if rest is None or rest.boolean is True:
            return ()
        key, seen = Var(names.new("key")), names.new("seen")
        there = path.at(Call("token", (key,)))
        unseen = Call("unknown", (value, Var(seen)))
        body: Block
        if rest.boolean is False:
            listed = self.module.constant("none_listed", Listed(()))
            body = (
                report(self.module, "unevaluatedProperties", there, unexpected(key, listed), schema.source, of=path),
            )
        else:
            extra = Var(names.new("extra"))
            body = (Let(extra.name, At(value, key)), *self.block(rest, extra, there, names))
        return Let(seen, Invoke(self._evaluated(schema, "keys"), (value,))), Each(key.name, unseen, body)

    def items(self, schema: Schema, value: Expr, path: Path, names: LocalNames) -> Block:
        """For an array, after everything else has judged it."""
        rest = schema.unevaluated_items
        if rest is None or rest.boolean is True:
            return ()
        seen, index, item = names.new("seen"), Var(names.new("index")), Var(names.new("item"))
        if rest.boolean is False:
            message = text("this item is not allowed here")
            body: Block = (report(self.module, "unevaluatedItems", path.at(index), message, schema.source),)
        else:
            body = self.block(rest, item, path.at(index), names)
        unseen = If(Negated(Member(index, Var(seen))), body)
        return (
            Let(seen, Invoke(self._evaluated(schema, "items"), (value,))),
            Each(item.name, value, (unseen,), index.name),
        )

    def _evaluated(self, schema: Schema, what: str, *, own: bool = False) -> str:
        """The function that gives the members (names, or positions of items) which a schema has evaluated.

        own: the schema's own unevaluated keyword counts as well, as it does for a schema around it.
        """
        key = (what, own, id(schema))
        known = self._functions.get(key)
        if known is not None:
            return known
        made = self._functions[key] = self.module.unique(f"_evaluated_{what}")
        self._kept.append(schema)
        value, found = Var("value"), Var("evaluated")
        body: list[Statement] = [
            Let(found.name, Call("members", ())),
            If(Negated(Kind(value, "object" if what == "keys" else "array")), (Return(found),)),
        ]

        def add(function: str, *arguments: Expr) -> Statement:
            return Do(Call(function, (found, *arguments)))

        def also(part: Schema, test: Expr = TRUE) -> None:
            if part.boolean is None and evaluates(part, what, self.module.definitions):
                inner = add("add_all", Invoke(self._evaluated(part, what, own=True), (value,)))
                body.extend(when(test, (inner,)))

        if what == "keys":
            if schema.properties:
                body.append(add("add_all", Lit(list(schema.properties))))
            for pattern in schema.pattern_properties:
                matched = matches(pattern, Var("key"), self.module)
                body.append(Each("key", Call("keys", (value,)), when(matched, (add("add", Var("key")),))))
            if schema.additional_properties is not None or (own and schema.unevaluated_properties is not None):
                body.append(add("add_all", value))
        else:
            if schema.prefix_items:
                body.append(add("add_first", Lit(len(schema.prefix_items))))
            if schema.items is not None or (own and schema.unevaluated_items is not None):
                body.append(add("add_first", Size(value, "items")))
            if schema.contains is not None:
                matching = self.holds(schema.contains, Var("item"))
                body.append(Each("item", value, when(matching, (add("add", Var("index")),)), "index"))
        if schema.ref is not None:
            also(self.module.definitions[schema.ref])
        for part in schema.all_of:
            also(part)
        for branch in (*schema.any_of, *schema.one_of):
            also(branch, self.holds(branch, value))
        if schema.condition is not None:
            test = self.holds(schema.condition, value)
            also(schema.condition, test)
            if schema.then is not None:
                also(schema.then, test)
            if schema.otherwise is not None:
                also(schema.otherwise, opposite(test))
        if what == "keys":
            for name, dependent in schema.dependent_schemas.items():
                also(dependent, Has(value, name))
        doc = "The members that a schema has evaluated." if what == "keys" else "The items that a schema has evaluated."
        self.module.functions.append(Function(made, "members", (*body, Return(found)), doc))
        return made


cover(
    __name__,
    (
        *("properties", "patternProperties", "additionalProperties", "unevaluatedProperties", "prefixItems", "items"),
        *("contains", "unevaluatedItems", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas"),
        *("not", "propertyNames"),  # which evaluate nothing
    ),
    APPLICATORS,
)
