"""Circles in what leads to what, held against a plain search from each name."""

from __future__ import annotations

import random

from reelspec.common.circles import circles
from tests.architecture import circles as by_search


def test_random_graphs() -> None:
    choose = random.Random(7)
    found = 0
    for _ in range(500):
        names = "abcdefgh"[: choose.randint(1, 8)]
        steps = {name: {other for other in names if choose.random() < 0.2} for name in names}
        assert circles(steps) == by_search(steps)
        found += len(circles(steps))
    assert found > 100


def test_members_stand_in_the_order_of_the_mapping() -> None:
    assert circles({"d": "e", "b": "ab", "a": "b", "e": "d", "f": "ad"}) == [["d", "e"], ["b", "a"]]


def test_what_is_no_key_leads_nowhere() -> None:
    assert circles({"a": ["x"], "b": ["b", "x"]}) == [["b"]]


def test_a_long_circle() -> None:
    count = 100_000
    assert circles({at: [(at + 1) % count] for at in range(count)}) == [[*range(count)]]
    assert circles({at: [at + 1] for at in range(count)}) == []
