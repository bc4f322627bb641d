"""JSON Schemas of the documents' models written by hand, as small as they get: what a rival is fastest on. Benchmarks only.

The same verdicts as the generated validators. Where draft 7 has no word for something (minContains), the schema says it in
2020-12, and a library that stops at draft 7 decides those bodies wrong; the benchmark counts them.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
SEED: Schema = {"type": "integer", "minimum": 0, "maximum": 2147483647}
SECONDS: Schema = {"enum": [str(one) for one in range(2, 16)]}
TIER: Schema = {"enum": ["720P", "1080P"]}
RATIO: Schema = {"enum": ["16:9", "9:16", "1:1", "4:3", "3:4"]}


def closed(model: str, required: list[str], properties: dict[str, Schema], **more: Any) -> Schema:
    """An object with these fields and no others."""
    return {
        "type": "object",
        "properties": {"model": {"const": model}, **properties},
        "required": ["model", *required],
        "additionalProperties": False,
        **more,
    }


def item(*types: str) -> Schema:
    """An item of `media`."""
    return {
        "type": "object",
        "properties": {"type": {"enum": list(types)}, "url": TEXT},
        "required": ["type", "url"],
    }


def typed(*types: str) -> Schema:
    """An item of one of these types."""
    return {"properties": {"type": {"enum": list(types)}}}


def r2v() -> Schema:
    """Document 000."""
    return closed(
        "wan2.7-r2v",
        ["prompt", "media"],
        {
            "prompt": TEXT,
            "media": {
                "type": "array",
                "items": item("reference_image", "reference_video", "first_frame"),
                "contains": typed("reference_image", "reference_video"),
                "allOf": [{"contains": typed("first_frame"), "minContains": 0, "maxContains": 1}],
            },
            "size": TIER,
            "seconds": SECONDS,
            "ratio": RATIO,
            "negative_prompt": TEXT,
            "prompt_extend": FLAG,
            "watermark": FLAG,
            "seed": SEED,
        },
        **{
            "if": {"properties": {"seconds": {"enum": ["11", "12", "13", "14", "15"]}}, "required": ["seconds"]},
            "then": {"properties": {"media": {"contains": typed("reference_video")}}},
        },
    )


def i2v() -> Schema:
    """Document 001."""

    def at_most_one(kind: str) -> Schema:
        return {"contains": typed(kind), "minContains": 0, "maxContains": 1}

    return closed(
        "wan2.7-i2v",
        [],
        {
            "image": TEXT,
            "prompt": TEXT,
            "images": {"type": "array", "minItems": 2, "maxItems": 2, "items": TEXT},
            "media": {
                "type": "array",
                "maxItems": 3,
                "items": item("first_frame", "last_frame", "driving_audio", "first_clip"),
                "if": {"contains": typed("first_clip")},
                "then": {"maxItems": 2, "items": typed("first_clip", "last_frame"), **at_most_one("first_clip")},
                "else": {"contains": typed("first_frame"), "maxContains": 1},
                "allOf": [at_most_one("last_frame"), at_most_one("driving_audio")],
            },
            "seconds": SECONDS,
            "size": TIER,
        },
        oneOf=[{"required": ["media"]}, {"required": ["image"]}, {"required": ["images"]}],
    )


def kf2v(model: str, sizes: list[str]) -> Schema:
    """Document 002."""
    return closed(
        model,
        ["images"],
        {
            "images": {"type": "array", "minItems": 2, "maxItems": 2, "items": TEXT},
            "prompt": {"type": "string", "maxLength": 800},
            "seconds": {"const": "5"},
            "size": {"enum": sizes},
            "prompt_extend": FLAG,
            "watermark": FLAG,
            "seed": SEED,
            "negative_prompt": {"type": "string", "maxLength": 500},
        },
    )


def seedance(model: str, seconds: list[str], extra: dict[str, Schema], **more: Any) -> Schema:
    """Document 003."""
    return closed(
        model,
        ["prompt"],
        {
            "prompt": TEXT,
            "image": TEXT,
            "seconds": {"enum": seconds},
            "size": {"enum": ["480p", "720p", "1080p"]},
            "ratio": {"enum": ["16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"]},
            "seed": {"type": "integer", "minimum": -1, "maximum": 4294967295},
            "camera_fixed": FLAG,
            "watermark": FLAG,
            "return_last_frame": FLAG,
            **extra,
        },
        **more,
    )


def seedance_1_0(model: str) -> Schema:
    """Document 003, a model without drafts and sound."""
    never: Schema = {"const": False}
    return seedance(model, [str(one) for one in range(2, 13)], {"generate_audio": never, "draft": never})


def apimart() -> Schema:
    """Document 004."""
    return closed(
        "wan2.7",
        [],
        {
            "prompt": {"type": "string", "maxLength": 5000},
            "image_urls": {"type": "array", "minItems": 1, "maxItems": 2, "items": TEXT},
            "image_with_roles": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "properties": {
                        "url": {"type": "string", "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://"},
                        "role": {"enum": ["first_frame", "last_frame"]},
                    },
                    "required": ["url"],
                    "additionalProperties": False,
                },
            },
            "video_urls": {"type": "array", "minItems": 1, "items": TEXT},
            "negative_prompt": {"type": "string", "maxLength": 500},
            "resolution": TIER,
            "duration": {"type": "integer", "minimum": 2, "maximum": 15},
            "size": RATIO,
            "audio_url": TEXT,
            "prompt_extend": FLAG,
            "watermark": FLAG,
            "seed": {"type": "integer", "minimum": 0},
        },
        anyOf=[{"required": [one]} for one in ("prompt", "image_urls", "image_with_roles", "video_urls")],
        allOf=[
            {"not": {"required": ["image_urls", "image_with_roles"]}},
            {"not": {"required": ["video_urls", "audio_url"]}},
        ],
    )


LEAN: dict[tuple[str, str], Schema] = {
    ("powertokens", "wan2.7-r2v"): r2v(),
    ("powertokens", "wan2.7-i2v"): i2v(),
    ("powertokens", "wan2.2-kf2v-flash"): kf2v("wan2.2-kf2v-flash", ["480P", "720P", "1080P"]),
    ("powertokens", "wan2.1-kf2v-plus"): kf2v("wan2.1-kf2v-plus", ["720P"]),
    ("powertokens", "seedance-1-5-pro-251215"): seedance(
        "seedance-1-5-pro-251215",
        ["-1", *(str(one) for one in range(4, 13))],
        {"generate_audio": FLAG, "draft": FLAG},
        **{
            "if": {"properties": {"draft": {"const": True}}, "required": ["draft"]},
            "then": {"properties": {"size": {"const": "480p"}}},
        },
    ),
    ("powertokens", "seedance-1-0-pro-250528"): seedance_1_0("seedance-1-0-pro-250528"),
    ("powertokens", "seedance-1-0-pro-fast-251015"): seedance_1_0("seedance-1-0-pro-fast-251015"),
    ("apimart", "wan2.7"): apimart(),
}
"""(provider, model) -> its schema."""
