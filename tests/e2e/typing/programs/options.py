"""The options of calls whose requests have several models; a line that must not type-check ends in `# error`."""

from __future__ import annotations

from typing import Literal, assert_type

from videoapis.powertokens import AsyncPowerTokens, PowerTokens, Task, VideoAPIError
from videoapis.powertokens.responses import VideoTaskDetails

URL = "https://example.com/a.png"
HEADERS: dict[str, str] = {"x-trace": "1"}
QUERY: dict[str, int] = {"page": 1}
validation: Literal["raise", "log", "off"] = "log"
seen: list[str] = []


def right(client: PowerTokens) -> None:
    create, create_and_wait = client.videos.create, client.videos.create_and_wait
    create(model="wan2.7-i2v", image=URL, extra_headers=HEADERS, extra_query=QUERY, extra_body={"later": [1]})
    create(model="wan2.7-i2v", image=URL, timeout=5, validation=validation, strict=True)
    create(model="wan2.7-i2v", image=URL, extra_headers=None, extra_query=None, extra_body=None)
    create(model="wan2.7-i2v", image=URL, timeout=None, validation=None, strict=None)
    create_and_wait(model="wan2.7-i2v", image=URL, extra_headers=HEADERS, extra_query=QUERY, extra_body={"later": [1]})
    create_and_wait(model="wan2.7-i2v", image=URL, timeout=5, validation="off", strict=False)
    create_and_wait(model="wan2.7-i2v", image=URL, wait_timeout=60, on_created=print, on_progress=print)
    create_and_wait(model="wan2.7-i2v", image=URL, on_progress=lambda task: seen.append(task.state))
    create_and_wait(model="wan2.7-i2v", image=URL, on_created=None, on_progress=None)
    create_and_wait(model="wan2.7-i2v", image=URL, poll_interval=2, warnings="raise")
    create_and_wait(model="wan2.7-i2v", image=URL, poll_interval=lambda number: 2.0**number, warnings=None)
    assert_type([state.progress for state in client.videos.watch("t", poll_interval=1)], list[float | None])
    for one in client.videos.wait_many(["t"], requests_per_second=5):
        if isinstance(one, VideoAPIError):
            assert_type(one.task_id, str | None)
        else:
            assert_type(one, Task[VideoTaskDetails])
    [violation.rule for violation in create(model="wan2.7-i2v", image=URL).warnings]


async def right_with_await(client: AsyncPowerTokens) -> None:
    create, create_and_wait = client.videos.create, client.videos.create_and_wait
    await create(model="wan2.7-i2v", image=URL, extra_headers=HEADERS, extra_query=QUERY, extra_body={"later": [1]})
    await create(model="wan2.7-i2v", image=URL, timeout=5, validation="off", strict=False)
    await create_and_wait(model="wan2.7-i2v", image=URL, extra_headers=HEADERS, extra_query=QUERY, extra_body={"a": 1})
    await create_and_wait(model="wan2.7-i2v", image=URL, timeout=5, validation=validation, strict=None)
    await create_and_wait(model="wan2.7-i2v", image=URL, wait_timeout=60, on_created=print, on_progress=print)
    await create_and_wait(model="wan2.7-i2v", image=URL, on_created=keep, on_progress=look)
    await create_and_wait(model="wan2.7-i2v", image=URL, on_created=lambda task: keep(task), on_progress=None)
    await client.videos.wait("t", on_progress=look, poll_interval=1)
    await client.videos.download("t", "v.mp4", on_progress=received)
    await client.videos.download("t", "v.mp4", on_progress=print)
    async for state in client.videos.watch("t"):
        assert_type(state, Task[VideoTaskDetails])
    async for one in client.videos.wait_many({"t"}):
        if not isinstance(one, VideoAPIError):
            await client.videos.download(one, "v.mp4")


async def keep(task_id: str) -> None:
    seen.append(task_id)


async def look(task: Task[VideoTaskDetails]) -> None:
    seen.append(task.state)


async def received(got: int, total: int | None) -> None:
    seen.append(f"{got} of {total}")


