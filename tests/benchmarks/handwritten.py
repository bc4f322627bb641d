"""Validators of the documents' models written by hand, for speed: the limit that generated ones are measured against.

They ask `in` and then take the value; `handwritten_get` looks each optional field up once. Which is faster depends on
how many of these fields a body has, so the limit of a body is the faster of the two.

One function a model, request body -> whether it has no error; the same verdict as the generated one on every JSON value,
and like it they believe exact built-in types only: an object of a subclass may equal anything it likes.
Written from the documents, not from the specs; only the benchmarks and the test of equal verdicts call it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

SIZES = frozenset({"720P", "1080P"})
KF2V_SIZES = frozenset({"480P", "720P", "1080P"})
SEEDANCE_SIZES = frozenset({"480p", "720p", "1080p"})
SECONDS = frozenset({"2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15"})
LONG = frozenset({"11", "12", "13", "14", "15"})
SECONDS_1_0 = frozenset({"2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"})
SECONDS_1_5 = frozenset({"-1", "4", "5", "6", "7", "8", "9", "10", "11", "12"})
RATIOS = frozenset({"16:9", "9:16", "1:1", "4:3", "3:4"})
SEEDANCE_RATIOS = frozenset({"16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive"})
WEIGHTS = {"first_frame": 1, "driving_audio": 4, "last_frame": 16, "first_clip": 64}
SUMS = frozenset({1, 5, 17, 21, 64, 80})
USUAL = ("https://", "http://")
HTTP = re.compile(r"https?://", re.IGNORECASE).match


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
    if "size" in body:
        size = body["size"]
        if type(size) is not str or size not in SIZES:
            return False
        fields = 4
    if "seconds" in body:
        seconds = body["seconds"]
        if type(seconds) is not str or seconds not in SECONDS or (not videos and seconds in LONG):
            return False
        fields += 1
    if "ratio" in body:
        ratio = body["ratio"]
        if type(ratio) is not str or ratio not in RATIOS:
            return False
        fields += 1
    if "negative_prompt" in body:
        if type(body["negative_prompt"]) is not str:
            return False
        fields += 1
    if "prompt_extend" in body:
        if type(body["prompt_extend"]) is not bool:
            return False
        fields += 1
    if "watermark" in body:
        if type(body["watermark"]) is not bool:
            return False
        fields += 1
    if "seed" in body:
        seed = body["seed"]
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
    # One of the three inputs, and no other.
    if "media" in body:
        if "image" in body or "images" in body:
            return False
        media = body["media"]
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
    elif "image" in body:
        if "images" in body or type(body["image"]) is not str:
            return False
    elif "images" in body:
        images = body["images"]
        if type(images) is not list or len(images) != 2 or type(images[0]) is not str or type(images[1]) is not str:
            return False
    else:
        return False
    fields = 2
    if "prompt" in body:
        if type(body["prompt"]) is not str:
            return False
        fields = 3
    if "seconds" in body:
        seconds = body["seconds"]
        if type(seconds) is not str or seconds not in SECONDS:
            return False
        fields += 1
    if "size" in body:
        size = body["size"]
        if type(size) is not str or size not in SIZES:
            return False
        fields += 1
    return len(body) == fields


def wan2_2_kf2v_flash(body: Any) -> bool:
    """Document 002, the model that has three sizes."""
    if type(body) is not dict:
        return False
    try:
        model = body["model"]
        if type(model) is not str or model != "wan2.2-kf2v-flash":
            return False
        images = body["images"]
    except KeyError:
        return False
    if type(images) is not list or len(images) != 2 or type(images[0]) is not str or type(images[1]) is not str:
        return False
    fields = 2
    if "prompt" in body:
        prompt = body["prompt"]
        if type(prompt) is not str or len(prompt) > 800:
            return False
        fields = 3
    if "seconds" in body:
        seconds = body["seconds"]
        if type(seconds) is not str or seconds != "5":
            return False
        fields += 1
    if "size" in body:
        size = body["size"]
        if type(size) is not str or size not in KF2V_SIZES:
            return False
        fields += 1
    if "prompt_extend" in body:
        if type(body["prompt_extend"]) is not bool:
            return False
        fields += 1
    if "watermark" in body:
        if type(body["watermark"]) is not bool:
            return False
        fields += 1
    if "seed" in body:
        seed = body["seed"]
        if (type(seed) is not int and not whole(seed)) or seed < 0 or seed > 2147483647:
            return False
        fields += 1
    if "negative_prompt" in body:
        text = body["negative_prompt"]
        if type(text) is not str or len(text) > 500:
            return False
        fields += 1
    return len(body) == fields


def wan2_1_kf2v_plus(body: Any) -> bool:
    """Document 002, the model that has one size."""
    if type(body) is not dict:
        return False
    try:
        model = body["model"]
        if type(model) is not str or model != "wan2.1-kf2v-plus":
            return False
        images = body["images"]
    except KeyError:
        return False
    if type(images) is not list or len(images) != 2 or type(images[0]) is not str or type(images[1]) is not str:
        return False
    fields = 2
    if "prompt" in body:
        prompt = body["prompt"]
        if type(prompt) is not str or len(prompt) > 800:
            return False
        fields = 3
    if "seconds" in body:
        seconds = body["seconds"]
        if type(seconds) is not str or seconds != "5":
            return False
        fields += 1
    if "size" in body:
        size = body["size"]
        if type(size) is not str or size != "720P":
            return False
        fields += 1
    if "prompt_extend" in body:
        if type(body["prompt_extend"]) is not bool:
            return False
        fields += 1
    if "watermark" in body:
        if type(body["watermark"]) is not bool:
            return False
        fields += 1
    if "seed" in body:
        seed = body["seed"]
        if (type(seed) is not int and not whole(seed)) or seed < 0 or seed > 2147483647:
            return False
        fields += 1
    if "negative_prompt" in body:
        text = body["negative_prompt"]
        if type(text) is not str or len(text) > 500:
            return False
        fields += 1
    return len(body) == fields


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
    if "image" in body:
        if type(body["image"]) is not str:
            return False
        fields = 3
    if "seconds" in body:
        seconds = body["seconds"]
        if type(seconds) is not str or seconds not in SECONDS_1_5:
            return False
        fields += 1
    if "draft" in body:
        draft = body["draft"]
        if type(draft) is not bool:
            return False
        fields += 1
    else:
        draft = False
    if "size" in body:
        size = body["size"]
        if type(size) is not str or size not in SEEDANCE_SIZES or (draft and size != "480p"):
            return False
        fields += 1
    if "ratio" in body:
        ratio = body["ratio"]
        if type(ratio) is not str or ratio not in SEEDANCE_RATIOS:
            return False
        fields += 1
    if "seed" in body:
        seed = body["seed"]
        if (type(seed) is not int and not whole(seed)) or seed < -1 or seed > 4294967295:
            return False
        fields += 1
    if "camera_fixed" in body:
        if type(body["camera_fixed"]) is not bool:
            return False
        fields += 1
    if "watermark" in body:
        if type(body["watermark"]) is not bool:
            return False
        fields += 1
    if "generate_audio" in body:
        if type(body["generate_audio"]) is not bool:
            return False
        fields += 1
    if "return_last_frame" in body:
        if type(body["return_last_frame"]) is not bool:
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
        if "image" in body:
            if type(body["image"]) is not str:
                return False
            fields = 3
        if "seconds" in body:
            seconds = body["seconds"]
            if type(seconds) is not str or seconds not in SECONDS_1_0:
                return False
            fields += 1
        if "size" in body:
            size = body["size"]
            if type(size) is not str or size not in SEEDANCE_SIZES:
                return False
            fields += 1
        if "ratio" in body:
            ratio = body["ratio"]
            if type(ratio) is not str or ratio not in SEEDANCE_RATIOS:
                return False
            fields += 1
        if "seed" in body:
            seed = body["seed"]
            if (type(seed) is not int and not whole(seed)) or seed < -1 or seed > 4294967295:
                return False
            fields += 1
        if "camera_fixed" in body:
            if type(body["camera_fixed"]) is not bool:
                return False
            fields += 1
        if "watermark" in body:
            if type(body["watermark"]) is not bool:
                return False
            fields += 1
        if "generate_audio" in body:
            if body["generate_audio"] is not False:
                return False
            fields += 1
        if "draft" in body:
            if body["draft"] is not False:
                return False
            fields += 1
        if "return_last_frame" in body:
            if type(body["return_last_frame"]) is not bool:
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
    if "prompt" in body:
        prompt = body["prompt"]
        if type(prompt) is not str or len(prompt) > 5000:
            return False
        something = True
        fields = 2
    if "image_urls" in body:
        urls = body["image_urls"]
        if type(urls) is not list or "image_with_roles" in body:
            return False
        if len(urls) == 1:
            if type(urls[0]) is not str:
                return False
        elif len(urls) != 2 or type(urls[0]) is not str or type(urls[1]) is not str:
            return False
        something = True
        fields += 1
    elif "image_with_roles" in body:
        frames = body["image_with_roles"]
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
            if "role" in frame:
                role = frame["role"]
                if type(role) is not str or (role != "first_frame" and role != "last_frame") or len(frame) != 2:
                    return False
            elif len(frame) != 1:
                return False
        something = True
        fields += 1
    if "video_urls" in body:
        urls = body["video_urls"]
        if type(urls) is not list or not urls or "audio_url" in body:
            return False
        for url in urls:
            if type(url) is not str:
                return False
        something = True
        fields += 1
    elif "audio_url" in body:
        if type(body["audio_url"]) is not str:
            return False
        fields += 1
    if not something:
        return False
    if "negative_prompt" in body:
        text = body["negative_prompt"]
        if type(text) is not str or len(text) > 500:
            return False
        fields += 1
    if "resolution" in body:
        resolution = body["resolution"]
        if type(resolution) is not str or resolution not in SIZES:
            return False
        fields += 1
    if "duration" in body:
        duration = body["duration"]
        if (type(duration) is not int and not whole(duration)) or duration < 2 or duration > 15:
            return False
        fields += 1
    if "size" in body:
        size = body["size"]
        if type(size) is not str or size not in RATIOS:
            return False
        fields += 1
    if "prompt_extend" in body:
        if type(body["prompt_extend"]) is not bool:
            return False
        fields += 1
    if "watermark" in body:
        if type(body["watermark"]) is not bool:
            return False
        fields += 1
    if "seed" in body:
        seed = body["seed"]
        if (type(seed) is not int and not whole(seed)) or seed < 0:
            return False
        fields += 1
    return len(body) == fields


def in_json(item: dict[str, Any]) -> bool:
    """Whether JSON has words for what stands in the fields that nothing is said of."""
    try:
        json.dumps(item, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def whole(value: Any) -> bool:
    """8.0 is an integer."""
    return type(value) is float and value.is_integer()


HANDWRITTEN: dict[tuple[str, str], Callable[[Any], bool]] = {
    ("powertokens", "wan2.7-r2v"): wan2_7_r2v,
    ("powertokens", "wan2.7-i2v"): wan2_7_i2v,
    ("powertokens", "wan2.2-kf2v-flash"): wan2_2_kf2v_flash,
    ("powertokens", "wan2.1-kf2v-plus"): wan2_1_kf2v_plus,
    ("powertokens", "seedance-1-5-pro-251215"): seedance_1_5_pro,
    ("powertokens", "seedance-1-0-pro-250528"): _seedance_1_0("seedance-1-0-pro-250528"),
    ("powertokens", "seedance-1-0-pro-fast-251015"): _seedance_1_0("seedance-1-0-pro-fast-251015"),
    ("apimart", "wan2.7"): apimart_wan2_7,
}
"""(provider, model) -> its validator."""
