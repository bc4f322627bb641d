"""A call that costs money is sent again only when it surely was not accepted; other calls are repeated where that is safe."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from email.utils import formatdate
from typing import Any

import httpx
import pytest

from tests.clients.faults import Fault, playing
from tests.clients.test_requests import IMAGE_TO_VIDEO
from videoapis import powertokens

BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
OK = Fault(body={"id": "t", "status": "queued"})


class Pauses(list[float]):
    """Pauses that a client makes, taken without waiting."""

    def sync(self, seconds: float) -> None:
        self.append(seconds)

    async def asynchronous(self, seconds: float) -> None:
        self.append(seconds)


def attempt(asynchronous: bool, url: str, call: Callable[[Any], Any], pauses: Pauses, **options: Any) -> Any:
    """The result of a call by a client that does not really pause."""
    options = {"timeout": 0.5, "base_url": url, **options}
    if not asynchronous:
        with powertokens.PowerTokens("k", **options) as client:
            client._open().sleep = pauses.sync  # type: ignore[assignment]
            return call(client)

    async def main() -> Any:
        async with powertokens.AsyncPowerTokens("k", **options) as client:
            client._open().sleep = pauses.asynchronous  # type: ignore[assignment]
            return await call(client)

    return asyncio.run(main())


def create(client: Any) -> Any:
    return client.videos.create(**IMAGE_TO_VIDEO)


def retrieve(client: Any) -> Any:
    return client.videos.retrieve("t")


@BOTH
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("late"), powertokens.APITimeoutError),
        (Fault("reset-early"), powertokens.APIConnectionError),
        (Fault("reset-late"), powertokens.APIConnectionError),
        (Fault(status=500, body={}), powertokens.ServerError),
        (Fault(status=502, body={}), powertokens.ServerError),
        (Fault(status=503, body={}), powertokens.ServerError),
        (Fault(status=503, body={}, headers={"Retry-After": "0"}), powertokens.ServerError),
        (Fault(status=408, body={}), powertokens.APIStatusError),
        (Fault(status=409, body={}), powertokens.ConflictError),
    ],
    ids=lambda value: f"{value.kind}-{value.status}" if isinstance(value, Fault) else "",
)
def test_a_paid_call_whose_fate_is_unknown_is_sent_once(
    fault: Fault, error: type[Exception], asynchronous: bool
) -> None:
    pauses = Pauses()
    with playing(fault, OK) as server:
        with pytest.raises(error):
            attempt(asynchronous, server.url, create, pauses)
        assert len(server.requests) == 1
    assert pauses == []


@BOTH
def test_a_paid_call_is_sent_again_after_429_with_the_same_bytes(asynchronous: bool) -> None:
    pauses = Pauses()
    with playing(Fault(status=429, body={}), Fault(status=429, body={}, headers={"Retry-After": "3"}), OK) as server:
        assert attempt(asynchronous, server.url, create, pauses)["id"] == "t"
        assert len(server.requests) == 3
        assert len(set(server.requests)) == 1
    assert 0 <= pauses[0] <= 0.5
    assert pauses[1] == 3


@BOTH
def test_429_for_ever_is_raised_after_the_retries(asynchronous: bool) -> None:
    pauses = Pauses()
    with playing(Fault(status=429, body={})) as server:
        with pytest.raises(powertokens.RateLimitError):
            attempt(asynchronous, server.url, create, pauses, max_retries=3)
        assert len(server.requests) == 4


@BOTH
def test_a_refused_connection_is_tried_again_until_it_is_taken(asynchronous: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    refused = 2
    pauses = Pauses()

    class Opening(Pauses):
        """The server opens after the second pause."""

        def sync(self, seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == refused:
                opened.append(socket.create_server(("127.0.0.1", port)))
                raise Opened

        async def asynchronous(self, seconds: float) -> None:
            self.sync(seconds)

    class Opened(Exception):
        """Both refusals have been seen."""

    opened: list[socket.socket] = []
    with pytest.raises(Opened):
        attempt(asynchronous, f"http://127.0.0.1:{port}", create, Opening())
    for one in opened:
        one.close()
    assert len(pauses) == refused


def test_refused_twice_then_accepted_is_sent_once() -> None:
    sent: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.content)
        if len(sent) < 3:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(200, json={"id": "t"})

    pauses = Pauses()
    with powertokens.PowerTokens("k", transport=httpx.MockTransport(answer)) as client:
        client._open().sleep = pauses.sync  # type: ignore[assignment]
        assert create(client)["id"] == "t"
    assert len(sent) == 3 and len(set(sent)) == 1


@pytest.mark.parametrize(
    "error", [httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ReadTimeout, httpx.WriteTimeout, httpx.RemoteProtocolError]
)
def test_which_failures_of_a_paid_call_are_repeated(error: type[httpx.TransportError]) -> None:
    sent = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        raise error("failed", request=request)

    with powertokens.PowerTokens("k", transport=httpx.MockTransport(answer)) as client:
        client._open().sleep = Pauses().sync  # type: ignore[assignment]
        with pytest.raises(powertokens.APIConnectionError) as caught:
            create(client)
    before = error in (httpx.ConnectTimeout, httpx.PoolTimeout)
    assert sent == (3 if before else 1)
    assert caught.value.not_sent is before


@BOTH
@pytest.mark.parametrize(
    "fault",
    [Fault("reset-late"), Fault(status=500, body={}), Fault(status=503, body={}), Fault(status=429, body={})],
    ids=["reset", "500", "503", "429"],
)
def test_a_call_that_changes_nothing_is_repeated(fault: Fault, asynchronous: bool) -> None:
    pauses = Pauses()
    with playing(fault, fault, OK) as server:
        assert attempt(asynchronous, server.url, retrieve, pauses)["id"] == "t"
        assert len(server.requests) == 3
    assert 0 <= pauses[0] <= 0.5
    assert 0 <= pauses[1] <= 1.0


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry-After": "7"}, 7, 7),
        ({"Retry-After-Ms": "1500"}, 1.5, 1.5),
        ({"Retry-After": formatdate(usegmt=True)}, 0, 0),
        ({"Retry-After": "soon"}, 0, 0.5),
        ({"Retry-After": "-1"}, 0, 0.5),
        ({"Retry-After": "nan"}, 0, 0.5),
    ],
)
def test_retry_after_in_every_form(headers: dict[str, str], least: float, most: float) -> None:
    pauses = Pauses()
    with playing(Fault(status=429, body={}, headers=headers), OK) as server:
        attempt(False, server.url, retrieve, pauses)
    assert least <= pauses[0] <= most


def test_a_pause_beyond_the_cap_is_not_made() -> None:
    pauses = Pauses()
    with playing(Fault(status=429, body={}, headers={"Retry-After": "3600"}), OK) as server:
        with pytest.raises(powertokens.RateLimitError):
            attempt(False, server.url, create, pauses)
    assert pauses == []


def test_no_retries_when_none_are_wanted() -> None:
    with playing(Fault(status=429, body={})) as server:
        with pytest.raises(powertokens.RateLimitError):
            attempt(False, server.url, create, Pauses(), max_retries=0)
        assert len(server.requests) == 1
