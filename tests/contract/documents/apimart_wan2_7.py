"""Document 004: bodies for APIMart's wan2.7 and verdicts, by hand from the page; for the document tests."""

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
    contested,
    drop,
    put,
    refused,
    unknown,
    unknown_escaped,
    warning,
)

PROVIDER = "apimart"
DOCUMENT = "004"
MODEL = "wan2.7"

# The order of the page, and of the violations: model, prompt, image_urls, image_with_roles, video_urls,
# negative_prompt, resolution, duration, size, audio_url, prompt_extend, watermark, seed.

URL = "https://cdn.example.com/harbour.jpg"
URL_2 = "https://cdn.example.com/island.jpg"
CLIP = "https://cdn.example.com/waves.mp4"
AUDIO = "https://cdn.example.com/song.mp3"
FIRST: dict[str, Json] = {"url": URL, "role": "first_frame"}
LAST: dict[str, Json] = {"url": URL_2, "role": "last_frame"}
PLAIN: dict[str, Json] = {"url": URL}

NO_INPUT: Body = {"model": MODEL}
BY_TEXT: Body = {"model": MODEL, "prompt": "Boats leave the harbour"}
BY_URLS: Body = put(BY_TEXT, image_urls=[URL])
BY_ROLES: Body = put(BY_TEXT, image_with_roles=[FIRST])
BY_VIDEO: Body = put(BY_TEXT, video_urls=[CLIP])

ROUTING = "Mode Routing"

NO_PROMPT = Expected("prompt-or-image", "", ("/prompt", "/image_urls", "/image_with_roles", "/video_urls"))
BLANK = warning("blank-prompt", "/prompt", ("/image_urls", "/image_with_roles", "/video_urls"))
RECOMMENDED = warning("prompt-recommended", "/prompt", ("/image_urls", "/image_with_roles", "/video_urls"))
BOTH_STYLES = Expected("image-style", "/image_urls", ("/image_with_roles",))
VIDEO_AUDIO = Expected("video-audio", "/video_urls", ("/audio_url",))
URLS_AUDIO = contested("image-audio", "/image_urls", ("/audio_url",))
ROLES_AUDIO = contested("image-audio", "/image_with_roles", ("/audio_url",))
FIRST_TWICE = warning("one-first-frame", "/image_with_roles")
LAST_TWICE = warning("one-last-frame", "/image_with_roles")
LONE_LAST = warning("lone-last-frame", "/image_with_roles")
ONE_VIDEO = warning("one-video", "/video_urls")


def size_ignored(*given: str) -> Expected:
    """The warning that size is ignored, because these fields choose image mode."""
    return warning("size-text-only", "/size", given)


accept = partial(accepted, MODEL, BY_TEXT)
refuse = partial(refused, MODEL, BY_TEXT)


def case(name: str, body: Body, section: str, *violations: Expected) -> Case:
    """A row of this document."""
    return Case(name, MODEL, body, section, violations)


def urls(name: str, items: Json, *violations: Expected) -> Case:
    """A prompt with these image_urls."""
    return case(f"image_urls: {name}", put(BY_TEXT, image_urls=items), "image_urls", *violations)


def roles(name: str, items: Json, *violations: Expected) -> Case:
    """A prompt with these image_with_roles."""
    return case(f"image_with_roles: {name}", put(BY_TEXT, image_with_roles=items), "image_with_roles", *violations)


def videos(name: str, items: Json, *violations: Expected) -> Case:
    """A prompt with these video_urls."""
    return case(f"video_urls: {name}", put(BY_TEXT, video_urls=items), "video_urls", *violations)


def audio(name: str, value: Json, *violations: Expected) -> Case:
    """A prompt with this audio_url."""
    return case(f"audio_url: {name}", put(BY_TEXT, audio_url=value), "audio_url", *violations)


