"""A schema in the walk that collects: code that finds every violation in a value and says what is wrong, however broken it is.

A schema becomes statements that report errors and, when they are asked for, what is contested and warned of. The value is
plain: an object, an array, a string, a number, a boolean or null itself, nothing that inherits from one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reelspec.codegen.tree import (
    FALSE,
    NULL,
    TRUE,
    Block,
    Call,
    Do,
    Each,
    Expr,
    Function,
    Has,
    Heard,
    If,
    Index,
    Invoke,
    Kind,
    Let,
    Lit,
    Negated,
    Order,
    Own,
    Part,
    Path,
    Size,
    Statement,
    Tuple,
    Var,
    both,
    opposite,
    when,
)
from reelspec.codegen.validators.collecting.alternatives import branches_of
from reelspec.codegen.validators.collecting.objects import Objects
from reelspec.codegen.validators.collecting.reports import foreign, refusal, report
from reelspec.codegen.validators.collecting.rules import ObjectRules, Plan
from reelspec.codegen.validators.collecting.unevaluated import Unevaluated
from reelspec.codegen.validators.counting import (
    NOTHING,
    Counted,
    Wanted,
    chain,
    fields_of,
    statements,
    told_apart,
    unknown_items,
)
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.keywords import ASSERTIONS, TYPES, checks
from reelspec.codegen.validators.kinds import is_any_type, is_listed, list_of, list_words
from reelspec.codegen.validators.messages import (
    ending,
    listed,
    not_listed,
    not_of_type,
    shown,
    sized,
    text,
)
from reelspec.codegen.validators.module import CHECK, LocalNames, Module, singular
from reelspec.codegen.validators.rule_messages import Decided
from reelspec.codegen.validators.traits import (
    is_choice,
    judged_alone,
    leaves_items,
    speaking,
    speaks_of_others,
    warns_of_others,
)
from reelspec.language.contract.keywords import KEYWORDS, cover
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.words import type_words

_REST = (Var("out"), Var("late"))
_USUAL = Lit("https:")
"""What most addresses begin with, asked before a function is called."""


@dataclass
class Collecting:
    """Makes the walk of one model's module."""

    module: Module
    decided: Decided | None = None
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Fields that other models of the provider have and this one has not -> the names of those models, in words."""
    _functions: dict[tuple[str, bool], str] = field(default_factory=dict)
    _waiting: list[tuple[str, bool]] = field(default_factory=list)
    _making: bool = False
    _holders: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rules = ObjectRules(self.module, self.holds, self.decided)
        self.objects = Objects(self.module, self.block, self.branch, self.elsewhere)
        self.unevaluated = Unevaluated(self.module, self.block, self.holds)

    # Functions

    def body(self, schema: Schema) -> Function:
        """The function that finds everything in a request body."""
        block = self.block(schema, Var("body"), Path(), LocalNames(), alone=True)
        return Function(CHECK, "body", block, "Find everything that is wrong or doubtful.")

    def function(self, name: str, schema: Schema, doc: str) -> str:
        """A function that judges a value by a schema; its name."""
        made = self.module.unique(name)
        block = self.block(schema, Var("value"), Path((Var("path"),)), LocalNames(), owner=False, alone=True)
        self.module.functions.append(Function(made, "check", block, doc))
        return made

    def definition(self, name: str, *, owner: bool = False) -> str:
        """The function of a definition. owner: it also warns of fields that nothing knows."""
        key = name, owner and warns_of_others(self.module.definitions[name], self.module.definitions)
        if key not in self._functions:
            self._functions[key] = self.module.unique(f"_check_{self.module.function_names[name]}")
            self._waiting.append(key)
            if not self._making:
                self._make_waiting()
        return self._functions[key]

    def _make_waiting(self) -> None:
        """Make the functions of definitions one after the other, so that no chain of them reaches Python's limit."""
        self._making = True
        while self._waiting:
            name, owner = key = self._waiting.pop()
            schema = self.module.definitions[name]
            block = self.block(schema, Var("value"), Path((Var("path"),)), LocalNames(), owner=owner)
            doc = f"Judge a value by the definition {name}."
            self.module.functions.append(Function(self._functions[key], "check", block, doc))
        self._making = False

    def branch(self, schema: Schema) -> str:
        """The function of a schema that is tried rather than demanded."""
        key = self.module.number(schema)
        if key not in self._holders:
            self._holders[key] = self.function("_branch", schema, "Judge a value by one branch.")
        return self._holders[key]

    def holds(self, schema: Schema, value: Expr) -> Expr:
        """The schema accepts the value."""
        if schema.boolean is not None:
            return TRUE if schema.boolean else FALSE
        return Call("holds", (Own(self.branch(schema)), value))

    # Schemas

    def block(
        self,
        schema: Schema,
        value: Expr,
        path: Path,
        names: LocalNames,
        *,
        owner: bool = True,
        alone: bool = False,
        wanted: Wanted = NOTHING,
    ) -> Block:
        """Statements that judge `value` by `schema`.

        owner: this schema is the one that introduces the value, rather than one of several that judge it; only the
        owner warns of fields that nothing knows. alone: nothing else reports on the value in the same list. wanted: what the
        rules around want of the statements.
        """
        module, gap, types = self.module, wanted.gap, schema.value_types()
        if schema.boolean is False:
            return refusal(
                report(module, "false", path, text("nothing is allowed here"), schema.source), gap, null=True
            )
        if schema.boolean is True:
            return (Do(foreign(module, value, path, schema.source)),) if owner else ()
        choice = owner and is_choice(schema)
        inside = alone and judged_alone(schema)
        plan = self.rules.plan(schema, value, path, names, wanted.fields, alone=alone)
        plan = plan._replace(gaps=plan.gaps or wanted.gaps)
        inner: list[Statement] = [
            *self._typed(schema, value, path, names, plan, wanted, owner=owner and not choice, alone=inside),
            *self._combined(schema, value, path, names, owner=choice, gap=gap),
            *_guarded(types, "object", value, plan.code),
            *_guarded(types, "object", value, self.unevaluated.properties(schema, value, path, names)),
            *_guarded(types, "array", value, self.unevaluated.items(schema, value, path, names)),
        ]
        values = list_of(schema)
        choices = None if values is None else listed(values[1], path.hint(), module)
        block: Block = tuple(inner)
        if values is not None and choices is not None:
            test = is_listed(values[1], value, module, path.hint(), known=schema.types, plain=True)
            refused = report(module, values[0], path, not_listed(choices, value), schema.source)
            block = when(opposite(test), refusal(refused, gap, null=_may_be_null(schema)), block)
        if schema.types is not None:
            asked = self._items_asked(schema) if choices is None else choices
            refused = report(module, "type", path, not_of_type(schema.types, value, asked), schema.source)
            instead = (*refusal(refused, gap, null=True), *wanted.instead)
            return when(opposite(is_any_type(schema.types, value)), instead, block)
        if owner and values is None and not self._is_typed(schema):
            found = foreign(module, value, path, schema.source)
            return (If(Negated(found), block),) if inner else (Do(found),)
        return block

    def _items_asked(self, schema: Schema) -> Expr:
        """The words for the types of an array's items."""
        if schema.items is None or schema.prefix_items:
            return NULL
        types = resolved(schema.items, self.module.definitions).types
        return NULL if types is None else Lit(type_words(types))

    def _is_typed(self, schema: Schema) -> bool:
        """The schema is a reference to one that demands a type."""
        return schema.ref is not None and resolved(schema, self.module.definitions).types is not None

    def _typed(
        self,
        schema: Schema,
        value: Expr,
        path: Path,
        names: LocalNames,
        plan: Plan,
        wanted: Wanted,
        *,
        owner: bool,
        alone: bool,
    ) -> list[Statement]:
        """What the schema says of values of each type, under a test of the type where it is not known. alone: of members."""
        out: list[Statement] = []
        if schema.ref is not None:
            # A schema that only refers leaves the warnings to the definition, where they stand before its rules.
            there = owner and not (
                schema.properties or speaking(schema) or speaks_of_others(replace(schema, ref=None), {})
            )
            out.append(Do(Invoke(self.definition(schema.ref, owner=there), (value, path, *_REST))))
            owner = owner and not there
        null, types = _may_be_null(schema), schema.value_types()
        for kind in TYPES:
            if not _admits(types, kind):
                continue
            body: list[Statement] = []
            for check in checks(kind, schema, value, self.module):
                refused = report(self.module, check.keyword.name, path, check.message, schema.source)
                body.append(If(check.broken, refusal(refused, wanted.gap, null=null)))
            if kind == "string":
                body += self._notes(schema, value, path)
            elif kind == "array":
                body += self._items(schema, value, path, names, wanted, alone=alone)
                if owner and schema.types is not None and leaves_items(schema):
                    body.append(Do(foreign(self.module, value, path, schema.source)))
            elif kind == "object":
                body += self.objects.members(schema, value, path, names, plan, owner=owner, alone=alone)
                body += wanted.after
            if kind == "number" and types in (("integer",), ("number",)):
                out += body
            else:
                out += _guarded(types, kind, value, tuple(body))
        return out

    def _notes(self, schema: Schema, value: Expr, path: Path) -> list[Statement]:
        """Warnings on a text that is called a URL: no scheme, a path that ends in another format."""
        out: list[Statement] = []
        if schema.format == "uri":
            message = shown(value, " has no scheme such as https:")
            warning = report(self.module, "format", path, message, schema.source, severity="warning")
            out.append(
                If(
                    both(Heard(), Negated(Part(value, "begins", _USUAL)), Negated(Call("has_scheme", (value,)))),
                    (warning,),
                )
            )
        formats = schema.media.get("formats")
        if isinstance(formats, list) and formats:
            allowed = self.module.constant(f"{path.hint()}_formats", Tuple(tuple(map(Lit, formats))))
            message = ending(value, f"; what is accepted is {list_words(tuple(formats))}".replace('"', ""))
            warning = report(self.module, "x-media", path, message, schema.source, severity="warning")
            out.append(If(both(Heard(), Call("other_format", (value, allowed))), (warning,)))
        return out

    # Arrays

    def _items(
        self, schema: Schema, value: Expr, path: Path, names: LocalNames, wanted: Wanted, *, alone: bool
    ) -> list[Statement]:
        out: list[Statement] = []
        for position, place in enumerate(schema.prefix_items):
            item = Var(names.new("item"))
            body = self.block(place, item, path.child(str(position)), names, alone=alone)
            if body:
                longer = Order(Size(value, "items"), ">", Lit(position))
                out.append(If(longer, (Let(item.name, Index(value, position)), *body)))
        if schema.items is not None:
            item, index = Var(names.new(singular(path.hint()))), Var(names.new("index"))
            there = path.at(index)
            counting = self._counting(schema.items, item, there, names, wanted.counted)
            body = self.block(schema.items, item, there, names, alone=alone, wanted=counting)
            if body:
                out.append(Each(item.name, value, body, index.name, len(schema.prefix_items)))
        if schema.contains is not None:
            out += self._contains(schema, schema.contains, value, path, names, wanted.gap)
        return out

    def _contains(
        self, schema: Schema, inner: Schema, value: Expr, path: Path, names: LocalNames, gap: str
    ) -> list[Statement]:
        least = 1 if schema.min_contains is None else schema.min_contains
        found = Var(names.new("matching"))
        out: list[Statement] = [Let(found.name, Call("matching", (Own(self.branch(inner)), value)))]
        null = _may_be_null(schema)
        if least:
            keyword = "contains" if schema.min_contains is None else "minContains"
            wanted = f"; at least {least} {'is' if least == 1 else 'are'} needed"
            message = sized("it has ", found, "matching item", wanted)
            refused = refusal(report(self.module, keyword, path, message, schema.source), gap, null=null)
            out.append(If(Order(found, "<", Lit(least)), refused))
        if schema.max_contains is not None:
            wanted = f"; at most {schema.max_contains} {'is' if schema.max_contains == 1 else 'are'} allowed"
            message = sized("it has ", found, "matching item", wanted)
            refused = refusal(report(self.module, "maxContains", path, message, schema.source), gap, null=null)
            out.append(If(Order(found, ">", Lit(schema.max_contains)), refused))
        return out

    def _counting(self, items: Schema, item: Expr, path: Path, names: LocalNames, counted: Sequence[Counted]) -> Wanted:
        """What the code of each item is to do so that the loop counts."""
        if not counted:
            return NOTHING
        fields = {name: names.new(name) for name in fields_of(counted)}
        scope = scope_of(items, self.module.definitions)
        view = FieldsView(self.module, scope, names, fields, path, item, True, self.holds, self.rules.judge)
        told = told_apart(items, counted, self.module)
        if told is None:
            code = tuple(statements(counted, path.hint(), item, fields, view))
        else:
            kind = Var(fields[told[0]])
            code = chain(kind, told[1], when(Negated(Kind(kind, "string")), unknown_items(counted)), every=False)
        return Wanted((), fields, True, code, unknown_items(counted))

    # Several schemas for one value

    def _combined(
        self, schema: Schema, value: Expr, path: Path, names: LocalNames, *, owner: bool, gap: str
    ) -> list[Statement]:
        out: list[Statement] = []
        for part in schema.all_of:
            out += self.block(part, value, path, names, owner=False)
        for keyword, several in (("anyOf", schema.any_of), ("oneOf", schema.one_of)):
            if several:
                branches = Tuple(tuple(Own(self.branch(branch)) for branch in several))
                known = branches_of(several, schema.required, self.module.definitions)
                told = self.module.constant("alternatives", known.told())
                source = self.module.source(schema.source)
                out.append(Do(Call("alternatives", (Lit(keyword), value, path, branches, *_REST, source, told))))
        if schema.negated is not None:
            refused = report(self.module, "not", path, shown(value, " is not allowed here"), schema.source)
            out += when(self.holds(schema.negated, value), refusal(refused, gap, null=_may_be_null(schema)))
        if schema.condition is not None and (schema.then is not None or schema.otherwise is not None):
            then, otherwise = (
                () if branch is None else self.block(branch, value, path, names, owner=owner)
                for branch in (schema.then, schema.otherwise)
            )
            test = self.holds(schema.condition, value)
            if then:
                out += when(test, then, otherwise)
            elif otherwise:
                out += when(opposite(test), otherwise)
        dependent: list[Statement] = []
        for name, beside in schema.dependent_schemas.items():
            body = self.block(beside, value, path, names, owner=False)
            if body:
                dependent.append(If(Has(value, name), body))
        return out + list(_guarded(schema.value_types(), "object", value, tuple(dependent)))


def _guarded(types: tuple[str, ...] | None, kind: str, value: Expr, body: Block) -> Block:
    """The body, under a test of the value's type unless that is known."""
    if not body or types == (kind,):
        return body
    return (If(is_any_type((kind,), value), body),) if _admits(types, kind) else ()


def _admits(types: tuple[str, ...] | None, kind: str) -> bool:
    """Values of the kind pass the types."""
    return types is None or kind in types or (kind == "number" and "integer" in types)


def _may_be_null(schema: Schema) -> bool:
    """A null passes the schema's types."""
    return schema.types is None or "null" in schema.types


_HERE = (
    *("type", "const", "enum", "$ref", "format", "prefixItems", "items", "contains", "minContains", "maxContains"),
    *("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"),
)
"""The keywords that are made here; the rest are members of objects, or assertions."""
_THERE = (
    *("properties", "patternProperties", "additionalProperties", "propertyNames", "required", "dependentRequired"),
    *("unevaluatedProperties", "unevaluatedItems"),
)
cover(__name__, (*_HERE, *_THERE), [keyword for keyword in KEYWORDS if keyword not in ASSERTIONS])
