"""Names of types: from a type's own place in the specs, and never from what stands beside it."""

from __future__ import annotations

import copy
from typing import Any

from reelspec.codegen.types.emitter import emit_types
from reelspec.language.parser.load import load
from tests.codegen.types.made import Types, classes_of, component, document, fields, operation, types_of


def test_names_of_this_repository() -> None:
    from pathlib import Path

    made = {
        artifact.path: artifact.make().decode() for artifact in emit_types(load(Path(__file__).resolve().parents[3]))
    }
    assert list(classes_of(made["python/videoapis/powertokens/requests.py"])) == [
        "Seedance10Pro250528Request",
        "Seedance10ProFast251015Request",
        "Seedance15Pro251215Request",
        "Wan21Kf2vPlusRequest",
        "Wan22Kf2vFlashRequest",
        "Wan27I2vRequest",
        "Wan27I2vRequestMediaItem",
        "Wan27R2vRequest",
        "Wan27R2vRequestMediaItem",
    ]
    assert list(classes_of(made["python/videoapis/powertokens/responses.py"])) == [
        "BaseModel",
        "VideoMetadata",
        "VideoTask",
        "VideoTaskDetails",
    ]
    assert list(classes_of(made["python/videoapis/apimart/requests.py"])) == [
        "Wan27Request",
        "Wan27RequestImageWithRolesItem",
    ]


URL = {**fields(url={"type": "string"}), "required": ["url"]}
DATA = {**fields(data={"type": "string"}), "required": ["data"]}
TAGGED = {**fields(type={"const": "text"}, text={"type": "string"}), "required": ["type"]}
TITLED = {"title": "A link", **fields(href={"type": "string"})}
BODY: dict[str, Any] = fields(
    source={"oneOf": [URL, DATA, TAGGED, TITLED]},
    media={"type": "array", "items": fields(frame=fields(at={"type": "integer"}))},
    grid={"type": "array", "items": {"type": "array", "items": fields(x={"type": "integer"})}},
    by_name={"type": "object", "additionalProperties": fields(z={"type": "integer"})},
)
NESTED = {
    "MakeRequest",
    "MakeRequestSourceUrl",
    "MakeRequestSourceData",
    "MakeRequestSourceText",
    "MakeRequestSourceALink",
    "MakeRequestMediaItem",
    "MakeRequestMediaItemFrame",
    "MakeRequestGridItemItem",
    "MakeRequestByNameValue",
}


def made_of(body: dict[str, Any]) -> Types:
    return types_of(document(operation("make", body, body)))


def test_nested_types_are_named_by_their_path() -> None:
    assert classes_of(made_of(BODY).requests).keys() == NESTED


def test_order_changes_no_byte_but_the_order_of_fields() -> None:
    turned = fields(**dict(reversed(list(BODY["properties"].items()))))
    turned["properties"]["source"] = {"oneOf": list(reversed(BODY["properties"]["source"]["oneOf"]))}
    before, after = made_of(BODY), made_of(turned)
    assert sorted(classes_of(before.requests)) == sorted(classes_of(after.requests))
    assert list(classes_of(before.requests)) == list(classes_of(after.requests))
    assert classes_of(before.responses).keys() == classes_of(after.responses).keys()


def test_a_new_sibling_changes_no_name() -> None:
    more = copy.deepcopy(BODY)
    more["properties"]["source"]["oneOf"].insert(0, fields(new={"type": "string"}))
    more["properties"] = {"first": fields(a={"type": "string"}), **more["properties"]}
    assert classes_of(made_of(more).requests).keys() == NESTED | {"MakeRequestFirst", "MakeRequestSourceNew"}


def test_a_sibling_that_goes_changes_no_name() -> None:
    less = copy.deepcopy(BODY)
    del less["properties"]["source"]["oneOf"][0]
    del less["properties"]["grid"]
    assert classes_of(made_of(less).requests).keys() == NESTED - {"MakeRequestSourceUrl", "MakeRequestGridItemItem"}


