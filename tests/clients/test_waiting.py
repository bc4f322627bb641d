"""Waiting for tasks, as `x-task` says: sync and async follow the same script and make the same requests."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.clients.test_requests import IMAGE_TO_VIDEO
from videoapis import apimart, powertokens
from videoapis._runtime import clients, tasks

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


@BOTH
def test_from_creation_to_result(asynchronous: bool) -> None:
    seen: list[tuple[str | None, float | None]] = []
    script = Script(
        {"id": "t1", "status": "queued"},
        {"id": "t1", "status": "in_progress", "progress": 40},
        {"id": "t1", "status": "a new word"},
        DONE,
    )
    clock = Clock()
    task = play(
        asynchronous,
        script,
        lambda client: create(
            client,
            on_progress=lambda task: seen.append((task.status, task.progress)),
            extra_headers={"x-team": "films"},
        ),
        clock,
    )
    assert (task.id, task.status, task.state) == ("t1", "completed", "succeeded")
    assert task.result_urls == ("https://cdn.example.com/v.mp4",)
    assert task.model.metadata.url == "https://cdn.example.com/v.mp4"
    assert seen == [("in_progress", 40), ("a new word", None), ("completed", 100)]
    assert [(method, url) for method, url, _, _ in script.asked] == [
        ("POST", "https://api.powertokens.ai/v1/videos"),
        *[("GET", "https://api.powertokens.ai/v1/videos/t1")] * 3,
    ]
    assert all(headers["x-team"] == "films" for _, _, headers, _ in script.asked)
    assert clock.pauses[0] == 2.0
    assert clock.pauses == sorted(clock.pauses) or max(clock.pauses) <= 15


@BOTH
@pytest.mark.parametrize("word", ["failed", "cancelled", "expired"])
def test_an_end_without_a_result_is_raised(word: str, asynchronous: bool) -> None:
    ended = {"id": "t1", "status": word, "error": {"message": "the picture was refused"}}
    with pytest.raises(powertokens.TaskFailedError, match="the picture was refused") as caught:
        play(asynchronous, Script({"id": "t1"}, ended), create)
    assert caught.value.task_id == "t1"
    assert caught.value.task.state == word
    assert caught.value.error == {"message": "the picture was refused"}


@BOTH
def test_a_task_that_does_not_end_times_out_and_can_be_resumed(asynchronous: bool) -> None:
    clock = Clock()
    script = Script({"id": "t1"}, {"id": "t1", "status": "running"})
    with pytest.raises(powertokens.TaskTimeoutError, match=r"resume\('t1'\)") as caught:
        play(asynchronous, script, lambda client: create(client, wait_timeout=60), clock)
    assert caught.value.task_id == "t1"
    assert 60 <= clock.now - 1000 < 61
    again = Clock()
    task = play(asynchronous, Script(DONE), lambda client: client.videos.resume("t1"), again)
    assert task.state == "succeeded" and again.pauses == []


@BOTH
def test_retry_after_is_the_next_pause(asynchronous: bool) -> None:
    clock = Clock()
    script = Script(httpx.Response(200, json={"id": "t1", "status": "queued"}, headers={"retry-after": "11"}), DONE)
    play(asynchronous, script, lambda client: client.videos.wait("t1"), clock)
    assert clock.pauses[1] == 11


@BOTH
@pytest.mark.parametrize(
    ("status", "content"), [(404, b"{}"), (0, b""), (200, b"<html>")], ids=["missing", "no answer", "no JSON"]
)
def test_every_exception_after_a_creation_carries_the_task(status: int, content: bytes, asynchronous: bool) -> None:
    fault = httpx.Response(status, content=content) if status else httpx.ReadTimeout("late")
    with pytest.raises(powertokens.VideoAPIError) as caught:
        play(asynchronous, Script({"id": "t1"}, fault), create)
    assert caught.value.task_id == "t1"
    assert "resume('t1')" in caught.value.__notes__[0]


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


@BOTH
def test_the_envelope_of_apimart(asynchronous: bool) -> None:
    urls = ["https://cdn.example.com/1.mp4", "https://cdn.example.com/2.mp4"]
    script = Script(
        {"code": 200, "data": [{"status": "submitted", "task_id": "t9"}]},
        {"code": 200, "data": {"id": "t9", "status": "processing", "progress": 10}},
        {"code": 200, "data": {"id": "t9", "status": "completed", "result": {"videos": [{"url": urls}]}}},
    )
    call = lambda client: client.videos.create_and_wait(model="wan2.7", prompt="Rain")  # noqa: E731
    task = play(asynchronous, script, call, provider="apimart")
    assert task.result_urls == tuple(urls)


@BOTH
def test_a_success_that_refuses_is_not_accepted(asynchronous: bool) -> None:
    script = Script({"code": 402, "message": "no credits", "data": []})
    call = lambda client: client.videos.create_and_wait(model="wan2.7", prompt="Rain")  # noqa: E731
    with pytest.raises(apimart.NotAcceptedError, match="code is 402: no credits") as caught:
        play(asynchronous, script, call, provider="apimart")
    assert caught.value.data["code"] == 402
    assert len(script.asked) == 1


def test_sync_and_async_have_the_same_signatures() -> None:
    import inspect

    for one, other in (
        (powertokens.PowerTokens("k").videos, powertokens.AsyncPowerTokens("k").videos),
        (apimart.APIMart("k").videos, apimart.AsyncAPIMart("k").videos),
        (clients.SyncClient, clients.AsyncClient),
    ):
        names = [name for name in dir(one) if not name.startswith("__")]
        assert names == [name for name in dir(other) if not name.startswith("__")]
        for name in names:
            first, second = getattr(one, name), getattr(other, name)
            if inspect.isroutine(first):
                left = str(inspect.signature(first)).replace("Async", "").replace("Sync", "")
                assert left == str(inspect.signature(second)).replace("Async", "")


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
def test_a_retry_after_beyond_the_deadline_is_cut_to_it(asynchronous: bool) -> None:
    clock = Clock()
    script = Script(
        {"id": "t1"}, httpx.Response(200, json={"id": "t1", "status": "queued"}, headers={"retry-after": "9999"})
    )
    with pytest.raises(powertokens.TaskTimeoutError):
        play(asynchronous, script, lambda client: create(client, wait_timeout=30), clock)
    assert 30 <= clock.now - 1000 < 31


@BOTH
@pytest.mark.parametrize(
    "fault", [httpx.ReadTimeout("late"), httpx.Response(503), httpx.Response(429, headers={"retry-after": "9999"})]
)
def test_polls_that_fail_in_passing_are_forgiven_within_the_deadline(fault: Any, asynchronous: bool) -> None:
    clock = Clock()
    task = play(
        asynchronous, Script({"id": "t1"}, fault, fault, DONE), lambda client: create(client, wait_timeout=60000), clock
    )
    assert task.state == "succeeded"
    with pytest.raises(powertokens.VideoAPIError) as caught:
        play(asynchronous, Script({"id": "t1"}, fault), lambda client: create(client, wait_timeout=60000))
    assert caught.value.task_id == "t1" and not isinstance(caught.value, powertokens.TaskTimeoutError)


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
