"""`table`: rows of what goes together; in the row whose keys match, every other cell may not be certainly false."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Self

from reelspec.language.contract.goals import Fault, Holds, Object, Way
from reelspec.language.contract.operator import Lowered, OperatorReader, RuleOperator, ordered
from reelspec.language.contract.schema import FALSE, TRUE, Condition, Demands, conjunction, fields_read
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.evaluate import evaluate
from reelspec.language.rules.lowering import condition_json, conjunction_json
from reelspec.language.rules.operators.must import demand_fault, demand_ways
from reelspec.language.rules.simplify import simplify
from reelspec.language.rules.words import condition_words, demand_words, value_words
from reelspec.language.source.node import Json, Node

MOST_KEYS = 10_000
"""So many combinations of key values are tried when a table's rows are checked; a larger table is refused."""


@dataclass(frozen=True)
class Row:
    """One row: its key cells as one condition, its other cells as another."""

    keys: Condition
    cells: Condition
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Table(RuleOperator):
    """`table: {by: [model], rows: [{model: a, size: [480P, 720P]}, {model: b, size: 720P}]}`."""

    name: ClassVar[str] = "table"
    by: tuple[str, ...]
    rows: tuple[Row, ...]
    node: Node | None = field(default=None, compare=False, repr=False)

    @classmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        members = reader.members(node, ("by", "rows"))
        if len(members) < 2:
            return None
        by = reader.names(members["by"])
        rows = []
        if members["rows"].kind != "array" or not members["rows"].value:
            reader.problem(members["rows"], "rows must be a list of at least one row")
            return None
        for row in members["rows"].elements():
            if row.kind != "object":
                reader.problem(row, "a row maps fields to tests")
                continue
            missing = [name for name in by if row.get(name) is None]
            if missing:
                reader.problem(row, f"the row has no cell for {', '.join(missing)}, which `by` names", "table")
                continue
            keys = [reader.test(name, cell) for name, cell in row.items() if name in by]
            cells = [reader.test(name, cell) for name, cell in row.items() if name not in by]
            if not cells:
                reader.problem(row, "the row says nothing besides its keys", "table")
                continue
            rows.append(Row(conjunction(tuple(keys)), conjunction(tuple(cells)), row))
        return cls(by, tuple(rows), node) if rows else None

    def reads(self) -> tuple[str, ...]:
        return ordered((*self.by, *(name for row in self.rows for name in fields_read(row.cells))))

    def asks(self) -> Demands:
        return Demands(tuple((row.keys, row.cells) for row in self.rows))

    def check(self, scope: Scope) -> Iterable[tuple[Node | None, str]]:
        """Rows cover every value of the keys exactly once."""
        lists: list[tuple[Json, ...]] = []
        for name in self.by:
            values = scope.fields[name].schema.values()
            if values is None:
                yield (
                    self._member("by"),
                    f"`by` names {name}, which has no list of values; a table needs enum, const or boolean keys",
                )
                return
            lists.append(values)
        count = 1
        for values in lists:
            count *= len(values)
        if count > MOST_KEYS:
            yield (
                self._member("by"),
                f"the keys have {count} combinations of values; at most {MOST_KEYS} can be checked",
            )
            return
        for combination in itertools.product(*lists):
            body = dict(zip(self.by, combination, strict=True))
            matching = [row for row in self.rows if evaluate(row.keys, body, scope) is True]
            words = ", ".join(f"{name} {value_words(value)}" for name, value in body.items())
            if not matching:
                yield self._member("rows"), f"no row for {words}"
            for row in matching[1:]:
                yield row.node, f"a second row for {words}"

    def _member(self, name: str) -> Node | None:
        return None if self.node is None else self.node.get(name)

    def simplify(self, scope: Scope) -> RuleOperator | None:
        rows = []
        for row in self.rows:
            keys, cells = simplify(row.keys, scope, True), simplify(row.cells, scope, False)
            if keys != FALSE and cells != TRUE:
                rows.append(Row(keys, row.cells if cells == FALSE else cells, row.node))
        return Table(self.by, tuple(rows), self.node) if rows else None

    def lower(self, scope: Scope) -> Lowered:
        parts: list[Lowered] = []
        for row in self.rows:
            then = condition_json(row.cells, scope, certain=False)
            if row.keys == TRUE:
                parts.append(then)
            else:
                parts.append({"if": condition_json(row.keys, scope, certain=True), "then": then})
        return conjunction_json(parts)

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        for row in self.rows:
            if evaluate(row.keys, body, scope) is True:
                fault = demand_fault(row.cells, self.reads(), body, scope)
                if fault is not None:
                    return fault
        return None

    def ways(self, scope: Scope) -> Iterable[Way]:
        for index, row in enumerate(self.rows):
            name = condition_words(row.keys) if row.keys != TRUE else f"row {index + 1}" if len(self.rows) > 1 else ""
            yield from demand_ways(row.cells, scope, (Holds(row.keys),), name)
        keys = tuple(Holds(row.keys, (False, None)) for row in self.rows if row.keys != TRUE)
        if len(keys) == len(self.rows):
            yield Way("no row", False, keys)

    def words(self) -> str:
        return "; ".join(map(row_words, self.rows))


def row_words(row: Row) -> str:
    """What a row demands, and when: `size must be "720P" when model is "b"`."""
    return demand_words(row.cells) + ("" if row.keys == TRUE else f" when {condition_words(row.keys)}")
