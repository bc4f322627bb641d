"""Rows of fields, as they are shown to people."""

from __future__ import annotations

from reelspec.language.contract.schema import Schema
from reelspec.language.rules.rows import DEEPEST, MOST_ROWS, field_rows


def test_definitions_that_use_each_other_twice_have_an_end() -> None:
    chain = {
        f"s{at}": Schema(types=("object",), properties={name: Schema(ref=f"s{at + 1}") for name in ("left", "right")})
        for at in range(40)
    }
    rows = list(field_rows(chain["s0"], {**chain, "s40": Schema(types=("string",))}, None))
    assert MOST_ROWS < len(rows) < MOST_ROWS + 2 * DEEPEST
    told = [row for row in rows if "more inside: see the schema" in row.said]
    assert told and len(told) < len(rows)


def test_few_rows_are_all_shown() -> None:
    inner = Schema(types=("object",), properties={"size": Schema(types=("integer",))})
    rows = list(field_rows(Schema(types=("object",), properties={"a": inner, "b": inner}), {}, None))
    assert [row.path for row in rows] == [("a",), ("a", "size"), ("b",), ("b", "size")]
    assert not any("see the schema" in words for row in rows for words in row.said)
