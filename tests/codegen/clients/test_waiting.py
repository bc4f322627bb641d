"""Waiting for tasks, as `x-task` says: sync and async follow the same script and make the same requests."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.clients.faults import Fault, playing
from tests.codegen.clients.test_requests import IMAGE_TO_VIDEO
from videoapis import apimart, powertokens
from videoapis._runtime import tasks

BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])


class Clock:
    """A monotonic clock that moves only when a client pauses."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sync(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def asynchronous(self, seconds: float) -> None:
        self.sync(seconds)


class Script:
    """Answers in order, the last one for ever; keeps what was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        headers = {name: value for name, value in request.headers.items() if name not in ("user-agent",)}
        self.asked.append((request.method, str(request.url), headers, request.content))
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):  # a fresh one: an answer is read once
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return httpx.Response(200, json=answer)


def play(
    asynchronous: bool, script: Script, call: Any, clock: Clock | None = None, provider: str = "powertokens"
) -> Any:
    clock = clock or Clock()
    transport = httpx.MockTransport(script)
    if not asynchronous:
        made: Any = powertokens.PowerTokens if provider == "powertokens" else apimart.APIMart
        with made("k", transport=transport) as client:
            opened = client._open()
            opened.sleep, opened.clock = clock.sync, clock
            return call(client)

    async def main() -> Any:
        made: Any = powertokens.AsyncPowerTokens if provider == "powertokens" else apimart.AsyncAPIMart
        async with made("k", transport=transport) as client:
            opened = client._open()
            opened.sleep, opened.clock = clock.asynchronous, clock
            return await call(client)

    return asyncio.run(main())


def create(client: Any, **options: Any) -> Any:
    return client.videos.create_and_wait(**IMAGE_TO_VIDEO, **options)


DONE = {"id": "t1", "status": "completed", "progress": 100, "metadata": {"url": "https://cdn.example.com/v.mp4"}}


def test_ctrl_c_while_waiting_says_how_to_go_on() -> None:
    class Interrupting(Clock):
        def sync(self, seconds: float) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        play(False, Script({"id": "t1"}), create, Interrupting())
    assert "resume('t1')" in caught.value.__notes__[0]


def test_cancelling_stops_at_once() -> None:
    async def main() -> float:
        transport = httpx.MockTransport(Script({"id": "t1", "status": "queued"}))
        async with powertokens.AsyncPowerTokens("k", transport=transport) as client:
            waiting = asyncio.create_task(create(client))
            await asyncio.sleep(0.05)
            loop = asyncio.get_running_loop()
            before = loop.time()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            return loop.time() - before

    assert asyncio.run(main()) < 0.2


@pytest.mark.parametrize(
    ("data", "path", "found"),
    [
        ({"a": [{"b": 1}, {"b": 2}]}, ("a", None, "b"), [1, 2]),
        ({"a": [1]}, ("a", 0), [1]),
        ({"a": [1]}, ("a", 5), []),
        ({"a": 5}, ("a", "b"), []),
        ([], (), [[]]),
    ],
)
def test_paths(data: Any, path: tuple[Any, ...], found: list[Any]) -> None:
    assert tasks.every(data, path) == found


def test_the_request_of_a_creation_that_is_waited_for_is_that_of_a_creation() -> None:
    alone, waited = Script({"id": "t1"}), Script({"id": "t1"}, DONE)
    play(False, alone, lambda client: client.videos.create(**IMAGE_TO_VIDEO))
    play(False, waited, create)
    assert alone.asked[0] == waited.asked[0]
    assert json.loads(alone.asked[0][3]) == IMAGE_TO_VIDEO


@BOTH
@pytest.mark.parametrize("callback", ["on_created", "on_progress"])
@pytest.mark.parametrize("error", [RuntimeError, StopIteration, KeyboardInterrupt])
def test_what_a_callback_raises_carries_the_task(error: Any, callback: str, asynchronous: bool) -> None:
    def broken(_: Any) -> None:
        raise error

    with pytest.raises((RuntimeError, StopIteration, KeyboardInterrupt)) as caught:
        play(asynchronous, Script({"id": "t1"}, DONE), lambda client: create(client, **{callback: broken}))
    raised: BaseException = caught.value
    if "task_id" not in raised.__dict__ and isinstance(raised.__cause__, StopIteration):  # wrapped by the coroutine
        raised = raised.__cause__
    assert raised.__dict__["task_id"] == "t1"
    assert "resume('t1')" in raised.__notes__[0]


def test_the_tree_of_errors_is_the_one_that_is_drawn() -> None:
    import re

    from videoapis._runtime import errors

    stack: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ((?:[|` ]|--)*)(\w+Error)\b", line)
        if found:
            depth = len(found[1]) // 4
            stack[depth:] = [found[2]]
            base = getattr(errors, found[2]).__base__.__name__
            assert base == (stack[depth - 1] if depth else "Exception"), line


def test_cancelling_a_download_leaves_nothing(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 4000000\r\n\r\n" + bytes(100_000)

    async def main() -> None:
        arrived = asyncio.Event()
        async with powertokens.AsyncPowerTokens("k", base_url=server.url) as client:
            made = client.videos.download("t1", tmp_path / "v.mp4", on_progress=lambda got, of: arrived.set())
            downloading = asyncio.create_task(made)
            await asyncio.wait_for(arrived.wait(), 30)
            assert len(list(tmp_path.iterdir())) == 1
            downloading.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await downloading
        assert caught.value.__dict__["task_id"] == "t1"

    with playing(Fault("drip", content=head)) as server:
        asyncio.run(main())
    assert list(tmp_path.iterdir()) == []
