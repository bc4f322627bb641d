"""The quiet compiler: `_quiet`, which tells whether an accepted body can have any warning at all.

Most accepted bodies have none, and this tells so without the full code. A no means only that the full code is to look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reelspec.codegen.python.code import (
    FALSE,
    TRUE,
    Atom,
    Block,
    Compare,
    For,
    Function,
    If,
    Line,
    Statement,
    both,
    lines,
    literal,
    opposite,
    show,
)
from reelspec.codegen.validators.counting import Counted, counts_for, fields_of, statements
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.full.schema import Report
from reelspec.codegen.validators.kinds import is_exact
from reelspec.codegen.validators.module import Module, Names, Path
from reelspec.codegen.validators.operator_code import is_broken
from reelspec.codegen.validators.traits import kinds_of, needs_full_code
from reelspec.language.contract.schema import Schema, subschemas
from reelspec.language.contract.scope import scope_of

_NO: Block = (Line("return False"),)


@dataclass(frozen=True)
class Quiet:
    """Makes it for one model's module. report: the full code."""

    module: Module
    report: Report

    def function(self, schema: Schema) -> Function:
        """`_quiet(body)`: an accepted body surely has no warning."""
        block = self._block(schema, "body", Names(("body",)))
        doc = "Whether a body that was accepted surely has no warning."
        return Function("_quiet", "body: Any", "bool", (*block, Line("return True")), doc)

    def _block(self, schema: Schema, value: str, names: Names, counted: Sequence[Counted] = ()) -> list[Statement]:
        """Statements that return False when something in an accepted value may be warned of.

        counted: what a loop over the value, an array, is to count.
        """
        if not counted and not self._loud(schema, set()):
            return []
        if needs_full_code(schema) or schema.all_of or schema.ref is not None:
            return list(_NO)
        out: list[Statement] = []
        notes: list[Statement] = []
        if schema.format == "uri":
            usual = Atom(f'{value}.startswith(("https:", "http:"))')
            notes.append(If(both(opposite(usual), Atom(f"not _has_scheme({value})")), _NO))
        formats = schema.media.get("formats")
        if isinstance(formats, list) and formats:
            notes.append(If(Atom(f"_other_format({value}, {self.module.values('formats', formats)})"), _NO))
        out += self._for_kind(schema, "string", value, notes)
        items: list[Statement] = []
        if schema.items is not None:
            item = names.new("item")
            body = self._block(schema.items, item, names)
            body += self._counts(schema.items, value, item, names, counted)
            if body:
                items.append(For(item, value, tuple(body)))
        out += self._for_kind(schema, "array", value, items)
        out += self._for_kind(schema, "object", value, self._object(schema, value, names))
        return out

    def _counts(
        self, items: Schema, array: str, item: str, names: Names, counted: Sequence[Counted]
    ) -> list[Statement]:
        fields = {name: names.new(name) for name in fields_of(counted)}
        scope = scope_of(items, self.module.definitions)
        view = FieldsView(
            self.module, scope, names, fields, Path(), item, False, self.report.holds, self.report.rules.judge
        )
        read = [Line(f"{variable} = {item}.get({literal(name)})") for name, variable in fields.items()]
        return [*read, *statements(counted, array, item, fields, view)]

    def _for_kind(self, schema: Schema, kind: str, value: str, body: list[Statement]) -> list[Statement]:
        if not body or kind not in kinds_of(schema):
            return []
        if schema.types == (kind,):
            return body
        inexact = If(Atom(f"type({value}) not in _EXACT"), _NO)
        return [If(is_exact(kind, value), tuple(body), (inexact,))]

    def _object(self, schema: Schema, value: str, names: Names) -> list[Statement]:
        out: list[Statement] = []
        scope = scope_of(schema, self.module.definitions)
        view = FieldsView(
            self.module, scope, names, {}, Path(), value, False, self.report.holds, self.report.rules.judge
        )
        rules = [rule for rule in schema.rules if rule.severity != "error"]
        counting = counts_for(rules, view, self._loops(schema))
        tests = []
        for rule in rules:
            broken = is_broken(rule.operator, view)
            guard = TRUE if rule.when is None else view.certain(rule.when)
            tests.append(both(guard, broken))
        for name, one in schema.properties.items():
            if name in view.locals:
                continue
            variable, counted = names.new(name), counting.get(name, [])
            body = self._block(one, variable, names, counted)
            out += [Line(f"{each.variable} = 0") for each in counted]
            if body:
                read: Block = (Line(f"{variable} = {value}[{literal(name)}]"), *body)
                out += read if name in schema.required else [If(Compare(literal(name), "in", value), read)]
        for name, variable in view.locals.items():
            counted = counting.get(name, [])
            out += [Line(f"{each.variable} = 0") for each in counted]
            out.append(Line(f"{variable}: Any = {value}.get({literal(name)})"))
            if name in schema.properties:
                body = self._block(schema.properties[name], variable, names, counted)
                if body:
                    out.append(If(Compare(variable, "is not", "None"), tuple(body)))
        if schema.additional_properties is None and schema.properties:
            known = self.module.strings("fields", schema.properties)
            out.append(If(Atom(f"not {value}.keys() <= {known}"), _NO))
        elif schema.additional_properties is not None and self._loud(schema.additional_properties, set()):
            return list(_NO)
        words = " ".join([*lines(view.before), *map(show, tests)])
        if re.search(r"\b(?:_(?!matches)[a-z]\w*|type)\(", words):
            # A function would see nothing in a value of a subclass, which the full code has accepted.
            out.append(If(Atom(f"not _pure({value})"), _NO))
        return [*out, *view.before, *(If(test, _NO) for test in tests if test != FALSE)]

    def _loops(self, schema: Schema) -> dict[str, Schema]:
        """The arrays of an object that are gone through by a loop which can count."""
        return {
            name: own
            for name, own in schema.properties.items()
            if own.types == ("array",)
            and own.items is not None
            and own.items.types == ("object",)
            and not (own.ref or own.all_of or needs_full_code(own))
        }

    def _loud(self, schema: Schema, seen: set[str]) -> bool:
        """The schema, or one inside it, can give a warning."""
        if schema.boolean is not None:
            return False
        if schema.format == "uri" or schema.media.get("formats"):
            return True
        if any(rule.severity != "error" for rule in schema.rules):
            return True
        if schema.properties and schema.additional_properties is None:
            return True
        if schema.ref is not None and schema.ref not in seen:
            seen.add(schema.ref)
            if self._loud(self.module.definitions[schema.ref], seen):
                return True
        return any(self._loud(inner, seen) for _, inner in subschemas(schema))
