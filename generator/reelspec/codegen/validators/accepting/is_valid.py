"""The compiler of `is_valid`: straight-line code that says yes or no.

It never accepts too much: whatever a keyword needs that is not written here is judged by a function of the walk that collects,
on values that are certainly what they say they are. A value of exactly a JSON type that breaks a keyword is wrong for certain;
of a value of another type (8.0 for an integer, a subclass of dict) the support functions `inexact` and `unsure` say no as
well, unless its plain copy may be right: then they raise, and the walk judges that.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reelspec.codegen.tree import (
    FALSE,
    NULL,
    TRUE,
    Absent,
    And,
    At,
    Block,
    Bump,
    Call,
    Each,
    Expr,
    Field,
    Function,
    Get,
    Has,
    If,
    Invoke,
    Kind,
    Let,
    Lit,
    Member,
    Negated,
    Order,
    Own,
    Path,
    Related,
    Return,
    Same,
    ScalarSet,
    Shield,
    Size,
    Statement,
    Take,
    Unpack,
    Var,
    both,
    either,
    opposite,
    reads,
    runs,
    when,
)
from reelspec.codegen.validators.accepting.narrowing import narrowed
from reelspec.codegen.validators.collecting.objects import MOST_COUNTED
from reelspec.codegen.validators.collecting.schema import Collecting
from reelspec.codegen.validators.counting import Counted, chain, counts_for, fields_of, statements, told_apart
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.keywords import TYPES, checks
from reelspec.codegen.validators.kinds import KINDS, is_any_type, is_listed, list_of
from reelspec.codegen.validators.module import CHECK, LocalNames, Module, singular
from reelspec.codegen.validators.operator_code import is_broken
from reelspec.codegen.validators.traits import kinds_of, leaves_to_others, needs_walk
from reelspec.language.contract.schema import Rule, Schema, span
from reelspec.language.contract.scope import scope_of
from reelspec.language.rules.operators.exactly_one import ExactlyOne
from reelspec.language.source.node import Json

_NO: Block = (Return(FALSE),)

LEAST_REST = 3
"""Asking whether any unusual field is left pays from so many of them on."""
USUAL = 0.5
"""A field that this share of the requests sets is looked up first."""
AT_A_TIME = 5
"""Of the unusual fields, so many are looked for before it is asked again whether any is left."""
MOST_UNPACKED = 3
"""Arrays of a fixed number of plain values are unpacked rather than looped over up to so many."""
_APART = ("minItems", "maxItems", "minLength", "maxLength", "uniqueItems")
"""Assertions that are made here by themselves, rather than as `keywords.checks` gives them."""


def _unsure(value: Expr) -> Block:
    """What is done with a value that is wrong, if it is what it says it is."""
    return (Return(Call("unsure", (value,))),)


@dataclass
class Accepting:
    """Makes `is_valid` of one model's module. collecting: the other walk, for what is left to it."""

    module: Module
    collecting: Collecting
    shares: Mapping[str, float] = field(default_factory=dict)
    """Fields of the body -> the share of requests that set them. What most set is looked at first; often nothing is left."""
    _functions: dict[str, str] = field(default_factory=dict)
    _waiting: list[str] = field(default_factory=list)
    _making: bool = False

    def body(self, schema: Schema) -> Function:
        """`is_valid(body)`."""
        block = self.block(schema, Var("body"), LocalNames())
        doc = "Whether the body has no error. Never raises, whatever the body is."
        walked = Negated(Call("refusals", (Own(CHECK), Var("body"))))
        return Function("is_valid", "judge", (Shield((*block, Return(TRUE)), (Return(walked),)),), doc)

    def _definition(self, name: str) -> str:
        if name not in self._functions:
            self._functions[name] = self.module.unique(f"_accepts_{self.module.function_names[name]}")
            self._waiting.append(name)
            if not self._making:
                self._make_waiting()
        return self._functions[name]

    def _make_waiting(self) -> None:
        """Make the functions of definitions one after the other, so that no chain of them reaches Python's limit."""
        self._making = True
        while self._waiting:
            name = self._waiting.pop()
            block = self.block(self.module.definitions[name], Var("value"), LocalNames())
            doc = f"Whether the definition {name} accepts a value."
            self.module.functions.append(Function(self._functions[name], "accepts", (*block, Return(TRUE)), doc))
        self._making = False

    # Acceptance

    def block(self, schema: Schema, value: Var, names: LocalNames, counted: Sequence[Counted] = ()) -> list[Statement]:
        """Statements that return unless the schema surely accepts the value."""
        no_json = Negated(Call("json", (value,)))
        if schema.boolean is not None:
            return [If(no_json, _unsure(value))] if schema.boolean else list(_NO)
        if needs_walk(schema):
            # The rest of the schema is in the other walk as well, so nothing more is to be done here.
            refused = opposite(self.collecting.holds(schema, value))
            return [If(no_json, _unsure(value)), *when(refused, _NO)]
        out: list[Statement] = []
        listed = list_of(schema)
        if schema.types is None and listed is None:
            out.append(If(no_json, _unsure(value)))
        if schema.ref is not None:
            out.append(If(Negated(Invoke(self._definition(schema.ref), (value,))), _NO))
        if leaves_to_others(schema):
            return [*out, *(statement for part in schema.all_of for statement in self.block(part, value, names))]
        kinds = kinds_of(schema)
        bodies = {kind: self._body(kind, schema, value, names, counted) for kind in TYPES}
        tests: list[Expr] = []
        exact = schema.types is not None and len(schema.types) == 1
        decided = (
            schema.types == ("boolean",) and listed is not None and all(isinstance(value, bool) for value in listed[1])
        )
        if schema.types is not None and not decided:
            if exact:
                out.append(_typed(schema.types[0], value))
            else:
                tests.append(opposite(is_any_type(schema.types, value)))
        if listed is not None:
            tests.append(opposite(self._listed(schema, listed[1], value)))
        if schema.types is not None and exact:
            kind = "number" if schema.types[0] == "integer" else schema.types[0]
            body = bodies.get(kind, [])
            # Assertions that only say no make one condition.
            while (
                body
                and isinstance(body[0], If)
                and body[0].body == _NO
                and not body[0].orelse
                and kind in ("string", "number")
            ):
                tests.append(body[0].test)
                body = body[1:]
            if tests:
                out.append(If(either(*tests), _NO))
            out += body
        else:
            if schema.value_types() is None and any(bodies.values()):
                # What follows asks for exact types; a value of a subclass would pass by all of it.
                tests.append(Negated(Kind(value, "any")))
            if tests:
                out.append(If(either(*tests), _unsure(value)))
            nested: Block = ()
            for kind in ("number", "string", "array", "object"):
                if kinds == (kind,):
                    nested = tuple(bodies[kind])  # what is listed has told the type
                elif kind in kinds and bodies[kind]:
                    nested = (If(_exactly(kind, value), tuple(bodies[kind]), nested),)
            out += nested
        for part in schema.all_of:
            out += self.block(part, value, names)
        return out

    def _listed(self, schema: Schema, values: tuple[Json, ...], value: Var) -> Expr:
        """The value is one of those."""
        if schema.types == ("string",) and len(values) == 2:
            return either(*(Same(value, Lit(word)) for word in values if isinstance(word, str)))
        return is_listed(values, value, self.module, value.name, known=schema.types, plain=False)

    def _body(
        self, kind: str, schema: Schema, value: Var, names: LocalNames, counted: Sequence[Counted]
    ) -> list[Statement]:
        """What the schema says of a value that is exactly of the kind."""
        if kind not in kinds_of(schema):
            return []
        out: list[Statement] = []
        tests: list[Expr] = []
        if kind == "array":
            tests += _length(Size(value, "items"), *span(schema, "items"))
        elif kind == "string":
            tests += _length(Size(value, "length"), *span(schema, "length"))
        tests += [
            check.broken for check in checks(kind, schema, value, self.module) if check.keyword.name not in _APART
        ]
        if tests:
            out.append(If(either(*tests), _NO))
        if kind == "array":
            out += self._array(schema, value, names, counted)
            if schema.unique_items:
                twice = either(Negated(Call("pure", (value,))), Negated(Call("unique", (value,))))
                out.append(If(twice, _unsure(value)))
        elif kind == "object":
            out += self._object(schema, value, names)
        return out

    def _array(self, schema: Schema, value: Var, names: LocalNames, counted: Sequence[Counted]) -> list[Statement]:
        items = schema.items
        if items is None:
            return [] if schema.types is None else [If(Negated(Call("json", (value,))), _unsure(value))]
        length = schema.max_items
        fixed = length is not None and length == schema.min_items and 0 < length <= MOST_UNPACKED
        if fixed and not counted and _scalar(items):
            parts = tuple(names.new(singular(value.name)) for _ in range(length or 0))
            return [
                Unpack(parts, value),
                *(statement for part in parts for statement in self.block(items, Var(part), names)),
            ]
        item = Var(names.new("item"))
        before: list[Statement] = [Let(count.variable, Lit(0)) for count in counted]
        variables: dict[str, str] = {}
        kinds = told_apart(items, counted, self.module) if _plain_object(items) else None
        if kinds is not None:
            name, branches = kinds
            told = replace(items.properties[name], const=None, enum=None)
            items = replace(items, properties={**items.properties, name: told})
            body = self._item(items, item, names, (name,), variables)
            body += chain(Var(variables[name]), branches, _NO, every=True)
        else:
            body = self._item(items, item, names, fields_of(counted), variables)
            view = self._view(items, item, names, variables)
            body += statements(counted, value.name, item, variables, view)
        return [*before, Each(item.name, value, tuple(body))] if body else []

    def _view(self, schema: Schema, value: Var, names: LocalNames, variables: dict[str, str]) -> FieldsView:
        scope = scope_of(schema, self.module.definitions)
        holds, judge = self.collecting.holds, self.collecting.rules.judge
        return FieldsView(self.module, scope, names, variables, Path(), value, False, holds, judge)

    def _item(
        self, schema: Schema, item: Var, names: LocalNames, wanted: tuple[str, ...], variables: dict[str, str]
    ) -> list[Statement]:
        """An item of an array; the wanted fields are left in variables."""
        if wanted and _plain_object(schema):
            return [_typed("object", item), *self._object(schema, item, names, wanted, variables)]
        out = self.block(schema, item, names)
        for name in wanted:
            variables[name] = names.new(name)
            out.append(Let(variables[name], Get(item, name)))
        return out

    def _object(
        self,
        schema: Schema,
        value: Var,
        names: LocalNames,
        wanted: Sequence[str] = (),
        variables: dict[str, str] | None = None,
    ) -> list[Statement]:
        """An object: required fields first, then the optional ones, then other fields, then rules.

        wanted, variables: fields that are to be left in variables, and where those are told.
        """
        view = self._view(schema, value, names, {})
        properties, rules = narrowed(schema, view.scope)
        view.most = {name: field.max_items for name, field in properties.items()}
        counting = counts_for(rules, view, loops(schema))
        tests = [(rule, _is_broken_here(rule, view)) for rule in rules]
        for name in wanted:
            view.variable(name)
        if variables is not None:
            variables.update({name: view.locals[name] for name in wanted})
        alone: dict[str, list[Expr]] = {}
        if not view.before:
            alone, tests = _alone(tests, view, schema)
        choice: tuple[str, ...] = ()
        if schema.additional_properties is not None and schema.additional_properties.boolean is False:
            choice, tests = _choice(tests, view, properties, {*schema.required, *wanted})
            choice = tuple(sorted(choice, key=lambda name: -self.shares.get(name, 0)))
        asked = reads(*view.before, *(test for _, test in tests))
        needed = {name for name, variable in view.locals.items() if variable in asked or name in wanted}

        additional = schema.additional_properties
        closed = additional is None or additional.boolean is not None
        out: list[Statement] = []
        required = [name for name in schema.properties if name in schema.required]
        if required:
            out.append(Take(value, tuple((name, view.variable(name).name) for name in required), _NO))
        out += [If(Negated(Has(value, name)), _NO) for name in schema.required if name not in schema.properties]
        optional = [name for name in schema.properties if name not in schema.required]
        usual, rest = frozenset[str](), list[str]()
        counted = closed and len(schema.properties) <= MOST_COUNTED
        if value.name == "body" and counted:
            optional, usual, rest = self._by_share(optional, schema, properties, choice)
        single = closed and len(optional) == 1 and value.name != "body"
        size: Expr = Lit(len(required))
        if counted and optional and not single:
            size = Var(names.new("fields"))
            out.append(Let(size.name, Lit(len(required) + len(usual.intersection(optional)))))
        for name in required:
            out += self.block(properties[name], view.variable(name), names, counting.get(name, ()))
        last: list[Field] = []
        chosen: dict[str, Field] = {}
        for name in optional:
            counts = counting.get(name, ())
            variable = view.variable(name)
            there = self.block(properties[name], variable, names, counts)
            read = (bool(there) and properties[name].boolean is not False) or bool(alone.get(name))
            there += [If(test, _NO) for test in alone.get(name, ())]
            absent: list[Statement] = [Let(count.variable, Lit(0)) for count in counts if count.variable in asked]
            if isinstance(size, Var):  # counted where it happens less often
                (absent if name in usual else there).append(Bump(size.name, Lit(-1 if name in usual else 1)))
            if single:
                there.append(self._more(schema, value, _differs(value, Lit(len(required) + 1))))
                absent.append(self._more(schema, value, _differs(value, size)))
            null = closed and additional is not None and additional.boolean is False and refuses_null(properties[name])
            field = Field(value, name, variable.name, tuple(there), tuple(absent), null, name in needed, read)
            if name in rest:
                # What it leaves when nobody looks for it stands before.
                out += [*((Let(variable.name, NULL),) if field.kept else ()), *absent]
                last.append(replace(field, absent=(), kept=False, read=read or field.kept))
            elif name in choice:
                chosen[name] = field
            else:
                out.append(field)
        out += _one_after_the_other([chosen[name] for name in choice])
        if rest:
            out.append(self._a_few_at_a_time(last, schema, value, size))
        out += [
            Let(variable, Get(value, name)) for name, variable in view.locals.items() if name not in schema.properties
        ]
        if closed and not counted:
            known = self.module.constant("fields", ScalarSet(tuple(schema.properties)))
            others = Size(Call("unknown", (value, known)), "items")
            out.append(self._more(schema, value, Negated(Same(others, Lit(0)))))
        elif closed and not rest and not single:
            out.append(self._more(schema, value, _differs(value, size)))
        elif additional is not None and additional.boolean is None:
            out += self._others(schema, additional, value, names)
        for name, needs in schema.dependent_required.items():
            lacks = either(*(Negated(Has(value, need)) for need in needs))
            out.append(If(both(Has(value, name), lacks), _NO))
        out += view.before
        for _, test in tests:
            out += when(test, _unsure(value) if view.before or runs(test) else _NO)
        return out

    def _by_share(
        self, optional: Sequence[str], schema: Schema, properties: Mapping[str, Schema], choice: Sequence[str]
    ) -> tuple[list[str], frozenset[str], list[str]]:
        """The optional fields of a body in the order in which they are looked for; those that most bodies have; and the last of
        them where they are so many that it pays to look no further once every field has been seen."""
        # A rule that leaves a field one value leaves no reason to send it.
        bound = [name for name in optional if properties[name] is not schema.properties[name]]
        usual = frozenset(name for name, share in self.shares.items() if share >= USUAL)
        usual -= {name for name in bound if len(properties[name].values() or ()) == 1} | {*choice[1:]}
        rest = [name for name in optional if name not in usual and name not in choice]
        rest.sort(key=lambda name: -self.shares.get(name, 0))
        ordered = [name for name in optional if name not in rest] + rest
        return ordered, usual, rest if LEAST_REST <= len(rest) < len(ordered) else []

    def _a_few_at_a_time(self, fields: Sequence[Field], schema: Schema, value: Expr, size: Expr) -> If:
        """Fields that are looked for as long as there are more than have been seen."""
        more = self._more(schema, value, _differs(value, size))
        most = AT_A_TIME if len(fields) > AT_A_TIME + 2 else len(fields)
        for start in range((len(fields) - 1) // most * most, -1, -most):
            more = If(_differs(value, size), (*fields[start : start + most], more))
        return more

    def _others(self, schema: Schema, additional: Schema, value: Expr, names: LocalNames) -> Block:
        """The fields that the schema does not name."""
        key, extra = Var(names.new("key")), Var(names.new("extra"))
        inner = self.block(additional, extra, names)
        if not inner:
            return ()
        known = self.module.constant("fields", ScalarSet(tuple(schema.properties)))
        named = If(Negated(Kind(key, "string")), _unsure(value))
        each = (named, Let(extra.name, At(value, key)), *inner)
        loop = when(Negated(Member(key, known)) if schema.properties else TRUE, each)
        return (Each(key.name, Call("keys", (value,)), loop),)

    def _more(self, schema: Schema, value: Expr, test: Expr) -> If:
        """What is done when an object passes the test, having more fields than are named; those that nothing is said of may hold
        what is not JSON."""
        additional = schema.additional_properties
        if additional is not None and additional.boolean is False:
            return If(test, _NO)
        return If(both(test, Negated(Call("json", (value,)))), _unsure(value))


def _is_broken_here(rule: Rule, view: FieldsView) -> Expr:
    """When a rule is broken, its guard holding."""
    broken = is_broken(rule.operator, view)
    return both(TRUE if rule.when is None else view.certain(rule.when), broken)


def _one_after_the_other(fields: Sequence[Field]) -> Block:
    """Fields of which one is there: what comes after it would be a field too many."""
    looked_for: Block = _NO if fields else ()
    for chosen in reversed(fields):
        looked_for = (replace(chosen, absent=(*chosen.absent, *looked_for)),)
    return looked_for


def _differs(value: Expr, number: Expr) -> Expr:
    return Negated(Same(Size(value, "fields"), number))


def loops(schema: Schema) -> dict[str, Schema]:
    """The arrays of an object that the code goes through by loops of its own."""
    return {
        name: own
        for name, own in schema.properties.items()
        if own.types == ("array",) and own.items is not None and own.ref is None and not needs_walk(own)
    }


def refuses_null(schema: Schema) -> bool:
    """The schema demands a type, which is not null."""
    return schema.types is not None and "null" not in schema.types


def _typed(name: str, value: Expr) -> If:
    """A value that is not exactly of the JSON type is refused; one of a related type may be right as its plain copy."""
    refused: Expr = FALSE
    match name:
        case "null":
            test: Expr = Absent(value)
        case "boolean":
            test = Kind(value, "boolean")
        case "string" | "array" | "object" | "number" as kind:
            test, refused = Kind(value, kind), both(Related(value, kind), Call("inexact", ()))
        case _:
            test, refused = Kind(value, "written integer"), both(Related(value, "number"), Call("inexact", ()))
    return If(Negated(test), (Return(refused),))


def _exactly(kind: str, value: Expr) -> Expr:
    return Call("is_number", (value,)) if kind == "number" else Kind(value, KINDS[kind])


def _alone(
    tests: Sequence[tuple[Rule, Expr]], view: FieldsView, schema: Schema
) -> tuple[dict[str, list[Expr]], list[tuple[Rule, Expr]]]:
    """The tests that read one optional field and are false without it, by that field and as they are with it; the others. A
    field that may be null is as good as absent then, so its test stays whole."""
    by_field: dict[str, list[Expr]] = {}
    others: list[tuple[Rule, Expr]] = []
    for rule, test in tests:
        name = rule.reads[0] if rule.reads else ""
        there = Negated(Absent(Var(view.locals.get(name, ""))))
        if (
            set(rule.reads) == {name}
            and name in schema.properties
            and name not in schema.required
            and isinstance(test, And)
            and there in test.parts
            and not runs(test)
        ):
            null = not refuses_null(schema.properties[name])
            by_field.setdefault(name, []).append(both(*(part for part in test.parts if null or part != there)))
        else:
            others.append((rule, test))
    return by_field, others


def _choice(
    tests: Sequence[tuple[Rule, Expr]], view: FieldsView, properties: Mapping[str, Schema], others: Container[str]
) -> tuple[tuple[str, ...], list[tuple[Rule, Expr]]]:
    """Fields of which a rule demands exactly one, where nothing else reads them; and the tests without that rule's. others: what
    is required, or wanted by others."""
    for rule, test in tests:
        if isinstance(rule.operator, ExactlyOne) and rule.when is None:
            names, left = rule.operator.of, [pair for pair in tests if pair[1] is not test]
            asked = reads(*view.before, *(expression for _, expression in left))
            if all(
                name in properties
                and name not in others
                and refuses_null(properties[name])
                and view.locals[name] not in asked
                for name in names
            ):
                return names, left
    return (), list(tests)


def _length(size: Size, least: int | None, most: int | None) -> list[Expr]:
    """When the length of an array or a text is outside its bounds."""
    if least == most and least is not None:
        return [Negated(Same(size, Lit(least)))]
    tests: list[Expr] = []
    if least == 1:
        tests.append(Same(size, Lit(0)))
    elif least:
        tests.append(Order(size, "<", Lit(least)))
    if most is not None:
        tests.append(Order(size, ">", Lit(most)))
    return tests


def _plain_object(schema: Schema) -> bool:
    """The schema is of an object whose fields are judged one by one."""
    return schema.types == ("object",) and schema.ref is None and not schema.all_of and not needs_walk(schema)


def _scalar(schema: Schema) -> bool:
    """Values of the schema are judged by tests of one variable."""
    return (
        schema.types is not None
        and not {"array", "object"} & set(schema.types)
        and not needs_walk(schema)
        and schema.ref is None
    )
