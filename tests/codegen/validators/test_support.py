"""A validator carries the support code that it uses, through any number of functions, and no other."""

from __future__ import annotations

import ast
import builtins
import dis
from collections.abc import Iterator
from types import CodeType, ModuleType

import pytest

from reelspec.codegen.templates import read_template
from reelspec.codegen.validators.emitter import emit_validator
from reelspec.codegen.validators.support import ENTRIES, support_code, support_for
from tests.specs import contract, names, read
from tests.support import load_module

NAMES = [definition.name for definition in support_code()]


def loaded(code: CodeType) -> Iterator[str]:
    """The names that compiled code looks up in its module."""
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from loaded(constant)


@pytest.fixture(params=names())
def source(request: pytest.FixtureRequest) -> bytes:
    provider, _, name = request.param.partition("/")
    (owner,) = (one for one in contract().providers if one.name == provider)
    (model,) = (one for one in owner.models if one.name == name)
    return emit_validator(model, owner, standalone=True)


def test_everything_that_a_validator_looks_up_is_there(source: bytes) -> None:
    module: ModuleType = load_module(source)
    wanted = set(loaded(compile(source, "<validator>", "exec")))
    assert {name for name in wanted if not hasattr(module, name) and not hasattr(builtins, name)} == set()


def test_everything_that_a_validator_carries_is_looked_up(source: bytes) -> None:
    module = load_module(source)
    wanted = set(loaded(compile(source, "<validator>", "exec")))
    assert {name for name in NAMES if hasattr(module, name)} <= wanted
    assert not all(hasattr(module, name) for name in NAMES)


def test_support_code_defines_every_name_once() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_support_code_brings_what_it_uses_itself() -> None:
    found = [definition.name for definition in support_for(["relation", "of_no_name"])]
    assert {"relation", "calculated", "_applied", "_spelt", "_exact", "is_number", "SPACES"} == set(found)
    assert found == [name for name in NAMES if name in found]
    assert support_for([]) == ()


EVERYTHING = """
type: object
properties:
  a: {type: integer, multipleOf: 2, minimum: 1}
  b: {type: [number, "null"]}
  c: {type: string, format: uri, pattern: "^a+$", minLength: 1, x-media: {formats: [mp4]}}
  d: {type: array, items: {type: object, properties: {type: {enum: [x, z], default: x}, o: {type: array}}}}
  e: {enum: [[1], 2]}
  f: {type: array, uniqueItems: true, contains: {type: integer}, minItems: 1, prefixItems: [{}], unevaluatedItems: false}
  g: {oneOf: [{type: string, minLength: 2}, {type: string, pattern: x}, {type: integer}]}
  h: {type: object, properties: {x: {type: integer}}, minProperties: 1, propertyNames: {maxLength: 3}}
  i: {$ref: "#/$defs/one"}
  j: {not: {type: string}}
  k: {type: boolean, default: true}
  l: {type: array, items: {type: string}}
  m: {}
  p: {type: string}
  q: {type: array, items: {type: string}, x-media: {total-seconds: 9}}
required: [a]
unevaluatedProperties: {type: integer}
patternProperties: {"^x": {type: integer}}
$defs:
  one: {type: object, properties: {v: {type: string}}, dependentRequired: {v: [z]}}
x-rules:
  - {id: combined, combinations: {of: d, by: type, allow: [[x], [x, z]]}}
  - {id: counted, limit: {of: d, where: {type: x}, least: 1, most: 2}}
  - {id: two, limit: {of: [d, l], most: 3}}
  - {id: inner, when: {h: {properties: {x: 1}}}, must: {k: true}}
  - {id: deep, when: {d: {contains: {o: {minItems: 1}}}}, must: {l: {minItems: 1}}}
  - {id: presence, exactly-one: [a, c, l]}
  - {id: pair, conflicts: [[a, b], [c, l]], severity: warning}
  - {id: all, all-or-none: [a, b, l]}
  - {id: sum, compare: "a + count(d) <= b"}
  - {id: judged, schema: {properties: {a: {maximum: 5}}}}
  - {id: needs, requires: {a: [b, c], c: [l]}}
  - {id: any, must: {m: [1, 2]}}
  - {id: blank, must: {p: {pattern: "\\\\S"}}}
  - {id: parts, must: {k: true, p: [x, z]}}
  - {id: file, compare: "seconds(c) <= sum(seconds(q))"}
  - {id: fact, must: {c: {fact: {width: 5}}}}
"""


SIMPLE = """
type: object
properties:
  media:
    type: array
    items:
      type: object
      properties: {type: {type: string, enum: [a, b, c, d, e, f]}}
      required: [type]
x-rules:
  - {id: combined, combinations: {of: media, by: type, allow: [[a], [a, f]]}}
"""


def imported(source: bytes | str) -> set[str]:
    """What a module imports from the support code."""
    found = (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.ImportFrom) and one.module == "_support")
    return {alias.name for one in found for alias in one.names}


def test_support_code_is_what_generated_code_asks_of_it() -> None:
    """All that code calls which is made for some spec is there; and what is there is called, if not by that, then by what every
    validator has or by other support code."""
    called: set[str] = set(ENTRIES)
    for text in (EVERYTHING, SIMPLE):
        (owner,) = read({"request.yaml": text}).providers
        called |= imported(emit_validator(owner.models[0], owner))
    # What stands in for a validator, where a body names no model, is a part of the clients' runtime.
    called |= imported(read_template("python/runtime/choosing.py"))
    assert called <= set(NAMES)
    assert {one.name for one in support_for(called)} == set(NAMES)
