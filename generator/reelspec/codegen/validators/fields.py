"""The fields of one object as rules see them in generated code: conditions become expressions over local variables.

Two kinds of code ask for it. Fast code runs on values that have been accepted, so a variable holds the field's value, or
None for absent. Full code runs on everything: a refused value is a gap, present but unknown (`_REFUSED`), and a refused
null may or may not be there (`_UNKNOWN`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from reelspec.codegen.python.code import (
    FALSE,
    TRUE,
    Atom,
    Compare,
    Expr,
    If,
    Line,
    Negated,
    Statement,
    both,
    either,
    literal,
    opposite,
    tuple_of,
)
from reelspec.codegen.validators.keywords import ASSERTIONS, checks
from reelspec.codegen.validators.kinds import is_any_type, is_listed, list_of
from reelspec.codegen.validators.module import Module, Names, Path
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
from reelspec.language.contract.scope import Field, Scope
from reelspec.language.rules.evaluate import at_default
from reelspec.language.rules.words import condition_words

Holds = Callable[[Schema, str], Expr]
"""(schema, expression of a value) -> an expression that is true when the schema accepts it, by a function of its own."""
Judge = Callable[[Condition, Scope], str]
"""(condition, scope) -> the function (item, path, refused) -> (certainly true, not certainly false)."""


@dataclass
class FieldsView:
    """See the module. locals: the variable of each field. before: statements that must run before the expressions."""

    module: Module
    scope: Scope
    names: Names
    locals: dict[str, str]
    path: Path
    whole: str
    gaps: bool
    holds: Holds
    judge: Judge
    before: list[Statement] = field(default_factory=list)
    _counts: list[tuple[str, Condition | None, str, str]] = field(default_factory=list)
    """(array, condition on its items, certain count, possible count)."""
    _tallies: dict[tuple[str, str, tuple[tuple[str, int], ...]], str] = field(default_factory=dict)
    """(array, field of its items, weights) -> the variable of the sum."""
    _looped: list[tuple[str, str, str, str]] = field(default_factory=list)
    """(array, variable that a loop has counted in, variable of what is possible, call that counts where items are refused)."""
    _asked: set[str] = field(default_factory=set)
    """The variables of what is possible that some expression asks for."""

    def further(self) -> FieldsView:
        """A view for code that runs after this one's: what is known there is known here, nothing has to run before yet."""
        return replace(self, before=[], _counts=list(self._counts), _tallies=dict(self._tallies))

    def variable(self, name: str) -> str:
        """The variable of a field; made when it is asked for first."""
        if name not in self.locals:
            self.locals[name] = self.names.new(name)
        return self.locals[name]

    value = variable

    # Presence

    def present(self, name: str) -> Expr:
        value = self.variable(name)
        there = Compare(value, "is not", "None")
        if self.gaps:
            return both(there, Compare(value, "is not", "_UNKNOWN"))
        certain = self.scope.fields[name].required and not self.scope.fields[name].nullable
        return TRUE if certain else there

    def absent(self, name: str) -> Expr:
        if not self.gaps and self.scope.fields[name].required and not self.scope.fields[name].nullable:
            return FALSE
        return Compare(self.variable(name), "is", "None")

    def known(self, names: Iterable[str]) -> Expr:
        if not self.gaps:
            return TRUE
        return both(*(Compare(f"type({self.variable(name)})", "is not", "_Gap") for name in names))

    def sound(self, names: Iterable[str]) -> Expr:
        if not self.gaps:
            return TRUE
        parts = list(names)
        inside = [Atom(f"_sound({self.pointer(name)}, refused)") for name in parts if is_deep(self.scope.fields[name])]
        return both(self.known(parts), *inside)

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
            case Matches() | Contains() | Within():
                there = self._test(condition, certain=True)
                if self._at_default(condition) is True:
                    return either(self._none(condition.field), there)
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
            case Matches() | Contains() | Within():
                there = self._test(condition, certain=False)
                if self._is_false(condition) and self._at_default(condition) is not False:
                    return Negated(Atom(self.variable(condition.field)))  # of an absent field as well: None is no yes
                ways: list[Expr] = []
                if self._at_default(condition) is not False:
                    ways.append(self._none(condition.field))
                if self.gaps and isinstance(condition, Matches):
                    ways.append(Compare(f"type({self.variable(condition.field)})", "is", "_Gap"))
                    if self._looks_inside(condition):
                        ways.append(opposite(self.sound([condition.field])))
                return either(*ways, there)

    def _is_false(self, condition: Matches | Contains | Within) -> bool:
        """Fast code, and the test is that a boolean is false."""
        if self.gaps or not isinstance(condition, Matches) or not _plain_list(condition.schema):
            return False
        return self.scope.fields[condition.field].schema.types == ("boolean",) and condition.schema.values() == (False,)

    def _at_default(self, condition: Matches | Contains | Within) -> bool | None:
        return at_default(condition, self.scope.fields[condition.field], self.scope)

    def _none(self, name: str) -> Expr:
        """The field is absent; never so in accepted bodies when it is required."""
        if not self.gaps and self.scope.fields[name].required and not self.scope.fields[name].nullable:
            return FALSE
        return Compare(self.variable(name), "is", "None")

    def _test(self, condition: Matches | Contains | Within, *, certain: bool) -> Expr:
        """The test holds for a value that is there; false for None and for gaps, but for what a gap leaves possible."""
        name = condition.field
        value = self.variable(name)
        match condition:
            case Matches(_, schema):
                matched = self._matches(schema, value, self.scope.fields[name])
                return both(matched, self.sound([name])) if self.gaps and self._looks_inside(condition) else matched
            case Contains(_, inner):
                return Compare(self.count(name, inner, certain=certain), ">", "0")
            case Within(_, inner):
                judged = self._judged(name, inner)
                return Atom(f"{judged}[{0 if certain else 1}]")

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

    def _matches(self, schema: Schema, value: str, of: Field) -> Expr:
        """`schema` accepts the value; None and gaps are no value."""
        if schema.boolean is not None:
            known_value = both(Compare(value, "is not", "None"), Compare(f"type({value})", "is not", "_Gap"))
            return known_value if schema.boolean else FALSE
        known = of.schema.types if not self.gaps else None
        listed = list_of(schema)
        optional = not self.gaps and (not of.required or of.nullable)
        if listed is not None and schema.types is None and _plain_list(schema):
            # A variable that is None says that the field is absent, whether null stands for that or not.
            listed = listed[0], tuple(one for one in listed[1] if one is not None)
            if known == ("boolean",) and len(listed[1]) == 1:
                truth = Atom(value) if listed[1][0] is True else Negated(Atom(value))
                return both(Compare(value, "is not", "None"), truth) if optional and listed[1][0] is False else truth
            return is_listed(listed[1], value, self.module, of.name, known=known, plain=self.gaps)
        simple = self.simple(schema, value, known)
        if simple is None:
            simple = self.holds(schema, value)
            if self.gaps:
                return both(Compare(value, "is not", "None"), Compare(f"type({value})", "is not", "_Gap"), simple)
        return both(Compare(value, "is not", "None"), simple) if optional else simple

    def simple(self, schema: Schema, value: str, known: tuple[str, ...] | None) -> Expr | None:
        """`schema` as one expression, when it is one type with assertions only; known types need no test."""
        if schema.types is None or len(schema.types) != 1:
            return None
        kind = schema.types[0]
        if kind == "null":
            return FALSE
        family = {"integer": "number"}.get(kind, kind)
        rest = Schema(
            types=schema.types,
            **{one.attribute: getattr(schema, one.attribute) for one in ASSERTIONS if one.type == family},
            annotations=schema.annotations,
            source=schema.source,
            default=schema.default,
        )
        if schema != rest:
            return None
        typed: Expr = TRUE
        same = known is not None and (
            known == schema.types or (kind == "number" and set(known) <= {"integer", "number"})
        )
        if not same:
            typed = is_any_type(schema.types, value, fast=False)
        return both(typed, *(opposite(check.broken) for check in checks(family, schema, value, self.module)))

    def accepted(self, schema: Schema) -> Expr:
        return self.holds(schema, self.whole)

    # Items

    def count(self, name: str, where: Condition | None, *, certain: bool) -> str:
        if where is None and not self.gaps and set(self.scope.fields[name].schema.types or ("",)) <= {"array", "null"}:
            required = self.scope.fields[name].required and not self.scope.fields[name].nullable
            value = self.variable(name)
            return f"len({value})" if required else f"(0 if {value} is None else len({value}))"
        for array, condition, surely, perhaps in self._counts:
            if array == name and condition == where:
                self._asked.add(surely if certain else perhaps)
                return surely if certain else perhaps
        counted = self.names.new(f"{name}_count")
        self.before.append(Line(f"{counted} = {self._count(name, where)}"))
        self._counts.append((name, where, f"{counted}[0]", f"{counted}[1]"))
        return f"{counted}[{0 if certain else 1}]"

    def _count(self, name: str, where: Condition | None) -> str:
        judge = "_always" if where is None else self.judge(where, self.scope.items_of(name))
        refused = "refused" if self.gaps else "_NOTHING"
        return f"_count({judge}, {self.variable(name)}, {self.pointer(name)}, {refused})"

    def counted(self, name: str, where: Condition | None, variable: str) -> None:
        """A loop over the array counts these items; their number is right when nothing in them is refused."""
        possible = variable
        if self.gaps:
            possible = self.names.new(f"{variable}_at_most")
            self._looped.append((name, variable, possible, self._count(name, where)))
        self._counts.append((name, where, variable, possible))

    def tally(self, name: str, by: str, weights: dict[str, int], longest: int) -> str:
        key = (name, by, tuple(weights.items()))
        if key not in self._tallies:
            summed = self._tallies[key] = self.names.new(f"{name}_sum")
            self.before.append(Line(f"{summed} = {self._tally(name, by, weights)}"))
        return self._tallies[key]

    def _tally(self, name: str, by: str, weights: dict[str, int]) -> str:
        elements = [f"{literal(one)}: {weight}" for one, weight in weights.items()]
        constant = self.module.constant(f"{name}_{by}_weights", "{", elements, "}")
        refused = "refused" if self.gaps else "_NOTHING"
        default = self.scope.items_of(name).fields[by].default
        missing = "None" if default is None else literal(default.value)
        arguments = (self.variable(name), literal(by), missing, constant, self.pointer(name), refused)
        return f"_tally({', '.join(arguments)})"

    def tallied(self, name: str, by: str, weights: dict[str, int], variable: str) -> None:
        """A loop over the array sums these weights; the sum is right when nothing in the items is refused."""
        self._tallies[name, by, tuple(weights.items())] = variable
        if self.gaps:
            self._looped.append((name, variable, "", self._tally(name, by, weights)))

    def recounts(self) -> tuple[list[Statement], list[Statement]]:
        """For what loops have counted: statements for where something is refused, and for where nothing is."""
        counts: dict[str, list[Statement]] = {}
        settled: list[Statement] = []
        for name, variable, possible, call in self._looped:
            target = variable if not possible else f"{variable}, {possible if possible in self._asked else '_'}"
            counts.setdefault(name, []).append(Line(f"{target} = {call}"))
            if possible in self._asked:
                settled.append(Line(f"{possible} = {variable}"))
        again: list[Statement] = [
            If(Atom(f"not _sound({self.pointer(name)}, refused)"), tuple(each)) for name, each in counts.items()
        ]
        return again, settled

    def kinds(self, name: str, by: str, tally: str, said: dict[int, str], longest: int) -> str:
        listed = f"_kinds({self.variable(name)}, {literal(by)})"
        if not said:
            return listed
        elements = [f"{number}: {literal(text)}" for number, text in said.items()]
        known = self.module.constant(f"{name}_{by}_said", "{", elements, "}")
        found = f"{known}.get({tally}) if len({self.variable(name)}) <= {longest} else None"
        return f"(({found}) or {listed})"

    def column(self, name: str, value: str, by: str | None) -> str:
        default = None if by is None else self.scope.items_of(name).fields[by].default
        missing = "None" if default is None else literal(default.value)
        refused = "refused" if self.gaps else "_NOTHING"
        return f"_column({value}, {literal(by)}, {missing}, {self.pointer(name)}, {refused})"

    def _judged(self, name: str, inner: Condition) -> str:
        judge = self.judge(inner, self.scope.inside(name))
        refused = "refused" if self.gaps else "_NOTHING"
        found = self.names.new(f"{name}_holds")
        self.before.append(Line(f"{found} = _inside({judge}, {self.variable(name)}, {self.pointer(name)}, {refused})"))
        return found

    # Constants and pointers

    def constant(self, text: str) -> str:
        return self.module.constant("allowed", "", [text], "")

    def helper(self, name: str) -> str:
        return name

    def pointer(self, name: str | None = None) -> str:
        return (self.path if name is None else self.path.child(name)).show()

    def pairs(self, names: Iterable[str]) -> str:
        """The pointers of fields, each with the field's variable, as a tuple display."""
        return tuple_of(f"({self.pointer(name)}, {self.variable(name)})" for name in names)

    def present_pointers(self, names: Iterable[str]) -> str:
        return f"_given({self.pairs(names)})"

    def absent_pointers(self, names: Iterable[str]) -> str:
        return f"_lacking({self.pairs(names)})"


def is_deep(of: Field) -> bool:
    """The field can hold an array or an object, in which something may be refused that does not refuse the whole."""
    return of.schema.types is None or bool({"array", "object"} & set(of.schema.types))


def _plain_list(schema: Schema) -> bool:
    """Nothing is said besides const or enum."""
    return schema == Schema(
        const=schema.const,
        enum=schema.enum,
        annotations=schema.annotations,
        source=schema.source,
        default=schema.default,
    )


__all__ = ["FieldsView", "Holds", "Judge", "condition_words"]
