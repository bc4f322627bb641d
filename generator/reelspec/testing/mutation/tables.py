"""Tables: each row dropped, each cell changed in one place, the cells of two rows exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from reelspec.language.contract.model import Model
from reelspec.language.rules.operators.table import Row, Table
from reelspec.testing.mutation.conditions import changed
from reelspec.testing.mutation.mutant import Mutant, rule_spots


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each change of each row."""
    for spot in rule_spots(model):
        table = spot.rule.operator
        if not isinstance(table, Table):
            continue

        def with_rows(rows: tuple[Row, ...], table: Table = table) -> Table:
            return replace(table, rows=rows)

        for index, row in enumerate(table.rows):
            before, after = table.rows[:index], table.rows[index + 1 :]
            named = f"{spot.rule.id}: row {index + 1}"
            if len(table.rows) > 1:
                yield Mutant("table", f"{named} dropped", row.node, spot.with_(operator=with_rows((*before, *after))))
            for words, node, condition in changed(row.cells, spot.scope):
                other = with_rows((*before, replace(row, cells=condition), *after))
                yield Mutant("table", f"{named}, {words}", node or row.node, spot.with_(operator=other))
            for words, node, condition in changed(row.keys, spot.scope):
                other = with_rows((*before, replace(row, keys=condition), *after))
                yield Mutant("table", f"{named}, key {words}", node or row.node, spot.with_(operator=other))
        for (index, row), (_, later) in pairwise(enumerate(table.rows)):
            rows = list(table.rows)
            rows[index], rows[index + 1] = replace(row, cells=later.cells), replace(later, cells=row.cells)
            words = f"{spot.rule.id}: rows {index + 1} and {index + 2} exchange their cells"
            yield Mutant("table", words, row.node, spot.with_(operator=with_rows(tuple(rows))))
