"""How far paths lead into schemas, and what may stand there: in nets of definitions as well, each of which is asked once."""

from __future__ import annotations

import pytest

from reelspec.language.contract.jsonpath import steps
from reelspec.language.contract.schema import Constant, Schema
from reelspec.language.rules.reach import Rank, kinds_of, of_types, of_value, reach

DEPTH = 60
TEXT = Schema(types=("string",))


def net(last: Schema, depth: int = DEPTH) -> dict[str, Schema]:
    """Definitions each of which refers to the next twice."""
    twice = [(Schema(ref=f"d{at + 1}"), Schema(any_of=(Schema(ref=f"d{at + 1}"),))) for at in range(depth)]
    return {**{f"d{at}": Schema(all_of=parts) for at, parts in enumerate(twice)}, f"d{depth}": last}


@pytest.mark.parametrize(("path", "rank"), [("$.id", Rank.NAMED), ("$.di", Rank.NEVER), ("$.id.x", Rank.NEVER)])
def test_a_net_of_definitions_is_followed_once(path: str, rank: Rank) -> None:
    closed = Schema(properties={"id": TEXT}, additional_properties=Schema(boolean=False))
    way = steps(path)
    assert way is not None
    assert reach(Schema(ref="d0"), net(closed), way, of_types("string")).rank is rank


def test_types_and_values_of_a_net() -> None:
    listed = Schema(enum=("a", "b", 1))
    assert kinds_of(Schema(ref="d0"), net(listed)) == {"string", "integer", "number"}
    told = reach(Schema(ref="d0"), net(listed, 3), (), of_value("c"))
    assert (told.rank, told.known) == (Rank.NEVER, ("a", "b"))


def test_a_field_that_one_branch_may_add_is_not_forbidden() -> None:
    schema = Schema(
        condition=Schema(properties={"kind": Schema(const=Constant("url"))}),
        then=Schema(properties={"address": TEXT}),
        otherwise=Schema(properties={"bytes": TEXT}),
    )
    assert [reach(schema, {}, (name,), of_types("string")).rank for name in ("address", "bytes", "other")] == [
        Rank.NAMED,
        Rank.NAMED,
        Rank.UNSAID,
    ]
