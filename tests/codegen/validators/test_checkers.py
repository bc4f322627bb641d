"""Generated code of schemas that leave `type` out, or allow null beside limits: strict checkers find nothing.

Run by pytest.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reelspec.cli.explain import explanation
from reelspec.project.build import Built, build
from tests.contract.documents.case import Expected
from tests.support import judges_of, provider, write_root

VALUES = """
x-source: {document: page}
type: object
properties:
  model: {const: values}
  mode: {enum: [calm, wild]}
  one: {const: x}
  count: {enum: [1, 2, 3]}
  share: {enum: [1, 2.5]}
  switch: {enum: [true, false]}
  only: {const: true}
  mixed: {enum: [a, 1]}
  some: {enum: [a, b, null]}
  most: {enum: [a, 1, 2.5, true, null]}
  close: {enum: [true, 1]}
  nothing: {const: null}
  none: {enum: [null]}
  lists: {enum: [[1, 2], [3]]}
  objects: {enum: [{a: 1}, {b: [2]}]}
  odd: {enum: [[1, 2], x, {a: 1}, null]}
required: [model, mode]
additionalProperties: false
"""
LIMITS = """
x-source: {document: page}
type: object
properties:
  model: {const: limits}
  number: {enum: [1, 2, 3], minimum: 1}
  text: {enum: [ab, abc], maxLength: 3}
  matched: {enum: [ab, abc], pattern: "^ab"}
  both: {enum: [ab, 3, null], minimum: 2, minLength: 1, pattern: a}
  free: {minimum: 3, maxLength: 2}
  whole: {type: [integer, "null"], minimum: 0, maximum: 9, multipleOf: 2}
  open: {type: [integer, "null"], exclusiveMinimum: 0, exclusiveMaximum: 9}
  half: {type: [number, "null"], minimum: 0, multipleOf: 0.5}
  line: {type: [string, "null"], minLength: 1, maxLength: 3, pattern: "^a"}
  two: {type: [string, "null"], minLength: 2, maxLength: 2, pattern: '\\S'}
  choice: {type: [string, "null"], pattern: "^(a|b)$"}
  address: {type: [string, "null"], format: uri, x-media: {formats: [png]}}
  listed: {type: [string, "null"], enum: [a, b, null]}
  wide: {type: [integer, string, boolean, "null"], minimum: 1, maxLength: 2}
required: [model, both, whole]
additionalProperties: false
x-rules:
  - {id: free-limited, when: {wide: {minimum: 2}}, must: {line: {maxLength: 2}, whole: {minimum: 2}, free: {maximum: 9}}}
  - {id: both-a, when: {both: [ab, 3]}, must: {listed: a, number: {minimum: 2}}}
"""
INSIDE = """
x-source: {document: page}
type: object
properties:
  model: {const: inside}
  reference: {$ref: "#/$defs/listed"}
  narrower: {$ref: "#/$defs/listed", minLength: 1}
  all: {allOf: [{enum: [a, b, 1]}, {enum: [b, 1, c]}]}
  any: {anyOf: [{enum: [a, b]}, {enum: [1, 2]}, {const: null}]}
  one: {oneOf: [{enum: [a, b]}, {type: integer, minimum: 3}]}
  other: {enum: [a, 1], not: {const: b}}
  if: {enum: [a, bc], if: {const: a}, then: {maxLength: 1}, else: {minLength: 2}}
  contains: {type: array, contains: {enum: [a, 1]}}
  items: {items: {enum: [1, b, null]}, uniqueItems: true, minItems: 2, maxItems: 2}
  first: {type: array, prefixItems: [{enum: [a]}, {const: 1}], items: {const: z}}
  list: {type: [array, "null"], items: {enum: [a, b]}, uniqueItems: true, contains: {const: a}, minItems: 1}
  numbers: {type: [array, "null"], items: {type: [integer, "null"], minimum: 1}}
  object: {type: [object, "null"], properties: {kind: {enum: [k, 1]}}, required: [kind], minProperties: 1}
  map: {type: [object, "null"], additionalProperties: {enum: [1, 2]}, propertyNames: {enum: [a, b]}}
  deep: {properties: {kind: {enum: [k, l]}, width: {const: 1}}, required: [kind]}
  never: false
