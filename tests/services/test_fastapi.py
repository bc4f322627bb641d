"""A FastAPI application whose bodies are the generated request models: 422 with rule ids, an /openapi.json that is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from reelspec.emit.request_models import standing_alone
from tests.end_to_end.run import CHECKOUT
from videoapis.apimart import models as apimart
from videoapis.powertokens import models

BODY: dict[str, Any] = {"model": "wan2.7-i2v", "image": "https://example.com/a.png"}
WRONG: dict[str, Any] = {
    "model": "wan2.7-i2v",
    "image": "https://example.com/a.png",
    "media": [{"type": "first_frames", "url": 5}],
    "seconds": 8,
}


def application() -> FastAPI:
    """As a service would write it."""
    app = FastAPI()

    @app.post("/videos")
    def create(body: models.Wan27I2v) -> dict[str, Any]:
        return {"sent": body.model_dump()}

    @app.post("/many")
    def create_many(bodies: list[apimart.Wan27]) -> int:
        return len(bodies)

    return app


@pytest.fixture(scope="module")
def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(application()), base_url="http://service.example")


def ask(client: httpx.AsyncClient, method: str, path: str, body: Any = None) -> httpx.Response:
    import asyncio

    return asyncio.run(client.request(method, path, json=body))


def test_a_good_body_comes_through_as_it_was_sent(client: httpx.AsyncClient) -> None:
    answer = ask(client, "POST", "/videos", BODY)
    assert (answer.status_code, answer.json()) == (200, {"sent": BODY})


def test_a_refused_body_gives_422_with_every_violation(client: httpx.AsyncClient) -> None:
    answer = ask(client, "POST", "/videos", WRONG)
    assert answer.status_code == 422
    details = [(one["type"], one["loc"]) for one in answer.json()["detail"]]
    assert details == [
        ("enum", ["body", "media", 0, "type"]),
        ("type", ["body", "media", 0, "url"]),
        ("type", ["body", "seconds"]),
        ("one-input-style", ["body", "image"]),
    ]
    first, _, third, last = answer.json()["detail"]
    assert 'did you mean "first_frame"?' in first["msg"] and first["input"] == "first_frames"
    assert 'did you mean "8"?' in third["msg"] and third["input"] == 8
    assert last["ctx"]["related"] == ["/media"]
    assert last["ctx"]["severity"] == "error" and "input styles" in last["ctx"]["source"]


def test_bodies_in_a_list_are_told_apart(client: httpx.AsyncClient) -> None:
    answer = ask(
        client, "POST", "/many", [{"model": "wan2.7", "prompt": "A kite."}, {"model": "wan2.7", "duration": 99}]
    )
    assert answer.status_code == 422
    assert {tuple(one["loc"][:2]) for one in answer.json()["detail"]} == {("body", 1)}


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def test_every_reference_of_the_openapi_document_resolves(client: httpx.AsyncClient) -> None:
    document = ask(client, "GET", "/openapi.json").json()
    found = set(references(document))
    assert len(found) >= 2
    for one in found:
        assert one.startswith("#/")
        value = document
        for step in one[2:].split("/"):
            value = value[step.replace("~1", "/").replace("~0", "~")]
    shown = document["components"]["schemas"]["Wan27I2v"]
    assert shown["x-rules"]["carried"]
    judge = Draft202012Validator(shown)
    assert judge.is_valid(BODY) and not judge.is_valid({**BODY, "images": BODY["image"]})
    assert not judge.is_valid({**BODY, "media": [{"type": "first_frame", "url": "https://example.com/a.png"}]})


def test_nothing_is_coerced_and_no_default_added() -> None:
    for wrong in ({**BODY, "seconds": 8}, {**BODY, "prompt": b"text"}, [BODY], None, "{}"):
        with pytest.raises(ValidationError):
            models.Wan27I2v.model_validate(wrong)
    made = models.Wan27I2v.model_validate(BODY)
    assert made.model_dump() == made.root == BODY
    assert json.loads(made.model_dump_json()) == BODY
    assert models.Wan27I2v.model_validate(made) == made
    assert models.Wan27I2v.model_validate_json(json.dumps(BODY)) == made
    assert [one.rule for one in models.Wan27I2v({**BODY, "image": "a.png"}).warnings()] == ["format"]


def test_the_json_schema_is_ours() -> None:
    for model in (models.Wan27R2v, apimart.Wan27):
        schema = model.model_json_schema()
        assert not list(references(schema)) and "$defs" not in schema
        Draft202012Validator.check_schema(schema)
    assert "Wan27" in TypeAdapter(list[apimart.Wan27]).json_schema()["$defs"]


def test_the_details_say_the_rule() -> None:
    with pytest.raises(ValidationError) as caught:
        models.Wan27I2v.model_validate({**BODY, "size": "720p", "a/b": 1})
    details = caught.value.errors()
    assert [(one["type"], one["loc"]) for one in details] == [("enum", ("size",)), ("additionalProperties", ("a/b",))]
    assert 'did you mean "720P"?' in details[0]["msg"]


def test_a_schema_that_refers_to_itself_keeps_its_definitions_under_an_id() -> None:
    tree = {"type": "object", "properties": {"kids": {"items": {"$ref": "#/$defs/tree"}}}}
    whole = {"title": "x", "properties": {"a": {"$ref": "#/$defs/tree"}}, "$defs": {"tree": tree}}
    outer = {"$defs": {"X": standing_alone(whole)}, "$ref": "#/$defs/X"}  # type: ignore[arg-type]
    judge = Draft202012Validator(outer)
    assert judge.is_valid({"a": {"kids": [{"kids": []}]}}) and not judge.is_valid({"a": {"kids": [{"kids": [5]}]}})


def test_a_reference_with_keywords_beside_it_keeps_them() -> None:
    whole = {"properties": {"a": {"$ref": "#/$defs/n", "maximum": 5}, "$ref": {"const": {"$ref": "#/$defs/n"}}}}
    whole["$defs"] = {"n": {"type": "integer"}}
    made = standing_alone(whole)  # type: ignore[arg-type]
    assert made == {
        "properties": {"a": {"maximum": 5, "allOf": [{"type": "integer"}]}, "$ref": {"const": {"$ref": "#/$defs/n"}}}
    }


def test_the_application_that_the_readme_shows() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    (shown,) = (one for one in re.findall(r"```python\n(.*?)```", readme, re.DOTALL) if "FastAPI()" in one)
    names: dict[str, Any] = {"__name__": "shown"}
    exec(compile(shown, "README.md", "exec"), names)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(names["app"]), base_url="http://service.example")
    good = ask(client, "POST", "/videos", BODY)
    assert (good.status_code, good.json()) == (200, {"accepted": BODY, "warnings": []})
    bad = ask(client, "POST", "/videos", {"model": "wan2.7-i2v"})
    assert (bad.status_code, bad.json()["detail"][0]["type"]) == (422, "one-input-style")
