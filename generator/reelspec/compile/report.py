"""The full compiler: code that finds every violation in a body and says what is wrong, however broken the body is.

A schema becomes statements that append to `out` (errors) and, unless it is None, to `late` (contested and warnings). The
body is plain by then: every value is exactly a dict, list, str, int, float, bool or None, so `type(x) is str` is the whole test.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reelspec.compile.alternatives import branches_of
from reelspec.compile.code import (
    FALSE,
    TRUE,
    Atom,
    Block,
    Call,
    Comment,
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
    show,
    tuple_of,
)
from reelspec.compile.kinds import is_any_type, is_listed, list_of, list_words, type_words
from reelspec.compile.module import Module, Names, Path, Variable, shared
from reelspec.compile.view import FieldsView
from reelspec.contract.condition import Condition, fields_read
from reelspec.contract.rule import Rule
from reelspec.contract.schema import Schema, Source, subschemas
from reelspec.contract.scope import Scope, resolved, scope_of
from reelspec.keywords import FAMILIES
from reelspec.keywords.strings import matches
from reelspec.logic.words import condition_words
from reelspec.rules.operator import Blame
from reelspec.source.node import Json

ARGUMENTS = "value: Any, path: str, out: list[Violation], late: list[Violation] | None"
HEARD = Compare("late", "is not", "None")
"""Warnings are asked for."""
_OF_PRESENCE = frozenset({"exactly-one", "at-least-one", "at-most-one", "all-or-none", "conflicts", "requires"})
_KINDS = (("object", "dict"), ("array", "list"), ("string", "str"))


@dataclass
class Report:
    """Makes the full code of one model's module."""

    module: Module
    given: str | None = None
    """What is decided for this model, in words (`model is "wan2.7-r2v"`), for rules whose guard has been decided by it."""
    decided: str | None = None
    """The field that it is about."""
    sisters: Mapping[str, str] = field(default_factory=dict)
    """Fields that other models of the provider have and this one has not -> the names of those models, in words."""
    _functions: dict[tuple[str, bool], str] = field(default_factory=dict)
    _waiting: list[tuple[str, bool]] = field(default_factory=list)
    _making: bool = False
    # By repr: for Python, a schema of 1 and a schema of true would be the same.
    _judges: dict[tuple[str, str], str] = field(default_factory=dict)
    _holders: dict[str, str] = field(default_factory=dict)
    _shared: dict[str, str] = field(default_factory=dict)

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
        key = name, owner and _warns_of_others(self.module.definitions[name], self.module.definitions)
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

    def judge(self, condition: Condition, scope: Scope) -> str:
        """The function that tells whether a condition is certainly true, and whether it is possible, for one object."""
        # The same words say something else where a field has another default.
        key = repr(condition), repr([scope.fields[name] for name in fields_read(condition)])
        if key in self._judges:
            return self._judges[key]
        made = self._judges[key] = self.module.unique("_item")
        view = FieldsView(
            self.module,
            scope,
            Names(("item", "path", "refused")),
            {},
            Path((Variable("path"),)),
            "item",
            True,
            self.holds,
            self.judge,
        )
        certain, possible = view.certain(condition), view.possible(condition)
        body: list[Statement] = [If(Compare("type(item)", "is not", "dict"), (Line("return False, True"),))]
        body += self._read(view, "item", ())
        body += view.before
        body.append(Line(f"return {show(certain)}, {show(possible)}"))
        doc = f"Whether {condition_words(condition)}: certainly, possibly."
        parameters = "item: Any, path: str, refused: Container[str]"
        self.module.functions.append(Function(made, parameters, "tuple[bool, bool]", tuple(body), doc))
        return made

    def _read(self, view: FieldsView, whole: str, known: Sequence[str]) -> list[Statement]:
        """The fields of an object into the variables of a view, refused ones as gaps. known: fields that have been read."""
        fields = {name: variable for name, variable in view.locals.items() if name not in known}
        reads: list[Statement] = [
            Line(f"{variable}: Any = {whole}.get({literal(name)})") for name, variable in fields.items()
        ]
        gaps: list[Statement] = [
            If(
                Compare(view.pointer(name), "in", "refused"),
                (Line(f"{variable} = _UNKNOWN if {variable} is None else _REFUSED"),),
            )
            for name, variable in fields.items()
        ]
        return [*reads, If(Atom("refused"), tuple(gaps))] if gaps else reads

    # Schemas

    def block(self, schema: Schema, value: str, path: Path, names: Names, *, owner: bool = True) -> Block:
        """Statements that judge `value` by `schema`.

        owner: this schema is the one that introduces the value, rather than one of several that judge it; only the
        owner warns of fields that nothing knows.
        """
        if schema.boolean is False:
            return (self._append("false", path, '"nothing is allowed here"', schema.source),)
        if schema.boolean is True:
            return (self._foreign(schema, value, path),) if owner else ()
        choice = owner and _is_choice(schema)
        inner = self._typed(schema, value, path, names, owner=owner and not choice)
        inner += self._combined(schema, value, path, names, owner=choice)
        if schema.rules:
            inner += self._guarded(schema.types, "object", value, self._rules(schema, value, path, names))
        if schema.unevaluated_properties is not None or schema.unevaluated_items is not None:
            inner += self._unevaluated(schema, value, path, names)
        listed = list_of(schema)
        statement: Block = tuple(inner)
        if listed is not None:
            keyword, values = listed
            known = schema.types
            test = is_listed(values, value, self.module, _hint(path), known=known, plain=True)
            allowed = self.module.values(_hint(path), values)
            call = f"_not_listed({value}, {allowed}{self._listed(values, path)})"
            refusal = self._append(keyword, path, call, schema.source)
            statement = (If(opposite(test), (refusal,), statement),)
        if schema.types is not None:
            test = is_any_type(schema.types, value, fast=False)
            message = f"_not_of_type({value}, {literal(type_words(schema.types))})"
            if listed is not None:
                allowed = self.module.values(_hint(path), listed[1])
                message = f"_not_of_type({value}, {literal(type_words(schema.types))}, {allowed})"
            refusal = self._append("type", path, message, schema.source)
            statement = (If(opposite(test), (refusal,), statement),)
        elif owner and listed is None and not self._is_typed(schema):
            foreign = self._foreign(schema, value, path)
            statement = (If(opposite(Atom(f"{foreign.function}({', '.join(foreign.arguments)})")), statement),)
            if not inner:
                return (foreign,)
        return statement

    def _is_typed(self, schema: Schema) -> bool:
        """The schema is a reference to one that demands a type."""
        return schema.ref is not None and resolved(schema, self.module.definitions).types is not None

    def _foreign(self, schema: Schema, value: str, path: Path) -> Call:
        return Call("_foreign", (value, path.show(), "out", self.source(schema.source)))

    def _append(
        self,
        rule: str,
        path: Path | str,
        message: str,
        source: Source | None,
        *,
        severity: str = "error",
        related: str = "()",
    ) -> Call:
        where = path if isinstance(path, str) else path.show()
        if related == "()" and severity != "contested":
            function, where_to = ("_error", "out") if severity == "error" else ("_warning", "late")
            return Call(function, (where_to, literal(rule), where, message, self.source(source)))
        arguments = (literal(rule), where, related, message, literal(severity), self.source(source))
        return Call("Violation", arguments, "out.append" if severity == "error" else "late.append")

    def _listed(self, values: tuple[Json, ...], path: Path) -> str:
        """An argument with the words for allowed values; "" when they hold what a message has to escape or shorten."""
        for one in values:
            if isinstance(one, str):
                if len(one) > 60 or not (one.isascii() and one.isprintable()) or '"' in one or "\\" in one:
                    return ""
            elif not isinstance(one, bool | int | None) or len(str(one)) > 30:
                return ""
        return f", {self.module.text(f'{_hint(path)}_words', list_words(values))}"

    def source(self, source: Source | None) -> str:
        """An expression for a source."""
        if source is None:
            return '""'
        return self.module.text(f"source_{source.section or 'document'}"[:40], str(source))

    def _guarded(self, types: tuple[str, ...] | None, kind: str, value: str, body: list[Statement]) -> list[Statement]:
        """The body, under a test of the value's type unless that is known."""
        if not body:
            return []
        if types == (kind,):
            return body
        if types is not None and kind not in types and not (kind == "number" and "integer" in types):
            return []
        return [If(is_any_type((kind,), value, fast=False), tuple(body))]

    def _typed(self, schema: Schema, value: str, path: Path, names: Names, *, owner: bool) -> list[Statement]:
        """What the schema says of values of each type, under a test of the type where it is not known."""
        out: list[Statement] = []
        if schema.ref is not None:
            # A schema that only refers leaves the warnings to the definition, where they stand before its rules.
            there = owner and not (
                schema.properties or _speaks_of_others(replace(schema, ref=None), {}) or _in_place(schema)
            )
            out.append(Call(self.definition(schema.ref, owner=there), (value, path.show(), "out", "late")))
            owner = owner and not there
        for kind, family in FAMILIES.items():
            body: list[Statement] = [
                If(check.broken, (self._append(check.keyword, path, check.message, schema.source),))
                for check in family(schema, value, self.module)
            ]
            if kind == "string":
                body += self._notes(schema, value, path)
            elif kind == "array":
                body += self._items(schema, value, path, names)
                if owner and schema.types is not None and _leaves_items(schema):
                    body.append(self._foreign(schema, value, path))
            elif kind == "object":
                body += self._properties(schema, value, path, names, owner=owner)
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
                    (self._append("format", path, message, schema.source, severity="warning"),),
                )
            )
        formats = schema.media.get("formats")
        if isinstance(formats, list) and formats:
            allowed = self.module.values(f"{_hint(path)}_formats", formats)
            words = literal(f" file; what is accepted is {list_words(tuple(formats))}".replace('"', ""))
            message = f'"the address ends like that of a ." + str(_extension({value})) + {words}'
            out.append(
                If(
                    both(HEARD, Atom(f"_other_format({value}, {allowed})")),
                    (self._append("x-media", path, message, schema.source, severity="warning"),),
                )
            )
        return out

    # Arrays

    def _items(self, schema: Schema, value: str, path: Path, names: Names) -> list[Statement]:
        out: list[Statement] = []
        for position, one in enumerate(schema.prefix_items):
            item = names.new("item")
            body = self.block(one, item, path.at(f"{position}"), names)
            if body:
                out.append(
                    If(Compare(f"len({value})", ">", str(position)), (Line(f"{item} = {value}[{position}]"), *body))
                )
        if schema.items is not None:
            item, index = names.new(_singular(_hint(path))), names.new("index")
            body = self.block(schema.items, item, path.at(index), names)
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
                message = f'f"{{{found}}} of its items match; at least {least} must"'
                out.append(If(Compare(found, "<", str(least)), (self._append(keyword, path, message, schema.source),)))
            if schema.max_contains is not None:
                message = f'f"{{{found}}} of its items match; at most {schema.max_contains} may"'
                test = Compare(found, ">", str(schema.max_contains))
                out.append(If(test, (self._append("maxContains", path, message, schema.source),)))
        return out

    # Objects

    def _properties(self, schema: Schema, value: str, path: Path, names: Names, *, owner: bool) -> list[Statement]:
        out: list[Statement] = []
        for name, one in schema.properties.items():
            inner = names.new(name)
            body = self.block(one, inner, path.child(name), names)
            test: Expr = Compare(literal(name), "in", value)
            read: Block = (Line(f"{inner} = {value}[{literal(name)}]"), *body) if body else ()
            missing = self._missing(name, path, one.source or schema.source)
            if name in schema.required:
                out.append(If(test, read, (missing,)) if read else If(opposite(test), (missing,)))
            elif read:
                out.append(If(test, read))
        for name in schema.required:
            if name not in schema.properties:
                missing = self._missing(name, path, schema.source)
                out.append(If(Compare(literal(name), "not in", value), (missing,)))
        for name, needed in schema.dependent_required.items():
            for one_name in needed:
                message = literal(f"{one_name} is required when {name} is given")
                refusal = self._append(
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
            refusal = self._append("propertyNames", path.at(f"_token({key})"), message, schema.source)
            out.append(For(key, value, (If(Atom(f"not _holds({check}, {key})"), (refusal,)),)))
        out += self._others(schema, value, path, names)
        if owner:
            out += self._extras(schema, value, path)
            out += self._unknown(schema, value, path, names)
        return out

    def _extras(self, schema: Schema, value: str, path: Path) -> list[Statement]:
        """Other fields, where there may be any, hold JSON at least."""
        if schema.types is None or any(
            one is not None and one.boolean is not True
            for one in (schema.additional_properties, schema.unevaluated_properties)
        ):
            return []  # an object of no type has been looked through as a whole
        fields = _all_fields(schema, self.module.definitions)
        if not fields:
            return [self._foreign(schema, value, path)]
        known = self.module.strings("fields", fields)
        call = Call("_foreign_extras", (value, known, path.show(), "out", self.source(schema.source)))
        return [If(Atom(f"not {known}.issuperset({value})"), (call,))]

    def _missing(self, name: str, path: Path, source: Source | None) -> Call:
        return self._append("required", path.child(name), literal(f"{name} is required"), source)

    def _others(self, schema: Schema, value: str, path: Path, names: Names) -> list[Statement]:
        """patternProperties and additionalProperties."""
        extra_schema = schema.additional_properties
        if not schema.pattern_properties and (extra_schema is None or extra_schema.boolean is True):
            return []
        known = self.module.strings("fields", schema.properties) if schema.properties else ""
        if not schema.pattern_properties:
            assert extra_schema is not None
            key = names.new("key")
            unknown: Expr = Compare(key, "not in", known) if schema.properties else TRUE
            if extra_schema.boolean is False:
                refusal = self._unexpected(key, path, schema, "error")
                if unknown == TRUE:
                    return [For(key, value, (refusal,))]
                loop = For(key, value, (If(unknown, (refusal,)),))
                return [If(Atom(f"not {known}.issuperset({value})"), (loop,))]
            extra = names.new("extra")
            inner = self.block(extra_schema, extra, path.at(f"_token({key})"), names)
            if not inner:
                return []
            return [For(f"{key}, {extra}", f"{value}.items()", inner if unknown == TRUE else (If(unknown, inner),))]
        key, extra = names.new("key"), names.new("extra")
        body_of_loop: list[Statement] = []
        tests: list[Expr] = [Compare(key, "not in", known)] if schema.properties else []
        for pattern, one in schema.pattern_properties.items():
            matched = matches(pattern, key, self.module)
            tests.append(opposite(matched))
            inner = self.block(one, extra, path.at(f"_token({key})"), names)
            if inner:
                body_of_loop.append(If(matched, inner))
        if extra_schema is not None and extra_schema.boolean is not True:
            inner = (
                (self._unexpected(key, path, schema, "error"),)
                if extra_schema.boolean is False
                else self.block(extra_schema, extra, path.at(f"_token({key})"), names)
            )
            if inner:
                body_of_loop.append(If(both(*tests), inner))
        return [For(f"{key}, {extra}", f"{value}.items()", tuple(body_of_loop))] if body_of_loop else []

    def _unexpected(self, key: str, path: Path, schema: Schema, severity: str) -> Call:
        fields = _all_fields(schema, self.module.definitions)
        known = self.module.values("known", fields)
        sisters = {name: words for name, words in self.sisters.items() if name not in fields} if not path.parts else {}
        if sisters:
            shown = [f"{literal(name)}: {literal(words)}" for name, words in sisters.items()]
            known = f"{known}, {self.module.constant('sisters', '{', shown, '}')}"
        return self._append(
            "additionalProperties",
            path.at(f"_token({key})"),
            f"_unexpected({key}, {known})",
            schema.source,
            severity=severity,
        )

    def _unknown(self, schema: Schema, value: str, path: Path, names: Names) -> list[Statement]:
        """A warning for fields that nothing knows, where nothing is said of other fields."""
        if not _warns_of_others(schema, self.module.definitions):
            return []
        fields = _all_fields(schema, self.module.definitions)
        key = names.new("key")
        known = self.module.strings("fields", fields)
        warn = self._unexpected(key, path, schema, "warning")
        return [If(HEARD, (For(key, value, (If(Compare(key, "not in", known), (warn,)),)),))]

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
                arguments = (*start, self.source(schema.source), told)
                out.append(Call("_alternatives", arguments))
        if schema.negated is not None:
            refused = self._append(
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

    def _unevaluated(self, schema: Schema, value: str, path: Path, names: Names) -> list[Statement]:
        """unevaluatedProperties and unevaluatedItems (Core, section 11), after everything else has judged the value."""
        out: list[Statement] = []
        properties = schema.unevaluated_properties
        if properties is not None and properties.boolean is not True:
            seen = names.new("seen")
            key = names.new("key")
            if properties.boolean is False:
                body: Block = (
                    self._append(
                        "unevaluatedProperties", path.at(f"_token({key})"), f"_unexpected({key}, ())", schema.source
                    ),
                )
            else:
                body = (
                    Line(f"extra_{key} = {value}[{key}]"),
                    *self.block(properties, f"extra_{key}", path.at(f"_token({key})"), names),
                )
            found: list[Statement] = [
                Line(f"{seen} = {self._seen_keys(schema)}({value})"),
                For(key, value, (If(Compare(key, "not in", seen), body),)),
            ]
            out += self._guarded(schema.types, "object", value, found)
        items = schema.unevaluated_items
        if items is not None and items.boolean is not True:
            seen = names.new("seen")
            index, item = names.new("index"), names.new("item")
            if items.boolean is False:
                body = (
                    self._append(
                        "unevaluatedItems", path.at(index), '"nothing says that there may be this item"', schema.source
                    ),
                )
            else:
                body = self.block(items, item, path.at(index), names)
            found = [
                Line(f"{seen} = {self._seen_items(schema)}({value})"),
                For(f"{index}, {item}", f"enumerate({value})", (If(Compare(index, "not in", seen), body),)),
            ]
            out += self._guarded(schema.types, "array", value, found)
        return out

    def _seen_keys(self, schema: Schema) -> str:
        """The function that gives the members which a schema's other keywords have evaluated."""
        return self._evaluated(schema, "keys")

    def _seen_items(self, schema: Schema) -> str:
        """The function that gives the indexes of the items which a schema's other keywords have evaluated."""
        return self._evaluated(schema, "items")

    def _evaluated(self, schema: Schema, what: str, *, own: bool = False) -> str:
        """own: the schema's own unevaluated keyword counts as well, as it does for a schema around it."""
        key = (what, own, id(schema))
        known = self._evaluators.get(key)
        if known is not None:
            return known
        made = self.module.unique(f"_evaluated_{what}")
        self._evaluators[key] = made
        self._kept.append(schema)
        kind = "dict" if what == "keys" else "list"
        body: list[Statement] = [
            Line("found: set[Any] = set()"),
            If(Compare("type(value)", "is not", kind), (Line("return found"),)),
        ]
        everything = Line("found.update(value)") if what == "keys" else Line("found.update(range(len(value)))")

        def also(part: Schema, test: Expr = TRUE) -> None:
            if part.boolean is not None or not _evaluates(part, what, self.module.definitions, set()):
                return
            line = Line(f"found |= {self._evaluated(part, what, own=True)}(value)")
            body.append(line if test == TRUE else If(test, (line,)))

        if what == "keys":
            if schema.properties:
                body.append(Line(f"found |= {self.module.strings('fields', schema.properties)} & value.keys()"))
            for pattern in schema.pattern_properties:
                body.append(For("key", "value", (If(matches(pattern, "key", self.module), (Line("found.add(key)"),)),)))
            if schema.additional_properties is not None or (own and schema.unevaluated_properties is not None):
                body.append(everything)
        else:
            if schema.prefix_items:
                body.append(Line(f"found.update(range(min({len(schema.prefix_items)}, len(value))))"))
            if schema.items is not None or (own and schema.unevaluated_items is not None):
                body.append(everything)
            if schema.contains is not None:
                matching = self.holds(schema.contains, "item")
                body.append(For("index, item", "enumerate(value)", (If(matching, (Line("found.add(index)"),)),)))
        if schema.ref is not None:
            also(self.module.definitions[schema.ref])
        for one in schema.all_of:
            also(one)
        for one in (*schema.any_of, *schema.one_of):
            also(one, self.holds(one, "value"))
        if schema.condition is not None:
            test = self.holds(schema.condition, "value")
            also(schema.condition, test)
            if schema.then is not None:
                also(schema.then, test)
            if schema.otherwise is not None:
                also(schema.otherwise, opposite(test))
        if what == "keys":
            for name, one in schema.dependent_schemas.items():
                also(one, Compare(literal(name), "in", "value"))
        body.append(Line("return found"))
        doc = "The members that a schema has evaluated." if what == "keys" else "The items that a schema has evaluated."
        self.module.functions.append(Function(made, "value: Any", "set[Any]", tuple(body), doc))
        return made

    _evaluators: dict[tuple[str, bool, int], str] = field(default_factory=dict)
    _kept: list[Schema] = field(default_factory=list)

    # Rules

    def _rules(self, schema: Schema, value: str, path: Path, names: Names) -> list[Statement]:
        """The rules of an object, after its fields have been judged."""
        scope = scope_of(schema, self.module.definitions)
        view = FieldsView(self.module, scope, names, {}, path, value, True, self.holds, self.judge)
        errors = self._checks([rule for rule in schema.rules if rule.severity == "error"], view)
        out: list[Statement] = [*self._read(view, value, ()), *view.before, *errors]
        before = tuple(view.locals)
        later = view.further()
        others = self._checks([rule for rule in schema.rules if rule.severity != "error"], later)
        if others:
            out.append(If(HEARD, (*self._read(later, value, before), *later.before, *others)))
        return [Line("refused = _paths(out)"), *out] if out else []

    def _checks(self, rules: Sequence[Rule], view: FieldsView) -> list[Statement]:
        checks: list[Statement] = []
        for rule in rules:
            broken = rule.operator.broken(view)
            guard = TRUE if rule.when is None else view.certain(rule.when)
            test = both(guard, broken)
            if test == FALSE:
                continue
            title = rule.id if rule.source is None else f"{rule.id} ({rule.source})"
            checks.append(Comment(title))
            violation = self._violation(rule, view)
            checks.append(violation if test == TRUE else If(test, (violation,)))
        return checks

    def _violation(self, rule: Rule, view: FieldsView) -> Call:
        blame = rule.operator.blame(view)
        guard = () if rule.when is None else fields_read(rule.when)
        written = [name for name in rule.reads if name in guard or name not in rule.operator.reads()]
        pointers = [view.pointer(name) for name in written]
        related = _related(blame.path, f"({''.join(f'{one}, ' for one in pointers).rstrip()})", blame.related)
        message = self._message(rule, view, blame)
        return self._append(rule.id, blame.path, message, rule.source, severity=rule.severity, related=related)

    def _message(self, rule: Rule, view: FieldsView, blame: Blame) -> str:
        if rule.message is not None:
            return literal(rule.message)
        text = rule.operator.words(view.scope) if blame.demand is None else ""
        conditions = [] if rule.when is None else [condition_words(rule.when)]
        if (
            self.given
            and self.decided in rule.reads
            and self.decided
            not in (
                *rule.operator.reads(),
                *(() if rule.when is None else fields_read(rule.when)),
            )
        ) or (self.given and self.decided in rule.operator.reads() and rule.operator.name == "table"):
            conditions.insert(0, self.given)
        if conditions:
            text += " when " + " and ".join(conditions)
        if rule.against is not None:
            text += f"; but the document also says otherwise ({rule.against})"
        if blame.detail is not None:
            return f"{literal(text + '; ')} + {blame.detail}"
        if rule.operator.name in _OF_PRESENCE:
            # What the fields hold is nothing to it.
            guard = () if rule.when is None else fields_read(rule.when)
            readers = [name for name in rule.reads if name in guard]
            names = [name for name in dict.fromkeys(rule.operator.reads()) if name in view.locals]
        else:
            readers, names = list(rule.reads), []
        shown = [
            name for name in dict.fromkeys(readers) if name in view.locals and _scalar(view.scope.fields[name].schema)
        ]
        start = (
            literal(text) if blame.demand is None else " + ".join((blame.demand, *([literal(text)] if text else [])))
        )
        if names and (rule.operator.name not in ("conflicts", "requires") or len(names) > 2):
            values = tuple_of(view.variable(name) for name in names)
            start += f" + _which({tuple_of(map(literal, names))}, {values})"
        if not shown:
            return start
        parts = []
        for name in shown:
            default = view.scope.fields[name].default
            parts.append(
                f"({literal(name)}, {view.variable(name)}, {'None' if default is None else literal(default.value)})"
            )
        return f"{start} + _here({tuple_of(parts)})"


def _related(path: str, guard: str, others: str) -> str:
    """An expression for the pointers of the other fields: known now where all are literals."""
    try:
        place, first, then = (ast.literal_eval(one) for one in (path, guard, others))
    except ValueError:
        return f"_others({path}, {guard}, {others})"
    return tuple_of(literal(one) for one in dict.fromkeys((*first, *then)) if one != place)


def _scalar(schema: Schema) -> bool:
    return schema.types is None or not {"array", "object"} & set(schema.types)


def _hint(path: Path) -> str:
    for part in reversed(path.parts):
        if isinstance(part, str):
            steps = [step for step in part.split("/") if step]
            if steps:
                return steps[-1]
    return "value"


def _singular(name: str) -> str:
    return name[:-1] if len(name) > 2 and name.endswith("s") and not name.endswith("ss") else f"{name}_item"


def _all_fields(schema: Schema, definitions: object, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Every field that some part of the schema names for this object, in the order of writing."""
    assert isinstance(definitions, dict)
    found: dict[str, None] = dict.fromkeys(schema.properties)
    if schema.ref is not None and schema.ref not in seen:
        found.update(dict.fromkeys(_all_fields(definitions[schema.ref], definitions, seen | {schema.ref})))
    for one in _in_place(schema):
        found.update(dict.fromkeys(_all_fields(one, definitions, seen)))
    return tuple(found)


def _is_choice(schema: Schema) -> bool:
    """The schema says nothing but which of two schemas counts, as that of a model with variants does."""
    return (
        schema.then is not None
        and schema.otherwise is not None
        and schema == Schema(condition=schema.condition, then=schema.then, otherwise=schema.otherwise)
    )


def _warns_of_others(schema: Schema, definitions: object) -> bool:
    """The schema names fields, and says nothing of others: those are warned of."""
    return bool(_all_fields(schema, definitions)) and not _speaks_of_others(schema, definitions)


def _speaks_of_others(schema: Schema, definitions: object, seen: frozenset[str] = frozenset()) -> bool:
    """Some part of the schema says what other fields may be there."""
    assert isinstance(definitions, dict)
    if schema.boolean is not None:
        return False
    if (
        schema.additional_properties is not None
        or schema.unevaluated_properties is not None
        or schema.pattern_properties
    ):
        return True
    if (
        schema.ref is not None
        and schema.ref not in seen
        and _speaks_of_others(definitions[schema.ref], definitions, seen | {schema.ref})
    ):
        return True
    return any(_speaks_of_others(one, definitions, seen) for one in _in_place(schema))


def _leaves_items(schema: Schema) -> bool:
    """The schema says nothing of what some items of an array are."""
    unevaluated = schema.unevaluated_items
    return schema.items is None and (unevaluated is None or unevaluated.boolean is True)


def _in_place(schema: Schema) -> tuple[Schema, ...]:
    """The schemas that judge the same value."""
    parts = (schema.condition, schema.then, schema.otherwise)
    return (
        *schema.all_of,
        *schema.any_of,
        *schema.one_of,
        *(one for one in parts if one is not None),
        *schema.dependent_schemas.values(),
    )


def _evaluates(schema: Schema, what: str, definitions: object, seen: set[str]) -> bool:
    """The schema can evaluate a member (or an item) of the value that it judges."""
    assert isinstance(definitions, dict)
    if what == "keys":
        mine = bool(schema.properties or schema.pattern_properties) or schema.additional_properties is not None
        mine = mine or schema.unevaluated_properties is not None
    else:
        mine = bool(schema.prefix_items) or any(
            one is not None for one in (schema.items, schema.contains, schema.unevaluated_items)
        )
    if mine:
        return True
    if schema.ref is not None and schema.ref not in seen:
        seen.add(schema.ref)
        if _evaluates(definitions[schema.ref], what, definitions, seen):
            return True
    return any(_evaluates(one, what, definitions, seen) for one in _in_place(schema))


__all__ = ["ARGUMENTS", "Report", "subschemas"]
