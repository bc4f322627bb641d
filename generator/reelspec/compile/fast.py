"""The fast compiler: straight-line code that says yes to most valid bodies and leaves everything else to the full code.

It may refuse too much (8.0 for an integer, a subclass of dict): the caller then asks the full code. It never accepts too
much: whatever a keyword needs that is not written here is judged by a function of the full compiler, on values that are
certainly what they say they are (`_pure`).

A second pass, `quiet`, makes the function that tells whether an accepted body can have any warning at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reelspec.compile.code import (
    FALSE,
    TRUE,
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
    literal,
    opposite,
)
from reelspec.compile.kinds import CLASSES, is_any_type, is_listed, list_of
from reelspec.compile.module import Module, Names, Path, shared
from reelspec.compile.report import Report
from reelspec.compile.view import FieldsView
from reelspec.contract.condition import All, Any, Condition, Contains, Not, fields_read
from reelspec.contract.rule import Rule
from reelspec.contract.schema import Schema, subschemas
from reelspec.contract.scope import scope_of
from reelspec.keywords import FAMILIES
from reelspec.rules.combinations import Combinations

_NO: Block = (Line("return False"),)


@dataclass
class Counted:
    """What a loop over an array counts on the way, for the rules of the object around it."""

    where: Condition | None
    variable: str
    by: str | None = None
    weights: str = ""


@dataclass
class Fast:
    """Makes the fast code of one model's module. report: the full code, for what is not fast."""

    module: Module
    report: Report
    _functions: dict[str, str] = field(default_factory=dict)
    _quiet_functions: dict[str, str] = field(default_factory=dict)
    _shared: dict[str, str] = field(default_factory=dict)

    def accepts(self, schema: Schema) -> Function:
        """`_accepts(body)`."""
        block = self.block(schema, "body", Names(("body",)))
        doc = "A quick yes; a no means only that the full judgement is needed."
        return Function("_accepts", "body: Any", "bool", (*block, Line("return True")), doc)

    def _definition(self, name: str) -> str:
        if name not in self._functions:
            if not self._shared:
                self._shared = dict(shared(self.module.definitions))
            made = self._functions[name] = self.module.unique(f"_accepts_{self._shared[name]}")
            block = self.block(self.module.definitions[name], "value", Names(("value",)))
            doc = f"A quick yes by the definition {name}."
            self.module.functions.append(Function(made, "value: Any", "bool", (*block, Line("return True")), doc))
        return self._functions[name]

    # Acceptance

    def block(self, schema: Schema, value: str, names: Names, counted: Sequence[Counted] = ()) -> list[Statement]:
        """Statements that return False unless the schema surely accepts the value."""
        if schema.boolean is not None:
            return [] if schema.boolean else list(_NO)
        if _needs_full_code(schema):
            # The rest of the schema is in the full code as well, so nothing more is to be done here.
            return [If(either(Atom(f"not _pure({value})"), opposite(self.report.holds(schema, value))), _NO)]
        out: list[Statement] = []
        if schema.ref is not None:
            out.append(If(Atom(f"not {self._definition(schema.ref)}({value})"), _NO))
        listed = list_of(schema)
        kinds = self._kinds(schema)
        bodies = {
            kind: self._body(kind, schema, value, names, counted) for kind in ("object", "array", "string", "number")
        }
        tests: list[Expr] = []
        if schema.types is not None:
            tests.append(opposite(is_any_type(schema.types, value, fast=True)))
        if listed is not None:
            hint = value if not value.startswith("value") else "value"
            tests.append(opposite(is_listed(listed[1], value, self.module, hint, known=schema.types)))
        if schema.types is not None and len(schema.types) == 1:
            kind = "number" if schema.types[0] == "integer" else schema.types[0]
            body = bodies.get(kind, [])
            # Assertions that only return False join the test of the type in one condition.
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
            if tests:
                out.append(If(either(*tests), _NO))
            chain: list[tuple[Expr, list[Statement]]] = [
                (_is_exact(kind, value), bodies[kind])
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

    def _kinds(self, schema: Schema) -> tuple[str, ...]:
        if schema.types is None:
            return ("object", "array", "string", "number")
        return tuple(dict.fromkeys("number" if one == "integer" else one for one in schema.types))

    def _body(self, kind: str, schema: Schema, value: str, names: Names, counted: Sequence[Counted]) -> list[Statement]:
        """What the schema says of a value that is exactly of the kind."""
        if kind not in self._kinds(schema):
            return []
        out: list[Statement] = []
        lengths: list[Expr] = []
        for check in FAMILIES[kind](schema, value, self.module):
            if check.keyword == "uniqueItems":
                continue
            lengths.append(check.broken)
        if lengths:
            out.append(If(either(*lengths), _NO))
        if kind == "array":
            out += self._array(schema, value, names, counted)
            if schema.unique_items:
                out.append(If(either(Atom(f"not _pure({value})"), Atom(f"not _unique({value})")), _NO))
        elif kind == "object":
            out += self._object(schema, value, names)
        return out

    def _array(self, schema: Schema, value: str, names: Names, counted: Sequence[Counted]) -> list[Statement]:
        if schema.items is None:
            return []
        item = names.new("item")
        items = scope_of(schema.items, self.module.definitions)
        wanted = tuple(dict.fromkeys(_fields_of(counted)))
        variables: dict[str, str] = {}
        body = self._item(schema.items, item, names, wanted, variables)
        before: list[Statement] = []
        for one in counted:
            before.append(Line(f"{one.variable} = 0"))
            if one.by is not None:
                kind = variables.get(one.by, f"{item}.get({literal(one.by)})")
                body.append(Line(f"{one.variable} += {one.weights}.get({kind}, {1 << 62})"))
            elif one.where is None:
                body.append(Line(f"{one.variable} += 1"))
            else:
                view = FieldsView(
                    self.module,
                    items,
                    names,
                    dict(variables),
                    Path(),
                    item,
                    False,
                    self.report.holds,
                    self.report.judge,
                )
                test = view.certain(one.where)
                body += view.before
                body.append(If(test, (Line(f"{one.variable} += 1"),)))
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
            and not _needs_full_code(schema)
            and schema.ref is None
            and not schema.all_of
        ):
            out: list[Statement] = [If(Compare(f"type({item})", "is not", "dict"), _NO)]
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
        rules = [rule for rule in schema.rules if rule.severity == "error"]
        scope = scope_of(schema, self.module.definitions)
        view = FieldsView(self.module, scope, names, {}, Path(), value, False, self.report.holds, self.report.judge)
        counting = self._counting(rules, view, schema)
        tests: list[tuple[Rule, Expr]] = []
        for rule in rules:
            broken = rule.operator.broken(view)
            guard = TRUE if rule.when is None else view.certain(rule.when)
            tests.append((rule, both(guard, broken)))
        for name in wanted:
            view.variable(name)
        if variables is not None:
            variables.update({name: view.locals[name] for name in wanted})
        needed = set(view.locals)

        closed = schema.additional_properties is not None and schema.additional_properties.boolean is False
        out: list[Statement] = []
        required = [name for name in schema.properties if name in schema.required]
        reads = [Line(f"{view.variable(name)} = {value}[{literal(name)}]") for name in required]
        if reads:
            out.append(Try(tuple(reads), "KeyError", _NO))
        out += [
            If(Compare(literal(name), "not in", value), _NO)
            for name in schema.required
            if name not in schema.properties
        ]
        optional = [name for name in schema.properties if name not in schema.required]
        size = names.new("fields") if closed and optional else ""
        if size:
            out.append(Line(f"{size} = {len(required)}"))
        for name in required:
            out += self.block(schema.properties[name], view.variable(name), names, counting.get(name, ()))
        for name in optional:
            variable = view.variable(name)
            counts = counting.get(name, ())
            body = self.block(schema.properties[name], variable, names, counts)
            inside: list[Statement] = [Line(f"{variable} = {value}[{literal(name)}]")] if body or name in needed else []
            inside += body
            if size:
                inside.append(Line(f"{size} += 1"))
            absent: list[Statement] = [Line(f"{variable} = None")] if name in needed else []
            absent += [Line(f"{one.variable} = 0") for one in counts]
            if inside:
                out.append(If(Compare(literal(name), "in", value), tuple(inside), tuple(absent)))
        for name in needed - set(schema.properties):
            out.append(Line(f"{view.locals[name]} = {value}.get({literal(name)})"))
        if closed:
            out.append(If(Compare(f"len({value})", "!=", size or str(len(required))), _NO))
        elif schema.additional_properties is not None and schema.additional_properties.boolean is None:
            key, extra = names.new("key"), names.new("extra")
            inner = self.block(schema.additional_properties, extra, names)
            if inner:
                known = self.module.strings("fields", schema.properties)
                loop: Block = (If(Compare(key, "not in", known), tuple(inner)),) if schema.properties else tuple(inner)
                out.append(For(f"{key}, {extra}", f"{value}.items()", loop))
        for name, needs in schema.dependent_required.items():
            lacks = either(*(Compare(literal(one), "not in", value) for one in needs))
            out.append(If(both(Compare(literal(name), "in", value), lacks), _NO))
        out += view.before
        out += [If(test, _NO) for _, test in tests if test != FALSE]
        return out

    def _counting(self, rules: Sequence[Rule], view: FieldsView, schema: Schema) -> dict[str, list[Counted]]:
        """What the loops over the object's own arrays are to count for its rules; the view is told the variables."""
        found: dict[str, list[Counted]] = {}

        def loops(name: str) -> bool:
            own = schema.properties.get(name)
            return (
                own is not None
                and own.types == ("array",)
                and own.items is not None
                and own.ref is None
                and not _needs_full_code(own)
            )

        for rule in rules:
            for name, where in _counts_of(rule):
                if where is None or not loops(name) or any(one.where == where for one in found.get(name, ())):
                    continue
                counted = Counted(where, view.names.new(f"{name}_count"))
                found.setdefault(name, []).append(counted)
                view.counted(name, where, counted.variable)
            operator = rule.operator
            if isinstance(operator, Combinations) and operator.by is not None and loops(operator.of[0]):
                array, by = operator.of[0], operator.by
                typed = view.scope.items_of(array).fields[by]
                if typed.required and typed.schema.types == ("string",):
                    longest = max(map(len, operator.allow))
                    weights = {name: (longest + 1) ** index for index, name in enumerate(operator.types())}
                    constant = self.module.constant(
                        f"{array}_{by}_weights",
                        "{",
                        [f"{literal(one)}: {weight}" for one, weight in weights.items()],
                        "}",
                    )
                    counted = Counted(None, view.names.new(f"{array}_sum"), by, constant)
                    found.setdefault(array, []).append(counted)
                    view.tallied(array, by, counted.variable)
        return found

    # Warnings

    def quiet(self, schema: Schema) -> Function:
        """`_quiet(body)`: an accepted body surely has no warning."""
        block = self._quiet_block(schema, "body", Names(("body",)))
        doc = "Whether a body that was accepted surely has no warning."
        return Function("_quiet", "body: Any", "bool", (*block, Line("return True")), doc)

    def _quiet_block(self, schema: Schema, value: str, names: Names) -> list[Statement]:
        if not self._loud(schema, set()):
            return []
        if _needs_full_code(schema) or schema.all_of or schema.ref is not None:
            return list(_NO)
        out: list[Statement] = []
        notes: list[Statement] = []
        if schema.format == "uri":
            notes.append(If(Atom(f"not _has_scheme({value})"), _NO))
        formats = schema.media.get("formats")
        if isinstance(formats, list) and formats:
            notes.append(If(Atom(f"_other_format({value}, {self.module.values('formats', formats)})"), _NO))
        out += self._for_kind(schema, "string", value, notes)
        items: list[Statement] = []
        if schema.items is not None:
            item = names.new("item")
            body = self._quiet_block(schema.items, item, names)
            if body:
                items.append(For(item, value, tuple(body)))
        out += self._for_kind(schema, "array", value, items)
        out += self._for_kind(schema, "object", value, self._quiet_object(schema, value, names))
        return out

    def _for_kind(self, schema: Schema, kind: str, value: str, body: list[Statement]) -> list[Statement]:
        if not body or kind not in self._kinds(schema):
            return []
        return body if schema.types == (kind,) else [If(_is_exact(kind, value), tuple(body))]

    def _quiet_object(self, schema: Schema, value: str, names: Names) -> list[Statement]:
        out: list[Statement] = []
        scope = scope_of(schema, self.module.definitions)
        view = FieldsView(self.module, scope, names, {}, Path(), value, False, self.report.holds, self.report.judge)
        tests = []
        for rule in schema.rules:
            if rule.severity != "error":
                broken = rule.operator.broken(view)
                guard = TRUE if rule.when is None else view.certain(rule.when)
                tests.append(both(guard, broken))
        for name, one in schema.properties.items():
            variable = view.locals.get(name) or names.new(name)
            body = self._quiet_block(one, variable, names)
            if name in view.locals:
                continue
            if body:
                read: Block = (Line(f"{variable} = {value}[{literal(name)}]"), *body)
                out += read if name in schema.required else [If(Compare(literal(name), "in", value), read)]
        for name, variable in view.locals.items():
            out.append(Line(f"{variable} = {value}.get({literal(name)})"))
            if name in schema.properties:
                body = self._quiet_block(schema.properties[name], variable, names)
                if body:
                    out.append(If(Compare(variable, "is not", "None"), tuple(body)))
        if schema.additional_properties is None and schema.properties:
            known = self.module.strings("fields", schema.properties)
            out.append(If(Atom(f"not {value}.keys() <= {known}"), _NO))
        elif schema.additional_properties is not None and self._loud(schema.additional_properties, set()):
            return list(_NO)
        return [*out, *view.before, *(If(test, _NO) for test in tests if test != FALSE)]

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


