"""Plain schemas take whatever the contract takes: random schemas of all keywords, asked about random values. Run by pytest."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from reelspec.codegen.json_schema import model_schema
from reelspec.codegen.plain import schemas
from reelspec.codegen.plain.schemas import Plain
from reelspec.codegen.readable import readable_document
from reelspec.codegen.tools import tool_file
from reelspec.language.contract.model import Provider
from reelspec.language.parser.load import load
from reelspec.language.rules.lowering import schema_json
from tests.language.parser.whole import NAME, document, ref, taking
from tests.specs import read
from tests.support import write_root

NAMES = ("a", "b", "c")
SCALARS: tuple[Any, ...] = (None, True, 0, 1, 2.5, "", "x", "xyz")


class Chance(random.Random):
    """Makes schemas and values of few names and few values, so that values are often accepted."""

    components: tuple[str, ...] = ()
    """What a schema may refer to: none that would lead back to it in the same place."""

    def some(self, values: Any, least: int = 0) -> list[Any]:
        return self.sample(list(values), self.randint(least, len(values)))

    def value(self, depth: int = 2) -> Any:
        if not depth or self.random() < 0.4:
            return self.choice(SCALARS)
        if self.random() < 0.4:
            return [self.value(depth - 1) for _ in range(self.randint(0, 3))]
        return self.body(depth)

    def body(self, depth: int = 3) -> dict[str, Any]:
        return {name: self.value(depth - 1) for name in self.some((*NAMES, "d"))}

    def schema(self, depth: int) -> Any:
        if not depth:
            return self.choice([True, {}, {"type": "string"}, {"type": "integer"}, {"type": "object"}, {"const": "x"}])
        if self.random() < 0.04:
            return self.choice([True, False])
        found: dict[str, Any] = {}
        for keyword in self.sample([*KEYWORDS], self.randint(1, 3)):
            found |= KEYWORDS[keyword](self, depth - 1)
        return found

    def several(self, depth: int) -> list[Any]:
        return [self.schema(depth) for _ in range(self.randint(1, 3))]

    def fields(self, depth: int) -> dict[str, Any]:
        return {name: self.schema(depth) for name in self.some(NAMES, 1)}


def _of(keyword: str, make: Callable[[Chance, int], Any]) -> Callable[[Chance, int], dict[str, Any]]:
    return lambda chance, depth: {keyword: make(chance, depth)}


def _bounds(least: str, most: str) -> Callable[[Chance, int], dict[str, Any]]:
    return lambda chance, _: chance.choice([{least: chance.randint(0, 2)}, {most: chance.randint(0, 3)}])


KEYWORDS: dict[str, Callable[[Chance, int], dict[str, Any]]] = {
    "$ref": lambda chance, _: ref(chance.choice(chance.components)) if chance.components else {},
    "type": _of("type", lambda chance, _: chance.some(["null", "boolean", "number", "string", "array", "object"], 1)),
    "const": _of("const", lambda chance, _: chance.value(1)),
    "enum": _of("enum", lambda chance, _: chance.some(SCALARS, 1)),
    "number": _bounds("minimum", "exclusiveMaximum"),
    "text": _bounds("minLength", "maxLength"),
    "multipleOf": _of("multipleOf", lambda chance, _: chance.choice([1, 2])),
    "pattern": _of("pattern", lambda chance, _: chance.choice(["^x", "z$"])),
    "prefixItems": _of("prefixItems", Chance.several),
    "items": _of("items", Chance.schema),
    "count": _bounds("minItems", "maxItems"),
    "uniqueItems": lambda _, __: {"uniqueItems": True},
    "contains": lambda chance, depth: {
        "contains": chance.schema(depth),
        **_bounds("minContains", "maxContains")(chance, 0),
    },
    "unevaluatedItems": _of("unevaluatedItems", Chance.schema),
    "properties": _of("properties", Chance.fields),
    "more properties": _of("properties", Chance.fields),
    "patternProperties": lambda chance, depth: {
        "patternProperties": {chance.choice(["^a", "d"]): chance.schema(depth)}
    },
    "additionalProperties": _of("additionalProperties", Chance.schema),
    "propertyNames": _of("propertyNames", lambda chance, _: {"pattern": chance.choice(["^[abc]$", "a|d"])}),
    "required": _of("required", lambda chance, _: chance.some(NAMES, 1)),
    "fields": _bounds("minProperties", "maxProperties"),
    "dependentRequired": lambda chance, _: {"dependentRequired": {chance.choice(NAMES): chance.some(NAMES)}},
    "dependentSchemas": lambda chance, depth: {"dependentSchemas": {chance.choice(NAMES): chance.schema(depth)}},
    "allOf": _of("allOf", Chance.several),
    "anyOf": _of("anyOf", Chance.several),
    "oneOf": _of("oneOf", Chance.several),
    "not": _of("not", Chance.schema),
    "if": lambda chance, depth: {
        "if": chance.schema(depth),
        "then": chance.schema(depth),
        "else": chance.schema(depth),
    },
    "then": lambda chance, depth: {"if": chance.schema(depth), "then": chance.schema(depth)},
    "unevaluatedProperties": _of("unevaluatedProperties", Chance.schema),
}


def owner_of(bodies: list[Any], components: dict[str, Any]) -> Provider:
    """A provider that takes each of the schemas as the body of an operation, s0, s1 and so on."""
    paths = {f"/s{index}": taking(schema, f"s{index}") for index, schema in enumerate(bodies)}
    whole = document(paths, components={"schemas": components})
    with tempfile.TemporaryDirectory() as folder:
        files = {f"specs/{NAME}/openapi.json": json.dumps(whole)}
        (owner,) = load(write_root(Path(folder), files)).providers
    return owner


def judges(owner: Provider) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Of each model the judge of its contract, and those of what is plain."""
    components = readable_document(owner)["components"]
    for model in owner.models:
        plain = {"for readers": {"$ref": f"#/components/schemas/{model.stem}", "components": components}}
        tool: Any = tool_file(owner, model)["anthropic"]
        if tool is not None:
            plain["as a tool"] = tool["input_schema"]
        yield (
            jsonschema_rs.Draft202012Validator(model_schema(model)),
            {name: jsonschema_rs.Draft202012Validator(schema) for name, schema in plain.items()},
        )


