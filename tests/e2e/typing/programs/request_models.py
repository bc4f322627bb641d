"""Request models in a service: `root` is typed; a line that must not type-check ends in `# error`."""

from __future__ import annotations

from typing import assert_type

from videoapis.apimart.models import VideosCreate as AtApimart
from videoapis.apimart.requests import Wan27Request
from videoapis.powertokens.models import VideosCreate, Wan27I2v
from videoapis.powertokens.requests import Wan27I2vRequest

URL = "https://example.com/a.png"


def one_model(body: Wan27I2v) -> None:
    assert_type(body.root, Wan27I2vRequest)
    body.root["seconds"] = "16"  # error
    body.root["negative_prompt"]  # error


def any_model(body: VideosCreate) -> None:
    if body.root["model"] == "wan2.7-i2v":
        assert_type(body.root, Wan27I2vRequest)
        body.root.get("media")
        body.root["ratio"]  # error
    elif body.root["model"] == "seedance-1-0-pro-250528":
        body.root.get("camera_fixed")
        body.root["media"]  # error
    if body.root["model"] == "wan2.7":  # error
        pass
    body.root["media"]  # error
    body.warnings()


def only_model(body: AtApimart) -> None:
    assert_type(body.root, Wan27Request)


class Strict(VideosCreate):
    strict_rules = True


any_model(Strict({"model": "wan2.7-i2v", "image": URL}))
any_model(VideosCreate({"model": "wan2.7-i2v", "seconds": 8}))  # error
any_model(VideosCreate({"model": "wan2.7", "prompt": "A cat"}))  # error
