"""The fast compiler: `is_valid`, straight-line code that decides most bodies and leaves the others to the full code.

It never accepts too much: whatever a keyword needs that is not written here is judged by a function of the full compiler,
on values that are certainly what they say they are (`_pure`). What it refuses falls into two: a value of exactly a JSON
type that breaks a keyword is wrong for certain, while a value of another type (8.0 for an integer, a subclass of dict) may
still be right, which the full code then tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reelspec.codegen.python.code import (
    FALSE,
    TRUE,
    And,
    Atom,
    Block,
    Compare,
    Expr,
    For,
    Function,
    If,
    Line,
    Statement,
    Try,
    both,
    either,
    lines,
    literal,
    opposite,
    show,
)
from reelspec.codegen.validators.counting import Counted, chain, counts_for, fields_of, statements, told_apart
from reelspec.codegen.validators.fast.lookups import Optional, is_got, usual_of
from reelspec.codegen.validators.fast.narrowing import narrowed
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.full.schema import Report
from reelspec.codegen.validators.keywords import checks
from reelspec.codegen.validators.kinds import CLASSES, is_any_type, is_exact, is_listed, list_of
from reelspec.codegen.validators.module import Module, Names, Path, names_in, shared
from reelspec.codegen.validators.operator_code import is_broken
from reelspec.codegen.validators.traits import kinds_of, needs_full_code
from reelspec.language.contract.schema import Rule, Schema, span
from reelspec.language.contract.scope import scope_of

_NO: Block = (Line("return False"),)
_ASK: Block = (Line("return _has_no_error(body)"),)

LEAST_REST = 2
"""Asking whether any unusual field is left pays from so many of them on."""
AT_A_TIME = 3
"""Of the unusual fields, so many are looked for before it is asked again whether any is left."""
MOST_UNPACKED = 3
"""Arrays of a fixed number of plain values are unpacked rather than looped over up to so many."""
_APART = ("minItems", "maxItems", "minLength", "maxLength", "uniqueItems")
"""Assertions that are made here by themselves, rather than as `keywords.checks` gives them."""


@dataclass
class Fast:
    """Makes the fast code of one model's module. report: the full code, for what is not fast."""

    module: Module
    report: Report
    shares: Mapping[str, float] = field(default_factory=dict)
    """Fields of the body -> the share of requests that set them. What most set is looked at first; often nothing is left."""
    _functions: dict[str, str] = field(default_factory=dict)
    _waiting: list[str] = field(default_factory=list)
    _making: bool = False
    _shared: dict[str, str] = field(default_factory=dict)
    no: Block = _NO
    """What is done with a value that is wrong."""
    unsure: Block = _ASK
    """What is done with a value that only the full code can judge."""

    def accepts(self, schema: Schema) -> Function:
        """`is_valid(body)`."""
        block = self.block(schema, "body", Names(("body",)))
        doc = "Whether the body has no error. Never raises, whatever the body is."
        whole = Try((*block, Line("return True")), "Exception", _ASK)
        return Function("is_valid", "body: Any", "bool", (whole,), doc)

    def _definition(self, name: str) -> str:
        if name not in self._functions:
            if not self._shared:
                self._shared = dict(shared(self.module.definitions))
            self._functions[name] = self.module.unique(f"_accepts_{self._shared[name]}")
            self._waiting.append(name)
            if not self._making:
                self._make_waiting()
        return self._functions[name]

    def _make_waiting(self) -> None:
        """Make the functions of definitions one after the other, so that no chain of them reaches Python's limit."""
        self._making = True
        before = self.no, self.unsure
        self.no = self.unsure = _NO
        while self._waiting:
            name = self._waiting.pop()
            block = self.block(self.module.definitions[name], "value", Names(("value",)))
            doc = f"A quick yes by the definition {name}; a no means only that the full judgement is needed."
            whole = (*block, Line("return True"))
            self.module.functions.append(Function(self._functions[name], "value: Any", "bool", whole, doc))
        self.no, self.unsure = before
        self._making = False

    # Acceptance

    def block(self, schema: Schema, value: str, names: Names, counted: Sequence[Counted] = ()) -> list[Statement]:
        """Statements that return unless the schema surely accepts the value."""
        json = Atom(f"not _json({value})")
        if schema.boolean is not None:
            return [If(json, self.unsure)] if schema.boolean else list(self.no)
        if needs_full_code(schema):
            # The rest of the schema is in the full code as well, so nothing more is to be done here.
            return [If(either(json, opposite(self.report.holds(schema, value))), self.unsure)]
        out: list[Statement] = []
        if schema.types is None and list_of(schema) is None:
            out.append(If(json, self.unsure))
        if schema.ref is not None:
            out.append(If(Atom(f"not {self._definition(schema.ref)}({value})"), self.unsure))
        listed = list_of(schema)
        kinds = kinds_of(schema)
        bodies = {
            kind: self._body(kind, schema, value, names, counted) for kind in ("object", "array", "string", "number")
        }
        tests: list[Expr] = []
        exact = schema.types is not None and len(schema.types) == 1
        if schema.types is not None and not (schema.types == ("boolean",) and listed is not None):
            typed = opposite(is_any_type(schema.types, value, fast=True))
            if exact:
                out.append(If(typed, self._mistyped(schema.types[0], value)))
            else:
                tests.append(typed)
        if listed is not None:
            hint = value if not value.startswith("value") else "value"
            if schema.types == ("string",) and len(listed[1]) == 2:
                accepted = either(*(Compare(value, "==", literal(one)) for one in listed[1] if isinstance(one, str)))
            else:
                accepted = is_listed(listed[1], value, self.module, hint, known=schema.types, plain=False)
            tests.append(opposite(accepted))
        if schema.types is not None and exact:
            kind = "number" if schema.types[0] == "integer" else schema.types[0]
            body = bodies.get(kind, [])
            # Assertions that only return False make one condition.
            while (
                body
                and isinstance(body[0], If)
                and body[0].body == self.no
                and not body[0].orelse
                and kind in ("string", "number")
            ):
                tests.append(body[0].test)
                body = body[1:]
            if tests:
                out.append(If(either(*tests), self.no))
            out += body
        else:
            if schema.types is None and any(bodies.values()):
                # What follows asks for exact types; a value of a subclass would pass by all of it.
                tests.append(Atom(f"type({value}) not in _EXACT"))
            if tests:
                out.append(If(either(*tests), self.unsure))
            chain: list[tuple[Expr, list[Statement]]] = [
                (is_exact(kind, value), bodies[kind])
                for kind in ("object", "array", "string", "number")
                if kind in kinds
            ]
            nested: Block = ()
            for test, body in reversed(chain):
                if body:
                    nested = (If(test, tuple(body), nested),)
            out += nested
        for one in schema.all_of:
            out += self.block(one, value, names)
        return out

    def _mistyped(self, name: str, value: str) -> Block:
        """What is done with a value that is not exactly of a JSON type: a value of a related Python type may be right."""
        if self.unsure == self.no or name in ("boolean", "null"):
            return self.no
        related = CLASSES.get(name, "(int, float)")
        return (Line(f"return isinstance({value}, {related}) and _has_no_error(body)"),)

    def _body(self, kind: str, schema: Schema, value: str, names: Names, counted: Sequence[Counted]) -> list[Statement]:
        """What the schema says of a value that is exactly of the kind."""
        if kind not in kinds_of(schema):
            return []
        out: list[Statement] = []
        lengths: list[Expr] = []
        if kind == "array":
            lengths += _length(value, *span(schema, "items"))
        elif kind == "string":
            lengths += _length(value, *span(schema, "length"))
        for check in checks(kind, schema, value, self.module):
            if check.keyword.name not in _APART:
                lengths.append(check.broken)
        if lengths:
            out.append(If(either(*lengths), self.no))
        if kind == "array":
            out += self._array(schema, value, names, counted)
            if schema.unique_items:
                out.append(If(either(Atom(f"not _pure({value})"), Atom(f"not _unique({value})")), self.unsure))
        elif kind == "object":
            out += self._object(schema, value, names)
        return out

    def _array(self, schema: Schema, value: str, names: Names, counted: Sequence[Counted]) -> list[Statement]:
        if schema.items is None:
            return [] if schema.types is None else [If(Atom(f"not _json({value})"), self.unsure)]
        length = schema.max_items
        if (
            not counted
            and length == schema.min_items
            and length in range(1, MOST_UNPACKED + 1)
            and _scalar(schema.items)
        ):
            parts = [names.new(_singular(value)) for _ in range(length or 0)]
            unpacked: list[Statement] = [Line(f"{', '.join(parts)}{',' if length == 1 else ''} = {value}")]
            return [*unpacked, *(line for part in parts for line in self.block(schema.items, part, names))]
        item = names.new("item")
        before: list[Statement] = [Line(f"{one.variable} = 0") for one in counted]
        variables: dict[str, str] = {}
        plain = schema.items.types == ("object",) and schema.items.ref is None and not schema.items.all_of
        kinds = told_apart(schema.items, counted, self.module) if plain and not needs_full_code(schema.items) else None
        if kinds is not None:
            name, branches = kinds
            told = replace(schema.items.properties[name], const=None, enum=None)
            items = replace(schema.items, properties={**schema.items.properties, name: told})
            body = self._item(items, item, names, (name,), variables)
            return [*before, For(item, value, (*body, *chain(variables[name], branches, self.no)))]
        body = self._item(schema.items, item, names, fields_of(counted), variables)
        scope = scope_of(schema.items, self.module.definitions)
        holds, judge = self.report.holds, self.report.rules.judge
        view = FieldsView(self.module, scope, names, variables, Path(), item, False, holds, judge)
        body += statements(counted, value, item, variables, view)
        if not body:
            return []
        return [*before, For(item, value, tuple(body))]

    def _item(
        self, schema: Schema, item: str, names: Names, wanted: tuple[str, ...], variables: dict[str, str]
    ) -> list[Statement]:
        """An item of an array; the wanted fields are left in variables."""
        if (
            wanted
            and schema.types == ("object",)
            and not needs_full_code(schema)
            and schema.ref is None
            and not schema.all_of
        ):
            out: list[Statement] = [If(Compare(f"type({item})", "is not", "dict"), self._mistyped("object", item))]
            return out + self._object(schema, item, names, wanted, variables)
        out = self.block(schema, item, names)
        for name in wanted:
            variables[name] = names.new(name)
            out.append(Line(f"{variables[name]} = {item}.get({literal(name)})"))
        return out

    def _object(
        self,
        schema: Schema,
        value: str,
        names: Names,
        wanted: Sequence[str] = (),
        variables: dict[str, str] | None = None,
    ) -> list[Statement]:
        """An object: required fields first, then the optional ones, then other fields, then rules."""
        scope = scope_of(schema, self.module.definitions)
        properties, rules = narrowed(schema, scope)
        view = FieldsView(
            self.module, scope, names, {}, Path(), value, False, self.report.holds, self.report.rules.judge
        )
        counting = counts_for(rules, view, self.loops(schema))
        tests: list[tuple[Rule, Expr]] = []
        for rule in rules:
            broken = is_broken(rule.operator, view)
            guard = TRUE if rule.when is None else view.certain(rule.when)
            tests.append((rule, both(guard, broken)))
        for name in wanted:
            view.variable(name)
        if variables is not None:
            variables.update({name: view.locals[name] for name in wanted})
        alone: dict[str, list[Expr]] = {}
        if not view.before:
            alone, tests = _alone(tests, view, schema)
        held = [*view.locals.values(), *(one.variable for each in counting.values() for one in each)]
        mentioned = names_in("\n".join([*lines(view.before), *(show(test) for _, test in tests)]), held)
        needed = {name for name, variable in view.locals.items() if variable in mentioned or name in wanted}

        additional = schema.additional_properties
        counted_all = additional is None or additional.boolean is not None
        out: list[Statement] = []
        required = [name for name in schema.properties if name in schema.required]
        reads = [Line(f"{view.variable(name)} = {value}[{literal(name)}]") for name in required]
        if reads:
            out.append(Try(tuple(reads), "KeyError", self.no))
        out += [
            If(Compare(literal(name), "not in", value), self.no)
            for name in schema.required
            if name not in schema.properties
        ]
        optional = [name for name in schema.properties if name not in schema.required]
        rest: list[str] = []
        usual: frozenset[str] = frozenset()
        if value == "body" and counted_all:
            # A rule that leaves a field one value leaves no reason to send it.
            bound = [name for name in optional if properties[name] is not schema.properties[name]]
            usual = usual_of(self.shares) - {name for name in bound if len(properties[name].values() or ()) == 1}
            rest = [name for name in optional if name not in usual]
            rest.sort(key=lambda name: -self.shares.get(name, 0))
            optional = [name for name in optional if name in usual] + rest
            rest = rest if LEAST_REST <= len(rest) < len(optional) else []
        single = counted_all and len(optional) == 1 and value != "body"
        size = names.new("fields") if counted_all and optional and not single else ""
        if size:
            out.append(Line(f"{size} = {len(required) + len(usual.intersection(optional))}"))
        for name in required:
            out += self.block(properties[name], view.variable(name), names, counting.get(name, ()))
        last: list[list[Statement]] = []
        for name in optional:
            counts = counting.get(name, ())
            variable = view.variable(name)
            there = self.block(properties[name], variable, names, counts)
            member = Optional(name, variable, is_got(schema, properties[name]), bool(there), name in needed)
            there += [If(test, self.no) for test in alone.get(name, ())]
            absent: list[Statement] = [Line(f"{one.variable} = 0") for one in counts if one.variable in mentioned]
            if size:  # counted where it happens less often
                (absent if name in usual else there).append(Line(f"{size} {'-' if name in usual else '+'}= 1"))
            if single:
                there.append(self.others(schema, value, str(len(required) + 1)))
                absent.append(self.others(schema, value, str(len(required))))
            if name in rest:
                before, found = member.read_later(value, there, absent)
                out += before
                last.append(found)
            else:
                out += member.read(value, there, absent)
        if rest:
            # A few at a time, as long as there are more fields than have been seen.
            more = self.others(schema, value, size)
            for start in range((len(last) - 1) // AT_A_TIME * AT_A_TIME, -1, -AT_A_TIME):
                some = (line for each in last[start : start + AT_A_TIME] for line in each)
                more = If(Compare(f"len({value})", "!=", size), (*some, more))
            out.append(more)
        for name in view.locals:
            if name in schema.properties:
                continue
            out.append(Line(f"{view.locals[name]} = {value}.get({literal(name)})"))
        if counted_all:
            if not rest and not single:
                out.append(self.others(schema, value, size or str(len(required))))
        elif schema.additional_properties is not None and schema.additional_properties.boolean is None:
            key, extra = names.new("key"), names.new("extra")
            inner = self.block(schema.additional_properties, extra, names)
            if inner:
                known = self.module.strings("fields", schema.properties)
                loop: Block = (If(Compare(key, "not in", known), tuple(inner)),) if schema.properties else tuple(inner)
                out.append(For(f"{key}, {extra}", f"{value}.items()", loop))
        for name, needs in schema.dependent_required.items():
            lacks = either(*(Compare(literal(one), "not in", value) for one in needs))
            out.append(If(both(Compare(literal(name), "in", value), lacks), self.no))
        out += view.before
        for _, test in tests:
            if test != FALSE:
                out.append(If(test, self.unsure if view.before or calls_functions(test) else self.no))
        return out

    def others(self, schema: Schema, value: str, number: str) -> If:
        """What is done when an object has more than so many fields; those that nothing is said of may hold what is no JSON."""
        more = Compare(f"len({value})", "!=", number)
        additional = schema.additional_properties
        if additional is not None and additional.boolean is False:
            return If(more, self.no)
        return If(both(more, Atom(f"not _json({value})")), self.unsure)

    def loops(self, schema: Schema) -> dict[str, Schema]:
        """The arrays of an object that the code goes through by loops of its own."""
        return {
            name: own
            for name, own in schema.properties.items()
            if own.types == ("array",) and own.items is not None and own.ref is None and not needs_full_code(own)
        }


def calls_functions(test: Expr) -> bool:
    """The test calls a function of the module, which looks at more than what the fast code has judged itself."""
    return re.search(r"\b_[a-z]\w*\(", show(test)) is not None


def _alone(
    tests: Sequence[tuple[Rule, Expr]], view: FieldsView, schema: Schema
) -> tuple[dict[str, list[Expr]], list[tuple[Rule, Expr]]]:
    """The tests that read one optional field and are false without it, by that field and as they are with it; the others."""
    found: dict[str, list[Expr]] = {}
    others: list[tuple[Rule, Expr]] = []
    for rule, test in tests:
        name = rule.reads[0] if rule.reads else ""
        there = Compare(view.locals.get(name, ""), "is not", "None")
        if (
            set(rule.reads) == {name}
            and name in schema.properties
            and name not in schema.required
            and isinstance(test, And)
            and there in test.parts
            and not calls_functions(test)
        ):
            found.setdefault(name, []).append(both(*(part for part in test.parts if part != there)))
        else:
            others.append((rule, test))
    return found, others


def _length(value: str, least: int | None, most: int | None) -> list[Expr]:
    """When the length of a list or str is outside its bounds."""
    if least == most and least is not None:
        return [Compare(f"len({value})", "!=", str(least))]
    found: list[Expr] = []
    if least == 1:
        found.append(Atom(f"not {value}"))
    elif least:
        found.append(Compare(f"len({value})", "<", str(least)))
    if most is not None:
        found.append(Compare(f"len({value})", ">", str(most)))
    return found


def _scalar(schema: Schema) -> bool:
    """Values of the schema are judged by tests of one variable."""
    return (
        schema.types is not None
        and not {"array", "object"} & set(schema.types)
        and not needs_full_code(schema)
        and schema.ref is None
    )


def _singular(name: str) -> str:
    return (
        name[:-1]
        if len(name) > 2 and name.endswith("s") and not name.endswith("ss") and name.isidentifier()
        else "item"
    )
