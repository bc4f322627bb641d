"""`x-task` against the responses: what no answer can have is a problem at its place, what is left open is a note."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reelspec.checks.tasks import check_tasks, doubts_of_tasks
from reelspec.language.contract.model import Contract
from reelspec.project.checks import notes_of
from tests.specs import contract
from tests.support import build_files

TEXT = {"type": "string"}
CLOSED = {"additionalProperties": False}
COMPONENTS = {
    "Loop": {"properties": {"id": TEXT, "next": {"$ref": "#/components/schemas/Loop"}}, **CLOSED},
    "Named": {"properties": {"id": TEXT}},
}


def fields(**properties: Any) -> dict[str, Any]:
    """A closed object of these fields."""
    return {"type": "object", "properties": properties, **CLOSED}


def answer(schema: Any, media_type: str = "application/json") -> dict[str, Any]:
    """A response of this schema."""
    return {"description": "ok", "content": {media_type: {} if schema is None else {"schema": schema}}}


def specs(task: dict[str, Any], created: Any, polled: Any = None) -> Contract:
    """A provider whose tasks are made and polled. created, polled: responses by status, or the schema of a 200's answer."""

    def responses(given: Any) -> Any:
        return given if isinstance(given, dict) and "200" in given else {"200": answer(given)}

    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"prompt": TEXT}}}}}
    create = {"operationId": "make", "requestBody": body, "responses": responses(created), "x-task": task}
    asked = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    poll = {"operationId": "ask", "parameters": [asked], "responses": responses(polled)}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/jobs": {"post": create}, **({"/jobs/{id}": {"get": poll}} if "poll" in task else {})},
        "components": {"schemas": COMPONENTS},
    }
    return build_files({"specs/shop/openapi.json": json.dumps(document)}).contract


def said(found: Contract) -> tuple[list[str], list[str]]:
    """What is wrong, and what is doubtful."""
    return [one.message for one in check_tasks(found)], [one.message for one in doubts_of_tasks(found)]


def read(path: Any, schema: Any) -> tuple[list[str], list[str]]:
    """What is said of an id that is read so from an answer of this schema."""
    return said(specs({"id": path}, schema))


NEVER = "id reads {}, which make never answers: "
PATHS: dict[str, tuple[Any, Any, str]] = {
    "a slip": ("$.taskid", fields(task_id=TEXT), "the answer has no taskid; did you mean task_id?"),
    "another name": ("$.uuid", fields(code=TEXT, name=TEXT), "the answer has no uuid; it has code and name"),
    "no fields at all": ("$.uuid", fields(), "the answer has no uuid"),
    "in a list": (
        "$.data[0].ids",
        fields(data={"type": "array", "items": fields(id=TEXT)}),
        "$.data[0] has no ids; did you mean id?",
    ),
    "of every item": (
        "$.data[*].ids",
        fields(data={"type": "array", "prefixItems": [fields(id=TEXT), fields(key=TEXT)], "items": False}),
        "$.data[*] has no ids; did you mean id?",
    ),
    "beyond a tuple": (
        "$.data[2]",
        fields(data={"type": "array", "prefixItems": [TEXT, TEXT], "items": False}),
        "$.data has no such item",
    ),
    "beyond a bound": (
        "$.data[1]",
        fields(data={"type": "array", "items": TEXT, "maxItems": 1}),
        "$.data has at most 1 item",
    ),
    "through a text, in an open schema": (
        "$.data.id",
        {"properties": {"data": TEXT}},
        "$.data is a text, which has no fields",
    ),
    "an index of an object": (
        "$.data[0]",
        {"properties": {"data": fields(id=TEXT)}},
        "$.data is an object, which has no items",
    ),
    "a name of a list": (
        "$.data.id",
        {"properties": {"data": {"type": ["array", "null"], "items": fields(id=TEXT)}}},
        "$.data is a list, which has no fields",
    ),
    "an object for a text": (
        "$.data",
        {"properties": {"data": fields(id=TEXT)}},
        "$.data is an object, not a text or an integer",
    ),
    "true or false for a text": (
        "$.ok",
        {"properties": {"ok": {"type": "boolean"}}},
        "$.ok is true or false, not a text or an integer",
    ),
    "in none of several": (
        "$.taskid",
        {"oneOf": [fields(error=TEXT), fields(task_id=TEXT)]},
        "the answer has no taskid; did you mean task_id?",
    ),
    "closed beside an open part": (
        "$.key",
        {"allOf": [fields(id=TEXT), {"properties": {"key": TEXT}}]},
        "the answer has no key; it has id",
    ),
    "unevaluated": (
        "$.key",
        {"allOf": [{"$ref": "#/components/schemas/Named"}], "unevaluatedProperties": False},
        "the answer has no key; it has id",
    ),
    "closed by a pattern": (
        "$.key",
        {"type": "object", "patternProperties": {"^x_": TEXT}, **CLOSED},
        "the answer has no key",
    ),
    "closed by names": ("$.key", {"propertyNames": {"enum": ["id"]}}, "the answer has no key"),
    "in a reference to itself": (
        "$.next.next.ids",
        {"$ref": "#/components/schemas/Loop"},
        "$.next.next has no ids; did you mean id?",
    ),
    "a field that is refused": ("$.id", {"properties": {"id": False}}, "$.id is refused whatever it is"),
    "in a value that is listed": (
        "$.data.id",
        {"properties": {"data": {"enum": [{"key": "a"}, None]}}},
        "$.data is one of a list of values, and none of them goes on",
    ),
    "a map of texts": (
        "$.ids.first.id",
        fields(ids={"additionalProperties": TEXT}),
        "$.ids.first is a text, which has no fields",
    ),
}


