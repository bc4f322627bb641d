"""The documents for readers: titles, rules in words, no combinators of rules, examples; never narrower than what judges."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.contract.other_tools.documents import Asked, asked, messages
from tests.specs import ROOT

DATA = {"default", "examples", "example", "enum", "const"}
"""Keywords that hold values, not schemas."""


def schemas(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a document that may be a schema."""
    if isinstance(value, dict):
        yield value
        for key, one in value.items():
            if key not in DATA:
                yield from schemas(one)
    elif isinstance(value, list):
        for one in value:
            yield from schemas(one)


@pytest.fixture(params=range(4), ids=[one.name for one in asked()])
def one(request: pytest.FixtureRequest) -> Asked:
    index: int = request.param
    return asked()[index]


def test_the_document_is_valid_and_of_no_dialect(one: Asked) -> None:
    assert "jsonSchemaDialect" not in one.document
    OpenAPIV31SpecValidator(one.document).validate()


def test_no_two_titles_make_one_name(one: Asked) -> None:
    components = one.document["components"]["schemas"]
    titled = [schema["title"] for schema in schemas(components) if isinstance(schema.get("title"), str)]
    untitled = [name for name, schema in components.items() if "title" not in schema]
    names = [re.sub(r"[\W_]", "", name).casefold() for name in (*titled, *untitled)]
    assert sorted(names) == sorted(set(names))


def test_nothing_stands_around_the_fields_of_an_object(one: Asked) -> None:
    for schema in schemas(one.document):
        if "properties" in schema and "type" in schema:
            assert not {"allOf", "anyOf", "oneOf", "not", "if", "x-rules"} & set(schema), schema


def test_rules_are_a_list_with_their_sources(one: Asked) -> None:
    components = one.document["components"]["schemas"]
    for model in one.models:
        for rule in messages(model):
            said = [
                line
                for name, schema in components.items()
                if name.split(".family")[0].startswith(model.stem)
                for line in schema.get("description", "").splitlines()
                if line.startswith(f"- **{rule}**")
            ]
            assert said, (model.name, rule)
            source = next(each.source for form in model.forms for each in form.schema.rules if each.id == rule)
            assert source is None or str(source) in said[0]


def test_examples_are_kept() -> None:
    for one in asked()[:2]:
        components = one.document["components"]["schemas"]
        for model in one.models:
            shown = [example.body for example in model.examples if example.rule is None]
            assert all(body in components[model.stem].get("examples", []) for body in shown)


def test_nothing_that_is_legal_is_refused() -> None:
    for one in asked()[:2]:
        for model in one.models:
            cases = json.loads((ROOT / f"generated/cases/{one.name}/{model.stem}.json").read_bytes())["cases"]
            whole = {"$ref": f"#/components/schemas/{model.stem}", "components": one.document["components"]}
            judge = Draft202012Validator(whole)
            assert [case["name"] for case in cases if case["valid"] and not judge.is_valid(case["body"])] == []
