"""Absent fields, defaults, null, refused values: what rules see of a body. Run by pytest."""

from __future__ import annotations

import itertools
from typing import Any

from tests.contract.documents.case import Expected, warning
from tests.support import request

BOTH = """
  - {id: large-needs-pro, when: {size: L}, must: {mode: pro}}
"""


def test_without_a_default_an_absent_field_is_unknown() -> None:
    judges = request(f"""
properties:
  size: {{type: string, enum: [S, L]}}
  mode: {{type: string, enum: [std, pro]}}
x-rules:{BOTH}""")
    for size, mode in itertools.product(("S", "L", None), ("std", "pro", None)):
        body = {name: value for name, value in (("size", size), ("mode", mode)) if value}
        broken = size == "L" and mode == "std"
        judges.check(body, *([Expected("large-needs-pro", "/mode", ("/size",))] if broken else []))


def test_a_default_decides_for_an_absent_field_in_the_guard_and_in_the_demand() -> None:
    for default_size, default_mode in itertools.product(("S", "L"), ("std", "pro")):
        judges = request(f"""
properties:
  size: {{type: string, enum: [S, L], default: {default_size}}}
  mode: {{type: string, enum: [std, pro], default: {default_mode}}}
x-rules:{BOTH}""")
        for size, mode in itertools.product(("S", "L", None), ("std", "pro", None)):
            body = {name: value for name, value in (("size", size), ("mode", mode)) if value}
            broken = (size or default_size) == "L" and (mode or default_mode) == "std"
            judges.check(body, *([Expected("large-needs-pro", "/mode", ("/size",))] if broken else []))


def test_an_x_default_is_never_read_by_rules() -> None:
    judges = request(f"""
properties:
  size: {{type: string, enum: [S, L], x-default: [{{value: L}}]}}
  mode: {{type: string, enum: [std, pro], x-default: [{{value: std}}]}}
x-rules:{BOTH}""")
    judges.accept({}, {"size": "L"}, {"mode": "std"})


def test_null_is_absent_where_the_field_admits_null() -> None:
    for default in ("", ", default: std"):
        judges = request(f"""
properties:
  size: {{type: [string, "null"], enum: [S, L, null]}}
  mode: {{type: [string, "null"]{default}}}
x-rules:{BOTH}""")
        judges.accept({"size": None, "mode": "std"}, {"size": None, "mode": None}, {"mode": None})
        expected = [Expected("large-needs-pro", "/mode", ("/size",))] if default else []
        judges.check({"size": "L", "mode": None}, *expected)
        judges.check({"size": "L"}, *expected)


def test_a_refused_null_is_neither_absent_nor_present() -> None:
    judges = request("""
properties:
  size: {type: string, enum: [S, L]}
  mode: {type: string, enum: [std, pro], default: std}
  a: {type: integer}
x-rules:
  - {id: large-needs-pro, when: {size: L}, must: {mode: pro}}
  - {id: none, when: {a: {present: false}}, must: {size: S}}
  - {id: some, when: {a: {present: true}}, must: {size: S}}
""")
    judges.check({"size": "L", "mode": None, "a": None}, Expected("type", "/mode"), Expected("type", "/a"))
    judges.check({"size": "L", "mode": "pro", "a": "x"}, Expected("type", "/a"), Expected("some", "/size", ("/a",)))
    judges.check({"size": "L", "mode": "pro"}, Expected("none", "/size", ("/a",)))


def test_a_refused_value_is_unknown_so_one_fault_is_one_violation() -> None:
    judges = request("""
properties:
  size: {type: string, enum: [S, L]}
  seconds: {type: integer, minimum: 1, maximum: 10}
x-rules:
  - {id: short-when-large, when: {size: L}, must: {seconds: {maximum: 5}}}
  - {id: large-when-short, when: {seconds: {maximum: 2}}, must: {size: L}}
""")
    judges.check({"size": "L", "seconds": 11}, Expected("maximum", "/seconds"))
    judges.check({"size": "S", "seconds": 0}, Expected("minimum", "/seconds"))
    judges.check({"size": "M", "seconds": 9}, Expected("enum", "/size"))
    judges.check({"size": 5, "seconds": 1}, Expected("type", "/size"))


def test_a_required_field_that_is_missing_is_unknown_even_with_a_default() -> None:
    judges = request("""
properties:
  size: {type: string, enum: [S, L], default: L}
  mode: {type: string, enum: [std, pro]}
required: [size]
x-rules:
  - {id: large-needs-pro, when: {size: L}, must: {mode: pro}}
  - {id: some, at-least-one: [size, mode]}
""")
    judges.check({"mode": "std"}, Expected("required", "/size"))
    judges.check({}, Expected("required", "/size"))
    judges.check({"size": "L", "mode": "std"}, Expected("large-needs-pro", "/mode", ("/size",)))


def test_a_rule_about_every_value_of_a_required_field_is_silent_where_it_is_refused() -> None:
    judges = request(
        """
properties:
  size: {type: string, enum: [S, L]}
  n: {type: integer, minimum: 1}
required: [size]
x-rules:
  - {id: given, when: {size: {present: true}}, must: {"n": {maximum: 3}}}
  - {id: every, when: {size: [S, L]}, must: {"n": {maximum: 3}}}
""".replace("  n:", '  "n":')
    )
    judges.check({"n": 4}, Expected("required", "/size"))
    judges.check({"size": None, "n": 4}, Expected("type", "/size"))
    judges.check({"size": "M", "n": 4}, Expected("enum", "/size"), Expected("given", "/n", ("/size",)))
    judges.check({"size": "S", "n": 4}, Expected("given", "/n", ("/size",)), Expected("every", "/n", ("/size",)))


