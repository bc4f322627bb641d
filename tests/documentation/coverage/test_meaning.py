"""Sentences in other words that say the same, and those that do not."""

from __future__ import annotations

import pytest

from reelspec.documentation.coverage.meaning import differs, meaning_of

OPTIONS = ("480p", "reel-1", "first_one", "last_one")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Not to be used together with first_one.", "Cannot be combined with first_one."),
        ("Up to 5 files, no duplicates.", "At most 5 files, and duplicates are not allowed."),
        ("Only the first is used.", "Just the first is used."),
        ("reel-1 supports up to 10 seconds only.", "With reel-1 at most 10 seconds are supported."),
        ("No longer than 80 words.", "80 words or fewer."),
        ("A seed is drawn by default.", "A seed is drawn if you leave it out."),
        ("Sides of 1:8 - 8:1.", "Sides between 1:8-8:1."),
        ("Takes one last_one, if wanted.", "Optionally takes one last_one."),
        ("Not more than 80 words.", "It cannot be longer than 80 words."),
        ("Called once with it.", "Called one time with it."),
        ("Always reel-1.", "Fixed to reel-1."),
        ("Only works together with first_one.", "Requires first_one."),
        ("Of 1 to 9, in steps of 2.", "Of 1 to 9, a multiple of 2."),
        ("Rate limits: 60 per minute.", "Rate limits: up to 60 per minute."),
    ],
)
def test_the_same_in_other_words(one: str, other: str) -> None:
    assert differs(meaning_of(one, OPTIONS, ()), meaning_of(other, OPTIONS, ())) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cannot be combined with first_one.", "Can be combined with first_one."),
        ("Without an image: required.", "Without an image: optional."),
        ("reel-1 supports 10 seconds only.", "reel-1 supports 10 seconds."),
        ("Not more than 80 words.", "Not less than 80 words."),
        ("The seed.", "Deprecated: the seed."),
        ("a[0] is the first frame, a[1] the last frame.", "a[0] is the last frame, a[1] the first frame."),
    ],
)
def test_another_meaning(one: str, other: str) -> None:
    assert differs(meaning_of(one, OPTIONS, ()), meaning_of(other, OPTIONS, ())) is not None
