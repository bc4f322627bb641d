"""`must`: a condition that may not be certainly false. Run by pytest."""

from __future__ import annotations

from tests.contract.documents.case import Expected
from tests.support import request

GUARDED = """
properties:
  size: {type: string, enum: [480P, 720P, 1080P]}
  seconds: {type: integer, minimum: 1, maximum: 20}
  seed: {type: integer}
x-rules:
  - {id: short-when-large, when: {size: 1080P}, must: {seconds: {maximum: 5}}}
"""


def test_speaks_only_when_its_guard_is_certainly_true() -> None:
    judges = request(GUARDED)
    judges.accept({"size": "720P", "seconds": 20}, {"seconds": 20}, {"size": "1080P", "seconds": 5})
    judges.check({"size": "1080P", "seconds": 6}, Expected("short-when-large", "/seconds", ("/size",)))


def test_is_silent_where_what_it_reads_is_absent_or_refused() -> None:
    judges = request(GUARDED)
    judges.accept({"size": "1080P"})
    judges.check({"size": "1080P", "seconds": 21}, Expected("maximum", "/seconds"))
    judges.check({"size": "1080P", "seconds": "9"}, Expected("type", "/seconds"))
    judges.check({"size": "1080p", "seconds": 9}, Expected("enum", "/size"))
    judges.check({"size": "1080P", "seconds": None}, Expected("type", "/seconds"))


def test_reports_at_the_first_field_whose_test_is_false() -> None:
    judges = request(
        """
        properties:
          mode: {type: string}
          a: {type: integer}
          b: {type: integer}
          c: {type: integer}
        x-rules:
          - {id: order, when: {mode: m}, must: {b: 1, a: 1, c: {minimum: 1}}}
        """
    )
    judges.check({"mode": "m", "a": 1, "b": 2, "c": 1}, Expected("order", "/b", ("/mode", "/a", "/c")))
    judges.check({"mode": "m", "a": 2, "b": 1, "c": 1}, Expected("order", "/a", ("/mode", "/b", "/c")))
    judges.check({"mode": "m", "a": 2, "b": 2, "c": 0}, Expected("order", "/b", ("/mode", "/a", "/c")))
    judges.check({"mode": "m", "a": 1, "c": 0}, Expected("order", "/c", ("/mode", "/b", "/a")))
    judges.accept({"mode": "m", "a": 1}, {"a": 2, "b": 2, "c": 0}, {"mode": "n", "a": 2})


def test_alternatives_report_their_first_field() -> None:
    judges = request(
        """
        properties:
          a: {type: integer}
          b: {type: integer}
        x-rules:
          - {id: either, must: {any: [{b: 1}, {a: 1}]}}
        """
    )
    judges.check({"a": 2, "b": 2}, Expected("either", "/b", ("/a",)))
    judges.accept({}, {"a": 2}, {"b": 2}, {"a": 1, "b": 2}, {"a": 2, "b": 1})


def test_without_a_guard_and_with_presence() -> None:
    judges = request(
        """
        properties:
          a: {type: integer}
          b: {type: integer}
        x-rules:
          - {id: never-a, must: {a: {present: false}}, when: {b: {present: true}}}
          - {id: small, must: {b: {exclusiveMaximum: 10}}}
        """
    )
    judges.accept({}, {"a": 1}, {"b": 9})
    judges.check({"a": 1, "b": 9}, Expected("never-a", "/a", ("/b",)))
    judges.check({"a": 1, "b": 10}, Expected("never-a", "/a", ("/b",)), Expected("small", "/b"))


def test_a_guard_field_that_is_demanded_of_as_well_stands_where_the_guard_has_it() -> None:
    judges = request(
        """
        properties:
          a: {type: integer}
          b: {type: integer}
          c: {type: integer}
        x-rules:
          - {id: both, when: {b: {minimum: 1}, c: 1}, must: {a: 1, b: {maximum: 5}}}
        """
    )
    judges.check({"a": 2, "b": 1, "c": 1}, Expected("both", "/a", ("/b", "/c")))
    judges.check({"a": 1, "b": 6, "c": 1}, Expected("both", "/b", ("/c", "/a")))
    judges.accept({"a": 2, "b": 0, "c": 1}, {"a": 2, "b": 1})


def test_messages_name_the_demand_and_what_is_there() -> None:
    judges = request(GUARDED)
    assert judges.message({"size": "1080P", "seconds": 6}) == (
        'seconds must be at most 5 when size is "1080P" (size is "1080P", seconds is 6)'
    )
