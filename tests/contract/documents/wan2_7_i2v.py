"""Document 001: bodies for wan2.7-i2v and verdicts, by hand from the page; for the document tests."""

from __future__ import annotations

from functools import partial

from tests.contract.documents.case import (
    EVERY_REQUEST,
    NOT_ARRAY,
    NOT_OBJECT,
    NOT_STRING,
    Body,
    Case,
    Expected,
    Json,
    accepted,
    drop,
    put,
    refused,
    unknown,
    unknown_escaped,
    warning,
)

PROVIDER = "powertokens"
DOCUMENT = "001"
MODEL = "wan2.7-i2v"

# The capture lost its field names; their order is the order of their descriptions:
# model, image, prompt, images, media, seconds, size.

URL = "https://example.com/portrait.png"
URL_2 = "https://example.com/landscape.png"

FIRST: dict[str, Json] = {"type": "first_frame", "url": "https://example.com/first.png"}
LAST: dict[str, Json] = {"type": "last_frame", "url": "https://example.com/last.png"}
AUDIO: dict[str, Json] = {"type": "driving_audio", "url": "https://example.com/voice.mp3"}
CLIP: dict[str, Json] = {"type": "first_clip", "url": "https://example.com/clip.mp4"}

NO_INPUT: Body = {"model": MODEL}
BY_IMAGE: Body = {"model": MODEL, "image": URL}
BY_IMAGES: Body = {"model": MODEL, "images": [URL, URL_2]}
BY_MEDIA: Body = {"model": MODEL, "media": [FIRST]}

STYLES = "input styles"
COMBINATIONS = "supported media combinations"

NO_STYLE = Expected("one-input-style", "", ("/image", "/images", "/media"))
NOT_LISTED = Expected("media-combination", "/media")

EXAMPLE: Body = {
    "model": "wan2.7-i2v",
    "prompt": "Lips and head begin to move as she talks.",
    "media": [
        {"type": "first_frame", "url": "https://example.com/assets/portrait.png"},
        {"type": "driving_audio", "url": "https://example.com/assets/voice.mp3"},
    ],
    "seconds": "8",
    "size": "720P",
}

accept = partial(accepted, MODEL, BY_MEDIA)
refuse = partial(refused, MODEL, BY_MEDIA)


def case(name: str, body: Body, section: str, *violations: Expected) -> Case:
    """A row of this document."""
    return Case(name, MODEL, body, section, violations)


def media(name: str, items: Json, *violations: Expected, section: str = "media") -> Case:
    """A body whose only input is these media."""
    return case(f"media: {name}", {"model": MODEL, "media": items}, section, *violations)


def types(items: list[dict[str, Json]]) -> str:
    """The types of these media, for the name of a case."""
    return " + ".join(str(item["type"]) for item in items)


EXAMPLES = [
    case("example of the page", EXAMPLE, "request example"),
    case("image alone", BY_IMAGE, "image"),
    case("images alone", BY_IMAGES, "images"),
    case("media alone", BY_MEDIA, "media"),
    case(
        "image with every other field",
        put(BY_IMAGE, prompt="She turns around", seconds="2", size="1080P"),
        STYLES,
    ),
    case(
        "images with every other field",
        put(BY_IMAGES, prompt="Day becomes night", seconds="15", size="720P"),
        STYLES,
    ),
]

REQUIRED = [
    case("empty body", {}, "model", Expected("required", "/model"), NO_STYLE),
    case("without model", drop(BY_MEDIA, "model"), "model", Expected("required", "/model")),
    case("without model, by image", drop(BY_IMAGE, "model"), "model", Expected("required", "/model")),
]

MODEL_FIELD = [
    *refuse("model", "const", ["wan2.7-r2v", "Wan2.7-i2v", "wan2.7-I2V", "wan2.7", " wan2.7-i2v", ""]),
    *refuse("model", "type", NOT_STRING),
]

INPUT_STYLES = [
    case("no input", NO_INPUT, STYLES, NO_STYLE),
    case("prompt is no input", put(NO_INPUT, prompt="A lake"), STYLES, NO_STYLE),
    case(
        "image and images",
        put(BY_IMAGES, image=URL),
        STYLES,
        Expected("one-input-style", "/image", ("/images",)),
    ),
    case(
        "image and media",
        put(BY_MEDIA, image=URL),
        STYLES,
        Expected("one-input-style", "/image", ("/media",)),
    ),
    case(
        "images and media",
        put(BY_IMAGES, media=[CLIP]),
        STYLES,
        Expected("one-input-style", "/images", ("/media",)),
    ),
    case(
        "image, images and media, in another order of keys",
        {"media": [FIRST], "images": [URL, URL_2], "image": URL, "model": MODEL},
        STYLES,
        Expected("one-input-style", "/image", ("/images", "/media")),
    ),
    case(
        "image and media of no listed combination",
        put(BY_IMAGE, media=[AUDIO]),
        STYLES,
        Expected("one-input-style", "/image", ("/media",)),
        NOT_LISTED,
    ),
    case(
        "an input that its field refuses is still given",
        put(NO_INPUT, images=[URL]),
        STYLES,
        Expected("minItems", "/images"),
    ),
    case(
        "an input that its field refuses, and another",
        put(BY_MEDIA, images=[URL]),
        STYLES,
        Expected("minItems", "/images"),
        Expected("one-input-style", "/images", ("/media",)),
    ),
    case("null is neither given nor absent", put(NO_INPUT, image=None), STYLES, Expected("type", "/image")),
    case("null and one input", put(BY_MEDIA, image=None), STYLES, Expected("type", "/image")),
    case(
        "null and two inputs: two are certain",
        put(BY_MEDIA, image=None, images=[URL, URL_2]),
        STYLES,
        Expected("type", "/image"),
        Expected("one-input-style", "/images", ("/media",)),
    ),
]

