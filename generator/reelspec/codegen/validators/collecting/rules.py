"""The rules of an object in the walk that collects: what they read, when each is broken, and what is then reported.

A rule must not judge a value that its own field refuses. So where something that the rules read is refused, its variable
becomes a gap (see `fields`). Mostly the statement that refuses a field makes the gap; where several schemas judge the fields
of one object, which of them are refused is found among the paths of all errors (`refused`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from reelspec.codegen.tree import (
    FALSE,
    TRUE,
    Block,
    Call,
    Expr,
    Fault,
    Function,
    Get,
    Heard,
    If,
    Kind,
    Let,
    Lit,
    Member,
    Negated,
    Note,
    Order,
    Path,
    Report,
    Return,
    Size,
    Statement,
    Tuple,
    Var,
    both,
    reads,
    when,
)
from reelspec.codegen.validators.counting import Counted, counts_for
from reelspec.codegen.validators.fields import FieldsView, Holds
from reelspec.codegen.validators.module import LocalNames, Module
from reelspec.codegen.validators.operator_code import blame_of, is_broken
from reelspec.codegen.validators.rule_messages import Decided, of_rule
from reelspec.codegen.validators.traits import judged_once, refused_in_place
from reelspec.language.contract.schema import Condition, Rule, Schema, fields_read
from reelspec.language.contract.scope import Scope, scope_of
from reelspec.language.rules.words import condition_words


class Plan(NamedTuple):
    """What the rules of one object want of the code before them, and their own code.

    fields: field -> the variable to leave it in, null when it is absent. items: array -> what its loop is to count.
    gaps: the statement that refuses a field is to make the gap.
    """

    fields: Mapping[str, str]
    items: Mapping[str, Sequence[Counted]] = MappingProxyType({})
    code: Block = ()
    gaps: bool = False


@dataclass
class ObjectRules:
    """Makes the code for one module."""

    module: Module
    holds: Holds
    decided: Decided | None
    # By repr: for Python, a schema of 1 and a schema of true would be the same.
    _judges: dict[tuple[str, str], str] = field(default_factory=dict)

    def plan(
        self, schema: Schema, value: Expr, path: Path, names: LocalNames, fields: Mapping[str, str], *, alone: bool
    ) -> Plan:
        """For the rules of an object. fields: those that something else wants in variables. alone: nothing else judges the
        object."""
        if not schema.rules:
            return Plan(fields)
        scope = scope_of(schema, self.module.definitions)
        view = FieldsView(self.module, scope, names, dict(fields), path, value, True, self.holds, self.judge)
        counting = counts_for(schema.rules, view, _loops(schema) if alone else {})
        checks = self._checks([rule for rule in schema.rules if rule.severity == "error"], view)
        later = view.further()
        others = self._checks([rule for rule in schema.rules if rule.severity != "error"], later)
        if not checks and not others:
            return Plan(fields)
        read = {name: variable for name, variable in view.locals.items() if name not in fields}
        # Where an object may also be something else, its fields are judged in a branch, and read once more here.
        kept = {
            name: variable
            for name, variable in read.items()
            if schema.types == ("object",) and name in schema.properties
        }
        gaps = (
            alone and judged_once(schema) and all(refused_in_place(schema.properties.get(name)) for name in view.locals)
        )
        first, last = (*view.before, *checks), (*later.before, *others)
        code = (*first, *(when(Heard(), last) if others else ()))
        # What nobody asks for is not counted.
        asked = reads(*code, *(test for test, _ in view.resets))
        lets: dict[Expr, list[Statement]] = {}
        for test, each in view.resets:
            lets.setdefault(test, []).extend(let for let in each if let.name in asked)
        resets = (If(test, tuple(each)) for test, each in lets.items() if each)
        items = {
            name: [count if count.unknown in asked else replace(count, unknown="") for count in each]
            for name, each in counting.items()
        }
        # Before any rule reports: a rule's own violation refuses nothing for the others.
        paths = (_PATHS,) if not gaps or "refused" in asked else ()
        before = paths if gaps else (*paths, *_gaps(view))
        reading = (Let(variable, Get(value, name)) for name, variable in read.items() if name not in kept)
        return Plan({**fields, **kept}, items, (*reading, *before, *resets, *code), gaps)

    def judge(self, condition: Condition, scope: Scope) -> str:
        """The function that tells whether a condition is certainly true, and whether it is possible, for one object."""
        # The same words say something else where a field has another default.
        key = repr(condition), repr([scope.fields[name] for name in fields_read(condition)])
        if key in self._judges:
            return self._judges[key]
        made = self._judges[key] = self.module.unique("_item")
        item, path = Var("item"), Path((Var("path"),))
        view = FieldsView(self.module, scope, LocalNames("item"), {}, path, item, True, self.holds, self.judge)
        truth = Tuple((view.certain(condition), view.possible(condition)))
        body: Block = (
            If(Negated(Kind(item, "object")), (Return(Tuple((FALSE, TRUE))),)),
            *(Let(variable, Get(item, name)) for name, variable in view.locals.items()),
            *_gaps(view),
            *view.before,
            Return(truth),
        )
        doc = f"Whether {condition_words(condition)}: certainly, possibly."
        self.module.functions.append(Function(made, "condition", body, doc))
        return made

    def _checks(self, rules: Sequence[Rule], view: FieldsView) -> Block:
        checks: list[Statement] = []
        for rule in rules:
            broken = is_broken(rule.operator, view)
            guard = TRUE if rule.when is None else view.certain(rule.when)
            test = both(guard, broken)
            if test != FALSE:
                checks += (Note(rule.id), *when(test, self.violation(rule, view)))
        return tuple(checks)

    def violation(self, rule: Rule, view: FieldsView) -> Block:
        """The statements that report a broken rule."""
        blame = blame_of(rule.operator, view)
        guard = () if rule.when is None else fields_read(rule.when)
        written = [name for name in rule.reads if name in guard or name not in rule.operator.reads()]
        before: list[Statement] = [*blame.before]
        path = blame.path
        related = _related(path, view.pointers(written), blame.related)
        if related is None:
            if not isinstance(path, Path):
                at = Var(view.names.new("at"))
                before.append(Let(at.name, path))
                path = at
            related = Call("others", (path, view.pointers(written), blame.related))
        said = of_rule(rule, view, blame.detail, self.decided)
        fault = Fault(rule.id, rule.severity, self.module.source(rule.source), said.say, said.words)
        late = rule.severity != "error"
        return (*before, Report(self.module.fault(None, fault), path, said.seen, related, late))


_PATHS = Let("refused", Call("paths", (Var("out"),)))


def _loops(schema: Schema) -> dict[str, Schema]:
    """The arrays of an object that the code goes through, before its rules, by loops that see all fields of the items and know
    which of them are refused."""
    return {
        name: own
        for name, own in schema.properties.items()
        if judged_once(schema)
        and own.types == ("array",)
        and refused_in_place(own)
        and not own.prefix_items
        and own.items is not None
        and judged_once(own.items)
        and not own.items.rules  # which refuse fields as well, once their values have been counted
        and own.items.values() is None
        and all(map(refused_in_place, own.items.properties.values()))
    }


def _gaps(view: FieldsView) -> Block:
    """Where something is refused, the variables of refused fields become gaps."""
    gaps: Block = tuple(
        If(Member(view.pointer(name), Var("refused")), (Let(variable, Call("gap", (Var(variable),))),))
        for name, variable in view.locals.items()
    )
    return when(Order(Size(Var("refused"), "members"), ">", Lit(0)), gaps) if gaps else ()


def _related(path: Expr, guard: Tuple, others: Expr) -> Expr | None:
    """The pointers of the other fields, where they are known before any body is seen."""
    if not isinstance(path, Path) or not isinstance(others, Tuple):
        return None
    return Tuple(tuple(item for item in dict.fromkeys((*guard.items, *others.items)) if item != path))
