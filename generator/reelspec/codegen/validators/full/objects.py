"""The members of an object in full code: those that are named, those that are missing, and all others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from reelspec.codegen.python.code import (
    TRUE,
    Atom,
    Block,
    Call,
    Compare,
    Expr,
    For,
    If,
    Line,
    Statement,
    both,
    lines,
    literal,
    opposite,
)
from reelspec.codegen.validators.counting import NOTHING, Wanted
from reelspec.codegen.validators.full.rules import HEARD, Plan
from reelspec.codegen.validators.full.violations import Violations
from reelspec.codegen.validators.keywords import matches
from reelspec.codegen.validators.module import Module, Names, Path, names_in
from reelspec.codegen.validators.traits import all_fields, warns_of_others
from reelspec.language.contract.schema import Schema, Source


class Judge(Protocol):
    """Makes statements that judge a value by a schema."""

    def __call__(self, schema: Schema, value: str, path: Path, names: Names, *, wanted: Wanted = NOTHING) -> Block: ...


@dataclass(frozen=True)
class Objects:
    """Makes the code for one module.

    branch: the function of a schema that is tried. sisters: fields of other models -> the words for those models.
    """

    module: Module
    violations: Violations
    block: Judge
    branch: Callable[[Schema], str]
    sisters: Mapping[str, str]

    def members(
        self, schema: Schema, value: str, path: Path, names: Names, plan: Plan, *, owner: bool
    ) -> list[Statement]:
        """Statements for a value that is an object. plan: what is to be left in variables. owner: see `Report.block`."""
        others, counted = self._others(schema, value, path, names, owner=owner)
        size = names.new("fields") if counted and others else ""
        out: list[Statement] = [Line(f"{size} = {len(set(schema.required) & set(schema.properties))}")] if size else []
        for name, one in schema.properties.items():
            out += self._member(name, one, schema, value, path, names, plan, size)
        for name in schema.required:
            if name not in schema.properties:
                missing = self._missing(name, path, schema.source)
                out.append(If(Compare(literal(name), "not in", value), (missing,)))
        out += [
            Line(f"{variable} = {value}.get({literal(name)})")
            for name, variable in plan.fields.items()
            if name not in schema.properties
        ]
        for name, needed in schema.dependent_required.items():
            for one_name in needed:
                message = literal(f"{one_name} is required when {name} is given")
                refusal = self.violations.append(
                    "dependentRequired",
                    path.child(one_name),
                    message,
                    schema.source,
                    related=f"({path.child(name).show()},)",
                )
                test = both(Compare(literal(name), "in", value), Compare(literal(one_name), "not in", value))
                out.append(If(test, (refusal,)))
        if schema.property_names is not None:
            key = names.new("key")
            check = self.branch(schema.property_names)
            message = f'"the name " + _show({key}) + " is not allowed"'
            refusal = self.violations.append("propertyNames", path.at(f"_token({key})"), message, schema.source)
            out.append(For(key, f"_keys({value})", (If(Atom(f"not _holds({check}, {key})"), (refusal,)),)))
        if size:
            out.append(If(Compare(f"len({value})", "!=", size), tuple(others)))
        else:
            out += others
        return out

    def _member(
        self,
        name: str,
        one: Schema,
        schema: Schema,
        value: str,
        path: Path,
        names: Names,
        plan: Plan,
        size: str,
    ) -> list[Statement]:
        """One named member. size: the variable that tells how many of the object's members are known, "" when nobody asks."""
        counted = plan.items.get(name, ())
        before = [Line(f"{each.variable} = 0") for each in counted]
        kept = name in plan.fields
        variable = plan.fields[name] if kept else names.new(name)
        body = self.block(one, variable, path.child(name), names, wanted=Wanted(counted=tuple(counted)))
        typed = f"{variable}: Any" if kept else variable  # it may become a gap
        there: list[Statement] = [Line(f"{typed} = {value}[{literal(name)}]")] if body or kept else []
        there += body
        absent: list[Statement] = [Line(f"{variable} = None")] if kept else []
        if name in schema.required:
            absent.insert(0, self._missing(name, path, one.source or schema.source))
            if size:
                absent.append(Line(f"{size} -= 1"))
        elif size:
            there.append(Line(f"{size} += 1"))
        test = Compare(literal(name), "in", value)
        if there:
            return [*before, If(test, tuple(there), tuple(absent))]
        return [*before, If(opposite(test), tuple(absent))] if absent else []

    def _missing(self, name: str, path: Path, source: Source | None) -> Call:
        return self.violations.append("required", path.child(name), literal(f"{name} is required"), source)

    # Members that the schema does not name

    def _others(
        self, schema: Schema, value: str, path: Path, names: Names, *, owner: bool
    ) -> tuple[list[Statement], bool]:
        """Statements for all other members; and whether they find nothing when there are as many members as named ones."""
        rest = schema.additional_properties
        if schema.pattern_properties or (rest is not None and rest.boolean is None):
            out = self._extra(schema, value, path, names)
            return (out + self._unsaid(schema, value, path, names) if owner else out), False
        if rest is not None and rest.boolean is False:
            key = names.new("key")
            refusal = self._unexpected(key, path, schema, "error")
            if not schema.properties:
                return [For(key, f"_keys({value})", (refusal,))], False
            known = self.module.strings("fields", schema.properties)
            return [For(key, f"_keys({value})", (If(Compare(key, "not in", known), (refusal,)),))], True
        out = self._unsaid(schema, value, path, names) if owner else []
        return out, set(all_fields(schema, self.module.definitions)) == set(schema.properties) != set()

    def _extra(self, schema: Schema, value: str, path: Path, names: Names) -> list[Statement]:
        """patternProperties, and additionalProperties that are a schema."""
        known = self.module.strings("fields", schema.properties) if schema.properties else ""
        key, extra = names.new("key"), names.new("extra")
        rest = schema.additional_properties
        body: list[Statement] = []
        tests: list[Expr] = [Compare(key, "not in", known)] if known else []
        for pattern, one in schema.pattern_properties.items():
            matched = matches(pattern, key, self.module)
            tests.append(opposite(matched))
            inner = self.block(one, extra, path.at(f"_token({key})"), names)
            if inner:
                body.append(If(matched, inner))
        if rest is not None and rest.boolean is not True:
            inner = (
                (self._unexpected(key, path, schema, "error"),)
                if rest.boolean is False
                else self.block(rest, extra, path.at(f"_token({key})"), names)
            )
            if inner:
                body += inner if both(*tests) == TRUE else [If(both(*tests), inner)]
        if names_in("\n".join(lines(body)), [extra]):
            body.insert(0, Line(f"{extra} = {value}[{key}]"))
        return [For(key, f"_keys({value})", tuple(body))] if body else []

    def _unsaid(self, schema: Schema, value: str, path: Path, names: Names) -> list[Statement]:
        """Members of which nothing is said: they hold JSON at least, and may be misspelled."""
        out: list[Statement] = []
        fields = all_fields(schema, self.module.definitions)
        limits = (schema.additional_properties, schema.unevaluated_properties)
        # An object of no type has been looked through as a whole.
        if schema.types is not None and all(one is None or one.boolean is True for one in limits):
            if fields:
                known = self.module.strings("fields", fields)
                call = Call(
                    "_foreign_extras", (value, known, path.show(), "out", self.violations.source(schema.source))
                )
                out.append(If(Atom(f"not {known}.issuperset({value})"), (call,)))
            else:
                out.append(self.violations.foreign(value, path, schema.source))
        if warns_of_others(schema, self.module.definitions):
            key = names.new("key")
            known = self.module.strings("fields", fields)
            warn = self._unexpected(key, path, schema, "warning")
            out.append(If(HEARD, (For(key, f"_keys({value})", (If(Compare(key, "not in", known), (warn,)),)),)))
        return out

    def _unexpected(self, key: str, path: Path, schema: Schema, severity: str) -> Call:
        fields = all_fields(schema, self.module.definitions)
        known = self.module.values("known", fields)
        sisters = {name: words for name, words in self.sisters.items() if name not in fields} if not path.parts else {}
        if sisters:
            shown = [f"{literal(name)}: {literal(words)}" for name, words in sisters.items()]
            known = f"{known}, {self.module.constant('sisters', '{', shown, '}')}"
        return self.violations.append(
            "additionalProperties",
            path.at(f"_token({key})"),
            f"_unexpected({key}, {known})",
            schema.source,
            severity=severity,
        )