def _needs_full_code(schema: Schema) -> bool:
    """Keywords that the fast code leaves to the full one."""
    return bool(
        schema.any_of
        or schema.one_of
        or schema.negated is not None
        or schema.condition is not None
        or schema.prefix_items
        or schema.contains is not None
        or schema.unevaluated_items is not None
        or schema.unevaluated_properties is not None
        or schema.pattern_properties
        or schema.property_names is not None
        or schema.dependent_schemas
        or (schema.rules and (schema.types != ("object",) or _reads_untyped(schema)))
    )


def _reads_untyped(schema: Schema) -> bool:
    """Some error rule reads more than typed fields of the object itself, so that only pure values can be judged."""
    for rule in schema.rules:
        if rule.severity != "error":
            continue
        if rule.operator.name in ("schema", "compare"):
            return True
        if any(name not in schema.properties or schema.properties[name].types is None for name in rule.reads):
            return True
    return False


def _is_exact(kind: str, value: str) -> Expr:
    if kind == "number":
        return Atom(f"_is_number({value})")
    return Compare(f"type({value})", "is", CLASSES[kind])


def _counts_of(rule: Rule) -> list[tuple[str, Condition | None]]:
    """The (array, condition on its items) pairs that a rule counts, in its operator and its conditions."""
    found = list(rule.operator.arrays())
    stack = [*rule.operator.conditions()] + ([] if rule.when is None else [rule.when])
    while stack:
        match stack.pop():
            case All(parts) | Any(parts):
                stack += parts
            case Not(part):
                stack.append(part)
            case Contains(name, inner):
                found.append((name, inner))
            case _:
                pass
    return found


def _fields_of(counted: Sequence[Counted]) -> list[str]:
    found: list[str] = []
    for one in counted:
        if one.by is not None:
            found.append(one.by)
        elif one.where is not None:
            found += fields_read(one.where)
    return found