@pytest.mark.parametrize("name", PATHS)
def test_a_path_that_no_answer_has_is_a_problem(name: str) -> None:
    path, schema, why = PATHS[name]
    assert read(path, schema) == ([NEVER.format(path) + why], [])


THERE: dict[str, tuple[str, Any]] = {
    "a text": ("$.id", fields(id=TEXT)),
    "a number": ("$.id", fields(id={"type": "integer"})),
    "nullable": ("$.id", fields(id={"type": ["string", "null"]})),
    "one of several": (
        "$.data.id",
        {"anyOf": [fields(error=TEXT), fields(data={"oneOf": [{"type": "null"}, fields(id=TEXT)]})]},
    ),
    "a reference": ("$.next.next.id", {"$ref": "#/components/schemas/Loop"}),
    "of parts": ("$.id", {"allOf": [{"$ref": "#/components/schemas/Named"}], "unevaluatedProperties": False}),
    "a condition": (
        "$.id",
        {"if": {"required": ["ok"]}, "then": {"properties": {"id": TEXT}}, "unevaluatedProperties": False},
    ),
    "a pattern": ("$.x_id", {"patternProperties": {"^x_": TEXT}, **CLOSED}),
    "a map": ("$.ids.first", fields(ids={"additionalProperties": TEXT})),
    "items": ("$.data[3].id", fields(data={"type": "array", "prefixItems": [TEXT], "items": fields(id=TEXT)})),
    "every item": (
        "$.data[*].id",
        fields(data={"type": "array", "prefixItems": [TEXT, fields(id=TEXT)], "items": False}),
    ),
    "an item that must be there": ("$.data[0]", fields(data={"type": "array", "contains": TEXT})),
    "a value that is listed": ("$.data.id", {"properties": {"data": {"enum": [{"id": "a"}]}}}),
    "a field without a type": ("$.id", fields(id={})),
    "quoted": ("$['task-id']", fields(**{"task-id": TEXT})),
}


@pytest.mark.parametrize("name", THERE)
def test_a_path_that_is_described_is_left_in_peace(name: str) -> None:
    path, schema = THERE[name]
    assert read(path, schema) == ([], [])


