"""Local files in bodies: the form that a field takes, sizes, media types, and what is refused before anything is sent."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.clients.providers import kite
from videoapis._runtime import local_files
from videoapis._runtime.local_files import media_type_of
from videoapis.powertokens import AsyncPowerTokens, InvalidRequestError, PowerTokens

BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
MODEL = """\
type: object
title: Kite
x-source: {document: page}
properties:
  prompt: {type: string}
  address: {type: string, format: uri}
  picture: {type: string, format: uri, maxLength: 2000000, x-media: {accepts: [url, data-url], megabytes: 0.5}}
  sound: {type: string, x-media: {accepts: [url, base64]}}
  either: {type: string, x-media: {accepts: [base64, data-url]}}
  pictures: {type: array, items: {$ref: "#/definitions/Picture"}}
  short: {type: string, maxLength: 40, x-media: {accepts: [base64]}}
  parts:
    type: array
    items:
      type: object
      properties: {kind: {enum: [clip, still]}}
      required: [kind]
      oneOf:
        - properties: {kind: {const: clip}, file: {type: string, format: uri, x-media: {accepts: [url]}}}
        - properties: {kind: {const: still}, file: {type: string, x-media: {accepts: [url, base64]}}}
  tree: {$ref: "#/definitions/Tree"}
  odd/name~: {type: object, additionalProperties: {type: string, x-media: {accepts: [data-url]}}}
definitions:
  Picture: {type: string, x-media: {accepts: [data-url]}}
  Tree:
    type: object
    properties:
      leaf: {type: string, x-media: {accepts: [base64]}}
      trees: {type: array, items: {$ref: "#/definitions/Tree"}}
