"""The committed contract cases: of the format they say, judged by everybody as they say, complete, and named to stay."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reelspec.cases import Nothing, Space
from reelspec.cases.emitter import cases_document, emit_cases, most_cases, not_carried
from reelspec.cases.oracle import rule_violations
from reelspec.cases.suite import Suite, suite_of
from reelspec.codegen.json_schema import model_schema
from reelspec.codegen.templates import read_template
from reelspec.codegen.validators.emitter import emit_validator
from reelspec.language.contract.goals import Holds
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.contract.schema import TYPES, Present, Schema
from reelspec.language.contract.scope import resolved, scope_of
from reelspec.language.source.values import has_type
from reelspec.output.publish import publish
from reelspec.project.build import build
from tests.cases.judged import ROOT, contract, names, read, request
from tests.cases.specs import BASE, FAMILY, OPERATORS, VARIANT
from tests.support import load_module

FORMAT = Draft202012Validator(json.loads(read_template("cases/cases.schema.json")))
SPECS: dict[str, Callable[[], Contract]] = {
    **{name: partial(request, text) for name, text in OPERATORS.items()},
    "family": lambda: read({"family.yaml": FAMILY}, discriminator="model"),
    "variant": lambda: read({"clip.yaml": BASE, "clip@final.yaml": VARIANT}, discriminator="model"),
}


@lru_cache
def found(name: str) -> tuple[Model, Provider]:
    """A model of the repository."""
    for provider in contract().providers:
        for model in provider.models:
            if f"{provider.name}/{model.name}" == name:
                return model, provider
    raise LookupError(name)


@lru_cache
def document(name: str) -> dict[str, Any]:
    return cases_document(*found(name))


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
    said = document(name)
    assert [one.message for one in FORMAT.iter_errors(said)] == []
    agree(*found(name), said)


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
    model, _ = found(name)
    scope = scope_of(model.schema, model.definitions)
    ids = {rule.id for rule in model.schema.rules}
    looked = 0
    for case in document(name)["cases"]:
        words = [*case["violations"], *case["warnings"]]
        if isinstance(case["body"], dict) and all(one["rule"] in ids for one in words):
            looked += 1
            expected = rule_violations(model.schema.rules, case["body"], scope)
            assert [(one["rule"], one["path"], tuple(one["related"]), one["severity"]) for one in words] == [
                (one.rule, one.path, one.related, one.severity) for one in expected
            ]
    assert looked > 30


@pytest.mark.parametrize("name", names())
def test_a_refused_body_is_broken_in_one_place(name: str) -> None:
    for case in document(name)["cases"]:
        assert case["valid"] is (case["violations"] == [])
        if "-while-" not in case["name"]:
            assert len(case["violations"]) <= 1, case["name"]
        if ".not." in case["name"] or (case["name"].startswith("rule") and ".broken" in case["name"]):
            assert case["violations"] or case["warnings"], case["name"]
        if case["kind"] in ("valid", "value", "pair"):
            assert case["valid"] and len(case["warnings"]) <= 1


def fields_of(schema: Schema, model: Model, prefix: str = "") -> Iterator[tuple[str, Schema, bool]]:
    """Every field with its path (`media[].type`), its schema and whether it is required."""
    for field in scope_of(schema, model.definitions).fields.values():
        yield prefix + field.name, field.schema, field.required
        if field.schema.items is not None:
            item = resolved(field.schema.items, model.definitions)
            yield f"{prefix}{field.name}[]", item, False
            if item.types == ("object",):
                yield from fields_of(item, model, f"{prefix}{field.name}[].")


def values_at(body: Any, path: str) -> list[Any]:
    found = [body]
    for step in path.split("."):
        key = step.removesuffix("[]")
        found = [one[key] for one in found if isinstance(one, dict) and key in one]
        if step.endswith("[]"):
            found = [item for one in found if isinstance(one, list) for item in one]
    return found


@pytest.mark.parametrize("name", names())
def test_every_field_is_shown_accepted_and_refused_in_every_way(name: str) -> None:
    model, _ = found(name)
    cases = document(name)["cases"]
    known = {case["name"] for case in cases}
    for path, schema, required in fields_of(model.schema, model):
        refused = [
            value
            for case in cases
            if case["about"] == path and len(case["violations"]) == 1
            for value in values_at(case["body"], path)
        ]
        accepted = [value for case in cases if case["valid"] for value in values_at(case["body"], path)]
        for kind in TYPES:
            if (
                schema.types is not None
                and kind not in schema.types
                and (kind, "number") != ("integer", schema.types[0])
            ):
                assert any(has_type(value, kind) for value in refused), (path, kind)
        for value in schema.values() or ():
            shown = value in accepted or any(
                value in values_at(case["body"], path) for case in cases if case["kind"] == "rule"
            )
            assert shown, (path, value)
        for low, high, measure in (
            (schema.minimum, schema.maximum, lambda value: value),
            (schema.min_length, schema.max_length, len),
            (schema.min_items, schema.max_items, len),
        ):
            for bound, beyond in ((low, -1), (high, 1)):
                if bound is None or bound + beyond < 0 == bound:
                    continue
                same = [one for one in accepted if has_type(one, (schema.types or ("",))[0])]
                outside = [one for one in refused if has_type(one, (schema.types or ("",))[0])]
                assert bound in map(measure, same), (path, bound)
                assert bound + beyond in map(measure, outside), (path, bound + beyond)
        texts = [one for one in schema.values() or () if isinstance(one, str) and one.swapcase() != one]
        if texts and schema.types == ("string",):
            assert any(value == texts[0].swapcase() for value in refused), path
        if required:
            assert f"{path}.required.not" in known
    assert "additionalProperties.not.unknown_field" in known
    assert {"type.not.null", "type.not.array", "type.not.string"} <= known


@pytest.mark.parametrize("name", names())
def test_every_rule_is_shown_kept_and_broken_or_the_file_says_why_not(name: str) -> None:
    model, _ = found(name)
    said = document(name)
    for rule in model.schema.rules:
        mine = [case for case in said["cases"] if case["about"] == rule.id]
        broken = [case for case in mine if rule.id in {one["rule"] for one in (*case["violations"], *case["warnings"])}]
        reasons = [one for one in said["absent"] if one["about"] == rule.id]
        assert broken or reasons, rule.id
        assert all(one["severity"] == rule.severity for case in broken for one in said_of(case, rule.id))
        if rule.severity == "contested" and broken:
            assert any(case["valid"] and not case["valid_strict"] for case in broken), rule.id
            assert all(
                " but the document also says otherwise" in said_of(case, rule.id)[0]["message"] for case in broken
            )
    assert all(one["reason"] for one in said["absent"])


def said_of(case: dict[str, Any], rule: str) -> list[dict[str, Any]]:
    return [one for one in (*case["violations"], *case["warnings"]) if one["rule"] == rule]


@pytest.mark.parametrize("name", names())
def test_every_pair_of_optional_fields_is_shown_or_cannot_be(name: str) -> None:
    model, _ = found(name)
    said = document(name)
    absent = {one["name"] for one in said["absent"]}
    fields = scope_of(model.schema, model.definitions).fields
    optional = [one for one, field in fields.items() if not field.required]
    valid = [set(case["body"]) for case in said["cases"] if case["valid"]]
    space = Space(model.schema, model.definitions)
    errors = [rule for rule in space.rules if rule.severity == "error"]
    for one, other in combinations(optional, 2):
        if f"pair.{one}+{other}" in absent:
            solved = space.solve([Holds(Present(one)), Holds(Present(other))], heed=errors)
            late = space.solve([Holds(Present(one)), Holds(Present(other))], heed=space.rules)
            assert solved == Nothing(True) or isinstance(late, Nothing)
        else:
            assert any({one, other} <= body for body in valid), (one, other)


@pytest.mark.parametrize("name", ["powertokens/seedance-1-5-pro-251215", "powertokens/wan2.7-i2v", "apimart/wan2.7"])
def test_a_rule_or_a_field_that_comes_or_goes_renames_no_other_case(name: str) -> None:
    model, _ = found(name)
    before = by_body(suite_of(model))
    schema = model.schema
    for index, rule in enumerate(schema.rules):
        fewer = replace(schema, rules=(*schema.rules[:index], *schema.rules[index + 1 :]))
        after = by_body(suite_of(replace(model, schema=fewer, forms=(replace(model.forms[0], schema=fewer),))))
        assert renamed(before, after) == [], rule.id
    free = next(
        one for one in reversed(list(schema.properties)) if not any(one in rule.reads for rule in schema.rules)
    )  # fmt: skip
    fewer = replace(schema, properties={key: one for key, one in schema.properties.items() if key != free})
    after = by_body(suite_of(replace(model, schema=fewer, forms=(replace(model.forms[0], schema=fewer),))))
    assert renamed(before, after) == []


def by_body(suite: Suite) -> dict[str, str]:
    return {json.dumps(case.body, sort_keys=True): case.name for case in suite.cases}


def renamed(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str]]:
    """Names of one body that differ, where the name that it had is now nobody's, nor was it the rule's that went."""
    names = set(after.values())
    return [
        (name, after[body])
        for body, name in before.items()
        if body in after and after[body] != name and name.split(".")[0] != "rule" and name not in names
    ]


KEYWORDS = """
    properties:
      name: {type: string}
      card: {type: string}
      address: {type: string}
      pair: {type: array, prefixItems: [{type: string}, {type: integer, minimum: 1}], items: false}
      marks: {type: array, items: {type: string}, contains: {const: top}, minContains: 1, maxContains: 2}
      labels: {type: object, maxProperties: 2, additionalProperties: {type: string, maxLength: 3}}
      either: {anyOf: [{type: integer, minimum: 1}, {type: string, enum: [auto]}]}
      only: {oneOf: [{type: integer, multipleOf: 2}, {type: integer, multipleOf: 3}]}
      unlike: {type: string, not: {enum: [bad]}}
    patternProperties: {"^x-": {type: integer, minimum: 5}}
    dependentRequired: {card: [address]}
    required: [name]
    additionalProperties: false
    """


def test_keywords_beyond_the_usual_ones_are_broken_one_by_one() -> None:
    (model,) = request(KEYWORDS).models()
    cases = suite_of(model).cases
    broken = {case.found[0].rule for case in cases if len(case.found) == 1}
    assert {
        "dependentRequired", "minimum", "type", "false", "maxContains", "maxLength", "enum", "oneOf", "not",
        "additionalProperties", "required", "contains", "minContains",
    } - broken <= {"contains", "minContains"}  # fmt: skip
    assert {"contains", "minContains"} & broken
    assert any(
        case.found[0].path == "/either" for case in cases if len(case.found) == 1
    )  # by the branch that was meant
    assert any(case.name.startswith("x-") or "x-" in str(case.body) for case in cases)


def test_a_definition_that_contains_itself_ends() -> None:
    text = """
        properties:
          tree: {$ref: "#/$defs/node"}
        $defs:
          node:
            type: object
            properties: {word: {type: string, maxLength: 4}, below: {type: array, items: {$ref: "#/$defs/node"}}}
            required: [word]
            additionalProperties: false
        """
    (model,) = request(text).models()
    names = {case.name for case in suite_of(model).cases}
    assert {"tree.word.maxLength.not.5", "tree.below[].word.required.not"} <= names


@pytest.mark.parametrize(
    "inside",
    [
        "items: {$ref: '#/$defs/node'}",
        "items: {type: array, items: {$ref: '#/$defs/node'}}, minItems: 1",
        "prefixItems: [{$ref: '#/$defs/node'}]",
        "contains: {$ref: '#/$defs/node'}",
    ],
)
@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_an_array_that_contains_itself_ends(inside: str, keyword: str) -> None:
    text = f"""
        properties:
          tree: {{$ref: "#/$defs/node"}}
        $defs:
          node:
            {keyword}:
              - {{type: array, {inside}}}
              - {{type: integer}}
        """
    (model,) = request(text).models()
    cases = suite_of(model).cases
    assert {"valid", "fault"} <= {case.kind for case in cases}
    assert any(isinstance(case.body, dict) and case.body.get("tree") == 42 for case in cases)


def test_numbers_that_not_every_parser_reads_alike_are_left_out_by_name() -> None:
    specs = request("properties: {seed: {type: integer, minimum: 0, maximum: 9223372036854775807}}")
    (provider,) = specs.providers
    said = cases_document(provider.models[0], provider)
    left = {one["name"]: one for one in said["absent"]}
    assert "seed.maximum.not.9223372036854775808" in left
    assert "beyond 2^53" in left["seed.maximum.not.9223372036854775808"]["reason"]
    assert all(
        number <= 2**53
        for number in map(int, re.findall(r": (\d+)", json.dumps([one["body"] for one in said["cases"]])))
    )


def test_a_model_has_so_many_cases_and_no_more_and_the_file_says_so() -> None:
    model, provider = found("powertokens/wan2.7-i2v")
    suite = suite_of(model, most=20)
    assert len(suite.cases) == 20
    assert suite.absent[-1].outcome == "left out"
    many = replace(provider, models=provider.models * 50)
    assert most_cases(provider) > 500 > most_cases(many) >= 50


def test_bodies_that_no_rule_lets_through_are_named() -> None:
    text = """
        properties: {size: {type: string, enum: [S, M]}, mode: {type: string, enum: [a, b]}}
        required: [size]
        x-rules:
          - {id: one, must: {size: S}}
          - {id: other, must: {size: M}}
        """
    (model,) = request(text).models()
    suite = suite_of(model)
    assert suite.cases == ()
    assert [(one.name, one.outcome) for one in suite.absent] == [("valid", "not found")]


def test_the_file_is_the_same_under_any_hash_seed_and_readable() -> None:
    model, provider = found("powertokens/wan2.1-kf2v-plus")
    artifacts = {artifact.path: artifact for artifact in emit_cases(contract())}
    made = artifacts["cases/powertokens/wan2.1-kf2v-plus.json"].make()
    assert made == artifacts["cases/powertokens/wan2.1-kf2v-plus.json"].make()
    assert json.loads(made) == cases_document(model, provider)
    assert max(map(len, made.split(b"\n"))) < 1_500
    assert artifacts["cases/README.md"].make().decode().count(".json`]") == len(contract().models())


def test_a_changed_rule_remakes_the_cases_of_its_model_alone(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    first = build(tmp_path)
    publish(tmp_path / "generated", first.files, first.manifest)
    assert build(tmp_path).made == ()
    spec = tmp_path / "specs/powertokens/models/wan2.7-i2v.yaml"
    text = spec.read_text(encoding="utf-8")
    spec.write_text(text.replace("        - [first_clip, last_frame]\n", ""), encoding="utf-8")
    made = [path for path in build(tmp_path).made if path.startswith("cases/")]
    # The README names the models of all specs.
    assert made == ["cases/README.md", "cases/powertokens/wan2.7-i2v.json"]


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


def test_a_body_of_megabytes_is_named_and_not_written() -> None:
    specs = request(
        "properties: {picture: {type: string, maxLength: 3000000}, size: {enum: [small, large]}}\nrequired: [picture]"
    )
    (provider,) = specs.providers
    model = provider.models[0]
    assert len(json.dumps(cases_document(model, provider))) < 100_000
    suite = suite_of(model)
    left_out = {one.name: one.reason for one in suite.absent if one.outcome == "left out"}
    assert {"picture.maxLength.3000000", "picture.maxLength.not.3000001"} <= left_out.keys()
    assert all("characters" in reason for reason in left_out.values())
    assert any(one.name == "size.enum.large" for one in suite.cases)
