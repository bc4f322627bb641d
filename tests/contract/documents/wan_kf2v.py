"""Document 002: bodies for both kf2v models and verdicts, by hand from the page; for the document tests."""

from __future__ import annotations

from tests.contract.documents.case import (
    EVERY_REQUEST,
    NOT_ARRAY,
    NOT_BOOLEAN,
    NOT_INTEGER,
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
DOCUMENT = "002"
FLASH = "wan2.2-kf2v-flash"
PLUS = "wan2.1-kf2v-plus"
MODELS = (FLASH, PLUS)

URL = "https://example.com/sunrise.png"
URL_2 = "https://example.com/sunset.png"

ONLY_720P = Expected("size-by-model", "/size", ("/model",))

EXAMPLE: Body = {
    "model": "wan2.2-kf2v-flash",
    "images": ["https://example.com/first-frame.png", "https://example.com/last-frame.png"],
    "prompt": "A little cat stares upward while we rise above it",
    "seconds": "5",
    "size": "720P",
    "prompt_extend": True,
}


def base(model: str) -> Body:
    """The required fields alone."""
    return {"model": model, "images": [URL, URL_2]}


def images(model: str, name: str, items: Json, *violations: Expected) -> Case:
    """The base with these images."""
    return Case(f"images: {name}", model, put(base(model), images=items), "images", violations)


def alike(model: str) -> list[Case]:
    """What both models are told alike."""
    body = base(model)
    return [
        Case("required fields alone", model, body, "Body"),
        Case(
            "every field",
            model,
            {
                "model": model,
                "images": [URL, URL_2],
                "prompt": "The sun crosses the sky",
                "seconds": "5",
                "size": "720P",
                "prompt_extend": False,
                "watermark": True,
                "seed": 42,
                "negative_prompt": "clouds",
            },
            "Body",
        ),
        # required fields
        Case(
            "empty body",
            model,
            {},
            "Body",
            (Expected("required", "/model"), Expected("required", "/images")),
        ),
        Case("without model", model, drop(body, "model"), "model", (Expected("required", "/model"),)),
        Case("without images", model, drop(body, "images"), "images", (Expected("required", "/images"),)),
        # model
        *refused(
            model,
            body,
            "model",
            "enum",
            ["wan2.7-i2v", "wan2.2-kf2v-plus", "wan2.1-kf2v-flash", model.upper(), "wan2.2-kf2v", ""],
        ),
        *refused(model, body, "model", "type", NOT_STRING),
        # images
        *refused(model, body, "images", "type", NOT_ARRAY),
        *refused(model, body, "images", "minItems", [[], [URL]]),
        *refused(model, body, "images", "maxItems", [[URL, URL_2, URL], [URL] * 5]),
        images(model, "the same one twice", [URL, URL]),
        images(model, "other schemes", ["http://example.com/a", "oss://bucket/b"]),
        *(images(model, f"second item {value!r}", [URL, value], Expected("type", "/images/1")) for value in NOT_STRING),
        images(
            model,
            "both items of a wrong type",
            [1, None],
            Expected("type", "/images/0"),
            Expected("type", "/images/1"),
        ),
        *(
            images(model, f"first without a scheme {value!r}", [value, URL], warning("format", "/images/0"))
            for value in ("example.com/a.png", "//example.com/a.png", "/a.png", "iVBORw0KGgo", "")
        ),
        images(
            model,
            "both without a scheme",
            ["a.png", "b.png"],
            warning("format", "/images/0"),
            warning("format", "/images/1"),
        ),
        images(
            model,
            "one of a wrong type, one without a scheme",
            ["a.png", 2],
            Expected("type", "/images/1"),
            warning("format", "/images/0"),
        ),
        # prompt: optional, so that a blank one is nothing to warn of
        *accepted(model, body, "prompt", ["A lake", "", " ", "x" * 800, "湖" * 800, "𝄞" * 800, "e\u0301" * 400]),
        *refused(model, body, "prompt", "maxLength", ["x" * 801, "湖" * 801, "𝄞" * 801, "e\u0301" * 400 + "e"]),
        *refused(model, body, "prompt", "type", NOT_STRING),
        # seconds
        *accepted(model, body, "seconds", ["5"]),
        *refused(model, body, "seconds", "const", ["4", "6", "10", "05", "5.0", "5s", " 5", ""]),
        *refused(model, body, "seconds", "type", [5, 5.0, True, ["5"], None]),
        # size, as far as it is the same for both
        *accepted(model, body, "size", ["720P"]),
        *refused(model, body, "size", "enum", ["480p", "720p", "1080p", "4K", "720", "1280x720", ""]),
        *refused(model, body, "size", "type", [720, True, ["720P"], None]),
        # the other fields
        *accepted(model, body, "prompt_extend", [True, False]),
        *refused(model, body, "prompt_extend", "type", NOT_BOOLEAN),
        *accepted(model, body, "watermark", [True, False]),
        *refused(model, body, "watermark", "type", NOT_BOOLEAN),
        *accepted(model, body, "seed", [0, 1, 2147483646, 2147483647, 8.0]),
        *refused(model, body, "seed", "minimum", [-1, -2147483648]),
        *refused(model, body, "seed", "maximum", [2147483648, 4294967295]),
        *refused(model, body, "seed", "type", NOT_INTEGER),
        *accepted(model, body, "negative_prompt", ["fog", "", "x" * 500, "雾" * 500, "𝄞" * 500]),
        *refused(model, body, "negative_prompt", "maxLength", ["x" * 501, "雾" * 501, "𝄞" * 501]),
        *refused(model, body, "negative_prompt", "type", NOT_STRING),
        # fields that the page does not list
        *unknown(model, body, ["image", "media", "ratio", "duration", "Prompt", "camera_fixed"]),
        *unknown_escaped(model, body),
        Case(
            "images in the wrong case",
            model,
            {"model": model, "Images": [URL, URL_2]},
            EVERY_REQUEST,
            (Expected("required", "/images"), Expected("additionalProperties", "/Images")),
        ),
        # several faults
        Case(
            "every field at fault",
            model,
            {
                "ratio": "16:9",
                "negative_prompt": "x" * 501,
                "seed": 2147483648,
                "watermark": 0,
                "prompt_extend": "true",
                "size": "720p",
                "seconds": "6",
                "prompt": "x" * 801,
                "images": [URL],
                "model": "wan2.2",
            },
            "Body",
            (
                Expected("enum", "/model"),
                Expected("minItems", "/images"),
                Expected("maxLength", "/prompt"),
                Expected("const", "/seconds"),
                Expected("enum", "/size"),
                Expected("type", "/prompt_extend"),
                Expected("type", "/watermark"),
                Expected("maximum", "/seed"),
                Expected("maxLength", "/negative_prompt"),
                Expected("additionalProperties", "/ratio"),
            ),
        ),
        Case(
            "errors stand before warnings",
            model,
            {"model": model, "images": ["a.png", URL], "seed": -1, "seconds": 5},
            "Body",
            (
                Expected("type", "/seconds"),
                Expected("minimum", "/seed"),
                warning("format", "/images/0"),
            ),
        ),
        Case(
            "every field null",
            model,
            {
                "model": None,
                "images": None,
                "prompt": None,
                "seconds": None,
                "size": None,
                "prompt_extend": None,
                "watermark": None,
                "seed": None,
                "negative_prompt": None,
            },
            EVERY_REQUEST,
            (
                Expected("type", "/model"),
                Expected("type", "/images"),
                Expected("type", "/prompt"),
                Expected("type", "/seconds"),
                Expected("type", "/size"),
                Expected("type", "/prompt_extend"),
                Expected("type", "/watermark"),
                Expected("type", "/seed"),
                Expected("type", "/negative_prompt"),
            ),
        ),
    ]


ALIKE = [
    Case(f"{case.model}: {case.name}", case.model, case.body, case.section, case.violations)
    for model in MODELS
    for case in alike(model)
]

BY_MODEL = [
    Case("example of the page", FLASH, EXAMPLE, "request example"),
    *(
        Case(f"{FLASH}: size {value}, by the table", FLASH, put(base(FLASH), size=value), "size")
        for value in ("480P", "720P", "1080P")
    ),
    Case(f"{PLUS}: size 720P, by the table", PLUS, put(base(PLUS), size="720P"), "size"),
    *(
        Case(f"{PLUS}: size {value}, by the table", PLUS, put(base(PLUS), size=value), "size", (ONLY_720P,))
        for value in ("480P", "1080P")
    ),
    Case(
        f"{PLUS}: faults in fields and the table",
        PLUS,
        {
            "model": PLUS,
            "images": [URL, URL_2, URL],
            "prompt": "𝄞" * 801,
            "seconds": "10",
            "size": "1080P",
            "seed": -1,
            "ratio": "1:1",
        },
        "size",
        (
            Expected("maxItems", "/images"),
            Expected("maxLength", "/prompt"),
            Expected("const", "/seconds"),
            Expected("minimum", "/seed"),
            Expected("additionalProperties", "/ratio"),
            ONLY_720P,
        ),
    ),
    Case(
        f"{PLUS}: the table and a warning",
        PLUS,
        {"model": PLUS, "images": [URL, "last.png"], "size": "480P"},
        "size",
        (ONLY_720P, warning("format", "/images/1")),
    ),
]

CASES: tuple[Case, ...] = (*BY_MODEL, *ALIKE)