EXAMPLES = [
    case(
        "example of the page",
        {
            "model": "wan2.7",
            "prompt": "Slowly we approach an evening shore with its winding street",
            "resolution": "1080P",
            "duration": 8,
            "size": "16:9",
        },
        "request example",
    ),
    case(
        "case 1",
        {"model": "wan2.7", "prompt": "Slowly we approach an evening shore with its winding street"},
        "Case 1",
    ),
    case(
        "case 2",
        {
            "model": "wan2.7",
            "prompt": "On a sunlit lawn a cat leaps after moths",
            "negative_prompt": "smeared, warped",
            "resolution": "1080P",
            "duration": 8,
            "size": "16:9",
            "audio_url": "https://cdn.example.com/bgm.mp3",
            "prompt_extend": True,
            "watermark": False,
            "seed": 42,
        },
        "Case 2",
    ),
    case(
        "case 3",
        {
            "model": "wan2.7",
            "prompt": "She rises and comes nearer",
            "image_urls": ["https://cdn.example.com/person.jpg"],
            "resolution": "1080P",
            "duration": 8,
        },
        "Case 3",
    ),
    case(
        "case 4",
        {
            "model": "wan2.7",
            "prompt": "Our view climbs from sand to summit",
            "image_urls": ["https://cdn.example.com/beach.jpg", "https://cdn.example.com/mountain.jpg"],
            "resolution": "1080P",
            "duration": 10,
        },
        "Case 4",
    ),
    case(
        "case 5",
        {
            "model": "wan2.7",
            "prompt": "She goes on and we come along",
            "video_urls": ["https://cdn.example.com/clip.mp4"],
            "resolution": "1080P",
            "duration": 8,
        },
        "Case 5",
    ),
    case(
        "case 6",
        {
            "model": "wan2.7",
            "prompt": "He dances to the beat",
            "image_urls": ["https://cdn.example.com/dancer.jpg"],
            "audio_url": "https://cdn.example.com/beat.mp3",
            "resolution": "1080P",
            "duration": 8,
        },
        "Case 6",
        URLS_AUDIO,
    ),
    case(
        "example of image_with_roles",
        put(
            BY_TEXT,
            image_with_roles=[
                {"url": "https://cdn.example.com/start.jpg", "role": "first_frame"},
                {"url": "https://cdn.example.com/end.jpg", "role": "last_frame"},
            ],
        ),
        "image_with_roles",
    ),
]

