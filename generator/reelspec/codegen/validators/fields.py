"""The fields of one object as rules see them: conditions become tests of variables.

Two kinds of code ask for it. `is_valid` runs on values that have been accepted, so a variable holds the field's value, or
null for absent. The walk that collects runs on everything: a refused value is a gap, present but unknown (`REFUSED`), and a
refused null may or may not be there (`UNKNOWN`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from reelspec.codegen import tree
from reelspec.codegen.tree import (
    FALSE,
    NULL,
    TRUE,
    Call,
    Choose,
    Expr,
    Has,
    Index,
    Kind,
    Let,
    Lit,
    Negated,
    Order,
    Own,
    Path,
    Size,
    Statement,
    Sum,
    Support,
    Tuple,
    Var,
    both,
    either,
    opposite,
)
from reelspec.codegen.validators.keywords import ASSERTIONS, checks
from reelspec.codegen.validators.kinds import is_any_type, is_listed, list_of
from reelspec.codegen.validators.module import LocalNames, Module
from reelspec.language.contract.schema import (
    All,
    Any,
    Condition,
    Constantly,
    Contains,
    Matches,
    Not,
    Present,
    Schema,
    Within,
    bounds_of,
)
from reelspec.language.contract.scope import Field, Scope, file_of
from reelspec.language.rules.evaluate import at_default

Holds = Callable[[Schema, Expr], Expr]
"""(schema, value) -> a test that the schema accepts the value, by a function of its own."""
Judge = Callable[[Condition, Scope], str]
"""(condition, scope) -> the function of a condition on an item."""


@dataclass
class FieldsView:
    """See the module. locals: the variable of each field. before: statements that must run before the tests."""

    module: Module
    scope: Scope
    names: LocalNames
    locals: dict[str, str]
    path: Path
    whole: Expr
    gaps: bool
    holds: Holds
    judge: Judge
    most: Mapping[str, int | None] = field(default_factory=dict)
    """Array -> the number of items up to which it is accepted, where rules have made that less."""
    before: list[Statement] = field(default_factory=list)
    _counts: list[tuple[str, Condition, Expr, Expr]] = field(default_factory=list)
    """(array, condition on its items, certain count, possible count)."""
    _tallies: dict[tuple[str, str, tuple[tuple[str, int], ...]], Expr] = field(default_factory=dict)
    """(array, field of its items, weights) -> the sum."""
    facts: Expr | None = None
    """What is known of files; None where nobody has said anything, so that everything about them is unknown."""
    files: dict[str, str] = field(default_factory=dict)
    """What conditions call a file -> the variable of what is known of it."""
    resets: list[tuple[Expr, tuple[Let, ...]]] = field(default_factory=list)
    """(test, statements) for arrays that are refused: what a loop has counted in one says nothing."""

    def further(self) -> FieldsView:
        """A view for code that runs after this one's: what is known there is known here, nothing has to run before yet."""
        return replace(self, before=[], _counts=list(self._counts), _tallies=dict(self._tallies))

    def variable(self, name: str) -> Var:
        """The variable of a field, or of what is known of its file; made when it is asked for first."""
        if (base := file_of(name)) is not None and base in self.scope.fields:
            self.variable(base)
            if name not in self.files:
                self.files[name] = self.names.new(f"{base}_file")
            return Var(self.files[name])
        if name not in self.locals:
            self.locals[name] = self.names.new(name)
        return Var(self.locals[name])

    def told(self, name: str) -> Expr:
        """The value of a field for a message, which tells a null that counts as absent from no field at all."""
        value, absent = self.variable(name), tree.Absent(self.variable(name))
        if not self.scope.fields[name].nullable:
            return value
        return Choose(both(absent, Has(self.whole, name)), Support("SENT_NULL"), value)

    def shown(self, name: str) -> Expr:
        """As `told`; of a field of any type something that shows the value, since it may change later."""
        value = self.told(name)
        return value if self.scope.fields[name].schema.value_types() is not None else Call("kept", (value,))

    # Presence

    def present(self, name: str) -> Expr:
        there = Negated(tree.Absent(self.variable(name)))
        if self.gaps:
            return both(there, Negated(Kind(self.variable(name), "unknown")))
        return TRUE if self._certain(name) else there

    def absent(self, name: str) -> Expr:
        if not self.gaps and self._certain(name):
            return FALSE
        return tree.Absent(self.variable(name))

    def _certain(self, name: str) -> bool:
        """The field is there in every body that is accepted."""
        return self.scope.fields[name].required and not self.scope.fields[name].nullable

    def accepted_value(self, name: str) -> Expr:
        """The field has a value, which it does not refuse."""
        value, types = self.variable(name), self.scope.fields[name].schema.value_types()
        match types:
            case ("string" | "boolean" | "array" | "object" as kind,) if self.gaps:
                return Kind(value, kind)  # neither null nor a gap
        return both(Negated(tree.Absent(value)), self.known([name]))

    def known(self, names: Iterable[str]) -> Expr:
        if not self.gaps:
            return TRUE
        return both(*(Negated(Kind(self.variable(name), "gap")) for name in names))

    def sound(self, names: Iterable[str]) -> Expr:
        if not self.gaps:
            return TRUE
        parts = list(names)
        deep = [name for name in parts if is_deep(self.scope.fields[name])]
        return both(self.known(parts), *(Call("sound", (self.pointer(name), Var("refused"))) for name in deep))

    # Conditions

    def certain(self, condition: Condition) -> Expr:
        match condition:
            case Constantly(value):
                return TRUE if value else FALSE
            case All(parts):
                return both(*map(self.certain, parts))
            case Any(parts):
                return either(*map(self.certain, parts))
            case Not(part):
                return opposite(self.possible(part))
            case Present(name):
                return self.present(name)
            case Within(name) if self.facts is None and file_of(name) is not None:
                return FALSE
            case Matches() | Contains() | Within():
                there = self._test(condition, certain=True)
                if self._at_default(condition) is True:
                    return either(self.absent(condition.field), there)
                return there

    def possible(self, condition: Condition) -> Expr:
        match condition:
            case Constantly(value):
                return TRUE if value else FALSE
            case All(parts):
                return both(*map(self.possible, parts))
            case Any(parts):
                return either(*map(self.possible, parts))
            case Not(part):
                return opposite(self.certain(part))
            case Present(name):
                return opposite(self.absent(name))
            case Within(name) if self.facts is None and file_of(name) is not None:
                return TRUE
            case Matches() | Contains() | Within():
                there = self._test(condition, certain=False)
                ways: list[Expr] = []
                absent = self._at_default(condition) is not False
                if self.gaps and isinstance(condition, Matches):
                    gap = Kind(self.variable(condition.field), "gap")
                    ways.append(opposite(self.accepted_value(condition.field)) if absent else gap)
                    if self._looks_inside(condition):
                        ways.append(opposite(self.sound([condition.field])))
                elif absent:
                    ways.append(self.absent(condition.field))
                return either(*ways, there)

    def _at_default(self, condition: Matches | Contains | Within) -> bool | None:
        return at_default(condition, self.scope.fields[condition.field], self.scope)

    def _test(self, condition: Matches | Contains | Within, *, certain: bool) -> Expr:
        """The test holds for a value that is there; false for null and for gaps, but for what a gap leaves possible."""
        name = condition.field
        match condition:
            case Matches(_, schema):
                matched = self._matches(schema, self.variable(name), self.scope.fields[name])
                return both(matched, self.sound([name])) if self.gaps and self._looks_inside(condition) else matched
            case Contains(_, inner):
                return Order(self.count(name, inner, certain=certain), ">", Lit(0))
            case Within(_, inner):
                return Index(self._judged(name, inner), 0 if certain else 1)

    def _looks_inside(self, condition: Matches) -> bool:
        """The test reads what an array or object holds, not only how much of it there is."""
        schema = condition.schema
        sizes = [*bounds_of(schema, "array"), *bounds_of(schema, "object")]
        counts = Schema(
            types=schema.types,
            **{keyword.attribute: bound for keyword, bound in sizes if keyword.needs is None},
            annotations=schema.annotations,
            source=schema.source,
            default=schema.default,
        )
        return schema.boolean is None and schema != counts and is_deep(self.scope.fields[condition.field])

    def _matches(self, schema: Schema, value: Var, of: Field) -> Expr:
        """`schema` accepts the value; null and gaps are no value."""
        there = both(Negated(tree.Absent(value)), Negated(Kind(value, "gap")))
        if schema.boolean is not None:
            return there if schema.boolean else FALSE
        types = of.schema.value_types()
        known = types if not self.gaps else None
        listed = list_of(schema)
        optional = not self.gaps and (not of.required or of.nullable)
        if listed is not None and schema.types is None and _plain_list(schema):
            # A variable that is null says that the field is absent, whether null stands for that or not. A gap equals nothing.
            values = tuple(value for value in listed[1] if value is not None)
            return is_listed(values, value, self.module, of.name, known=types, plain=self.gaps)
        simple = self.simple(schema, value, known)
        if simple is None:
            simple = self.holds(schema, value)
            if self.gaps:
                return both(there, simple)
        return both(Negated(tree.Absent(value)), simple) if optional else simple

    def simple(self, schema: Schema, value: Expr, known: tuple[str, ...] | None) -> Expr | None:
        """`schema` as one test, when it is one type with assertions only; known types need no test."""
        if schema.types is None or len(schema.types) != 1:
            return None
        kind = schema.types[0]
        if kind == "null":
            return FALSE
        family = {"integer": "number"}.get(kind, kind)
        rest = Schema(
            types=schema.types,
            **{
                assertion.attribute: getattr(schema, assertion.attribute)
                for assertion in ASSERTIONS
                if assertion.type == family
            },
            annotations=schema.annotations,
            source=schema.source,
            default=schema.default,
        )
        if schema != rest:
            return None
        same = known is not None and (
            known == schema.types or (kind == "number" and set(known) <= {"integer", "number"})
        )
        typed = TRUE if same else is_any_type(schema.types, value)
        return both(typed, *(opposite(check.broken) for check in checks(family, schema, value, self.module)))

    def accepted(self, schema: Schema) -> Expr:
        return self.holds(schema, self.whole)

    # Items

    def count(self, name: str, where: Condition | None, *, certain: bool) -> Expr:
        """How many items fulfil the condition."""
        value = self.variable(name)
        size = Size(value, "items")
        if where is None:
            types = self.scope.fields[name].schema.value_types()
            if not self.gaps and types is not None and {"array", "null"}.issuperset(types):
                return size if self._certain(name) else Choose(tree.Absent(value), Lit(0), size)
            # Of an array that is refused there may be any number.
            other = Lit(0) if certain or not self.gaps else Choose(tree.Absent(value), Lit(0), Support("MANY"))
            return Choose(Kind(value, "array"), size, other)
        for array, condition, surely, perhaps in self._counts:
            if array == name and condition == where:
                return surely if certain else perhaps
        counted = Var(self.names.new(f"{name}_count"))
        self.before.append(Let(counted.name, self._count(name, where)))
        self._counts.append((name, where, Index(counted, 0), Index(counted, 1)))
        return Index(counted, 0 if certain else 1)

    def _count(self, name: str, where: Condition) -> Expr:
        judge = Own(self.judge(where, self._items_of(name)))
        return Call("count", (judge, self.variable(name), self.pointer(name), self.refused))

    def _items_of(self, name: str) -> Scope:
        """The scope of any item of an array."""
        scope = self.scope.items_of(name)
        if not self.scope.fields[name].schema.prefix_items:
            return scope
        # The first items have schemas of their own, so a value that is not refused may be of another type.
        fields = {name: of._replace(schema=replace(of.schema, types=None)) for name, of in scope.fields.items()}
        return replace(scope, fields=fields)

    @property
    def refused(self) -> Expr:
        """The paths of what is refused."""
        return Var("refused") if self.gaps else Support("NONE_REFUSED")

    def counted(self, name: str, where: Condition, variable: str) -> str:
        """A loop over the array counts these items. Gives the variable of those of which that is not known, "" where there are
        none."""
        if not self.gaps:
            self._counts.append((name, where, Var(variable), Var(variable)))
            return ""
        unknown = self.names.new(f"{variable}_unknown")
        self._counts.append((name, where, Var(variable), Sum((Var(variable), Var(unknown)))))
        reset = (Let(variable, Lit(0)), Let(unknown, Support("MANY")))
        self.resets.append((Kind(self.variable(name), "gap"), reset))
        return unknown

    def tally(self, name: str, by: str, weights: dict[str, int]) -> Expr:
        """The sum of the weights of the items' types; -1 when one is not known."""
        key = (name, by, tuple(weights.items()))
        if key not in self._tallies:
            summed = self._tallies[key] = Var(self.names.new(f"{name}_sum"))
            self.before.append(Let(summed.name, self._tally(name, by, weights)))
        return self._tallies[key]

    def _tally(self, name: str, by: str, weights: dict[str, int]) -> Expr:
        arguments = (Lit(by), self._default_of(name, by), self.weights(name, by, weights))
        return Call("tally", (self.variable(name), *arguments, self.pointer(name), self.refused))

    def weights(self, name: str, by: str, weights: dict[str, int]) -> Expr:
        """The constant for them."""
        return self.module.constant(f"{name}_{by}_weights", tree.Table(tuple(weights.items())))

    def _default_of(self, name: str, by: str) -> Expr:
        """The default of a field of the items."""
        default = self.scope.items_of(name).fields[by].default
        return NULL if default is None else Lit(default.value)

    def tallied(self, name: str, by: str, weights: dict[str, int], variable: str) -> str:
        """A loop over the array sums these weights. Gives the variable for the number of items whose type is not known, "" where
        there are none."""
        self._tallies[name, by, tuple(weights.items())] = Var(variable)
        if not self.gaps:
            return ""
        unknown = self.names.new(f"{variable}_unknown")
        self.resets.append((Order(Var(unknown), ">", Lit(0)), (Let(variable, Lit(-1)),)))
        return unknown

    def kinds(self, name: str, by: str) -> Expr:
        """The types of the items in words."""
        return Call("kinds", (self.variable(name), Lit(by)))

    def has_at_most(self, name: str, number: int) -> bool:
        """The field refuses an array of more items."""
        most = self.most.get(name, self.scope.fields[name].schema.max_items)
        return most is not None and most <= number

    def column(self, name: str, value: Expr, by: str | None) -> Expr:
        """The items of an array, or a field of each, with gaps for those that are refused."""
        missing = NULL if by is None else self._default_of(name, by)
        return Call("column", (value, Lit(by), missing, self.pointer(name), self.refused))

    def _judged(self, name: str, inner: Condition) -> Expr:
        judge = Own(self.judge(inner, self.scope.inside(name)))
        holds = Var(self.names.new(f"{name}_holds"))
        value = Call("inside", (judge, self.variable(name), self.pointer(name), self.refused))
        self.before.append(Let(holds.name, value))
        return holds

    # Pointers

    def pointer(self, name: str | None = None) -> Path:
        return self.path if name is None else self.path.child(file_of(name) or name)

    def pointers(self, names: Iterable[str | None]) -> Tuple:
        """The pointers of fields; None is the object itself."""
        return Tuple(tuple(map(self.pointer, names)))

    def pairs(self, names: Iterable[str]) -> Tuple:
        """The pointers of fields, each with the field's variable."""
        return Tuple(tuple(Tuple((self.pointer(name), self.variable(name))) for name in names))

    def given(self, names: Iterable[str]) -> Expr:
        """The pointers of those that are there."""
        return Call("given", (self.pairs(names),))

    def lacking(self, names: Iterable[str]) -> Expr:
        """The pointers of those that are not there."""
        return Call("lacking", (self.pairs(names),))


def is_deep(of: Field) -> bool:
    """The field can hold an array or an object, in which something may be refused that does not refuse the whole."""
    types = of.schema.value_types()
    return types is None or bool({"array", "object"} & set(types))


def _plain_list(schema: Schema) -> bool:
    """Nothing is said besides const or enum."""
    return schema == Schema(
        const=schema.const,
        enum=schema.enum,
        annotations=schema.annotations,
        source=schema.source,
        default=schema.default,
    )
