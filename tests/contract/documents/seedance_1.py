"""Document 003: bodies for seedance 1 and verdicts, by hand from the page; for the document tests."""

from __future__ import annotations

from functools import partial

from tests.contract.documents.case import (
    EVERY_REQUEST,
    NOT_BOOLEAN,
    NOT_INTEGER,
    NOT_STRING,
    Body,
    Case,
    Expected,
    accepted,
    contested,
    drop,
    put,
    refused,
    unknown,
    unknown_escaped,
    warning,
)

PROVIDER = "powertokens"
DOCUMENT = "003"
PRO_15 = "seedance-1-5-pro-251215"
PRO_10 = "seedance-1-0-pro-250528"
FAST_10 = "seedance-1-0-pro-fast-251015"
MODELS = (PRO_15, PRO_10, FAST_10)
MODELS_10 = (PRO_10, FAST_10)

URL = "https://example.com/kite.png"

SECONDS_OF_MODEL = Expected("seconds-by-model", "/seconds", ("/model",))
DRAFT_TRUE = Expected("draft-model", "/draft", ("/model",))
DRAFT_FALSE = warning("draft-model-redundant", "/draft", ("/model",))
AUDIO_TRUE = Expected("audio-model", "/generate_audio", ("/model",))
AUDIO_FALSE = warning("audio-model-redundant", "/generate_audio", ("/model",))
LAST_FRAME_TRUE = contested("last-frame-model", "/return_last_frame", ("/model",))
DRAFT_SIZE = Expected("draft-size", "/size", ("/draft",))
DRAFT_SIZE_UNSET = warning("draft-size-unset", "/size", ("/draft",))
BLANK = warning("blank-prompt", "/prompt")
TOO_MUCH_CHINESE = warning("prompt-chinese-length", "/prompt")
TOO_MUCH_ENGLISH = warning("prompt-english-length", "/prompt")

EXAMPLE: Body = {
    "model": "seedance-1-5-pro-251215",
    "prompt": "On a bright meadow we chase a small cat",
    "seconds": "5",
    "size": "720p",
    "ratio": "16:9",
    "generate_audio": True,
}


def base(model: str) -> Body:
    """The required fields alone."""
    return {"model": model, "prompt": "A kite over the dunes"}


BASE = base(PRO_15)

accept = partial(accepted, PRO_15, BASE)
refuse = partial(refused, PRO_15, BASE)


def case(name: str, body: Body, section: str, *violations: Expected, model: str = PRO_15) -> Case:
    """A row of this document, named after its model if that is not 1.5-pro."""
    return Case(name if model == PRO_15 else f"{model}: {name}", model, body, section, violations)


EXAMPLES = [
    case("example of the page", EXAMPLE, "request example"),
    *(case("required fields alone", base(model), "Body", model=model) for model in MODELS),
    *(case("first frame", put(base(model), image=URL), "model", model=model) for model in MODELS),
    case(
        "every field",
        {
            "model": PRO_15,
            "prompt": "A kite over the dunes",
            "image": URL,
            "seconds": "12",
            "size": "480p",
            "ratio": "adaptive",
            "seed": 1,
            "camera_fixed": True,
            "watermark": True,
            "generate_audio": False,
            "draft": True,
            "return_last_frame": True,
        },
        "Body",
    ),
    *(
        case(
            "every field that the model has",
            {
                "model": model,
                "prompt": "A kite over the dunes",
                "image": URL,
                "seconds": "2",
                "size": "1080p",
                "ratio": "21:9",
                "seed": 4294967295,
                "camera_fixed": True,
                "watermark": True,
                "return_last_frame": False,
            },
            "Body",
            model=model,
        )
        for model in MODELS_10
    ),
]

REQUIRED = [
    case_
    for model in MODELS
    for case_ in (
        case(
            "empty body",
            {},
            "Body",
            Expected("required", "/model"),
            Expected("required", "/prompt"),
            model=model,
        ),
        case("without model", drop(base(model), "model"), "model", Expected("required", "/model"), model=model),
        case("without prompt", {"model": model}, "prompt", Expected("required", "/prompt"), model=model),
        case(
            "first frame without prompt",
            {"model": model, "image": URL},
            "prompt",
            Expected("required", "/prompt"),
            model=model,
        ),
    )
]

MODEL_FIELD = [
    *refuse(
        "model",
        "enum",
        [
            "seedance-1-0-lite",
            "seedance-1.5-pro",
            "seedance-1-5-pro",
            "Seedance-1-5-pro-251215",
            "SEEDANCE-1-0-PRO-250528",
            "seedance-1-0-pro-fast-251015 ",
            "",
        ],
    ),
    *refuse("model", "type", NOT_STRING),
]

