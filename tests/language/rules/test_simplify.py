"""One family file for several models: each gets a validator and a schema of its own, with rules decided by its name.

Run by pytest.
"""

from __future__ import annotations

import json

import pytest

from tests.contract.documents.case import Expected
from tests.support import family

FAMILY = """
type: object
properties:
  model: {type: string, enum: [one, two, three]}
  size: {type: string, enum: [S, M, L], default: M}
  sound: {type: boolean, default: true}
  seconds: {type: integer}
required: [model]
additionalProperties: false
x-rules:
  - id: size-by-model
    table:
      by: [model]
      rows:
        - {model: one, size: S}
        - {model: [two, three], size: [S, M]}
  - {id: three-is-short, when: {model: three, size: M}, must: {seconds: {maximum: 5}}}
  - {id: sound-not-on-one, when: {not: {model: [two, three]}}, must: {sound: {not: true}}}
  - {id: any-of-both, must: {any: [{model: one}, {seconds: {minimum: 2}}]}}
"""
BY_REFERENCE = (
    FAMILY.replace("model: {type: string, enum: [one, two, three]}", "model: {$ref: '#/$defs/name'}")
    + """
$defs:
  name: {type: string, enum: [one, two, three]}
"""
)
IN_A_PART = (
    FAMILY.replace("  model: {type: string, enum: [one, two, three]}\n", "").replace(
        "required: [model]\nadditionalProperties: false\n", "allOf: [{$ref: '#/$defs/base'}]\n"
    )
    + """
$defs:
  base: {type: object, properties: {model: {type: string, enum: [one, two, three]}}, required: [model]}
"""
)


@pytest.mark.parametrize("text", [FAMILY, BY_REFERENCE, IN_A_PART], ids=["own", "by-reference", "in-a-part"])
def test_every_model_has_its_own_rules(text: str) -> None:
    models = family(text)
    assert list(models) == ["one", "two", "three"]
    one, two, three = models.values()
    one.accept({"model": "one", "size": "S", "sound": False, "seconds": 1})
    one.check(
        {"model": "one"},
        Expected("size-by-model", "/size", ("/model",)),
        Expected("sound-not-on-one", "/sound", ("/model",)),
    )
    two.accept({"model": "two"}, {"model": "two", "size": "S", "sound": True, "seconds": 2})
    two.check(
        {"model": "two", "size": "L", "seconds": 1},
        Expected("size-by-model", "/size", ("/model",)),
        Expected("any-of-both", "/seconds", ("/model",)),
    )
    three.accept({"model": "three", "seconds": 5}, {"model": "three", "size": "S", "seconds": 6})
    three.check({"model": "three", "seconds": 6}, Expected("three-is-short", "/seconds", ("/model", "/size")))


@pytest.mark.parametrize("text", [FAMILY, BY_REFERENCE, IN_A_PART], ids=["own", "by-reference", "in-a-part"])
def test_a_model_refuses_the_names_of_the_others(text: str) -> None:
    models = family(text)
    for name, judges in models.items():
        for other in models:
            body = {"model": other, "size": "S", "sound": False, "seconds": 2}
            found = judges.all_of(body)
            assert [one.path for one in found] == ([] if name == other else ["/model"])
        assert not judges.verdict({"model": name.upper(), "size": "S", "sound": False})
        assert [one.rule for one in judges.all_of({"size": "S", "sound": False})] == ["required"]


def test_the_keyword_is_the_one_that_the_author_wrote() -> None:
    judges = family(FAMILY)["two"]
    judges.check({"model": "one"}, Expected("enum", "/model"))
    assert judges.schema["properties"]["model"]["enum"] == ["two"]


def test_what_the_name_decides_is_gone_from_schema_and_validator() -> None:
    models = family(FAMILY)
    for name, judges in models.items():
        rules = {one["id"] for one in judges.schema["x-rules"]["carried"].values()}
        assert ("three-is-short" in rules) is (name == "three")
        assert ("sound-not-on-one" in rules) is (name == "one")
        assert ("any-of-both" in rules) is (name != "one")
        assert '"model"' not in json.dumps(judges.schema["$defs"])
