"""Facts of files: what callers may know of the file that a text of the body names, and what `x-media` says of each.

Nobody fetches a file: facts are given by the text that names it. A fact that is not given is unknown, which breaks nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from reelspec.language.source.node import Json

MEGABYTE = 1024 * 1024
"""Bytes. Pages do not say which megabyte they mean: the larger one refuses nothing that a provider takes."""
GIVEN = ("seconds", "width", "height", "bytes", "fps", "format")
"""What can be given: how long a file lasts, its pixels, its size, frames per second, its format by a file name extension."""
NUMBERS = ("seconds", "width", "height", "bytes", "fps", "ratio", "megabytes")
"""What is known of a file as a number: what is given, and what follows from it."""
TOTALS = {"total-seconds": "seconds", "total-megabytes": "bytes"}
"""Limits on all files of an array together -> the fact that is summed."""


JUDGED = ("formats", "seconds", "pixels", "ratio", "megabytes", "fps", *TOTALS)
"""The members of `x-media` that facts are held against."""


class FactLimit(NamedTuple):
    """One limit on one fact of a file. least, most: None where there is no limit. words: what messages say before the fact, and
    after it."""

    fact: str
    least: Fraction | None
    most: Fraction | None
    words: tuple[str, str]


def limits(media: Mapping[str, Json]) -> Iterator[FactLimit]:
    """The limits on numbers that an `x-media` sets, formats and totals aside."""
    for key, value in media.items():
        pair: list[Json] = value if isinstance(value, list) else [None, None]
        match key:
            case "seconds":
                yield _limit("seconds", pair, "it lasts ", " seconds")
            case "pixels":
                yield _limit("width", pair, "it is ", " pixels wide")
                yield _limit("height", pair, "it is ", " pixels high")
            case "fps":
                yield _limit("fps", pair, "it has ", " frames per second")
            case "ratio":
                after = f", which is not within {pair[0]} and {pair[1]}"
                yield FactLimit("ratio", _ratio(pair[0]), _ratio(pair[1]), ("width to height is ", after))
            case "megabytes" if isinstance(value, int | float):
                most = Fraction(str(value)) * MEGABYTE
                yield FactLimit("bytes", None, most, ("it has ", f" bytes; at most {value} megabytes are allowed"))


def totals(media: Mapping[str, Json]) -> Iterator[FactLimit]:
    """The limits on all files of an array together."""
    for key, fact in TOTALS.items():
        value = media.get(key)
        if isinstance(value, int | float):
            unit = "seconds" if fact == "seconds" else "megabytes"
            verb = "last" if fact == "seconds" else "have"
            most = Fraction(str(value)) * (1 if fact == "seconds" else MEGABYTE)
            yield FactLimit(fact, None, most, (f"its files {verb} more than {value} {unit} together", ""))


def _limit(fact: str, pair: list[Json], before: str, after: str) -> FactLimit:
    least, most = (Fraction(str(bound)) if isinstance(bound, int | float) else None for bound in pair)
    low, high = pair
    words = f"at least {low}" if most is None else f"at most {high}" if least is None else f"{low} to {high}"
    return FactLimit(fact, least, most, (before, f"{after}; {words} are allowed"))


def _ratio(text: Json) -> Fraction:
    width, _, height = str(text).partition(":")
    return Fraction(width) / Fraction(height)
