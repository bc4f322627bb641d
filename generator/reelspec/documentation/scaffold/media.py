"""What a sentence says of the file behind an address, as `x-media`. `drafting` calls it."""

from __future__ import annotations

import re

from reelspec.documentation.coverage.terms import terms_of
from reelspec.documentation.pages.prose import AT_LEAST, AT_MOST, MEDIA, OR_LESS, is_conditional, is_soft, number_of
from reelspec.language.source.node import Json

_FORMAT = re.compile(rf"\b{MEDIA}\b", re.IGNORECASE)
_SIZE = r"(\d{1,6}(?:\.\d{1,3})?)\s?MB\b"
_MEGABYTES = re.compile(rf"{AT_MOST}\s?{_SIZE}|{_SIZE}\s(?:max(?:imum)?\b|at\smost\b|{OR_LESS})", re.IGNORECASE)
_PIXELS = re.compile(rf"{AT_LEAST}\s?(\d{{1,5}})\s?(?:px|pixels)\b", re.IGNORECASE)
_SAYS_NO_MORE = frozenset(["must", "only", "supports", "allowed", "limit", "or", "both"])
"""Terms beside which formats and size are all that a sentence says."""


def media_of(text: str) -> dict[str, Json]:
    """Formats, size and least pixels of `JPEG or PNG, at most 10 MB`; nothing where a sentence says anything else."""
    if is_conditional(text) or is_soft(text):
        return {}
    sizes = [match[1] or match[2] for match in _MEGABYTES.finditer(text)]
    pixels = _PIXELS.findall(text)
    rest = _PIXELS.sub(" ", _MEGABYTES.sub(" ", text))
    formats = list(dict.fromkeys(word.lower() for word in _FORMAT.findall(rest)))
    if len(sizes) > 1 or len(pixels) > 1 or not {*terms_of(_FORMAT.sub(" ", rest))} <= _SAYS_NO_MORE:
        return {}
    media: dict[str, Json] = {"formats": list[Json](formats)} if formats else {}
    if sizes:
        media["megabytes"] = number_of(sizes[0])
    if pixels:
        media["pixels"] = [number_of(pixels[0]), None]
    return media