required: [model]
additionalProperties: false
$defs:
  listed: {enum: [a, b, 1, null]}
"""
RULES = """
x-source: {document: page}
type: object
properties:
  model: {const: rules}
  mode: {enum: [calm, wild]}
  mixed: {enum: [a, 1]}
  some: {enum: [a, b, null]}
  most: {enum: [a, 1, 2.5, true, null]}
  switch: {enum: [true, false]}
  many: {enum: [a, b, c, d, e, f]}
  count: {enum: [1, 2, 3]}
  media:
    type: array
    items:
      type: object
      properties: {type: {enum: [picture, sound]}, role: {enum: [a, b, 3]}, width: {enum: [1, 2]}}
      required: [type]
      additionalProperties: false
      x-rules:
        - {id: sound-b, when: {type: sound}, must: {role: [b, 3]}}
  camera: {properties: {move: {enum: [pan, 0, null]}, speed: {enum: [1, 2]}}, additionalProperties: false}
required: [model]
additionalProperties: false
x-rules:
  - {id: calm-count, when: {mode: calm}, must: {count: [1, 2], most: {not: 2.5}}}
  - {id: mixed-most, when: {mixed: 1}, must: {most: {not: 1}}}
  - {id: many-some, when: {many: [a, b, c]}, must: {some: a}}
  - {id: not-switch, when: {not: {switch: true}}, must: {any: [{count: 3}, {many: f}]}}
  - {id: count-or, must: {any: [{count: {maximum: 2}}, {all: [{mode: wild}, {mixed: a}]}]}}
  - id: by-mode
    table:
      by: [mode, switch]
      rows:
        - {mode: calm, switch: true, many: [a, b]}
        - {mode: calm, switch: false, many: c}
        - {mode: wild, switch: [true, false], many: {not: a}}
  - {id: by-mixed, table: {by: [mixed], rows: [{mixed: a, most: [a, 2.5]}, {mixed: 1, most: [1, true]}]}}
  - {id: media-types, combinations: {of: media, by: type, allow: [[picture], [picture, sound], [sound, sound]]}}
  - {id: wide-pictures, limit: {of: media, where: {type: picture, width: {minimum: 2}}, most: 1}}
  - {id: roles, limit: {of: media, where: {role: [a, 3]}, most: 1}}
  - {id: sound-needs-mode, when: {media: {contains: {type: sound}}}, must: {mode: {present: true}}}
  - {id: pan-is-slow, when: {camera: {properties: {move: pan}}}, must: {camera: {properties: {speed: 1}}}}
  - {id: most-needs-mixed, requires: {most: [mixed]}}
  - {id: some-or-many, conflicts: [[some], [many, mixed]]}
  - {id: as-schema, schema: {properties: {many: {enum: [a, b, c, d]}, most: {enum: [1, a, null]}}}}
"""
FAMILY = """
x-source: {document: page}
type: object
properties:
  model: {enum: [first, second]}
  size: {enum: [s, m]}
  sound: {enum: [true, false]}
required: [model]
additionalProperties: false
x-rules:
  - {id: size-by-model, table: {by: [model], rows: [{model: first, size: s}, {model: second, size: [s, m]}]}}
"""
VARIANT = """
x-source: {document: page}
x-variant: {of: second, when: {sound: true}}
type: object
properties:
  model: {const: second}
  sound: {const: true}
  loud: {enum: [0, 1, null]}
required: [model]
additionalProperties: false
"""
WIDE_FIELDS = 80
KINDS = (
    "{type: object, properties: {a: {type: string}, b: {type: integer, minimum: 1}}, required: [a]}",
    "{type: array, items: {type: object, properties: {n: {type: number, maximum: 9}, m: {enum: [u, v]}}}, maxItems: 3}",
    "{type: [string, 'null'], minLength: 2, maxLength: 5, pattern: '^a'}",
    '{$ref: "#/$defs/part"}',
    "{type: object, additionalProperties: {type: string, maxLength: 3}}",
)
"""The fields of a wide object, each of one of these."""
WIDE = f"""
x-source: {{document: page}}
type: object
properties:
  model: {{const: wide}}
  deep:
    type: object
    properties:
      {"".join(f"d{index}: {KINDS[index % 5]}{chr(10)}      " for index in range(WIDE_FIELDS))}
  {"".join(f"f{index}: {KINDS[index % 5]}{chr(10)}  " for index in range(WIDE_FIELDS))}