IMAGE = [
    *refused(MODEL, NO_INPUT, "image", "type", [5, True, [URL], {"url": URL}]),
    *accepted(
        MODEL,
        NO_INPUT,
        "image",
        ["http://example.com/a", "oss://bucket/a", "data:image/png;base64,AAAA", "HTTPS://E.COM/A.PNG"],
    ),
    *(
        case(
            f"image without a scheme {value!r}",
            put(NO_INPUT, image=value),
            "image",
            warning("format", "/image"),
        )
        for value in ("example.com/a.png", "//example.com/a.png", "/a.png", "iVBORw0KGgo", "")
    ),
]

IMAGES = [
    *refused(MODEL, NO_INPUT, "images", "type", [URL, {"0": URL, "1": URL_2}, 5, True, None]),
    *refused(MODEL, NO_INPUT, "images", "minItems", [[]]),
    *refused(MODEL, NO_INPUT, "images", "maxItems", [[URL, URL_2, URL], [URL] * 4]),
    case("images: the same one twice", put(NO_INPUT, images=[URL, URL]), "images"),
    *(
        case(
            f"images: second item {value!r}",
            put(NO_INPUT, images=[URL, value]),
            "images",
            Expected("type", "/images/1"),
        )
        for value in NOT_STRING
    ),
    case(
        "images: both without a scheme",
        put(NO_INPUT, images=["a.png", ""]),
        "images",
        warning("format", "/images/0"),
        warning("format", "/images/1"),
    ),
]

COMBINATIONS_LISTED: list[list[dict[str, Json]]] = [
    [FIRST],
    [FIRST, AUDIO],
    [FIRST, LAST],
    [FIRST, LAST, AUDIO],
    [CLIP],
    [CLIP, LAST],
    # the same ones, in other orders
    [AUDIO, FIRST],
    [LAST, FIRST],
    [FIRST, AUDIO, LAST],
    [LAST, FIRST, AUDIO],
    [LAST, AUDIO, FIRST],
    [AUDIO, FIRST, LAST],
    [AUDIO, LAST, FIRST],
    [LAST, CLIP],
]

COMBINATIONS_NOT_LISTED: list[list[dict[str, Json]]] = [
    # every other set of types
    [LAST],
    [AUDIO],
    [LAST, AUDIO],
    [FIRST, CLIP],
    [CLIP, AUDIO],
    [FIRST, CLIP, AUDIO],
    [FIRST, CLIP, LAST],
    [CLIP, LAST, AUDIO],
    [FIRST, CLIP, LAST, AUDIO],
    # a type twice
    [FIRST, FIRST],
    [CLIP, CLIP],
    [LAST, LAST],
    [AUDIO, AUDIO],
    [FIRST, FIRST, AUDIO],
    [FIRST, AUDIO, AUDIO],
    [FIRST, FIRST, LAST],
    [FIRST, LAST, LAST],
    [FIRST, FIRST, LAST, AUDIO],
    [FIRST, LAST, LAST, AUDIO],
    [FIRST, LAST, AUDIO, AUDIO],
    [CLIP, CLIP, LAST],
    [CLIP, LAST, LAST],
    [FIRST, FIRST, LAST, LAST, AUDIO, AUDIO],
]