"""


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with kite(tmp_path_factory.mktemp("kite"), model=MODEL) as made:
        yield made


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "a picture.txt"  # its content says what it is
    path.write_bytes(PNG)
    return path


def sent(module: Any, body: dict[str, Any], asynchronous: bool = False, **options: Any) -> Any:
    """The body as it arrives, or None and what is raised."""
    seen: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        return httpx.Response(200, json={"id": "t"})

    options = {"transport": httpx.MockTransport(answer), **options}

    async def later() -> None:
        async with module.AsyncKite("k", **options) as client:
            await client.videos.create(**body)

    try:
        if asynchronous:
            asyncio.run(later())
        else:
            with module.Kite("k", **options) as client:
                client.videos.create(**body)
    except module.InvalidRequestError as error:
        assert not seen
        return str(error)
    (found,) = seen
    return found


def as_url(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


@BOTH
def test_a_file_takes_the_form_of_its_field(module: Any, picture: Path, asynchronous: bool) -> None:
    body: dict[str, Any] = {
        "prompt": "A kite",
        "address": "https://e.com/a.png",
        "picture": picture,
        "sound": b"any bytes",
        "either": picture,
        "pictures": [picture, "data:,x", PNG],
        "parts": [{"kind": "still", "file": picture}, {"kind": "clip", "file": "https://e.com/a.mp4"}],
        "tree": {"leaf": b"1", "trees": [{"leaf": b"2"}, {"trees": [{"leaf": picture}]}]},
        "odd/name~": {"one": PNG},
    }
    plain = b64encode(PNG).decode()
    assert sent(module, body, asynchronous) == {
        "prompt": "A kite",
        "address": "https://e.com/a.png",
        "picture": as_url(PNG),
        "sound": b64encode(b"any bytes").decode(),
        "either": as_url(PNG),
        "pictures": [as_url(PNG), "data:,x", as_url(PNG)],
        "parts": [{"kind": "still", "file": plain}, {"kind": "clip", "file": "https://e.com/a.mp4"}],
        "tree": {"leaf": "MQ==", "trees": [{"leaf": "Mg=="}, {"trees": [{"leaf": plain}]}]},
        "odd/name~": {"one": as_url(PNG)},
    }
    assert body["picture"] is picture and body["pictures"][0] is picture, "the caller's body stays as it is"


ADDRESSES = "takes addresses (or other text) alone, and no local file"


@BOTH
@pytest.mark.parametrize("validation", ["raise", "log", "off"])
@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"address": PNG}, "/address"),
        ({"prompt": PNG}, "/prompt"),
        ({"pictures": PNG}, "/pictures"),
        ({"unknown": PNG}, "/unknown"),
        ({"pictures": [PNG, [PNG]]}, "/pictures/1/0"),
        ({"parts": [{"kind": "still", "file": PNG}, {"kind": "clip", "file": PNG}]}, "/parts/1/file"),
        ({"odd/name~": PNG}, "/odd~1name~0"),
    ],
)
def test_elsewhere_only_an_address_can_stand(
    module: Any, body: dict[str, Any], path: str, validation: str, asynchronous: bool
) -> None:
    said = sent(module, body, asynchronous, validation=validation)
    assert isinstance(said, str) and f"{path}: the field {ADDRESSES}" in said


def test_the_pages_decide_for_our_providers(picture: Path) -> None:
    seen = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(json.loads(request.content))
        return httpx.Response(200, json={"id": "t", "status": "queued"})

    with PowerTokens("k", transport=httpx.MockTransport(answer)) as client:
        client.videos.create(model="seedance-1-5-pro-251215", prompt="A kite", image=picture)
        assert b64decode(seen.pop()["image"], validate=True) == PNG
        with pytest.raises(InvalidRequestError, match=f"/image: the field {ADDRESSES.split(' (')[0]}"):
            client.videos.create(model="wan2.7-i2v", image=picture)  # type: ignore[call-overload]
        with pytest.raises(InvalidRequestError, match="/images/0: the field"):
            client.videos.create(model="wan2.2-kf2v-flash", images=[picture, "https://e.com/a.png"])  # type: ignore
        with pytest.raises(InvalidRequestError, match="/media/0/url: the field"):
            client.videos.create(
                model="wan2.7-i2v",
                media=[{"type": "first_frame", "url": picture}],  # type: ignore
            )
        assert not seen


def test_what_it_becomes_is_judged(module: Any) -> None:
    assert sent(module, {"short": bytes(30)}) == {"short": "A" * 40}
    said = sent(module, {"short": bytes(31)})
    assert "/short: it is 44 characters long; at most 40 are allowed [maxLength]" in said
    assert "prompt is required" not in said


# Sizes


def test_a_file_that_is_too_large_is_not_read(module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.write(PNG)
        file.truncate(10 * 2**30)  # ten sparse gigabytes
    assert "larger than the 524288 bytes" in sent(module, {"picture": path})
    assert "larger than the 67108864 bytes" in sent(module, {"sound": path})
    os.truncate(path, 512 * 1024)
    assert len(sent(module, {"picture": path})["picture"]) > 600_000
    assert "larger than the 524288 bytes" in sent(module, {"picture": PNG + bytes(512 * 1024)})
    own = sys.modules[module.__name__.replace(".kite", "._runtime.local_files")]
    monkeypatch.setattr(own, "LARGEST_FILE", 10)
    assert "the content is larger than the 10 bytes" in sent(module, {"sound": bytes(11)})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes are of POSIX")
def test_only_regular_files_are_read(module: Any, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, problem in (
        (tmp_path / "pipe", "it is no regular file"),
        (Path("/dev/zero"), "it is no regular file"),
        (tmp_path, "directory"),
        (tmp_path / "none", "No such file"),
    ):
        assert problem in sent(module, {"picture": path})
    (tmp_path / "empty.png").touch()
    assert "is empty" in sent(module, {"picture": tmp_path / "empty.png"})
    assert "the content is empty" in sent(module, {"sound": b""})


@pytest.mark.skipif(sys.platform == "win32", reason="pipes are of POSIX")
def test_reading_does_not_hold_up_the_loop(picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = threading.Event()
    go_on = threading.Event()
    read = local_files.content_of

    def slow(path: str, most: int) -> bytes | None:
        reading.set()
        assert go_on.wait(10)
        return read(path, most)

    async def main() -> None:
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"id": "t", "status": "queued"}))
        async with AsyncPowerTokens("k", transport=transport) as client:
            body: dict[str, Any] = {"model": "seedance-1-5-pro-251215", "prompt": "A kite", "image": picture}
            making = asyncio.ensure_future(client.videos.create(**body))
            while not reading.is_set():
                await asyncio.sleep(0.001)
            go_on.set()
            await making

    monkeypatch.setattr(local_files, "content_of", slow)
    asyncio.run(main())


# Media types


@pytest.mark.parametrize(
    ("beginning", "name", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n", "a.jpg", "image/png"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        (b"GIF89a", "", "image/gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "", "image/webp"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "", "audio/wav"),
        (b"RIFF\x10\0\0\0AVI LIST", "", "video/x-msvideo"),
        (b"RIFF\x10\0\0\0ACON", "a.png", ""),
        (b"BM\x36\0\0\0\0\0\0\0", "", "image/bmp"),
        (b"BM, a text", "", ""),
        (b"II*\x00", "", "image/tiff"),
        (b"\0\0\0\x20ftypisom", "", "video/mp4"),
        (b"\0\0\0\x20ftypqt  ", "a.mp4", "video/quicktime"),
        (b"\0\0\0\x20ftypM4A ", "", "audio/mp4"),
        (b"\0\0\0\x20ftypavif", "", "image/avif"),
        (b"\0\0\0\x20ftypheic", "", "image/heic"),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01B\x82\x84webm", "", "video/webm"),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\x01B\x82\x88matroska", "", "video/x-matroska"),
        (b"ID3\x04", "", "audio/mpeg"),
        (b"\xff\xfb\x90\x64", "", "audio/mpeg"),
        (b"\xff\xf1\x50\x80", "", "audio/aac"),
        (b"fLaC", "", "audio/flac"),
        (b"OggS", "", "audio/ogg"),
        (b"\0\0\0\0junk", "A SONG.MP3", "audio/mpeg"),
        (b"\0\0\0\x08wide", "a.mov", "video/quicktime"),
        (b"a text", "a.png", ""),
        (b"a text", "", ""),
        (b"", "", ""),
    ],
)
def test_the_media_type_of_a_file(beginning: bytes, name: str, expected: str) -> None:
    assert media_type_of(beginning, name) == expected


def test_a_media_type_that_nobody_knows(module: Any, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("a text")
    for value, which in ((tmp_path / "a.png", "a.png'"), (b"a text", "the content")):
        said = sent(module, {"picture": value})
        assert f"{which} is not known" in said and "data URL of your own" in said


def test_a_body_that_contains_itself(module: Any) -> None:
    tree: dict[str, Any] = {"leaf": PNG}
    tree["trees"] = [tree]
    assert "nested too deep" in sent(module, {"tree": tree})
