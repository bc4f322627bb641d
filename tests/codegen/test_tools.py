"""Tools for agents: names and keywords that hosts take, and the same mind as the contract's. Run by pytest."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import jsonschema_rs
import pytest

from reelspec.codegen.tools import MOST_FIELDS, tool_file, tool_name
from reelspec.language.contract.model import Contract
from tests.contract.other_tools.awkward import AWKWARD
from tests.language.parser.whole import document, made, ref, taking
from tests.specs import BASE, ROOT, VARIANT, contract, names, read
from tests.support import build_files, provider

NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")
AT_THE_ROOT = {"oneOf", "allOf", "anyOf"}
"""What the Messages API of Anthropic refuses at the top level of an input_schema, by its own error message."""
NOT_STRICT = {
    *(
        "allOf",
        "oneOf",
        "not",
        "dependentRequired",
        "dependentSchemas",
        "if",
        "then",
        "else",
        "default",
        "title",
        "examples",
    ),
    *("minLength", "maxLength", "patternProperties", "unevaluatedProperties", "propertyNames", "minProperties"),
    *("maxProperties", "unevaluatedItems", "contains", "minContains", "maxContains", "uniqueItems", "prefixItems"),
}
"""What strict mode refuses, or refuses of some models (OpenAI, Structured Outputs, Supported schemas)."""
TOLD = {"minLength", "maxLength", "uniqueItems", "minProperties", "maxProperties"}
"""The keywords that are told in a description of that profile."""


def tools(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / f"generated/tools/{name}.json").read_bytes())
    return found


def schemas(schema: Any) -> Iterator[dict[str, Any]]:
    yield schema
    for keyword in ("properties", "$defs"):
        for one in schema.get(keyword, {}).values():
            yield from schemas(one)
    for keyword in ("anyOf", "oneOf"):
        for one in schema.get(keyword, []):
            yield from schemas(one)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from schemas(schema[keyword])


def contracts() -> tuple[Contract, ...]:
    variants = provider({"clip.yaml": BASE, "clip@final.yaml": VARIANT})
    return contract(), made(AWKWARD).contract, build_files(variants).contract


def test_hosts_take_every_tool() -> None:
    seen: set[str] = set()
    for one in contracts():
        for owner in one.providers:
            for model in owner.models:
                found: Any = tool_file(owner, model)
                refused = {profile for profile in ("anthropic", "openai") if found[profile] is None}
                assert refused == set(found.get("reasons", {}))
                for profile in {"anthropic", "openai"} - refused:
                    assert NAME.fullmatch(found[profile]["name"]) and found[profile]["description"]
                if "anthropic" not in refused:
                    schema = found["anthropic"]["input_schema"]
                    assert schema["type"] == "object" and not AT_THE_ROOT & set(schema)
                for schema in () if "openai" in refused else schemas(found["openai"]["parameters"]):
                    assert not NOT_STRICT & set(schema), schema
                    if "properties" in schema:
                        assert schema["additionalProperties"] is False
                        assert sorted(schema["required"]) == sorted(schema["properties"])
                assert tool_name(owner, model) not in seen
                seen.add(tool_name(owner, model))


def written(body: Any, schema: dict[str, Any]) -> Any:
    """The body as strict mode has it: with null for each field that is absent."""
    for one in schema.get("anyOf", []):
        if one.get("type") != "null":
            return written(body, one)
    if isinstance(body, dict) and "properties" in schema:
        named = {name: written(body.get(name), one) for name, one in schema["properties"].items()}
        return {**body, **named}
    if isinstance(body, list) and "items" in schema:
        return [written(one, schema["items"]) for one in body]
    return body


def unnamed(body: Any, schema: dict[str, Any]) -> bool:
    """Whether the body has a field that the schema does not name."""
    for one in schema.get("anyOf", []):
        if one.get("type") != "null":
            return unnamed(body, one)
    if isinstance(body, dict) and "properties" in schema:
        named = schema["properties"]
        return any(name not in named or unnamed(one, named[name]) for name, one in body.items())
    return isinstance(body, list) and "items" in schema and any(unnamed(one, schema["items"]) for one in body)


@pytest.mark.parametrize("profile", ["anthropic", "openai"])
@pytest.mark.parametrize("name", names())
def test_no_tool_is_narrower_and_wider_only_by_what_it_tells(name: str, profile: str) -> None:
    from_tool = import_module(f"videoapis.{name.partition('/')[0]}").from_tool
    found = tools(name)
    tool = found[profile]
    schema = tool["input_schema" if profile == "anthropic" else "parameters"]
    judge = jsonschema_rs.Draft202012Validator(schema)
    rules = json.loads((ROOT / f"generated/schemas/{name}.json").read_bytes()).get("x-rules", {})
    said = [*rules.get("carried", {}).values(), *rules.get("notCarried", [])]
    told = {one["id"] for one in said if f"- {one['message']}" in tool["description"].splitlines()}
    told |= TOLD if profile == "openai" else set()
    asked, admitted = 0, set[str]()
    for case in json.loads((ROOT / f"generated/cases/{name}.json").read_bytes())["cases"]:
        body = case["body"]
        arguments = body if profile == "anthropic" else written(body, schema)
        if not isinstance(body, dict) or from_tool(arguments) != body:
            assert not case["valid"]  # no object, or with a null that is none
            continue
        if profile == "openai" and case["valid"] and unnamed(body, schema):
            assert found["closed"]["openai"]
            continue
        asked += 1
        broken = {one["rule"] for one in case["violations"]}
        assert judge.is_valid(arguments) is (broken <= told), (case["name"], broken, told)
        admitted |= broken & told
    assert asked > 20
    assert admitted - TOLD == told - TOLD, "a rule is told that no case breaks alone"


def test_names_are_short_and_each_model_s_own() -> None:
    long = "a" * 80
    (owner,) = made(
        document({f"/{word}": taking({"type": "object"}, word) for word in (long, f"{long}b")})
    ).contract.providers
    first, second = (tool_name(owner, model) for model in owner.models)
    assert len(first) == len(second) == 64 and first != second


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("{type: object, additionalProperties: {type: string}}", "f has fields whose names are free"),
        ("{type: object}", "f is an object of which no field is named"),
        ("{}", "f may be of any type"),
        (f"{{type: string, enum: [{', '.join(f'v{one}' for one in range(1001))}]}}", "there are 1002 values in lists"),
        (
            f"{{type: string, enum: [{', '.join(f'{one:070}x' for one in range(251))}]}}",
            "a list of values has 17821 characters",
        ),
    ],
    ids=["map", "free", "any", "values", "characters"],
)
def test_a_profile_that_cannot_be_made_is_null_with_its_reason(field: str, reason: str) -> None:
    (owner,) = read({"a.yaml": f"type: object\nproperties: {{f: {field}}}\nadditionalProperties: false\n"}).providers
    found: Any = tool_file(owner, owner.models[0])
    assert found["openai"] is None and found["anthropic"] is not None
    assert found["reasons"]["openai"].startswith(reason)


def test_limits_of_depth_and_fields() -> None:
    deep = "{type: string}"
    for _ in range(11):
        deep = f"{{type: object, properties: {{inner: {deep}}}, required: [inner]}}"
    wide = "\n".join(f"  f{one}: {{type: boolean}}" for one in range(MOST_FIELDS + 1))
    for text, reason in (
        (f"type: object\nproperties:\n  f: {deep}", "10 levels"),
        (f"properties:\n{wide}", "5001 fields"),
    ):
        (owner,) = read({"a.yaml": f"{text}\n"}).providers
        assert reason in str(tool_file(owner, owner.models[0])["reasons"])


def from_tool_in(module: bytes) -> Any:
    """The function of a module that stands in no package: the runtime is that of the generated one."""
    names: dict[str, Any] = {"__package__": "videoapis.powertokens"}
    exec(module, names)
    return names["from_tool"]


def test_nulls_that_mean_something_stay() -> None:
    text = """