def refused(judge: Any, plain: dict[str, Any], value: Any) -> list[str]:
    """The plain schemas that refuse a value that the contract takes. Arguments of tools are objects."""
    if not judge.is_valid(value):
        return []
    asked = plain if isinstance(value, dict) else {"for readers": plain["for readers"]}
    return [name for name, one in asked.items() if not one.is_valid(value)]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_contract_takes_is_taken(seed: int) -> None:
    chance = Chance(seed)
    components = {"One": chance.schema(2) if chance.random() < 0.5 else {"properties": {"c": ref("Tree")}}}
    chance.components = ("One",)
    components["Two"] = chance.schema(2)
    components["Tree"] = {"type": "object", "properties": {"a": ref("Tree"), "b": chance.schema(2)}}
    chance.components = ("One", "Two", "Tree")
    bodies = [chance.schema(4) for _ in range(25)]
    taken = 0
    for schema, (judge, plain) in zip(bodies, judges(owner_of(bodies, components)), strict=True):
        for _ in range(40):
            value = chance.body() if chance.random() < 0.8 else chance.value()
            assert refused(judge, plain, value) == [], (value, schema, components)
            taken += judge.is_valid(value)
    assert taken > 200


OBJECT = {"type": "object"}
A_IS_X = {"properties": {"a": {"const": "x"}}}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"allOf": [{"prefixItems": [{"type": "integer"}]}, {"items": {"type": "number"}}]}, [1, 2.5]),
        ({"allOf": [{"prefixItems": [{}], "items": {"type": "string"}}, {"prefixItems": [{}, {}]}]}, [1, "x", "x"]),
        ({"allOf": [{"prefixItems": [{"const": 1}]}, {"prefixItems": [{}, {}], "items": False}]}, [1, 2]),
        ({"if": A_IS_X, "unevaluatedProperties": False}, {"a": "x"}),
        (
            {
                "properties": {"b": {}},
                "if": {"required": ["b"]},
                "then": {"anyOf": [A_IS_X]},
                "unevaluatedProperties": False,
            },
            {"a": "x", "b": 1},
        ),
        ({"if": {"required": ["b"]}, "then": A_IS_X}, {"a": "y"}),
        (
            {"dependentSchemas": {"b": {"patternProperties": {"a|b": {}}}}, "unevaluatedProperties": False},
            {"a": 1, "b": 1},
        ),
        ({"allOf": [{"unevaluatedProperties": {}}], "unevaluatedProperties": False}, {"a": 1}),
        ({"anyOf": [A_IS_X, {"properties": {"b": {"const": 1}}}], "unevaluatedProperties": False}, {"a": "x", "b": 1}),
        ({"oneOf": [{**OBJECT, **A_IS_X}, {**OBJECT, "properties": {"b": {"const": 1}}}]}, {"a": "y", "b": 1}),
        ({"oneOf": [{"const": 1}, {"not": {"const": 1}, "minimum": 0}]}, 1),
        ({"anyOf": [{"const": True}, {"const": 1}, {"const": False}]}, 1),
        ({"anyOf": [A_IS_X, {"properties": {"b": {"const": 1}}}]}, 2.5),
    ],
)
def test_schemas_whose_parts_depend_on_one_another(schema: Any, value: Any) -> None:
    ((judge, plain),) = judges(owner_of([schema], {}))
    assert judge.is_valid(value)
    assert refused(judge, plain, value) == []


