"""Values that are listed: what is found of them, and how often they are compared."""

from __future__ import annotations

import pytest

from reelspec.checks import values
from reelspec.checks.values import check_values
from tests.specs import request


def test_values_that_differ_are_not_held_against_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(left: object, right: object) -> bool:
        raise AssertionError(f"{left} and {right} are compared")

    monkeypatch.setattr(values, "equal", refuse)
    listed = ", ".join(f"size-{number}" for number in range(5_000))
    assert list(check_values(request(f"properties: {{size: {{enum: [{listed}]}}}}"))) == []


def test_a_value_that_stands_twice_is_named() -> None:
    found = check_values(request("properties: {size: {enum: [1, true, 1.0, small]}}"))
    assert [problem.message for problem in found] == ["1 is listed twice"]