# One row for each way to choose a mode, with a prompt and without.
MODES = [
    case("empty body", {}, "Request Parameters", Expected("required", "/model"), NO_PROMPT),
    case("without model", drop(BY_TEXT, "model"), "model", Expected("required", "/model")),
    case("without model, by image", drop(BY_URLS, "model"), "model", Expected("required", "/model")),
    case("model alone", NO_INPUT, "prompt", NO_PROMPT),
    case("prompt alone", BY_TEXT, ROUTING),
    case("image_urls and prompt", BY_URLS, ROUTING),
    case("image_with_roles and prompt", BY_ROLES, ROUTING),
    case("video_urls and prompt", BY_VIDEO, ROUTING),
    case("audio_url and prompt", put(BY_TEXT, audio_url=AUDIO), ROUTING),
    case("image_urls without prompt", put(NO_INPUT, image_urls=[URL]), "prompt", RECOMMENDED),
    case("image_with_roles without prompt", put(NO_INPUT, image_with_roles=[PLAIN]), "prompt", RECOMMENDED),
    case("video_urls without prompt", put(NO_INPUT, video_urls=[CLIP]), "prompt", RECOMMENDED),
    case("audio_url without prompt is still text mode", put(NO_INPUT, audio_url=AUDIO), "prompt", NO_PROMPT),
    case(
        "audio_url and all but a prompt",
        put(NO_INPUT, audio_url=AUDIO, size="1:1", seed=1),
        "prompt",
        NO_PROMPT,
    ),
    case("images and video", put(BY_URLS, video_urls=[CLIP]), ROUTING),
    case("roles and video", put(BY_ROLES, video_urls=[CLIP]), ROUTING),
    case(
        "images and video without prompt",
        put(NO_INPUT, image_urls=[URL], video_urls=[CLIP]),
        "prompt",
        RECOMMENDED,
    ),
    *(
        case(f"blank prompt {text!a} in text mode", put(BY_TEXT, prompt=text), "prompt", BLANK)
        for text in ("", " ", " \t\r\n", "\u3000\u00a0")
    ),
    case("blank prompt with audio is text mode", put(BY_TEXT, prompt=" ", audio_url=AUDIO), "prompt", BLANK),
    case("blank prompt with image_urls", put(BY_URLS, prompt=""), "prompt"),
    case("blank prompt with image_with_roles", put(BY_ROLES, prompt=" "), "prompt"),
    case("blank prompt with video_urls", put(BY_VIDEO, prompt="\n"), "prompt"),
    # a value that its field refuses is still given; null is neither given nor absent
    case(
        "prompt refused and nothing else",
        put(NO_INPUT, prompt=5),
        "prompt",
        Expected("type", "/prompt"),
    ),
    case("prompt null and nothing else", put(NO_INPUT, prompt=None), "prompt", Expected("type", "/prompt")),
    case("prompt null with an image", put(BY_URLS, prompt=None), "prompt", Expected("type", "/prompt")),
    case(
        "image_urls refused, without prompt",
        put(NO_INPUT, image_urls=URL),
        "prompt",
        Expected("type", "/image_urls"),
        RECOMMENDED,
    ),
    case(
        "image_urls empty, without prompt",
        put(NO_INPUT, image_urls=[]),
        "prompt",
        Expected("minItems", "/image_urls"),
        RECOMMENDED,
    ),
    case(
        "image_urls null, without prompt",
        put(NO_INPUT, image_urls=None),
        "prompt",
        Expected("type", "/image_urls"),
    ),
    case(
        "image_urls null, blank prompt",
        put(BY_TEXT, prompt=" ", image_urls=None),
        "prompt",
        Expected("type", "/image_urls"),
    ),
]

MODEL_FIELD = [
    *refuse("model", "const", ["wan2.7-i2v", "Wan2.7", "WAN2.7", "wan2.6", "wan2.7 ", ""]),
    *refuse("model", "type", [2.7, True, ["wan2.7"], None]),
]

PROMPT = [
    *accept("prompt", ["x", " x ", "x" * 5000, "海" * 5000, "𝄞" * 5000, "e\u0301" * 2500]),
    *refuse("prompt", "maxLength", ["x" * 5001, "海" * 5001, "𝄞" * 5001, "e\u0301" * 2500 + "e"]),
    *refuse("prompt", "type", NOT_STRING),
    case(
        "prompt too long with an image",
        put(BY_URLS, prompt="x" * 5001),
        "prompt",
        Expected("maxLength", "/prompt"),
    ),
]

IMAGE_URLS = [
    *refuse("image_urls", "type", NOT_ARRAY),
    *refuse("image_urls", "minItems", [[]]),
    urls("one", [URL]),
    urls("two", [URL, URL_2]),
    urls("the same one twice", [URL, URL]),
    urls("three", [URL, URL_2, URL], Expected("maxItems", "/image_urls")),
    urls("ten", [URL] * 10, Expected("maxItems", "/image_urls")),
    *(urls(f"item {value!r}", [value], Expected("type", "/image_urls/0")) for value in NOT_STRING),
    urls("item of image_with_roles", [URL, FIRST], Expected("type", "/image_urls/1")),
    *(
        urls(f"other scheme {value}", [value])
        for value in (
            "http://example.com/a",
            "HTTPS://E.COM/A",
            "oss://bucket/a",
            "data:image/png;base64,AAAA",
        )
    ),
    urls("no format is named for images", ["https://example.com/a.gif"]),
    *(
        urls(f"without a scheme {value!r}", [value], warning("format", "/image_urls/0"))
        for value in ("example.com/a.png", "//example.com/a.png", "/a.png", "1http://example.com", "")
    ),
    urls(
        "both without a scheme",
        ["a.png", "b.png"],
        warning("format", "/image_urls/0"),
        warning("format", "/image_urls/1"),
    ),
]

