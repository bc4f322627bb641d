"""What a careful reader finds in the parameter lists of the pages in `pages/`, and of the five captures: facts, written by hand.

A field is a line: its path, then its type, then what else is said. `required` and `optional` are the page's marks.
"""

from __future__ import annotations

from typing import Any

Facts = dict[str, dict[str, Any]]


def said(type: Any = None, mark: str = "", **others: Any) -> dict[str, Any]:
    """The facts of a field. mark: "required", "optional", or "" where the page does not say; items of arrays have no field."""
    facts: dict[str, Any] = {"field": None, **others}
    if type is not None:
        facts["type"] = type
    if mark:
        facts["required"] = mark == "required"
    return facts


def items(type: str) -> dict[str, Any]:
    """The facts of an array's items."""
    return {"type": type}


REQUIRED, OPTIONAL = "required", "optional"

PAGES: dict[str, Facts] = {
    "rendered.txt": {
        "model": said("string", REQUIRED, options=("lantern-2", "lantern-2-mini")),
        "prompt": said("string", REQUIRED, length=(None, 900)),
        "pieces": said("array", REQUIRED, items=(1, 4)),
        "pieces[]": items("object"),
        "pieces[].kind": said("string", REQUIRED, options=("still", "loop")),
        "pieces[].link": said("string", REQUIRED, format="uri"),
        "quality": said("string", OPTIONAL, default="720P", options=("480P", "720P")),
        "seconds": said("string", OPTIONAL, default="6", options=("3", "6", "9")),
        "guidance": said("number", OPTIONAL, range=(0.5, 20)),
        "steps": said("integer", OPTIONAL, range=(1, 50)),
        "tag": said("string", OPTIONAL, length=(1, 64)),
        "frames": said("array", OPTIONAL, items=(2, 2)),
        "frames[]": items("string"),
        "loud": said("boolean", OPTIONAL, default=False),
        "seed": said(("integer", "null"), OPTIONAL),
    },
    "parameters.txt": {
        "model": said("string", REQUIRED, options=("harbour",)),
        "prompt": said("string", OPTIONAL, length=(None, 1200)),
        "stills": said("array", OPTIONAL, items=(None, 3)),
        "stills[]": items("string"),
        "marked_stills": said("array", OPTIONAL),
        "marked_stills[]": items("object"),
        "marked_stills[].link": said("string", REQUIRED),
        "marked_stills[].place": said("string", options=("opening", "closing"), default="opening"),
        "tier": said("string", OPTIONAL, default="720P", options=("480P", "720P")),
        "span": said("integer", OPTIONAL, default=5, range=(2, 12)),
        "shape": said("string", OPTIONAL, default="16:9", options=("16:9", "9:16")),
        "sound_link": said("string", OPTIONAL),
        "polish": said("boolean", OPTIONAL, default=True),
        "mark": said("boolean", OPTIONAL, default=False),
        "seed": said("integer", OPTIONAL, range=(0, None)),
    },
    "fields.md": {
        "model": said("string", REQUIRED, options=("forge-1", "forge-1-quick")),
        "prompt": said("string", REQUIRED, length=(None, 700)),
        "pace": said("number", OPTIONAL, default=1.5, range=(0.5, 4)),
        "span": said("integer", OPTIONAL, default=5, options=(5, 10)),
        "quiet": said("boolean", OPTIONAL, default=False),
        "parts": said("array", OPTIONAL, items=(None, 6)),
        "parts[]": items("object"),
        "parts[].kind": said("string", REQUIRED, options=("still", "loop"), default="loop"),
        "parts[].link": said("string", REQUIRED, format="uri"),
        "parts[].camera": said("object", OPTIONAL),
        "parts[].camera.zoom": said("integer", OPTIONAL, default=0, range=(-2, 2)),
    },
    "openapi.md": {
        "model": said("string", REQUIRED, options=("kiln-1", "kiln-1-mini")),
        "prompt": said("string", REQUIRED, length=(1, 600)),
        "ratio": said("string", OPTIONAL, default="16:9", options=("16:9", "1:1")),
        "heat": said("number", OPTIONAL, default=0.5, range=(0, 1)),
        "rounds": said("integer", OPTIONAL, range=(1, None)),
        "parts": said("array", OPTIONAL, items=(1, 3)),
        "parts[]": items("object"),
        "parts[].link": said("string", REQUIRED, format="uri"),
        "parts[].kind": said("string", OPTIONAL, options=("still", "on")),
        "mark": said(("boolean", "null"), OPTIONAL, default=False),
    },
    "export.md": {
        "model": said("string", REQUIRED, options=("anvil-1",)),
        "prompt": said("string", REQUIRED, length=(None, 300)),
        "weight": said(("integer", "null"), OPTIONAL, default=2, range=(1, 4)),
        "parts": said("array", OPTIONAL, items=(None, 2)),
        "parts[]": items("object"),
        "parts[].link": said("string", REQUIRED),
    },
    "table.md": {
        "model": said("string", REQUIRED, options=("loom-3",)),
        "prompt": said("string", REQUIRED, length=(None, 400)),
        "threads": said("array", OPTIONAL, items=(1, 5)),
        "threads[]": items("object"),
        "threads[].colour": said("string", REQUIRED, options=("red", "blue")),
        "speed": said("integer", OPTIONAL, default=3, range=(1, 9)),
        "fast|slow": said("boolean", OPTIONAL, default=False),
    },
    "flattened.txt": {
        "model": said("string"),
        "prompt": said("string", OPTIONAL),
        "pieces": said("array"),
        "pieces[]": items("object"),
        "pieces[].kind": said("string", options=("opening_still", "closing_still", "guiding_sound")),
        "pieces[].link": said("string"),
        "seconds": said("string", options=tuple(str(one) for one in range(3, 13))),
        "quality": said("string", options=("480P", "720P")),
    },
    "unknown.txt": {},
}