def wrong(client: PowerTokens) -> None:
    create, create_and_wait = client.videos.create, client.videos.create_and_wait
    # A value of another type
    create(model="wan2.7-i2v", image=URL, extra_headers={"x-trace": 1})  # error
    create(model="wan2.7-i2v", image=URL, extra_query="page=1")  # error
    create(model="wan2.7-i2v", image=URL, extra_body=[1])  # error
    create(model="wan2.7-i2v", image=URL, timeout="5")  # error
    create(model="wan2.7-i2v", image=URL, validation="maybe")  # error
    create(model="wan2.7-i2v", image=URL, strict="yes")  # error
    create_and_wait(model="wan2.7-i2v", image=URL, extra_headers={"x-trace": 1})  # error
    create_and_wait(model="wan2.7-i2v", image=URL, extra_query="page=1")  # error
    create_and_wait(model="wan2.7-i2v", image=URL, extra_body=[1])  # error
    create_and_wait(model="wan2.7-i2v", image=URL, timeout="5")  # error
    create_and_wait(model="wan2.7-i2v", image=URL, validation="maybe")  # error
    create_and_wait(model="wan2.7-i2v", image=URL, strict="yes")  # error
    create_and_wait(model="wan2.7-i2v", image=URL, wait_timeout="60")  # error
    create_and_wait(model="wan2.7-i2v", image=URL, wait_timeout=None)  # error
    create_and_wait(model="wan2.7-i2v", image=URL, on_created=len(URL))  # error
    create_and_wait(model="wan2.7-i2v", image=URL, on_progress=lambda task: task.video)  # error

    create(model="wan2.7-i2v", image=URL, warnings="off")  # error
    create_and_wait(model="wan2.7-i2v", image=URL, poll_interval="2")  # error
    create_and_wait(model="wan2.7-i2v", image=URL, poll_interval=lambda number: "2")  # error
    client.videos.wait("t", poll_interval="2")  # error
    client.videos.wait_many(["t"], requests_per_second="5")  # error
    client.videos.download(next(client.videos.wait_many(["t"])), "v.mp4")  # error
    # What nothing awaits
    create_and_wait(model="wan2.7-i2v", image=URL, on_created=keep)  # error
    create_and_wait(model="wan2.7-i2v", image=URL, on_progress=look)  # error
    client.videos.wait("t", on_progress=look)  # error
    client.videos.download("t", "v.mp4", on_progress=received)  # error

    # An option of waiting where nothing waits, one that there is not, and one without its name
    create(model="wan2.7-i2v", image=URL, wait_timeout=60)  # error
    create(model="wan2.7-i2v", image=URL, on_created=print)  # error
    create(model="wan2.7-i2v", image=URL, on_progress=print)  # error
    create(model="wan2.7-i2v", image=URL, max_retries=0)  # error
    create_and_wait(model="wan2.7-i2v", image=URL, wait=60)  # error
    create(HEADERS, model="wan2.7-i2v", image=URL)  # error

    # Options do not make up for the request
    create(timeout=5)  # error
    create(model="wan2.2-kf2v-flash", timeout=5)  # error
    create(model="wan2.7-i2v", negative_prompt="rain", timeout=5)  # error
    create_and_wait(wait_timeout=60)  # error
    create_and_wait(model="wan2.2-kf2v-flash", wait_timeout=60)  # error
    create_and_wait(model="wan2.7-i2v", negative_prompt="rain", wait_timeout=60)  # error


async def wrong_with_await(client: AsyncPowerTokens) -> None:
    create, create_and_wait = client.videos.create, client.videos.create_and_wait
    await create(model="wan2.7-i2v", image=URL, timeout="5")  # error
    await create(model="wan2.7-i2v", image=URL, wait_timeout=60)  # error
    await create(model="wan2.7-i2v", image=URL, max_retries=0)  # error
    await create(model="wan2.2-kf2v-flash", timeout=5)  # error
    await create_and_wait(model="wan2.7-i2v", image=URL, validation="maybe")  # error
    await create_and_wait(model="wan2.7-i2v", image=URL, wait_timeout="60")  # error
    await create_and_wait(model="wan2.7-i2v", image=URL, on_created=len(URL))  # error
    await create_and_wait(model="wan2.7-i2v", image=URL, wait=60)  # error
    await create_and_wait(model="wan2.7-i2v", image=URL, on_created=look)  # error
    await client.videos.download("t", "v.mp4", on_progress=keep)  # error
    for _ in client.videos.watch("t"):  # error
        pass
    await create_and_wait(model="wan2.2-kf2v-flash", wait_timeout=60)  # error