IMAGE_WITH_ROLES = [
    *refuse("image_with_roles", "type", NOT_ARRAY),
    *refuse("image_with_roles", "minItems", [[]]),
    # how many of which role
    roles("first", [FIRST]),
    roles("role absent: first by default", [PLAIN]),
    roles("first and last", [FIRST, LAST]),
    roles("last and first", [LAST, FIRST]),
    roles("by default and last", [PLAIN, LAST]),
    roles("last and by default", [LAST, PLAIN]),
    roles("first twice", [FIRST, FIRST], FIRST_TWICE),
    roles("first and by default", [FIRST, PLAIN], FIRST_TWICE),
    roles("by default twice", [PLAIN, PLAIN], FIRST_TWICE),
    roles("by default three times", [PLAIN, PLAIN, PLAIN], FIRST_TWICE),
    roles("first twice and last", [FIRST, LAST, FIRST], FIRST_TWICE),
    roles("last alone", [LAST], LONE_LAST),
    roles("last twice and first", [LAST, FIRST, LAST], LAST_TWICE),
    roles("last twice and by default", [PLAIN, LAST, LAST], LAST_TWICE),
    roles("last twice", [LAST, LAST], LAST_TWICE, LONE_LAST),
    roles("both twice", [FIRST, LAST, FIRST, LAST], FIRST_TWICE, LAST_TWICE),
    # items
    *(roles(f"item {item!r}", [item], Expected("type", "/image_with_roles/0")) for item in NOT_OBJECT),
    roles("empty item", [{}], Expected("required", "/image_with_roles/0/url")),
    roles("item without url", [{"role": "first_frame"}], Expected("required", "/image_with_roles/0/url")),
    roles(
        "second item without url",
        [FIRST, {"role": "last_frame"}],
        Expected("required", "/image_with_roles/1/url"),
    ),
    roles(
        "last frame alone, without url",
        [{"role": "last_frame"}],
        Expected("required", "/image_with_roles/0/url"),
        LONE_LAST,
    ),
    *(
        roles(
            f"role {value!r}",
            [{"url": URL, "role": value}],
            Expected("enum", "/image_with_roles/0/role"),
        )
        for value in ("middle_frame", "reference_image", "First_frame", "LAST_FRAME", "first", "")
    ),
    *(
        roles(
            f"role {value!r}",
            [{"url": URL, "role": value}],
            Expected("type", "/image_with_roles/0/role"),
        )
        for value in NOT_STRING
    ),
    roles(
        "first and a role that is refused",
        [FIRST, {"url": URL, "role": "first"}],
        Expected("enum", "/image_with_roles/1/role"),
    ),
    roles(
        "last and a role that is refused: it might have been the first",
        [LAST, {"url": URL, "role": "first"}],
        Expected("enum", "/image_with_roles/1/role"),
    ),
    *(
        roles(
            f"field {name} of an item",
            [put(FIRST, **{name: "x"})],
            Expected("additionalProperties", f"/image_with_roles/0/{name}"),
        )
        for name in ("type", "Role", "image_url")
    ),
    roles(
        "url in the wrong case",
        [{"URL": URL}],
        Expected("required", "/image_with_roles/0/url"),
        Expected("additionalProperties", "/image_with_roles/0/URL"),
    ),
    # url: http or https
    *(
        roles(f"url {value}", [{"url": value}])
        for value in (
            "http://example.com/a.png",
            "https://example.com/a",
            "HTTP://E.COM/A",
            "Https://example.com/a",
        )
    ),
    *(
        roles(f"url {value!r}", [{"url": value}], Expected("pattern", "/image_with_roles/0/url"))
        for value in (
            "ftp://example.com/a.png",
            "oss://bucket/a.png",
            "data:image/png;base64,AAAA",
            "httpx://example.com/a.png",
            "example.com/a.png",
            "//example.com/a.png",
            "a https://example.com/a.png",
            "",
        )
    ),
    *(
        roles(f"url of another type {value!r}", [{"url": value}], Expected("type", "/image_with_roles/0/url"))
        for value in NOT_STRING
    ),
    roles(
        "faults in two items",
        [{"url": "a.png", "role": "x", "name": "y"}, {"role": "last_frame"}],
        Expected("pattern", "/image_with_roles/0/url"),
        Expected("enum", "/image_with_roles/0/role"),
        Expected("additionalProperties", "/image_with_roles/0/name"),
        Expected("required", "/image_with_roles/1/url"),
    ),
]

