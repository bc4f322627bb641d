"""What is known of files is judged as the page says: by hand-written cases, and on a grid by plain Python. Run by pytest."""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from reelspec.cases.judge import validator_of
from tests.contract.documents.files import BY_SOUND, BY_VIDEO, CASES, CLIP, MB, SOUND, FileCase
from tests.specs import model_of


@cache
def judge() -> Any:
    return validator_of(*model_of("apimart/wan2.7"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_judged_as_written(case: FileCase) -> None:
    found = judge().errors(case.body, facts=case.facts)
    assert tuple(dict.fromkeys(one.path for one in found)) == case.wrong
    assert {one.rule for one in found} <= {"x-media"}
    assert judge().is_valid(case.body, facts=case.facts) is (not case.wrong)
    told = judge().validate(case.body, facts=case.facts)
    assert [one for one in told if one.severity == "error"] == [*found]
    assert judge().errors(case.body) == ()


def test_there_are_enough_of_them() -> None:
    assert len(CASES) == len({case.name for case in CASES}) >= 40


SECONDS = (None, 0, 1.99, 2, 5, 10, 10.01, 30, 30.01)
SIDES = (None, 30, 239, 240, 512, 1920, 1921, 4096, 4097)
BYTES = (None, 0, 15 * MB, 15 * MB + 1, 100 * MB, 100 * MB + 1)
FORMATS = (None, "mp4", "mov", "wav", "mp3", "avi")


def video_is_good(facts: dict[str, Any]) -> bool:
    """What the page says of the video to continue."""
    seconds, width, height, size = (facts.get(one) for one in ("seconds", "width", "height", "bytes"))
    if facts.get("format") not in (None, "mp4", "mov"):
        return False
    if seconds is not None and not 2 <= seconds <= 10:
        return False
    if any(side is not None and not 240 <= side <= 4096 for side in (width, height)):
        return False
    if width and height and not Fraction(1, 8) <= Fraction(width, height) <= 8:
        return False
    return size is None or size <= 100 * MB


def sound_is_good(facts: dict[str, Any]) -> bool:
    """What the page says of the sound."""
    seconds, size = facts.get("seconds"), facts.get("bytes")
    if facts.get("format") not in (None, "wav", "mp3"):
        return False
    return (seconds is None or 2 <= seconds <= 30) and (size is None or size <= 15 * MB)


def test_the_grid_is_judged_as_plain_python_does() -> None:
    count = good = 0
    for seconds, width, height, size, kind in itertools.product(SECONDS, SIDES, SIDES, BYTES[::2], FORMATS[::2]):
        facts = {"seconds": seconds, "width": width, "height": height, "bytes": size, "format": kind}
        expected = video_is_good(facts)
        assert judge().is_valid(BY_VIDEO, facts={CLIP: facts}) is expected, facts
        count, good = count + 1, good + expected
    for seconds, size, kind in itertools.product(SECONDS, BYTES, FORMATS):
        facts = {"seconds": seconds, "bytes": size, "format": kind}
        expected = sound_is_good(facts)
        assert judge().is_valid(BY_SOUND, facts={SOUND: facts}) is expected, facts
        count, good = count + 1, good + expected
    assert count > 6_000
    assert 100 < good < count / 2
