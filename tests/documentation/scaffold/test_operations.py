"""The operation that a page documents: added as another one, found by its endpoint, or drafted with what its page says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from reelspec.cli import main
from reelspec.documentation.scaffold.insertion import NoPlace, inserted_choice, inserted_member
from reelspec.language.source import parse_json, parse_yaml
from reelspec.project.checks import check_specs
from tests.documentation.scaffold.test_new import MODEL, OPENAPI
from tests.support import write_root

PAGE = """\
openapi: 3.1.0
info: {{title: Stills, version: "1"}}
servers: [{{url: {server}}}]
security: [{{token: []}}]
paths:
  {path}:
    {method}:
      operationId: stills.make
      deprecated: true
      parameters:
        - {{name: style, in: query, required: true, schema: {{type: string, enum: [ink, oil]}}}}
        - {{name: X-Trace, in: header, schema: {{type: string, maxLength: 9}}}}
        - {{name: Authorization, in: header, schema: {{type: string}}}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [model, count]
              properties:
                model: {{type: string, const: {model}}}
                count: {{type: integer, exclusiveMinimum: 0}}
          multipart/form-data: {{schema: {{type: object}}}}
      responses:
        "202":
          description: Taken
          content: {{application/json: {{schema: {{type: object, properties: {{job: {{type: string}}}}}}}}}}
        "402": {{description: No money}}
components: {{securitySchemes: {{token: {{type: apiKey, in: header, name: X-Token}}}}}}
"""


def page(path: str = "/stills/{id}", method: str = "post", model: str = "b", server: str = "https://a.example") -> str:
    """A page in OpenAPI with one operation."""
    return PAGE.format(path=path, method=method, model=model, server=server)


def new(root: Path, text: str, model: str = "acme/b") -> int:
    (root / "page.yaml").write_text(text, encoding="utf-8")
    return main(["new", model, "--from", str(root / "page.yaml"), "--root", str(root)])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A provider with one operation, POST /videos, which takes models."""
    write_root(
        tmp_path,
        {
            "specs/acme/documents.yaml": "documents: [{id: page, title: The page}]\n",
            "specs/acme/models/a.yaml": MODEL,
            "specs/acme/openapi.yaml": OPENAPI % "              - $ref: models/a.yaml",
        },
    )
    return tmp_path


def test_another_endpoint_is_another_operation(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (root / "specs/acme/openapi.yaml").read_text()
    assert new(root, page()) == 0
    text = (root / "specs/acme/openapi.yaml").read_text()
    assert text.startswith(before)
    paths = yaml.safe_load(text)["paths"]
    assert list(paths) == ["/videos", "/stills/{id}"]
    made = paths["/stills/{id}"]["post"]
    assert (made["operationId"], made["deprecated"], list(made["responses"])) == ("stills.make", True, ["202", "402"])
    assert [(one["name"], one["in"], one["required"], one["schema"]) for one in made["parameters"]] == [
        ("style", "query", True, {"type": "string", "enum": ["ink", "oil"]}),
        ("X-Trace", "header", False, {"type": "string", "maxLength": 9}),
        ("id", "path", True, {"type": "string"}),
    ]
    assert made["requestBody"]["content"]["application/json"]["schema"]["oneOf"] == [{"$ref": "models/b.yaml"}]
    assert "# TODO, line 23: the body may be multipart/form-data too" in text
    assert check_specs(root)[1] == []
    line = before.count("\n") + 1
    assert f"added POST /stills/{{id}} to specs/acme/openapi.yaml:{line}\n" in capsys.readouterr().out


def test_another_method_of_a_path_is_another_operation_there(root: Path) -> None:
    assert new(root, page("/videos", "put")) == 0
    paths = yaml.safe_load((root / "specs/acme/openapi.yaml").read_text())["paths"]
    assert list(paths["/videos"]) == ["post", "put"]
    assert check_specs(root)[1] == []


def test_a_model_of_a_known_endpoint_is_one_more_of_its_list(root: Path) -> None:
    assert new(root, page("/videos")) == 0
    paths = yaml.safe_load((root / "specs/acme/openapi.yaml").read_text())["paths"]
    assert list(paths) == ["/videos"]
    schema = paths["/videos"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["oneOf"] == [{"$ref": "models/a.yaml"}, {"$ref": "models/b.yaml"}]


def test_a_path_may_begin_in_the_server(root: Path) -> None:
    openapi = root / "specs/acme/openapi.yaml"
    openapi.write_text(openapi.read_text().replace("paths:", "servers: [{url: https://a.example/v1}]\npaths:"))
    assert new(root, page("/v1/videos")) == 0
    assert list(yaml.safe_load(openapi.read_text())["paths"]) == ["/videos"]


def test_an_operation_in_a_json_file(root: Path) -> None:
    openapi = root / "specs/acme/openapi.yaml"
    value = yaml.safe_load(openapi.read_text())
    openapi.unlink()
    openapi.with_suffix(".json").write_text(json.dumps(value, indent=2))
    assert new(root, page()) == 0
    assert list(json.loads(openapi.with_suffix(".json").read_text())["paths"]) == ["/videos", "/stills/{id}"]
    assert check_specs(root)[1] == []


def test_a_first_page_has_its_own_authentication_and_server(tmp_path: Path) -> None:
    assert new(tmp_path, page(server="https://a.example/api")) == 0
    openapi = yaml.safe_load((tmp_path / "specs/acme/openapi.yaml").read_text())
    assert openapi["servers"] == [{"url": "https://a.example/api"}]
    assert openapi["components"]["securitySchemes"] == {"token": {"type": "apiKey", "name": "X-Token", "in": "header"}}
    assert main(["documents", "lock", str(tmp_path / "page.yaml"), "--root", str(tmp_path)]) == 0


def test_bodies_that_no_field_tells_apart_are_a_choice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = page("/stills").replace("model: {type: string, const: b}", "ink: {type: string}").replace("model, ", "")
    for name in ("one", "two", "three"):
        assert new(tmp_path, text, f"acme/{name}") == 0
    schema = yaml.safe_load((tmp_path / "specs/acme/openapi.yaml").read_text())["paths"]["/stills"]["post"][
        "requestBody"
    ]
    assert schema["content"]["application/json"]["schema"] == {
        "anyOf": [{"$ref": f"models/{name}.yaml"} for name in ("one", "two", "three")]
    }
    assert "the operation takes either body now, as one model" in capsys.readouterr().out


def test_alternatives_of_a_body_stay_alternatives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = yaml.safe_load(page("/stills"))
    content = value["paths"]["/stills"]["post"]["requestBody"]["content"]
    body = content["application/json"]["schema"]
    other = {
        "type": "object",
        "required": ["model"],
        "properties": {"model": {"enum": ["c", "d"]}, "size": {"type": "string"}},
    }
    content["application/json"]["schema"] = {"oneOf": [body, other], "discriminator": {"propertyName": "model"}}
    assert new(tmp_path, yaml.safe_dump(value, sort_keys=False)) == 0
    assert main(["documents", "lock", str(tmp_path / "page.yaml"), "--root", str(tmp_path)]) == 0
    bodies = [
        {"model": "b", "count": 1},
        {"model": "c", "size": "x"},
        {"model": "b", "size": "x"},
        {"model": "c", "count": 1},
    ]
    bodies += [{"model": "e"}, {"model": "b", "count": 0}, {"model": "d", "more": 1}]
    (tmp_path / "bodies.json").write_text(json.dumps(bodies))
    capsys.readouterr()
    main(["validate", str(tmp_path / "bodies.json"), "--format", "json", "--root", str(tmp_path)])
    judged = [one["valid"] for one in json.loads(capsys.readouterr().out)]
    assert judged == [True, True, False, False, False, False, False]
    spec = yaml.safe_load((tmp_path / "specs/acme/models/b.yaml").read_text())
    assert spec["properties"] == {"model": {"type": "string", "enum": ["b", "c", "d"]}}
    assert [len(one["properties"]) for one in spec["oneOf"]] == [2, 2]


SECTIONS = """\
# The API

## Make a film

```
POST https://a.example/v1/films
```

### Body

| Name | Type | Required | Description |
|---|---|---|---|
| model | string | Yes | One of film-1, film-2 |
| seconds | integer | No | 2 to 8 |

## Make a still

```
POST https://a.example/v1/stills
```

### Body

| Name | Type | Required | Description |
|---|---|---|---|
| model | string | Yes | Fixed as still-1 |
| style | string | No | One of ink_1, oil_1 |

## Ask for a film

```
GET https://a.example/v1/films/{id}
```

### Response

| Name | Type | Description |
|---|---|---|
| state | string | How far it is |
"""
STEPS = """\
POST
/
v1
/
{name}s

Body

application/json
model
enum<string>
required

Which.

Available options:
{name}-1
{field}
{type}

A word.
"""
TEXT = (
    STEPS.format(name="film", field="seconds", type="integer")
    + "\n"
    + STEPS.format(name="still", field="style", type="string")
)
DESCRIBED = """\
openapi: 3.1.0
info: {title: A, version: "1"}
servers: [{url: "https://a.example"}]
paths:
  /v1/films:
    post:
      requestBody: {content: {application/json: {schema: {required: [model], properties: {
        model: {type: string, const: film-1}, seconds: {type: integer}}}}}}
      responses: {"200": {description: Done}}
  /v1/stills:
    post:
      requestBody: {content: {application/json: {schema: {required: [model], properties: {
        model: {type: string, const: still-1}, style: {type: string}}}}}}
      responses: {"200": {description: Done}}
"""


@pytest.mark.parametrize(("name", "text"), [("a.md", SECTIONS), ("a.txt", TEXT), ("a.yaml", DESCRIBED)])
def test_a_page_with_several_operations_is_several(tmp_path: Path, name: str, text: str) -> None:
    page = tmp_path / name
    page.write_text(text)
    assert main(["new", "acme/film-1", "--from", str(page), "--root", str(tmp_path)]) == 0
    paths = yaml.safe_load((tmp_path / "specs/acme/openapi.yaml").read_text())["paths"]
    assert {path: list(item) for path, item in paths.items()} == {"/v1/films": ["post"], "/v1/stills": ["post"]}
    fields = [
        list(yaml.safe_load((tmp_path / f"specs/acme/models/{model}.yaml").read_text())["properties"])
        for model in ("film-1", "still-1")
    ]
    assert fields == [["model", "seconds"], ["model", "style"]]
    listed = yaml.safe_load((tmp_path / "specs/acme/documents.yaml").read_text())["documents"]
    assert [one["page"] for one in listed] == [f"{name}#POST /v1/films", f"{name}#POST /v1/stills"]
    assert main(["documents", "lock", str(page), "--root", str(tmp_path)]) == 0
    assert main(["documents", "drift", str(page), "--root", str(tmp_path)]) == 0
    page.write_text(text.replace("style", "look"))
    assert main(["documents", "drift", str(page), "--root", str(tmp_path)]) == 1


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_members_are_added_behind_the_last(ending: str) -> None:
    text = "a:\n  b:\n  - 1\n  # of b\n\n# of c\nc: 1\n".replace("\n", ending)
    made, line = inserted_member(text, parse_yaml(text, "a.yaml"), ("a",), "d", ["e: [2]"])
    assert made == "a:\n  b:\n  - 1\n  d:\n    e: [2]\n  # of b\n\n# of c\nc: 1\n".replace("\n", ending)
    assert line == 4


def test_members_are_added_to_json_and_to_flow() -> None:
    text = '{"a": {"b": 1\n  }}'
    made, line = inserted_member(text, parse_json(text, "a.json"), ("a",), "d", ["e: [2]"])
    assert (json.loads(made), line) == ({"a": {"b": 1, "d": {"e": [2]}}}, 1)
    text = "a: {b: 1}\n"
    assert inserted_member(text, parse_yaml(text, "a.yaml"), ("a",), "d", ["e: [2]"])[0] == "a: {b: 1, d: {e: [2]}}\n"
    text = "a: {$ref: b.yaml} # x\n"
    made, _ = inserted_choice(text, parse_yaml(text, "a.yaml"), ("a",), "c.yaml")
    assert made == "a: {anyOf: [{$ref: b.yaml}, {$ref: c.yaml}]} # x\n"


@pytest.mark.parametrize("text", ["a: {}\n", "a: 1\n", "a: &x {b: 1}\nc: *x\n", "a:\n  d: 1\n"])
def test_a_mapping_that_cannot_be_added_to_stays(text: str) -> None:
    with pytest.raises(NoPlace):
        inserted_member(text, parse_yaml(text, "a.yaml"), ("a",), "d", ["1"])
