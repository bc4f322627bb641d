"""Texts for bodies: what a person would write in a field, and texts for patterns.

Called by `boundary_values`, `field_values` and `sizes`. Nothing is random: the same field always gets the same text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from reelspec.language.contract.schema import Schema
from reelspec.language.regex.character_sets import Ranges
from reelspec.language.regex.ecma import parse
from reelspec.language.regex.errors import PatternError
from reelspec.language.regex.tree import (
    Alternatives,
    Backreference,
    Boundary,
    CapturingGroup,
    Characters,
    Look,
    Node,
    Repeat,
    Sequence,
)

PROMPT = "A paper boat drifts down a quiet stream in the morning light."
UNWANTED = "blur, grain, watermarks"
OURS = "https://example.com/"
"""Every address in a body starts so."""
LONGEST = 200_000
"""Longer texts are not made."""

_KINDS = (
    (("audio", "voice", "sound", "music", "song", "speech"), "sound", "mp3"),
    (("video", "clip", "movie", "footage"), "clip", "mp4"),
    (("image", "frame", "picture", "photo", "mask", "logo", "portrait", "url", "uri", "reference"), "picture", "png"),
)
_FORMATS = {"mp3": "sound", "wav": "sound", "mp4": "clip", "mov": "clip", "png": "picture", "jpg": "picture"}
_PLAIN = "aA0- _./猫,:!"


def plausible(schema: Schema, name: str, words: tuple[str, ...] = (), number: int = 1) -> str:
    """A text as a person would write it in the field `name`.

    words: what is known of the place besides, such as the array's name or the item's type, nearest first. number: for
    arrays, so that no two items have the same address.
    """
    shown = schema.annotations.get("examples")
    if isinstance(shown, list) and shown and isinstance(shown[0], str) and number == 1:
        return shown[0]
    formats = schema.media.get("formats")
    if isinstance(formats, list) and formats and isinstance(formats[0], str):
        return _address(_FORMATS.get(formats[0], "file"), formats[0], number)
    lower = name.lower()
    if schema.format == "uri" or any(word in lower for word in ("url", "uri", "image", "video", "audio", "frame")):
        for word in (*words, lower):
            for kinds, stem, ending in _KINDS:
                if any(kind in word.lower() for kind in kinds):
                    return _address(stem, ending, number)
        return _address("file", "png", number)
    if "negative" in lower:
        return UNWANTED
    return PROMPT if "prompt" in lower or "text" in lower or not lower else f"{name} {number}"


def _address(stem: str, ending: str, number: int) -> str:
    return f"{OURS}{stem}-{number}.{ending}"


def matching(pattern: str) -> tuple[str, ...]:
    """Texts that the pattern is meant to match, shortest first; the caller tries them, since lookarounds are passed over."""
    tree = _tree(pattern)
    return () if tree is None else tuple(dict.fromkeys(text for text in _texts(tree, 0) if len(text) <= LONGEST))


def missing(pattern: str) -> tuple[str, ...]:
    """Texts that the pattern may not match: nearly matching ones first, then plain ones; the caller tries them."""
    tree = _tree(pattern)
    candidates: list[str] = []
    if tree is not None:
        candidates += [text for text in _texts(tree, -1) if len(text) <= LONGEST]
        for text in matching(pattern)[:3]:
            candidates += [text[:-1], text[1:], text.swapcase(), f" {text}", f"{text}-", f"{text}!", f"x{text}"]
    return tuple(dict.fromkeys((*candidates, "x", PROMPT, " ", "0", "")))


def _tree(pattern: str) -> Node | None:
    try:
        return parse(pattern)
    except PatternError:
        return None


def _texts(node: Node, less: int) -> Iterator[str]:
    """A text for each alternative at the top. less: so many repetitions fewer where several are demanded."""
    options = _options(node)
    for option in options:
        yield _text(option, less, {})


def _options(node: Node) -> tuple[Node, ...]:
    """The pattern with each alternative chosen in turn, those of the first choice in it."""
    match node:
        case Alternatives(options):
            return tuple(part for option in options for part in _options(option))
        case CapturingGroup(body, number):
            return tuple(CapturingGroup(part, number) for part in _options(body))
        case Sequence(items):
            for index, item in enumerate(items):
                several = _options(item)
                if len(several) > 1:
                    return tuple(Sequence((*items[:index], item, *items[index + 1 :])) for item in several[:20])
            return (node,)
        case _:
            return (node,)


def _text(node: Node, less: int, groups: dict[int, str]) -> str:
    match node:
        case Characters(ranges):
            return _character(ranges)
        case Sequence(items):
            return "".join(_text(item, less, groups) for item in items)
        case Alternatives(options):
            return _text(options[0], less, groups)
        case CapturingGroup(body, number):
            groups[number] = _text(body, less, groups)
            return groups[number]
        case Backreference(number):
            return groups.get(number, "")
        case Repeat(body, least, most, _, _):
            times = least + less if least > 1 else least
            if least == 0 and (most is None or most > 0) and not less and not isinstance(body, Repeat):
                times = 0
            text = _text(body, less, groups)
            return text * times if len(text) * times <= LONGEST else text
        case Look() | Boundary():
            return ""
        case _:
            return ""


@lru_cache(1024)
def _character(ranges: Ranges) -> str:
    for character in _PLAIN:
        if any(low <= ord(character) <= high for low, high in ranges):
            return character
    return chr(ranges[0][0]) if ranges else ""
