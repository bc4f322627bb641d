"""A FastAPI application whose bodies are the generated request models: 422 with rule ids, an /openapi.json that is whole."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

from reelspec.codegen.request_models import standing_alone
from tests.docs.pages import shown
from tests.e2e.services.references import references, target
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

    @app.post("/v1/videos")
    def create_any(body: models.VideosCreate) -> dict[str, Any]:
        return {"sent": body.model_dump()}

    @app.post("/apimart/videos")
    def create_at_apimart(body: apimart.VideosCreate) -> dict[str, Any]:
        return {"sent": body.model_dump()}

    @app.post("/many")
    def create_many(bodies: list[apimart.Wan27]) -> int:
        return len(bodies)

    return app


@pytest.fixture(scope="module")
def client() -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(application()), base_url="http://service.example")


def ask(client: httpx.AsyncClient, method: str, path: str, body: Any = None) -> httpx.Response:
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


SEEDANCE: dict[str, Any] = {"model": "seedance-1-0-pro-250528", "prompt": "A kite."}
NAMES = '"wan2.7-r2v", "wan2.7-i2v", "wan2.2-kf2v-flash", "wan2.1-kf2v-plus", '
NAMES += '"seedance-1-5-pro-251215", "seedance-1-0-pro-250528" or "seedance-1-0-pro-fast-251015"'


@pytest.mark.parametrize("body", [BODY, SEEDANCE], ids=lambda body: str(body["model"]))
def test_one_endpoint_takes_every_model(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    answer = ask(client, "POST", "/v1/videos", body)
    assert (answer.status_code, answer.json()) == (200, {"sent": body})


def test_one_endpoint_judges_each_body_by_its_model(client: httpx.AsyncClient) -> None:
    answer = ask(client, "POST", "/v1/videos", WRONG)
    assert answer.status_code == 422
    assert answer.json() == ask(client, "POST", "/videos", WRONG).json()
    answer = ask(client, "POST", "/v1/videos", {**SEEDANCE, "draft": True})
    (only,) = answer.json()["detail"]
    assert (answer.status_code, only["type"], only["loc"]) == (422, "draft-model", ["body", "draft"])


@pytest.mark.parametrize(
    ("body", "rule", "path", "message"),
    [
        (
            {**BODY, "model": "wan2.7-I2V"},
            "enum",
            ["model"],
            f'"wan2.7-I2V" is not {NAMES}; did you mean "wan2.7-i2v"?',
        ),
        ({**BODY, "model": "kite"}, "enum", ["model"], f'"kite" is not {NAMES}'),
        ({**BODY, "model": 27}, "type", ["model"], f"27 is not {NAMES}"),
        ({**BODY, "model": None}, "type", ["model"], f"null is not {NAMES}"),
        (
            {**BODY, "model": ["wan2.7-i2v"]},
            "type",
            ["model"],
            f"an array of 1 item is not {NAMES}; did you mean its only item?",
        ),
        ({"image": BODY["image"]}, "required", ["model"], f"model is required: one of {NAMES}"),
        ([BODY], "type", [], "an array of 1 item is not an object; did you mean its only item?"),
        (5, "type", [], "5 is not an object"),
    ],
)
def test_a_body_that_names_no_model_is_told_which_there_are(
    client: httpx.AsyncClient, body: Any, rule: str, path: list[str], message: str
) -> None:
    answer = ask(client, "POST", "/v1/videos", body)
    (only,) = answer.json()["detail"]
    assert (answer.status_code, only["type"], only["loc"]) == (422, rule, ["body", *path])
    assert only["msg"] == message
    assert (only["ctx"]["severity"], only["ctx"]["source"][-15:]) == ("error", "POST /v1/videos")


@pytest.mark.parametrize(
    ("text", "rule", "shown"),
    [
        ('{"model": NaN}', "type", "nan"),
        ("[1e400]", "type", "[inf]"),
        ('{"model": "\\ud800"}', "enum", "'\\ud800'"),
        ('{"model": "wan2.7-i2v", "image": {"a\\udfff": -Infinity}}', "type", "{'a\\udfff': -inf}"),
        ('{"model": "wan2.7-i2v", "image": "https://example.com/a.png", "\\ud800": 1}', "additionalProperties", 1),
        (f'{{"model": {"[" * 300}1{"]" * 300}}}', "type", None),
        (f'{{"image": {"[" * 300}1{"]" * 300}, "model": "wan2.7-i2v"}}', "nesting", None),
    ],
)
def test_a_refusal_can_be_written_whatever_was_refused(
    client: httpx.AsyncClient, text: str, rule: str, shown: Any
) -> None:
    headers = {"content-type": "application/json"}
    answer = asyncio.run(client.post("/v1/videos", content=text, headers=headers))
    first = answer.json()["detail"][0]
    assert (answer.status_code, first["type"]) == (422, rule)
    assert first["input"] == shown or (shown is None and "[[[" in first["input"] and len(first["input"]) <= 200)


def test_a_misspelt_name_of_the_field_is_found(client: httpx.AsyncClient) -> None:
    answer = ask(client, "POST", "/v1/videos", {**without(BODY, "model"), "Model": "wan2.7-i2v", "mode": "x"})
    missing, misspelt = answer.json()["detail"]
    assert (missing["type"], misspelt["type"]) == ("required", "additionalProperties")
    assert misspelt["msg"] == '"Model" is no field here; did you mean model?'
    assert misspelt["input"] == "wan2.7-i2v"


def without(body: dict[str, Any], field: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != field}


def test_bodies_in_a_list_are_told_apart(client: httpx.AsyncClient) -> None:
    answer = ask(
        client, "POST", "/many", [{"model": "wan2.7", "prompt": "A kite."}, {"model": "wan2.7", "duration": 99}]
    )
    assert answer.status_code == 422
    assert {tuple(one["loc"][:2]) for one in answer.json()["detail"]} == {("body", 1)}


def test_every_reference_of_the_openapi_document_resolves(client: httpx.AsyncClient) -> None:
    document = ask(client, "GET", "/openapi.json").json()
    found = set(references(document))
    assert len(found) >= 10
    for one in found:
        target(document, one)
    shown = document["components"]["schemas"]["Wan27I2v"]
    assert shown["x-rules"]["carried"]
    judge = Draft202012Validator(shown)
    assert judge.is_valid(BODY) and not judge.is_valid({**BODY, "images": BODY["image"]})
    assert not judge.is_valid({**BODY, "media": [{"type": "first_frame", "url": "https://example.com/a.png"}]})


def test_the_openapi_document_says_how_the_model_is_chosen(client: httpx.AsyncClient) -> None:
    document = ask(client, "GET", "/openapi.json").json()
    body = document["paths"]["/v1/videos"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    shown = target(document, body["$ref"])
    mapping = shown["discriminator"]["mapping"]
    assert shown["discriminator"]["propertyName"] == "model"
    assert {one["$ref"] for one in shown["oneOf"]} == set(mapping.values()) and len(mapping) == 7
    for name, one in mapping.items():
        names = Draft202012Validator(target(document, one)["properties"]["model"])
        assert [each for each in mapping if names.is_valid(each)] == [name]
    judge = Draft202012Validator({**body, "components": document["components"]})
    assert judge.is_valid(BODY) and judge.is_valid(SEEDANCE)
    assert not judge.is_valid({**BODY, "model": "kite"}) and not judge.is_valid(without(BODY, "model"))
    assert not judge.is_valid({**SEEDANCE, "draft": True})


def test_any_model_of_an_operation_is_neither_coerced_nor_completed() -> None:
    made = models.VideosCreate.model_validate(BODY)
    assert made.model_dump() == made.root == BODY
    assert json.loads(made.model_dump_json()) == BODY
    assert made == models.VideosCreate.model_validate(models.Wan27I2v.model_validate(BODY))
    warned = models.VideosCreate.model_validate({**BODY, "image": "a.png"})
    assert [one.rule for one in warned.warnings()] == ["format"]
    schema = models.VideosCreate.model_json_schema()
    assert Draft202012Validator(schema).is_valid(SEEDANCE)
    assert all(target(schema, one) for one in references(schema))

    class Strict(apimart.VideosCreate):
        strict_rules = True

    contested = {
        "model": "wan2.7",
        "image_urls": ["https://example.com/a.png"],
        "audio_url": "https://example.com/a.mp3",
    }
    assert apimart.VideosCreate.model_validate(contested).warnings()
    with pytest.raises(ValidationError) as caught:
        Strict.model_validate(contested)
    assert [one["type"] for one in caught.value.errors()] == ["image-audio"]


class Name(str):
    """A text that says that it is another one."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other == "wan2.7-i2v"

    def __hash__(self) -> int:
        return hash("wan2.7-i2v")


