"""Media types: which of them are JSON, however they are written."""

from __future__ import annotations

import pytest

from reelspec.language.contract.media import essence, is_json


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "Application/JSON; charset=utf-8",
        "text/json",
        "application/problem+json",
        "application/*+json",
    ],
)
def test_json(media_type: str) -> None:
    assert is_json(media_type)


@pytest.mark.parametrize(
    "media_type", ["", "json", "application/x-ndjson", "application/json-seq", "text/plain; a=/json", "video/mp4"]
)
def test_no_json(media_type: str) -> None:
    assert not is_json(media_type)


def test_an_essence_has_no_parameters() -> None:
    assert essence(" Video/MP4 ; codecs=avc1") == "video/mp4"
