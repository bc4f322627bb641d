"""Where calls go: the servers of an operation, else of its path, else of the document; and the key with them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

USUAL, LOGIN, UPLOAD = (
    "https://eu.servers.example/v1",
    "https://login.servers.example",
    "https://upload.servers.example/v2",
)


def called(call: Any, **options: Any) -> list[str]:
    """The addresses that all operations are sent to."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(204)

    servers = call("servers", **options, transport=httpx.MockTransport(answer))
    client = servers.client
    for method in (client.usual.get, client.login.get, client.login.create, client.beside.get):
        method()
    assert {request.headers["x-key"] for request in sent} == {"secret-key"}
    return [str(request.url) for request in sent]


def test_the_nearest_servers_count(call: Any) -> None:
    addresses = called(call, base_url=None)
    assert addresses == [
        f"{USUAL}/usual",
        f"{LOGIN}/login",
        f"{UPLOAD}/login",
        "https://eu.servers.example/internal/beside",
    ]


def test_a_base_url_replaces_the_usual_server_alone(call: Any) -> None:
    addresses = called(call, base_url="http://127.0.0.1:1/own")
    assert addresses == [
        "http://127.0.0.1:1/own/usual",
        f"{LOGIN}/login",
        f"{UPLOAD}/login",
        "http://127.0.0.1:1/internal/beside",
    ]


def test_a_mapping_replaces_the_others(call: Any) -> None:
    servers = call("servers")
    url = servers.server.url
    addresses = called(
        call, base_url={USUAL: f"{url}/a", LOGIN: f"{url}/b/", UPLOAD: f"{url}/c", "/internal": f"{url}/d"}
    )
    assert addresses == [f"{url}/a/usual", f"{url}/b/login", f"{url}/c/login", f"{url}/d/beside"]


def test_a_server_that_the_document_does_not_name_is_refused(call: Any) -> None:
    servers = call("servers")
    with pytest.raises(servers.module.ConfigurationError, match="no server of servers, which has https://eu"):
        called(call, base_url={"https://elsewhere.example": "http://127.0.0.1:1"})
