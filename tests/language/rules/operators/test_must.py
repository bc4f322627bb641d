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


PARTS = """
properties:
  mode: {type: string, enum: [std, pro], default: std}
  size: {type: string, enum: [480p, 720p]}
  seconds: {type: integer}
  sound: {type: boolean}
  code: {type: [string, integer]}
x-rules:
  - id: parts
    when: {mode: std}
    must: {seconds: {maximum: 6}, size: 720p, code: ["5", "6"], any: [{sound: true}, {seconds: {minimum: 1}}]}
"""
GIVEN = 'mode is absent, which means "std"'


def test_messages_name_the_parts_that_are_broken() -> None:
    judges = request(PARTS)
    judges.check({"seconds": 7, "size": "480p"}, Expected("parts", "/seconds", ("/mode", "/size", "/code", "/sound")))
    assert judges.message({"seconds": 7, "size": "720p"}) == (
        f'seconds must be at most 6 when mode is "std" ({GIVEN}, seconds is 7)'
    )
    assert judges.message({"seconds": 7, "size": "480p", "code": "6"}) == (
        f'seconds must be at most 6 and size must be "720p" when mode is "std" ({GIVEN}, seconds is 7, size is "480p")'
    )
    assert judges.message({"code": 5, "mode": "std"}) == (
        'code must be "5" or "6" when mode is "std" (mode is "std", code is 5); did you mean "5"?'
    )
    assert judges.message({"sound": False, "seconds": 0}) == (
        f'either sound must be true or seconds must be at least 1 when mode is "std" ({GIVEN}, seconds is 0, sound is false)'
    )


def test_a_message_of_its_own_stays_whole() -> None:
    judges = request(PARTS.replace("when: {mode: std}", "message: Short and wide."))
    assert judges.message({"seconds": 7, "size": "480p"}) == "Short and wide."


def test_what_a_text_was_meant_to_be() -> None:
    judges = request("properties: {code: {type: string}}\nx-rules: [{id: coded, must: {code: ['5', std]}}]")
    for slip, meant in (("05", "5"), (" 5", "5"), ("5.0", "5"), ("Std", "std")):
        assert judges.message({"code": slip}).endswith(f'; did you mean "{meant}"?')
    assert judges.message({"code": "7"}) == 'code must be "5" or "std" (code is "7")'
    # A value that the field itself lists is no slip.
    judges = request("properties: {tier: {enum: [basic, basic2]}}\nx-rules: [{id: tiers, must: {tier: basic2}}]")
    assert judges.message({"tier": "basic"}) == 'tier must be "basic2" (tier is "basic")'


def test_a_long_list_is_told_by_what_is_nearest() -> None:
    judges = request(
        "properties: {size: {type: string}}\n"
        "x-rules: [{id: sizes, must: {size: [aa, bb, cc, dd, ee, ff, gg, hh, ii, jj, kk]}}]"
    )
    assert judges.message({"size": "kkk"}) == (
        'size must be one of 11 values (size is "kkk"); the nearest are "kk", "aa" and "bb"'
    )


def test_null_is_told_from_absent() -> None:
    judges = request(
        """
        properties:
          mode: {type: [string, "null"], enum: [std, pro, null], default: std}
          image: {type: [string, "null"]}
        x-rules:
          - {id: pictured, when: {mode: std}, must: {image: {present: true}}}
        """
    )
    said = 'image must be given when mode is "std"'
    assert judges.message({}) == f'{said} (mode is absent, which means "std", image is absent)'
    assert judges.message({"mode": None, "image": None}) == f'{said} (mode is null, which means "std", image is null)'


def test_demands_in_words() -> None:
    judges = request(
        """
        properties:
          a: {type: integer}
          b: {type: string}
          c: {type: object, properties: {d: {type: integer}}}
          e: {type: array}
          f: {}
        x-rules:
          - {id: neither, must: {not: {any: [{a: 1}, {b: x}]}}}
          - {id: apart, must: {not: {all: [{a: 2}, {b: z}]}}}
          - {id: inside, must: {c: {properties: {d: 1}}}}
          - {id: sizes, must: {e: {minItems: 1, maxItems: 3}}}
          - {id: number, must: {f: {type: [number, boolean]}}}
          - {id: filled, must: {b: {pattern: '\\S'}}}
          - {id: several, when: {any: [{a: {present: true}}, {b: {present: true}}]}, must: {c: {present: false}}}
        """
    )
    assert judges.message({"a": 1, "b": "x"}) == 'a must not be 1 and b must not be "x" (a is 1, b is "x")'
    assert judges.message({"a": 2, "b": "z"}) == 'either a must not be 2 or b must not be "z" (a is 2, b is "z")'
    assert judges.message({"c": {"d": 2}}) == "d in c must be 1"
    assert judges.message({"e": []}) == "e must have at least 1 item and at most 3 items"
    assert judges.message({"f": "x"}) == 'f must be a number, true or false (f is "x")'
    assert judges.message({"b": " "}) == 'b must not be blank (b is " ")'
    assert judges.message({"a": 3, "c": {}}) == "c must be absent when a or b is given (a is 3, b is absent)"
