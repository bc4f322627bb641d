"""`x-variant`: a second page about the same model name, chosen by its condition. Run by pytest."""

from __future__ import annotations

from functools import cache

import pytest

from reelspec.language.source.place import Problems
from tests.contract.documents.case import Expected, warning
from tests.support import Judges, build_files, judges_of, provider

PLAIN = """
type: object
properties:
  model: {type: string, const: m}
  version: {type: string, enum: ["1", "2"]}
  image: {type: string}
  seconds: {type: integer, maximum: 5}
required: [model]
additionalProperties: false
x-rules:
  - {id: image-is-short, when: {image: {present: true}}, must: {seconds: {maximum: 3}}}
"""
LONG = """
x-variant: {of: m, when: {version: "2"}}
type: object
properties:
  model: {type: string, const: m}
  version: {type: string, enum: ["1", "2"]}
  video: {type: string}
  image: {type: string}
  seconds: {type: integer, maximum: 10}
required: [model, seconds]
additionalProperties: false
x-rules:
  - {id: image-is-short, when: {image: {present: true}}, must: {seconds: {maximum: 8}}}
  - {id: apart, conflicts: [[image], [video]]}
"""


@cache
def judges() -> Judges:
    files = provider({"m.yaml": PLAIN, "m@long.yaml": LONG}, discriminator="model")
    return judges_of(build_files(files), "m")


def test_the_page_whose_condition_holds_is_the_one_that_counts() -> None:
    judges().accept(
        {"model": "m"},
        {"model": "m", "seconds": 5},
        {"model": "m", "version": "1", "image": "x", "seconds": 3},
        {"model": "m", "version": "2", "seconds": 10},
        {"model": "m", "version": "2", "image": "x", "seconds": 8},
        {"model": "m", "version": "2", "video": "x", "seconds": 8},
    )
    judges().check({"model": "m", "seconds": 6}, Expected("maximum", "/seconds"))
    judges().check({"model": "m", "version": "2"}, Expected("required", "/seconds"))
    judges().check({"model": "m", "version": "2", "seconds": 11}, Expected("maximum", "/seconds"))
    judges().check({"model": "m", "video": "x"}, Expected("additionalProperties", "/video"))


def test_rules_of_one_name_differ_by_page() -> None:
    judges().check(
        {"model": "m", "version": "1", "image": "x", "seconds": 4},
        Expected("image-is-short", "/seconds", ("/image",)),
    )
    judges().check(
        {"model": "m", "version": "2", "image": "x", "seconds": 9},
        Expected("image-is-short", "/seconds", ("/image",)),
    )
    judges().check(
        {"model": "m", "version": "2", "image": "x", "video": "y", "seconds": 4},
        Expected("apart", "/image", ("/video",)),
    )


def test_a_refused_value_chooses_the_page_that_counts_when_no_other_does() -> None:
    judges().check({"model": "m", "version": 2, "seconds": 5}, Expected("type", "/version"))
    judges().check(
        {"model": "m", "version": "3", "seconds": 6}, Expected("enum", "/version"), Expected("maximum", "/seconds")
    )
    judges().check({"model": "n", "version": "2", "seconds": 10}, Expected("const", "/model"))


@pytest.mark.parametrize("body", [None, 5, [], "m"])
def test_what_is_no_object(body: object) -> None:
    judges().check(body, Expected("type", ""))


def test_a_default_decides_the_page_of_a_body_without_the_field() -> None:
    files = provider(
        {
            "m.yaml": PLAIN.replace('enum: ["1", "2"]', 'enum: ["1", "2"], default: "2"'),
            "m@long.yaml": LONG.replace('enum: ["1", "2"]', 'enum: ["1", "2"], default: "2"'),
        },
        discriminator="model",
    )
    found = judges_of(build_files(files), "m")
    found.accept({"model": "m", "seconds": 10}, {"model": "m", "version": "1"})
    found.check({"model": "m"}, Expected("required", "/seconds"))
    found.check({"model": "m", "version": "1", "seconds": 6}, Expected("maximum", "/seconds"))


def test_a_condition_on_nothing_is_refused() -> None:
    files = provider(
        {"m.yaml": PLAIN, "m@long.yaml": LONG.replace('{version: "2"}', '{versoin: "2"}')}, discriminator="model"
    )
    with pytest.raises(Problems) as found:
        build_files(files)
    assert "versoin" in str(found.value)


def test_a_condition_may_refer_to_a_definition() -> None:
    long = (
        LONG.replace('when: {version: "2"}', "when: {version: {$ref: '#/$defs/second'}}")
        + '$defs: {second: {const: "2"}}\n'
    )
    found = judges_of(build_files(provider({"m.yaml": PLAIN, "m@long.yaml": long}, discriminator="model")), "m")
    found.accept({"model": "m", "version": "2", "seconds": 10}, {"model": "m", "version": "1"})
    found.check({"model": "m", "version": "1", "seconds": 6}, Expected("maximum", "/seconds"))


def test_a_page_that_is_open_warns_of_what_nothing_knows() -> None:
    files = provider(
        {"m.yaml": PLAIN, "m@long.yaml": LONG.replace("additionalProperties: false\n", "")}, discriminator="model"
    )
    found = judges_of(build_files(files), "m")
    found.check({"model": "m", "version": "2", "seconds": 1, "x": 1}, warning("additionalProperties", "/x"))
    found.check({"model": "m", "version": "1", "x": 1}, Expected("additionalProperties", "/x"))


def test_examples_of_every_page_belong_to_the_model() -> None:
    long = (
        LONG
        + 'examples: [{model: m, version: "2", seconds: 9}]\n'
        + 'x-invalid-examples: [{body: {model: m, version: "2"}, rule: required}]\n'
    )
    built = build_files(
        provider({"m.yaml": PLAIN + "examples: [{model: m}]\n", "m@long.yaml": long}, discriminator="model")
    )
    (model,) = built.contract.models()
    assert [(one.body, one.rule) for one in model.examples] == [
        ({"model": "m"}, None),
        ({"model": "m", "version": "2", "seconds": 9}, None),
        ({"model": "m", "version": "2"}, "required"),
    ]