class Unlike:
    """A key that cannot be compared."""

    def __hash__(self) -> int:
        return hash("model")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError


def test_whatever_names_the_model_is_judged_without_an_exception() -> None:
    endless: list[Any] = []
    endless.append(endless)
    odd: list[Any] = [Name("kite"), "\ud800", 10**5000, float("nan"), b"wan2.7-i2v", object(), endless, {}]
    bodies: list[Any] = [endless, {Unlike(): "wan2.7-i2v"}, {5: 5}, None, *({**BODY, "model": one} for one in odd)]
    for body in bodies:
        with pytest.raises(ValidationError) as caught:
            models.VideosCreate.model_validate(body)
        assert caught.value.errors()[0]["loc"] in ((), ("model",))


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


def test_a_reference_with_keywords_beside_it_keeps_them() -> None:
    whole = {"properties": {"a": {"$ref": "#/$defs/n", "maximum": 5}, "$ref": {"const": {"$ref": "#/$defs/n"}}}}
    whole["$defs"] = {"n": {"type": "integer"}}
    made = standing_alone(whole)  # type: ignore[arg-type]
    assert made == {
        "properties": {"a": {"maximum": 5, "allOf": [{"type": "integer"}]}, "$ref": {"const": {"$ref": "#/$defs/n"}}}
    }


@pytest.mark.parametrize(("model", "path"), [("Wan27I2v", "/videos"), ("VideosCreate", "/v1/videos")])
def test_the_applications_that_the_docs_show(model: str, path: str) -> None:
    block = shown("python", f"(body: {model}) -> dict:")
    names: dict[str, Any] = {"__name__": "shown"}
    exec(compile(block.text, block.page, "exec"), names)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(names["app"]), base_url="http://service.example")
    good = ask(client, "POST", path, BODY)
    assert (good.status_code, good.json()) == (200, {"accepted": BODY, "warnings": []})
    bad = ask(client, "POST", path, {"model": "wan2.7-i2v"})
    assert (bad.status_code, bad.json()["detail"][0]["type"]) == (422, "one-input-style")
