"""The full compiler: code that finds every violation in a body and says what is wrong, however broken the body is.

A schema becomes statements that append to `out` (errors) and, unless it is None, to `late` (contested and warnings). The
body is plain by then: every value is exactly a dict, list, str, int, float, bool or None, so `type(x) is str` is the whole test.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reelspec.codegen.python.code import (
    FALSE,
    TRUE,
    Atom,
    Block,
    Call,
    Compare,
    Expr,
    For,
    Function,
    If,
    Line,
    Statement,
    both,
    literal,
    opposite,
    tuple_of,
)
from reelspec.codegen.validators.counting import NOTHING, Counted, Wanted, chain, fields_of, statements, told_apart
from reelspec.codegen.validators.fields import FieldsView
from reelspec.codegen.validators.full.alternatives import branches_of
from reelspec.codegen.validators.full.objects import Objects
from reelspec.codegen.validators.full.rules import HEARD, ObjectRules, Plan
from reelspec.codegen.validators.full.unevaluated import Unevaluated
from reelspec.codegen.validators.full.violations import Violations
from reelspec.codegen.validators.keywords import ASSERTIONS, TYPES, checks
from reelspec.codegen.validators.kinds import is_any_type, is_listed, list_of, list_words, type_words
from reelspec.codegen.validators.messages import Decided
from reelspec.codegen.validators.module import Module, Names, Path, Variable, shared
from reelspec.codegen.validators.traits import is_choice, leaves_items, speaking, speaks_of_others, warns_of_others
from reelspec.language.contract.keywords import KEYWORDS, cover
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.rules.shown import numeral

ARGUMENTS = "value: Any, path: str, out: list[Violation], late: list[Violation] | None"


@dataclass
class Report:
    """Makes the full code of one model's module."""

    module: Module
    decided: Decided | None = None
    sisters: Mapping[str, str] = field(default_factory=dict)
    """Fields that other models of the provider have and this one has not -> the names of those models, in words."""
    _functions: dict[tuple[str, bool], str] = field(default_factory=dict)
    _waiting: list[tuple[str, bool]] = field(default_factory=list)
    _making: bool = False
    _holders: dict[str, str] = field(default_factory=dict)
    _shared: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.violations = Violations(self.module)
        self.rules = ObjectRules(self.module, self.violations, self.holds, self.decided)
        self.objects = Objects(self.module, self.violations, self.block, self.branch, self.sisters)
        self.unevaluated = Unevaluated(self.module, self.violations, self.block, self.holds)

    # Functions

    def function(self, name: str, schema: Schema, doc: str) -> str:
        """A function that judges a value by a schema; its name."""
        made = self.module.unique(name)
        names = Names(())
        body = self.block(schema, "value", Path((Variable("path"),)), names, owner=False)
        self.module.functions.append(Function(made, ARGUMENTS, "None", body, doc))
        return made

    def definition(self, name: str, *, owner: bool = False) -> str:
        """The function of a definition. owner: it also warns of fields that nothing knows."""
        key = name, owner and warns_of_others(self.module.definitions[name], self.module.definitions)
        if key not in self._functions:
            if not self._shared:
                self._shared = dict(shared(self.module.definitions))
            self._functions[key] = self.module.unique(f"_check_{self._shared[name]}")
            self._waiting.append(key)
            if not self._making:
                self._make_waiting()
        return self._functions[key]

    def _make_waiting(self) -> None:
        """Make the functions of definitions one after the other, so that no chain of them reaches Python's limit."""
        self._making = True
        while self._waiting:
            name, owner = key = self._waiting.pop()
            body = self.block(self.module.definitions[name], "value", Path((Variable("path"),)), Names(()), owner=owner)
            doc = f"Judge a value by the definition {name}."
            self.module.functions.append(Function(self._functions[key], ARGUMENTS, "None", body, doc))
        self._making = False

    def branch(self, schema: Schema, doc: str = "Judge a value by one branch.") -> str:
        """The function of a schema that is tried rather than demanded."""
        key = repr(schema)
        if key not in self._holders:
            self._holders[key] = self.function("_branch", schema, doc)
        return self._holders[key]

    def holds(self, schema: Schema, value: str) -> Expr:
        """The schema accepts the value."""
        if schema.boolean is not None:
            return TRUE if schema.boolean else FALSE
        return Atom(f"_holds({self.branch(schema)}, {value})")

    # Schemas

    def block(
        self, schema: Schema, value: str, path: Path, names: Names, *, owner: bool = True, wanted: Wanted = NOTHING
    ) -> Block:
        """Statements that judge `value` by `schema`.

        owner: this schema is the one that introduces the value, rather than one of several that judge it; only the
        owner warns of fields that nothing knows. wanted: what the rules around want of the statements.
        """
        if schema.boolean is False:
            return (self.violations.append("false", path, '"nothing is allowed here"', schema.source),)
        if schema.boolean is True:
            return (self.violations.foreign(value, path, schema.source),) if owner else ()
        choice = owner and is_choice(schema)
        plan = self.rules.plan(schema, value, path, names, wanted.fields)
        inner = self._typed(schema, value, path, names, plan, wanted, owner=owner and not choice)
        inner += self._combined(schema, value, path, names, owner=choice)
        inner += self._guarded(schema.types, "object", value, plan.code)
        inner += self._guarded(schema.types, "object", value, self.unevaluated.properties(schema, value, path, names))
        inner += self._guarded(schema.types, "array", value, self.unevaluated.items(schema, value, path, names))
        listed = list_of(schema)
        statement: Block = tuple(inner)
        if listed is not None:
            keyword, values = listed
            known = schema.types
            test = is_listed(values, value, self.module, path.hint(), known=known, plain=True)
            allowed = self.module.values(path.hint(), values)
            call = f"_not_listed({value}, {allowed}{self.violations.listed(values, path)})"
            refusal = self.violations.append(keyword, path, call, schema.source)
            statement = (If(opposite(test), (refusal,), statement),)
        if schema.types is not None:
            test = is_any_type(schema.types, value, fast=False)
            message = f"_not_of_type({value}, {literal(type_words(schema.types))})"
            if listed is not None:
                allowed = self.module.values(path.hint(), listed[1])
                message = f"_not_of_type({value}, {literal(type_words(schema.types))}, {allowed})"
            refusal = self.violations.append("type", path, message, schema.source)
            statement = (If(opposite(test), (refusal,), statement),)
        elif owner and listed is None and not self._is_typed(schema):
            foreign = self.violations.foreign(value, path, schema.source)
            statement = (If(opposite(Atom(f"{foreign.function}({', '.join(foreign.arguments)})")), statement),)
            if not inner:
                return (foreign,)
        return statement

    def _is_typed(self, schema: Schema) -> bool:
        """The schema is a reference to one that demands a type."""
        return schema.ref is not None and resolved(schema, self.module.definitions).types is not None

    def _guarded(
        self, types: tuple[str, ...] | None, kind: str, value: str, body: Sequence[Statement]
    ) -> list[Statement]:
        """The body, under a test of the value's type unless that is known."""
        if not body:
            return []
        if types == (kind,):
            return list(body)
        if types is not None and kind not in types and not (kind == "number" and "integer" in types):
            return []
        return [If(is_any_type((kind,), value, fast=False), tuple(body))]

    def _typed(
        self, schema: Schema, value: str, path: Path, names: Names, plan: Plan, wanted: Wanted, *, owner: bool
    ) -> list[Statement]:
        """What the schema says of values of each type, under a test of the type where it is not known."""
        out: list[Statement] = []
        if schema.ref is not None:
            # A schema that only refers leaves the warnings to the definition, where they stand before its rules.
            there = owner and not (
                schema.properties or speaks_of_others(replace(schema, ref=None), {}) or speaking(schema)
            )
            out.append(Call(self.definition(schema.ref, owner=there), (value, path.show(), "out", "late")))
            owner = owner and not there
        for kind in TYPES:
            body: list[Statement] = [
                If(check.broken, (self.violations.append(check.keyword.name, path, check.message, schema.source),))
                for check in checks(kind, schema, value, self.module)
            ]
            if kind == "string":
                body += self._notes(schema, value, path)
            elif kind == "array":
                body += self._items(schema, value, path, names, wanted.counted)
                if owner and schema.types is not None and leaves_items(schema):
                    body.append(self.violations.foreign(value, path, schema.source))
            elif kind == "object":
                body += self.objects.members(schema, value, path, names, plan, owner=owner)
                body += wanted.after
            if kind == "number" and schema.types in (("integer",), ("number",)):
                out += body
            else:
                out += self._guarded(schema.types, kind, value, body)
        return out

    def _notes(self, schema: Schema, value: str, path: Path) -> list[Statement]:
        """Warnings on a text that is called a URL: no scheme, a path that ends in another format."""
        out: list[Statement] = []
        if schema.format == "uri":
            message = f"_show({value}) + {literal(' has no scheme such as https:')}"
            out.append(
                If(
                    both(HEARD, Atom(f"not _has_scheme({value})")),
                    (self.violations.append("format", path, message, schema.source, severity="warning"),),
                )
            )
        formats = schema.media.get("formats")
        if isinstance(formats, list) and formats:
            allowed = self.module.values(f"{path.hint()}_formats", formats)
            words = literal(f" file; what is accepted is {list_words(tuple(formats))}".replace('"', ""))
            message = f'"the address ends like that of a ." + str(_extension({value})) + {words}'
            out.append(
                If(
                    both(HEARD, Atom(f"_other_format({value}, {allowed})")),
                    (self.violations.append("x-media", path, message, schema.source, severity="warning"),),
                )
            )
        return out

    # Arrays

    def _items(
        self, schema: Schema, value: str, path: Path, names: Names, counted: Sequence[Counted]
    ) -> list[Statement]:
        out: list[Statement] = []
        for position, one in enumerate(schema.prefix_items):
            item = names.new("item")
            body = self.block(one, item, path.at(f"{position}"), names)
            if body:
                out.append(
                    If(Compare(f"len({value})", ">", str(position)), (Line(f"{item} = {value}[{position}]"), *body))
                )
        if schema.items is not None:
            item, index = names.new(_singular(path.hint())), names.new("index")
            wanted = self._counting(schema.items, item, path.at(index), names, counted)
            body = self.block(schema.items, item, path.at(index), names, wanted=wanted)
            start = len(schema.prefix_items)
            if body and start:
                out.append(For(f"{index}, {item}", f"enumerate({value}[{start}:], {start})", body))
            elif body:
                out.append(For(f"{index}, {item}", f"enumerate({value})", body))
        if schema.contains is not None:
            least = 1 if schema.min_contains is None else schema.min_contains
            found = names.new("matching")
            out.append(Line(f"{found} = _matching({self.branch(schema.contains)}, {value})"))
            if least:
                keyword = "contains" if schema.min_contains is None else "minContains"
                message = f'f"{{{found}}} of its items match; at least {numeral(least)} must"'
                out.append(
                    If(
                        Compare(found, "<", str(least)),
                        (self.violations.append(keyword, path, message, schema.source),),
                    )
                )
            if schema.max_contains is not None:
                message = f'f"{{{found}}} of its items match; at most {numeral(schema.max_contains)} may"'
                test = Compare(found, ">", str(schema.max_contains))
                out.append(If(test, (self.violations.append("maxContains", path, message, schema.source),)))
        return out

    def _counting(self, items: Schema, item: str, path: Path, names: Names, counted: Sequence[Counted]) -> Wanted:
        """What the code of each item is to do so that the loop counts."""
        if not counted:
            return NOTHING
        fields = {name: names.new(name) for name in fields_of(counted)}
        told = told_apart(items, counted, self.module)
        if told is not None:
            return Wanted((), fields, chain(fields[told[0]], told[1], ()))
        scope = scope_of(items, self.module.definitions)
        view = FieldsView(self.module, scope, names, fields, path, item, True, self.holds, self.rules.judge)
        return Wanted((), fields, tuple(statements(counted, path.hint(), item, fields, view)))

    # Several schemas for one value

    def _combined(self, schema: Schema, value: str, path: Path, names: Names, *, owner: bool) -> list[Statement]:
        out: list[Statement] = []
        for one in schema.all_of:
            out += self.block(one, value, path, names, owner=False)
        for keyword, several in (("anyOf", schema.any_of), ("oneOf", schema.one_of)):
            if several:
                branches = tuple_of(self.branch(one) for one in several)
                shown = branches_of(several, self.module.definitions).show()
                told = self.module.constant("alternatives", "(", shown, ")")
                start = (literal(keyword), value, path.show(), branches, "out", "late")
                arguments = (*start, self.violations.source(schema.source), told)
                out.append(Call("_alternatives", arguments))
        if schema.negated is not None:
            refused = self.violations.append(
                "not", path, f"_show({value}) + {literal(' is what is not allowed here')}", schema.source
            )
            out.append(If(self.holds(schema.negated, value), (refused,)))
        if schema.condition is not None and (schema.then is not None or schema.otherwise is not None):
            then = () if schema.then is None else self.block(schema.then, value, path, names, owner=owner)
            otherwise = (
                () if schema.otherwise is None else self.block(schema.otherwise, value, path, names, owner=owner)
            )
            test = self.holds(schema.condition, value)
            if then:
                out.append(If(test, then, otherwise))
            elif otherwise:
                out.append(If(opposite(test), otherwise))
        dependent: list[Statement] = []
        for name, one in schema.dependent_schemas.items():
            body = self.block(one, value, path, names, owner=False)
            if body:
                dependent.append(If(Compare(literal(name), "in", value), body))
        return out + self._guarded(schema.types, "object", value, dependent)


_TREATED: Mapping[Callable[..., object], tuple[str, ...]] = {
    Report.block: ("type", "const", "enum"),
    Report._typed: ("$ref",),
    Report._notes: ("format",),
    Report._items: ("prefixItems", "items", "contains", "minContains", "maxContains"),
    Report._combined: ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"),
    Objects.members: (
        *("properties", "patternProperties", "additionalProperties", "propertyNames", "required"),
        "dependentRequired",
    ),
    Unevaluated.properties: ("unevaluatedProperties",),
    Unevaluated.items: ("unevaluatedItems",),
}
"""Which function makes the code of keywords that are treated by themselves."""
cover(
    __name__,
    [name for names in _TREATED.values() for name in names],
    [keyword for keyword in KEYWORDS if keyword not in ASSERTIONS],
)


def _singular(name: str) -> str:
    return name[:-1] if len(name) > 2 and name.endswith("s") and not name.endswith("ss") else f"{name}_item"
