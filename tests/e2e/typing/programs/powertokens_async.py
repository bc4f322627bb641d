"""Calls of the asynchronous PowerTokens client; a line that must not type-check ends in `# error`."""

from __future__ import annotations

from typing import assert_type

import httpx

from videoapis.powertokens import AsyncPowerTokens, Content, Created
from videoapis.powertokens.responses import VideoTask, VideoTaskDetails

URL = "https://example.com/a.png"


async def right() -> None:
    async with AsyncPowerTokens("key", http_client=httpx.AsyncClient()) as client:
        assert_type(client, AsyncPowerTokens)
        created = await client.videos.create(model="wan2.7-i2v", image=URL, seconds="8")
        assert_type(created, Created[VideoTask])
        assert_type(created.model.task_id, str | None)
        waited = await client.videos.create_and_wait(model="wan2.2-kf2v-flash", images=[URL, URL], on_created=print)
        assert_type(waited.model, VideoTaskDetails)
        assert_type(await client.videos.download(waited, "cat.mp4", index=1), str)
        assert_type((await client.videos.retrieve("task-1")).model.progress, int | None)
        assert_type((await client.videos.wait("task-1")).model, VideoTaskDetails)
        assert_type((await client.videos.resume("task-1")).model, VideoTaskDetails)
        assert_type(await client.videos.content("task-1"), Content)


async def wrong(client: AsyncPowerTokens) -> None:
    await client.videos.create(model="wan2.7-i2v", image=URL, seconds="16")  # error
    await client.videos.create(model="wan2.7-i2v", image=URL, negative_prompt="rain")  # error
    await client.videos.create(model="wan2.7-r2v", prompt="A cat")  # error
    await client.videos.create(model="wan2.8", prompt="A cat")  # error
    await client.videos.create(model="wan2.7-i2v", media=[{"type": "first_frame", "url": None}])  # error
    await client.videos.create_and_wait(model="wan2.7-i2v", image=URL, length=8)  # error
    await client.videos.retrieve()  # error
    (await client.videos.retrieve("task-1")).model.statuss  # error
    client.videos.create(model="wan2.7-i2v", image=URL).model  # error
    AsyncPowerTokens("key", http_client=httpx.Client())  # error
    with AsyncPowerTokens("key"):  # error
        pass
