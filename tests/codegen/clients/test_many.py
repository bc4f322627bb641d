"""Tasks that are watched, and many that are waited for together: with one loop, as they end, and not too often."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

import anyio
import httpx
import pytest

from videoapis.powertokens import (
    AsyncPowerTokens,
    ConfigurationError,
    NotFoundError,
    PowerTokens,
    Task,
    TaskFailedError,
    TaskTimeoutError,
    VideoAPIError,
)

WAYS = pytest.mark.parametrize("way", ["sync", "asyncio", "trio"])
QUICK: dict[str, Any] = {"poll_interval": 0.05, "requests_per_second": 10_000}


class Provider:
    """Answers polls: a task ends at the poll that its id names (`t3` at the third), or fails (`f3`), or is unknown."""

    def __init__(self) -> None:
        self.polls: Counter[str] = Counter()
        self.times: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        task = request.url.path.rpartition("/")[2]
        self.times.append(time.monotonic())
        self.polls[task] += 1
        if task == "unknown":
            return httpx.Response(404, json={"error": {"message": "no such task"}})
        ended = self.polls[task] >= int(task[1:].partition("-")[0])
        status = {"t": "completed", "f": "failed"}[task[0]] if ended else "running"
        error = {"error": {"message": "too dark"}} if status == "failed" else {}
        return httpx.Response(200, json={"id": task, "status": status, "progress": self.polls[task], **error})


def collect(way: str, provider: Provider, call: Callable[[Any], Any], most: int = 10_000) -> list[Any]:
    """What a call gives one after the other, as many as wanted."""
    if way == "sync":
        with PowerTokens("k", transport=httpx.MockTransport(provider)) as client:
            found = []
            for one in call(client.videos):
                found.append(one)
                if len(found) == most:
                    break
            return found

    async def main() -> list[Any]:
        async with AsyncPowerTokens("k", transport=httpx.MockTransport(provider)) as later:
            found = []
            async with aclosing(call(later.videos)) as given:
                async for one in given:
                    found.append(one)
                    if len(found) == most:
                        break
            return found

    return anyio.run(main, backend=way)


def told(found: list[Any]) -> list[tuple[str, str]]:
    return [(one.id, one.state) if isinstance(one, Task) else (one.task_id, type(one).__name__) for one in found]


@WAYS
def test_each_is_given_as_it_ends_and_none_ends_the_others(way: str) -> None:
    provider = Provider()
    found = collect(way, provider, lambda videos: videos.wait_many(["t3", "unknown", "f2", "t1", "t1"], **QUICK))
    assert told(found) == [
        *(("unknown", "NotFoundError"), ("t1", "succeeded"), ("f2", "TaskFailedError"), ("t3", "succeeded")),
    ]
    assert isinstance(found[0], NotFoundError) and "resume('unknown')" in found[0].__notes__[0]
    assert isinstance(found[2], TaskFailedError) and found[2].error == {"message": "too dark"}
    assert provider.polls == {"t3": 3, "unknown": 1, "f2": 2, "t1": 1}


@WAYS
def test_hundreds(way: str) -> None:
    provider = Provider()
    ids = [f"{'f' if number % 7 == 0 else 't'}{1 + number % 3}-{number}" for number in range(300)]
    found = collect(way, provider, lambda videos: videos.wait_many(iter(ids), **QUICK))
    assert sorted(one for one, _ in told(found)) == sorted(ids)
    assert all(provider.polls[one] == int(one[1]) for one in ids)


@WAYS
def test_so_many_requests_in_a_second_and_no_more(way: str) -> None:
    provider = Provider()
    ids = [f"t1-{number}" for number in range(30)]
    collect(way, provider, lambda videos: videos.wait_many(ids, requests_per_second=100))
    spans = [after - before for before, after in zip(provider.times, provider.times[10:], strict=False)]
    assert min(spans) > 0.095


def test_a_poll_that_takes_long_keeps_nobody_else() -> None:
    provider = Provider()

    async def main() -> list[str]:
        let_go = asyncio.Event()

        async def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path.endswith("/t1-held"):
                await let_go.wait()
            return provider(request)

        ended = []
        async with AsyncPowerTokens("k", transport=httpx.MockTransport(answer)) as client:
            async for one in client.videos.wait_many(["t1-held", "t1", "t3", "f2"], **QUICK):
                ended.append(told([one])[0][0])
                if len(ended) == 3:
                    let_go.set()
        return ended

    assert asyncio.run(main()) == ["t1", "f2", "t3", "t1-held"]


@WAYS
def test_what_has_not_ended_in_time_is_said_for_each(way: str) -> None:
    provider = Provider()
    options = {**QUICK, "wait_timeout": 0.2}
    found = collect(way, provider, lambda videos: videos.wait_many(["t1", "t99", "f99"], **options))
    assert told(found[:1]) == [("t1", "succeeded")]
    assert sorted(told(found[1:])) == [("f99", "TaskTimeoutError"), ("t99", "TaskTimeoutError")]
    assert isinstance(found[1], TaskTimeoutError) and found[1].task is not None


@WAYS
def test_without_time_each_is_asked_for_once(way: str) -> None:
    provider = Provider()
    found = collect(way, provider, lambda videos: videos.wait_many(["t1", "t9"], wait_timeout=0))
    assert told(found) == [("t1", "succeeded"), ("t9", "TaskTimeoutError")]
    assert provider.polls == {"t1": 1, "t9": 1}


@WAYS
@pytest.mark.parametrize(
    ("ids", "options", "said"),
    [
        ("t1", {}, "several tasks, not one"),
        (["t1"], {"requests_per_second": 0}, "requests_per_second must be more than 0, not 0"),
        (["t1"], {"requests_per_second": float("nan")}, "requests_per_second must be more than 0, not nan"),
        (["t1"], {"poll_interval": -1}, "poll_interval must be seconds, more than 0, or a function that gives them"),
        (["t1"], {"wait_timeout": "5"}, "wait_timeout must be seconds, not '5'"),
    ],
)
def test_what_cannot_be_is_refused_at_the_call(way: str, ids: Any, options: dict[str, Any], said: str) -> None:
    made: Any = (PowerTokens if way == "sync" else AsyncPowerTokens)("k", transport=httpx.MockTransport(Provider()))

    async def main() -> None:
        with pytest.raises(ConfigurationError, match=said):
            made.videos.wait_many(ids, **options)

    if way != "sync":
        anyio.run(main, backend=way)
        return
    with pytest.raises(ConfigurationError, match=said):
        made.videos.wait_many(ids, **options)


@WAYS
def test_no_tasks(way: str) -> None:
    assert collect(way, Provider(), lambda videos: videos.wait_many([])) == []


@WAYS
def test_breaking_off(way: str) -> None:
    provider = Provider()
    found = collect(way, provider, lambda videos: videos.wait_many(["t1", "t50", "t51"], **QUICK), most=1)
    asked = sum(provider.polls.values())
    assert told(found) == [("t1", "succeeded")] and asked <= 6
    time.sleep(0.1)
    assert sum(provider.polls.values()) == asked


def test_cancelling_ends_all_of_it() -> None:
    async def main() -> int:
        async with AsyncPowerTokens("k", transport=httpx.MockTransport(Provider())) as client:

            async def wait() -> None:
                async for _ in client.videos.wait_many(["t99", "t98"], **QUICK):
                    pass

            waiting = asyncio.create_task(wait())
            await asyncio.sleep(0.1)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            return len(asyncio.all_tasks())

    assert asyncio.run(main()) == 1


@WAYS
def test_a_closed_client_ends_it(way: str) -> None:
    made: Any = (PowerTokens if way == "sync" else AsyncPowerTokens)("k", transport=httpx.MockTransport(Provider()))

    async def main() -> None:
        given = made.videos.wait_many(["t9"], **QUICK)
        await made.close()
        with pytest.raises(ConfigurationError, match="closed"):
            await anext(given)

    if way == "sync":
        given = made.videos.wait_many(["t9"], **QUICK)
        made.close()
        with pytest.raises(ConfigurationError, match="closed"):
            next(given)
    else:
        anyio.run(main, backend=way)


@WAYS
@pytest.mark.parametrize("task", ["t3", "f3"])
def test_watching_shows_every_state_and_the_last_is_the_end(way: str, task: str) -> None:
    found = collect(way, Provider(), lambda videos: videos.watch(task, poll_interval=0.05))
    last = "succeeded" if task == "t3" else "failed"
    assert [(one.state, one.progress) for one in found] == [("waiting", 1), ("waiting", 2), (last, 3)]
    assert found[-1].error == (None if task == "t3" else {"message": "too dark"})


@WAYS
def test_watching_raises_what_waiting_raises(way: str) -> None:
    with pytest.raises(TaskTimeoutError) as late:
        collect(way, Provider(), lambda videos: videos.watch("t9", poll_interval=0.05, wait_timeout=0.1))
    with pytest.raises(NotFoundError) as unknown:
        collect(way, Provider(), lambda videos: videos.watch("unknown"))
    errors: list[VideoAPIError] = [late.value, unknown.value]
    assert [one.task_id for one in errors] == ["t9", "unknown"]
