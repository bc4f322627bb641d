"""What refused bodies have in common that accepted ones lack, in words."""

from __future__ import annotations

from typing import Any

import pytest

from reelspec.testing.verify.common_cause import groups


def words(chosen: list[Any], others: list[Any]) -> list[str | None]:
    return [None if one.test is None else one.test.words for one in groups(chosen, others)]


@pytest.mark.parametrize(
    ("chosen", "others", "expected"),
    [
        ([{"a": 1, "b": 2}], [{"b": 2}, {"b": 3}], "where /a is 1"),
        ([{"a": "x"}, {"a": "y"}], [{}], "with /a"),
        ([{"a": True}, {"a": True, "b": 1}], [{"a": False}, {"b": 1}], "where /a is true"),
        ([{"n": 12}, {"n": 15}], [{"n": 4}, {"n": 11}], "where /n is 12 or more"),
        ([{"n": 1}, {"n": 2}], [{"n": 4}, {"n": 11}], "where /n is 2 or fewer"),
        ([{"t": "a" * 60}, {"t": "b" * 50}], [{"t": "c" * 45}], "where /t has 50 characters or more"),
        ([{"l": [1, 2]}, {"l": [4, 5, 6]}], [{"l": [1]}], "where /l has 2 items or more"),
        ([{"l": [{"k": "p"}, {"k": "q"}]}, {"l": [{"k": "q"}]}], [{"l": [{"k": "p"}]}], 'where /l/*/k is "q"'),
        ([{"a": 1}, {"a": None}], [{"a": "x"}], "where /a is not a string"),
        ([{"b": 1}, {"b": 2}], [{"a": 1, "b": 1}, {"a": 2, "b": 2}], "without /a"),
        (
            [{"a": 1, "b": 1}],
            [{"a": 1}, {"b": 1}, {"a": 1, "b": 2}, {"a": 2, "b": 1}],
            "where /a is 1 and where /b is 1",
        ),
        ([{"a/b": 1}], [{}], "where /a~1b is 1"),
    ],
)
def test_one_test_tells_them_apart(chosen: list[Any], others: list[Any], expected: str) -> None:
    assert words(chosen, others) == [expected]
    (group,) = groups(chosen, others)
    assert group.test is not None
    assert all(map(group.test.passed, chosen)) and not any(map(group.test.passed, others))


def test_two_reasons_are_two_groups() -> None:
    chosen: list[Any] = [{"a": 1, "b": 2}, {"a": 1, "b": 3}, {"a": 2, "b": 9}]
    others: list[Any] = [{"a": 2, "b": 2}, {"a": 2, "b": 3}]
    assert words(chosen, others) == ["where /a is 1", "where /b is 9"]
    assert [one.members for one in groups(chosen, others)] == [(0, 1), (2,)]


def test_what_cannot_be_told_apart_is_said_so() -> None:
    assert words([{"a": [1, 2]}], [{"a": [2, 1]}]) == [None]
    assert words([None], [None]) == [None]
    assert words([], [{"a": 1}]) == []