def test_defaults_of_the_items_fields() -> None:
    judges = request("""
properties:
  flag: {type: boolean, default: false}
  shots:
    type: array
    items:
      type: object
      properties:
        kind: {type: [string, "null"], enum: [wide, near, null], default: wide}
        seconds: {type: integer}
      additionalProperties: false
      x-rules:
        - {id: wide-is-long, when: {kind: wide}, must: {seconds: {minimum: 5}}}
x-rules:
  - {id: flag-for-wide, when: {shots: {contains: {kind: wide}}}, must: {flag: true}}
  - {id: one-wide, limit: {of: shots, where: {kind: wide}, most: 1}}
""")
    judges.accept({"shots": [{"kind": "near", "seconds": 1}]}, {"flag": True, "shots": [{}, {"kind": "near"}]})
    judges.check({"shots": [{"kind": None}]}, Expected("flag-for-wide", "/flag", ("/shots",)))
    judges.check({"flag": True, "shots": [{}, {"kind": None}]}, Expected("one-wide", "/shots"))
    judges.check(
        {"flag": True, "shots": [{"kind": "near"}, {"seconds": 4}]},
        Expected("wide-is-long", "/shots/1/seconds", ("/shots/1/kind",)),
    )


def test_fields_that_a_part_or_a_definition_declares() -> None:
    text = """
properties:
  seconds: {type: integer}
  own: {$ref: '#/$defs/mode'}
  other: {allOf: [{$ref: '#/$defs/mode'}], default: pro}
x-rules:
  - {id: base, when: {mode: std}, must: {seconds: {maximum: 5}}}
  - {id: own, when: {own: std}, must: {seconds: {maximum: 7}}}
  - {id: other, when: {other: pro}, must: {seconds: {maximum: 9}}}
$defs:
  mode: {type: [string, "null"], enum: [std, pro, null], default: std}
  base: {type: object, properties: {mode: {$ref: '#/$defs/mode'}, id: {type: integer}}, required: [id]}
"""
    for part in ("allOf: [{$ref: '#/$defs/base'}]", "$ref: '#/$defs/base'"):
        judges = request(f"type: object\n{part}\n{text}", closed=False)
        judges.accept({"id": 1, "seconds": 5}, {"id": 1, "mode": "pro", "seconds": 7})
        judges.check({"id": 1, "seconds": 6}, Expected("base", "/seconds", ("/mode",)))
        judges.check({"id": 1, "mode": None, "seconds": 6}, Expected("base", "/seconds", ("/mode",)))
        judges.check({"id": 1, "mode": "pro", "own": None, "seconds": 8}, Expected("own", "/seconds", ("/own",)))
        judges.check({"id": 1, "mode": "pro", "own": "pro", "seconds": 10}, Expected("other", "/seconds", ("/other",)))
        judges.accept({"id": 1, "mode": "pro", "own": "pro", "other": "std", "seconds": 10})
        judges.check({"seconds": 5}, Expected("required", "/id"))


def test_no_warning_stands_on_a_path_that_has_an_error() -> None:
    judges = request("""
properties:
  prompt: {type: string, maxLength: 5}
  size: {type: string}
required: [prompt]
x-rules:
  - {id: blank, severity: warning, must: {prompt: {pattern: '\\S'}}}
  - {id: size-unused, severity: warning, when: {prompt: x}, must: {size: {present: false}}}
  - {id: size-wrong, when: {prompt: x}, must: {size: {not: L}}}
""")
    judges.check({"prompt": "  "}, warning("blank", "/prompt"))
    judges.check({"prompt": " " * 6}, Expected("maxLength", "/prompt"))
    judges.check({}, Expected("required", "/prompt"))
    judges.check({"prompt": "x", "size": "S"}, warning("size-unused", "/size", ("/prompt",)))
    judges.check({"prompt": "x", "size": "L"}, Expected("size-wrong", "/size", ("/prompt",)))


def test_kleene_logic_through_all_any_and_not() -> None:
    """Each of two fields true, false or unknown; every connective, as a guard."""
    forms: dict[str, Any] = {
        "{all: [{a: 1}, {b: 1}]}": lambda a, b: False if False in (a, b) else None if None in (a, b) else True,
        "{any: [{a: 1}, {b: 1}]}": lambda a, b: True if True in (a, b) else None if None in (a, b) else False,
        "{not: {any: [{a: 1}, {not: {b: 1}}]}}": lambda a, b: (
            False if a is True or b is False else None if None in (a, b) else True
        ),
    }
    for condition, truth in forms.items():
        judges = request(f"""
properties:
  a: {{type: integer}}
  b: {{type: integer}}
  flag: {{type: boolean}}
x-rules:
  - {{id: true-for-sure, when: {condition}, must: {{flag: true}}}}
  - {{id: false-for-sure, when: {{not: {condition}}}, must: {{flag: true}}}}
""")
        for a, b in itertools.product((1, 2, None), repeat=2):
            body = {name: value for name, value in (("a", a), ("b", b)) if value is not None}
            found = judges.all_of({**body, "flag": False})
            known = truth(*(None if one is None else one == 1 for one in (a, b)))
            expected = [] if known is None else ["true-for-sure" if known else "false-for-sure"]
            assert [one.rule for one in found] == expected, (condition, body)