VIDEO_URLS = [
    *refuse("video_urls", "type", NOT_ARRAY),
    *refuse("video_urls", "minItems", [[]]),
    *(videos(f"item {value!r}", [value], Expected("type", "/video_urls/0")) for value in NOT_STRING),
    videos("one", [CLIP]),
    videos("two", [CLIP, CLIP], ONE_VIDEO),
    videos("five", [CLIP] * 5, ONE_VIDEO),
    *(
        videos(f"format as listed, or not plain: {value}", [value])
        for value in (
            "https://example.com/a.mp4",
            "https://example.com/a.mov",
            "http://example.com/a.MP4",
            "https://example.com/a.avi.mp4",
            "https://example.com/a.mp4?name=b.avi",
            "https://example.com/download?file=a.avi",
            "https://example.com/a",
            "https://example.com/avi",
            "https://example.com/v1.0/a",
            "https://example.com",
            "ftp://example.com/a.avi",
            "data:video/mp4;base64,AAAA",
        )
    ),
    *(
        videos(f"another format: {value}", [value], warning("x-media", "/video_urls/0"))
        for value in (
            "https://example.com/a.avi",
            "http://example.com/a.webm",
            "https://example.com/a.mkv",
            "https://example.com/a.png",
            "https://example.com/a.jpg",
            "https://example.com/a.mp3",
            "https://example.com/a.AVI",
            "https://example.com/a.mp4.avi",
            "https://example.com/a.avi?token=1",
            "https://example.com/a.avi?name=b.mp4",
        )
    ),
    *(
        videos(f"without a scheme {value!r}", [value], warning("format", "/video_urls/0"))
        for value in ("example.com/a.mp4", "example.com/a.avi", "//example.com/a.mp4", "/a.mp4", "")
    ),
    videos(
        "three, of which one without a scheme and one of another format",
        [CLIP, "a.mp4", "https://example.com/a.avi"],
        warning("format", "/video_urls/1"),
        warning("x-media", "/video_urls/2"),
        ONE_VIDEO,
    ),
]

AUDIO_URL = [
    *refuse("audio_url", "type", [5, True, [AUDIO], {"url": AUDIO}, None]),
    *(
        audio(f"format as listed, or not plain: {value}", value)
        for value in (
            "https://example.com/a.wav",
            "https://example.com/a.mp3",
            "http://example.com/a.WAV",
            "https://example.com/a.mp3?name=b.ogg",
            "https://example.com/a",
            "https://example.com/play?file=a.ogg",
            "oss://bucket/a.ogg",
        )
    ),
    *(
        audio(f"another format: {value}", value, warning("x-media", "/audio_url"))
        for value in (
            "https://example.com/a.ogg",
            "https://example.com/a.flac",
            "https://example.com/a.aac",
            "https://example.com/a.mp4",
            "https://example.com/a.jpg",
            "https://example.com/a.OGG",
            "https://example.com/a.ogg?token=1",
        )
    ),
    *(
        audio(f"without a scheme {value!r}", value, warning("format", "/audio_url"))
        for value in ("example.com/a.mp3", "a.ogg", "//example.com/a.mp3", "")
    ),
]

