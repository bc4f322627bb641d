"""Everybody judges the contract cases as their files say, those of the repository's models and those of any spec."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reelspec.cases.emitter import cases_document, not_carried
from reelspec.cases.oracle import rule_violations
from reelspec.codegen.json_schema import model_schema
from reelspec.codegen.templates import read_template
from reelspec.codegen.validators.emitter import emit_validator
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.contract.scope import scope_of
from tests.specs import BASE, FAMILY, OPERATORS, VARIANT, model_of, names, read, request
from tests.support import load_module

FORMAT = Draft202012Validator(json.loads(read_template("cases/cases.schema.json")))
SPECS: dict[str, Callable[[], Contract]] = {
    **{name: partial(request, text) for name, text in OPERATORS.items()},
    "family": lambda: read({"family.yaml": FAMILY}, discriminator="model"),
    "variant": lambda: read({"clip.yaml": BASE, "clip@final.yaml": VARIANT}, discriminator="model"),
}


def agree(model: Model, provider: Provider, said: dict[str, Any]) -> None:
    """Everybody judges the cases as the file says: the generated validator in full, and JSON Schema what it can carry."""
    validator = load_module(emit_validator(model, provider), model.module)
    schema: dict[str, Any] = model_schema(model)
    judge = Draft202012Validator(schema)
    for case in said["cases"]:
        body = case["body"]
        violations = [one.as_dict() for one in validator.validate(body)]
        assert violations == [*case["violations"], *case["warnings"]], case["name"]
        assert validator.is_valid(body) is case["valid"]
        strict = [one for one in validator.validate(body, strict=True) if one.severity == "error"]
        assert (not strict) is case["valid_strict"], case["name"]
        if not case["violations"] or any(one["rule"] not in said["not_carried"] for one in case["violations"]):
            assert judge.is_valid(body) is case["valid"], case["name"]


@pytest.mark.parametrize("name", names())
def test_a_file_is_of_its_format_and_everybody_judges_as_it_says(name: str) -> None:
    said = cases_document(*model_of(name))
    assert [one.message for one in FORMAT.iter_errors(said)] == []
    agree(*model_of(name), said)


@pytest.mark.parametrize("name", SPECS)
def test_cases_of_any_spec_are_judged_as_they_say(name: str) -> None:
    specs = SPECS[name]()
    for provider in specs.providers:
        for model in provider.models:
            said = cases_document(model, provider)
            assert list(FORMAT.iter_errors(said)) == []
            agree(model, provider, said)
            assert len(said["cases"]) > 25
            left = [one["id"] for one in model_schema(model).get("x-rules", {}).get("notCarried", [])]  # type: ignore[union-attr,index,call-overload]
            errors = {rule.id for rule in model.schema.rules if rule.severity == "error"}
            assert [one for one in left if one in errors] == not_carried(model)


@pytest.mark.parametrize("name", names())
def test_the_rules_own_meaning_gives_the_same_violations(name: str) -> None:
    """Said once more by the operators' plain words, which no generated code has a part in."""
    model, provider = model_of(name)
    scope = scope_of(model.schema, model.definitions)
    ids = {rule.id for rule in model.schema.rules}
    looked = 0
    for case in cases_document(model, provider)["cases"]:
        words = [*case["violations"], *case["warnings"]]
        if isinstance(case["body"], dict) and all(one["rule"] in ids for one in words):
            looked += 1
            expected = rule_violations(model.schema.rules, case["body"], scope)
            assert [(one["rule"], one["path"], tuple(one["related"]), one["severity"]) for one in words] == [
                (one.rule, one.path, one.related, one.severity) for one in expected
            ]
    assert looked > 30


ODD = {
    "names": """
        properties:
          "a/b": {type: string, maxLength: 3}
          "~": {type: integer, minimum: 0}
          "": {type: boolean}
          "line\\nbreak": {type: string, enum: ["x\\ny", z, "é"]}
          "__proto__": {type: string}
          "猫": {type: array, items: {type: object, properties: {"ключ": {type: string}}, required: ["ключ"]}}
        """,
    "values": 'properties: {a: true, b: false, e: {const: null}, f: {enum: [1, "1", true, null, {x: 1}, [2]]}}',
    "sizes": "properties: {a: {type: string, minLength: 9000}, b: {type: array, minItems: 5000, items: {type: integer}}}",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_names_values_and_sizes_are_shown_as_well(name: str) -> None:
    specs = request(ODD[name])
    (provider,) = specs.providers
    said = cases_document(provider.models[0], provider)
    assert list(FORMAT.iter_errors(said)) == []
    agree(provider.models[0], provider, said)
    assert len(said["cases"]) > 15


def test_alternatives_at_the_top_are_shown_one_after_the_other_and_what_is_no_object_is_said() -> None:
    text = """
        x-source: {document: page}
        anyOf:
          - {type: object, properties: {a: {type: string, maxLength: 3}}, required: [a]}
          - {type: object, properties: {b: {type: integer, minimum: 2}}, required: [b]}
        """
    specs = read({"request.yaml": text})
    (provider,) = specs.providers
    said = cases_document(provider.models[0], provider)
    agree(provider.models[0], provider, said)
    assert {"a:valid.minimal", "b:b.minimum.2"} <= {one["name"] for one in said["cases"]}
    (provider,) = read({"request.yaml": "type: array\nx-source: {document: page}\nitems: {type: string}\n"}).providers
    said = cases_document(provider.models[0], provider)
    assert said["cases"] == []
    assert said["absent"][0]["reason"] == "no valid body was found"
