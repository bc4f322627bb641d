"""What the mock serves where media are promised: a real video of two seconds, and parts of it (RFC 9110, section 14)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from reelspec.testing.mock.messages import Reply

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)
"""A PNG of one grey pixel."""


@cache
def video() -> bytes:
    """An MP4 file (ISO/IEC 14496-12): one H.264 track, 64 x 36, 24 frames in 2 seconds, ready to stream."""
    return (Path(__file__).parent / "video.mp4").read_bytes()


def media_reply(content: bytes, media_type: str, wanted: str | None) -> Reply:
    """The whole, or the range that the header `Range` asks for; 416 when there is no such range.

    Several ranges at once, and units other than bytes, are answered with the whole, as section 14.2 allows.
    """
    headers = [("content-type", media_type), ("accept-ranges", "bytes")]
    match = None if wanted is None else _RANGE.fullmatch(wanted.strip())
    if match is None or match.groups() == ("", ""):
        return Reply(200, content, headers)
    first, last = (None if digits == "" else int(digits[:18]) for digits in match.groups())
    size = len(content)
    start = max(0, size - (last or 0)) if first is None else first
    end = size - 1 if first is None or last is None else min(last, size - 1)
    if first is not None and last is not None and last < first:
        return Reply(200, content, headers)  # an invalid range is ignored (section 14.1.1)
    if start >= size or (first is None and not last):
        return Reply(416, b"", [("content-range", f"bytes */{size}")])
    return Reply(206, content[start : end + 1], [*headers, ("content-range", f"bytes {start}-{end}/{size}")])


@cache
def silence() -> bytes:
    """A WAV file (RIFF, PCM): a tenth of a second of silence, 8 kHz, 8 bits, one channel."""
    samples = b"\x80" * 800
    head = b"fmt " + (16).to_bytes(4, "little") + b"\x01\x00\x01\x00"
    head += (8000).to_bytes(4, "little") * 2 + b"\x01\x00\x08\x00"
    data = b"data" + len(samples).to_bytes(4, "little") + samples
    return b"RIFF" + (4 + len(head) + len(data)).to_bytes(4, "little") + b"WAVE" + head + data
