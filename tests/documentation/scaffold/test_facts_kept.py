"""What a page says is what the validator of its draft judges: facts by bodies, in every form of a page.

Each draft passes check, its page can be locked at once, and nothing of the page is open but the draft's TODOs.
"""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from reelspec.cli import main
from reelspec.documentation.pages import read_page
from reelspec.project.checks import check_specs

Json = Any


@dataclass(frozen=True)
class Case:
    """A field by its schema; text: its type and the lines of its description, where a page without a schema can say it."""

    schema: dict[str, Json]
    good: tuple[Json, ...]
    bad: tuple[Json, ...]
    text: tuple[str, ...] = ()


CASES = {
    "type": Case({"type": "string"}, ("a", ""), (1, None), ("string", "A word.")),
    "range": Case(
        {"type": "integer", "minimum": 2, "maximum": 9},
        (2, 9),
        (1, 10, 2.5),
        ("integer", "Required range: 2 <= x <= 9"),
    ),
    "excluded": Case(
        {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        (0.01, 1),
        (0, 1.1, -1),
        ("number", "Required range: 0 < x <= 1"),
    ),
    "excluded-words": Case(
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        (0.5,),
        (0, 1),
        ("number", "Must be greater than 0 and less than 1."),
    ),
    "excluded-integer": Case(
        {"type": "integer", "minimum": 1, "exclusiveMaximum": 51},
        (1, 50),
        (51, 0),
        ("integer", "Required range: 1 <= x < 51"),
    ),
    "length": Case(
        {"type": "string", "minLength": 2, "maxLength": 4},
        ("ab", "abcd"),
        ("a", "abcde"),
        ("string", "Required string length: 2 - 4"),
    ),
    "pattern": Case(
        {"type": "string", "pattern": r"^(https?|gs)://\S+\.mp4$"},
        ("https://a.mp4", "gs://a.mp4"),
        ("ftp://a.mp4", "https://amp4"),
        ("string", r"Pattern: `^(https?|gs)://\S+\.mp4$`"),
    ),
    "format": Case({"type": "string", "format": "uri"}, ("https://a.example",), (1,), ("string<uri>", "An address.")),
    "factor": Case({"type": "integer", "multipleOf": 8}, (8, 64), (4, 9), ("integer", "Must be a multiple of 8.")),
    "unlike": Case(
        {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        ([], ["a", "b"]),
        (["a", "a"], "a"),
        ("string[]", "Items must be unique."),
    ),
    "options": Case(
        {"type": "string", "enum": ["soft", "hard"]},
        ("soft",),
        ("Soft", None),
        ("enum<string>", "Available options: soft, hard"),
    ),
    "nullable-options": Case(
        {"anyOf": [{"type": "string", "enum": ["soft", "hard"]}, {"type": "null"}]},
        ("soft", None),
        ("rough",),
        ("enum<string> | null", "Available options: soft, hard"),
    ),
    "nullable-number": Case(
        {"type": ["integer", "null"], "minimum": 0}, (0, None), (-1,), ("integer | null", "Required range: x >= 0")
    ),
    "null-and-enum": Case({"type": ["string", "null"], "enum": ["a", "b"]}, ("a",), (None, "c")),
    "items": Case(
        {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
        (["a"],),
        ([], ["a", "b", "c"]),
        ("string[]", "Required array length: 1 - 2 elements"),
    ),
    "most-items": Case(
        {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        ([], ["a", "b", "c"]),
        (["a"] * 4,),
        ("string[]", "Sounds, at most 3", "", "Sound cannot stand alone; at least one image or video is needed"),
    ),
    "item-options": Case({"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}, (["a", "b"],), (["c"],)),
    "constant": Case({"const": 7}, (7,), (8, None)),
    "flag": Case({"type": "boolean", "default": False}, (True, False), ("true",), ("boolean", "Whether it is so.")),
    "open-object": Case({"type": "object", "additionalProperties": {"type": "integer"}}, ({}, {"a": 1}), ({"a": "b"},)),
    "closed-object": Case(
        {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"], "additionalProperties": False},
        ({"a": 1},),
        ({}, {"a": 1, "b": 2}),
    ),
    "choice": Case(
        {
            "oneOf": [
                {"type": "string", "maxLength": 2},
                {"type": "object", "required": ["url"], "properties": {"url": {"type": "string"}}},
            ]
        },
        ("ab", {"url": "c"}),
        ("abc", {}, 1),
    ),
    "parts": Case(
        {
            "allOf": [
                {"$ref": "#/components/schemas/Base"},
                {"type": "object", "properties": {"b": {"type": "integer"}}},
            ]
        },
        ({"a": "x", "b": 1},),
        ({"b": 1}, {"a": "x", "b": "y"}),
    ),
    "reference": Case({"$ref": "#/components/schemas/Base"}, ({"a": "x"},), ({}, {"a": 1})),
    "not": Case({"type": "string", "not": {"enum": ["auto"]}}, ("a",), ("auto",)),
    "conditions": Case(
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "if": {"required": ["a"]},
            "then": {"required": ["b"]},
        },
        ({}, {"a": "x", "b": 1}),
        ({"a": "x"},),
    ),
    "tuple": Case({"type": "array", "prefixItems": [{"type": "integer"}], "items": False}, ([1], []), ([1, 2], ["a"])),
    "names": Case(
        {"type": "object", "propertyNames": {"pattern": "^x"}, "maxProperties": 1},
        ({"xa": 1},),
        ({"a": 1}, {"x": 1, "xx": 1}),
    ),
}
BASE = {"Base": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}}
OLD = {
    "nullable": Case({"type": "string", "enum": ["soft", "hard"], "nullable": True}, ("soft", None), ("rough",)),
    "nullable-part": Case(
        {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Base"}]}, ({"a": "x"}, None), ({}, 1)
    ),
    "excluded": Case({"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": 1}, (0.1, 1), (0, 2)),
    "not-excluded": Case({"type": "number", "minimum": 0, "exclusiveMinimum": False}, (0,), (-1,)),
}
"""What OpenAPI 3.0 writes otherwise."""


def description(cases: dict[str, Case], version: str = "3.1.0") -> dict[str, Json]:
    """The cases as an OpenAPI description."""
    body = {"type": "object", "properties": {name: one.schema for name, one in cases.items()}}
    accepted = {"type": "object", "properties": {"ticket": {"type": "string"}}, "required": ["ticket"]}
    return {
        "openapi": version,
        "info": {"title": "Clips", "version": "1"},
        "servers": [{"url": "https://api.acme.example"}],
        "security": [{"token": []}],
        "paths": {
            "/v1/clips": {
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": body}}},
                    "responses": {
                        "202": {"description": "Taken in.", "content": {"application/json": {"schema": accepted}}},
                        "402": {
                            "description": "No money.",
                            "content": {"application/json": {"schema": {"type": "object"}}},
                        },
                    },
                }
            }
        },
        "components": {
            "schemas": BASE,
            "securitySchemes": {"token": {"type": "apiKey", "in": "header", "name": "X-Token"}},
        },
    }


def in_text(cases: dict[str, Case]) -> str:
    """The cases as a browser shows them."""
    lines = ["POST", "/", "v1", "/", "clips", "", "Body", "", "application/json"]
    for name, one in cases.items():
        if one.text:
            lines += [name, one.text[0], "", *one.text[1:], ""]
    return "\n".join([*lines, "Response", "", "202", "", "ticket", "string", "", "What it is called by.", ""])


def in_fields(cases: dict[str, Case]) -> str:
    """The cases as Mintlify's tags."""
    fields = [
        f'<ParamField body="{name}" type="{one.text[0]}">\n  ' + "\n  ".join(one.text[1:]) + "\n</ParamField>\n"
        for name, one in cases.items()
        if one.text
    ]
    return "---\ntitle: Clips\nopenapi: POST /v1/clips\n---\n\n## Body\n\n" + "\n".join(fields)


def fenced(text: str) -> str:
    """A description in a Markdown page."""
    return f"# Clips\n\n## OpenAPI\n\n````yaml POST /v1/clips\n{text}````\n"


PAGES = {
    "page.yaml": yaml.safe_dump(description(CASES), sort_keys=False),
    "page.json": json.dumps(description(CASES)),
    "page.md": fenced(yaml.safe_dump(description(CASES), sort_keys=False)),
    "old.yaml": yaml.safe_dump(description(OLD, "3.0.3"), sort_keys=False),
    "page.txt": in_text(CASES),
    "fields.md": in_fields(CASES),
}


STATEMENTS = {
    "page.txt": ("85: Sound cannot stand alone; at least one image or video is needed",),
    "fields.md": ("67: Sound cannot stand alone; at least one image or video is needed",),
}
"""The statements that are TODOs."""


def run(root: Path, *arguments: str) -> int:
    return main([*arguments, "--root", str(root)])


@pytest.fixture(scope="module", params=PAGES)
def drafted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The page's name, and a root with its draft and the page."""
    root = tmp_path_factory.mktemp("drafted")
    name: str = request.param
    (root / name).write_text(PAGES[name], encoding="utf-8")
    assert run(root, "new", "acme/clips", "--from", str(root / name)) == 0
    return name, root


def test_a_draft_passes_check_and_its_page_is_locked_at_once(
    drafted: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    name, root = drafted
    assert check_specs(root)[1] == []
    page = str(root / name)
    run(root, "documents", "status", page, "--format", "json")
    (status,) = json.loads(capsys.readouterr().out)
    assert [one["open"] for one in status["documents"]] == [[]]
    assert (status["unstated"], status["problems"]) == ([], [])
    assert run(root, "documents", "lock", page) == 0
    assert check_specs(root)[1] == []
    assert run(root, "documents", "drift", page) == 0
    todos = status["documents"][0]["counts"].get("todo", 0)
    assert todos == len(STATEMENTS.get(name, ()))
    drafted_ = (root / "specs/acme/models/clips.yaml").read_text()
    assert [one.strip() for one in drafted_.split("\n") if "# TODO, line" in one and "nullable" not in one] == [
        f"# TODO, line {one}" for one in STATEMENTS.get(name, ())
    ]


def test_the_validator_judges_as_the_page_says(drafted: tuple[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    name, root = drafted
    cases = OLD if name == "old.yaml" else CASES
    told = {key: one for key, one in cases.items() if one.text or not name.endswith((".txt", "fields.md"))}
    bodies = [
        ({key: value}, good)
        for key, one in told.items()
        for good, values in ((True, one.good), (False, one.bad))
        for value in values
    ]
    (root / "bodies.json").write_text(json.dumps([body for body, _ in bodies]))
    capsys.readouterr()
    run(root, "validate", str(root / "bodies.json"), "--format", "json")
    judged = [one["valid"] for one in json.loads(capsys.readouterr().out)]
    assert [body for (body, good), valid in zip(bodies, judged, strict=True) if good != valid] == []


def test_the_operation_is_that_of_the_page(drafted: tuple[str, Path]) -> None:
    name, root = drafted
    openapi = yaml.safe_load((root / "specs/acme/openapi.yaml").read_text())
    operation = openapi["paths"]["/v1/clips"]["post"]
    if name == "fields.md":  # it says nothing of an answer
        return
    assert next(iter(operation["responses"])) == "202"
    answer = operation["responses"]["202"]["content"]["application/json"]["schema"]
    assert answer["properties"] == {"ticket": {"type": "string"}}
    if name != "page.txt":
        assert list(operation["responses"]) == ["202", "402"]
        assert answer["required"] == ["ticket"]
        assert openapi["components"]["securitySchemes"] == {
            "token": {"type": "apiKey", "name": "X-Token", "in": "header"}
        }
        assert openapi["security"] == [{"token": []}]
        assert openapi["servers"] == [{"url": "https://api.acme.example"}]


def test_what_a_spec_cannot_say_is_a_todo_at_its_field(tmp_path: Path) -> None:
    schema = textwrap.dedent("""\
        lookbehind: {type: string, pattern: '(?<=a+)b'}
        anchor: {$anchor: here, type: string}
        unknown: {type: string, charset: ascii}
        away: {$ref: 'other.yaml#/a'}
        refused: {type: integer, maximum: 5, default: 9}
        crossed: {type: integer, minimum: 5, maximum: 1}
        own: {$ref: '#/components/schemas/Own'}
        """)
    page = description({})
    page["paths"]["/v1/clips"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"] = (
        yaml.safe_load(schema)
    )
    page["components"]["schemas"] = {
        "Own": {"type": "object", "properties": {"again": {"$ref": "#/components/schemas/Own"}}}
    }
    (tmp_path / "page.yaml").write_text(yaml.safe_dump(page, sort_keys=False))
    assert run(tmp_path, "new", "acme/clips", "--from", str(tmp_path / "page.yaml")) == 0
    text = (tmp_path / "specs/acme/models/clips.yaml").read_text()
    lines = text.split("\n")
    for field in yaml.safe_load(schema):
        at = lines.index(f"  {field}:")
        below = lines[at + 1 : at + 8]
        assert any(one.lstrip().startswith("# TODO, line ") for one in below), (field, text)
    assert check_specs(tmp_path)[1] == []
    assert run(tmp_path, "documents", "lock", str(tmp_path / "page.yaml")) == 0


def test_a_description_says_the_same_as_a_file_and_inside_a_page() -> None:
    said = [
        {(fact.part, fact.field, fact.kind): fact.value for fact in read_page(PAGES[name], name).facts}
        for name in ("page.yaml", "page.json", "page.md")
    ]
    assert said[0] == said[1] == said[2]
    line = json.dumps(description(CASES | {f"field-{at}": CASES["range"] for at in range(600)}))
    assert len(line) > 20_000  # longer than a line of text may be
    assert "field-599" in read_page(line, "page.json").fields()


@pytest.mark.parametrize("name", ["page.yaml", "page.json"])
def test_a_folder_with_a_description_is_looked_through(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    folder = tmp_path / "captures"
    folder.mkdir()
    page = folder / name
    page.write_text(PAGES[name], encoding="utf-8")
    (folder / "other.json").write_text('{"a": 1}')
    assert run(tmp_path, "new", "acme/clips", "--from", str(page)) == 0
    assert run(tmp_path, "documents", "lock", str(folder)) == 0
    assert run(tmp_path, "documents", "drift", str(folder)) == 0
    page.write_text(PAGES[name].replace("202", "201", 1), encoding="utf-8")
    capsys.readouterr()
    assert run(tmp_path, "documents", "drift", str(folder)) == 1
    found = capsys.readouterr()
    assert "201" in found.out
    assert "other.json" not in found.err


MARKED = """\
POST
/
v1
/
clips

Body

application/json
cut
enum<string>
nullable

Available options:
hard,
soft
hue
string | null
default:null

Format: hex-color

link
string

Format: uri
scale
number

Scale factor, must be greater than 0, at most 4.

Response

202 - application/json
ticket
string
"""
LISTED = """\
# Clips

POST /v1/clips

## Body Parameters

- cut (string or null): Options: hard, soft
- code (string, required): Must match the pattern `^a\\.b$`.
- ratio (number): Range: 0 (exclusive) to 20
- pics (array of strings): One or more images or clips.

## Returns 201

- ticket (string): Id
"""


@pytest.mark.parametrize(
    ("page", "status", "wanted", "todos"),
    [
        (
            MARKED,
            "202",
            {
                "cut": {"type": ["null", "string"], "enum": ["hard", "soft", None]},
                "hue": {"type": ["null", "string"], "default": None},
                "link": {"type": "string", "format": "uri"},
                "scale": {"type": "number", "exclusiveMinimum": 0, "maximum": 4},
            },
            ["Format: hex-color"],
        ),
        (
            LISTED,
            "201",
            {
                "cut": {"type": ["null", "string"], "enum": ["hard", "soft", None]},
                "code": {"type": "string", "pattern": r"^a\.b$"},
                "ratio": {"type": "number", "exclusiveMinimum": 0, "maximum": 20},
                "pics": {"type": "array", "items": {"type": "string"}},
            },
            ["One or more images or clips."],
        ),
    ],
)
def test_marks_and_words(tmp_path: Path, page: str, status: str, wanted: Json, todos: list[str]) -> None:
    (tmp_path / "page.md").write_text(page, encoding="utf-8")
    assert run(tmp_path, "new", "acme/clips", "--from", str(tmp_path / "page.md")) == 0
    text = (tmp_path / "specs/acme/models/clips.yaml").read_text()
    assert yaml.safe_load(text)["properties"] == wanted
    assert [one.partition(": ")[2] for one in text.split("\n") if "# TODO, line" in one] == todos
    operation = yaml.safe_load((tmp_path / "specs/acme/openapi.yaml").read_text())["paths"]["/v1/clips"]["post"]
    assert list(operation["responses"]) == [status]
    assert run(tmp_path, "documents", "lock", str(tmp_path / "page.md")) == 0
