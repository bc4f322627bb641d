"""TypedDicts of request bodies: what becomes of a schema, and what rules narrow."""

from __future__ import annotations

import typing
from typing import Any

import pytest

from tests.codegen.types.made import classes_of, component, document, fields, operation, types_of
from tests.support import provider


def of_field(schema: Any, **schemas: Any) -> str:
    """The annotation of a required field."""
    body = {**fields(value=schema), "required": ["value"]}
    made = types_of(document(operation("make", body), schemas=schemas))
    return classes_of(made.requests)["MakeRequest"]["value"]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, "str"),
        ({"type": "string", "x-media": {"accepts": ["url", "base64"]}}, "str | Path | bytes"),
        ({"type": "string", "x-media": {"accepts": ["url"]}}, "str"),
        ({"type": ["string", "null"], "x-media": {"accepts": ["data-url"]}}, "str | Path | bytes | None"),
        (
            {"type": "array", "items": {"type": "string", "x-media": {"accepts": ["data-url"]}}},
            "list[str | Path | bytes]",
        ),
        (
            {"anyOf": [{"type": "string", "x-media": {"accepts": ["base64"]}}, {"type": "integer"}]},
            "str | Path | bytes | int",
        ),
        ({"type": "string", "format": "date-time", "minLength": 1, "pattern": "^a"}, "str"),
        ({"type": "integer", "minimum": 3}, "int"),
        ({"type": "number"}, "float"),
        ({"type": ["integer", "number"]}, "float"),
        ({"type": "boolean"}, "bool"),
        ({"type": ["string", "null"]}, "str | None"),
        ({"type": ["integer", "string"]}, "int | str"),
        ({}, "Any"),
        (True, "Any"),
        ({"enum": ["a", "b"]}, "Literal['a', 'b']"),
        ({"enum": ["a", None, 3, True]}, "Literal['a', 3, True] | None"),
        ({"type": "string", "enum": ["a", None]}, "Literal['a']"),
        ({"enum": [0.5, "x"]}, "Literal['x'] | float"),
        ({"const": "only"}, "Literal['only']"),
        ({"const": None}, "None"),
        ({"type": "array", "items": {"type": "string"}}, "list[str]"),
        ({"type": "array"}, "list[Any]"),
        ({"type": "array", "items": {"type": "array", "items": {"enum": [1, 2]}}}, "list[list[Literal[1, 2]]]"),
        (
            {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
            "list[str | int]",
        ),
        ({"type": "array", "prefixItems": [{"type": "string"}]}, "list[Any]"),
        ({"type": "object"}, "dict[str, Any]"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "dict[str, int]"),
        ({"type": "object", "patternProperties": {"^x-": {"type": "string"}}}, "dict[str, str]"),
        ({"anyOf": [{"enum": ["a", "b"]}, {"type": "string"}]}, "Literal['a', 'b'] | str"),
        ({"anyOf": [{"enum": ["a"]}, {"const": "b"}]}, "Literal['a', 'b']"),
        ({"type": "string", "anyOf": [{"maxLength": 3}, {"pattern": "^x"}]}, "str"),
        ({"allOf": [{"type": "string"}, {"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}, "Literal['b']"),
        ({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}, "str | list[str]"),
        ({"properties": {"a": {"type": "string"}}}, "MakeRequestValue"),
        ({"type": ["object", "null"], "properties": {"a": {"type": "string"}}}, "MakeRequestValue | None"),
        ({"type": "array", "items": {"type": "object", "properties": {"a": {}}}}, "list[MakeRequestValueItem]"),
    ],
)
def test_type_of_a_field(schema: Any, expected: str) -> None:
    assert of_field(schema) == expected


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (component("Word"), "Literal['a', 'b']"),
        (component("Again"), "Literal['a', 'b']"),
        (component("Thing"), "Thing"),
        ({"allOf": [component("Thing")], "description": "A thing."}, "Thing"),
        ({"anyOf": [component("Thing"), {"type": "null"}]}, "Thing | None"),
        ({"type": "object", "oneOf": [component("Thing"), component("Other")]}, "Thing | Other"),
        ({"type": "array", "items": component("Things")}, "list[list[Thing]]"),
    ],
)
def test_references_are_classes_by_name_and_anything_else_in_place(reference: Any, expected: str) -> None:
    made = of_field(
        reference,
        Word={"enum": ["a", "b"]},
        Again=component("Word"),
        Thing=fields(a={"type": "string"}),
        Other=fields(b={"type": "string"}),
        Things={"type": "array", "items": component("Thing")},
    )
    assert made == expected


def test_required_and_optional_keys() -> None:
    body = {**fields(a={"type": "string"}, b={"type": "string"}), "required": ["b", "c"]}
    made = types_of(document(operation("make", body)))
    assert classes_of(made.requests)["MakeRequest"] == {"a": "NotRequired[str]", "b": "str", "c": "Any"}


def test_parts_of_all_of_are_one_class() -> None:
    base = {**fields(id={"type": "string"}, home=fields(street={"type": "string"})), "required": ["id"]}
    body = {"allOf": [component("Base"), fields(kind={"const": "cat"})], "required": ["kind"]}
    made = classes_of(types_of(document(operation("make", body), schemas={"Base": base})).requests)
    assert made == {
        "MakeRequest": {"id": "str", "home": "NotRequired[Base_Home]", "kind": "Literal['cat']"},
        "Base_Home": {"street": "NotRequired[str]"},
    }


def test_a_body_with_branches_is_one_class_wide_enough_for_each() -> None:
    cat = {**fields(kind={"const": "cat"}, lives={"type": "integer"}), "required": ["kind", "lives"]}
    dog = {**fields(kind={"const": "dog"}, name={"type": "string"}), "required": ["kind"]}
    made = types_of(document(operation("make", {"oneOf": [cat, dog]})))
    assert classes_of(made.requests)["MakeRequest"] == {
        "kind": "Literal['cat', 'dog']",
        "lives": "NotRequired[int]",
        "name": "NotRequired[str]",
    }


def test_branches_that_only_require_change_nothing() -> None:
    body = {**fields(a={"type": "string"}, b={"type": "string"}), "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    made = types_of(document(operation("make", body)))
    assert classes_of(made.requests)["MakeRequest"] == {"a": "NotRequired[str]", "b": "NotRequired[str]"}


def test_fields_under_a_condition_are_optional() -> None:
    body = {
        **fields(mode={"enum": ["a", "b"]}),
        "if": {"properties": {"mode": {"const": "a"}}},
        "then": {"properties": {"extra": {"type": "integer"}}, "required": ["extra"]},
        "dependentSchemas": {"mode": {"properties": {"more": {"type": "string"}}}},
    }
    made = types_of(document(operation("make", body)))
    assert classes_of(made.requests)["MakeRequest"] == {
        "mode": "NotRequired[Literal['a', 'b']]",
        "extra": "NotRequired[int]",
        "more": "NotRequired[str]",
    }


def test_a_body_that_is_no_object_has_an_alias_and_no_arguments() -> None:
    made = types_of(document(operation("make", {"type": "array", "items": {"type": "string"}})))
    assert classes_of(made.requests) == {"MakeRequest": {"": "list[str]"}}
    assert made.request("make") is None
    assert made.params("make") is None


FAMILY = """\
type: object
properties:
  model: {enum: [small, large]}
  size: {type: string, enum: [480P, 720P, 1080P]}
  audio: {type: boolean}
  seconds: {type: [string, "null"], enum: ["5", "10", null]}
  words: {type: string}
required: [model]
additionalProperties: false
x-rules:
  - {id: sizes, table: {by: [model], rows: [{model: small, size: [480P, 720P]}, {model: large, size: 1080P}]}}
  - {id: silent, when: {model: small}, must: {audio: false}}
  - {id: short, when: {model: small}, must: {seconds: "5"}}
  - {id: wordless, when: {model: large}, must: {words: {present: false}}}
  - {id: sized, when: {model: large}, must: {size: {present: true}}}
  - {id: guarded, when: {audio: true}, must: {size: 480P}}
  - {id: advice, when: {model: small}, must: {size: 480P}, severity: warning}
"""


def test_rules_that_a_model_decides_narrow_its_class() -> None:
    made = classes_of(types_of(provider({"family.yaml": FAMILY}, discriminator="model")).requests)
    assert made == {
        "SmallRequest": {
            "model": "Literal['small']",
            "size": "NotRequired[Literal['480P', '720P']]",
            "audio": "NotRequired[Literal[False]]",
            "seconds": "NotRequired[Literal['5', '10'] | None]",
            "words": "NotRequired[str]",
        },
        "LargeRequest": {
            "model": "Literal['large']",
            "size": "Literal['1080P']",
            "audio": "NotRequired[bool]",
            "seconds": "NotRequired[Literal['5', '10'] | None]",
        },
    }


def test_a_model_with_variants_has_the_fields_of_each_page() -> None:
    first = """\
    type: object
    properties: {model: {const: a}, prompt: {type: string}, size: {enum: [s, m]}}
    required: [model, prompt]
    additionalProperties: false
    """
    second = """\
    type: object
    x-variant: {of: a, when: {video: {present: true}}}
    properties: {model: {const: a}, video: {type: string}, size: {enum: [m, l]}}
    required: [model, video]
    additionalProperties: false
    """
    made = types_of(provider({"a.yaml": first, "a@edit.yaml": second}, discriminator="model"))
    assert classes_of(made.requests)["ARequest"] == {
        "model": "Literal['a']",
        "video": "NotRequired[str]",
        "size": "NotRequired[Literal['m', 'l', 's']]",
        "prompt": "NotRequired[str]",
    }


def test_recursive_schemas() -> None:
    node = {**fields(children={"type": "array", "items": component("Node")}, json=component("Json"))}
    anything = {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": component("Json")},
            {"type": "object", "additionalProperties": component("Json")},
        ]
    }
    schemas = {"Node": node, "Json": anything}
    made = types_of(document(operation("make", fields(root=component("Node"))), schemas=schemas))
    found = classes_of(made.requests)
    assert found["Node"] == {"children": "NotRequired[list[Node]]", "json": "NotRequired[Json]"}
    assert found["Json"][""].replace("'", "") == "Union[str, list[Json], dict[str, Json]]"
    hints = typing.get_type_hints(made.request_module.Node)
    assert typing.get_args(hints["children"]) == (made.request_module.Node,)


def test_a_long_chain_of_references() -> None:
    schemas = {f"S{n}": fields(next=component(f"S{n + 1}")) for n in range(600)}
    schemas["S600"] = fields(end={"type": "string"})
    made = types_of(document(operation("make", component("S0")), schemas=schemas))
    assert classes_of(made.requests)["S599"] == {"next": "NotRequired[S600]"}


def test_lists_that_are_nested_by_a_long_chain_of_references_end_somewhere() -> None:
    schemas: dict[str, Any] = {f"S{n}": {"type": "array", "items": component(f"S{n + 1}")} for n in range(600)}
    schemas["S600"] = {"type": "string"}
    made = types_of(document(operation("make", fields(root=component("S0"))), schemas=schemas))
    (root,) = (found["root"] for found in classes_of(made.requests).values() if "root" in found)
    assert root.count("list[") == 30


def test_descriptions_stand_with_classes_and_fields() -> None:
    body = {
        "description": "A body.",
        **fields(size={"enum": ["s", "m"], "description": "How large.", "default": "s"}, plain={"type": "string"}),
    }
    made = types_of(document(operation("make", body)))
    assert '    """A body."""\n\n    size: ' in made.requests
    assert '\n    """How large. Default: "s"."""\n    plain: NotRequired[str]\n' in made.requests


def test_bytes_are_files_in_forms_and_texts_in_json() -> None:
    binary = {"type": "string", "format": "binary"}
    body = {
        **fields(
            own=binary,
            several={"type": "array", "items": binary},
            named=component("File"),
            inside=fields(thumbnail=binary),
            by_name={"type": "object", "additionalProperties": binary},
        ),
        "required": ["own", "several", "named", "inside", "by_name"],
    }

    def typed(*kinds: str) -> dict[str, str]:
        made = operation("make", body)
        # Another body of the same provider is a form: of this one it says nothing.
        other = operation("send", fields(file=binary))
        (sent,) = (path["post"] for path in other.values())
        sent["requestBody"]["content"] = {"multipart/form-data": {"schema": fields(file=binary)}}
        (post,) = (path["post"] for path in made.values())
        post["requestBody"]["content"] = {kind: {"schema": component("Body")} for kind in kinds}
        types = types_of(document(made, other, schemas={"Body": body, "File": binary}))
        found = classes_of(types.requests)
        assert found["SendRequest"] == {"file": "NotRequired[Upload]"}
        (thumbnail,) = (one["thumbnail"] for one in found.values() if "thumbnail" in one)
        assert thumbnail == "NotRequired[str]"
        (own,) = (one for one in found.values() if "by_name" in one)
        return {field: annotation for field, annotation in own.items() if field != "inside"}

    def expected(one: str) -> dict[str, str]:
        return {"own": one, "several": f"list[{one}]", "named": one, "by_name": "dict[str, str]"}

    assert typed("application/json") == expected("str")
    assert typed("multipart/form-data") == expected("Upload")
    assert typed("application/json", "multipart/form-data") == expected("str | Upload")
