"""Facts of media files by PyAV: by their content, whatever they are called."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from reelspec.common.mediafiles import NoFacts, facts_of
from tests.media import png, video, wav

av = pytest.importorskip("av")


@pytest.mark.parametrize("ending", ["mp4", "mov", "avi", "mkv"])
def test_a_video(tmp_path: Path, ending: str) -> None:
    path = video(tmp_path / f"a.{ending}", 320, 240, 25, 50)
    size = path.stat().st_size
    expected = {"seconds": 2.0, "width": 320, "height": 240, "fps": 25.0, "format": ending, "bytes": size}
    assert facts_of(path) == expected
    assert facts_of(path.read_bytes()) == expected
    assert facts_of(path.rename(tmp_path / "a.png")) == expected


@pytest.mark.parametrize(
    ("ending", "codec", "unknown", "expected"),
    [
        ("avi", b"FMP4", b"zzzz", {"seconds": 2.0, "format": "avi"}),
        # Matroska or WebM: who does not know the codec cannot tell.
        ("mkv", b"V_MPEG4/ISO/ASP", b"V_NOSUCHCODEC/X", {"seconds": 2.0}),
    ],
)
def test_a_codec_that_nobody_knows(
    tmp_path: Path, ending: str, codec: bytes, unknown: bytes, expected: dict[str, Any]
) -> None:
    content = video(tmp_path / f"a.{ending}", 320, 240, 25, 50).read_bytes()
    assert codec in content
    assert facts_of(content.replace(codec, unknown)) == {**expected, "bytes": len(content)}


@pytest.mark.parametrize(("codec", "kind"), [("libvpx", "webm"), ("mpeg4", "mkv")])
def test_matroska_with_codecs_of_the_web(tmp_path: Path, codec: str, kind: str) -> None:
    facts = facts_of(video(tmp_path / "a.mkv", 320, 240, 25, 5, codec=codec))
    assert facts["format"] == kind


def test_a_sound(tmp_path: Path) -> None:
    path = wav(tmp_path / "a", 3)
    assert facts_of(str(path)) == {"seconds": 3.0, "format": "wav", "bytes": path.stat().st_size}


def test_a_picture_lasts_no_time() -> None:
    picture = png(300, 200)
    assert facts_of(picture) == {"width": 300, "height": 200, "format": "png", "bytes": len(picture)}


@pytest.mark.parametrize("content", [b"", b"no media", png(5, 5)[:7]])
def test_what_is_no_media(content: bytes) -> None:
    with pytest.raises(NoFacts, match="no media is found in it") as wrong:
        facts_of(content)
    assert not wrong.value.missing


def test_without_pyav(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(NoFacts) as wrong:
        facts_of(png(5, 5))
    assert wrong.value.missing


def test_a_path_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"."):
        facts_of(tmp_path / "none")