required: [model, f1]
additionalProperties: false
x-rules:
  - {{id: f0-or-f2, conflicts: [[f0], [f2]]}}
  - {{id: f7-before, when: {{f7: {{present: true}}}}, must: {{f12: {{present: true}}}}}}
$defs:
  part: {{type: object, properties: {{p: {{type: boolean}}, q: {{$ref: "#/$defs/part"}}}}, additionalProperties: false}}
"""
SILENT = """
openapi: 3.1.0
info: {title: Silent, version: "1"}
servers: [{url: "https://silent.example"}]
paths: {/films: {get: {responses: {"200": {description: Films., content: {text/csv: {}}}}}}}
"""
EMPTY = """
openapi: 3.1.0
info: {title: Empty, version: "1"}
servers: [{url: "https://empty.example"}]
paths:
  /films:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Film"}}}}
      responses: {"204": {description: Done.}}
components:
  schemas:
    Film: {type: object, properties: {kind: {type: string, enum: [], allOf: [{$ref: "#/components/schemas/Kind"}]}}}
    Kind: {type: string, oneOf: [{const: a}, {const: b}]}
"""
"""Documents of somebody else: in one no request has a body, in the other a list allows nothing, whatever stands beside it."""
FILES = {
    "values": VALUES,
    "limits": LIMITS,
    "inside": INSIDE,
    "rules": RULES,
    "family": FAMILY,
    "second@loud": VARIANT,
    "wide": WIDE,
}
MODELS = ("values", "limits", "inside", "rules", "first", "second")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("untyped")
    write_root(root, provider({f"{name}.yaml": text for name, text in FILES.items()}, discriminator="model"))
    standalone = json.dumps([f"acme/{one}" for one in MODELS])
    write_root(root, {"specs/silent/openapi.yaml": SILENT, "specs/empty/openapi.yaml": EMPTY})
    write_root(root, {"pyproject.toml": f"[tool.reelspec]\nstandalone = {standalone}\n"})
    return build(root)


@pytest.fixture(scope="module")
def made(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """generated/ of the models."""
    return write_root(tmp_path_factory.mktemp("made"), {path: data.decode() for path, data in built.files.items()})


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)


def test_mypy_finds_nothing(made: Path) -> None:
    ran = run(made / "python", sys.executable, "-m", "mypy", "--strict", "videoapis", made / "standalone")
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_basedpyright_finds_nothing(made: Path) -> None:
    settings = {"include": ["python/videoapis", "standalone"], "extraPaths": ["python"], "pythonVersion": "3.11"}
    written = json.dumps({**settings, "typeCheckingMode": "strict"})
    (made / "pyrightconfig.json").write_text(written, encoding="utf-8")
    ran = run(made, sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable)
    assert "0 errors, 0 warnings" in ran.stdout, ran.stdout


def test_types_are_those_of_the_values(made: Path) -> None:
    text = (made / "python/videoapis/acme/requests.py").read_text(encoding="utf-8")
    found = dict(re.findall(r'^ +"?(\w+)"?: (?:NotRequired\[)?(.+?)\]?,?$', text, re.MULTILINE))
    wanted = {
        "only": "Literal[True]",
        "mixed": 'Literal["a", 1]',
        "nothing": "None",
        "whole": "int | None",
        "lists": "list[Any]",
        "odd": 'Literal["x"] | list[Any] | dict[str, Any] | None',
        "narrower": 'Literal["a", "b", 1] | None',
        "all": 'Literal["b", 1]',
        "width": "Literal[1, 2]",
    }
    assert {name: found[name] for name in wanted} == wanted


POOL: tuple[Any, ...] = (
    *("a", "b", "c", "ab", "abc", "bc", "calm", "wild", "x", "z", "pan", "picture", "https://a", ""),
    *(0, 1, 1.0, 2, 2.5, 3, 4, 9, True, False, None, [], {}, [1, 2], [1.0, 2], [True, 2], [3], {"a": 1}, {"b": [2]}),
    *(["a"], ["a", "b"], [1, "b"], ["a", 1], ["a", 1, "z"], [None, 1], [1, 1.0], {"kind": "k"}, {"kind": 1}, {"a": 3}),
    *({"move": "pan", "speed": 2}, {"move": None, "speed": 1}, [{"type": "picture", "width": 2}]),
    *([{"type": "sound", "role": "b"}] * 2, [{"type": "sound", "role": "a"}], [{"type": True}, {"role": 3}]),
)


def bodies(name: str, fields: Sequence[str]) -> list[dict[str, Any]]:
    """Each value in each field, alone and beside another one."""
    needed: dict[str, dict[str, Any]] = {"values": {"mode": "calm"}, "limits": {"both": 3, "whole": 2}}
    base: dict[str, Any] = {"model": name, **needed.get(name, {})}
    found = [base]
    for at, one in enumerate(fields):
        for index, value in enumerate(POOL):
            other = {fields[index % len(fields)]: POOL[(index * 7 + at) % len(POOL)]}
            found += [{**base, one: value}, {**base, **other, one: value}]
    return found


@pytest.mark.parametrize("name", MODELS)
def test_all_judges_agree(built: Built, name: str) -> None:
    judges = judges_of(built, name)
    (model,) = (one for one in built.contract.models() if one.name == name)
    fields = sorted({one for form in model.forms for one in form.schema.properties} - {"model"})
    assert {judges.verdict(body) for body in bodies(name, fields)} == {True, False}


GOOD: tuple[Any, ...] = ({"a": "x", "b": 1}, [{"n": 1, "m": "u"}], "abc", {"q": {"p": True}}, {"k": "v"})
BAD: tuple[tuple[Any, str, str], ...] = (
    ({"b": 1}, "required", "/a"),
    ([{"n": 10}], "maximum", "/0/n"),
    ("bcd", "pattern", ""),
    ({"q": {"p": 1}}, "type", "/q/p"),
    ({"k": "long"}, "maxLength", "/k"),
)
"""For each of the kinds a value that is accepted, and one that is not, with the keyword and the place."""


def test_judges_of_an_object_of_very_many_fields_agree(built: Built) -> None:
    judges = judges_of(built, "wide")
    base = {"model": "wide", "f1": GOOD[1], "f12": GOOD[2]}
    everything = {f"f{index}": GOOD[index % 5] for index in range(WIDE_FIELDS) if index != 2}
    deep = {f"d{index}": GOOD[index % 5] for index in range(WIDE_FIELDS)}
    judges.accept({**base, **everything, "deep": deep})
    judges.check({**base, **everything, "f2": "abc"}, Expected("f0-or-f2", "/f0", ("/f2",)))
    judges.check({"model": "wide", "f1": [], "f7": "abc"}, Expected("f7-before", "/f12", ("/f7",)))
    judges.check({**base, "other": 1}, Expected("additionalProperties", "/other"))
    for index in range(WIDE_FIELDS):
        value, keyword, place = BAD[index % 5]
        judges.check({**base, f"f{index}": value}, Expected(keyword, f"/f{index}{place}"))
        judges.check({**base, "deep": {**deep, f"d{index}": value}}, Expected(keyword, f"/deep/d{index}{place}"))


def test_the_keyword_that_is_broken_is_the_one_that_is_written(built: Built) -> None:
    judges = judges_of(built, "values")
    assert judges.schema["properties"]["mode"] == {"enum": ["calm", "wild"]}
    for value in (5, "Calm", None, ["calm"]):
        judges.check({"model": "values", "mode": value}, Expected("enum", "/mode"))


def test_explain_gives_the_types_of_the_values(built: Built) -> None:
    (model,) = (one for one in built.contract.models() if one.name == "values")
    rows = {line.split()[0]: line for line in explanation(model, 200).splitlines() if line.strip()}
    assert re.split(r"  +", rows["mode"])[:2] == ["mode", "string"]
    assert re.split(r"  +", rows["share"])[:2] == ["share", "number"]
    assert re.split(r"  +", rows["most"])[:2] == ["most", "string, number, boolean or null"]
