"""Which types of JSON Schema a value is of."""

from __future__ import annotations

import pytest

from reelspec.language.source.node import Json
from reelspec.language.source.values import has_type

TYPES = ("null", "boolean", "integer", "number", "string", "array", "object")


@pytest.mark.parametrize(
    ("value", "types"),
    [
        (None, {"null"}),
        (True, {"boolean"}),
        (0, {"integer", "number"}),
        (8.0, {"integer", "number"}),
        (8.5, {"number"}),
        (float("inf"), {"number"}),
        ("8", {"string"}),
        ([], {"array"}),
        ({}, {"object"}),
    ],
)
def test_a_value_is_of_these_types_and_no_other(value: Json, types: set[str]) -> None:
    assert {one for one in TYPES if has_type(value, one)} == types
