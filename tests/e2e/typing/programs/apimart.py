"""Calls of the APIMart clients, whose requests have one model; a line that must not type-check ends in `# error`."""

from __future__ import annotations

from typing import assert_type

import httpx

from videoapis.apimart import APIMart, AsyncAPIMart, Created, NotAcceptedError
from videoapis.apimart.requests import Wan27RequestImageWithRolesItem
from videoapis.apimart.responses import Submission, TaskAnswer

URL = "https://example.com/a.png"
client = APIMart("key", transport=httpx.MockTransport(lambda request: httpx.Response(200)))
frame: Wan27RequestImageWithRolesItem = {"url": URL}

created = client.videos.create(model="wan2.7", prompt="A cat", duration=8, size="16:9", watermark=False)
assert_type(created, Created[Submission])
assert_type(created.model, Submission)
client.videos.create(model="wan2.7", image_with_roles=[frame, {"url": URL, "role": "last_frame"}])
assert_type(client.tasks.retrieve("task-1", language="en").model, TaskAnswer)
assert_type(client.videos.create_and_wait(model="wan2.7", prompt="A cat", wait_timeout=60).model, TaskAnswer)
assert_type(client.videos.resume("task-1").model, TaskAnswer)
try:
    client.videos.wait("task-1")
except NotAcceptedError as refused:
    assert_type(refused.response, httpx.Response)


async def right(client: AsyncAPIMart) -> None:
    assert_type((await client.videos.create(model="wan2.7", prompt="A cat")).model, Submission)
    assert_type((await client.videos.create_and_wait(model="wan2.7", prompt="A cat")).model, TaskAnswer)
    assert_type((await client.tasks.retrieve("task-1")).model, TaskAnswer)


client.videos.create(model="wan2.7", prompt="A cat", size="21:9")  # error
client.videos.create(model="wan2.7", prompt="A cat", duration="8")  # error
client.videos.create(model="wan2.7", prompt="A cat", media=[])  # error
client.videos.create(prompt="A cat")  # error
client.videos.create(model="wan2.7-i2v", prompt="A cat")  # error
client.videos.create(model="wan2.7", image_with_roles=[{"role": "first_frame"}])  # error
client.videos.create(model="wan2.7", image_with_roles=[{"url": URL, "role": "middle_frame"}])  # error
client.videos.create(model="wan2.7", image_urls=URL)  # error
client.videos.create_and_wait(model="wan2.7", prompt=b"A cat")  # error
client.tasks.retrieve("task-1", language="fr")  # error
client.tasks.retrieve("task-1", "en")  # error
client.videos.retrieve("task-1")  # error
created.model.task_id  # error


async def wrong(client: AsyncAPIMart) -> None:
    await client.videos.create(model="wan2.7", prompt="A cat", size="21:9")  # error
    await client.videos.create(prompt="A cat")  # error
    await client.videos.create_and_wait(model="wan2.7", prompt="A cat", quality="best")  # error
    await client.tasks.retrieve("task-1", language="fr")  # error
    (await client.videos.create(model="wan2.7", prompt="A cat")).model.task_id  # error