def test_branches_that_nothing_tells_apart_share_a_class_that_is_wide_enough() -> None:
    first = {**fields(url={"type": "string"}, a={"type": "string"}), "required": ["url"]}
    second = {**fields(url={"type": "integer"}), "required": ["url"]}
    one = classes_of(made_of(fields(source={"oneOf": [first, second]})).requests)
    other = classes_of(made_of(fields(source={"oneOf": [second, first]})).requests)
    assert one["MakeRequestSourceUrl"] == {"url": "str | int", "a": "NotRequired[str]"}
    assert other["MakeRequestSourceUrl"].keys() == {"url", "a"}


def test_models_and_definitions_in_any_order_give_the_same_bytes() -> None:
    schemas = {"B": fields(a=component("A")), "A": fields(b=component("B")), "C": fields(c=component("A"))}
    operations = [operation(name, fields(x=component(name)), component(name)) for name in ("A", "B", "C")]
    before = types_of(document(*operations, schemas=schemas))
    after = types_of(document(*reversed(operations), schemas=dict(reversed(list(schemas.items())))))
    assert before.requests == after.requests
    assert before.responses == after.responses


def test_names_that_meet_are_told_apart_in_any_order() -> None:
    schemas = {"foo_bar": fields(a={}), "FooBar": fields(b={}), "foo-bar": fields(c={})}
    body = fields(x=component("foo_bar"), y=component("FooBar"), z=component("foo-bar"))
    before = classes_of(types_of(document(operation("make", body), schemas=schemas)).requests)
    turned = fields(**dict(reversed(list(body["properties"].items()))))
    after = classes_of(types_of(document(operation("make", turned), schemas=schemas)).requests)
    assert len(before) == 4
    assert "FooBar" in before
    assert before["FooBar"] == {"b": "NotRequired[Any]"}
    assert before.keys() == after.keys()
    assert before["MakeRequest"] == dict(sorted(after["MakeRequest"].items()))


def test_a_definition_cannot_take_the_name_of_an_import() -> None:
    names = ("Any", "BaseModel", "Field", "Literal", "NotRequired", "TypedDict", "TypeAlias", "RootModel", "ConfigDict")
    schemas = {name: fields(value={"enum": ["a", "b"]}, other={}) for name in names}
    body = fields(**{f"f{name}": component(name) for name in names})
    made = types_of(document(operation("make", body, body), schemas=schemas))
    assert {f"{name}_" for name in names} < classes_of(made.requests).keys()
    found = getattr(made.response_module, made.response("make")).model_validate({"fField": {"value": "a"}})
    assert found.fField.value == "a"


def test_a_request_class_is_not_called_request_twice() -> None:
    made = types_of(
        document(operation("create", component("CreateVideoRequest")), schemas={"CreateVideoRequest": BODY})
    )
    assert made.request("CreateVideoRequest") == "CreateVideoRequest"


def test_arguments_are_the_fields_unless_a_name_is_taken() -> None:
    free = types_of(document(operation("make", fields(prompt={"type": "string"}))))
    assert free.params("make") == ("MakeRequest", {})
    body = {
        **fields(
            **{
                "timeout": {"type": "integer"},
                "class": {"enum": ["a"]},
                "frame-rate": {},
                "task_id": {},
                "timeout_": {},
            }
        ),
        "required": ["class"],
    }
    where = {"name": "task_id", "in": "path", "required": True, "schema": {"type": "string"}}
    made = types_of(document(operation("make", body, parameters=(where,))))
    name, renamed = made.params("make") or ("", {})
    assert name == "MakeParams"
    assert renamed == {"class_": "class", "frame_rate": "frame-rate", "task_id_": "task_id", "timeout__": "timeout"}
    found = classes_of(made.requests)
    assert found["MakeParams"] == {renamed_back(renamed, key): kind for key, kind in found["MakeRequest"].items()}
    assert found["MakeRequest"]["class"] == "Literal['a']"


def renamed_back(renamed: dict[str, str], field: str) -> str:
    """The argument of a field."""
    return next((argument for argument, one in renamed.items() if one == field), field)