def test_one_of_stays_where_its_alternatives_exclude_each_other() -> None:
    kinds = [{"properties": {"kind": {"const": kind}}, "required": ["kind"]} for kind in ("x", "y")]
    apart = {**OBJECT, "oneOf": kinds}
    overlapping = {**OBJECT, "oneOf": [kinds[0], {"properties": {"a": {"type": "string"}}, "required": ["a"]}]}
    owner = owner_of([apart, overlapping], {})
    first, second = (Plain({}), Plain({}))
    assert len(first.model(owner.models[0], "").one_of) == 2 and first.told == []
    assert len(second.model(owner.models[1], "").any_of) == 2
    assert [one.words for one in second.told] == ["exactly one of the alternatives must match"]


def test_alternatives_inside_of_alternatives_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schemas, "MOST_COPIES", 300)
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(30):
        inner = {"a": schema}
        schema = {**OBJECT, "properties": inner, "anyOf": [{"properties": {name: {"const": 1}}} for name in ("b", "c")]}
    plain = Plain({})
    ((judge, named),) = judges(owner := owner_of([schema], {}))
    made = plain.model(owner.models[0], "")
    assert [one.words for one in plain.told if "too large" in one.words] == [
        "more is asked than this schema says, which would become too large with all of it"
    ]
    value: Any = "x"
    for _ in range(30):
        value = {"a": value, "b": 1}
    assert refused(judge, {**named, "by itself": jsonschema_rs.Draft202012Validator(schema_json(made))}, value) == []


def test_what_many_alternatives_ask_is_told_once_for_each() -> None:
    kinds = [{"properties": {f"field{one}": {"type": "string"}}, "additionalProperties": False} for one in range(60)]
    plain = Plain({}, inline=True)
    owner = owner_of([{"oneOf": [{**OBJECT, **kind} for kind in kinds]}], {})
    plain.model(owner.models[0], "", single=True)
    told = [one.words for one in plain.told if one.words.startswith("no other fields")]
    assert told == [f"no other fields may be given than field{one}" for one in range(60)]
    assert len(plain.told) < 5 * len(kinds)


def test_a_case_is_told_as_its_condition_has_it() -> None:
    model = "type: object\nadditionalProperties: false\nproperties: {size: {enum: [720P, 1080P]}}\n"
    variant = f"x-variant: {{of: clip, when: {{size: 1080P}}}}\n{model}"
    (owner,) = read({"clip.yaml": model, "clip@large.yaml": variant}).providers
    described = [form.annotations["description"] for form in Plain({}).model(owner.models[0], "").any_of]
    assert described == ['When size is "1080P":', "Otherwise:"]
