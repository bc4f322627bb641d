"""The OpenAPI documents that judge: valid, self-contained, and of the same mind as the schemas of the models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.contract.documents.case import Case

GENERATED = Path(__file__).parents[3] / "generated"
PROVIDERS = sorted(path.name.removesuffix(".rules.json") for path in (GENERATED / "openapi").glob("*.rules.json"))
TABLES = ("wan2_7_r2v", "wan2_7_i2v", "wan_kf2v", "seedance_1", "apimart_wan2_7")


def document(provider: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((GENERATED / "openapi" / f"{provider}.rules.json").read_text())
    return loaded


def references(value: object, at: str = "") -> Iterator[tuple[str, str]]:
    """(place, reference) of every `$ref` and of every target of a discriminator."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref" and isinstance(inner, str):
                yield at, inner
            elif key == "mapping" and "propertyName" in value:
                yield from ((f"{at}/mapping/{name}", target) for name, target in inner.items())
            else:
                yield from references(inner, f"{at}/{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from references(inner, f"{at}/{index}")


def resolve(root: Any, reference: str) -> Any:
    assert reference.startswith("#/")
    for token in reference[2:].split("/"):
        root = root[token.replace("~1", "/").replace("~0", "~")]
    return root


@pytest.mark.parametrize("provider", PROVIDERS)
def test_other_tools_accept_the_document(provider: str) -> None:
    found = document(provider)
    assert found["openapi"] == "3.1.0"
    assert found["jsonSchemaDialect"] == "https://json-schema.org/draft/2020-12/schema"
    OpenAPIV31SpecValidator(found).validate()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_reference_stays_in_the_document_and_leads_somewhere(provider: str) -> None:
    found = document(provider)
    every = list(references(found))
    assert every
    for _, reference in every:
        assert resolve(found, reference) is not None
    names = list(found["components"]["schemas"])
    assert all(name.replace(".", "").replace("-", "").replace("_", "").isalnum() for name in names)


def test_a_creation_links_to_its_poll_and_its_content() -> None:
    created = document("powertokens")["paths"]["/v1/videos"]["post"]["responses"]["200"]
    assert created["links"] == {
        "videos.retrieve": {"operationId": "videos.retrieve", "parameters": {"task_id": "$response.body#/id"}},
        "videos.content": {"operationId": "videos.content", "parameters": {"task_id": "$response.body#/id"}},
    }
    submitted = document("apimart")["paths"]["/v1/videos/generations"]["post"]["responses"]["200"]
    assert submitted["links"] == {
        "tasks.retrieve": {
            "operationId": "tasks.retrieve",
            "parameters": {"task_id": "$response.body#/data/0/task_id"},
        }
    }


def test_the_discriminator_leads_every_model_name_to_its_component() -> None:
    body = document("powertokens")["paths"]["/v1/videos"]["post"]["requestBody"]["content"]["application/json"]
    mapping = body["schema"]["discriminator"]["mapping"]
    assert {choice["$ref"] for choice in body["schema"]["oneOf"]} == set(mapping.values())
    for model, target in mapping.items():
        component = resolve(document("powertokens"), target)["properties"]["model"]
        assert model in component.get("enum", [component.get("const")])


def cases() -> Iterator[tuple[str, tuple[Case, ...]]]:
    for name in TABLES:
        table = import_module(f"tests.contract.documents.{name}")
        yield table.PROVIDER, table.CASES


@pytest.mark.parametrize(("provider", "table"), list(cases()), ids=TABLES)
def test_components_judge_as_the_schemas_of_the_models_do(provider: str, table: tuple[Case, ...]) -> None:
    found = document(provider)
    judges: dict[str, tuple[Draft202012Validator, Draft202012Validator]] = {}
    for case in table:
        if case.model not in judges:
            own = json.loads((GENERATED / "schemas" / provider / f"{case.model}.json").read_text())
            inside = {"$ref": f"#/components/schemas/{case.model}", "components": found["components"]}
            judges[case.model] = Draft202012Validator(own), Draft202012Validator(inside)
        alone, bundled = judges[case.model]
        assert alone.is_valid(case.body) == bundled.is_valid(case.body) == case.valid, case.name
