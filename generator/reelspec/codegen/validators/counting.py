"""Counting items for rules: what the loop over an array counts on the way, so that no rule has to go through it again.

Both walks use it. `is_valid` counts items that it has accepted; the walk that collects counts apart those of which a condition
is not known, since something that it reads is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reelspec.codegen.tree import (
    Block,
    Bump,
    Call,
    Expr,
    Get,
    Kind,
    Lit,
    Same,
    Statement,
    Table,
    Var,
    either,
    when,
)
from reelspec.codegen.validators.fields import FieldsView, is_deep
from reelspec.codegen.validators.module import Module
from reelspec.codegen.validators.operator_code import combinations_of_items
from reelspec.language.contract.schema import Condition, Contains, Matches, Present, Rule, Schema, fields_read, leaves
from reelspec.language.contract.scope import Scope, resolved, scope_of
from reelspec.language.rules.evaluate import evaluate

MOST_BRANCHES = 5
"""Items are told apart by comparing their type with one value after the other up to so many values."""
UNLISTED = 1 << 62
"""The weight of a type that stands in no combination."""


@dataclass(frozen=True)
class Counted:
    """One number that a loop over an array makes: the items for which `where` is true, or the sum of the weights of `by`.

    unknown: the variable for the number of items of which that is not known, "" where nobody asks.
    """

    variable: str
    unknown: str
    where: Condition | None = None
    by: str | None = None
    weights: Mapping[str, int] = field(default_factory=dict)

    def fields(self) -> tuple[str, ...]:
        """The fields of the items that it looks at."""
        if self.by is not None:
            return (self.by,)
        return () if self.where is None else fields_read(self.where)


@dataclass(frozen=True)
class Wanted:
    """What code that judges a value is to do for the rules around it.

    counted: of an array, what its loop is to count. fields: of an object, field -> the variable to leave it in, None when
    it is absent. gaps: those become gaps where their fields are refused. after: of an object, statements to run once its members
    have been judged; instead: where it is none. gap: the variable that becomes a gap where the value is refused, "" when nobody
    asks.
    """

    counted: tuple[Counted, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    gaps: bool = False
    after: Block = ()
    instead: Block = ()
    gap: str = ""


NOTHING = Wanted()


def fields_of(counted: Sequence[Counted]) -> tuple[str, ...]:
    """The fields of the items that some of them look at, none twice."""
    return tuple(dict.fromkeys(name for count in counted for name in count.fields()))


def counts_for(rules: Sequence[Rule], view: FieldsView, loops: Mapping[str, Schema]) -> dict[str, list[Counted]]:
    """What loops can count for the rules of an object; the view is told the variables.

    loops: the arrays that code goes through by a loop of its own. Returns array -> what its loop counts.
    """
    counts: dict[str, list[Counted]] = {}
    for rule in rules:
        for name, where in _counts_of(rule):
            if where is None or name not in loops or any(count.where == where for count in counts.get(name, ())):
                continue
            if (_is_shallow if view.gaps else _is_known)(where, loops[name], view.scope.items_of(name)):
                variable = view.names.new(f"{name}_count")
                counted = Counted(variable, view.counted(name, where, variable), where)
                counts.setdefault(name, []).append(counted)
        operator = combinations_of_items(rule.operator)
        if operator is not None and operator.by is not None and operator.of[0] in loops:
            array, by = operator.of[0], operator.by
            typed = view.scope.items_of(array).fields[by]
            if typed.required and typed.schema.value_types() == ("string",):
                weights = operator.weights()
                if not any(count.by == by and count.weights == weights for count in counts.get(array, ())):
                    variable = view.names.new(f"{array}_sum")
                    counted = Counted(variable, view.tallied(array, by, weights, variable), None, by, weights)
                    counts.setdefault(array, []).append(counted)
    return counts


def statements(
    counted: Sequence[Counted], array: str, item: Expr, variables: Mapping[str, str], view: FieldsView
) -> Iterator[Statement]:
    """What a loop does for each item, once its fields have been judged.

    array: a name for constants. variables: the fields of the item that stand in variables. view: of the item.
    """
    for count in counted:
        each = view.further()
        unknown = (Bump(count.unknown, Lit(1)),) if count.unknown else ()
        if count.by is not None:
            kind = Var(variables[count.by]) if count.by in variables else Get(item, count.by)
            weights = view.module.constant(f"{array}_{count.by}_weights", Table(tuple(count.weights.items())))
            add = Bump(count.variable, Call("weight", (weights, kind)))
            # The walk may meet a type that is refused, and then nothing that a table could have as a key.
            yield from when(Kind(kind, "string"), (add,), unknown) if view.gaps else (add,)
        elif count.where is None:
            yield Bump(count.variable, Lit(1))
        else:
            test, possible = each.certain(count.where), each.possible(count.where)
            yield from each.before
            yield from when(test, (Bump(count.variable, Lit(1)),), when(possible, unknown) if unknown else ())


def unknown_items(counted: Sequence[Counted]) -> Block:
    """What is done for an item of which nothing is known."""
    return tuple(Bump(count.unknown, Lit(1)) for count in counted if count.unknown)


Branches = Mapping[str, tuple[tuple[str, int], ...]]
"""A value of a field -> what is added to which variables."""


def told_apart(items: Schema, counted: Sequence[Counted], module: Module) -> tuple[str, Branches] | None:
    """The one field that decides all that is counted, and what each of its few values adds; None when it is not so.

    items: the schema of the items, which are objects.
    """
    fields = fields_of(counted)
    if len(fields) != 1:
        return None
    name = fields[0]
    field = items.properties.get(name)
    values = None if field is None else field.values()
    if field is None or values is None or name not in items.required or not 0 < len(values) <= MOST_BRANCHES:
        return None
    plain = Schema(enum=field.enum, const=field.const, types=("string",))
    if replace(field, source=None, default=None, annotations={}) != plain:
        return None
    scope = scope_of(items, module.definitions)
    if any(isinstance(leaf, Present) for count in counted if count.where is not None for leaf in leaves(count.where)):
        return None  # a type that is refused is there
    branches: dict[str, tuple[tuple[str, int], ...]] = {}
    for value in values:
        if not isinstance(value, str):
            return None
        added = []
        for count in counted:
            if count.by is not None:
                added.append((count.variable, count.weights.get(value, UNLISTED)))
                continue
            truth = True if count.where is None else evaluate(count.where, {name: value}, scope)
            if truth is None:
                return None
            if truth:
                added.append((count.variable, 1))
        branches[value] = tuple(added)
    return name, branches


def chain(value: Expr, branches: Branches, otherwise: Block, *, every: bool) -> Block:
    """`if kind == "a": ... elif kind == "b": ...`, values with the same additions together. otherwise: for other values; every:
    also those that add nothing need a branch, so that they are no others."""
    groups: dict[tuple[tuple[str, int], ...], list[str]] = {}
    for word, added in branches.items():
        if added or every:
            groups.setdefault(added, []).append(word)
    made: Block = otherwise
    for added, values in reversed(groups.items()):
        test = either(*(Same(value, Lit(word)) for word in values))
        made = when(test, tuple(Bump(variable, Lit(amount)) for variable, amount in added), made)
    return made


def _is_shallow(condition: Condition, _: Schema, items: Scope) -> bool:
    """The condition reads no field that holds others."""
    return all(
        isinstance(leaf, Present) or (isinstance(leaf, Matches) and not is_deep(items.fields[leaf.field]))
        for leaf in leaves(condition)
    )


def _is_known(condition: Condition, array: Schema, items: Scope) -> bool:
    """The condition is true or false, never unknown, for every item that the array accepts."""
    if array.items is None or resolved(array.items, items.definitions).types != ("object",):
        return False
    for leaf in leaves(condition):
        if isinstance(leaf, Present):
            continue
        field = items.fields[leaf.field]
        if not isinstance(leaf, Matches) or (field.default is None and (not field.required or field.nullable)):
            return False
    return True


def _counts_of(rule: Rule) -> list[tuple[str, Condition | None]]:
    """The (array, condition on its items) pairs that a rule counts, in its operator and its conditions."""
    pairs = list(rule.operator.arrays())
    for condition in (*rule.operator.conditions(), *(() if rule.when is None else (rule.when,))):
        pairs += [(leaf.field, leaf.condition) for leaf in leaves(condition) if isinstance(leaf, Contains)]
    return pairs
