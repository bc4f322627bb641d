"""A creation that is ended from outside: cancelled, interrupted, or by an exception of the caller's. It says what may be."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.clients.faults import Fault, FaultServer, playing
from tests.codegen.clients.providers import kite
from tests.codegen.clients.server import full
from tests.codegen.clients.test_idempotency import WITH_HEADER
from tests.codegen.clients.test_limits import HEAD
from tests.codegen.clients.test_requests import IMAGE_TO_VIDEO
from videoapis import powertokens

SAID = "videos.create was under way: the provider may have accepted it and charge for it."
BEGUN = HEAD + b"X-Request-Id: r1\r\nContent-Length: 1000\r\n\r\n"
KNOWN = f"{SAID} What is known: the answer began with status 200; its request id is r1."
CALLS = pytest.mark.parametrize("call", ["create", "create_and_wait"])


def notes(error: BaseException) -> list[str]:
    return list(getattr(error, "__notes__", ()))


async def arrived(server: FaultServer, requests: int = 1) -> None:
    """Until so many requests have arrived, and what is answered at once has come back."""
    while len(server.requests) < requests:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.3)


async def cancelled(url: str, call: str, ready: Awaitable[None], **options: Any) -> BaseException:
    """What a creation raises that is cancelled once something is ready."""
    async with powertokens.AsyncPowerTokens("k", base_url=url, **options) as client:
        task = asyncio.create_task(getattr(client.videos, call)(**IMAGE_TO_VIDEO))
        await ready
        task.cancel()
        try:
            await task
        except asyncio.CancelledError as error:
            return error
    raise AssertionError("it was not cancelled")


@CALLS
@pytest.mark.parametrize(
    ("fault", "said"),
    [(Fault("late"), SAID), (Fault("drip", content=BEGUN), KNOWN)],
    ids=["no answer", "half an answer"],
)
def test_a_creation_that_is_cancelled(fault: Fault, said: str, call: str) -> None:
    with playing(fault) as server:
        assert notes(asyncio.run(cancelled(server.url, call, arrived(server)))) == [said]
        assert len(server.requests) == 1


def test_a_creation_that_is_cancelled_before_it_is_sent() -> None:
    with full() as url:
        assert notes(asyncio.run(cancelled(url, "create", asyncio.sleep(0.5)))) == []


def test_a_creation_that_is_cancelled_between_two_attempts() -> None:
    with playing(Fault(status=429, body={}, headers={"Retry-After": "9"})) as server:
        assert notes(asyncio.run(cancelled(server.url, "create", arrived(server)))) == []
        assert len(server.requests) == 1


def test_a_look_that_is_cancelled_has_the_task() -> None:
    created = Fault(body={"id": "t1", "status": "queued"})
    with playing(created, Fault("late")) as server:
        error = asyncio.run(cancelled(server.url, "create_and_wait", arrived(server, 2)))
        assert len(notes(error)) == 1 and "resume('t1')" in notes(error)[0]


def test_a_creation_in_a_timeout_of_the_callers() -> None:
    async def main(server: FaultServer) -> None:
        async with powertokens.AsyncPowerTokens("k", base_url=server.url) as client:
            async with asyncio.timeout(None) as timeout:

                async def end() -> None:
                    await arrived(server)
                    timeout.reschedule(0)

                ending = asyncio.create_task(end())
                await client.videos.create(**IMAGE_TO_VIDEO)
                await ending

    with playing(Fault("late")) as server:
        with pytest.raises(TimeoutError) as caught:
            asyncio.run(main(server))
    assert caught.value.__cause__ is not None and notes(caught.value.__cause__) == [SAID]


def test_a_creation_that_is_cancelled_under_trio() -> None:
    trio = pytest.importorskip("trio")
    found: list[list[str]] = []

    async def main(server: FaultServer) -> None:
        async def end() -> None:
            while not server.requests:
                await trio.sleep(0.01)
            nursery.cancel_scope.cancel()

        async with powertokens.AsyncPowerTokens("k", base_url=server.url) as client, trio.open_nursery() as nursery:
            nursery.start_soon(end)
            try:
                await client.videos.create(**IMAGE_TO_VIDEO)
            except trio.Cancelled as error:
                found.append(notes(error))
                raise

    with playing(Fault("late")) as server:
        trio.run(main, server)
    assert found == [[SAID]]


@pytest.mark.skipif(sys.platform == "win32", reason="a process is not interrupted by another there")
@CALLS
def test_a_creation_that_is_interrupted(call: str) -> None:
    program = """
import signal, sys
from videoapis.powertokens import PowerTokens
signal.signal(signal.SIGINT, signal.default_int_handler)
body = {"model": "wan2.7-i2v", "media": [{"type": "first_frame", "url": "https://example.com/a.png"}], "seconds": "8"}
try:
    getattr(PowerTokens("k", base_url=sys.argv[1]).videos, sys.argv[2])(**body)
except KeyboardInterrupt as error:
    print(*error.__notes__)
"""
    with playing(Fault("drip", content=BEGUN)) as server:
        command = [sys.executable, "-c", program, server.url, call]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            asyncio.run(arrived(server))
            process.send_signal(signal.SIGINT)
            assert process.communicate(timeout=30)[0].strip() == KNOWN
        assert len(server.requests) == 1


def test_an_exception_of_the_callers_own_transport() -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise LookupError("of the caller's")

    with powertokens.PowerTokens("k", transport=httpx.MockTransport(fail)) as client:
        with pytest.raises(LookupError) as caught:
            client.videos.create(**IMAGE_TO_VIDEO)
        assert notes(caught.value) == [SAID]
        with pytest.raises(LookupError) as caught:
            client.videos.retrieve("t1")
        assert notes(caught.value) == []


def test_the_idempotency_key_is_known(tmp_path: Path) -> None:
    def interrupt(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["idempotency-key"])
        raise KeyboardInterrupt

    sent: list[str] = []
    with kite(tmp_path, retry=WITH_HEADER) as module:
        with module.Kite("k", transport=httpx.MockTransport(interrupt)) as client:
            with pytest.raises(KeyboardInterrupt) as caught:
                client.videos.create(prompt="Rain")
    assert notes(caught.value) == [f"{SAID} What is known: it was sent with idempotency-key: {sent[0]}."]


def test_half_an_answer_carries_what_has_arrived() -> None:
    half = Fault(body={"id": "t1", "status": "queued"}, cut=3, headers={"X-Request-Id": "r1"})
    with playing(half) as server, powertokens.PowerTokens("k", base_url=server.url) as client:
        with pytest.raises(powertokens.APIConnectionError, match="may have accepted") as caught:
            client.videos.create(**IMAGE_TO_VIDEO)
        assert len(server.requests) == 1
    response = caught.value.response
    assert response is not None and caught.value.request_id == "r1"
    assert (response.status_code, response.text) == (200, '{"id": "t1", "status": "queue')


def test_no_answer_carries_none() -> None:
    with playing(Fault("reset-late")) as server, powertokens.PowerTokens("k", base_url=server.url) as client:
        with pytest.raises(powertokens.APIConnectionError) as caught:
            client.videos.create(**IMAGE_TO_VIDEO)
    assert (caught.value.response, caught.value.request_id) == (None, None)
