"""The quick errors: `errors`, straight-line code that reports at once what most broken bodies have wrong.

It goes through a body as `is_valid` does, field after field in the order of the schema. A value that its field refuses is
reported and passed over, when no rule reads the field; a broken rule is reported. Whatever else is wrong,
and whatever only looks wrong, is left to the full code, which starts anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reelspec.codegen.python.code import (
    FALSE,
    TRUE,
    Atom,
    Block,
    Call,
    Compare,
    Expr,
    Function,
    If,
    Line,
    Statement,
    Try,
    both,
    either,
    lines,
    literal,
)
from reelspec.codegen.validators.counting import counts_for
from reelspec.codegen.validators.fast.is_valid import LEAST_REST, Fast, calls_functions
from reelspec.codegen.validators.fast.lookups import Optional, is_got, usual_of
from reelspec.codegen.validators.fast.narrowing import is_never
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.full.schema import Report
from reelspec.codegen.validators.module import Module, Names, Path, names_in
from reelspec.codegen.validators.operator_code import is_broken
from reelspec.codegen.validators.traits import needs_full_code
from reelspec.language.contract.schema import Rule, Schema
from reelspec.language.contract.scope import scope_of

_ALL: Block = (Line("return _all(body)"),)
_SCALARS = frozenset({"string", "integer", "number", "boolean"})


@dataclass
class Errors:
    """Makes it for one model's module. report: the full code. shares: see `Fast`."""

    module: Module
    report: Report
    shares: Mapping[str, float]

    def __post_init__(self) -> None:
        self.fast = Fast(self.module, self.report, no=_ALL, unsure=_ALL)
        self.usual = usual_of(self.shares)

    def function(self, schema: Schema) -> Function:
        """`errors(body)`."""
        body: Block = (Line("return () if is_valid(body) else _all(body)"),)
        additional = schema.additional_properties
        plain = schema.types == ("object",) and schema.ref is None and not schema.all_of and schema.values() is None
        if plain and not needs_full_code(schema) and (additional is None or additional.boolean is not None):
            body = (Try(tuple(self._object(schema)), "Exception", _ALL),)
        doc = "Every error in the body, in a stable order; () when it is valid. Never raises."
        return Function("errors", "body: Any", "tuple[Violation, ...]", body, doc)

    def _object(self, schema: Schema) -> list[Statement]:
        names = Names(("body",))
        scope = scope_of(schema, self.module.definitions)
        holds, judge = self.report.holds, self.report.rules.judge
        view = FieldsView(self.module, scope, names, {}, Path(), "body", False, holds, judge)
        rules = [
            rule
            for rule in schema.rules
            if rule.severity == "error" and not is_never(rule.when, schema.properties, scope)
        ]
        counting = counts_for(rules, view, self.fast.loops(schema))
        tests = [(rule, self._broken(rule, view)) for rule in rules]
        told = self._told(tests, view)
        held = [*view.locals.values(), *(one.variable for each in counting.values() for one in each)]
        mentioned = names_in("\n".join([*lines(view.before), *lines(told)]), held)

        out: list[Statement] = [If(Compare("type(body)", "is not", "dict"), _ALL)]
        required = [name for name in schema.properties if name in schema.required]
        if required:
            reads = [Line(f"{view.variable(name)} = body[{literal(name)}]") for name in required]
            out.append(Try(tuple(reads), "KeyError", _ALL))
        out += [
            If(Compare(literal(name), "not in", "body"), _ALL)
            for name in schema.required
            if name not in schema.properties
        ]
        size = names.new("fields") if len(required) < len(schema.properties) else str(len(required))
        out.append(Line("out: tuple[Violation, ...] = ()"))
        if not size.isdigit():
            out.append(Line(f"{size} = {len({*required, *self.usual} & {*schema.properties})}"))
        read_by_rules = {name for rule in rules for name in rule.reads}
        told_of = {name for name, one in schema.properties.items() if name not in read_by_rules and _is_told(one)}
        # What most requests leave out, and nothing is reported of here, is looked at when there is more than the rest.
        unusual = [name for name in schema.properties if name not in (*told_of, *required, *self.usual)]
        last = unusual if len(unusual) >= LEAST_REST else []
        rest: list[Statement] = []
        for name in (*(name for name in schema.properties if name not in last), *last):
            one = schema.properties[name]
            counts = counting.get(name, ())
            variable = view.variable(name)
            if name in told_of:
                body = self._refusals(one, variable, name, names)
            else:
                body = self.fast.block(one, variable, names, counts)
            if name in schema.required:
                out += body
                continue
            # Of any type: in a branch where it is None, mypyc would take it for a variable that can be nothing else.
            needed = variable in mentioned
            member = Optional(name, variable, is_got(schema, one), bool(body), needed, typed=needed)
            absent: list[Statement] = [Line(f"{each.variable} = 0") for each in counts if each.variable in mentioned]
            # Counted where it happens less often.
            (absent if name in self.usual else body).append(Line(f"{size} {'-' if name in self.usual else '+'}= 1"))
            if name in last:
                before, found = member.read_later("body", body, absent)
                out += before
                rest += found
            else:
                out += member.read("body", body, absent)
        out += [
            Line(f"{variable} = body.get({literal(name)})")
            for name, variable in view.locals.items()
            if name not in schema.properties
        ]
        others = self.fast.others(schema, "body", size)
        out.append(If(Compare("len(body)", "!=", size), (*rest, others)) if rest else others)
        for name, needs in schema.dependent_required.items():
            lacks = either(*(Compare(literal(one), "not in", "body") for one in needs))
            out.append(If(both(Compare(literal(name), "in", "body"), lacks), _ALL))
        return [*out, *view.before, *told, Line("return out")]

    def _broken(self, rule: Rule, view: FieldsView) -> Expr:
        broken = is_broken(rule.operator, view)
        return both(TRUE if rule.when is None else view.certain(rule.when), broken)

    def _told(self, tests: list[tuple[Rule, Expr]], view: FieldsView) -> list[Statement]:
        """Statements that report the broken rules."""
        out: list[Statement] = []
        for rule, test in tests:
            if test == FALSE:
                continue
            sure = not view.before and not calls_functions(test)
            out.append(If(test, (_broken_rule(self.report.rules.violation(rule, view)),) if sure else _ALL))
        return out

    def _refusals(self, schema: Schema, value: str, name: str, names: Names) -> list[Statement]:
        """Reports what a field refuses; only what is no plain scalar may need a closer look."""
        (judged,) = self.report.block(schema, value, Path().child(name), names)
        assert isinstance(judged, If)  # the test of the type, around all others
        inexact = If(Atom(f"type({value}) not in _SCALARS"), _ALL)
        return [If(judged.test, (inexact, *map(_added, judged.body)), tuple(map(_added, judged.orelse)))]


def _added(report: Statement) -> Statement:
    """The same report, added to a tuple: most bodies need none, most broken ones a single one."""
    match report:
        case Call("_error", (_, *arguments)):
            return Call("out += _refusal", tuple(arguments))
        case If(test, body, orelse):
            return If(test, tuple(map(_added, body)), tuple(map(_added, orelse)))
        case _:
            return report


def _broken_rule(report: Call) -> Statement:
    """The same for a rule, with no function between, whose call would cost a twentieth of all. What has yet to find out where
    to report is left to the full code."""
    if report.function == "_error":
        _, rule, path, message, source = report.arguments
        return Call("Violation", (rule, path, "()", message, '"error"', source), "out += (", ",)")
    path = report.arguments[1]
    return Call("Violation", report.arguments, "out += (", ",)") if path.startswith('"') else _ALL[0]


def _is_told(schema: Schema) -> bool:
    """The schema is of one type of plain values, and gives no warnings."""
    return (
        schema.types is not None
        and len(schema.types) == 1
        and schema.types[0] in _SCALARS
        and not needs_full_code(schema)
        and schema.ref is None
        and not schema.all_of
        and schema.format != "uri"
        and not schema.media.get("formats")
    )
