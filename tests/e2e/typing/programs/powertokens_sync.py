"""Calls of the PowerTokens client; a line that must not type-check ends in `# error`."""

from __future__ import annotations

from typing import Any, Literal, assert_type

from videoapis.powertokens import (
    Content,
    Created,
    InvalidRequestError,
    PowerTokens,
    RateLimitError,
    TaskFailedError,
)
from videoapis.powertokens.requests import Wan27I2vRequest, Wan27I2vRequestMediaItem
from videoapis.powertokens.responses import VideoMetadata, VideoTask, VideoTaskDetails

client = PowerTokens("key", base_url="https://example.com", timeout=10.0, validation="log", strict=True)
URL = "https://example.com/a.png"
frame: Wan27I2vRequestMediaItem = {"type": "first_frame", "url": URL}
seen: list[str | None] = []

# What a caller writes
created = client.videos.create(model="wan2.7-i2v", media=[{"type": "first_frame", "url": URL}], seconds="8")
assert_type(created, Created[VideoTask])
assert_type(created.task_id, str)
assert_type(created.model, VideoTask)
assert_type(created.model.id, str | None)
assert_type(created.data, Any)
assert_type(created["id"], Any)
assert_type(created.request_id, str | None)
client.videos.create(model="wan2.7-i2v", media=[frame], extra_body={"later": 1}, extra_headers={"x-trace": "1"})
client.videos.create(model="wan2.7-r2v", prompt="A cat", media=[{"type": "reference_image", "url": URL}], seed=1)
client.videos.create(model="wan2.2-kf2v-flash", images=[URL, URL], size="480P")
client.videos.create(model="wan2.1-kf2v-plus", images=[URL, URL], size="720P")
client.videos.create(model="seedance-1-5-pro-251215", prompt="A cat", seconds="-1", generate_audio=True)
body: Wan27I2vRequest = {"model": "wan2.7-i2v", "image": URL}
client.videos.create(**body)
seconds: Literal["5", "10"] = "10"
client.videos.create(model="wan2.7-i2v", image=URL, seconds=seconds, validation="off", strict=False, timeout=5)

waited = client.videos.create_and_wait(model="wan2.7-i2v", image=URL, wait_timeout=60.0, on_created=print)
assert_type(waited.model, VideoTaskDetails)
assert_type(waited.model.metadata, VideoMetadata | None)
assert_type(waited.result_urls, tuple[str, ...])
assert_type(waited.progress, float | None)
assert_type(client.videos.resume("task-1").model, VideoTaskDetails)
assert_type(client.videos.wait("task-1", on_progress=lambda task: seen.append(task.status)).state, str)
assert_type(client.videos.download(waited, "cat.mp4"), str)
details = client.videos.retrieve("task-1")
assert_type(details.model, VideoTaskDetails)
if details.model.status == "completed" or details.model.status == "a word of tomorrow":
    assert_type(client.videos.content("task-1"), Content)
with PowerTokens() as inner:
    assert_type(inner, PowerTokens)
try:
    client.videos.retrieve(task_id="task-1")
except InvalidRequestError as invalid:
    assert_type(invalid.violations[0].path, str)
except RateLimitError as limited:
    assert_type(limited.status_code, int)
except TaskFailedError as failed:
    assert_type(failed.task_id, str | None)

# A literal that is none of the model's
client.videos.create(model="wan2.7-i2v", image=URL, seconds="16")  # error
client.videos.create(model="wan2.7-i2v", image=URL, size="720p")  # error
client.videos.create(model="wan2.1-kf2v-plus", images=[URL, URL], size="1080P")  # error
client.videos.create(model="seedance-1-0-pro-250528", prompt="A cat", seconds="-1")  # error
client.videos.create(model="seedance-1-0-pro-250528", prompt="A cat", generate_audio=True)  # error
client.videos.create_and_wait(model="wan2.7-i2v", image=URL, seconds="16")  # error

# A value of another type
client.videos.create(model="wan2.7-i2v", image=URL, seconds=8)  # error
client.videos.create(model="wan2.2-kf2v-flash", images=URL)  # error
client.videos.create(model="wan2.7-r2v", prompt=None, media=[])  # error
client.videos.create(model="wan2.2-kf2v-flash", images=[URL], seed="1")  # error

# A field that belongs to another model
client.videos.create(model="wan2.7-i2v", image=URL, negative_prompt="rain")  # error
client.videos.create(model="wan2.7-r2v", prompt="A cat", media=[], images=[URL])  # error
client.videos.create(model="wan2.2-kf2v-flash", images=[URL, URL], camera_fixed=True)  # error
client.videos.create_and_wait(model="wan2.2-kf2v-flash", images=[URL, URL], media=[frame])  # error

# A field that no model has
client.videos.create(model="wan2.7-i2v", image=URL, duration="8")  # error
client.videos.create_and_wait(model="wan2.7-i2v", image=URL, on_create=print)  # error

# A required field is missing
client.videos.create(model="wan2.7-r2v", prompt="A cat")  # error
client.videos.create(model="seedance-1-5-pro-251215", image=URL)  # error
client.videos.create_and_wait(model="wan2.1-kf2v-plus", prompt="A cat")  # error
client.videos.create(image=URL)  # error

# A model name that there is not, or that is not known to be one
client.videos.create(model="wan2.7", prompt="A cat")  # error
client.videos.create(model="wan2.7-I2V", image=URL)  # error
name = str(client)
client.videos.create(model=name, image=URL)  # error

# Nested items
client.videos.create(model="wan2.7-i2v", media=[{"type": "first_frame"}])  # error
client.videos.create(model="wan2.7-i2v", media=[{"type": "first_frame", "url": 5}])  # error
client.videos.create(model="wan2.7-i2v", media=[{"type": "reference_image", "url": URL}])  # error
client.videos.create(model="wan2.7-r2v", prompt="A cat", media=[frame])  # error
client.videos.create(model="wan2.7-i2v", media={"type": "first_frame", "url": URL})  # error
item: Wan27I2vRequestMediaItem = {"type": "first_frame", "url": URL, "weight": 1}  # error
other: Wan27I2vRequest = {"model": "wan2.7-r2v"}  # error

# Options and other methods
client.videos.create(model="wan2.7-i2v", image=URL, validation="maybe")  # error
client.videos.retrieve()  # error
client.videos.retrieve(5)  # error
client.videos.resume("task-1", on_progress=5)  # error
client.videos.cancel("task-1")  # error
client.tasks.retrieve("task-1")  # error
PowerTokens("key", validation="never")  # error
PowerTokens("key", "https://example.com")  # error

# Answers: unknown fields are kept, and read from `data` or `model_extra`; as attributes only known ones may be named
assert_type(details.model.model_extra, dict[str, Any] | None)
details.model.statuss  # error
created.model.metadata  # error
created.modell  # error
steps: int = details.model.status  # error
