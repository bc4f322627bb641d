"""The operators of rules: each one changed in one place. A new operator is an arm of `_changes`.

Exhaustive: the type checkers name the operator that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias, assert_never, get_args

from reelspec.language.contract.model import Model
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.operators import OPERATORS, known
from reelspec.language.rules.operators.combinations import Combinations
from reelspec.language.rules.operators.compare import Compare
from reelspec.language.rules.operators.conflicts import Conflicts
from reelspec.language.rules.operators.limit import Limit
from reelspec.language.rules.operators.must import Must
from reelspec.language.rules.operators.presence import OfFields
from reelspec.language.rules.operators.requires import Requires
from reelspec.language.rules.operators.schema import SchemaOperator
from reelspec.language.rules.operators.table import Table
from reelspec.language.source.node import Node
from reelspec.testing.mutation.conditions import changed
from reelspec.testing.mutation.mutant import Mutant, MutantKind, RuleSpot, inside, rule_spots
from reelspec.testing.mutation.values import moved, relisted, repatterned

Changed: TypeAlias = tuple[str, Node | None, Model]
"""What is changed, where (None for the rule as a whole), and the model after it."""

_ON_FIELDS = tuple(operator for operator in OPERATORS.values() if issubclass(operator, OfFields))
"""Operators that are easily mistaken for each other."""
_NEAR = {"==": ("!=", "<=", ">="), "!=": ("==",), "<=": ("<", "=="), ">=": (">", "=="), "<": ("<=",), ">": (">=",)}
"""Relations that are easily mistaken for each other."""


def operator_mutants(model: Model) -> Iterator[Mutant]:
    """Each operator changed in one place, kind by kind."""
    order = get_args(MutantKind).index
    spots = [(spot, *_changes(spot)) for spot in rule_spots(model)]
    for spot, kind, changes in sorted(spots, key=lambda entry: order(entry[1])):
        for words, node, other in changes:
            yield Mutant(kind, f"{spot.rule.id}: {words}", node or spot.rule.node, other)


def _changes(spot: RuleSpot) -> tuple[MutantKind, Iterator[Changed]]:
    """The rule with its operator changed in one place, one change after the other, and what such mutants are called."""
    match operator := known(spot.rule.operator):
        case Must():
            return "demand", _demands(spot, operator)
        case Table():
            return "table", _tables(spot, operator)
        case OfFields():
            return "presence", _presence(spot, operator)
        case Conflicts():
            return "presence", _conflicts(spot, operator)
        case Requires():
            return "presence", _requires(spot, operator)
        case Combinations():
            return "combination", _combinations(spot, operator)
        case Limit():
            return "limit", _limits(spot, operator)
        case Compare():
            return "comparison", _comparisons(spot, operator)
        case SchemaOperator():
            return "schema", _schemas(spot, operator)
    assert_never(operator)


def _demands(spot: RuleSpot, must: Must) -> Iterator[Changed]:
    for words, node, condition in changed(must.condition, spot.scope):
        yield f"must, {words}", node, spot.with_(operator=replace(must, condition=condition))


def _tables(spot: RuleSpot, table: Table) -> Iterator[Changed]:
    """Each row dropped, each cell and key changed in one place, the cells of two rows exchanged."""
    for index, row in enumerate(table.rows):
        before, after = table.rows[:index], table.rows[index + 1 :]
        if len(table.rows) > 1:
            yield f"row {index + 1} dropped", row.node, spot.with_(operator=replace(table, rows=(*before, *after)))
        for words, node, condition in changed(row.cells, spot.scope):
            rows = (*before, replace(row, cells=condition), *after)
            yield f"row {index + 1}, {words}", node or row.node, spot.with_(operator=replace(table, rows=rows))
        for words, node, condition in changed(row.keys, spot.scope):
            rows = (*before, replace(row, keys=condition), *after)
            yield f"row {index + 1}, key {words}", node or row.node, spot.with_(operator=replace(table, rows=rows))
    for index, (row, later) in enumerate(pairwise(table.rows)):
        exchanged = replace(row, cells=later.cells), replace(later, cells=row.cells)
        rows = (*table.rows[:index], *exchanged, *table.rows[index + 2 :])
        words = f"rows {index + 1} and {index + 2} exchange their cells"
        yield words, row.node, spot.with_(operator=replace(table, rows=rows))


def _presence(spot: RuleSpot, operator: OfFields) -> Iterator[Changed]:
    """Each field left out, and each other operator in the place of this one."""
    for name in operator.of if len(operator.of) > 2 else ():
        yield f"without {name}", None, spot.with_(operator=replace(operator, of=_without(operator.of, name)))
    for other in _ON_FIELDS:
        if not isinstance(operator, other):
            yield f"{other.name} for {operator.name}", None, spot.with_(operator=other(operator.of))


def _conflicts(spot: RuleSpot, conflicts: Conflicts) -> Iterator[Changed]:
    """Each field left out, and each other one added, on either side."""
    for side in ("first", "second"):
        names: tuple[str, ...] = getattr(conflicts, side)
        for name in names if len(names) > 1 else ():
            fewer = replace(conflicts, **{side: _without(names, name)})
            yield f"without {name}", None, spot.with_(operator=fewer)
        for name, field in spot.scope.fields.items():
            if name not in conflicts.reads() and not field.required:
                more = replace(conflicts, **{side: (*names, name)})
                yield f"{name} conflicts as well, on the {side} side", None, spot.with_(operator=more)


def _requires(spot: RuleSpot, requires: Requires) -> Iterator[Changed]:
    """Each field that is needed left out."""
    for name, needed in requires.needs.items():
        for other in needed:
            needs = {**requires.needs, name: _without(needed, other)}
            if not needs[name]:
                del needs[name]
            # A rule that needs nothing is no rule; that it is dropped is another kind's mutant.
            if needs:
                yield f"{name} no longer needs {other}", None, spot.with_(operator=replace(requires, needs=needs))


def _combinations(spot: RuleSpot, operator: Combinations) -> Iterator[Changed]:
    """Each combination dropped, and each one added that differs from one that is listed by a single item."""
    node = operator.node and (operator.node.get("allow") or operator.node)
    for index, gone in enumerate(operator.allow if len(operator.allow) > 1 else ()):
        fewer = replace(operator, allow=(*operator.allow[:index], *operator.allow[index + 1 :]))
        yield f"{_shown(gone)} is no longer allowed", node, spot.with_(operator=fewer)
    for new in _near(operator, spot.scope):
        more = replace(operator, allow=(*operator.allow, new))
        yield f"{_shown(new)} is allowed too", node, spot.with_(operator=more)


def _near(operator: Combinations, scope: Scope) -> list[tuple[str, ...]]:
    """Combinations with one item more, less or another than one that is allowed."""
    names = _names(operator, scope)
    listed = {tuple(sorted(combination)) for combination in operator.allow}
    near: dict[tuple[str, ...], tuple[str, ...]] = {}
    for combination in operator.allow:
        without = [(combination[:index], combination[index + 1 :]) for index in range(len(combination))]
        others = [(*before, *after) for before, after in without]
        others += [(*combination, name) for name in names]
        others += [(*before, name, *after) for before, after in without for name in names]
        for other in others:
            key = tuple(sorted(other))
            twice = operator.by is None and len(set(other)) < len(other)
            if key not in listed and other and not twice:
                near.setdefault(key, other)
    return list(near.values())


def _names(operator: Combinations, scope: Scope) -> list[str]:
    """What a combination may hold: fields, or the types of items."""
    if operator.by is None:
        return list(operator.of)
    field = scope.items_of(operator.of[0]).fields.get(operator.by)
    values = None if field is None else field.schema.values()
    if values is None:
        return list(operator.types())
    return [value for value in values if isinstance(value, str)]


def _shown(combination: tuple[str, ...]) -> str:
    return " + ".join(combination) or "nothing"


def _limits(spot: RuleSpot, limit: Limit) -> Iterator[Changed]:
    """`least` and `most` moved by one, numbers of `counts` dropped and those beside them added, `where` changed in one place
    and dropped, an array left out of the sum."""
    for word, bound in (("least", limit.least), ("most", limit.most)):
        node = limit.node and (limit.node.get(word) or limit.node)
        for other in (bound + 1, bound - 1) if bound is not None else ():
            if other >= 0:
                moved_bound = {word: other}
                yield f"{word} {other} for {bound}", node, spot.with_(operator=replace(limit, **moved_bound))  # type: ignore[arg-type]
    node = limit.node and (limit.node.get("counts") or limit.node)
    for number in sorted({near for count in limit.counts for near in (count - 1, count, count + 1) if near >= 0}):
        words = f"{number} is no longer allowed" if number in limit.counts else f"{number} is allowed too"
        counts = tuple(sorted({number}.symmetric_difference(limit.counts)))
        if counts:
            yield words, node, spot.with_(operator=replace(limit, counts=counts))
    if limit.where is not None:
        for words, node, condition in changed(limit.where, spot.scope.items_of(limit.of[0])):
            yield f"where, {words}", node or limit.node, spot.with_(operator=replace(limit, where=condition))
        yield "`where` dropped", limit.node, spot.with_(operator=replace(limit, where=None))
    for name in limit.of if len(limit.of) > 1 else ():
        yield f"without {name}", limit.node, spot.with_(operator=replace(limit, of=_without(limit.of, name)))


def _comparisons(spot: RuleSpot, comparison: Compare) -> Iterator[Changed]:
    for relation in _NEAR[comparison.relation]:
        words = f"{relation} for {comparison.relation}"
        yield words, None, spot.with_(operator=replace(comparison, relation=relation))


def _schemas(spot: RuleSpot, operator: SchemaOperator) -> Iterator[Changed]:
    """Each bound, list and pattern in the schema changed."""
    for inner in inside(operator.schema, "", lambda new: spot.with_(operator=replace(operator, schema=new))):
        changes = [(words, schema) for _, words, schema in (*moved(inner.schema), *relisted(inner.schema))]
        for words, schema in (*changes, *repatterned(inner.schema)):
            yield f"{inner.named}, {words}", None, inner.put(schema)


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(other for other in names if other != name)
