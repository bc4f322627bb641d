"""The rules of an object in full code: which of its fields they read, when each is broken, and what is then reported.

A rule must not judge a value that its own field refuses. So where something that the rules read is refused, its variable
becomes a gap (see `fields`) and what the loops have counted is counted anew; everywhere else the rules read what the code
before them has left in its variables.
"""

from __future__ import annotations

import ast
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from reelspec.codegen.python.code import (
    FALSE,
    TRUE,
    Atom,
    Call,
    Comment,
    Compare,
    Function,
    If,
    Line,
    Statement,
    both,
    literal,
    show,
    tuple_of,
)
from reelspec.codegen.validators.counting import Counted, counts_for
from reelspec.codegen.validators.fields import FieldsView, Holds, is_deep
from reelspec.codegen.validators.full.violations import Violations
from reelspec.codegen.validators.messages import Decided, message
from reelspec.codegen.validators.module import Module, Names, Path, Variable
from reelspec.codegen.validators.operator_code import blame_of, is_broken
from reelspec.language.contract.schema import Condition, Rule, Schema, fields_read
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.rules.words import condition_words

HEARD = Compare("late", "is not", "None")
"""Warnings are asked for."""


class Plan(NamedTuple):
    """What the rules of one object want of the code before them, and their own code.

    fields: field -> the variable to leave it in, None when it is absent. items: array -> what its loop is to count.
    """

    fields: Mapping[str, str]
    items: Mapping[str, Sequence[Counted]]
    code: Sequence[Statement]


