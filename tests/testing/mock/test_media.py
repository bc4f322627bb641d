"""The result is a real video: its boxes are read by their standard, and its frames by a decoder's own rules."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from reelspec.testing.mock.media import PIXEL, media_reply, silence, video

INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}


def boxes(data: bytes, start: int, end: int, path: str = "") -> Iterator[tuple[str, int, int]]:
    """(path, first byte of the content, end) of every box (ISO/IEC 14496-12, section 4.2)."""
    while start < end:
        size, kind = struct.unpack(">I4s", data[start : start + 8])
        assert 8 <= size <= end - start, (path, kind, size)
        name = f"{path}/{kind.decode('ascii')}"
        yield name, start + 8, start + size
        if kind in INSIDE:
            yield from boxes(data, start + 8, start + size, name)
        start += size
    assert start == end


def table(data: bytes, at: int, item: str) -> list[tuple[int, ...]]:
    """The entries of a full box with a count (section 8.6 and 8.7)."""
    (count,) = struct.unpack(">I", data[at + 4 : at + 8])
    return [struct.unpack_from(item, data, at + 8 + number * struct.calcsize(item)) for number in range(count)]


def test_the_video_is_whole() -> None:
    data = video()
    found = {name: (start, end) for name, start, end in boxes(data, 0, len(data))}
    order = [name for name in found if name.count("/") == 1]
    assert order[0] == "/ftyp" and order.index("/moov") < order.index("/mdat"), "it cannot be played while it loads"
    assert data[found["/ftyp"][0] : found["/ftyp"][0] + 4] == b"isom"
    start = found["/moov/mvhd"][0]
    scale, duration = struct.unpack(">II", data[start + 12 : start + 20])
    assert duration / scale == 2.0
    width, height = struct.unpack(">II", data[found["/moov/trak/tkhd"][1] - 8 : found["/moov/trak/tkhd"][1]])
    assert (width >> 16, height >> 16) == (64, 36)
    handler = found["/moov/trak/mdia/hdlr"][0]
    assert data[handler + 8 : handler + 12] == b"vide"
    stbl = "/moov/trak/mdia/minf/stbl"
    described = data[slice(*found[f"{stbl}/stsd"])]
    assert b"avc1" in described and b"avcC" in described
    times = table(data, found[f"{stbl}/stts"][0], ">II")
    assert sum(count for count, _ in times) == 24
    start = found[f"{stbl}/stsz"][0]
    (count,) = struct.unpack(">I", data[start + 8 : start + 12])
    sizes = struct.unpack(f">{count}I", data[start + 12 : start + 12 + 4 * count])
    offsets = table(data, found[f"{stbl}/stco"][0], ">I")
    chunks = table(data, found[f"{stbl}/stsc"][0], ">III")
    assert (count, len(offsets), chunks) == (24, 1, [(1, 24, 1)])
    at = offsets[0][0]
    assert at == found["/mdat"][0] and at + sum(sizes) == found["/mdat"][1]
    kinds = []
    for size in sizes:
        # Each sample is units with their length before them (ISO/IEC 14496-15), slices in the end (H.264, section 7.4.1).
        end = at + size
        while at < end:
            (length,) = struct.unpack(">I", data[at : at + 4])
            kinds.append(data[at + 4] & 31)
            at += 4 + length
        assert at == end
    assert kinds[0] == 5 and set(kinds[1:]) == {1}, "it starts with a key frame, and slices of a picture follow"


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_the_video_is_decoded(tmp_path: Path) -> None:
    (tmp_path / "v.mp4").write_bytes(video())
    command = ["ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0"]
    done = subprocess.run([*command, str(tmp_path / "v.mp4")], capture_output=True, text=True, timeout=60)
    assert (done.stdout.strip(), done.stderr) == ("24", "")


def test_the_other_media_are_whole() -> None:
    at, kinds = 8, []
    while at < len(PIXEL):
        (length,) = struct.unpack(">I", PIXEL[at : at + 4])
        body = PIXEL[at + 4 : at + 8 + length]
        assert zlib.crc32(body) == struct.unpack(">I", PIXEL[at + 8 + length : at + 12 + length])[0]
        kinds.append(body[:4])
        at += 12 + length
    assert kinds == [b"IHDR", b"IDAT", b"IEND"]
    assert zlib.decompress(PIXEL[PIXEL.index(b"IDAT") + 4 : PIXEL.index(b"IEND") - 8]) == b"\0\x80"
    import io
    import wave

    with wave.open(io.BytesIO(silence())) as sound:
        assert (sound.getframerate(), sound.getnframes(), sound.getnchannels()) == (8000, 800, 1)


@pytest.mark.parametrize(
    ("wanted", "status", "part", "said"),
    [
        (None, 200, slice(None), None),
        ("bytes=0-", 206, slice(None), "bytes 0-1900/1901"),
        ("bytes=0-0", 206, slice(1), "bytes 0-0/1901"),
        ("bytes=100-199", 206, slice(100, 200), "bytes 100-199/1901"),
        ("bytes=1900-5000", 206, slice(1900, None), "bytes 1900-1900/1901"),
        ("bytes=-1", 206, slice(1900, None), "bytes 1900-1900/1901"),
        ("bytes=-99999", 206, slice(None), "bytes 0-1900/1901"),
        ("bytes=1901-", 416, slice(0), "bytes */1901"),
        ("bytes=-0", 416, slice(0), "bytes */1901"),
        ("bytes=5-4", 200, slice(None), None),
        ("bytes=0-1,5-6", 200, slice(None), None),
        ("lines=0-1", 200, slice(None), None),
        ("bytes=-", 200, slice(None), None),
        ("bytes=" + "9" * 5000 + "-", 416, slice(0), "bytes */1901"),
    ],
)
def test_ranges(wanted: str | None, status: int, part: slice, said: str | None) -> None:
    reply = media_reply(video(), "video/mp4", wanted)
    assert (reply.status, reply.body, dict(reply.headers).get("content-range")) == (status, video()[part], said)