PROMPT = [
    *accept("prompt", ["x", "𝄞", " x "]),
    *refuse("prompt", "type", NOT_STRING),
    *(
        case(f"blank prompt {text!a}", put(base(model), prompt=text), "prompt", BLANK, model=model)
        for model in MODELS
        for text in ("", " ", " \t\r\n", "\u3000\u00a0")
    ),
    case("blank prompt with a first frame", put(BASE, prompt=" ", image=URL), "prompt", BLANK),
    case("500 Chinese characters", put(BASE, prompt="猫" * 500), "prompt"),
    case("501 Chinese characters", put(BASE, prompt="猫" * 501), "prompt", TOO_MUCH_CHINESE),
    case("500 Chinese characters among others", put(BASE, prompt="猫a1 " * 500), "prompt"),
    case("501 Chinese characters among others", put(BASE, prompt="猫a1 " * 501), "prompt", TOO_MUCH_CHINESE),
    case(
        "501 Chinese characters in lines",
        put(BASE, prompt="\n".join(["猫狗鸟"] * 167)),
        "prompt",
        TOO_MUCH_CHINESE,
    ),
    case("600 characters that are not Chinese", put(BASE, prompt="é" * 600), "prompt"),
    case("600 characters beyond the BMP that are not Chinese", put(BASE, prompt="𝄞" * 600), "prompt"),
    case("one word of 6000 letters", put(BASE, prompt="a" * 6000), "prompt"),
    case("1000 words", put(BASE, prompt=" ".join(["kite"] * 1000)), "prompt"),
    case("1001 words", put(BASE, prompt=" ".join(["kite"] * 1001)), "prompt", TOO_MUCH_ENGLISH),
    case("1000 words far apart", put(BASE, prompt="  " + " \n\t ".join(["kite"] * 1000) + " \n"), "prompt"),
    case(
        "1001 words far apart",
        put(BASE, prompt="  " + " \n\t ".join(["kite"] * 1001) + " \n"),
        "prompt",
        TOO_MUCH_ENGLISH,
    ),
    case(
        "500 Chinese characters and 1000 words in all",
        put(BASE, prompt="猫" * 500 + " kite" * 999),
        "prompt",
    ),
    case(
        "501 Chinese characters and 1001 words in all",
        put(BASE, prompt="猫" * 501 + " kite" * 1000),
        "prompt",
        TOO_MUCH_CHINESE,
        TOO_MUCH_ENGLISH,
    ),
    *(
        case(
            "501 Chinese characters",
            put(base(model), prompt="猫" * 501),
            "prompt",
            TOO_MUCH_CHINESE,
            model=model,
        )
        for model in MODELS_10
    ),
    *(
        case("1001 words", put(base(model), prompt="kite " * 1001), "prompt", TOO_MUCH_ENGLISH, model=model)
        for model in MODELS_10
    ),
]

IMAGE = [
    *accept(
        "image",
        [URL, "http://example.com/a", "data:image/png;base64,iVBORw0KGgo=", "iVBORw0KGgo=", "/9j/4AAQ"],
    ),
    *refuse("image", "type", [5, True, [URL], {"url": URL}, None]),
]

# Neither "0" nor "1" is in any model's range; "-1", "2" and "3" depend on the model.
SECONDS = [
    *accept("seconds", ["-1", "4", "5", "6", "7", "8", "9", "10", "11", "12"]),
    *(case(f"seconds {value}", put(BASE, seconds=value), "seconds", SECONDS_OF_MODEL) for value in ("2", "3")),
    *(
        case(f"seconds {value}", put(base(model), seconds=value), "seconds", model=model)
        for model in MODELS_10
        for value in ("2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")
    ),
    *(
        case("seconds -1", put(base(model), seconds="-1"), "seconds", SECONDS_OF_MODEL, model=model)
        for model in MODELS_10
    ),
    *(
        case(
            f"seconds {value!r}",
            put(base(model), seconds=value),
            "seconds",
            Expected("enum", "/seconds"),
            model=model,
        )
        for model in MODELS
        for value in ("1", "13", "0", "-2", "05", "5.0", "5s", " 5", "- 1", "")
    ),
    *(
        case(
            f"seconds of another type {value!r}",
            put(base(model), seconds=value),
            "seconds",
            Expected("type", "/seconds"),
            model=model,
        )
        for model in MODELS
        for value in (5, -1, 8.0, True, None)
    ),
]

