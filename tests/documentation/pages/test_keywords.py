"""Sentences and lines that state one keyword, and those that only look so. Run by pytest."""

from __future__ import annotations

from typing import Any

import pytest

from reelspec.documentation.pages.keywords import is_of_others, keyword_facts
from reelspec.documentation.pages.types import Written, read_type

NUMBER, INTEGER, STRING = Written(("number",)), Written(("integer",)), Written(("string",))
LIST = Written(("array",), STRING)


@pytest.mark.parametrize(
    ("text", "written", "wanted"),
    [
        ("Pattern: ^(https?|gs)://", STRING, {"pattern": "^(https?|gs)://"}),
        ("Must match the pattern ^[a-z]+$.", STRING, {"pattern": "^[a-z]+$"}),
        ("Matches /^a b$/", STRING, {"pattern": "^a b$"}),
        ("Pattern: letters and digits", STRING, {}),
        ("Format: uri", STRING, {"format": "uri"}),
        ("Format: mp4", STRING, {}),
        ("Must be greater than 0 and less than 1.", NUMBER, {"exclusiveMinimum": 0, "exclusiveMaximum": 1}),
        ("Frames per second (> 0)", NUMBER, {"exclusiveMinimum": 0}),
        ("Greater than 3.", INTEGER, {"range": (4, None)}),
        ("Values greater than 1 make it brighter.", NUMBER, {}),
        ("Must be greater than or equal to 3.", NUMBER, {}),
        ("Must be greater than 0 when seconds is given.", NUMBER, {}),
        ("Between 0 and 1, exclusive.", NUMBER, {"exclusiveMinimum": 0, "exclusiveMaximum": 1}),
        ("Range: 0 (exclusive) to 1 (inclusive)", NUMBER, {"exclusiveMinimum": 0, "range": (None, 1)}),
        ("0 to 1 (exclusive)", NUMBER, {}),
        ("Exclusive minimum: 0", NUMBER, {"exclusiveMinimum": 0}),
        ("Must be a multiple of 8.", INTEGER, {"multipleOf": 8}),
        ("It is rounded to a multiple of 8.", INTEGER, {}),
        ("Items must be unique.", LIST, {"uniqueItems": True}),
        ("Sounds, at most 3", LIST, {"items": (None, 3)}),
        ("Sounds of at most 3 MB", LIST, {}),
    ],
)
def test_what_a_sentence_states(text: str, written: Written, wanted: dict[str, Any]) -> None:
    assert dict(keyword_facts(text, written)) == wanted


@pytest.mark.parametrize(
    ("text", "name", "others"),
    [
        ("at least one image or video", "media", True),
        ("at least one image is needed", "sound_urls", True),
        ("At least one image.", "images", False),
        ("at least 2 images", "imageUrls", False),
        ("One or more items", "a", False),
        ("Send one or more items of the kind still_frame or moving_frame", "media", False),
        ("at least one", "a", False),
    ],
)
def test_whose_number_it_is(text: str, name: str, others: bool) -> None:
    assert is_of_others(text, name) is others


@pytest.mark.parametrize("text", ["enum<string> | null", "string or null", "nullable string", "null | string"])
def test_types_with_null(text: str) -> None:
    written = read_type(text)
    assert written is not None
    assert written.types == ("null", "string")
