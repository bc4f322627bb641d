"""The mock reads forms and parameters as their schemas say what they are, and judges them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reelspec.testing.mock import Mock

FILM = {
    "title": "dunes",
    "length": 3,
    "silent": True,
    "tags": ["a", "b"],
    "poster": b"\x00\r\n--x",
    "stills": [b"1", b"2"],
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
