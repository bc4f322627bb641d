"""The documents' models as pydantic would have them, written by hand, strict and closed. Needs pydantic; benchmarks only."""

# mypy: ignore-errors
# Pydantic is not among the packages that the types of this project are checked with.

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

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

Seed = Annotated[int, Field(ge=0, le=2147483647)]
SeedanceSeed = Annotated[int, Field(ge=-1, le=4294967295)]
Text500 = Annotated[str, Field(max_length=500)]
Pair = Annotated[list[str], Field(min_length=2, max_length=2)]


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Open(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class Reference(Open):
    type: Literal["reference_image", "reference_video", "first_frame"]
    url: str


class R2V(Closed):
    model: Literal["wan2.7-r2v"]
    prompt: str
    media: Annotated[list[Reference], Field(min_length=1)]
    size: Tier = "1080P"
    seconds: Seconds = "5"
    ratio: Ratio = "16:9"
    negative_prompt: str = ""
    prompt_extend: bool = True
    watermark: bool = False
    seed: Seed = 0

    @model_validator(mode="after")
    def rules(self) -> R2V:
        r2v_rules(self.media, self.seconds)
        return self


class Medium(Open):
    type: Literal["first_frame", "last_frame", "driving_audio", "first_clip"]
    url: str


class I2V(Closed):
    model: Literal["wan2.7-i2v"]
    image: str = None
    prompt: str = ""
    images: Pair = None
    media: Annotated[list[Medium], Field(min_length=1)] = None
    seconds: Seconds = "5"
    size: Tier = "720P"

    @model_validator(mode="after")
    def rules(self) -> I2V:
        i2v_rules(self.media, self.image, self.images)
        return self


class Kf2v(Closed):
    images: Pair
    prompt: Annotated[str, Field(max_length=800)] = ""
    seconds: Literal["5"] = "5"
    prompt_extend: bool = True
    watermark: bool = False
    seed: Seed = 0
    negative_prompt: Text500 = ""


class Flash(Kf2v):
    model: Literal["wan2.2-kf2v-flash"]
    size: Literal["480P", "720P", "1080P"] = "720P"


class Plus(Kf2v):
    model: Literal["wan2.1-kf2v-plus"]
    size: Literal["720P"] = "720P"


class Seedance(Closed):
    prompt: str
    image: str = ""
    size: Literal["480p", "720p", "1080p"] = None
    ratio: SeedanceRatio = "adaptive"
    seed: SeedanceSeed = -1
    camera_fixed: bool = False
    watermark: bool = False
    return_last_frame: bool = False


class Pro15(Seedance):
    model: Literal["seedance-1-5-pro-251215"]
    seconds: Seconds15 = "5"
    generate_audio: bool = True
    draft: bool = False

    @model_validator(mode="after")
    def rules(self) -> Pro15:
        if self.draft and self.size not in (None, "480p"):
            raise ValueError("a draft is 480p")
        return self


class Pro10(Seedance):
    model: Literal["seedance-1-0-pro-250528"]
    seconds: Seconds10 = "5"
    generate_audio: Literal[False] = False
    draft: Literal[False] = False


class Fast10(Pro10):
    model: Literal["seedance-1-0-pro-fast-251015"]


class Frame(Closed):
    url: Annotated[str, Field(pattern="^[Hh][Tt][Tt][Pp][Ss]?://")]
    role: Literal["first_frame", "last_frame"] = "first_frame"


class Wan27(Closed):
    model: Literal["wan2.7"]
    prompt: Annotated[str, Field(max_length=5000)] = None
    image_urls: Annotated[list[str], Field(min_length=1, max_length=2)] = None
    image_with_roles: Annotated[list[Frame], Field(min_length=1)] = None
    video_urls: Annotated[list[str], Field(min_length=1)] = None
    negative_prompt: Text500 = ""
    resolution: Tier = "1080P"
    duration: Annotated[int, Field(ge=2, le=15)] = 5
    size: Ratio = "16:9"
    audio_url: str = None
    prompt_extend: bool = True
    watermark: bool = False
    seed: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def rules(self) -> Wan27:
        apimart_rules(self.prompt, self.image_urls, self.image_with_roles, self.video_urls, self.audio_url)
        return self


MODELS: dict[tuple[str, str], type[BaseModel]] = {
    ("powertokens", "wan2.7-r2v"): R2V,
    ("powertokens", "wan2.7-i2v"): I2V,
    ("powertokens", "wan2.2-kf2v-flash"): Flash,
    ("powertokens", "wan2.1-kf2v-plus"): Plus,
    ("powertokens", "seedance-1-5-pro-251215"): Pro15,
    ("powertokens", "seedance-1-0-pro-250528"): Pro10,
    ("powertokens", "seedance-1-0-pro-fast-251015"): Fast10,
    ("apimart", "wan2.7"): Wan27,
}


JUDGES: dict[tuple[str, str], Callable[[Any], object]] = {key: model.model_validate for key, model in MODELS.items()}
"""(provider, model) -> what returns for a body that it accepts and raises ValueError for others."""

DECODERS: dict[tuple[str, str], Callable[[Any], object]] = {
    key: model.model_validate_json for key, model in MODELS.items()
}
"""The same for bodies that are JSON text in bytes."""