@dataclass
class ObjectRules:
    """Makes the code for one module."""

    module: Module
    violations: Violations
    holds: Holds
    decided: Decided | None
    # By repr: for Python, a schema of 1 and a schema of true would be the same.
    _judges: dict[tuple[str, str], str] = field(default_factory=dict)

    def plan(self, schema: Schema, value: str, path: Path, names: Names, fields: Mapping[str, str]) -> Plan:
        """For the rules of an object. fields: those that something else wants in variables."""
        if not schema.rules:
            return Plan(fields, {}, ())
        scope = scope_of(schema, self.module.definitions)
        view = FieldsView(self.module, scope, names, dict(fields), path, value, True, self.holds, self.judge)
        errors = [rule for rule in schema.rules if rule.severity == "error"]
        counting = counts_for(errors, view, _loops(schema))
        checks = self._checks(errors, view)
        own = dict(view.locals)
        later = view.further()
        others = self._checks([rule for rule in schema.rules if rule.severity != "error"], later)
        # The others may ask for more of what loops have counted, which has to be there before.
        gaps = _gaps(replace(view, locals=own), ())
        # Where an object may also be something else, its fields are judged in a branch, and read once more here.
        typed = schema.types == ("object",)
        kept = {
            name: one for name, one in later.locals.items() if name in fields or (typed and name in schema.properties)
        }
        if not checks and not others:
            return Plan(fields, {}, ())
        code = [
            self._refused(later),
            *(Line(f"{one}: Any = {value}.get({literal(name)})") for name, one in own.items() if name not in kept),
            *gaps,
            *view.before,
            *checks,
        ]
        if others:
            read = {name: one for name, one in later.locals.items() if name not in own and name not in kept}
            code.append(
                If(
                    HEARD,
                    (
                        *(Line(f"{one}: Any = {value}.get({literal(name)})") for name, one in read.items()),
                        *_gaps(later, own),
                        *later.before,
                        *others,
                    ),
                )
            )
        return Plan(kept, counting, code)

    def _refused(self, view: FieldsView) -> Statement:
        """Leaves in `refused` the paths of all errors, if one of them matters for the rules. view: with all that they read."""
        if any(isinstance(part, Variable) for part in view.path.parts):
            return Line("refused = _paths(out)")
        fields = [name for name in view.scope.fields if name in view.locals]
        own = self.module.constant("read", "frozenset({", map(view.pointer, fields), "})")
        deep = [f'{view.pointer(name)[:-1]}/"' for name in fields if is_deep(view.scope.fields[name])]
        inside = self.module.constant("inside", "(", deep, ",)" if len(deep) == 1 else ")")
        return Line(f"refused = _refused(out, {own}, {inside}) if out else _NOTHING")

    def judge(self, condition: Condition, scope: Scope) -> str:
        """The function that tells whether a condition is certainly true, and whether it is possible, for one object."""
        # The same words say something else where a field has another default.
        key = repr(condition), repr([scope.fields[name] for name in fields_read(condition)])
        if key in self._judges:
            return self._judges[key]
        made = self._judges[key] = self.module.unique("_item")
        names = Names(("item", "path", "refused"))
        path = Path((Variable("path"),))
        view = FieldsView(self.module, scope, names, {}, path, "item", True, self.holds, self.judge)
        certain, possible = view.certain(condition), view.possible(condition)
        body: list[Statement] = [
            If(Compare("type(item)", "is not", "dict"), (Line("return False, True"),)),
            *(Line(f"{variable}: Any = item.get({literal(name)})") for name, variable in view.locals.items()),
            *_gaps(view, ()),
            *view.before,
            Line(f"return {show(certain)}, {show(possible)}"),
        ]
        doc = f"Whether {condition_words(condition)}: certainly, possibly."
        parameters = "item: Any, path: str, refused: Container[str]"
        self.module.functions.append(Function(made, parameters, "tuple[bool, bool]", tuple(body), doc))
        return made

    def _checks(self, rules: Sequence[Rule], view: FieldsView) -> list[Statement]:
        checks: list[Statement] = []
        for rule in rules:
            broken = is_broken(rule.operator, view)
            guard = TRUE if rule.when is None else view.certain(rule.when)
            test = both(guard, broken)
            if test == FALSE:
                continue
            title = rule.id if rule.source is None else f"{rule.id} ({rule.source})"
            checks.append(Comment(title))
            violation = self.violation(rule, view)
            checks.append(violation if test == TRUE else If(test, (violation,)))
        return checks

    def violation(self, rule: Rule, view: FieldsView) -> Call:
        """The statement that reports a broken rule."""
        blame = blame_of(rule.operator, view)
        guard = () if rule.when is None else fields_read(rule.when)
        written = [name for name in rule.reads if name in guard or name not in rule.operator.reads()]
        pointers = [view.pointer(name) for name in written]
        related = _related(blame.path, f"({''.join(f'{one}, ' for one in pointers).rstrip()})", blame.related)
        words = message(rule, view, blame, self.decided)
        return self.violations.append(rule.id, blame.path, words, rule.source, severity=rule.severity, related=related)


def _loops(schema: Schema) -> dict[str, Schema]:
    """The arrays of an object that the code goes through, before its rules, by loops that see all fields of the items."""
    return {
        name: own
        for name, own in schema.properties.items()
        if schema.types == ("object",)
        and own.types == ("array",)
        and own.ref is None
        and not own.prefix_items
        and own.items is not None
        and own.items.types == ("object",)
        and own.items.ref is None
    }


def _gaps(view: FieldsView, known: Container[str]) -> list[Statement]:
    """Where something is refused, the variables of refused fields become gaps. known: fields that have been read before."""
    gaps: list[Statement] = [
        If(
            Compare(view.pointer(name), "in", "refused"),
            (Line(f"{variable} = _UNKNOWN if {variable} is None else _REFUSED"),),
        )
        for name, variable in view.locals.items()
        if name not in known
    ]
    again, settled = view.recounts()
    return [*settled, If(Atom("refused"), (*gaps, *again))] if gaps else []


def _related(path: str, guard: str, others: str) -> str:
    """An expression for the pointers of the other fields: known now where all are literals."""
    try:
        place, first, then = (ast.literal_eval(one) for one in (path, guard, others))
    except ValueError:
        return f"_others({path}, {guard}, {others})"
    return tuple_of(literal(one) for one in dict.fromkeys((*first, *then)) if one != place)