MEDIA = [
    *(media(types(items), items, section=COMBINATIONS) for items in COMBINATIONS_LISTED),
    *(media(types(items), items, NOT_LISTED, section=COMBINATIONS) for items in COMBINATIONS_NOT_LISTED),
    *refused(MODEL, NO_INPUT, "media", "type", NOT_ARRAY),
    *refused(MODEL, NO_INPUT, "media", "minItems", [[]]),
    *(media(f"item {item!r}", [item], Expected("type", "/media/0")) for item in NOT_OBJECT),
    media("empty item", [{}], Expected("required", "/media/0/type"), Expected("required", "/media/0/url")),
    media("item without type", [{"url": URL}], Expected("required", "/media/0/type")),
    media("item without url", [{"type": "first_frame"}], Expected("required", "/media/0/url")),
    media("audio without url", [{"type": "driving_audio"}], Expected("required", "/media/0/url"), NOT_LISTED),
    media("audio and an item without type", [AUDIO, {"url": URL}], Expected("required", "/media/1/type")),
    *(
        media(f"type {value!r}", [{"type": value, "url": URL}], Expected("enum", "/media/0/type"))
        for value in ("reference_image", "image", "First_frame", "FIRST_CLIP", "last_clip", "")
    ),
    *(
        media(f"type {value!r}", [{"type": value, "url": URL}], Expected("type", "/media/0/type"))
        for value in NOT_STRING
    ),
    media(
        "audio and an item whose type is refused: it might have been a first frame",
        [AUDIO, {"type": "firstframe", "url": URL}],
        Expected("enum", "/media/1/type"),
    ),
    *(
        media(f"url {value!r}", [{"type": "first_frame", "url": value}], Expected("type", "/media/0/url"))
        for value in NOT_STRING
    ),
    *(
        media(
            f"url without a scheme {value!r}",
            [{"type": "first_frame", "url": value}],
            warning("format", "/media/0/url"),
        )
        for value in ("example.com/a.png", "//example.com/a.png", "/a.png", "")
    ),
    media(
        "field of an item that the page does not show",
        [FIRST, put(AUDIO, volume=0.5)],
        warning("additionalProperties", "/media/1/volume"),
    ),
    media(
        "unknown field and url without a scheme in each item",
        [
            {"type": "first_clip", "url": "a.mp4", "name": 1},
            {"type": "last_frame", "url": "b.png", "name": 2},
        ],
        warning("format", "/media/0/url"),
        warning("additionalProperties", "/media/0/name"),
        warning("format", "/media/1/url"),
        warning("additionalProperties", "/media/1/name"),
    ),
]

OTHER_FIELDS = [
    *accept("prompt", ["A lake", "", " ", "𝄞", "word " * 4000]),
    *refuse("prompt", "type", NOT_STRING),
    *accept("seconds", ["2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"]),
    *refuse("seconds", "enum", ["1", "16", "0", "-1", "05", "02", "5.0", "+5", "5s", " 5", "5\n", "\u0665", ""]),
    *refuse("seconds", "type", [8, 8.0, True, ["8"], None]),
    *accept("size", ["720P", "1080P"]),
    *refuse("size", "enum", ["480P", "720p", "1080p", "4K", "720", "1280x720", ""]),
    *refuse("size", "type", [720, True, ["720P"], None]),
]

UNKNOWN_FIELDS = [
    *unknown(MODEL, BY_MEDIA, ["ratio", "seed", "watermark", "prompt_extend", "negative_prompt", "audio_url"]),
    *unknown(MODEL, BY_IMAGE, ["Images", "duration", "resolution"]),
    *unknown_escaped(MODEL, BY_MEDIA),
    case(
        "media in the wrong case is no input",
        {"model": MODEL, "Media": [FIRST]},
        EVERY_REQUEST,
        Expected("additionalProperties", "/Media"),
        NO_STYLE,
    ),
]

SEVERAL_FAULTS = [
    case(
        "fields, unknown field and rules at once",
        {
            "ratio": "16:9",
            "size": "480P",
            "seconds": 5,
            "media": [LAST, AUDIO],
            "images": [URL, URL_2, URL],
            "prompt": 7,
            "image": URL,
        },
        STYLES,
        Expected("required", "/model"),
        Expected("type", "/prompt"),
        Expected("maxItems", "/images"),
        Expected("type", "/seconds"),
        Expected("enum", "/size"),
        Expected("additionalProperties", "/ratio"),
        Expected("one-input-style", "/image", ("/images", "/media")),
        NOT_LISTED,
    ),
    case(
        "errors stand before warnings",
        {
            "model": MODEL,
            "image": "portrait.png",
            "media": [{"type": "first_frame", "url": "a.png", "name": "x"}, {"type": "last"}],
            "seconds": "1",
        },
        "media",
        Expected("enum", "/media/1/type"),
        Expected("required", "/media/1/url"),
        Expected("enum", "/seconds"),
        Expected("one-input-style", "/image", ("/media",)),
        warning("format", "/media/0/url"),
        warning("additionalProperties", "/media/0/name"),
    ),
    case(
        "every field null",
        {
            "model": None,
            "image": None,
            "prompt": None,
            "images": None,
            "media": None,
            "seconds": None,
            "size": None,
        },
        EVERY_REQUEST,
        Expected("type", "/model"),
        Expected("type", "/image"),
        Expected("type", "/prompt"),
        Expected("type", "/images"),
        Expected("type", "/media"),
        Expected("type", "/seconds"),
        Expected("type", "/size"),
    ),
]

CASES: tuple[Case, ...] = (
    *EXAMPLES,
    *REQUIRED,
    *MODEL_FIELD,
    *INPUT_STYLES,
    *IMAGE,
    *IMAGES,
    *MEDIA,
    *OTHER_FIELDS,
    *UNKNOWN_FIELDS,
    *SEVERAL_FAULTS,
)