OTHER_FIELDS = [
    *(
        case(f"size {value}", put(base(model), size=value), "size", model=model)
        for model in MODELS
        for value in ("480p", "720p", "1080p")
    ),
    *refuse("size", "enum", ["480P", "720P", "1080P", "4k", "720", "1280x720", ""]),
    *refuse("size", "type", [720, True, ["720p"], None]),
    *(
        case(f"ratio {value}", put(base(model), ratio=value), "ratio", model=model)
        for model in MODELS
        for value in ("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive")
    ),
    case("ratio adaptive with a first frame", put(BASE, image=URL, ratio="adaptive"), "ratio"),
    case("ratio 16:9 with a first frame", put(BASE, image=URL, ratio="16:9"), "ratio"),
    *refuse("ratio", "enum", ["9:21", "Adaptive", "ADAPTIVE", "16x9", "auto", ""]),
    *refuse("ratio", "type", [969, 1.78, True, None]),
    *accept("seed", [-1, 0, 1, 4294967294, 4294967295, 8.0, -1.0]),
    *refuse("seed", "minimum", [-2, -2147483648]),
    *refuse("seed", "maximum", [4294967296]),
    *refuse("seed", "type", NOT_INTEGER),
    *accept("camera_fixed", [True, False]),
    *refuse("camera_fixed", "type", NOT_BOOLEAN),
    *accept("watermark", [True, False]),
    *refuse("watermark", "type", NOT_BOOLEAN),
    *(
        case(f"{field} {value}", put(base(model), **{field: value}), field, model=model)
        for model in MODELS_10
        for field in ("camera_fixed", "watermark")
        for value in (True, False)
    ),
]

# Said of 1.5-pro alone: generate_audio, draft, return_last_frame.
ONE_MODEL_ONLY = [
    *accept("generate_audio", [True, False]),
    *refuse("generate_audio", "type", NOT_BOOLEAN),
    *accept("draft", [False]),
    *refuse("draft", "type", NOT_BOOLEAN),
    *accept("return_last_frame", [True, False]),
    *refuse("return_last_frame", "type", NOT_BOOLEAN),
    *(
        case_
        for model in MODELS_10
        for case_ in (
            case(
                "generate_audio true",
                put(base(model), generate_audio=True),
                "generate_audio",
                AUDIO_TRUE,
                model=model,
            ),
            case(
                "generate_audio false",
                put(base(model), generate_audio=False),
                "generate_audio",
                AUDIO_FALSE,
                model=model,
            ),
            case(
                "generate_audio of another type",
                put(base(model), generate_audio="false"),
                "generate_audio",
                Expected("type", "/generate_audio"),
                model=model,
            ),
            case(
                "generate_audio null",
                put(base(model), generate_audio=None),
                "generate_audio",
                Expected("type", "/generate_audio"),
                model=model,
            ),
            case(
                "draft true at 480p",
                put(base(model), draft=True, size="480p"),
                "draft",
                DRAFT_TRUE,
                model=model,
            ),
            case("draft false", put(base(model), draft=False), "draft", DRAFT_FALSE, model=model),
            case(
                "draft of another type",
                put(base(model), draft=1, size="480p"),
                "draft",
                Expected("type", "/draft"),
                model=model,
            ),
            case("draft null", put(base(model), draft=None), "draft", Expected("type", "/draft"), model=model),
            case(
                "return_last_frame true",
                put(base(model), return_last_frame=True),
                "return_last_frame",
                LAST_FRAME_TRUE,
                model=model,
            ),
            case(
                "return_last_frame false",
                put(base(model), return_last_frame=False),
                "return_last_frame",
                model=model,
            ),
            case(
                "return_last_frame of another type",
                put(base(model), return_last_frame="true"),
                "return_last_frame",
                Expected("type", "/return_last_frame"),
                model=model,
            ),
            case(
                "all three true, at 480p",
                put(base(model), size="480p", generate_audio=True, draft=True, return_last_frame=True),
                "model",
                DRAFT_TRUE,
                AUDIO_TRUE,
                LAST_FRAME_TRUE,
                model=model,
            ),
            case(
                "all three false",
                put(base(model), generate_audio=False, draft=False, return_last_frame=False),
                "model",
                DRAFT_FALSE,
                AUDIO_FALSE,
                model=model,
            ),
        )
    ),
]

DRAFT = [
    case("draft at 480p", put(BASE, draft=True, size="480p"), "size"),
    case("draft at 720p", put(BASE, draft=True, size="720p"), "size", DRAFT_SIZE),
    case("draft at 1080p", put(BASE, draft=True, size="1080p"), "size", DRAFT_SIZE),
    case("draft without size", put(BASE, draft=True), "size", DRAFT_SIZE_UNSET),
    case("no draft at 1080p", put(BASE, draft=False, size="1080p"), "size"),
    case(
        "draft at a size that is refused",
        put(BASE, draft=True, size="480P"),
        "size",
        Expected("enum", "/size"),
    ),
    case("draft at a size that is null", put(BASE, draft=True, size=None), "size", Expected("type", "/size")),
    case("draft refused, at 720p", put(BASE, draft="true", size="720p"), "draft", Expected("type", "/draft")),
    case("draft refused, without size", put(BASE, draft=1), "draft", Expected("type", "/draft")),
    *(
        case(
            "draft at 720p",
            put(base(model), draft=True, size="720p"),
            "draft",
            DRAFT_TRUE,
            DRAFT_SIZE,
            model=model,
        )
        for model in MODELS_10
    ),
    *(
        case(
            "draft without size",
            put(base(model), draft=True),
            "draft",
            DRAFT_TRUE,
            DRAFT_SIZE_UNSET,
            model=model,
        )
        for model in MODELS_10
    ),
]

