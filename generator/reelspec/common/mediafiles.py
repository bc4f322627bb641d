"""What is known of a media file by PyAV: how long it lasts, its pixels, its size, frames per second and format.

The clients carry this text as it stands, so it uses nothing but the standard library, and PyAV where that is installed.
"""

# PyAV may not be there, and says little of its types.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportMissingImports=false

from __future__ import annotations

import os
from io import BytesIO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FORMATS = {
    "jpeg": "jpg",
    "matroska": "mkv",
    "mpegts": "ts",
    "mpegvideo": "mpg",
    "mpeg": "mpg",
    "tiff": "tif",
    "asf": "wmv",
}
"""What FFmpeg calls a format -> its file name extension, where it is another."""
_OF_WEB = ("vp8", "vp9", "av1", "opus", "vorbis", "webvtt")
"""The codecs of WebM, which is Matroska otherwise, as they stand in the names of FFmpeg's decoders (`vp9`, `libdav1d`)."""
_STILL = ("_pipe", "image2")
"""How FFmpeg calls what holds one picture."""


class NoFacts(Exception):
    """Nothing can be said of a file: PyAV is not installed, or finds no media in it. The message says which."""

    def __init__(self, message: str, *, missing: bool = False) -> None:
        super().__init__(message)
        self.missing = missing


def facts_of(file: bytes | str | os.PathLike[str]) -> dict[str, int | float | str]:
    """What is known of a file, by its content or its path: seconds, width, height, bytes, fps, format; what it has not is left
    out.

    Raises NoFacts, and OSError for a path that cannot be read.
    """
    try:
        import av  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise NoFacts("PyAV is not installed", missing=True) from None
    if isinstance(file, bytes):
        return _read(av, BytesIO(file), len(file))
    with open(file, "rb") as source:
        return _read(av, source, os.fstat(source.fileno()).st_size)


def _read(av: Any, source: Any, size: int) -> dict[str, int | float | str]:
    try:
        # By its content: of a path FFmpeg would believe the name.
        with av.open(source) as container:
            return {**_of_container(container, av.time_base), "bytes": size}
    except (av.error.FFmpegError, ValueError) as wrong:
        problem = str(wrong).split(":")[0][:100]
    raise NoFacts(f"no media is found in it: {problem}")


def _of_container(container: Any, base: int) -> dict[str, int | float | str]:
    facts: dict[str, int | float | str] = {}
    still = container.format.name.endswith(_STILL)
    # The cover of a sound is no video.
    videos = [
        stream
        for stream in container.streams.video
        if "attached_pic" not in str(getattr(stream, "disposition", "")).lower()
    ]
    seconds = None if container.duration is None else container.duration / base
    if seconds is None:
        lengths = [
            float(stream.duration * stream.time_base)
            for stream in container.streams
            if stream.duration and stream.time_base
        ]
        seconds = max(lengths, default=None)
    if not still and seconds is not None and seconds >= 0:
        facts["seconds"] = round(seconds, 6)
    # A stream of which FFmpeg has no decoder has no codec_context, and neither width nor height then.
    width, height = (getattr(videos[0], side, None) if videos else None for side in ("width", "height"))
    if width and height:
        facts["width"], facts["height"] = width, height
        rate = videos[0].average_rate
        if not still and rate:
            facts["fps"] = round(float(rate), 6)
    kind = _format(container, bool(videos))
    if kind:
        facts["format"] = kind
    return facts


def _format(container: Any, has_video: bool) -> str:
    """The format as a file name extension; "" where that is not certain."""
    name = container.format.name.removesuffix("_pipe")
    first = name.partition(",")[0]
    if first == "mov":
        brand = container.metadata.get("major_brand", "").strip().lower()
        return "mov" if brand == "qt" else "mp4" if has_video else "m4a"
    if first == "matroska":
        codecs = [stream.codec_context.name if stream.codec_context else "" for stream in container.streams.get()]
        if any(codec and not any(web in codec for web in _OF_WEB) for codec in codecs):
            return "mkv"
        return "webm" if codecs and all(codecs) else ""
    return str(_FORMATS.get(first, first)) if first.isalnum() else ""
