"""`exactly-one`: one of the fields is there and no second one. Run by pytest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.contract.documents.case import Expected
from tests.support import request, subsets

FIELDS = "bac"
EVERY = ("/b", "/a", "/c")
PLAIN = """
properties:
  a: {type: integer}
  b: {type: integer}
  c: {type: integer}
x-rules:
  - {id: rule, exactly-one: [b, a, c]}
"""
NULLABLE = PLAIN.replace("{type: integer}", '{type: [integer, "null"]}')
DEFAULTS = PLAIN.replace("{type: integer}", "{type: integer, default: 1}")
GUARDED = """
properties:
  a: {type: integer}
  b: {type: integer}
  c: {type: integer}
  mode: {type: string}
x-rules:
  - {id: rule, when: {mode: m}, exactly-one: [b, a, c]}
"""


def expected(body: dict[str, Any]) -> tuple[Expected, ...]:
    """What must be said of a body: the fields are taken in the order of the rule."""
    given = tuple(f"/{name}" for name in FIELDS if body.get(name) is not None)
    if len(given) == 1:
        return ()
    return (Expected("rule", given[0], given[1:]) if given else Expected("rule", "", EVERY),)


@pytest.mark.parametrize("body", subsets(FIELDS, 1), ids=lambda body: "".join(body) or "none")
def test_every_set_of_fields(body: dict[str, Any]) -> None:
    request(PLAIN).check(body, *expected(body))
    request(NULLABLE).check(body, *expected(body))
    # A default is what the server takes, not what the caller gave.
    request(DEFAULTS).check(body, *expected(body))


@pytest.mark.parametrize("body", subsets(FIELDS, 1), ids=lambda body: "".join(body) or "none")
def test_null_is_absent_where_it_is_admitted(body: dict[str, Any]) -> None:
    nulls = {name: body.get(name) for name in FIELDS}
    request(NULLABLE).check(nulls, *expected(body))


@pytest.mark.parametrize("body", subsets(FIELDS, 1), ids=lambda body: "".join(body) or "none")
def test_with_a_guard(body: dict[str, Any]) -> None:
    judges = request(GUARDED)
    judges.accept(body, {**body, "mode": "other"})
    guarded = [Expected(one.rule, one.path, ("/mode", *one.related)) for one in expected(body)]
    judges.check({**body, "mode": "m"}, *guarded)


def test_a_refused_value_is_there_and_a_refused_null_is_not_known() -> None:
    judges = request(PLAIN)
    judges.check({"a": "x"}, Expected("type", "/a"))
    judges.check({"a": "x", "c": 1}, Expected("type", "/a"), Expected("rule", "/a", ("/c",)))
    judges.check({"a": None}, Expected("type", "/a"))
    judges.check({"a": None, "c": 1}, Expected("type", "/a"))
    judges.check({"a": None, "b": 1, "c": 1}, Expected("type", "/a"), Expected("rule", "/b", ("/c",)))
