"""The terms of a statement: its numbers, options, names and binding words. They are what is kept of it in a lock.

A statement with a binding term can be broken by a request, so somebody has to answer for it. Called by claims and drift.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from hashlib import sha256

from reelspec.documentation.pages.prose import NUMBERS

_WORDS = {
    "must": "must",
    "shall": "must",
    "mandatory": "must",
    "only": "only",
    "solely": "only",
    "require requires required requirement requirements requiring": "required",
    "need needs needed": "required",
    "optional optionally": "optional",
    "omit omits omitted omitting": "omitted",
    "support supports supported supporting": "supports",
    "accept accepts accepted": "supports",
    "allow allows allowed permit permits permitted": "allowed",
    "conflict conflicts conflicting incompatible": "conflicts",
    "exclusive exclusively": "exclusive",
    "default defaults": "default",
    "cannot can't": "cannot",
    "don't mustn't forbidden prohibited disallowed unsupported": "forbidden",
    "ignore ignores ignored": "ignored",
    "effective": "effective",
    "maximum max most": "most",
    "minimum min least": "least",
    "exceed exceeds exceeding": "exceed",
    "exactly": "exactly",
    "either neither": "either",
    "alternative alternatively instead": "alternative",
    "together simultaneously": "together",
    "limit limits limited": "limit",
    "range ranges between": "range",
    "fixed": "fixed",
    "multiple multiples": "multiple",
    "recommend recommends recommended": "recommended",
    "invalid": "invalid",
    "never": "never",
    "always": "always",
}
_BINDING = {
    **{form: term for forms, term in _WORDS.items() for form in forms.split()},
    **{word: word for word in NUMBERS},
}
"""Words that bind a request, each to the term that stands for all its forms."""

_VALUES = frozenset(
    re.findall(
        r"\w+",
        "true false wav mp3 m4a aac flac ogg opus mp4 mov avi mkv webm mpeg gif jpg jpeg png webp bmp tif tiff heic",
    )
)
"""Words that are values or formats of files wherever they stand."""

TURNING = frozenset(["not", "no", "nor", "without", "unless", "except", "both", "or", "any", "all", "first", "last"])
"""Words that turn what a sentence says without binding anybody by themselves."""

_CHINESE = {
    "必须": "must",
    "必填": "required",
    "必需": "required",
    "仅": "only",
    "只": "only",
    "可选": "optional",
    "选填": "optional",
    "支持": "supports",
    "冲突": "conflicts",
    "互斥": "exclusive",
    "默认": "default",
    "不能": "cannot",
    "不可": "cannot",
    "禁止": "forbidden",
    "忽略": "ignored",
    "最多": "most",
    "最大": "most",
    "不超过": "exceed",
    "最少": "least",
    "最小": "least",
    "至少": "least",
    "范围": "range",
    "固定": "fixed",
}

LONGEST = 64
"""The longest name that is kept as it is; of a longer one, such as Base64 in an example, its hash is."""

_TOKEN = re.compile(
    r"(?P<minus>(?<![A-Za-z0-9_])-(?=\d))?(?P<token>[A-Za-z0-9_]+(?:[.:'\-][A-Za-z0-9_]+)*)"
    rf"|(?P<chinese>{'|'.join(sorted(_CHINESE, key=len, reverse=True))})"
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_RATIO = re.compile(r"\d+(?:\.\d+)?:\d+(?:\.\d+)?")
_SPAN = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)([A-Za-z]{0,3})")
_MEASURE = re.compile(r"(-?\d+(?:\.\d+)?)(?:s|sec|secs|ms|min|h|px|fps|[kmg]i?b|st|nd|rd|th)", re.IGNORECASE)
_HEADER = re.compile(r"X(?:-[A-Za-z]+)+")
INDEX = re.compile(r"(?<=[A-Za-z0-9_])\[\d+\]")
_THOUSANDS = re.compile(r"(?<![\d,.\[(])\d{1,3}(?:,\d{3})+(?![\d,])")


def terms_of(text: str, options: Collection[str] = ()) -> tuple[str, ...]:
    """The terms of a statement in the order written, repetitions kept.

    options: the values that the page lists for its fields; where a statement names one, it is a term. Numbers lose
    their unit and thousands separators, ratios (`16:9`) stay whole, an index (`images[0]`) is none; names are words with a
    digit or an underscore, and those of headers such as X-Api-Key.
    """
    text = INDEX.sub("", text).replace("−", "-").replace("’", "'")
    text = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text)
    terms: list[str] = []
    for match in _TOKEN.finditer(text):
        if match["chinese"]:
            terms.append(_CHINESE[match["chinese"]])
        else:
            terms += _terms(match["token"], bool(match["minus"]), options)
    odd = (
        option
        for option in options
        if option and not re.fullmatch(r"[A-Za-z0-9_]+(?:[.:'\-][A-Za-z0-9_]+)*|-\d+", option)
    )
    return (*terms, *(option for option in sorted(odd) if option in text))


def _terms(token: str, minus: bool, options: Collection[str]) -> Iterable[str]:
    signed = f"-{token}" if minus else token
    if signed in options or token in options:
        return [signed if signed in options else token]
    ratios = token.split("-")
    if len(ratios) == 2 and all(map(_RATIO.fullmatch, ratios)):  # `1:8-8:1`
        return ratios
    if ":" in token and not _RATIO.fullmatch(token):  # `default:5`
        return [term for part in token.split(":") for term in _terms(part, False, options)]
    if any(character.isdigit() or character == "_" for character in token):
        span, measure = _SPAN.fullmatch(token), _MEASURE.fullmatch(signed)
        if _NUMBER.fullmatch(signed) or _RATIO.fullmatch(token):
            return [signed]
        if span:
            return [span[1], span[2]]
        return (
            [measure[1]]
            if measure
            else [token if len(token) <= LONGEST else f"sha256:{sha256(token.encode()).hexdigest()[:16]}"]
        )
    if _HEADER.fullmatch(token):
        return [token]
    word = token.lower()
    parts = [word] if word in _BINDING or "-" not in word else word.split("-")
    return [_BINDING.get(part, part) for part in parts if part in _BINDING or part in TURNING or part in _VALUES]


def binding(terms: Iterable[str]) -> tuple[str, ...]:
    """Those of a statement's terms that a request could break, in order, none twice."""
    return tuple(dict.fromkeys(term for term in terms if term not in TURNING))


def is_format(term: str) -> bool:
    """Whether a term is the format of a file: the order of several says nothing."""
    return term.lower() in _VALUES


def is_number(term: str) -> bool:
    """Whether a term is a number: ratios, names with digits in them and words are none."""
    return _NUMBER.fullmatch(term) is not None


def is_word(term: str) -> bool:
    """Whether a term is one of the binding words rather than a number, an option or a name."""
    return term in _BINDING.values()
