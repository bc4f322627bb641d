"""Waiting for tasks, as `x-task` says: sync and async follow the same script and make the same requests."""

from __future__ import annotations

import asyncio
import json
import warnings
from functools import partial
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


class Named(Exception):
    """Of somebody who gives exceptions a task's id as well."""

    def __init__(self) -> None:
        super().__init__("named")
        self.task_id = "t1"


CAUGHT = (Exception, KeyboardInterrupt)
RAISED = [RuntimeError("r"), ConnectionError("c"), httpx.ReadError("h"), KeyboardInterrupt(), Named(), StopIteration()]
RAISED += [powertokens.APIConnectionError("a"), powertokens.TaskFailedError.__new__(powertokens.TaskFailedError)]


@BOTH
@pytest.mark.parametrize("callback", ["on_created", "on_progress"])
@pytest.mark.parametrize("error", RAISED, ids=lambda one: type(one).__name__)
def test_what_a_callback_raises_is_raised_with_the_task(error: Any, callback: str, asynchronous: bool) -> None:
    def broken(_: Any) -> None:
        raise error

    with pytest.raises(CAUGHT) as caught:
        play(asynchronous, Script({"id": "t1"}, DONE), lambda client: create(client, **{callback: broken}))
    raised: BaseException = caught.value
    assert raised.__dict__["task_id"] == "t1"
    assert [one for one in raised.__notes__ if "resume('t1')" in one]
    if asynchronous and isinstance(error, StopIteration):  # no coroutine can raise it
        assert raised.__cause__ is error
        return
    assert raised is error
    del error.__dict__["task_id"], error.__notes__


@BOTH
@pytest.mark.parametrize("error", RAISED[:2] + RAISED[-2:-1], ids=lambda one: type(one).__name__)
def test_what_a_callback_raises_in_a_download_is_raised(error: Any, asynchronous: bool, tmp_path: Path) -> None:
    def broken(*_: Any) -> None:
        raise error

    script = Script(httpx.Response(200, content=b"media"))
    path = tmp_path / "v.mp4"
    with pytest.raises(CAUGHT) as caught:
        play(asynchronous, script, lambda client: client.videos.download("t1", path, on_progress=broken))
    assert caught.value is error and error.__context__ is None
    assert len(script.asked) == 1 and list(tmp_path.iterdir()) == []
    assert "t1" in error.__notes__[0]
    del error.__dict__["task_id"], error.__notes__


class Keeping:
    """Callbacks of each kind. told: what they were told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def function(self, one: Any, *_: Any) -> None:
        self.told.append(getattr(one, "status", one))

    async def coroutine(self, one: Any, *_: Any) -> None:
        await asyncio.sleep(0)
        self.function(one)

    async def __call__(self, one: Any, *_: Any) -> None:
        await self.coroutine(one)


CALLBACKS: dict[str, Any] = {
    "function": lambda keeping: keeping.function,
    "coroutine": lambda keeping: keeping.coroutine,
    "partial": lambda keeping: partial(keeping.coroutine),
    "object": lambda keeping: keeping,
    "gives a coroutine": lambda keeping: lambda *told: keeping.coroutine(*told),
}


@pytest.mark.parametrize("kind", CALLBACKS)
def test_the_async_client_awaits_callbacks(kind: str, tmp_path: Path) -> None:
    keeping = Keeping()
    callback = CALLBACKS[kind](keeping)
    play(True, Script({"id": "t1"}, DONE), lambda client: create(client, on_created=callback, on_progress=callback))
    assert keeping.told == ["t1", "completed"]
    media = Script(httpx.Response(200, content=b"media"))
    play(True, media, lambda client: client.videos.download("t1", tmp_path / "v.mp4", on_progress=callback))
    assert keeping.told[2:] == [5]


@pytest.mark.parametrize("kind", [one for one in CALLBACKS if one != "function"])
@pytest.mark.parametrize("option", ["on_created", "on_progress"])
def test_the_sync_client_refuses_what_it_cannot_await(kind: str, option: str, tmp_path: Path) -> None:
    keeping = Keeping()
    script = Script({"id": "t1"}, DONE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a coroutine that is never awaited
        with pytest.raises(powertokens.ConfigurationError, match="await") as caught:
            play(False, script, lambda client: create(client, **{option: CALLBACKS[kind](keeping)}))
        media = Script(httpx.Response(200, content=b"media"))
        path, callback = tmp_path / "v.mp4", CALLBACKS[kind](keeping)
        with pytest.raises(powertokens.ConfigurationError, match="await"):
            play(False, media, lambda client: client.videos.download("t1", path, on_progress=callback))
    assert keeping.told == []
    if kind == "gives a coroutine":  # which nobody can know before
        assert caught.value.task_id == "t1"
    else:
        assert caught.value.task_id is None and script.asked == [] and media.asked == []


def test_a_callback_that_is_cancelled_says_which_task_was_created() -> None:
    async def main() -> None:
        started = asyncio.Event()

        async def slow(_: str) -> None:
            started.set()
            await asyncio.sleep(60)

        async with powertokens.AsyncPowerTokens("k", transport=httpx.MockTransport(Script({"id": "t1"}))) as client:
            waiting = asyncio.create_task(create(client, on_created=slow))
            await started.wait()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await waiting
        assert caught.value.__dict__["task_id"] == "t1"

    asyncio.run(main())


RUNNING = {"id": "t1", "status": "running"}


@BOTH
def test_the_caller_says_how_often_is_asked(asynchronous: bool) -> None:
    slow = httpx.Response(200, json=RUNNING, headers={"retry-after": "9"})
    for interval, pauses in (
        (3, [3, 3, 9, 3]),
        (0.001, [0.05, 0.05, 9, 0.05]),
        (lambda number: number * 2.0, [2, 4, 9, 8]),
    ):
        clock, script = Clock(), Script({"id": "t1"}, RUNNING, slow, httpx.Response(503), DONE)
        play(asynchronous, script, lambda client, one=interval: create(client, poll_interval=one), clock)
        assert clock.pauses == pauses
    clock = Clock()
    asked: list[int] = []

    def interval_of(number: int) -> float:
        asked.append(number)
        return 1

    script = Script(RUNNING, RUNNING, DONE)
    play(asynchronous, script, lambda client: client.videos.resume("t1", poll_interval=interval_of), clock)
    assert (clock.pauses, asked) == ([1, 1], [2, 3])


@BOTH
@pytest.mark.parametrize("interval", [0, -1, float("nan"), float("inf"), "5", True])
def test_an_interval_that_is_none_is_refused_before_anything_is_paid(interval: Any, asynchronous: bool) -> None:
    script = Script({"id": "t1"}, DONE)
    with pytest.raises(powertokens.ConfigurationError, match="poll_interval"):
        play(asynchronous, script, lambda client: create(client, poll_interval=interval))
    assert script.asked == []


@BOTH
def test_a_function_that_gives_no_interval_does_not_lose_the_task(asynchronous: bool) -> None:
    with pytest.raises(powertokens.ConfigurationError, match="poll_interval must give seconds") as caught:
        play(asynchronous, Script({"id": "t1"}, DONE), lambda client: create(client, poll_interval=lambda _: None))
    assert caught.value.task_id == "t1" and "resume('t1')" in caught.value.__notes__[0]


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
