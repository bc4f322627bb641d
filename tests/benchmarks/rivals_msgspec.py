"""The documents' models as msgspec would have them, written by hand, strict and closed. Needs msgspec; benchmarks only."""

# mypy: ignore-errors
# msgspec is not among the packages that the types of this project are checked with.

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, convert
from msgspec.json import Decoder

from tests.benchmarks.rivals import (
    Ratio,
    Seconds,
    Seconds10,
    Seconds15,
    SeedanceRatio,
    Tier,
    apimart_rules,
    i2v_rules,
    r2v_rules,
)

HTTP = re.compile(r"https?://", re.IGNORECASE)


def given(value: Any) -> Any:
    """The value of a field, None when it is not set."""
    return None if value is UNSET else value


Seed = Annotated[int, Meta(ge=0, le=2147483647)]
Text500 = Annotated[str, Meta(max_length=500)]
Pair = Annotated[list[str], Meta(min_length=2, max_length=2)]


class Reference(Struct):
    type: Literal["reference_image", "reference_video", "first_frame"]
    url: str


class R2V(Struct, forbid_unknown_fields=True):
    model: Literal["wan2.7-r2v"]
    prompt: str
    media: Annotated[list[Reference], Meta(min_length=1)]
    size: Tier = "1080P"
    seconds: Seconds = "5"
    ratio: Ratio = "16:9"
    negative_prompt: str = ""
    prompt_extend: bool = True
    watermark: bool = False
    seed: Seed = 0

    def __post_init__(self):
        r2v_rules(self.media, self.seconds)


class Medium(Struct):
    type: Literal["first_frame", "last_frame", "driving_audio", "first_clip"]
    url: str


class I2V(Struct, forbid_unknown_fields=True):
    model: Literal["wan2.7-i2v"]
    image: str | UnsetType = UNSET
    prompt: str = ""
    images: Pair | UnsetType = UNSET
    media: Annotated[list[Medium], Meta(min_length=1)] | UnsetType = UNSET
    seconds: Seconds = "5"
    size: Tier = "720P"

    def __post_init__(self):
        i2v_rules(given(self.media), given(self.image), given(self.images))


class Flash(Struct, forbid_unknown_fields=True):
    model: Literal["wan2.2-kf2v-flash"]
    images: Pair
    prompt: Annotated[str, Meta(max_length=800)] = ""
    seconds: Literal["5"] = "5"
    size: Literal["480P", "720P", "1080P"] = "720P"
    prompt_extend: bool = True
    watermark: bool = False
    seed: Seed = 0
    negative_prompt: Text500 = ""


class Plus(Struct, forbid_unknown_fields=True):
    model: Literal["wan2.1-kf2v-plus"]
    images: Pair
    prompt: Annotated[str, Meta(max_length=800)] = ""
    seconds: Literal["5"] = "5"
    size: Literal["720P"] = "720P"
    prompt_extend: bool = True
    watermark: bool = False
    seed: Seed = 0
    negative_prompt: Text500 = ""


class Seedance(Struct, forbid_unknown_fields=True, kw_only=True):
    prompt: str
    image: str = ""
    size: Literal["480p", "720p", "1080p"] | UnsetType = UNSET
    ratio: SeedanceRatio = "adaptive"
    seed: Annotated[int, Meta(ge=-1, le=4294967295)] = -1
    camera_fixed: bool = False
    watermark: bool = False
    return_last_frame: bool = False


class Pro15(Seedance, forbid_unknown_fields=True, kw_only=True):
    model: Literal["seedance-1-5-pro-251215"]
    seconds: Seconds15 = "5"
    generate_audio: bool = True
    draft: bool = False

    def __post_init__(self):
        if self.draft and self.size is not UNSET and self.size != "480p":
            raise ValueError("a draft is 480p")


class Pro10(Seedance, forbid_unknown_fields=True, kw_only=True):
    model: Literal["seedance-1-0-pro-250528"]
    seconds: Seconds10 = "5"
    generate_audio: bool = False
    draft: bool = False

    def __post_init__(self):
        if self.generate_audio or self.draft:
            raise ValueError("this model has neither sound nor drafts")


class Fast10(Pro10, forbid_unknown_fields=True, kw_only=True):
    model: Literal["seedance-1-0-pro-fast-251015"]


class Frame(Struct, forbid_unknown_fields=True):
    url: str
    role: Literal["first_frame", "last_frame"] = "first_frame"

    def __post_init__(self):
        if not HTTP.match(self.url):
            raise ValueError("url must begin with http:// or https://")


class Wan27(Struct, forbid_unknown_fields=True):
    model: Literal["wan2.7"]
    prompt: Annotated[str, Meta(max_length=5000)] | UnsetType = UNSET
    image_urls: Annotated[list[str], Meta(min_length=1, max_length=2)] | UnsetType = UNSET
    image_with_roles: Annotated[list[Frame], Meta(min_length=1)] | UnsetType = UNSET
    video_urls: Annotated[list[str], Meta(min_length=1)] | UnsetType = UNSET
    negative_prompt: Text500 = ""
    resolution: Tier = "1080P"
    duration: Annotated[int, Meta(ge=2, le=15)] = 5
    size: Ratio = "16:9"
    audio_url: str | UnsetType = UNSET
    prompt_extend: bool = True
    watermark: bool = False
    seed: Annotated[int, Meta(ge=0)] = 0

    def __post_init__(self):
        fields = (self.prompt, self.image_urls, self.image_with_roles, self.video_urls, self.audio_url)
        apimart_rules(*map(given, fields))


STRUCTS: dict[tuple[str, str], type[Struct]] = {
    ("powertokens", "wan2.7-r2v"): R2V,
    ("powertokens", "wan2.7-i2v"): I2V,
    ("powertokens", "wan2.2-kf2v-flash"): Flash,
    ("powertokens", "wan2.1-kf2v-plus"): Plus,
    ("powertokens", "seedance-1-5-pro-251215"): Pro15,
    ("powertokens", "seedance-1-0-pro-250528"): Pro10,
    ("powertokens", "seedance-1-0-pro-fast-251015"): Fast10,
    ("apimart", "wan2.7"): Wan27,
}

JUDGES: dict[tuple[str, str], Callable[[Any], object]] = {
    key: partial(convert, type=struct) for key, struct in STRUCTS.items()
}
"""(provider, model) -> what returns for a body that it accepts and raises ValueError for others."""

DECODERS: dict[tuple[str, str], Callable[[Any], object]] = {
    key: Decoder(struct).decode for key, struct in STRUCTS.items()
}
"""The same for bodies that are JSON text in bytes."""
