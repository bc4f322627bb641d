"""Request bodies to measure with, for every model of the documents: valid and broken ones, by kind. Benchmarks only."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]

VALID = "valid"
"""The examples of the page, or its example with what this model does not take left out."""
FULL = "all fields set"
"""All that may be set together."""
MANY = "1000 items"
"""Valid where the page sets no limit, and refused."""
ENUM = "enum"
CONST = "const"
TYPE = "type"
REQUIRED = "required"
UNKNOWN = "unknown field"
ITEM = "item"
BOUND = "bound"
RULE = "rule"
THREE = "three faults"
TWO = "two faults and an unknown field"

FAULTS = (ENUM, CONST, TYPE, REQUIRED, UNKNOWN, ITEM, BOUND, RULE, THREE, TWO)
"""Kinds of bodies that are refused. The name of a body is its kind, and after a comma what tells it from others."""

PICTURE = "https://example.com/assets/picture.png"
CLIP = "https://example.com/assets/clip.mp4"
SOUND = "https://example.com/assets/voice.mp3"
PROMPT = "Image 1 comes closer, smiles and lifts a hand to say hello to Video 1."
NEGATIVE = "out of focus, warped, grainy"


def media(*types: str) -> list[Body]:
    """Items of these types."""
    return [{"type": one, "url": PICTURE} for one in types]


R2V: Body = {
    "model": "wan2.7-r2v",
    "prompt": PROMPT,
    "media": media("reference_image"),
    "seconds": "5",
    "size": "1080P",
    "ratio": "16:9",
    "prompt_extend": True,
    "watermark": False,
}
R2V_FULL: Body = {
    **R2V,
    "media": media("reference_image", "reference_video", "first_frame"),
    "seconds": "12",
    "negative_prompt": NEGATIVE,
    "seed": 7,
}
I2V: Body = {
    "model": "wan2.7-i2v",
    "prompt": "Little by little the face in the picture begins to talk.",
    "media": media("first_frame", "driving_audio"),
    "seconds": "8",
    "size": "720P",
}
I2V_FULL: Body = {**I2V, "media": media("first_frame", "last_frame", "driving_audio"), "seconds": "15"}
KF2V: Body = {
    "model": "wan2.2-kf2v-flash",
    "images": [PICTURE, PICTURE],
    "prompt": "A small black cat looks up in wonder while the camera rises above it, lifelike.",
    "seconds": "5",
    "size": "720P",
    "prompt_extend": True,
}
KF2V_FULL: Body = {**KF2V, "watermark": False, "seed": 7, "negative_prompt": NEGATIVE}
SEEDANCE: Body = {
    "model": "seedance-1-5-pro-251215",
    "prompt": "A young cat races over a meadow in bright weather while the camera keeps up.",
    "seconds": "5",
    "size": "720p",
    "ratio": "16:9",
    "generate_audio": True,
}
SEEDANCE_FULL: Body = {
    **SEEDANCE,
    "image": PICTURE,
    "size": "480p",
    "seed": 7,
    "camera_fixed": False,
    "watermark": False,
    "draft": True,
    "return_last_frame": True,
}
APIMART: tuple[Body, ...] = (
    {
        "model": "wan2.7",
        "prompt": "Evening light over a road by the sea, the camera glides forward slowly, like a film",
        "resolution": "1080P",
        "duration": 8,
        "size": "16:9",
    },
    {
        "model": "wan2.7",
        "prompt": "Evening light over a road by the sea, the camera glides forward slowly, like a film",
    },
    {
        "model": "wan2.7",
        "prompt": "In warm light a cat hunts butterflies across a lawn, in slow motion",
        "negative_prompt": NEGATIVE,
        "resolution": "1080P",
        "duration": 8,
        "size": "16:9",
        "audio_url": SOUND,
        "prompt_extend": True,
        "watermark": False,
        "seed": 42,
    },
    {
        "model": "wan2.7",
        "prompt": "Without haste somebody gets up and comes nearer",
        "image_urls": [PICTURE],
        "resolution": "1080P",
        "duration": 8,
    },
    {
        "model": "wan2.7",
        "prompt": "From the shore the view drifts up to the summit",
        "image_urls": [PICTURE, PICTURE],
        "resolution": "1080P",
        "duration": 10,
    },
    {
        "model": "wan2.7",
        "prompt": "On they go, and the camera stays with them",
        "video_urls": [CLIP],
        "resolution": "1080P",
        "duration": 8,
    },
    {
        "model": "wan2.7",
        "prompt": "The dancer follows the beat",
        "image_urls": [PICTURE],
        "audio_url": SOUND,
        "resolution": "1080P",
        "duration": 8,
    },
)
APIMART_FULL: Body = {
    **APIMART[2],
    "image_with_roles": [{"url": PICTURE, "role": "first_frame"}, {"url": PICTURE, "role": "last_frame"}],
}


def without(body: Body, *names: str) -> Body:
    """The body without these fields."""
    return {name: value for name, value in body.items() if name not in names}


def kind(name: str) -> str:
    """The kind of the body with this name."""
    return name.partition(", ")[0]


def r2v() -> dict[str, Body]:
    """Bodies of document 000."""
    reference, frame = media("reference_image", "first_frame")
    return {
        VALID: R2V,
        FULL: R2V_FULL,
        MANY: {**R2V, "media": [reference] * 1000},
        f"{ENUM}, ratio": {**R2V, "ratio": "16x9"},
        f"{ENUM}, seconds": {**R2V, "seconds": "16"},
        f"{CONST}, model": {**R2V, "model": "wan2.7-t2v"},
        f"{TYPE}, number": {**R2V, "seconds": 5},
        f"{TYPE}, text": {**R2V, "watermark": "false"},
        f"{TYPE}, array": {**R2V, "prompt": [PROMPT]},
        f"{TYPE}, object": {**R2V, "media": reference},
        f"{REQUIRED}, prompt": without(R2V, "prompt"),
        f"{REQUIRED}, media": without(R2V, "media"),
        f"{UNKNOWN}, like none": {**R2V, "duration": 5},
        f"{UNKNOWN}, misspelt": {**R2V, "promt_extend": True},
        f"{ITEM}, enum": {**R2V, "media": media("reference_image", "reference_picture")},
        f"{ITEM}, required": {**R2V, "media": [reference, {"type": "reference_video"}]},
        f"{ITEM}, type": {**R2V, "media": [reference, PICTURE]},
        f"{BOUND}, minimum": {**R2V, "seed": -1},
        f"{BOUND}, maximum": {**R2V, "seed": 2**31},
        f"{BOUND}, no items": {**R2V, "media": []},
        f"{RULE}, no reference": {**R2V, "media": [frame]},
        f"{RULE}, two first frames": {**R2V, "media": [reference, frame, frame]},
        f"{RULE}, long without video": {**R2V, "seconds": "15"},
        THREE: {**R2V, "ratio": "16x9", "seconds": 5, "watermark": "false"},
        TWO: {**R2V, "ratio": "16x9", "seconds": 5, "duration": 5},
        f"{MANY}, one wrong": {**R2V, "media": [*[reference] * 999, *media("reference_picture")]},
    }


def i2v() -> dict[str, Body]:
    """Bodies of document 001."""
    bare = without(I2V, "media")
    frame, sound, clip = media("first_frame", "driving_audio", "first_clip")
    return {
        VALID: I2V,
        f"{VALID}, image": {**bare, "image": PICTURE},
        f"{VALID}, images": {**bare, "images": [PICTURE, PICTURE]},
        FULL: I2V_FULL,
        f"{ENUM}, size": {**I2V, "size": "720p"},
        f"{ENUM}, seconds": {**I2V, "seconds": "16"},
        f"{CONST}, model": {**I2V, "model": "wan2.7-t2v"},
        f"{TYPE}, number": {**I2V, "seconds": 8},
        f"{TYPE}, array": {**I2V, "prompt": [PROMPT]},
        f"{TYPE}, object": {**I2V, "media": frame},
        f"{REQUIRED}, model": without(I2V, "model"),
        f"{UNKNOWN}, like none": {**I2V, "ratio": "16:9"},
        f"{UNKNOWN}, misspelt": {**I2V, "promt": PROMPT},
        f"{ITEM}, enum": {**I2V, "media": media("first_frame", "driving_sound")},
        f"{ITEM}, required": {**I2V, "media": [frame, {"type": "driving_audio"}]},
        f"{ITEM}, type": {**bare, "images": [PICTURE, 5]},
        f"{BOUND}, no items": {**I2V, "media": []},
        f"{BOUND}, one item too few": {**bare, "images": [PICTURE]},
        f"{RULE}, no input": bare,
        f"{RULE}, two inputs": {**I2V, "image": PICTURE},
        f"{RULE}, clip with sound": {**I2V, "media": [clip, sound]},
        f"{RULE}, two first frames": {**I2V, "media": [frame, frame]},
        THREE: {**I2V, "size": "720p", "seconds": 8, "prompt": 5},
        TWO: {**I2V, "size": "720p", "seconds": 8, "ratio": "16:9"},
        f"{MANY}, no combination": {**I2V, "media": [frame, sound] * 500},
    }


def kf2v(model: str, size: str, rules: dict[str, Body]) -> dict[str, Body]:
    """Bodies of document 002. size: the largest that the model takes; rules: what breaks each of its rules."""
    base, full = {**KF2V, "model": model}, {**KF2V_FULL, "model": model, "size": size}
    return {
        VALID: base,
        FULL: full,
        f"{ENUM}, size": {**base, "size": "720p"},
        f"{ENUM}, model": {**base, "model": "wan2.7-t2v"},
        f"{CONST}, seconds": {**base, "seconds": "6"},
        f"{TYPE}, number": {**base, "seconds": 5},
        f"{TYPE}, text": {**base, "watermark": "false"},
        f"{TYPE}, array": {**base, "prompt": [PROMPT]},
        f"{TYPE}, no array": {**base, "images": PICTURE},
        f"{REQUIRED}, images": without(base, "images"),
        f"{UNKNOWN}, like none": {**base, "duration": 5},
        f"{UNKNOWN}, misspelt": {**base, "promt_extend": True},
        f"{ITEM}, type": {**base, "images": [PICTURE, 5]},
        f"{BOUND}, minimum": {**base, "seed": -1},
        f"{BOUND}, length": {**base, "prompt": "x" * 801},
        f"{BOUND}, one item too few": {**base, "images": [PICTURE]},
        **{f"{RULE}, {name}": {**base, **change} for name, change in rules.items()},
        THREE: {**base, "seconds": "6", "size": "720p", "images": [PICTURE]},
        TWO: {**base, "seconds": "6", "size": "720p", "duration": 5},
        f"{MANY}, two allowed": {**base, "images": [PICTURE] * 1000},
    }


def seedance(model: str, unknown: tuple[str, ...], rules: dict[str, Body]) -> dict[str, Body]:
    """Bodies of document 003. unknown: the fields that it does not take; rules: what breaks each of its rules."""
    base = {**without(SEEDANCE, *unknown), "model": model}
    full = {**without(SEEDANCE_FULL, *unknown), "model": model}
    return {
        VALID: base,
        FULL: full,
        f"{ENUM}, ratio": {**base, "ratio": "16x9"},
        f"{ENUM}, size": {**base, "size": "720P"},
        f"{ENUM}, model": {**base, "model": "seedance-2-0-pro"},
        f"{TYPE}, number": {**base, "seconds": 5},
        f"{TYPE}, text": {**base, "watermark": "false"},
        f"{TYPE}, array": {**base, "image": [PICTURE]},
        f"{REQUIRED}, prompt": without(base, "prompt"),
        f"{UNKNOWN}, like none": {**base, "resolution": "720p"},
        f"{UNKNOWN}, misspelt": {**base, "camera_fix": True},
        f"{BOUND}, minimum": {**base, "seed": -2},
        f"{BOUND}, maximum": {**base, "seed": 2**32},
        **{f"{RULE}, {name}": {**base, **change} for name, change in rules.items()},
        THREE: {**base, "ratio": "16x9", "seconds": 5, "watermark": "false"},
        TWO: {**base, "ratio": "16x9", "seconds": 5, "resolution": "720p"},
    }


SILENT: dict[str, Body] = {
    "seconds": {"seconds": "-1"},
    "draft": {"draft": True, "size": "480p"},
    "sound": {"generate_audio": True},
}
"""What the models of document 003 without drafts and sound do not take."""


def apimart() -> dict[str, Body]:
    """Bodies of document 004."""
    page, bare, whole, one, two, video, sound = APIMART
    frame = {"url": PICTURE, "role": "first_frame"}
    return {
        VALID: page,
        f"{VALID}, prompt alone": bare,
        f"{VALID}, with sound": whole,
        f"{VALID}, one picture": one,
        f"{VALID}, two pictures": two,
        f"{VALID}, video": video,
        f"{VALID}, picture and sound": sound,
        FULL: APIMART_FULL,
        f"{MANY}, videos": {**video, "video_urls": [CLIP] * 1000},
        f"{MANY}, frames": {**bare, "image_with_roles": [frame] * 1000},
        f"{ENUM}, size": {**page, "size": "16x9"},
        f"{ENUM}, resolution": {**page, "resolution": "720p"},
        f"{CONST}, model": {**page, "model": "wan2.6"},
        f"{TYPE}, text": {**page, "duration": "8"},
        f"{TYPE}, array": {**whole, "audio_url": [SOUND]},
        f"{TYPE}, no array": {**video, "video_urls": CLIP},
        f"{REQUIRED}, model": without(page, "model"),
        f"{UNKNOWN}, like none": {**page, "ratio": "16:9"},
        f"{UNKNOWN}, misspelt": {**page, "promt_extend": True},
        f"{ITEM}, type": {**two, "image_urls": [PICTURE, 5]},
        f"{ITEM}, enum": {**bare, "image_with_roles": [frame, {**frame, "role": "middle_frame"}]},
        f"{ITEM}, required": {**bare, "image_with_roles": [frame, {"role": "last_frame"}]},
        f"{ITEM}, pattern": {**bare, "image_with_roles": [frame, {"url": "ftp://example.com/a.png"}]},
        f"{ITEM}, unknown field": {**bare, "image_with_roles": [frame, {**frame, "type": "image"}]},
        f"{BOUND}, maximum": {**page, "duration": 16},
        f"{BOUND}, length": {**page, "negative_prompt": "x" * 501},
        f"{BOUND}, one item too many": {**two, "image_urls": [PICTURE] * 3},
        f"{RULE}, nothing to show": without(page, "prompt"),
        f"{RULE}, two styles": {**one, "image_with_roles": [frame]},
        f"{RULE}, video and sound": {**video, "audio_url": SOUND},
        THREE: {**page, "size": "16x9", "duration": "8", "resolution": "720p"},
        TWO: {**page, "size": "16x9", "duration": "8", "ratio": "16:9"},
        f"{MANY}, one wrong video": {**video, "video_urls": [*[CLIP] * 999, 5]},
        f"{MANY}, one wrong frame": {**bare, "image_with_roles": [*[frame] * 999, {**frame, "role": "middle_frame"}]},
    }


BODIES: dict[tuple[str, str], dict[str, Body]] = {
    ("powertokens", "wan2.7-r2v"): r2v(),
    ("powertokens", "wan2.7-i2v"): i2v(),
    ("powertokens", "wan2.2-kf2v-flash"): kf2v("wan2.2-kf2v-flash", "1080P", {}),
    ("powertokens", "wan2.1-kf2v-plus"): kf2v("wan2.1-kf2v-plus", "720P", {"size": {"size": "1080P"}}),
    ("powertokens", "seedance-1-5-pro-251215"): seedance(
        "seedance-1-5-pro-251215", (), {"seconds": {"seconds": "3"}, "size of a draft": {"draft": True}}
    ),
    ("powertokens", "seedance-1-0-pro-250528"): seedance(
        "seedance-1-0-pro-250528", ("generate_audio", "draft"), SILENT
    ),
    ("powertokens", "seedance-1-0-pro-fast-251015"): seedance(
        "seedance-1-0-pro-fast-251015", ("generate_audio", "draft"), SILENT
    ),
    ("apimart", "wan2.7"): apimart(),
}
"""(provider, model) -> name -> body. A kind that a model cannot have is left out."""
