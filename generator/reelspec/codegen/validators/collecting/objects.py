"""The members of an object in the walk that collects: those that are named, those that are missing, and all others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from reelspec.codegen import tree
from reelspec.codegen.tree import (
    NULL,
    At,
    Block,
    Bump,
    Call,
    Do,
    Each,
    Expr,
    Field,
    Get,
    Has,
    Heard,
    If,
    Let,
    Lit,
    Member,
    Negated,
    Own,
    Path,
    Report,
    Same,
    Size,
    Statement,
    Support,
    Table,
    Tuple,
    Var,
    both,
    opposite,
    when,
)
from reelspec.codegen.validators.collecting.reports import foreign, foreign_fault, report
from reelspec.codegen.validators.collecting.rules import Plan
from reelspec.codegen.validators.counting import Wanted
from reelspec.codegen.validators.keywords import matches
from reelspec.codegen.validators.messages import listed, misnamed, text, unexpected
from reelspec.codegen.validators.module import LocalNames, Module
from reelspec.codegen.validators.traits import all_fields, is_asserted, warns_of_others
from reelspec.language.contract.schema import Schema, Source

MOST_COUNTED = 64
"""The fields of an object that may have more are not counted: each is a statement by itself then."""


class Judge(Protocol):
    """Makes statements that judge a value by a schema."""

    def __call__(
        self, schema: Schema, value: Expr, path: Path, names: LocalNames, *, alone: bool = ..., wanted: Wanted = ...
    ) -> Block: ...


@dataclass(frozen=True)
class Objects:
    """Makes the code for one module.

    branch: the function of a schema that is tried. elsewhere: fields of other models -> the words for those models.
    """

    module: Module
    block: Judge
    branch: Callable[[Schema], str]
    elsewhere: Mapping[str, str]

    def members(
        self, schema: Schema, value: Expr, path: Path, names: LocalNames, plan: Plan, *, owner: bool, alone: bool
    ) -> Block:
        """Statements for a value that is an object. plan: what is to be left in variables. owner, alone: see `block` of
        `Collecting`."""
        others = self._others(schema, value, path, names, owner=owner, alone=alone)
        out: list[Statement] = []
        size = ""
        if others and self._are_counted(schema):
            # Where there are as many as are known, there is no other.
            size = names.new("fields")
            out.append(Let(size, Lit(len(set(schema.required) & set(schema.properties)))))
            others = (If(Negated(Same(Size(value, "fields"), Var(size))), others),)
        for name, field in schema.properties.items():
            out += self._member(name, field, schema, value, path, names, plan, size, alone=alone)
        for name in schema.required:
            if name not in schema.properties:
                out.append(If(Negated(Has(value, name)), (self._missing(name, value, path, schema.source),)))
        out += [
            Let(variable, Get(value, name)) for name, variable in plan.fields.items() if name not in schema.properties
        ]
        for name, needed in schema.dependent_required.items():
            for other in needed:
                message = text(f"{other} is required when {name} is given")
                there = path.child(other)
                related = Tuple((path.child(name),))
                refused = report(self.module, "dependentRequired", there, message, schema.source, related=related)
                out.append(If(both(Has(value, name), Negated(Has(value, other))), (refused,)))
        if schema.property_names is not None:
            key = Var(names.new("key"))
            there = path.at(Call("token", (key,)))
            refused = report(self.module, "propertyNames", there, misnamed(key), schema.source, of=path)
            accepted = Call("holds", (Own(self.branch(schema.property_names)), key))
            out.append(Each(key.name, Call("keys", (value,)), (If(Negated(accepted), (refused,)),)))
        return (*out, *others)

    def _are_counted(self, schema: Schema) -> bool:
        """Other members are all those that have no code of their own among the named ones."""
        rest = schema.additional_properties
        if schema.pattern_properties or (rest is not None and rest.boolean is None):
            return False
        if not 0 < len(schema.properties) <= MOST_COUNTED:
            return False
        closed = rest is not None and rest.boolean is False
        return closed or set(all_fields(schema, self.module.definitions)) == set(schema.properties)

    def _member(
        self,
        name: str,
        one: Schema,
        schema: Schema,
        value: Expr,
        path: Path,
        names: LocalNames,
        plan: Plan,
        size: str,
        *,
        alone: bool,
    ) -> Block:
        """One named member. size: the variable that tells how many of the object's members are known, "" when nobody asks."""
        counted = tuple(plan.items.get(name, ()))
        kept = name in plan.fields
        variable = plan.fields[name] if kept else names.new(name)
        gap = variable if kept and plan.gaps else ""
        # Where more is to be judged of a value that has been refused, that needs it still.
        apart = bool(gap) and is_asserted(one)
        judged = names.new(name) if apart else variable
        body = self.block(one, Var(judged), path.child(name), names, alone=alone, wanted=Wanted(counted, gap=gap))
        absent: Block = (Let(variable, NULL),) if apart and name not in schema.required else ()
        if name in schema.required:
            unknown = (Let(variable, Support("UNKNOWN")),) if gap else ()
            absent = (self._missing(name, value, path, one.source or schema.source), *unknown)
        if apart:
            body = (Let(variable, Var(judged)), *body)
        elif gap and name in schema.required:
            kept = False  # every way gives it a value
        read = (bool(body) and one.boolean is not False) or kept
        if size and name in schema.required:
            absent = (*absent, Bump(size, Lit(-1)))
        elif size:
            body = (*body, Bump(size, Lit(1)))
        reading = Field(value, name, judged, body, absent, kept=kept and not apart, read=read)
        zero = (Let(variable, Lit(0)) for count in counted for variable in (count.variable, count.unknown) if variable)
        return (*zero, *((reading,) if body or absent or kept else ()))

    def _missing(self, name: str, value: Expr, path: Path, source: Source | None) -> Report:
        message = text(f"{name} is required")._replace(seen=Call("named", (value,)))
        return report(self.module, "required", path.child(name), message, source)

    # Members that the schema does not name

    def _others(self, schema: Schema, value: Expr, path: Path, names: LocalNames, *, owner: bool, alone: bool) -> Block:
        """Statements for all other members."""
        rest = schema.additional_properties
        if schema.pattern_properties or (rest is not None and rest.boolean is None):
            out = self._extra(schema, value, path, names, alone=alone)
            return (*out, *self._unsaid(schema, value, path, names)) if owner else out
        if rest is not None and rest.boolean is False:
            return self._unknown(tuple(schema.properties), value, path, names, schema, "error")
        return self._unsaid(schema, value, path, names) if owner else ()

    def _extra(self, schema: Schema, value: Expr, path: Path, names: LocalNames, *, alone: bool) -> Block:
        """patternProperties, and additionalProperties that are a schema."""
        key, extra = Var(names.new("key")), Var(names.new("extra"))
        there = path.at(Call("token", (key,)))
        rest = schema.additional_properties
        body: list[Statement] = []
        tests: list[Expr] = []
        if schema.properties:
            tests.append(Negated(Member(key, self._names(tuple(schema.properties)))))
        for pattern, member in schema.pattern_properties.items():
            matched = matches(pattern, key, self.module)
            tests.append(opposite(matched))
            inner = self.block(member, extra, there, names)
            if inner:
                body += when(matched, inner)
        if rest is not None and rest.boolean is not True:
            if rest.boolean is False:
                inner = (self._unexpected(key, there, path, schema, "error"),)
            else:
                inner = self.block(rest, extra, there, names, alone=alone and not schema.pattern_properties)
            if inner:
                body += when(both(*tests), inner)
        if not body:
            return ()
        return (Each(key.name, Call("keys", (value,)), (Let(extra.name, At(value, key)), *body)),)

    def _unsaid(self, schema: Schema, value: Expr, path: Path, names: LocalNames) -> Block:
        """Members of which nothing is said: they hold JSON at least, and may be misspelled."""
        out: list[Statement] = []
        fields = all_fields(schema, self.module.definitions)
        limits = (schema.additional_properties, schema.unevaluated_properties)
        # An object of no type has been looked through as a whole.
        looked = schema.types is not None and all(limit is None or limit.boolean is True for limit in limits)
        if looked and not fields:
            out.append(Do(foreign(self.module, value, path, schema.source)))
        elif looked:
            fault = foreign_fault(self.module, path, schema.source)
            arguments = (value, self._names(fields), path, Var("out"), fault)
            out.append(Do(Call("foreign_extras", arguments)))
        if warns_of_others(schema, self.module.definitions):
            out += when(Heard(), self._unknown(fields, value, path, names, schema, "warning"))
        return tuple(out)

    def _unknown(
        self,
        fields: tuple[str, ...],
        value: Expr,
        path: Path,
        names: LocalNames,
        schema: Schema,
        severity: Literal["error", "warning"],
    ) -> Block:
        """A report on each member of another name."""
        key = Var(names.new("key"))
        there = path.at(Call("token", (key,)))
        known = self._names(fields)
        body = (self._unexpected(key, there, path, schema, severity),)
        loop = Each(key.name, Call("unknown", (value, known)), body)
        return (loop,)

    def _names(self, fields: tuple[str, ...]) -> Expr:
        return self.module.constant("fields", tree.ScalarSet(fields))

    def _unexpected(
        self, key: Expr, there: Path, path: Path, schema: Schema, severity: Literal["error", "warning"]
    ) -> Report:
        fields = all_fields(schema, self.module.definitions)
        others = {} if path.parts else {name: words for name, words in self.elsewhere.items() if name not in fields}
        hints = self.module.constant("fields of other models", Table(tuple(others.items()))) if others else NULL
        message = unexpected(key, listed(fields, "known", self.module), hints)
        return report(self.module, "additionalProperties", there, message, schema.source, severity=severity, of=path)
