"""Pydantic models of answers: open for what no document says."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.codegen.types.made import classes_of, component, document, fields, operation, types_of

TASK = {
    **fields(
        id={"type": "string"},
        status={"anyOf": [{"enum": ["queued", "done"]}, {"type": "string"}]},
        state={"type": "string", "enum": ["queued", "done"]},
        kind={"const": "task"},
        progress={"type": "integer", "default": 0},
        error={},
        files={"type": "array", "items": fields(url={"type": "string", "format": "uri"})},
    ),
    "required": ["id"],
}


def test_a_model_of_an_answer() -> None:
    made = types_of(document(operation("make", None, component("Task")), schemas={"Task": TASK}))
    assert made.response("make") == "Task"
    assert classes_of(made.responses) == {
        "BaseModel": {},
        "Task": {
            "id": "str",
            "status": "Literal['queued', 'done'] | str | None",
            "state": "Literal['queued', 'done'] | str | None",
            "kind": "Literal['task'] | None",
            "progress": "int | None",
            "error": "Any | None",
            "files": "list[Task_Files_Item] | None",
        },
        "Task_Files_Item": {"url": "str | None"},
    }


def test_unknown_fields_and_words_are_kept_and_absent_fields_are_none() -> None:
    made = types_of(document(operation("make", None, component("Task")), schemas={"Task": TASK}))
    given: dict[str, Any] = {"id": "1", "status": "paused", "state": "new", "more": {"deep": 1}, "files": [{"size": 3}]}
    task = made.response_module.Task.model_validate(given)
    assert (task.status, task.state, task.progress, task.files[0].url) == ("paused", "new", None, None)
    assert task.more == {"deep": 1}
    assert task.model_dump(exclude_unset=True) == given


def test_a_required_field_that_is_missing_is_an_error() -> None:
    made = types_of(document(operation("make", None, component("Task")), schemas={"Task": TASK}))
    with pytest.raises(ValidationError):
        made.response_module.Task.model_validate({})


def test_what_only_a_request_has_is_not_demanded_of_an_answer() -> None:
    account = {
        "allOf": [component("Base"), fields(pin=component("Pin"))],
        "required": ["id", "password", "pin"],
    }
    schemas = {
        "Account": account,
        "Base": {
            **fields(id={"type": "string"}, password={"type": "string", "writeOnly": True}),
            "required": ["password"],
        },
        "Pin": {"type": "string", "writeOnly": True},
    }
    made = types_of(document(operation("make", None, component("Account")), schemas=schemas))
    account_class = made.response_module.Account
    assert (account_class.model_validate({"id": "1"}).password, account_class.model_validate({"id": "1"}).pin) == (
        None,
        None,
    )
    with pytest.raises(ValidationError):
        account_class.model_validate({"password": "p", "pin": "1"})


@pytest.mark.parametrize("second", [("Text", "Sound"), ("Sound", "Text"), ("Text", "Sound", "Clip")])
def test_any_of_beside_one_of_takes_what_both_allow(second: tuple[str, ...]) -> None:
    schemas = {
        name: {**fields(**{name.lower(): {"type": "string"}}), "required": [name.lower()]}
        for name in ("Text", "Sound", "Clip")
    }
    answer = {"anyOf": [component("Text"), component("Sound")], "oneOf": [component(name) for name in second]}
    made = types_of(document(operation("make", None, answer), schemas=schemas))
    model = made.response_module.MakeResponse
    assert model.model_validate({"text": "t"}).root.text == "t"
    assert model.model_validate({"sound": "s"}).root.sound == "s"
    assert model.model_validate({"text": "t", "clip": "c"}).root.clip == "c"
    with pytest.raises(ValidationError):
        model.model_validate({"clip": "c"})


@pytest.mark.parametrize(
    ("answer", "name", "value", "expected"),
    [
        ({"type": "array", "items": component("Task")}, "MakeResponse", [{"id": "1"}], "1"),
        ({"type": "array", "items": fields(id={"type": "string"})}, "MakeResponse", [{"id": "1"}], "1"),
        (component("Tasks"), "Tasks", [{"id": "1"}], "1"),
    ],
)
def test_an_answer_that_is_no_object_is_a_root_model(answer: Any, name: str, value: Any, expected: str) -> None:
    schemas = {"Task": TASK, "Tasks": {"type": "array", "items": component("Task")}}
    made = types_of(document(operation("make", None, answer), schemas=schemas))
    assert made.response("make") == name
    assert getattr(made.response_module, name).model_validate(value).root[0].id == expected


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ({"type": "string"}, "done"),
        ({"type": ["integer", "null"]}, None),
        ({}, {"any": 1}),
        ({"enum": ["a", "b"]}, "c"),
    ],
)
def test_an_answer_that_is_a_single_value(answer: Any, value: Any) -> None:
    made = types_of(document(operation("make", None, answer)))
    assert getattr(made.response_module, made.response("make")).model_validate(value).root == value


def test_a_union_of_answers_is_told_apart_by_its_tag() -> None:
    cat = {**fields(kind={"const": "cat"}, lives={"type": "integer"}), "required": ["kind"]}
    dog = {**fields(kind={"const": "dog"}, lives={"type": "integer"}), "required": ["kind"]}
    answer = {"oneOf": [component("Cat"), component("Dog")], "discriminator": {"propertyName": "kind"}}
    made = types_of(document(operation("make", None, answer), schemas={"Cat": cat, "Dog": dog}))
    answers = TypeAdapter(getattr(made.response_module, made.response("make")))
    assert type(answers.validate_python({"kind": "dog", "lives": 1})).__name__ == "Dog"


def test_recursive_answers() -> None:
    node = fields(children={"type": "array", "items": component("Node")}, value=component("Json"))
    json = {"anyOf": [{"type": "string"}, {"type": "null"}, {"type": "array", "items": component("Json")}]}
    maybe = {"type": ["object", "null"], "properties": {"next": component("Maybe")}}
    made = types_of(
        document(
            operation("make", None, component("Node")),
            operation("ask", None, component("Maybe")),
            schemas={"Node": node, "Json": json, "Maybe": maybe},
        )
    )
    module = made.response_module
    found = module.Node.model_validate({"children": [{"children": [], "value": ["a", [None]]}]})
    assert found.children[0].value.model_dump() == ["a", [None]]
    assert getattr(module, made.response("ask")).model_validate({"next": {"next": None}}).root.next.next is None
    assert getattr(module, made.response("ask")).model_validate(None).root is None


def test_an_operation_without_a_json_answer_has_no_class() -> None:
    made = types_of(document(operation("make", None, None)))
    assert made.response("make") == ""
    assert classes_of(made.responses) == {}