UNKNOWN_FIELDS = [
    *unknown(
        PRO_15,
        BASE,
        ["images", "media", "duration", "resolution", "negative_prompt", "Draft", "prompt_extend"],
    ),
    *unknown_escaped(PRO_15, BASE),
    case(
        "prompt in the wrong case",
        {"model": PRO_15, "Prompt": "A kite"},
        EVERY_REQUEST,
        Expected("required", "/prompt"),
        Expected("additionalProperties", "/Prompt"),
    ),
]

SEVERAL_FAULTS = [
    *(
        case(
            "rules of the model at once",
            {
                "return_last_frame": True,
                "draft": True,
                "generate_audio": True,
                "size": "720p",
                "seconds": "-1",
                "prompt": "",
                "model": model,
            },
            "model",
            SECONDS_OF_MODEL,
            DRAFT_TRUE,
            AUDIO_TRUE,
            DRAFT_SIZE,
            LAST_FRAME_TRUE,
            BLANK,
            model=model,
        )
        for model in MODELS_10
    ),
    *(
        case(
            "errors, contested, warnings",
            put(base(model), duration=5, draft=False, generate_audio=False, return_last_frame=True, seed=-2),
            "model",
            Expected("minimum", "/seed"),
            Expected("additionalProperties", "/duration"),
            LAST_FRAME_TRUE,
            DRAFT_FALSE,
            AUDIO_FALSE,
            model=model,
        )
        for model in MODELS_10
    ),
    case(
        "every field at fault",
        {
            "model": "seedance",
            "prompt": ["a"],
            "image": 1,
            "seconds": "13",
            "size": "720P",
            "ratio": "2:1",
            "seed": 4294967296,
            "camera_fixed": "true",
            "watermark": 0,
            "generate_audio": "yes",
            "draft": 1,
            "return_last_frame": "false",
            "negative_prompt": "rain",
        },
        "Body",
        Expected("enum", "/model"),
        Expected("type", "/prompt"),
        Expected("type", "/image"),
        Expected("enum", "/seconds"),
        Expected("enum", "/size"),
        Expected("enum", "/ratio"),
        Expected("maximum", "/seed"),
        Expected("type", "/camera_fixed"),
        Expected("type", "/watermark"),
        Expected("type", "/generate_audio"),
        Expected("type", "/draft"),
        Expected("type", "/return_last_frame"),
        Expected("additionalProperties", "/negative_prompt"),
    ),
    case(
        "missing field, unknown field and rules",
        {"model": PRO_15, "seconds": "3", "size": "1080p", "draft": True, "audio": True},
        "Body",
        Expected("required", "/prompt"),
        Expected("additionalProperties", "/audio"),
        SECONDS_OF_MODEL,
        DRAFT_SIZE,
    ),
    case(
        "warnings alone",
        put(BASE, prompt="猫" * 501 + " kite" * 1001, draft=True),
        "prompt",
        DRAFT_SIZE_UNSET,
        TOO_MUCH_CHINESE,
        TOO_MUCH_ENGLISH,
    ),
    *(
        case(
            "every field null",
            {
                "model": None,
                "prompt": None,
                "image": None,
                "seconds": None,
                "size": None,
                "ratio": None,
                "seed": None,
                "camera_fixed": None,
                "watermark": None,
                "generate_audio": None,
                "draft": None,
                "return_last_frame": None,
            },
            EVERY_REQUEST,
            Expected("type", "/model"),
            Expected("type", "/prompt"),
            Expected("type", "/image"),
            Expected("type", "/seconds"),
            Expected("type", "/size"),
            Expected("type", "/ratio"),
            Expected("type", "/seed"),
            Expected("type", "/camera_fixed"),
            Expected("type", "/watermark"),
            Expected("type", "/generate_audio"),
            Expected("type", "/draft"),
            Expected("type", "/return_last_frame"),
            model=model,
        )
        for model in MODELS
    ),
]

CASES: tuple[Case, ...] = (
    *EXAMPLES,
    *REQUIRED,
    *MODEL_FIELD,
    *PROMPT,
    *IMAGE,
    *SECONDS,
    *OTHER_FIELDS,
    *ONE_MODEL_ONLY,
    *DRAFT,
    *UNKNOWN_FIELDS,
    *SEVERAL_FAULTS,
)