OPEN = "warning: id reads $.taskid, which the schema of what make answers does not describe: "


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"properties": {"task_id": TEXT}}, "the answer has no taskid; did you mean task_id?"),
        ({"properties": {"name": TEXT}, "additionalProperties": True}, "the answer has no taskid; it has name"),
        ({"properties": {"name": TEXT}, "additionalProperties": TEXT}, "the answer has no taskid; it has name"),
        (
            {"allOf": [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]},
            "the answer has no taskid; it has a and b",
        ),
        ({"type": "object"}, "the answer has no taskid"),
        ({"anyOf": [fields(error=TEXT), {"properties": {"name": TEXT}}]}, "the answer has no taskid; it has name"),
    ],
)
def test_a_path_that_is_left_open_is_a_warning(schema: Any, why: str) -> None:
    assert read("$.taskid", schema) == ([], [OPEN + why])


def test_every_entry_of_a_list_is_judged_at_its_place() -> None:
    found = specs({"id": ["$.id", "$.key"]}, fields(id=TEXT))
    (problem,) = check_tasks(found)
    assert problem.message.startswith("id reads $.key, which make never answers")
    assert problem.name == "task-path"
    node = found.providers[0].operations[0].node
    assert node is not None
    entry = node.at(("x-task", "id", 1))
    assert entry is not None and problem.place == entry.place


def test_what_one_of_several_answers_of_success_has_is_there() -> None:
    several = {"200": answer(fields(code=TEXT)), "202": answer(fields(id=TEXT)), "400": answer(fields(key=TEXT))}
    assert said(specs({"id": "$.id"}, several)) == ([], [])
    errors, _ = said(specs({"id": "$.key"}, several))
    assert errors == ["id reads $.key, which make never answers: the answer has no key; it has code and id"]
    undescribed = {"200": answer(fields(code=TEXT)), "202": answer(None)}
    errors, notes = said(specs({"id": "$.key"}, undescribed))
    assert not errors and len(notes) == 1


def test_the_state_is_held_against_the_poll() -> None:
    task = {
        "id": "$.id",
        "poll": "ask",
        "status": "$.state",
        "succeeded": ["done"],
        "progress": "$.percent",
        "result": ["$.url", "$.urls[*]", "$.media"],
        "error": "$.why",
    }
    polled = fields(state=TEXT, urls={"type": "array", "items": TEXT}, media=fields(url=TEXT))
    errors, notes = said(specs(task, fields(id=TEXT), polled))
    assert [one.split(",")[0] for one in errors] == [
        "progress reads $.percent",
        "result reads $.url",
        "result reads $.media",
        "error reads $.why",
    ]
    assert not notes
    assert errors[2].endswith("$.media is an object, not a text or a list")


@pytest.mark.parametrize("created", [{"200": {"description": "ok"}}, {"200": answer(TEXT, "text/plain")}])
def test_an_answer_without_json_is_named(created: Any) -> None:
    errors, notes = said(specs({"id": "$.id", "accepted": {"code": 0}}, created))
    assert not errors
    (note,) = notes
    assert "make" in note and "no answer of success in JSON" in note


@pytest.mark.parametrize("schema", [None, True, {}, {"description": "An answer."}])
def test_an_answer_without_a_schema_is_named_once_for_each_operation(schema: Any) -> None:
    task = {"id": "$.id", "poll": "ask", "status": "$.s", "succeeded": ["done"], "result": "$.url"}
    errors, notes = said(specs(task, schema, schema))
    assert not errors
    assert [("make" in one, "ask" in one) for one in notes] == [(True, False), (False, True)]
    assert all("no schema for its answer" in one for one in notes)


