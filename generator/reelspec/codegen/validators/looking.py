"""What is known of files, held against what is said of them: the walk that a judge takes only where facts are given.

It finds the limits of `x-media` that are broken, and rules that are broken by what is known and not without it. Each schema
that leads to a file has its function; a judge of bodies without files has none.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from reelspec.codegen import tree
from reelspec.codegen.tree import (
    FALSE,
    NULL,
    TRUE,
    At,
    Block,
    Call,
    Const,
    Do,
    Each,
    Expr,
    Fault,
    Function,
    Get,
    Has,
    Heard,
    If,
    Index,
    Invoke,
    Kind,
    Let,
    Lit,
    Member,
    Negated,
    Order,
    Path,
    Size,
    Statement,
    Tuple,
    Var,
    both,
    opposite,
    when,
)
from reelspec.codegen.validators.collecting.schema import Collecting
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.keywords import matches
from reelspec.codegen.validators.module import LOOK, LocalNames, Module
from reelspec.codegen.validators.operator_code import is_broken
from reelspec.language.contract.facts import FactLimit, limits, totals
from reelspec.language.contract.keywords import APPLICATORS, cover
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import file_of, scope_of
from reelspec.language.rules.files import definitions_of_files, reads_files, says_of_files
from reelspec.language.rules.words import listing

_VALUE, _PATH = Var("value"), Path((Var("path"),))
_REST = (Var("facts"), Var("out"), Var("late"))


@dataclass
class Looking:
    """Makes the functions of one model's module. collecting: the walk without facts, whose functions of schemas it asks."""

    module: Module
    collecting: Collecting
    _functions: dict[int, str] = field(default_factory=dict)
    _waiting: list[Schema] = field(default_factory=list)
    _answers: dict[int, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._speaking = definitions_of_files(self.module.definitions)

    def body(self, schema: Schema) -> Function | None:
        """The function for a request body; None where no file is spoken of."""
        if not self._leads(schema):
            return None
        doc = "Find what is wrong with the files by what is known of them."
        function = Function(LOOK, "looks", self._block(schema), doc)
        while self._waiting:
            inner = self._waiting.pop()
            doc = "Find what is wrong with the files in a value."
            self.module.functions.append(
                Function(self._functions[self.module.number(inner)], "looks", self._block(inner), doc)
            )
        return function

    def _leads(self, schema: Schema) -> bool:
        """Something is said of a file, in the schema or in what it leads to."""
        key = self.module.number(schema)
        if key not in self._answers:
            self._answers[key] = says_of_files(schema, self.module.definitions, self._speaking)
        return self._answers[key]

    def _call(self, schema: Schema, value: Expr, path: Path) -> Block:
        """A call of the function of a schema; nothing where it says nothing of files."""
        if not self._leads(schema):
            return ()
        key = self.module.number(schema)
        if key not in self._functions:
            # Made later: a long chain of references must not reach Python's limit of recursion.
            self._functions[key] = self.module.unique("_look_at")
            self._waiting.append(schema)
        return (Do(Invoke(self._functions[key], (value, path, *_REST))),)

    def _block(self, schema: Schema) -> Block:
        limits_of_files = self._said(schema)
        text = (Do(Call("weigh", (_VALUE, _PATH, *limits_of_files, *_REST[:2]))),) if limits_of_files else ()
        names = LocalNames("path", "facts", "late")
        parts = {"string": text, "array": self._array(schema, names), "object": self._object(schema, names)}
        admitted = schema.value_types() or tuple(parts)
        typed = (If(Kind(_VALUE, kind), body) for kind, body in parts.items() if body and kind in admitted)  # type: ignore[arg-type]
        return (*typed, *self._in_place(schema))

    # Files

    def _said(self, schema: Schema) -> tuple[Expr, ...]:
        """What is said of each file, as `weigh` reads it."""
        rows = tuple(self._row(limit, schema) for limit in limits(schema.media))
        formats = schema.media.get("formats")
        accepted: Expr = NULL
        if isinstance(formats, list) and formats:
            words = Tuple((Lit("its format is "), Lit(f"; what is accepted is {listing(map(str, formats))}")))
            accepted = Tuple((Tuple(tuple(map(Lit, formats))), self._fault(words, schema)))
            accepted = self.module.constant("formats", accepted)
        if not rows and accepted == NULL:
            return ()
        return self.module.constant("limits", Tuple(rows)), accepted

    def _row(self, limit: FactLimit, schema: Schema) -> Expr:
        fault = self._fault(Tuple(tuple(map(Lit, limit.words))), schema)
        return Tuple((Lit(limit.fact), _operand(limit.least), _operand(limit.most), fault))

    def _fault(self, words: Expr, schema: Schema) -> Const:
        return self.module.fault(None, Fault("x-media", "error", self.module.source(schema.source), "measured", words))

    # Arrays

    def _array(self, schema: Schema, names: LocalNames) -> Block:
        out: list[Statement] = []
        for position, place in enumerate(schema.prefix_items):
            item = Var(names.new("item"))
            body = self._call(place, item, _PATH.child(str(position)))
            if body:
                longer = Order(Size(_VALUE, "items"), ">", Lit(position))
                out.append(If(longer, (Let(item.name, Index(_VALUE, position)), *body)))
        item, index = Var(names.new("item")), Var(names.new("index"))
        there = _PATH.at(index)
        body = () if schema.items is None else self._call(schema.items, item, there)
        limits_of_files = self._said(schema)
        if limits_of_files:
            body = (If(Kind(item, "string"), (Do(Call("weigh", (item, there, *limits_of_files, *_REST[:2]))),)), *body)
        if body:
            out.append(Each(item.name, _VALUE, body, index.name, len(schema.prefix_items)))
        rows = tuple(self._row(total, schema) for total in totals(schema.media))
        if rows:
            items = Schema() if schema.items is None else schema.items
            fields = scope_of(items, self.module.definitions).fields
            files = Tuple(tuple(Lit(name) for name, field in fields.items() if "x-media" in field.schema.annotations))
            summed = self.module.constant("totals", Tuple(rows))
            out.append(Do(Call("weigh_all", (_VALUE, _PATH, files, summed, *_REST[:2]))))
        return tuple(out)

    # Objects

    def _object(self, schema: Schema, names: LocalNames) -> Block:
        out: list[Statement] = []
        for name, member in schema.properties.items():
            out += self._call(member, Get(_VALUE, name), _PATH.child(name))
        others = schema.additional_properties
        key, extra = Var(names.new("key")), Var(names.new("extra"))
        there = _PATH.at(Call("token", (key,)))
        body: list[Statement] = []
        known: list[Expr] = []
        if schema.properties:
            known.append(Negated(Member(key, self.module.constant("fields", tree.ScalarSet(tuple(schema.properties))))))
        for pattern, value in schema.pattern_properties.items():
            matched = matches(pattern, key, self.module)
            known.append(opposite(matched))
            body += when(matched, inner) if (inner := self._call(value, extra, there)) else ()
        if others is not None and (inner := self._call(others, extra, there)):
            body += when(both(*known), inner)
        if body:
            out.append(Each(key.name, Call("keys", (_VALUE,)), (Let(extra.name, At(_VALUE, key)), *body)))
        for name, dependent in schema.dependent_schemas.items():
            if inner := self._call(dependent, _VALUE, _PATH):
                out.append(If(Has(_VALUE, name), inner))
        return (*out, *self._rules(schema, names))

    def _rules(self, schema: Schema, names: LocalNames) -> Block:
        """Rules that are broken by what is known of files, and are not without it."""
        rules = [rule for rule in schema.rules if reads_files(rule, scope_of(schema, self.module.definitions))]
        if not rules:
            return ()
        scope, made = scope_of(schema, self.module.definitions), self.collecting.rules
        blind = FieldsView(self.module, scope, names, {}, _PATH, _VALUE, True, self.collecting.holds, made.judge)
        view = replace(blind, facts=Var("facts"), before=[], _counts=[], _tallies={}, files={})
        checks: list[Statement] = []
        for rule in rules:
            guards = [TRUE if rule.when is None else seen_by.certain(rule.when) for seen_by in (view, blind)]
            broken = both(guards[0], is_broken(rule.operator, view))
            test = both(broken, opposite(both(guards[1], is_broken(rule.operator, blind))))
            if test != FALSE:
                late: Expr = TRUE if rule.severity == "error" else Heard()
                checks += when(both(late, test), made.violation(rule, view))
        reading = tuple(Let(variable, Get(_VALUE, name)) for name, variable in view.locals.items())
        gaps: Block = tuple(
            If(Member(view.pointer(name), Var("refused")), (Let(variable, Call("gap", (Var(variable),))),))
            for name, variable in view.locals.items()
        )
        files: list[Statement] = []
        for name, variable in view.files.items():
            text = Var(view.locals[file_of(name) or name])
            files.append(Let(variable, Call("known_file", (Var("facts"), text, view.pointer(name)))))
        refused = Let("refused", Call("refused_by", (Var("facts"),)))
        return (*reading, refused, *gaps, *files, *blind.before, *view.before, *checks)

    # Several schemas for one value

    def _in_place(self, schema: Schema) -> Block:
        out: list[Statement] = []
        if schema.ref is not None:
            out += self._call(self.module.definitions[schema.ref], _VALUE, _PATH)
        for part in schema.all_of:
            out += self._call(part, _VALUE, _PATH)
        for branch in (*schema.any_of, *schema.one_of):
            if inner := self._call(branch, _VALUE, _PATH):
                out += when(self.collecting.holds(branch, _VALUE), inner)
        if schema.condition is not None:
            then, otherwise = (
                () if branch is None else self._call(branch, _VALUE, _PATH)
                for branch in (schema.then, schema.otherwise)
            )
            test = self.collecting.holds(schema.condition, _VALUE)
            if then:
                out += when(test, then, otherwise)
            elif otherwise:
                out += when(opposite(test), otherwise)
        return tuple(out)


def _operand(bound: Fraction | None) -> Expr:
    """A bound as an operand of `relation`."""
    if bound is None:
        return NULL
    above = Tuple((Lit("number"), Lit(str(bound.numerator))))
    if bound.denominator == 1:
        return Tuple((above,))
    return Tuple((above, Tuple((Lit("number"), Lit(str(bound.denominator)))), Tuple((Lit("operator"), Lit("/")))))


_LOOKED_INTO = (
    *("properties", "patternProperties", "additionalProperties", "dependentSchemas", "prefixItems", "items"),
    *("allOf", "anyOf", "oneOf", "if", "then", "else"),
)
_LEFT = ("not", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties")
"""What they say of files is asked, or speaks of what nothing else names: no page says so of a file."""
cover(__name__, (*_LOOKED_INTO, *_LEFT), APPLICATORS)
