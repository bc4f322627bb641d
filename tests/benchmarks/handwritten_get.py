"""The validators of `handwritten` in another form: an optional field is looked up once and is None when it is absent.

A field that is null is not counted either, so that the body has a field too many, as it should: no field takes null.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.benchmarks.handwritten import (
    HTTP,
    KF2V_SIZES,
    LONG,
    RATIOS,
    SECONDS,
    SECONDS_1_0,
    SECONDS_1_5,
    SEEDANCE_RATIOS,
    SEEDANCE_SIZES,
    SIZES,
    SUMS,
    USUAL,
    WEIGHTS,
    in_json,
    whole,
)


def wan2_7_r2v(body: Any) -> bool:
    """Document 000."""
    if type(body) is not dict:
        return False
    try:
        model = body["model"]
        if type(model) is not str or model != "wan2.7-r2v" or type(body["prompt"]) is not str:
            return False
        media = body["media"]
    except KeyError:
        return False
    if type(media) is not list:
        return False
    pictures = videos = frames = 0
    for item in media:
        if type(item) is not dict:
            return False
        try:
            kind = item["type"]
            if type(kind) is not str or type(item["url"]) is not str:
                return False
        except KeyError:
            return False
        if len(item) != 2 and not in_json(item):
            return False
        if kind == "reference_image":
            pictures += 1
        elif kind == "reference_video":
            videos += 1
        elif kind == "first_frame":
            frames += 1
        else:
            return False
    if not (pictures or videos) or frames > 1:
        return False
    fields = 3
    if (size := body.get("size")) is not None:
        if type(size) is not str or size not in SIZES:
            return False
        fields = 4
    if (seconds := body.get("seconds")) is not None:
        if type(seconds) is not str or seconds not in SECONDS or (not videos and seconds in LONG):
            return False
        fields += 1
    if (ratio := body.get("ratio")) is not None:
        if type(ratio) is not str or ratio not in RATIOS:
            return False
        fields += 1
    if (negative_prompt := body.get("negative_prompt")) is not None:
        if type(negative_prompt) is not str:
            return False
        fields += 1
    if (prompt_extend := body.get("prompt_extend")) is not None:
        if type(prompt_extend) is not bool:
            return False
        fields += 1
    if (watermark := body.get("watermark")) is not None:
        if type(watermark) is not bool:
            return False
        fields += 1
    if (seed := body.get("seed")) is not None:
        if (type(seed) is not int and not whole(seed)) or seed < 0 or seed > 2147483647:
            return False
        fields += 1
    return len(body) == fields


def wan2_7_i2v(body: Any) -> bool:
    """Document 001."""
    if type(body) is not dict:
        return False
    try:
        model = body["model"]
        if type(model) is not str or model != "wan2.7-i2v":
            return False
    except KeyError:
        return False
    # One of the three inputs; another one is a field too many.
    if (media := body.get("media")) is not None:
        if type(media) is not list or len(media) > 3:
            return False
        total = 0
        for item in media:
            if type(item) is not dict:
                return False
            try:
                kind = item["type"]
                if type(kind) is not str or type(item["url"]) is not str:
                    return False
                total += WEIGHTS[kind]
            except KeyError:
                return False
            if len(item) != 2 and not in_json(item):
                return False
        if total not in SUMS:
            return False
    elif (image := body.get("image")) is not None:
        if type(image) is not str:
            return False
    else:
        images = body.get("images")
        if type(images) is not list or len(images) != 2 or type(images[0]) is not str or type(images[1]) is not str:
            return False
    fields = 2
    if (prompt := body.get("prompt")) is not None:
        if type(prompt) is not str:
            return False
        fields = 3
    if (seconds := body.get("seconds")) is not None:
        if type(seconds) is not str or seconds not in SECONDS:
            return False
        fields += 1
    if (size := body.get("size")) is not None:
        if type(size) is not str or size not in SIZES:
            return False
        fields += 1
    return len(body) == fields


def _kf2v(name: str, sizes: frozenset[str]) -> Callable[[Any], bool]:
    """Document 002."""

    def judge(body: Any) -> bool:
        if type(body) is not dict:
            return False
        try:
            model = body["model"]
            if type(model) is not str or model != name:
                return False
            images = body["images"]
        except KeyError:
            return False
        if type(images) is not list or len(images) != 2 or type(images[0]) is not str or type(images[1]) is not str:
            return False
        fields = 2
        if (prompt := body.get("prompt")) is not None:
            if type(prompt) is not str or len(prompt) > 800:
                return False
            fields = 3
        if (seconds := body.get("seconds")) is not None:
            if type(seconds) is not str or seconds != "5":
                return False
            fields += 1
        if (size := body.get("size")) is not None:
            if type(size) is not str or size not in sizes:
                return False
            fields += 1
        if (prompt_extend := body.get("prompt_extend")) is not None:
            if type(prompt_extend) is not bool:
                return False
            fields += 1
        if (watermark := body.get("watermark")) is not None:
            if type(watermark) is not bool:
                return False
            fields += 1
        if (seed := body.get("seed")) is not None:
            if (type(seed) is not int and not whole(seed)) or seed < 0 or seed > 2147483647:
                return False
            fields += 1
        if (text := body.get("negative_prompt")) is not None:
            if type(text) is not str or len(text) > 500:
                return False
            fields += 1
        return len(body) == fields

    return judge


def seedance_1_5_pro(body: Any) -> bool:
    """Document 003, the model that makes drafts and sound."""
    if type(body) is not dict:
        return False
    try:
        model = body["model"]
        if type(model) is not str or model != "seedance-1-5-pro-251215" or type(body["prompt"]) is not str:
            return False
    except KeyError:
        return False
    fields = 2
    if (image := body.get("image")) is not None:
        if type(image) is not str:
            return False
        fields = 3
    if (seconds := body.get("seconds")) is not None:
        if type(seconds) is not str or seconds not in SECONDS_1_5:
            return False
        fields += 1
    if (draft := body.get("draft")) is not None:
        if type(draft) is not bool:
            return False
        fields += 1
    if (size := body.get("size")) is not None:
        if type(size) is not str or size not in SEEDANCE_SIZES or (draft and size != "480p"):
            return False
        fields += 1
    if (ratio := body.get("ratio")) is not None:
        if type(ratio) is not str or ratio not in SEEDANCE_RATIOS:
            return False
        fields += 1
    if (seed := body.get("seed")) is not None:
        if (type(seed) is not int and not whole(seed)) or seed < -1 or seed > 4294967295:
            return False
        fields += 1
    if (camera_fixed := body.get("camera_fixed")) is not None:
        if type(camera_fixed) is not bool:
            return False
        fields += 1
    if (watermark := body.get("watermark")) is not None:
        if type(watermark) is not bool:
            return False
        fields += 1
    if (generate_audio := body.get("generate_audio")) is not None:
        if type(generate_audio) is not bool:
            return False
        fields += 1
    if (return_last_frame := body.get("return_last_frame")) is not None:
        if type(return_last_frame) is not bool:
            return False
        fields += 1
    return len(body) == fields


def _seedance_1_0(name: str) -> Callable[[Any], bool]:
    """Document 003, a model without drafts and sound."""

    def judge(body: Any) -> bool:
        if type(body) is not dict:
            return False
        try:
            model = body["model"]
            if type(model) is not str or model != name or type(body["prompt"]) is not str:
                return False
        except KeyError:
            return False
        fields = 2
        if (image := body.get("image")) is not None:
            if type(image) is not str:
                return False
            fields = 3
        if (seconds := body.get("seconds")) is not None:
            if type(seconds) is not str or seconds not in SECONDS_1_0:
                return False
            fields += 1
        if (size := body.get("size")) is not None:
            if type(size) is not str or size not in SEEDANCE_SIZES:
                return False
            fields += 1
        if (ratio := body.get("ratio")) is not None:
            if type(ratio) is not str or ratio not in SEEDANCE_RATIOS:
                return False
            fields += 1
        if (seed := body.get("seed")) is not None:
            if (type(seed) is not int and not whole(seed)) or seed < -1 or seed > 4294967295:
                return False
            fields += 1
        if (camera_fixed := body.get("camera_fixed")) is not None:
            if type(camera_fixed) is not bool:
                return False
            fields += 1
        if (watermark := body.get("watermark")) is not None:
            if type(watermark) is not bool:
                return False
            fields += 1
        if (generate_audio := body.get("generate_audio")) is not None:
            if generate_audio is not False:
                return False
            fields += 1
        if (draft := body.get("draft")) is not None:
            if draft is not False:
                return False
            fields += 1
        if (return_last_frame := body.get("return_last_frame")) is not None:
            if type(return_last_frame) is not bool:
                return False
            fields += 1
        return len(body) == fields

    return judge


def apimart_wan2_7(body: Any) -> bool:
    """Document 004."""
    if type(body) is not dict:
        return False
    try:
        model = body["model"]
        if type(model) is not str or model != "wan2.7":
            return False
    except KeyError:
        return False
    fields = 1
    something = False
    if (prompt := body.get("prompt")) is not None:
        if type(prompt) is not str or len(prompt) > 5000:
            return False
        something = True
        fields = 2
    # Of image_urls and image_with_roles, and of video_urls and audio_url, the second is a field too many.
    if (urls := body.get("image_urls")) is not None:
        if type(urls) is not list:
            return False
        if len(urls) == 1:
            if type(urls[0]) is not str:
                return False
        elif len(urls) != 2 or type(urls[0]) is not str or type(urls[1]) is not str:
            return False
        something = True
        fields += 1
    elif (frames := body.get("image_with_roles")) is not None:
        if type(frames) is not list or not frames:
            return False
        for frame in frames:
            if type(frame) is not dict:
                return False
            try:
                url = frame["url"]
            except KeyError:
                return False
            if type(url) is not str or not (url.startswith(USUAL) or HTTP(url)):
                return False
            if (role := frame.get("role")) is not None:
                if type(role) is not str or (role != "first_frame" and role != "last_frame") or len(frame) != 2:
                    return False
            elif len(frame) != 1:
                return False
        something = True
        fields += 1
    if (urls := body.get("video_urls")) is not None:
        if type(urls) is not list or not urls:
            return False
        for url in urls:
            if type(url) is not str:
                return False
        something = True
        fields += 1
    elif (audio_url := body.get("audio_url")) is not None:
        if type(audio_url) is not str:
            return False
        fields += 1
    if not something:
        return False
    if (text := body.get("negative_prompt")) is not None:
        if type(text) is not str or len(text) > 500:
            return False
        fields += 1
    if (resolution := body.get("resolution")) is not None:
        if type(resolution) is not str or resolution not in SIZES:
            return False
        fields += 1
    if (duration := body.get("duration")) is not None:
        if (type(duration) is not int and not whole(duration)) or duration < 2 or duration > 15:
            return False
        fields += 1
    if (size := body.get("size")) is not None:
        if type(size) is not str or size not in RATIOS:
            return False
        fields += 1
    if (prompt_extend := body.get("prompt_extend")) is not None:
        if type(prompt_extend) is not bool:
            return False
        fields += 1
    if (watermark := body.get("watermark")) is not None:
        if type(watermark) is not bool:
            return False
        fields += 1
    if (seed := body.get("seed")) is not None:
        if (type(seed) is not int and not whole(seed)) or seed < 0:
            return False
        fields += 1
    return len(body) == fields


HANDWRITTEN: dict[tuple[str, str], Callable[[Any], bool]] = {
    ("powertokens", "wan2.7-r2v"): wan2_7_r2v,
    ("powertokens", "wan2.7-i2v"): wan2_7_i2v,
    ("powertokens", "wan2.2-kf2v-flash"): _kf2v("wan2.2-kf2v-flash", KF2V_SIZES),
    ("powertokens", "wan2.1-kf2v-plus"): _kf2v("wan2.1-kf2v-plus", frozenset({"720P"})),
    ("powertokens", "seedance-1-5-pro-251215"): seedance_1_5_pro,
    ("powertokens", "seedance-1-0-pro-250528"): _seedance_1_0("seedance-1-0-pro-250528"),
    ("powertokens", "seedance-1-0-pro-fast-251015"): _seedance_1_0("seedance-1-0-pro-fast-251015"),
    ("apimart", "wan2.7"): apimart_wan2_7,
}
"""(provider, model) -> its validator."""