type: object
properties:
  model: {const: a}
  must: {type: [string, "null"]}
  may: {type: [string, "null"]}
  list:
    type: array
    items: {type: [object, "null"], properties: {x: {type: string}, y: {type: ["null", string]}}, required: [y]}
required: [model, must]
"""
    files = build_files(provider({"a.yaml": text})).files
    from_tool = from_tool_in(files["python/videoapis/acme/tools.py"])
    body: dict[str, Any] = {"model": "a", "must": None, "list": [None, {"y": None, "other": None}], "other": None}
    given: dict[str, Any] = {**body, "may": None, "list": [None, {"x": None, "y": None, "other": None}]}
    assert from_tool(given) == body
    assert given["may"] is None and given["list"][1]["x"] is None


def test_nulls_inside_of_what_stands_in_itself_are_taken_out() -> None:
    file = {
        "type": "object",
        "properties": {"url": {"type": "string"}, "size": {"type": "integer"}},
        "required": ["url"],
    }
    folder = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "label": {"type": ["string", "null"]},
            "inside": {"type": "array", "items": {"anyOf": [ref("Folder"), ref("File")]}},
            "parent": ref("Folder"),
        },
        "required": ["label"],
    }
    body = {"type": "object", "properties": {"root": ref("Folder"), "size": {"type": "integer"}}}
    whole = document({"/a": taking(body, "a")}, components={"schemas": {"Folder": folder, "File": file}})
    from_tool = from_tool_in(made(whole).files["python/videoapis/shop/tools.py"])
    deep: dict[str, Any] = {"label": None}
    asked: dict[str, Any] = {"label": None, "name": None, "parent": None, "inside": None}
    for _ in range(5):
        deep = {"label": None, "inside": [deep, {"url": "x"}], "parent": deep}
        asked = {"label": None, "name": None, "inside": [asked, {"url": "x", "size": None}], "parent": asked}
    assert from_tool({"root": asked, "size": None}) == {"root": deep}
