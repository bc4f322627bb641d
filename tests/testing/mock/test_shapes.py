"""Providers of other shapes than the repository's: each is served as its document says, without a word of code for it."""

from __future__ import annotations

import base64
import json
import random
from typing import Any

import pytest

from reelspec.language.contract.model import Contract
from reelspec.language.rules.tasks import acceptance, life_of, task_id
from reelspec.testing.mock import Mock, Request
from tests.testing.mock.shared import NUMBER, TEXT, Caller, content, document, foreign, task_shape


def closed(**properties: Any) -> dict[str, Any]:
    """An object of exactly these fields."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


WORDS = {"poll": "ask", "succeeded": ["done"], "failed": ["broken"]}
STATUS = {"enum": ["done", "broken", "busy"]}
SHAPES = {
    "a number as id": (
        task_shape(
            closed(id=NUMBER),
            closed(id=NUMBER, status=STATUS),
            {**WORDS, "id": "$.id", "status": "$.status", "waiting": ["busy"]},
            parameter={"name": "job", "in": "path", "required": True, "schema": NUMBER},
        ),
        "/jobs/{}",
    ),
    "a UUID as id, 202, and a status as a number of percent in words": (
        task_shape(
            closed(task=closed(uuid={"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"})),
            closed(task=closed(state=STATUS, percent={"type": "string", "pattern": "^[0-9]+%$"})),
            {**WORDS, "id": "$.task.uuid", "status": "$.task.state", "progress": "$.task.percent", "waiting": ["busy"]},
            status="202",
        ),
        "/jobs/{}",
    ),
    "the id in the query, progress from 0 to 1, results as a list of texts": (
        task_shape(
            closed(ids={"type": "array", "items": TEXT, "minItems": 1}),
            closed(
                info=closed(
                    status=STATUS,
                    progress={"type": "number", "maximum": 1},
                    outputs={"type": "array", "items": {"type": "string", "format": "uri"}},
                )
            ),
            {
                **WORDS,
                "id": "$.ids[0]",
                "status": "$.info.status",
                "progress": "$.info.progress",
                "result": "$.info.outputs",
                "waiting": ["busy"],
            },
            path="/job",
            parameter={"name": "job", "in": "query", "required": True, "schema": TEXT},
        ),
        "/job?job={}",
    ),
    "an envelope in alternatives, with a code that says accepted": (
        task_shape(
            {"oneOf": [closed(code={"const": 0}, data=closed(id=TEXT)), closed(code={"const": 1}, why=TEXT)]},
            {
                "allOf": [
                    {"$ref": "#/components/schemas/Base"},
                    {"properties": {"state": STATUS}, "required": ["state"]},
                ]
            },
            {**WORDS, "id": "$.data.id", "accepted": {"code": 0}, "status": "$.state", "waiting": ["busy"]},
        )
        | {"components": {"schemas": {"Base": {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}}}},
        "/jobs/{}",
    ),
    "no words for waiting": (
        task_shape(
            {"properties": {"id": TEXT}},
            {"properties": {"status": {"enum": ["done", "broken"]}, "url": TEXT}},
            {**WORDS, "id": "$.id", "status": "$.status", "result": "$.url"},
        ),
        "/jobs/{}",
    ),
    "a closed answer without progress, and an error that is a text or an object": (
        task_shape(
            closed(id=TEXT),
            {
                "type": "object",
                "properties": {
                    "state": {"type": "string"},
                    "error": {"anyOf": [{"type": "null"}, {"type": "string", "maxLength": 5}, closed(detail=TEXT)]},
                },
                "required": ["state"],
                "additionalProperties": False,
            },
            {**WORDS, "id": "$.id", "status": "$.state", "progress": "$.progress", "error": "$.error"},
        ),
        "/jobs/{}",
    ),
    "an id of a form of its own, and a word in each branch": (
        task_shape(
            closed(id={"type": "string", "pattern": "^vid_[0-9]{6}-[a-z]{2}$"}),
            {
                "oneOf": [
                    closed(status={"const": "done"}, url={"type": "string", "format": "uri"}),
                    closed(status={"enum": ["busy"]}, progress={"type": "integer", "multipleOf": 25}),
                    closed(status={"const": "broken"}, error=closed(code={"enum": ["E1", "E2"]}, text=TEXT)),
                ]
            },
            {
                **WORDS,
                "id": "$.id",
                "status": "$.status",
                "progress": "$.progress",
                "result": "$.url",
                "error": "$.error",
                "waiting": ["busy"],
            },
        ),
        "/jobs/{}",
    ),
    "words that the schema has only some of, and an id that is repeated": (
        task_shape(
            closed(code={"enum": [201, 400]}, data=closed(id=TEXT)),
            closed(
                code={"const": 200},
                data=closed(id={"type": "string", "maxLength": 40}, status={"enum": ["busy", "done", "broken"]}),
            ),
            {
                "poll": "ask",
                "id": "$.data.id",
                "accepted": {"code": [200, 201]},
                "status": "$.data.status",
                "waiting": ["queued", "busy"],
                "succeeded": ["ended", "done"],
                "failed": ["broken"],
            },
        ),
        "/jobs/{}",
    ),
    "answers of which nothing is said": (
        task_shape(True, True, {**WORDS, "id": "$.a[1].b", "status": "$.c", "result": "$.urls[*]", "progress": "$.p"}),
        "/jobs/{}",
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_task_of_any_shape_lives(name: str) -> None:
    whole, poll = SHAPES[name]
    mock = Mock(foreign(whole))
    assert mock.notes() == []
    ask = Caller(mock)
    created = ask("POST", "/jobs", {"prompt": "A boat."})
    assert created.status in (200, 202)
    (task,) = mock.tasks.values()
    assert f"{task.identifier}" == task.id and json.dumps(task.identifier) in created.body.decode()
    seen = []
    for _ in range(4):
        seen.append(ask("GET", poll.format(task.id)))
        mock.clock.advance(2)
    assert [one.status for one in seen] == [200] * 4
    ended = [b'"done"' in one.body for one in seen]
    assert ended[-1] and not ended[0]
    has_result = bool(task.life.result)
    assert [b"/results/" in one.body for one in seen] == [has_result and one for one in ended]
    mock.replan({"seconds": 0, "tasks": [{"end": "failed"}]})
    ask("POST", "/jobs", {"prompt": "A boat."})
    assert b'"broken"' in ask("GET", poll.format(list(mock.tasks)[-1])).body
    assert ask("GET", poll.format("123e4567" if "UUID" not in name else "x")).status in (400, 404)


TREE = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "minLength": 3, "maxLength": 5},
        "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        "parent": {"anyOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]},
    },
    "required": ["name", "children", "parent"],
}
ANSWERS: dict[str, Any] = {
    "formats": closed(
        at={"type": "string", "format": "date-time"},
        day={"type": "string", "format": "date"},
        key={"type": "string", "format": "uuid"},
        mail={"type": "string", "format": "email"},
        url={"type": "string", "format": "uri"},
    ),
    "numbers": closed(
        a={"type": "number", "exclusiveMinimum": 0, "maximum": 0.4},
        b={"type": "integer", "minimum": 1000, "multipleOf": 7},
        c={"type": ["integer", "null"], "maximum": -5},
    ),
    "texts": closed(
        a={"type": "string", "pattern": "^v[0-9]+\\.[0-9]+$"},
        b={"type": "string", "minLength": 300},
        c={"type": "string", "pattern": "^[0-9a-f]+$", "minLength": 40, "maxLength": 40},
    ),
    "lists": closed(
        a={"type": "array", "items": TEXT, "minItems": 3, "uniqueItems": True},
        b={"type": "array", "prefixItems": [NUMBER, TEXT], "items": False, "minItems": 2},
        c={"type": "array", "items": {"enum": ["x", "y"]}, "contains": {"const": "y"}},
    ),
    "choices": {
        "oneOf": [
            closed(kind={"const": "a"}, x=NUMBER),
            {"type": "array", "items": closed(kind={"const": "b"}), "minItems": 1},
        ]
    },
    "a condition": {
        "type": "object",
        "properties": {"size": {"enum": ["s", "l"]}, "why": TEXT},
        "required": ["size"],
        "if": {"properties": {"size": {"const": "s"}}},
        "then": {"required": ["why"]},
    },
    "dependent fields": {"type": "object", "properties": {"a": TEXT}, "dependentRequired": {"a": ["b"]}},
    "names of its own": {"type": "object", "additionalProperties": NUMBER, "required": ["total"]},
    "itself": {"$ref": "#/components/schemas/Tree"},
    "a list at the top": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}, "minItems": 2},
    "nothing said": {},
    "a plain text": {"type": "string", "enum": ["ok"]},
    "null": {"type": "null"},
    "no more than this": {"type": "object", "properties": {"a": TEXT, "b": TEXT}, "maxProperties": 1},
    "a list of unlike numbers": closed(a={"type": "array", "items": NUMBER, "minItems": 3, "uniqueItems": True}),
    "a list of unlike words": closed(
        a={"type": "array", "items": {"enum": [*"abc"]}, "minItems": 3, "uniqueItems": True}
    ),
    "a list of unlike objects": closed(
        a={"type": "array", "items": closed(id=TEXT), "minItems": 3, "uniqueItems": True}
    ),
    "a list with two of a kind": closed(
        a={"type": "array", "items": {"enum": [1, 2, 3]}, "contains": {"const": 2}, "minContains": 2, "minItems": 3}
    ),
    "a list with one of a kind": closed(
        a={"type": "array", "items": {"enum": [1, 2]}, "contains": {"const": 1}, "maxContains": 1, "minItems": 3}
    ),
    "so many fields": {"type": "object", "minProperties": 2, "additionalProperties": NUMBER},
    "names of a form": {"minProperties": 2, "propertyNames": {"pattern": "^[a-z]{3}$"}, "type": "object"},
    "a name of a pattern": {
        "type": "object",
        "required": ["x_1"],
        "minProperties": 2,
        "patternProperties": {"^x_[0-9]$": NUMBER},
        "additionalProperties": False,
    },
    "a dependent schema": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": TEXT},
        "dependentSchemas": {"a": {"required": ["b"], "properties": {"b": NUMBER}}},
    },
    "a field that forbids another": {"properties": {"a": TEXT, "b": False}, "dependentRequired": {"a": ["b"]}},
    "a condition on a value": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": ["a", "b"]}},
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"required": ["x"], "properties": {"x": NUMBER}},
    },
    "one of two fields": {"properties": {"a": TEXT, "b": TEXT}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "two parts about one field": {
        "allOf": [{"properties": {"a": {"minimum": 5}}, "required": ["a"]}, {"properties": {"a": {"type": "integer"}}}]
    },
    "two lists of words": closed(a={"allOf": [{"enum": ["x", "y"]}, {"enum": ["y", "z"]}]}),
    "an object as a value": closed(a={"const": {"b": [1, 2]}}),
    "an example that alone shows it": {
        "type": "object",
        "required": ["s"],
        "properties": {"s": {"type": "string", "pattern": "^(?=.*z)(?!a)[a-z]{9}$"}},
        "examples": [{"s": "zbcdefghi"}],
    },
    "closed over parts": {
        "allOf": [{"properties": {"a": TEXT}, "required": ["a"]}],
        "properties": {"b": NUMBER},
        "unevaluatedProperties": False,
    },
    "formats that few use": closed(
        **{
            name.replace("-", "_"): {"type": "string", "format": name}
            for name in (
                "uri",
                "uri-reference",
                "iri",
                "json-pointer",
                "regex",
                "idn-email",
                "idn-hostname",
                "duration",
            )
        }
    ),
    "a moment that cannot be now": closed(created_at={"type": "integer", "maximum": 100}),
    "not this": {"type": "object", "properties": {"a": {"enum": ["x", "y"], "not": {"const": "x"}}}, "required": ["a"]},
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_operation_without_a_task_answers_by_its_schema(name: str) -> None:
    operation = {"operationId": "read", "responses": {"200": content(ANSWERS[name])}}
    mock = Mock(foreign(document({"/thing": {"get": operation}}, schemas={"Tree": TREE})))
    assert mock.notes() == []
    first = Caller(mock)("GET", "/thing")
    assert (first.status, first.body) == (200, Caller(mock)("GET", "/thing").body)


def test_an_answer_that_no_value_fits_is_told_beforehand() -> None:
    impossible = {"type": "string", "pattern": "^a$", "minLength": 5}
    operation = {"operationId": "read", "responses": {"200": content(closed(a=impossible))}}
    mock = Mock(foreign(document({"/thing": {"get": operation}})))
    note = "read: no answer was found that its response schema accepts"
    assert mock.notes() == [f"shop: {note}"]
    reply = Caller(mock)("GET", "/thing")
    assert (reply.status, reply.body.decode()) == (501, f"The mock has no answer here. {note}\n")


@pytest.mark.parametrize(
    ("responses", "status", "start"),
    [
        ({"204": {"description": "Gone."}}, 204, b""),
        ({"201": content(closed(a=TEXT)), "202": {"description": "Later."}}, 201, b'{"a":'),
        ({"2XX": content(closed(a=TEXT))}, 200, b'{"a":'),
        ({"default": content(closed(a=TEXT))}, 200, b'{"a":'),
        ({"404": {"description": "Not there."}}, 200, b""),
        ({"200": content(TEXT, "text/plain")}, 200, b"A text"),
        ({"200": content({}, "image/png")}, 200, b"\x89PNG"),
        ({"200": content({}, "audio/*")}, 200, b"RIFF"),
        ({"200": content({}, "application/octet-stream")}, 200, b"\0\0\0"),
        ({"200": content(closed(a=TEXT), "application/problem+json")}, 200, b'{"a":'),
    ],
)
def test_every_kind_of_success(responses: Any, status: int, start: bytes) -> None:
    mock = Mock(foreign(document({"/thing": {"delete": {"operationId": "drop", "responses": responses}}})))
    reply = Caller(mock)("DELETE", "/thing", described=False)
    assert reply.status == status and reply.body.startswith(start) and bool(reply.body) == bool(start)


ERRORS: dict[str, tuple[Any, Any]] = {
    "a list of details": (
        closed(errors={"type": "array", "items": closed(field=TEXT, message=TEXT)}),
        {"errors": [{"field": "/prompt", "message": '5 is not a string; did you mean "5"?'}]},
    ),
    "problem details": (
        {
            "type": "object",
            "properties": {"type": TEXT, "title": TEXT, "status": NUMBER, "detail": TEXT},
            "required": ["status", "detail"],
            "additionalProperties": False,
        },
        {
            "type": "invalid_request_error",
            "title": '/prompt: 5 is not a string; did you mean "5"? [type]',
            "status": 400,
            "detail": '/prompt: 5 is not a string; did you mean "5"? [type]',
        },
    ),
    "numbers as codes": (
        closed(success={"type": "boolean"}, errcode=NUMBER, msg=TEXT),
        {"success": False, "errcode": 400, "msg": '/prompt: 5 is not a string; did you mean "5"? [type]'},
    ),
    "words from a list": (
        closed(error=closed(kind={"enum": ["AUTH_FAILED", "VALIDATION_FAILED"]}, message=TEXT)),
        {"error": {"kind": "VALIDATION_FAILED", "message": '/prompt: 5 is not a string; did you mean "5"? [type]'}},
    ),
    "a plain text": (TEXT, '/prompt: 5 is not a string; did you mean "5"? [type]'),
}


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_has_the_shape_of_the_provider(name: str) -> None:
    schema, expected = ERRORS[name]
    body = {"content": {"application/json": {"schema": closed(prompt=TEXT)}}, "required": True}
    operation = {"operationId": "make", "requestBody": body, "responses": {"4XX": content(schema)}}
    mock = Mock(foreign(document({"/jobs": {"post": operation}})))
    reply = Caller(mock)("POST", "/jobs", {"prompt": 5})
    assert (reply.status, reply.json) == (400, expected)
    (entry,) = mock.journal
    assert [(one.rule, one.path) for one in entry.violations] == [("type", "/prompt")]


def test_an_error_without_a_shape_has_a_plain_one() -> None:
    body = {"content": {"application/json": {"schema": closed(prompt=TEXT)}}, "required": True}
    operation = {"operationId": "make", "requestBody": body, "responses": {"422": {"description": "Wrong."}}}
    reply = Caller(Mock(foreign(document({"/jobs": {"post": operation}}))))("POST", "/jobs", {"prompt": 5})
    assert reply.status == 422 and reply.json["error"]["code"] == "type"


BASIC = "Basic " + base64.b64encode(b"me:secret").decode()
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "oauth": {"type": "oauth2", "flows": {}},
    "head": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
}


@pytest.mark.parametrize(
    ("security", "right", "wrong"),
    [
        ([{"bearer": []}], [{"authorization": "Bearer k"}, {"authorization": "bearer k"}], [{"authorization": "k"}]),
        ([{"basic": []}], [{"authorization": BASIC}], [{"authorization": "Basic ???"}, {"authorization": "Bearer k"}]),
        ([{"oauth": ["a"]}], [{"authorization": "Bearer k"}], [{"authorization": BASIC}]),
        ([{"head": []}], [{"x-key": "k"}], [{"authorization": "Bearer k"}, {"x-key": ""}]),
        ([{"query": []}], [{"?": "key=k"}], [{"?": "kee=k"}, {"?": "key="}]),
        ([{"cookie": []}], [{"cookie": "a=b; session=k"}], [{"cookie": "a=b"}]),
        ([{"head": [], "query": []}], [{"x-key": "k", "?": "key=k"}], [{"x-key": "k"}, {"?": "key=k"}]),
        ([{"head": []}, {"bearer": []}], [{"x-key": "k"}, {"authorization": "Bearer k"}], [{"x-other": "other"}]),
        ([{"head": []}, {}], [{}, {"x-key": "k"}], []),
        ([], [{}], []),
    ],
)
def test_keys_are_asked_for_as_the_schemes_say(security: Any, right: Any, wrong: Any) -> None:
    operation = {"operationId": "read", "responses": {"200": content(closed(a=TEXT))}, "security": security}
    whole = document({"/thing": {"get": operation}}, securitySchemes=SCHEMES, security=[{"bearer": []}])
    mock = Mock(foreign(whole))
    for given, status in [*((one, 200) for one in right), *((one, 401) for one in [*wrong, *([{}] if wrong else [])])]:
        headers = tuple((name, value) for name, value in given.items() if name != "?")
        reply = mock.handle(Request("GET", "/thing", given.get("?", ""), headers))
        assert reply.status == status, given
        kept = json.dumps(mock.journal[-1].as_dict())
        assert "Bearer k" not in kept and "key=k" not in kept and "session=k" not in kept and '"k"' not in kept


def test_only_the_key_that_is_set_counts() -> None:
    operation = {"operationId": "read", "responses": {"200": content(closed(a=TEXT))}}
    whole = document({"/thing": {"get": operation}}, securitySchemes=SCHEMES, security=[{"head": []}])
    mock = Mock(foreign(whole), key="right")
    assert mock.handle(Request("GET", "/thing", headers=(("x-key", "wrong"),))).status == 401
    assert mock.handle(Request("GET", "/thing", headers=(("x-key", "right"),))).status == 200


PARAMETERS = [
    {"name": "project", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}},
    {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 10}},
    {"name": "deep", "in": "query", "schema": {"type": "boolean"}},
    {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 2}},
    {"name": "csv", "in": "query", "explode": False, "schema": {"type": "array", "items": NUMBER}},
    {"name": "pipes", "in": "query", "style": "pipeDelimited", "explode": False, "schema": {"type": "array"}},
    {
        "name": "filter",
        "in": "query",
        "style": "deepObject",
        "explode": True,
        "schema": {"type": "object", "properties": {"size": NUMBER}, "required": ["size"]},
    },
    {"name": "json", "in": "query", "schema": {"not": {"type": ["array", "string"]}, "uniqueItems": True}},
    {"name": "X-Mode", "in": "header", "required": True, "schema": {"enum": ["fast", "slow"]}},
]


@pytest.mark.parametrize(
    ("path", "mode", "refused"),
    [
        ("/p/3/x", "fast", []),
        ("/p/3/x?limit=10&deep=true&tag=a&tag=b&csv=1,2&pipes=a|b&filter[size]=3&other=1", "slow", []),
        ("/p/three/x", "fast", [("type", "project")]),
        ("/p/0/x", "fast", [("minimum", "project")]),
        ("/p/3/x?limit=11", "fast", [("maximum", "limit")]),
        ("/p/3/x?limit=1.5", "fast", [("type", "limit")]),
        ("/p/3/x?limit=" + "9" * 5000, "fast", [("type", "limit")]),
        ("/p/3/x?deep=yes", "fast", [("type", "deep")]),
        ("/p/3/x?tag=c", "fast", [("enum", "tag/0")]),
        ("/p/3/x?tag=a&tag=b&tag=a", "fast", [("maxItems", "tag")]),
        ("/p/3/x?csv=1,x", "fast", [("type", "csv/1")]),
        ("/p/3/x?filter[size]=big", "fast", [("type", "filter/size")]),
        ("/p/3/x?filter[size]=3&filter" + "[a]" * 3000 + "=1", "fast", []),
        ('/p/3/x?json={"a":1}', "fast", []),
        ("/p/3/x?json=" + "[" * 400 + "]" * 400, "fast", [("not", "json")]),
        ("/p/3/x", "other", [("enum", "X-Mode")]),
        ("/p/3/x", None, [("required", "X-Mode")]),
        ("/p/%00/x?limit=%ff", "fast", [("type", "project"), ("type", "limit")]),
    ],
)
def test_parameters_are_read_as_their_styles_say_and_judged(path: str, mode: str | None, refused: Any) -> None:
    operation = {"operationId": "read", "parameters": PARAMETERS, "responses": {"200": content(closed(a=TEXT))}}
    mock = Mock(foreign(document({"/p/{project}/x": {"get": operation}})))
    reply = Caller(mock, {} if mode is None else {"x-mode": mode})("GET", path)
    assert reply.status == (400 if refused else 200)
    assert [(one.rule, one.path) for one in mock.journal[-1].violations] == refused


def test_paths_of_many_kinds_lead_to_their_operations() -> None:
    def operation(name: str, *parameters: str) -> dict[str, Any]:
        asked = [{"name": one, "in": "path", "required": True, "schema": TEXT} for one in parameters]
        return {"operationId": name, "parameters": asked, "responses": {"204": {"description": "ok"}}}

    paths = {
        "/v/{a}": {"get": operation("one", "a"), "delete": operation("drop", "a")},
        "/v/list": {"get": operation("list")},
        "/v/{a}:cancel": {"post": operation("cancel", "a")},
        "/v/{a}/{b}.json": {"get": operation("file", "a", "b")},
        "/{a}/end": {"get": operation("end", "a")},
    }
    mock = Mock(foreign(document(paths)))
    wanted = [
        ("GET", "/v/x%2Fy", "one"),
        ("GET", "/v/list", "list"),
        ("GET", "/shop/v/list", "list"),
        ("POST", "/v/x:cancel", "cancel"),
        ("GET", "/v/x/y.json", "file"),
        ("GET", "/v/end", "one"),
        ("GET", "/w/end", "end"),
        ("HEAD", "/v/list", "list"),
        ("DELETE", "/v/list", "drop"),
        ("PATCH", "/v/list", ""),
        ("GET", "/v", ""),
        ("GET", "/v/", ""),
    ]
    for method, path, name in wanted:
        reply = mock.handle(Request(method, path))
        assert mock.journal[-1].operation == name, path
        assert reply.status == (204 if name else 405 if method == "PATCH" else 404)
    assert mock.handle(Request("PATCH", "/v/list")).headers[1] == ("allow", "GET, HEAD")


def test_a_document_of_openapi_3_0() -> None:
    whole = document(
        {
            "/thing": {
                "get": {"operationId": "read", "responses": {"200": content(closed(a={**TEXT, "nullable": True}))}}
            }
        }
    )
    mock = Mock(foreign({**whole, "openapi": "3.0.3"}))
    assert mock.notes() == [] and Caller(mock)("GET", "/thing").status == 200


def test_an_answer_that_cannot_show_the_task_is_refused_and_told_beforehand() -> None:
    whole = task_shape(
        closed(code=TEXT), closed(status={"enum": ["busy"]}), {**WORDS, "id": "$.id", "status": "$.status"}
    )
    mock = Mock(foreign(whole))
    found = "no answer was found that its response schema accepts and"
    assert mock.notes() == [
        f"shop: make: {found} that has a task's id at $.id",
        f"shop: ask: {found} whose status is done",
        f"shop: ask: {found} whose status is broken",
    ]
    assert Caller(mock)("POST", "/jobs", {}).status == 501
    assert not mock.tasks


ERROR_CONTENTS = {
    "a closed envelope": (content(closed(error=closed(code={"enum": ["E1", "E2"]}, text=TEXT))), "application/json"),
    "a problem": (content({"properties": {"title": TEXT}}, "application/problem+json"), "application/problem+json"),
    "a text": (content(TEXT, "text/plain"), "text/plain"),
    "a list": (content({"type": "array", "items": closed(why=TEXT), "minItems": 2}), "application/json"),
    "null": (content({"type": "null"}), "application/json"),
}


@pytest.mark.parametrize("name", ERROR_CONTENTS)
def test_an_error_is_as_its_response_says(name: str) -> None:
    response, media_type = ERROR_CONTENTS[name]
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    operation = {"operationId": "make", "requestBody": body, "responses": {"200": content(TEXT), "400": response}}
    mock = Mock(foreign(document({"/things": {"post": operation}})))
    assert mock.notes() == []
    reply = Caller(mock)("POST", "/things")
    assert reply.status == 400 and dict(reply.headers)["content-type"] == media_type


def test_an_error_that_no_value_fits_is_told_beforehand() -> None:
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    operation = {"operationId": "make", "requestBody": body, "responses": {"4XX": content(False)}}
    mock = Mock(foreign(document({"/things": {"post": operation}})))
    note = "make: no error (400) was found that its response schema accepts"
    assert mock.notes() == [f"shop: {note}"]
    reply = Caller(mock)("POST", "/things")
    assert reply.status == 501 and note in reply.body.decode()


def test_a_result_that_must_be_there_is_empty_where_the_plan_has_none() -> None:
    polled = closed(status=STATUS, url={"type": ["string", "null"]})
    task = {**WORDS, "id": "$.id", "status": "$.status", "result": "$.url"}
    mock = Mock(foreign(task_shape(closed(id=TEXT), polled, task)), plan={"tasks": [{"result": "missing"}]})
    ask = Caller(mock)
    created = ask("POST", "/jobs", {})
    mock.clock.advance(60)
    assert ask("GET", f"/jobs/{created.json['id']}").json == {"status": "done", "url": None}


def test_a_success_whose_only_code_accepts_cannot_refuse() -> None:
    envelope = closed(code={"const": 0}, id=TEXT)
    task = {**WORDS, "id": "$.id", "status": "$.state", "accepted": {"code": 0}}
    contract = foreign(task_shape(envelope, {"properties": {"state": STATUS}}, task))
    mock = Mock(contract, plan={"requests": [{"fault": "not-accepted"}]})
    assert Caller(mock)("POST", "/jobs", {}).status == 400


FREE = ("url", "created_at", "data", "message")


def _made_up(rng: random.Random, name: str = "", depth: int = 0) -> Any:
    """A response schema that somebody might write. name: of the field; those of x-task have no format that no word has."""
    leaves: list[Any] = [
        {"type": "string", "minLength": rng.randint(0, 30)},
        {"type": "string", "pattern": rng.choice(["^[a-z]{2,5}$", "^v[0-9]+$", "^(a|b)-[A-F0-9]{8}$"])},
        {"type": "string", "format": rng.choice(["uri", "uuid", "date-time", "date"])} if name in FREE else TEXT,
        {"type": ["integer", "null"], "minimum": rng.randint(-5, 5), "multipleOf": rng.choice([1, 3])},
        {"type": "number", "exclusiveMinimum": 0, "maximum": rng.choice([0.5, 3])},
        {"enum": rng.sample(["busy", "done", 1, None, True, "x"], 3)},
        {"const": rng.choice(["done", 0, False])},
    ]
    if depth > 2 or rng.random() < 0.3:
        return rng.choice(leaves)
    names = rng.sample(["id", "status", "model", *FREE], rng.randint(1, 4))
    fields = {name: _made_up(rng, name, depth + 1) for name in names}
    some = rng.sample(names, rng.randint(0, len(names)))
    whole = {"type": "object", "properties": fields, "required": some, "additionalProperties": rng.random() < 0.4}
    return rng.choice(
        [
            whole,
            {"type": "array", "items": whole, "minItems": rng.randint(0, 3), "uniqueItems": rng.random() < 0.5},
            {"oneOf": [whole, closed(other=rng.choice(leaves))]},
            {"allOf": [{k: v for k, v in whole.items() if k != "additionalProperties"}, {"minProperties": len(names)}]},
            {**whole, "if": {"required": [names[0]]}, "then": {"required": names[:2]}},
        ]
    )


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_answered_is_accepted_by_the_response_schema(seed: int) -> None:
    rng = random.Random(seed)
    task = {**WORDS, "id": ["$.id", "$.data.id"], "status": "$.status", "result": "$.url", "accepted": {"model": "x"}}
    if seed % 2:
        del task["accepted"]
    answered = 0
    for at in range(8):
        created = {"properties": {"id": TEXT, "data": _made_up(rng)}} if at % 2 else _made_up(rng)
        mock = Mock(foreign(task_shape(created, _made_up(rng), task)), plan={"tasks": [{"end": "failed"}, {}]})
        ask = Caller(mock)
        for _ in range(2):
            reply = ask("POST", "/jobs", {"message": "a" * 40, "model": "m"})
            assert reply.status == 200 or mock.notes()
            answered += reply.status == 200
        for one in list(mock.tasks):
            for _ in range(4):
                assert ask("GET", f"/jobs/{one}").status == 200 or mock.notes()
                mock.clock.advance(3)
    assert answered


@pytest.mark.parametrize("accepted", [[0], [200, 400], [True, 1], [True, False], ["ok", "refused"], [None]], ids=str)
def test_a_refusal_says_none_of_the_values_that_mean_accepted(accepted: list[Any]) -> None:
    envelope = {"properties": {"code": {}, "id": TEXT}, "required": ["code"]}
    task = {**WORDS, "id": "$.id", "status": "$.state", "accepted": {"code": accepted}}
    contract = foreign(task_shape(envelope, {"properties": {"state": STATUS}}, task))
    mock = Mock(contract, plan={"requests": [{"fault": "not-accepted", "match": {"nth": 1}}]})
    life = life_of(contract.providers[0].operations[0], contract.providers[0])
    assert life is not None
    ask = Caller(mock)
    refused, taken = (ask("POST", "/jobs", {}).json for _ in range(2))
    assert acceptance(life, refused)[0] == "no"
    assert acceptance(life, taken) == ("yes", "")
    assert task_id(life, refused) is None and task_id(life, taken) in mock.tasks


def shown(response: dict[str, Any], status: str = "200", **components: Any) -> Contract:
    """A provider whose only operation has that answer."""
    operation = {"operationId": "users.get", "responses": {status: {"description": "An answer.", **response}}}
    return foreign(document({"/users": {"get": operation}}, **components))


@pytest.mark.parametrize(
    "media",
    [
        {"example": {"id": 1}},
        {"examples": {"one": {"value": {"id": 1}}, "two": {"value": {"id": 2}}}},
        {"examples": {"one": {"$ref": "#/components/examples/One"}}},
        {
            "examples": {
                "wrong": {"value": {"id": "x"}},
                "elsewhere": {"externalValue": "/one"},
                "one": {"value": {"id": 1}},
            }
        },
    ],
)
def test_the_first_example_that_the_schema_accepts_is_the_answer(media: dict[str, Any]) -> None:
    response = {"content": {"application/json": {"schema": closed(id=NUMBER), **media}}}
    reply = Mock(shown(response, examples={"One": {"value": {"id": 1}}})).handle(Request("GET", "/users"))
    assert (reply.status, json.loads(reply.body)) == (200, {"id": 1})


def test_an_example_of_a_text_is_the_answer_and_one_without_a_schema_too() -> None:
    text = Mock(shown({"content": {"text/csv": {"example": "a,b\n1,2\n"}}})).handle(Request("GET", "/users"))
    assert text.body == b"a,b\n1,2\n"
    bare = Mock(shown({"content": {"application/json": {"example": [1]}}})).handle(Request("GET", "/users"))
    assert json.loads(bare.body) == [1]


def test_the_headers_that_an_answer_always_has_are_there() -> None:
    headers = {
        "X-Left": {"required": True, "schema": {"type": "integer", "minimum": 7}},
        "X-Names": {
            "required": True,
            "schema": {"type": "array", "items": {"const": "a"}, "minItems": 2, "maxItems": 2},
        },
        "X-Flag": {"$ref": "#/components/headers/Flag"},
        "X-Maybe": {"schema": TEXT},
        "Content-Type": {"required": True, "schema": TEXT},
    }
    flag = {"required": True, "schema": {"const": True}}
    for response in ({"content": {"application/json": {"schema": closed(id=NUMBER)}}}, {}):
        contract = shown({**response, "headers": headers}, headers={"Flag": flag})
        found = Mock(contract).handle(Request("GET", "/users")).headers
        given = {name: value for name, value in found if name.startswith("x-") and name != "x-request-id"}
        assert int(given["x-left"]) >= 7
        assert given == {"x-left": given["x-left"], "x-names": "a,a", "x-flag": "true"}
        assert [name for name, _ in found].count("content-type") == len(response)
