"""What the pydantic and the msgspec models of the documents share: values, and rules across fields. Benchmarks only."""

from __future__ import annotations

from typing import Any, Literal

Tier = Literal["720P", "1080P"]
Ratio = Literal["16:9", "9:16", "1:1", "4:3", "3:4"]
SeedanceRatio = Literal["16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"]
Seconds = Literal["2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]
LONG = ("11", "12", "13", "14", "15")
COMBINATIONS = (
    ["first_frame"],
    ["driving_audio", "first_frame"],
    ["first_frame", "last_frame"],
    ["driving_audio", "first_frame", "last_frame"],
    ["first_clip"],
    ["first_clip", "last_frame"],
)
Seconds10 = Literal["2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
Seconds15 = Literal["-1", "4", "5", "6", "7", "8", "9", "10", "11", "12"]


def r2v_rules(media: list[Any], seconds: str | None) -> None:
    """The rules of document 000 over its items."""
    types = [item.type for item in media]
    if not ("reference_image" in types or "reference_video" in types):
        raise ValueError("media needs a reference_image or a reference_video")
    if types.count("first_frame") > 1:
        raise ValueError("media takes one first_frame")
    if seconds in LONG and "reference_video" not in types:
        raise ValueError("more than 10 seconds need a reference_video")


def i2v_rules(media: list[Any] | None, *others: object) -> None:
    """The rules of document 001."""
    if sum(one is not None for one in (media, *others)) != 1:
        raise ValueError("exactly one of image, images and media must be given")
    if media is not None and sorted(item.type for item in media) not in COMBINATIONS:
        raise ValueError("media is none of the six combinations")


def apimart_rules(prompt: object, urls: object, roles: object, videos: object, audio: object) -> None:
    """The rules of document 004."""
    if prompt is None and urls is None and roles is None and videos is None:
        raise ValueError("a prompt, pictures or a video must be given")
    if urls is not None and roles is not None:
        raise ValueError("image_urls and image_with_roles exclude each other")
    if videos is not None and audio is not None:
        raise ValueError("video_urls and audio_url exclude each other")
