"""Facts that a line or sentence of a description states as one keyword of JSON Schema: patterns, factors, excluded bounds,
items that differ. `described` calls it, for all layouts; and asks it which bounds in prose are not those that they seem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from reelspec.documentation.pages.page import FactKind, Value
from reelspec.documentation.pages.prose import number_of
from reelspec.documentation.pages.text import word_set
from reelspec.documentation.pages.types import Written

Found: TypeAlias = tuple[FactKind, Value]

_NUMBER = r"(-?\d{1,19}(?:\.\d{1,19})?)(?![\d.]*\d)"
_PATTERN = re.compile(
    r"(?:(?:must\s|should\s)?match(?:es)?\s(?:the\s)?)?"
    r"(?:(?:string\s|required\s)?(?:pattern|regexp?|regular\sexpression)\s?[:=]?|(?:must\smatch|matches)\s?:?)\s{0,2}(\S.{0,999})",
    re.IGNORECASE,
)
_SAYS_PATTERN = re.compile(r"\b(?:pattern|regexp?|regular\sexpression)\s?[:=]", re.IGNORECASE)
_DEMANDED = (
    r"(?:^(?:an?\s)?|\bmust\sbe\s(?:an?\s)?(?:\w{1,20}\s)?|\bha(?:s|ve)\sto\sbe\s(?:an?\s)?|"
    r"[,(:]\s?(?:and\s)?(?:an?\s)?|\band\s(?:an?\s)?)"
)
"""What stands before words that demand something; in other sentences they tell what happens (`values above 1 are clamped`)."""
_END = r"(?=\s?(?:$|[.,;)]|and\b))"
_FORMAT = re.compile(r"(?:string\s)?format\s?[:=]\s?[`\"']?([a-z][a-z-]{1,30})[`\"']?\.?", re.IGNORECASE)
FORMATS = word_set(
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference uuid "
    "uri-template json-pointer relative-json-pointer regex"
)
"""The formats of JSON Schema (Validation, section 7.3). Other words behind `Format:` name formats of files."""
_FACTOR = re.compile(
    rf"{_DEMANDED}(?:multiples?\sof|divisible\sby|in\s(?:steps|increments)\sof)\s{{0,2}}:?\s?{_NUMBER}", re.IGNORECASE
)
_UNLIKE = re.compile(
    r"\b(?:unique\sitems|(?:items|elements|entries|values|they)\s(?:must|have\sto)\s(?:be\sunique|(?:all\s)?differ)|"
    r"(?:no|without|not\scontain(?:\sany)?)\sduplicates?|duplicates\sare\snot\sallowed)\b",
    re.IGNORECASE,
)
_UNLIKE_LINE = re.compile(r"unique\s?items\s?:?\s?(true)?\.?", re.IGNORECASE)
_ABOVE = re.compile(
    rf"{_DEMANDED}(?:(?:greater|more|larger|higher)\sthan|above|over|>)\s{{0,2}}(?!=|or\s){_NUMBER}{_END}",
    re.IGNORECASE,
)
_BELOW = re.compile(
    rf"{_DEMANDED}(?:(?:less|fewer|smaller|lower)\sthan|below|under|<)\s{{0,2}}(?!=|or\s){_NUMBER}{_END}", re.IGNORECASE
)
_NO = re.compile(r"\b(?:no|not)\s(?:be\s)?(?:greater|more|larger|higher|less|fewer|smaller|lower)\sthan", re.IGNORECASE)
_EXCLUSIVE = re.compile(r"\bexclu(?:sive(?!ly)|ding|ded)", re.IGNORECASE)
_ENDS = re.compile(
    rf"{_NUMBER}\s{{0,2}}(?:\((in|ex)clusive\))?\s{{0,3}}(?:-|~|to|and|,)\s{{0,3}}"
    rf"{_NUMBER}(?:\s{{0,2}}\((?:both\s)?(in|ex)clusive\b|,?\s{{1,2}}(?:both\s)?(in|ex)clusive\b)?",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"\b(exclusive\s?)?(min|max)(?:imum)?(?:\svalue)?\s?(?:of\s|is\s)?[:=]?\s?{_NUMBER}\s?(\(?exclusive\b)?",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:when|whenever|if|for|while|whereas|unless|except|otherwise|depend\w{0,3})\b", re.IGNORECASE
)
_SOFT = re.compile(r"\b(?:recommend\w{0,6}|suggest\w{0,4}|better|ideally|typically|usually|about)\b", re.IGNORECASE)
_LEAST_OF = re.compile(
    r"\b(?:at\sleast\s(?:one|\d{1,9})|one\sor\smore|no\s(?:fewer|less)\sthan\s(?:one|\d{1,9})|min(?:imum)?(?:\sof)?:?\s\d{1,9})"
    r"\s((?:[\w-]{1,40}\s(?:(?:or|and)\s)?){0,5}?(?:items?|elements?|entries|entry)\b)?"
    r"(?:(?:unique|valid|different|reference|input)\s)?([a-z]{2,40})?(?:\s(or|and|/)\s([a-z]{2,40}))?",
    re.IGNORECASE,
)
_MOST_ALONE = re.compile(
    r"\b(?:at\smost|up\sto|max(?:imum)?(?:\sof)?:?|no\smore\sthan)\s(\d{1,9})\s?(?:$|[.;)])", re.IGNORECASE
)
_ITEM_WORDS = frozenset(
    ["item", "element", "entry", "value", "url", "uri", "link", "address", "file", "string", "object"]
)


def keyword_facts(text: str, written: Written | None) -> Iterator[Found]:
    """The facts of a normalised statement of a field's description. written: the field's type."""
    if len(text) > 2000:
        return
    types = frozenset() if written is None else frozenset(written.types)
    if not types or types & {"string"}:
        pattern = pattern_of(text)
        if pattern is not None:
            yield "pattern", pattern
            return
        format_ = _FORMAT.fullmatch(text)
        if format_ is not None and format_[1].lower() in FORMATS:
            yield "format", format_[1].lower()
    if _CONDITION.search(text) or _SOFT.search(text):
        return
    if types & {"integer", "number"}:
        factor = _FACTOR.search(text)
        if factor is not None and number_of(factor[1]) > 0:
            yield "multipleOf", number_of(factor[1])
        yield from _excluded(text, types)
    if "array" in types:
        if _UNLIKE.search(text) or _UNLIKE_LINE.fullmatch(text):
            yield "uniqueItems", True
        most = _MOST_ALONE.search(text)
        if most is not None:
            yield "items", (None, int(most[1]))


def pattern_of(text: str) -> str | None:
    """The regular expression that a line states: `Pattern: ^https://`. Words behind the label are none."""
    match = _PATTERN.fullmatch(text.strip())
    if match is None:
        return None
    pattern = match[1].strip()
    if pattern.endswith(".") and pattern[-2:-1] in "$`\"'/":
        pattern = pattern[:-1]
    for mark in ("`", '"', "'"):
        if len(pattern) > 2 and pattern[0] == pattern[-1] == mark:
            pattern = pattern[1:-1]
            break
    if len(pattern) > 2 and pattern[0] == pattern[-1] == "/":
        pattern = pattern[1:-1].replace("\\/", "/")
    written = pattern.startswith("^") or pattern.endswith("$") or re.search(r"[\\\[\](){}*+?|]", pattern) is not None
    return pattern if written and (" " not in pattern or pattern[0] == "^") else None


def says_pattern(text: str) -> bool:
    """Whether a statement speaks of a pattern or a format, in whatever words."""
    return _SAYS_PATTERN.search(text) is not None or _FORMAT.fullmatch(text) is not None


def is_excluded(text: str) -> bool:
    """Whether a statement excludes a bound, so that what its words seem to include is not included."""
    return _EXCLUSIVE.search(text) is not None


def is_of_others(text: str, name: str) -> bool:
    """Whether `at least one image` in the description of an array is no number of its items.

    It is one where it names items, or what the field is named after; several kinds (`one image or video`) are a condition
    on what the items are, another thing (an image, of `sound_urls`) one on another field.
    """
    match = _LEAST_OF.search(text)
    if match is None or match[1] or not match[2]:
        return False
    if match[3] in ("or", "/"):
        return True
    words = {_stem(word) for word in re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()) if word}
    return _stem(match[2].lower()) not in words | _ITEM_WORDS


def _stem(word: str) -> str:
    return (
        "entry" if word == "entries" else word.removesuffix("es") if word.endswith("sses") else word.removesuffix("s")
    )


def _excluded(text: str, types: frozenset[str]) -> Iterator[Found]:
    """Bounds that are not included; of an integer they are a range."""
    low: str | None = None
    high: str | None = None
    included: list[str | None] = [None, None]
    ends = _ENDS.search(text)
    if ends is not None and (ends[2] or ends[4] or ends[5]):
        first, last = (ends[2] or "").lower(), (ends[4] or ends[5] or "").lower()
        if not first and ends[4] and "both" not in text.lower() and "between" not in text.lower():
            return  # whether brackets behind the last speak of the first as well, nobody knows
        first, last = first or last, last or "in"
        low, included[0] = (ends[1], None) if first == "ex" else (None, ends[1])
        high, included[1] = (ends[3], None) if last == "ex" else (None, ends[3])
        if low is None and high is None:
            return
    elif is_excluded(text):
        for match in _LABELLED.finditer(text):
            excluded = match[1] or match[4]
            if match[2].lower() == "min":
                low, included[0] = (match[3], None) if excluded else (None, match[3])
            else:
                high, included[1] = (match[3], None) if excluded else (None, match[3])
        if low is None and high is None:
            return
    elif _NO.search(text) is None:
        above, below = _ABOVE.search(text), _BELOW.search(text)
        low = None if above is None else above[1]
        high = None if below is None else below[1]
    if "number" not in types and all(bound is None or "." not in bound for bound in (low, high)):
        if low is not None or high is not None:
            least = int(low) + 1 if low is not None else _whole(included[0])
            most = int(high) - 1 if high is not None else _whole(included[1])
            yield "range", (least, most)
        return
    if low is not None:
        yield "exclusiveMinimum", number_of(low)
    if high is not None:
        yield "exclusiveMaximum", number_of(high)
    if any(included):
        least, most = (None if bound is None else number_of(bound) for bound in included)
        yield "range", (least, most)


def _whole(text: str | None) -> int | float | None:
    return None if text is None else number_of(text)