CONFLICTS = [
    case(
        "image_urls and image_with_roles",
        put(BY_URLS, image_with_roles=[LAST, PLAIN]),
        "image_urls",
        BOTH_STYLES,
    ),
    case(
        "image_urls and image_with_roles, without prompt",
        put(NO_INPUT, image_with_roles=[FIRST], image_urls=[URL]),
        "image_urls",
        BOTH_STYLES,
        RECOMMENDED,
    ),
    case(
        "image_urls and a lone last frame",
        put(BY_URLS, image_with_roles=[LAST]),
        "image_urls",
        BOTH_STYLES,
        LONE_LAST,
    ),
    case("video_urls and audio_url", put(BY_VIDEO, audio_url=AUDIO), "video_urls", VIDEO_AUDIO),
    case(
        "video_urls and audio_url, without prompt",
        put(NO_INPUT, video_urls=[CLIP], audio_url=AUDIO),
        "video_urls",
        VIDEO_AUDIO,
        RECOMMENDED,
    ),
    case(
        "two videos and audio_url: no warning where the error is",
        put(BY_TEXT, video_urls=[CLIP, CLIP], audio_url=AUDIO),
        "video_urls",
        VIDEO_AUDIO,
    ),
    case("image_urls and audio_url", put(BY_URLS, audio_url=AUDIO), "audio_url", URLS_AUDIO),
    case(
        "two image_urls and audio_url",
        put(BY_TEXT, image_urls=[URL, URL_2], audio_url=AUDIO),
        "audio_url",
        URLS_AUDIO,
    ),
    case("image_with_roles and audio_url", put(BY_ROLES, audio_url=AUDIO), "audio_url", ROLES_AUDIO),
    case(
        "image_urls and audio_url, without prompt",
        put(NO_INPUT, image_urls=[URL], audio_url=AUDIO),
        "audio_url",
        URLS_AUDIO,
        RECOMMENDED,
    ),
    case(
        "image_urls, video_urls and audio_url",
        put(BY_URLS, video_urls=[CLIP], audio_url=AUDIO),
        "audio_url",
        VIDEO_AUDIO,
        URLS_AUDIO,
    ),
    case(
        "image_with_roles, video_urls and audio_url",
        put(BY_ROLES, video_urls=[CLIP], audio_url=AUDIO),
        "audio_url",
        VIDEO_AUDIO,
        ROLES_AUDIO,
    ),
    # image-audio would stand at /image_urls, where the error is already
    case(
        "image_urls, image_with_roles and audio_url",
        put(BY_URLS, image_with_roles=[FIRST], audio_url=AUDIO),
        "audio_url",
        BOTH_STYLES,
    ),
    case(
        "all four",
        put(BY_URLS, image_with_roles=[FIRST], video_urls=[CLIP], audio_url=AUDIO),
        "audio_url",
        BOTH_STYLES,
        VIDEO_AUDIO,
    ),
    # a value that its field refuses is still given; null is neither given nor absent
    case(
        "video_urls and an audio_url that is refused",
        put(BY_VIDEO, audio_url=5),
        "video_urls",
        Expected("type", "/audio_url"),
        VIDEO_AUDIO,
    ),
    case(
        "image_urls and an audio_url that is refused",
        put(BY_URLS, audio_url=5),
        "audio_url",
        Expected("type", "/audio_url"),
        URLS_AUDIO,
    ),
    case(
        "image_urls that are refused, and audio_url",
        put(BY_TEXT, image_urls=[], audio_url=AUDIO),
        "audio_url",
        Expected("minItems", "/image_urls"),
    ),
    case(
        "image_urls, and image_with_roles of which an item is refused",
        put(BY_URLS, image_with_roles=[{"url": 5}]),
        "image_urls",
        Expected("type", "/image_with_roles/0/url"),
        BOTH_STYLES,
    ),
    case(
        "image_urls null and image_with_roles",
        put(BY_ROLES, image_urls=None),
        "image_urls",
        Expected("type", "/image_urls"),
    ),
    case(
        "video_urls and audio_url null",
        put(BY_VIDEO, audio_url=None),
        "video_urls",
        Expected("type", "/audio_url"),
    ),
    case(
        "image_urls and audio_url null",
        put(BY_URLS, audio_url=None),
        "audio_url",
        Expected("type", "/audio_url"),
    ),
]