SEED = (0, 2147483647)

CAPTURES: dict[str, Facts] = {
    "000_86b4f19f7e8d6ac1.txt": {
        "model": said("string", REQUIRED, options=("wan2.7-r2v",)),
        "prompt": said("string", REQUIRED),
        "media": said("array", REQUIRED, items=(1, None)),
        "media[]": items("object"),
        "size": said("string", OPTIONAL, default="1080P", options=("720P", "1080P")),
        "seconds": said("string", OPTIONAL, default="5", options=tuple(str(one) for one in range(2, 16))),
        "ratio": said("string", OPTIONAL, default="16:9", options=("16:9", "9:16", "1:1", "4:3", "3:4")),
        "negative_prompt": said("string", OPTIONAL),
        "prompt_extend": said("boolean", OPTIONAL, default=True),
        "watermark": said("boolean", OPTIONAL, default=False),
        "seed": said("integer", OPTIONAL, range=SEED),
    },
    "001_5176d133926a4aca.txt": {
        "model": said("string"),
        "prompt": said("string", OPTIONAL),
        "media": said("array"),
        "media[]": items("object"),
        "media[].type": said("string", options=("first_frame", "last_frame", "driving_audio", "first_clip")),
        "media[].url": said("string"),
        "seconds": said("string", options=tuple(str(one) for one in range(2, 16))),
        "size": said("string", options=("720P", "1080P")),
    },
    "002_2bd7177c34380bb9.txt": {
        "model": said("string", REQUIRED, options=("wan2.2-kf2v-flash", "wan2.1-kf2v-plus")),
        "images": said("array", REQUIRED, items=(2, 2)),
        "images[]": items("string"),
        "prompt": said("string", OPTIONAL, length=(None, 800)),
        "seconds": said("string", OPTIONAL, default="5", options=("5",)),
        "size": said("string", OPTIONAL, default="720P", options=("480P", "720P", "1080P")),
        "prompt_extend": said("boolean", OPTIONAL, default=True),
        "watermark": said("boolean", OPTIONAL, default=False),
        "seed": said("integer", OPTIONAL, range=SEED),
        "negative_prompt": said("string", OPTIONAL, length=(None, 500)),
    },
    "003_919ed3d740b66814.txt": {
        "model": said(
            "string",
            REQUIRED,
            options=("seedance-1-5-pro-251215", "seedance-1-0-pro-250528", "seedance-1-0-pro-fast-251015"),
        ),
        "prompt": said("string", REQUIRED),
        "image": said("string", OPTIONAL),
        "seconds": said("string", OPTIONAL, default="5"),
        "size": said("string", OPTIONAL, options=("480p", "720p", "1080p")),
        "ratio": said(
            "string", OPTIONAL, default="16:9", options=("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive")
        ),
        "seed": said("integer", OPTIONAL, default=-1, range=(-1, 4294967295)),
        "camera_fixed": said("boolean", OPTIONAL, default=False),
        "watermark": said("boolean", OPTIONAL, default=False),
        "generate_audio": said("boolean", OPTIONAL, default=True),
        "draft": said("boolean", OPTIONAL, default=False),
        "return_last_frame": said("boolean", OPTIONAL, default=False),
    },
    "004_7495222c24c54f3d.txt": {
        "model": said("string", REQUIRED, options=("wan2.7",)),
        "prompt": said("string", OPTIONAL, length=(None, 5000)),
        "image_urls": said("array", OPTIONAL),
        "image_urls[]": items("string"),
        "image_with_roles": said("array", OPTIONAL),
        "image_with_roles[]": items("object"),
        "image_with_roles[].url": said("string"),
        "image_with_roles[].role": said("string", default="first_frame", options=("first_frame", "last_frame")),
        "video_urls": said("array", OPTIONAL),
        "video_urls[]": items("string"),
        "negative_prompt": said("string", OPTIONAL, length=(None, 500)),
        "resolution": said("string", OPTIONAL, default="1080P", options=("720P", "1080P")),
        "duration": said("integer", OPTIONAL, default=5, range=(2, 15)),
        "size": said("string", OPTIONAL, default="16:9", options=("16:9", "9:16", "1:1", "4:3", "3:4")),
        "audio_url": said("string", OPTIONAL),
        "prompt_extend": said("boolean", OPTIONAL, default=True),
        "watermark": said("boolean", OPTIONAL, default=False),
        "seed": said("integer", OPTIONAL, range=(0, None)),
    },
}
