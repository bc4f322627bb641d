"""Bodies that are given whole, in every form that they have in a service; a line that must not type-check ends in `# error`."""

from __future__ import annotations

import json
from typing import Any, assert_type

from videoapis.apimart import APIMart
from videoapis.apimart.models import VideosCreate as AtApimart
from videoapis.apimart.requests import Wan27Request
from videoapis.powertokens import AsyncPowerTokens, Created, PowerTokens
from videoapis.powertokens.models import VideosCreate, Wan27I2v
from videoapis.powertokens.requests import Wan27I2vRequest, Wan27R2vRequest
from videoapis.powertokens.responses import VideoTask

URL = "https://example.com/a.png"
typed: Wan27I2vRequest = {"model": "wan2.7-i2v", "image": URL}
plain: dict[str, Any] = {"model": "wan2.7-i2v", "image": URL}
elsewhere: Wan27Request = {"model": "wan2.7", "prompt": "A cat"}


class Strict(VideosCreate):
    strict_rules = True


def right(
    client: PowerTokens,
    any_model: VideosCreate,
    model: Wan27I2v,
    strict: Strict,
    either: Wan27I2vRequest | Wan27R2vRequest,
) -> None:
    create, create_and_wait = client.videos.create, client.videos.create_and_wait
    assert_type(create(any_model), Created[VideoTask])
    assert_type(create(**any_model.root), Created[VideoTask])
    assert_type(create_and_wait(**any_model.root).id, str)
    create(any_model.root)
    create(model)
    create(model.root)
    create(**model.root)
    create(strict)
    create(typed)
    create(**typed)
    create(either)
    create(**either)
    create(plain)
    create(json.loads("{}"))
    create({"model": "wan2.7-i2v", "image": URL, "seconds": "8"})
    create(any_model, timeout=5, validation="off", warnings="raise", extra_headers={"x": "1"})
    create(**any_model.root, timeout=5)
    create_and_wait(any_model, wait_timeout=60, on_created=print, poll_interval=2)
    create_and_wait(plain, poll_interval=lambda number: number * 2)


async def right_with_await(client: AsyncPowerTokens, any_model: VideosCreate, model: Wan27I2v) -> None:
    await client.videos.create(any_model)
    await client.videos.create(**any_model.root)
    await client.videos.create(typed, strict=True)
    await client.videos.create_and_wait(model, wait_timeout=60)
    await client.videos.create_and_wait(**any_model.root)


def one_model(client: APIMart, body: AtApimart) -> None:
    client.videos.create(body)
    client.videos.create(**body.root)
    client.videos.create(elsewhere)


async def wrong(client: PowerTokens, later: AsyncPowerTokens, any_model: VideosCreate, other: AtApimart) -> None:
    create, create_and_wait = client.videos.create, client.videos.create_and_wait
    create(5)  # error
    create("wan2.7-i2v")  # error
    create([plain])  # error
    create(other)  # error
    create(elsewhere)  # error
    create(**elsewhere)  # error
    create(plain, model="wan2.7-i2v")  # error
    create(typed, seconds="8")  # error
    create(any_model, timeout="5")  # error
    create(any_model, wait_timeout=5)  # error
    create_and_wait(any_model, wait_timeout="5")  # error
    create_and_wait(any_model, poll_interval="5")  # error
    create_and_wait(other)  # error
    await later.videos.create(other)  # error
    await later.videos.create_and_wait(any_model, poll_interval="5")  # error
