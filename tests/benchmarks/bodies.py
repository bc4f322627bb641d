"""Request bodies to measure with, for every model of the documents: valid and broken ones, by kind. Benchmarks only."""

from __future__ import annotations

from typing import Any

Body = dict[str, Any]

VALID = "valid"
"""The examples of the page, or its example with what this model does not take left out."""
FULL = "all fields set"
"""All that may be set together."""
ONE = "one wrong field"
THREE = "three faults"
ITEMS = "rule over items"
MANY = "1000 items"
"""Valid where the page sets no limit; else 1000 items that break one rule."""

KINDS = (VALID, FULL, MANY, ONE, THREE, ITEMS)

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


def kf2v(model: str, size: str) -> dict[str, tuple[Body, ...]]:
    """Bodies for a model of document 002."""
    base, full = {**KF2V, "model": model}, {**KF2V_FULL, "model": model, "size": size}
    return {
        VALID: (base,),
        FULL: (full,),
        ONE: ({**base, "seconds": "6"},),
        THREE: ({**base, "seconds": "6", "size": "720p", "images": [PICTURE]},),
    }


def seedance(model: str, unknown: tuple[str, ...]) -> dict[str, tuple[Body, ...]]:
    """Bodies for a model of document 003. unknown: the fields that it does not take."""
    base = {**without(SEEDANCE, *unknown), "model": model}
    full = {**without(SEEDANCE_FULL, *unknown), "model": model}
    return {
        VALID: (base,),
        FULL: (full,),
        ONE: ({**base, "ratio": "16x9"},),
        THREE: ({**base, "ratio": "16x9", "seconds": 5, "resolution": "720p"},),
    }


BODIES: dict[tuple[str, str], dict[str, tuple[Body, ...]]] = {
    ("powertokens", "wan2.7-r2v"): {
        VALID: (R2V,),
        FULL: (R2V_FULL,),
        MANY: ({**R2V, "media": media(*["reference_image"] * 1000)},),
        ONE: ({**R2V, "ratio": "16x9"},),
        THREE: ({**R2V, "ratio": "16x9", "seconds": 5, "duration": 5},),
        ITEMS: (
            {**R2V, "media": media("first_frame")},
            {**R2V, "media": media("reference_image", "first_frame", "first_frame")},
        ),
    },
    ("powertokens", "wan2.7-i2v"): {
        VALID: (I2V,),
        FULL: (I2V_FULL,),
        MANY: ({**I2V, "media": media(*["first_frame", "driving_audio"] * 500)},),
        ONE: ({**I2V, "size": "720p"},),
        THREE: ({**I2V, "size": "720p", "seconds": 8, "ratio": "16:9"},),
        ITEMS: (
            {**I2V, "media": media("first_clip", "driving_audio")},
            {**I2V, "media": media("first_frame", "first_frame")},
        ),
    },
    ("powertokens", "wan2.2-kf2v-flash"): kf2v("wan2.2-kf2v-flash", "1080P"),
    ("powertokens", "wan2.1-kf2v-plus"): kf2v("wan2.1-kf2v-plus", "720P"),
    ("powertokens", "seedance-1-5-pro-251215"): seedance("seedance-1-5-pro-251215", ()),
    ("powertokens", "seedance-1-0-pro-250528"): seedance("seedance-1-0-pro-250528", ("generate_audio", "draft")),
    ("powertokens", "seedance-1-0-pro-fast-251015"): seedance(
        "seedance-1-0-pro-fast-251015", ("generate_audio", "draft")
    ),
    ("apimart", "wan2.7"): {
        VALID: APIMART,
        FULL: (APIMART_FULL,),
        MANY: (
            {**APIMART[5], "video_urls": [CLIP] * 1000},
            {**APIMART[1], "image_with_roles": [{"url": PICTURE, "role": "first_frame"}] * 1000},
        ),
        ONE: ({**APIMART[0], "size": "16x9"},),
        THREE: ({**APIMART[0], "size": "16x9", "duration": "8", "ratio": "16:9"},),
    },
}
"""(provider, model) -> kind -> bodies. A kind that a model cannot have is left out."""
