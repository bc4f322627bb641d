"""The mock reads forms and parameters as their schemas say what they are, and judges them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from reelspec.testing.mock import Mock
from reelspec.testing.mock.errors import Refusal, error_value
from reelspec.testing.mock.sample import sample
from tests.language.parser.whole import document, made, ref, taking

FILM = {
    "title": "dunes",
    "length": 3,
    "silent": True,
    "tags": ["a", "b"],
    "poster": b"\x00\r\n--x",
    "stills": [b"1", b"2"],
    "cards": [b"1"],
    "camera": {"move": "up", "speed": 1.5},
    "cuts": [{"move": "up"}],
    "grid": [[1], []],
}
SCENE = {"script": "# One", "notes": ["a"], "cast": ["x", "y"], "limits": {"a": {"b": ["1", "2"]}}, "poster": b"1"}
PLAIN = {
    "name": "3",
    "age": 3,
    "vip": False,
    "score": 0.5,
    "tags": ["x"],
    "address": {"floors": [1]},
    "stops": [{"a": 1}],
}


@pytest.fixture(scope="session")
def mock(root: Path) -> Mock:
    return Mock(root)


def calling(mock: Mock, call: Any, name: str, **options: Any) -> Any:
    """A client of a document that calls the mock."""
    return call(name, base_url=f"http://mock/{name}", transport=mock.transport(), **options).client


def test_what_the_client_writes_is_read(mock: Mock, call: Any) -> None:
    parts, forms, parameters = (calling(mock, call, name) for name in ("parts", "forms", "parameters"))
    parts.films.create(**FILM)
    parts.scenes.create(**SCENE)
    forms.plain.create(**PLAIN)
    forms.styled.create(comma=["a", "b"], space=["a", "b"], pipe=["a"], deep={"a": {"b": "c"}}, json=["a"])
    parameters.query.deep_object_true(color={"size": {"gte": 1, "in": [1, {"m": 2}]}})
    assert [(exchange.status, exchange.violations) for exchange in mock.journal] == [(204, ())] * 5


def test_what_is_wrong_is_told(mock: Mock, call: Any) -> None:
    parts, forms = (calling(mock, call, name, validation="off") for name in ("parts", "forms"))
    told = []
    for method, given in (
        (parts.films.create, {**FILM, "length": 0, "camera": {}, "title": "d"}),
        (parts.films.create, {}),
        (forms.plain.create, {**PLAIN, "age": "old", "vip": 1, "more": "x"}),
    ):
        with pytest.raises(Exception, match="400"):
            method(**given)
        told.append({(violation.rule, violation.path) for violation in mock.journal[-1].violations})
    assert told == [
        {("minimum", "/length"), ("required", "/camera/move"), ("minLength", "/title")},
        {("required", "/title")},
        {("type", "/age"), ("type", "/vip"), ("additionalProperties", "/more")},
    ]


def test_what_stands_behind_a_path_tells_operations_apart(mock: Mock, call: Any) -> None:
    """A query must be in the request, beside others; a fragment is never sent."""
    paths = calling(mock, call, "paths")
    paths.messages.create()
    paths.beta_messages.create()
    paths.beta_messages.create(extra_query={"page": 2})
    paths.voices.get(id="a")
    paths.voices.delete(name="a")
    called = [entry.operation for entry in list(mock.journal)[-5:]]
    assert called == ["messages.create", "beta_messages.create", "beta_messages.create", "voices.get", "voices.delete"]


def test_the_path_that_says_more_of_a_segment_is_tried_first(mock: Mock, call: Any) -> None:
    paths = calling(mock, call, "paths")
    paths.commits.get(commit="a")
    paths.commits.compare(base="a", head="b")
    assert [entry.operation for entry in list(mock.journal)[-2:]] == ["commits.get", "commits.compare"]


def test_operations_are_called_that_are_named_like_what_the_module_has(mock: Mock, call: Any) -> None:
    paths = calling(mock, call, "paths")
    paths.call.get(call="a", responses_="b")
    paths.paths.list()
    entries = list(mock.journal)[-2:]
    assert [(entry.operation, entry.status, entry.query) for entry in entries] == [
        ("call.get", 200, "call=a&responses=b"),
        ("paths.list", 204, ""),
    ]


def test_a_path_needs_its_query(mock: Mock) -> None:
    with httpx.Client(base_url="http://mock/paths", transport=mock.transport(), headers={"X-Key": "k"}) as client:
        statuses = [client.get(path).status_code for path in ("/files?beta=true", "/files?beta=false", "/files")]
        assert statuses == [204, 404, 404]
        assert client.post("/files?beta=true").status_code == 405


def test_what_is_sent_tells_operations_apart_that_have_one_path(mock: Mock, call: Any) -> None:
    """Where none takes it, the first one refuses it."""
    paths = calling(mock, call, "paths", validation="off")
    paths.talks.create(stream=False)
    paths.talks.stream(stream=True)
    with pytest.raises(Exception, match="400"):
        paths.talks.stream(stream="no")
    called = [(entry.operation, entry.status) for entry in list(mock.journal)[-3:]]
    assert called == [("talks.create", 204), ("talks.stream", 204), ("talks.create", 400)]


def test_a_sample_of_a_parent_with_many_children_ends() -> None:
    """The document says nothing that tells the children apart but the value of `kind`; each field is tried in each of them."""
    names = [f"child{at}" for at in range(30)]
    base = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "inside": {"type": "array", "items": ref("Parent")}},
        "discriminator": {"propertyName": "kind", "mapping": {name: ref(name)["$ref"] for name in names}},
    }
    children = {
        name: {"allOf": [ref("Parent"), {"required": [name], "properties": {name: {"const": 1}}}]} for name in names
    }
    whole = document({"/a": taking(ref("Parent"))}, components={"schemas": {"Parent": base, **children}})
    (provider,) = made(whole).contract.providers
    found = sample(provider.models[0].schema, provider.definitions)
    assert found is not None
    assert isinstance(found.value, dict)
    assert (found.value["kind"], found.value["child0"]) == ("child0", 1)


def test_an_error_does_not_go_through_all_that_it_may_speak_of() -> None:
    """Each object may have all others, in fields that need not be there."""
    fields = {f"thing{at}": ref(f"thing{at}") for at in range(20)}
    things = {name: {"type": "object", "properties": fields} for name in fields}
    error = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}, **fields}}
    body = {"type": "object", "properties": {"error": error}}
    whole = document({"/a": taking(body)}, components={"schemas": things})
    (provider,) = made(whole).contract.providers
    refusal = Refusal(400, "bad", "The body is wrong.")
    found = error_value(provider.models[0].schema, provider.definitions, refusal)
    assert found is not None
    assert found.value == {"error": {"message": "The body is wrong."}}