SIZE = [
    *accept("size", ["16:9", "9:16", "1:1", "4:3", "3:4"]),
    *refuse("size", "enum", ["21:9", "adaptive", "16x9", "16 : 9", "720P", "1280x720", ""]),
    *refuse("size", "type", [969, 1.78, True, ["16:9"], None]),
    case("size with audio is text mode", put(BY_TEXT, audio_url=AUDIO, size="9:16"), "size"),
    case("size with image_urls", put(BY_URLS, size="9:16"), "size", size_ignored("/image_urls")),
    case("size at its default with image_urls", put(BY_URLS, size="16:9"), "size", size_ignored("/image_urls")),
    case("size with image_with_roles", put(BY_ROLES, size="1:1"), "size", size_ignored("/image_with_roles")),
    case("size with video_urls", put(BY_VIDEO, size="4:3"), "size", size_ignored("/video_urls")),
    case(
        "size with images and video",
        put(BY_URLS, video_urls=[CLIP], size="3:4"),
        "size",
        size_ignored("/image_urls", "/video_urls"),
    ),
    case("size out of its list with image_urls", put(BY_URLS, size="21:9"), "size", Expected("enum", "/size")),
    case("size null with video_urls", put(BY_VIDEO, size=None), "size", Expected("type", "/size")),
    case(
        "size with image_urls that are refused",
        put(BY_TEXT, image_urls=[], size="1:1"),
        "size",
        Expected("minItems", "/image_urls"),
        size_ignored("/image_urls"),
    ),
    case(
        "size with image_urls null",
        put(BY_TEXT, image_urls=None, size="1:1"),
        "size",
        Expected("type", "/image_urls"),
    ),
]

OTHER_FIELDS = [
    *accept("negative_prompt", ["fog", "", "x" * 500, "雾" * 500, "𝄞" * 500]),
    *refuse("negative_prompt", "maxLength", ["x" * 501, "雾" * 501, "𝄞" * 501]),
    *refuse("negative_prompt", "type", NOT_STRING),
    *accept("resolution", ["720P", "1080P"]),
    *refuse("resolution", "enum", ["480P", "720p", "1080p", "4K", "720", ""]),
    *refuse("resolution", "type", [720, True, ["720P"], None]),
    *accept("duration", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 8.0, 15.0]),
    *refuse("duration", "minimum", [1, 0, -1, 1.0]),
    *refuse("duration", "maximum", [16, 100, 16.0]),
    *refuse("duration", "type", ["5", "", 2.5, 15.5, True, [5], None]),
    *accept("prompt_extend", [True, False]),
    *refuse("prompt_extend", "type", NOT_BOOLEAN),
    *accept("watermark", [True, False]),
    *refuse("watermark", "type", NOT_BOOLEAN),
    *accept("seed", [0, 1, 42, 2147483647, 2147483648, 4294967296, 8.0]),
    *refuse("seed", "minimum", [-1, -2147483648]),
    *refuse("seed", "type", NOT_INTEGER),
]

UNKNOWN_FIELDS = [
    *unknown(MODEL, BY_TEXT, ["image", "images", "media", "seconds", "ratio", "n", "Size", "camera_fixed"]),
    *unknown(MODEL, BY_URLS, ["last_frame", "image_url"]),
    *unknown_escaped(MODEL, BY_TEXT),
    case(
        "image_urls in the wrong case choose no mode",
        {"model": MODEL, "Image_urls": [URL]},
        EVERY_REQUEST,
        Expected("additionalProperties", "/Image_urls"),
        NO_PROMPT,
    ),
]

