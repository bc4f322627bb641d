"""Parameters on the wire: a value whose media type is JSON is written as JSON wherever it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote

import httpx
import pytest

from reelspec.testing.mock import Mock
from tests.codegen.clients.providers import provider
from tests.support import build_files

SCHEMA = {"type": "object", "properties": {"tags": {"type": "array", "items": {"type": "string"}}}}
PLACES = ("path", "query", "header", "cookie")
VALUES: tuple[Any, ...] = ({"tags": ["a", 'b "c", ü;&=']}, {"tags": []}, {})


def document() -> str:
    """An operation with a JSON parameter in each place."""
    parameters = [
        {
            "name": f"by-{place}",
            "in": place,
            "required": True,
            "content": {"application/json": {"schema": SCHEMA}},
        }
        for place in PLACES
    ]
    operation = {"operationId": "clips.list", "parameters": parameters, "responses": {"204": {"description": "Done."}}}
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Kite", "version": "1"},
        "servers": [{"url": "https://kite.example/v1"}],
        "paths": {"/clips/{by-path}": {"get": operation}},
    }
    return json.dumps(whole)


FILES = {"specs/kite/openapi.json": document()}


@pytest.fixture(scope="module")
def kite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with provider(tmp_path_factory.mktemp("kite"), FILES) as module:
        yield module


def called(kite: Any, transport: httpx.BaseTransport, value: Any) -> None:
    kite.Kite(base_url="http://mock", transport=transport).clips.list(**{f"by_{place}": value for place in PLACES})


@pytest.mark.parametrize("value", VALUES)
def test_json_parameters_are_json_in_every_place(kite: Any, value: Any) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    called(kite, httpx.MockTransport(answer), value)
    (request,) = seen
    raw, _, query = request.url.raw_path.decode().partition("?")
    cookie = request.headers["cookie"].removeprefix("by-cookie=")
    assert not set(cookie) & set(' ",;\\')
    texts = (
        unquote(raw.rsplit("/", 1)[-1]),
        parse_qs(query)["by-query"][0],
        request.headers["by-header"],
        unquote(cookie),
    )
    assert [json.loads(one) for one in texts] == [value] * len(PLACES)


@pytest.mark.parametrize("value", VALUES)
def test_the_mock_reads_what_the_client_writes(kite: Any, value: Any) -> None:
    mock = Mock(build_files(FILES).contract)
    called(kite, mock.transport(), value)
    assert [(one.status, one.violations) for one in mock.journal] == [(204, ())]


def test_the_mock_judges_what_stands_in_the_json(kite: Any) -> None:
    mock = Mock(build_files(FILES).contract)
    with pytest.raises(kite.BadRequestError):
        called(kite, mock.transport(), {"tags": [1]})
    assert {(one.rule, one.path) for one in mock.journal[-1].violations} == {
        ("type", f"by-{place}/tags/0") for place in PLACES
    }


def test_what_is_no_json_is_not_sent(kite: Any) -> None:
    with pytest.raises(kite.InvalidRequestError, match="is not JSON"):
        called(kite, httpx.MockTransport(lambda request: httpx.Response(204)), {"tags": {1, 2}})