WORDS = {
    "id": "$.id",
    "poll": "ask",
    "status": "$.status",
    "waiting": ["runing"],
    "succeeded": ["done"],
    "failed": ["broken"],
}
STATUS: dict[str, tuple[Any, list[str], list[str]]] = {
    "closed": (
        {"enum": ["running", "done"]},
        [
            'the status of what ask answers is never "runing"; did you mean running?',
            'the status of what ask answers is never "broken"; it is "running" or "done"',
        ],
        [],
    ),
    "open": (
        {"anyOf": [{"enum": ["running", "done", "broken"]}, TEXT]},
        [],
        ['warning: the status of what ask answers is not listed to be "runing"; did you mean running?'],
    ),
    "a pattern": (
        {"type": "string", "pattern": "^[a-d]"},
        ['the status of what ask answers is never "runing"'],
        [],
    ),
    "any text": (TEXT, [], []),
    "in parts": (
        {"oneOf": [{"const": "runing"}, {"enum": ["done", "broken", "lost"]}]},
        [],
        [],
    ),
}


@pytest.mark.parametrize("name", STATUS)
def test_status_words_are_among_those_that_the_status_may_be(name: str) -> None:
    schema, errors, notes = STATUS[name]
    assert said(specs(WORDS, fields(id=TEXT), fields(status=schema))) == (errors, notes)


def test_words_are_held_against_the_status_that_was_meant() -> None:
    task = WORDS | {"status": "$.statu", "waiting": ["running"]}
    errors, _ = said(specs(task, fields(id=TEXT), fields(status={"enum": ["running", "done"]})))
    assert errors == [
        "status reads $.statu, which ask never answers: the answer has no statu; did you mean status?",
        'the status of what ask answers is never "broken"; it is "running" or "done"',
    ]


def test_words_may_come_from_any_of_several_places_and_answers() -> None:
    task = WORDS | {"status": ["$.status", "$.data.status"], "waiting": ["running"]}
    polled = {
        "200": answer({"oneOf": [fields(status={"enum": ["done"]}), fields(data=fields(status={"const": "broken"}))]}),
        "202": answer(fields(status={"const": "running"})),
    }
    assert said(specs(task, fields(id=TEXT), polled)) == ([], [])


CODE: dict[str, tuple[Any, Any, list[str], list[str]]] = {
    "possible": ({"code": [200, 0.0]}, fields(id=TEXT, code={"type": "integer"}), [], []),
    "of another type": (
        {"code": "200"},
        fields(id=TEXT, code={"type": "integer"}),
        ['code of what make answers is never "200"'],
        [],
    ),
    "one of two": (
        {"code": [0, 1]},
        fields(id=TEXT, code={"enum": [0, 200]}),
        ["code of what make answers is never 1"],
        [],
    ),
    "a slip of a word": (
        {"state": "acepted"},
        fields(id=TEXT, state={"enum": ["accepted", "refused"]}),
        ['state of what make answers is never "acepted"; did you mean accepted?'],
        [],
    ),
    "no such field": (
        {"kode": 0},
        fields(id=TEXT, code={}),
        ["accepted reads $.kode, which make never answers: the answer has no kode; did you mean code?"],
        [],
    ),
    "left open": (
        {"ok": True},
        {"properties": {"id": TEXT}},
        [],
        [
            "warning: accepted reads $.ok, which the schema of what make answers does not describe: "
            "the answer has no ok; it has id"
        ],
    ),
    "null": ({"error": None}, fields(id=TEXT, error={"type": ["string", "null"]}), [], []),
    "in one of several": (
        {"code": 0},
        {"oneOf": [fields(code={"const": 0}, id=TEXT), fields(code={"const": 1})]},
        [],
        [],
    ),
}


@pytest.mark.parametrize("name", CODE)
def test_what_means_accepted_is_possible(name: str) -> None:
    accepted, schema, errors, notes = CODE[name]
    assert said(specs({"id": "$.id", "accepted": accepted}, schema)) == (errors, notes)


def test_a_task_that_nobody_polls_has_no_state_to_read() -> None:
    assert said(specs({"id": "$.id", "status": "$.nothing"}, fields(id=TEXT))) == ([], [])


def test_the_specs_of_this_repository_raise_nothing() -> None:
    assert said(contract()) == ([], [])
    assert not notes_of(contract())