SEVERAL_FAULTS = [
    case(
        "fields, unknown field and rules at once",
        {
            "foo": 1,
            "seed": -1,
            "audio_url": AUDIO,
            "duration": 1,
            "resolution": "4K",
            "video_urls": [CLIP],
            "image_with_roles": [{"role": "x"}],
            "image_urls": [URL, URL, URL],
            "prompt": "x" * 5001,
            "model": MODEL,
        },
        "Request Parameters",
        Expected("maxLength", "/prompt"),
        Expected("maxItems", "/image_urls"),
        Expected("required", "/image_with_roles/0/url"),
        Expected("enum", "/image_with_roles/0/role"),
        Expected("enum", "/resolution"),
        Expected("minimum", "/duration"),
        Expected("minimum", "/seed"),
        Expected("additionalProperties", "/foo"),
        BOTH_STYLES,
        VIDEO_AUDIO,
    ),
    case(
        "errors, contested, warnings",
        {
            "model": MODEL,
            "image_urls": ["a.png"],
            "size": "1:1",
            "audio_url": "https://example.com/a.ogg",
            "duration": 16,
            "seconds": "5",
        },
        "Request Parameters",
        Expected("maximum", "/duration"),
        Expected("additionalProperties", "/seconds"),
        URLS_AUDIO,
        warning("format", "/image_urls/0"),
        warning("x-media", "/audio_url"),
        RECOMMENDED,
        size_ignored("/image_urls"),
    ),
    case(
        "warnings alone",
        {
            "model": MODEL,
            "image_with_roles": [LAST, LAST],
            "video_urls": [CLIP, "https://example.com/a.mkv"],
            "size": "1:1",
        },
        "Request Parameters",
        warning("x-media", "/video_urls/1"),
        RECOMMENDED,
        LAST_TWICE,
        LONE_LAST,
        ONE_VIDEO,
        size_ignored("/image_with_roles", "/video_urls"),
    ),
    case(
        "text mode: no prompt, and faults in other fields",
        {"duration": "8", "size": "21:9", "prompt_extend": "true", "watermark": "false"},
        "Request Parameters",
        Expected("required", "/model"),
        Expected("type", "/duration"),
        Expected("enum", "/size"),
        Expected("type", "/prompt_extend"),
        Expected("type", "/watermark"),
        NO_PROMPT,
    ),
    case(
        "every field null",
        {
            "model": None,
            "prompt": None,
            "image_urls": None,
            "image_with_roles": None,
            "video_urls": None,
            "negative_prompt": None,
            "resolution": None,
            "duration": None,
            "size": None,
            "audio_url": None,
            "prompt_extend": None,
            "watermark": None,
            "seed": None,
        },
        EVERY_REQUEST,
        Expected("type", "/model"),
        Expected("type", "/prompt"),
        Expected("type", "/image_urls"),
        Expected("type", "/image_with_roles"),
        Expected("type", "/video_urls"),
        Expected("type", "/negative_prompt"),
        Expected("type", "/resolution"),
        Expected("type", "/duration"),
        Expected("type", "/size"),
        Expected("type", "/audio_url"),
        Expected("type", "/prompt_extend"),
        Expected("type", "/watermark"),
        Expected("type", "/seed"),
    ),
]

CASES: tuple[Case, ...] = (
    *EXAMPLES,
    *MODES,
    *MODEL_FIELD,
    *PROMPT,
    *IMAGE_URLS,
    *IMAGE_WITH_ROLES,
    *VIDEO_URLS,
    *AUDIO_URL,
    *CONFLICTS,
    *SIZE,
    *OTHER_FIELDS,
    *UNKNOWN_FIELDS,
    *SEVERAL_FAULTS,
)
