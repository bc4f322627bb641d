"""unevaluatedProperties and unevaluatedItems in full code (JSON Schema 2020-12, Core, section 11).

A schema's other keywords have evaluated some of the members: a function for each schema says which.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reelspec.codegen.python.code import (
    TRUE,
    Block,
    Compare,
    Expr,
    For,
    Function,
    If,
    Line,
    Statement,
    literal,
    opposite,
)
from reelspec.codegen.validators.fields import Holds
from reelspec.codegen.validators.full.violations import Violations
from reelspec.codegen.validators.keywords import matches
from reelspec.codegen.validators.module import Module, Names, Path
from reelspec.codegen.validators.traits import evaluates
from reelspec.language.contract.keywords import APPLICATORS, cover
from reelspec.language.contract.schema import Schema


@dataclass
class Unevaluated:
    """Makes the code for one module. block: what judges a value by a schema."""

    module: Module
    violations: Violations
    block: Callable[[Schema, str, Path, Names], Block]
    holds: Holds
    _functions: dict[tuple[str, bool, int], str] = field(default_factory=dict)
    _kept: list[Schema] = field(default_factory=list)
    """The schemas of `_functions`, which know them by their identity."""

    def properties(self, schema: Schema, value: str, path: Path, names: Names) -> list[Statement]:
        """For an object, after everything else has judged it."""
        rest = schema.unevaluated_properties
        if rest is None or rest.boolean is True:
            return []
        seen, key = names.new("seen"), names.new("key")
        there = path.at(f"_token({key})")
        if rest.boolean is False:
            message = f"_unexpected({key}, ())"
            body: Block = (self.violations.append("unevaluatedProperties", there, message, schema.source),)
        else:
            extra = f"extra_{key}"
            body = (Line(f"{extra} = {value}[{key}]"), *self.block(rest, extra, there, names))
        return [
            Line(f"{seen} = {self._evaluated(schema, 'keys')}({value})"),
            For(key, f"_keys({value})", (If(Compare(key, "not in", seen), body),)),
        ]

    def items(self, schema: Schema, value: str, path: Path, names: Names) -> list[Statement]:
        """For an array, after everything else has judged it."""
        rest = schema.unevaluated_items
        if rest is None or rest.boolean is True:
            return []
        seen, index, item = names.new("seen"), names.new("index"), names.new("item")
        if rest.boolean is False:
            message = '"nothing says that there may be this item"'
            body: Block = (self.violations.append("unevaluatedItems", path.at(index), message, schema.source),)
        else:
            body = self.block(rest, item, path.at(index), names)
        return [
            Line(f"{seen} = {self._evaluated(schema, 'items')}({value})"),
            For(f"{index}, {item}", f"enumerate({value})", (If(Compare(index, "not in", seen), body),)),
        ]

    def _evaluated(self, schema: Schema, what: str, *, own: bool = False) -> str:
        """The function that gives the members (keys, or indexes of items) which a schema has evaluated.

        own: the schema's own unevaluated keyword counts as well, as it does for a schema around it.
        """
        key = (what, own, id(schema))
        known = self._functions.get(key)
        if known is not None:
            return known
        made = self._functions[key] = self.module.unique(f"_evaluated_{what}")
        self._kept.append(schema)
        kind = "dict" if what == "keys" else "list"
        body: list[Statement] = [
            Line("found: set[Any] = set()"),
            If(Compare("type(value)", "is not", kind), (Line("return found"),)),
        ]
        everything = Line("found.update(value)") if what == "keys" else Line("found.update(range(len(value)))")

        def also(part: Schema, test: Expr = TRUE) -> None:
            if part.boolean is not None or not evaluates(part, what, self.module.definitions, set()):
                return
            line = Line(f"found |= {self._evaluated(part, what, own=True)}(value)")
            body.append(line if test == TRUE else If(test, (line,)))

        if what == "keys":
            if schema.properties:
                body.append(Line(f"found |= {self.module.strings('fields', schema.properties)} & value.keys()"))
            for pattern in schema.pattern_properties:
                body.append(For("key", "value", (If(matches(pattern, "key", self.module), (Line("found.add(key)"),)),)))
            if schema.additional_properties is not None or (own and schema.unevaluated_properties is not None):
                body.append(everything)
        else:
            if schema.prefix_items:
                body.append(Line(f"found.update(range(min({len(schema.prefix_items)}, len(value))))"))
            if schema.items is not None or (own and schema.unevaluated_items is not None):
                body.append(everything)
            if schema.contains is not None:
                matching = self.holds(schema.contains, "item")
                body.append(For("index, item", "enumerate(value)", (If(matching, (Line("found.add(index)"),)),)))
        if schema.ref is not None:
            also(self.module.definitions[schema.ref])
        for one in schema.all_of:
            also(one)
        for one in (*schema.any_of, *schema.one_of):
            also(one, self.holds(one, "value"))
        if schema.condition is not None:
            test = self.holds(schema.condition, "value")
            also(schema.condition, test)
            if schema.then is not None:
                also(schema.then, test)
            if schema.otherwise is not None:
                also(schema.otherwise, opposite(test))
        if what == "keys":
            for name, one in schema.dependent_schemas.items():
                also(one, Compare(literal(name), "in", "value"))
        body.append(Line("return found"))
        doc = "The members that a schema has evaluated." if what == "keys" else "The items that a schema has evaluated."
        self.module.functions.append(Function(made, "value: Any", "set[Any]", tuple(body), doc))
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
