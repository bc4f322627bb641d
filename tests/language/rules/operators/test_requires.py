"""`requires`: a field that is there needs others to be there. Run by pytest."""

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
  - {id: a-needs, requires: {a: [b, c]}}
  - {id: chain, requires: {c: [d], d: [b]}}
"""


@pytest.mark.parametrize("body", subsets("abcd", 1), ids=lambda body: "".join(body) or "none")
def test_every_set_of_fields(body: dict[str, int]) -> None:
    expected = []
    lacking = tuple(f"/{name}" for name in "bc" if name not in body)
    if "a" in body and lacking:
        expected.append(Expected("a-needs", "/a", lacking))
    if "c" in body and "d" not in body:
        expected.append(Expected("chain", "/c", ("/d",)))
    elif "d" in body and "b" not in body:
        expected.append(Expected("chain", "/d", ("/b",)))
    request(PLAIN).check(body, *expected)


def test_a_refused_field_is_there_but_a_refused_null_may_be_or_not() -> None:
    judges = request(PLAIN)
    judges.check({"a": "x", "b": 1}, Expected("type", "/a"), Expected("a-needs", "/a", ("/c",)))
    judges.check({"a": 1, "b": 1, "c": 1, "d": "x"}, Expected("type", "/d"))
    judges.check({"a": None, "b": 1}, Expected("type", "/a"))
    judges.check({"d": 1, "b": None}, Expected("type", "/b"))


def test_null_is_absent_where_it_is_admitted_and_guards_come_first() -> None:
    judges = request(
        """
        properties:
          a: {type: [integer, "null"]}
          b: {type: [integer, "null"]}
          mode: {type: string}
        x-rules:
          - {id: a-needs-b, when: {mode: strict}, requires: {a: [b]}}
        """
    )
    judges.accept({"a": None, "mode": "strict"}, {"a": 1, "b": 1, "mode": "strict"}, {"a": 1}, {"a": 1, "mode": "x"})
    for body in ({"a": 1, "mode": "strict"}, {"a": 1, "b": None, "mode": "strict"}):
        judges.check(body, Expected("a-needs-b", "/a", ("/mode", "/b")))


def test_a_default_is_not_presence() -> None:
    judges = request(
        """
        properties:
          a: {type: integer, default: 1}
          b: {type: integer, default: 1}
        x-rules:
          - {id: a-needs-b, requires: {a: [b]}}
        """
    )
    judges.accept({}, {"b": 1}, {"a": 1, "b": 1})
    judges.check({"a": 1}, Expected("a-needs-b", "/a", ("/b",)))


def test_messages_tell_null_from_absent() -> None:
    judges = request(
        'properties: {a: {type: string}, b: {type: [string, "null"]}}\nx-rules: [{id: needs, requires: {a: [b]}}]'
    )
    assert judges.message({"a": "x"}) == "a needs b"
    assert judges.message({"a": "x", "b": None}) == "a needs b (b is null)"
