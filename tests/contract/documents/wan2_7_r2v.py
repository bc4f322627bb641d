"""Document 000: bodies for wan2.7-r2v and verdicts, by hand from the page; for the document tests."""

from __future__ import annotations

from functools import partial

from tests.contract.documents.case import (
    EVERY_REQUEST,
    NOT_ARRAY,
    NOT_BOOLEAN,
    NOT_INTEGER,
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
DOCUMENT = "000"
MODEL = "wan2.7-r2v"

IMAGE: dict[str, Json] = {"type": "reference_image", "url": "https://example.com/subject.png"}
IMAGE_2: dict[str, Json] = {"type": "reference_image", "url": "https://example.com/scene.png"}
VIDEO: dict[str, Json] = {"type": "reference_video", "url": "https://example.com/walk.mp4"}
VIDEO_2: dict[str, Json] = {"type": "reference_video", "url": "https://example.com/dance.mp4"}
FIRST: dict[str, Json] = {"type": "first_frame", "url": "https://example.com/opening.png"}

NAMED = "Image 1 greets the people of Video 1"
UNNAMED = "Two friends meet at a station"

BASE: Body = {"model": MODEL, "prompt": NAMED, "media": [IMAGE]}
WITH_VIDEO: Body = {"model": MODEL, "prompt": NAMED, "media": [VIDEO]}

NO_REFERENCE = Expected("needs-reference", "/media")
TWO_FIRST_FRAMES = Expected("one-first-frame", "/media")
NO_VIDEO = Expected("long-seconds-need-video", "/media", ("/seconds",))
BLANK = warning("blank-prompt", "/prompt")
NONE_NAMED = warning("prompt-names-references", "/media", ("/prompt",))

# A media field that is missing is one fault: `required` says it, the rules on its items do not say it again.
MISSING_MEDIA = (Expected("required", "/media"),)

EXAMPLE: Body = {
    "model": "wan2.7-r2v",
    "prompt": "Image 1 strolls up to us, raising a hand and grinning.",
    "media": [{"type": "reference_image", "url": "https://example.com/assets/subject-reference.png"}],
    "seconds": "5",
    "size": "1080P",
    "ratio": "16:9",
    "prompt_extend": True,
    "watermark": False,
}

accept = partial(accepted, MODEL, BASE)
refuse = partial(refused, MODEL, BASE)


def case(name: str, body: Body, section: str, *violations: Expected) -> Case:
    """A row of this document."""
    return Case(name, MODEL, body, section, violations)


def media(name: str, items: Json, *violations: Expected, section: str = "media") -> Case:
    """The base with these media."""
    return case(f"media: {name}", put(BASE, media=items), section, *violations)


EXAMPLES = [
    case("example of the page", EXAMPLE, "request example"),
    case("required fields alone", BASE, "Body"),
    case(
        "every field",
        {
            "model": MODEL,
            "prompt": NAMED,
            "media": [FIRST, IMAGE, VIDEO],
            "size": "720P",
            "seconds": "15",
            "ratio": "9:16",
            "negative_prompt": "rain",
            "prompt_extend": False,
            "watermark": True,
            "seed": 7,
        },
        "Body",
    ),
]

REQUIRED = [
    case(
        "empty body",
        {},
        "Body",
        Expected("required", "/model"),
        Expected("required", "/prompt"),
        *MISSING_MEDIA,
    ),
    case("without model", drop(BASE, "model"), "model", Expected("required", "/model")),
    case("without prompt", drop(BASE, "prompt"), "prompt", Expected("required", "/prompt")),
    case("without media", drop(BASE, "media"), "media", *MISSING_MEDIA),
    case("without media, long", put(drop(BASE, "media"), seconds="12"), "media", *MISSING_MEDIA),
]

MODEL_FIELD = [
    *refuse("model", "const", ["wan2.7-i2v", "Wan2.7-r2v", "wan2.7-R2V", "wan2.7-r2v ", "wan2.7", ""]),
    *refuse("model", "type", NOT_STRING),
]

PROMPT = [
    *accept("prompt", ["x", "𝄞", " x ", "\n.", "word " * 4000], "prompt"),
    *refuse("prompt", "type", NOT_STRING),
    *(
        case(f"blank prompt {text!a}", put(BASE, prompt=text), "prompt", BLANK)
        for text in ("", " ", " \t\r\n", "\u3000\u00a0")
    ),
]

REFERENCES_NAMED = [
    case(
        "one reference, none named",
        put(BASE, prompt=UNNAMED),
        "prompt",
    ),
    case(
        "one reference and a first frame, none named",
        put(BASE, prompt=UNNAMED, media=[FIRST, IMAGE]),
        "prompt",
    ),
    case("two images, none named", put(BASE, prompt=UNNAMED, media=[IMAGE, IMAGE_2]), "prompt", NONE_NAMED),
    case("two videos, none named", put(BASE, prompt=UNNAMED, media=[VIDEO, VIDEO_2]), "prompt", NONE_NAMED),
    case("image and video, none named", put(BASE, prompt=UNNAMED, media=[IMAGE, VIDEO]), "prompt", NONE_NAMED),
    case(
        "three references and a first frame, none named",
        put(BASE, prompt=UNNAMED, media=[IMAGE, FIRST, VIDEO, IMAGE_2]),
        "prompt",
        NONE_NAMED,
    ),
    case("two images, one named", put(BASE, prompt="Image 2 burns down", media=[IMAGE, IMAGE_2]), "prompt"),
    case("image and video, the video named", put(BASE, prompt="As in Video 1", media=[IMAGE, VIDEO]), "prompt"),
    case("image and video, both named", put(BASE, media=[IMAGE, VIDEO]), "prompt"),
    case(
        "two images, the word without a number",
        put(BASE, prompt="Image and Video", media=[IMAGE, IMAGE_2]),
        "prompt",
        NONE_NAMED,
    ),
    case(
        "two references, blank prompt",
        put(BASE, prompt=" ", media=[IMAGE, VIDEO]),
        "prompt",
        BLANK,
        NONE_NAMED,
    ),
    case(
        "two references, prompt refused: nothing is known of it",
        put(BASE, prompt=1, media=[IMAGE, VIDEO]),
        "prompt",
        Expected("type", "/prompt"),
    ),
    case(
        "two references, no prompt",
        drop(put(BASE, media=[IMAGE, VIDEO]), "prompt"),
        "prompt",
        Expected("required", "/prompt"),
    ),
    case(
        "two references none named, but media has an error already",
        put(BASE, prompt=UNNAMED, media=[IMAGE, IMAGE_2, FIRST, FIRST]),
        "prompt",
        TWO_FIRST_FRAMES,
    ),
    case(
        "two images none named, but too long for images",
        put(BASE, prompt=UNNAMED, media=[IMAGE, IMAGE_2], seconds="11"),
        "prompt",
        NO_VIDEO,
    ),
]

MEDIA = [
    *refuse("media", "type", NOT_ARRAY),
    *refuse("media", "minItems", [[]]),
    media("one image", [IMAGE]),
    media("one video", [VIDEO]),
    media("image, video", [IMAGE, VIDEO]),
    media("image twice", [IMAGE, IMAGE]),
    media("image, first frame", [IMAGE, FIRST]),
    media("first frame, video", [FIRST, VIDEO]),
    media("many references and a first frame", [*[IMAGE] * 20, *[VIDEO] * 20, FIRST]),
    media("first frame alone", [FIRST], NO_REFERENCE),
    media("two first frames and an image", [FIRST, IMAGE, FIRST], TWO_FIRST_FRAMES),
    media("three first frames and a video", [FIRST, FIRST, VIDEO, FIRST], TWO_FIRST_FRAMES),
    media("two first frames alone", [FIRST, FIRST], NO_REFERENCE, TWO_FIRST_FRAMES),
    *(media(f"item {item!r}", [item], Expected("type", "/media/0")) for item in NOT_OBJECT),
    media("second item is no object", [IMAGE, "reference_video"], Expected("type", "/media/1")),
    media(
        "empty item",
        [{}],
        Expected("required", "/media/0/type"),
        Expected("required", "/media/0/url"),
    ),
    media("item without type", [{"url": "https://example.com/a.png"}], Expected("required", "/media/0/type")),
    media("item without url", [{"type": "reference_image"}], Expected("required", "/media/0/url")),
    media(
        "first frame without url",
        [{"type": "first_frame"}],
        Expected("required", "/media/0/url"),
        NO_REFERENCE,
    ),
    media(
        "second item without url",
        [IMAGE, {"type": "reference_video"}],
        Expected("required", "/media/1/url"),
    ),
    *(
        media(
            f"type {value!r}",
            [{"type": value, "url": "https://example.com/a.png"}],
            Expected("enum", "/media/0/type"),
        )
        for value in ("last_frame", "image", "Reference_image", "REFERENCE_VIDEO", "first_clip", "")
    ),
    *(
        media(
            f"type {value!r}",
            [{"type": value, "url": "https://example.com/a.png"}],
            Expected("type", "/media/0/type"),
        )
        for value in NOT_STRING
    ),
    media(
        "first frame and an item whose type is refused: it might have been a reference",
        [FIRST, {"type": "ref_image", "url": "https://example.com/a.png"}],
        Expected("enum", "/media/1/type"),
    ),
    *(
        media(f"url {value!r}", [{"type": "reference_image", "url": value}], Expected("type", "/media/0/url"))
        for value in NOT_STRING
    ),
    *(
        media(f"url {value!r}", [{"type": "reference_image", "url": value}])
        for value in (
            "http://example.com/a.png",
            "oss://bucket/a",
            "data:image/png;base64,AAAA",
            "HTTPS://E.COM/A",
        )
    ),
    *(
        media(
            f"url without a scheme {value!r}",
            [{"type": "reference_image", "url": value}],
            warning("format", "/media/0/url"),
        )
        for value in ("example.com/a.png", "//example.com/a.png", "/a.png", "1http://example.com", "")
    ),
    media(
        "two urls without a scheme",
        [{"type": "reference_image", "url": "a.png"}, FIRST, {"type": "reference_video", "url": "b.mp4"}],
        warning("format", "/media/0/url"),
        warning("format", "/media/2/url"),
    ),
    media(
        "field of an item that the page does not show",
        [put(IMAGE, reference_voice="https://example.com/voice.mp3")],
        warning("additionalProperties", "/media/0/reference_voice"),
    ),
    media(
        "unknown field in the second item, url without a scheme in both",
        [{"type": "reference_image", "url": "a.png"}, {"type": "first_frame", "url": "b.png", "Role": 1}],
        warning("format", "/media/0/url"),
        warning("format", "/media/1/url"),
        warning("additionalProperties", "/media/1/Role"),
    ),
]

SECONDS = [
    *accept("seconds", ["2", "3", "4", "5", "6", "7", "8", "9", "10"]),
    *(
        case(f"seconds {value} with a video", put(WITH_VIDEO, seconds=value), "seconds")
        for value in ("2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15")
    ),
    *(
        case(f"seconds {value} without a video", put(BASE, seconds=value), "seconds", NO_VIDEO)
        for value in ("11", "12", "13", "14", "15")
    ),
    case("seconds 10, image and first frame", put(BASE, media=[IMAGE, FIRST], seconds="10"), "seconds"),
    case(
        "seconds 11, image and first frame",
        put(BASE, media=[IMAGE, FIRST], seconds="11"),
        "seconds",
        NO_VIDEO,
    ),
    case("seconds 15, image then video", put(BASE, media=[IMAGE, VIDEO], seconds="15"), "seconds"),
    case("seconds 15, video then image", put(BASE, media=[VIDEO, IMAGE], seconds="15"), "seconds"),
    case(
        "seconds 12, first frame alone",
        put(BASE, media=[FIRST], seconds="12"),
        "seconds",
        NO_REFERENCE,
        NO_VIDEO,
    ),
    case(
        "seconds 12, an item whose type is refused: it might have been a video",
        put(BASE, media=[IMAGE, {"type": "video", "url": "https://example.com/a.mp4"}], seconds="12"),
        "seconds",
        Expected("enum", "/media/1/type"),
    ),
    case(
        "seconds 12, empty media",
        put(BASE, media=[], seconds="12"),
        "seconds",
        Expected("minItems", "/media"),
    ),
    *refuse("seconds", "enum", ["1", "16", "0", "-1", "05", "5.0", "5s", " 5", "", "11.0"]),
    *refuse("seconds", "type", [5, 12, 8.0, True, ["5"], None]),
]

OTHER_FIELDS = [
    *accept("size", ["720P", "1080P"]),
    *refuse("size", "enum", ["480P", "720p", "1080p", "720", "1280x720", ""]),
    *refuse("size", "type", [720, True, ["720P"], None]),
    *accept("ratio", ["16:9", "9:16", "1:1", "4:3", "3:4"]),
    *refuse("ratio", "enum", ["21:9", "adaptive", "16x9", "16 : 9", ""]),
    *refuse("ratio", "type", [969, 1.78, True, None]),
    *accept("negative_prompt", ["rain", "", "𝄞" * 600, "word " * 2000]),
    *refuse("negative_prompt", "type", NOT_STRING),
    *accept("prompt_extend", [True, False]),
    *refuse("prompt_extend", "type", NOT_BOOLEAN),
    *accept("watermark", [True, False]),
    *refuse("watermark", "type", NOT_BOOLEAN),
    *accept("seed", [0, 1, 2147483646, 2147483647, 8.0]),
    *refuse("seed", "minimum", [-1, -2147483648]),
    *refuse("seed", "maximum", [2147483648, 4294967295]),
    *refuse("seed", "type", NOT_INTEGER),
]

UNKNOWN_FIELDS = [
    *unknown(MODEL, BASE, ["image", "images", "duration", "resolution", "Seed", "audio_url", "video_urls"]),
    *unknown_escaped(MODEL, BASE),
    case(
        "prompt in the wrong case",
        {"model": MODEL, "Prompt": NAMED, "media": [IMAGE]},
        EVERY_REQUEST,
        Expected("required", "/prompt"),
        Expected("additionalProperties", "/Prompt"),
    ),
]

SEVERAL_FAULTS = [
    case(
        "fields, unknown field and rules at once",
        {
            "duration": 5,
            "watermark": "false",
            "seconds": "16",
            "size": "480P",
            "media": [FIRST, FIRST],
            "model": MODEL,
        },
        "Body",
        Expected("required", "/prompt"),
        Expected("enum", "/size"),
        Expected("enum", "/seconds"),
        Expected("type", "/watermark"),
        Expected("additionalProperties", "/duration"),
        NO_REFERENCE,
        TWO_FIRST_FRAMES,
    ),
    case(
        "errors stand before warnings",
        {
            "model": MODEL,
            "prompt": " ",
            "media": [{"type": "reference_image", "url": "a.png", "name": "x"}, FIRST, FIRST],
            "seconds": "15",
            "seed": -1,
            "ratio": "2:1",
        },
        "Body",
        Expected("enum", "/ratio"),
        Expected("minimum", "/seed"),
        TWO_FIRST_FRAMES,
        NO_VIDEO,
        warning("format", "/media/0/url"),
        warning("additionalProperties", "/media/0/name"),
        BLANK,
    ),
    case(
        "warnings alone",
        {
            "model": MODEL,
            "prompt": "\n",
            "media": [{"type": "reference_video", "url": "a.mp4", "name": "x"}, IMAGE],
            "seconds": "15",
        },
        "Body",
        warning("format", "/media/0/url"),
        warning("additionalProperties", "/media/0/name"),
        BLANK,
        NONE_NAMED,
    ),
    case(
        "all three rules on media",
        put(BASE, media=[FIRST, FIRST], seconds="14"),
        "media",
        NO_REFERENCE,
        TWO_FIRST_FRAMES,
        NO_VIDEO,
    ),
    case(
        "model of another page, prompt missing, faults in two items",
        {
            "model": "wan2.7-i2v",
            "media": [{"type": 1, "url": None}, {"url": "https://example.com/a.png"}],
            "negative_prompt": False,
        },
        "Body",
        Expected("const", "/model"),
        Expected("required", "/prompt"),
        Expected("type", "/media/0/type"),
        Expected("type", "/media/0/url"),
        Expected("required", "/media/1/type"),
        Expected("type", "/negative_prompt"),
    ),
    case(
        "every field null",
        {
            "model": None,
            "prompt": None,
            "media": None,
            "size": None,
            "seconds": None,
            "ratio": None,
            "negative_prompt": None,
            "prompt_extend": None,
            "watermark": None,
            "seed": None,
        },
        EVERY_REQUEST,
        Expected("type", "/model"),
        Expected("type", "/prompt"),
        Expected("type", "/media"),
        Expected("type", "/size"),
        Expected("type", "/seconds"),
        Expected("type", "/ratio"),
        Expected("type", "/negative_prompt"),
        Expected("type", "/prompt_extend"),
        Expected("type", "/watermark"),
        Expected("type", "/seed"),
    ),
]

CASES: tuple[Case, ...] = (
    *EXAMPLES,
    *REQUIRED,
    *MODEL_FIELD,
    *PROMPT,
    *REFERENCES_NAMED,
    *MEDIA,
    *SECONDS,
    *OTHER_FIELDS,
    *UNKNOWN_FIELDS,
    *SEVERAL_FAULTS,
)
