"""`conflicts`: not one of the first fields and one of the second together. Run by pytest."""

from __future__ import annotations

import pytest

from tests.contract.documents.case import Expected
from tests.support import request, subsets

PLAIN = """
properties:
  a: {type: integer}
  b: {type: integer}
  c: {type: integer}
  d: {type: integer}
x-rules:
  - {id: apart, conflicts: [[b, a], [d, c]]}
"""
NULLABLE = PLAIN.replace("{type: integer}", '{type: [integer, "null"]}')


@pytest.mark.parametrize("body", subsets("abcd", 1), ids=lambda body: "".join(body) or "none")
def test_every_set_of_fields(body: dict[str, int]) -> None:
    first = [f"/{name}" for name in "ba" if name in body]
    second = [f"/{name}" for name in "dc" if name in body]
    expected = []
    if first and second:
        expected.append(Expected("apart", first[0], (*first[1:], *second)))
    request(PLAIN).check(body, *expected)
    request(NULLABLE).check(body, *expected)


@pytest.mark.parametrize("body", subsets("abcd", None), ids=lambda body: "".join(body) or "none")
def test_null_is_absent_where_it_is_admitted(body: dict[str, None]) -> None:
    request(NULLABLE).accept(body)
    request(NULLABLE).check({**body, "a": 1, "c": 0}, Expected("apart", "/a", ("/c",)))


def test_a_refused_value_is_there_and_a_refused_null_is_not_known() -> None:
    judges = request(PLAIN)
    judges.check({"a": "x", "c": 1}, Expected("type", "/a"), Expected("apart", "/a", ("/c",)))
    judges.check({"a": None, "c": 1}, Expected("type", "/a"))
    judges.check({"a": None, "b": 1, "c": 1}, Expected("type", "/a"), Expected("apart", "/b", ("/c",)))


def test_with_a_guard() -> None:
    judges = request(
        """
        properties:
          a: {type: integer}
          c: {type: integer}
          mode: {type: string}
        x-rules:
          - {id: apart, when: {mode: m}, conflicts: [[a], [c]]}
        """
    )
    judges.accept({"a": 1, "c": 1}, {"a": 1, "c": 1, "mode": "x"}, {"a": 1, "mode": "m"})
    judges.check({"a": 1, "c": 1, "mode": "m"}, Expected("apart", "/a", ("/mode", "/c")))
