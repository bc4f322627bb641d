"""Text of a page: normalising it, splitting it into sentences, finding where a JSON value ends. Every reader calls it.

Everything here goes through its text once, whatever the text is: no expression backtracks over more than a few characters.
"""

from __future__ import annotations

import json
import re
import unicodedata
from hashlib import sha256

from reelspec.language.source.node import Json

MOST_NESTING = 100
"""How deep a JSON value of a page may be; a deeper one is text."""

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        "≦": "≤",
        "≧": "≥",
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f", None),
    }
)
_BULLET = re.compile(r"(?:[•‣◦⁃∙●○▪■►▸·*+–—-]|\d{1,3}[.)])\s+")
_END = re.compile(r"""[.!?]["')\]]{0,3}(?=\s)|[.!?]["')\]]{0,3}(?=[A-Z][a-z]{2})|[。！？；]""")
_ABBREVIATION = re.compile(
    r"(?:^|[^.])\.\.$|(?:^|[\s(\[])(?:e\.g|i\.e|etc|vs|approx|max|min|resp|incl|excl|cf|fig|no|nr|ca|sec|[A-Za-z])\.$",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"""(?<=[a-z)\]"'\d])(?=(?:
        (?:(?:Supported|Available|Allowed|Accepted|Possible|Valid|Optional|Required|Value|Fields)
            [ ][A-Za-z]{1,20}(?:[ ][A-Za-z]{1,20}){0,3}
        |Default(?:[ ]value)?|Options|Values|Ranges?|Examples?|Notes?|Formats?|Limits?|Constraints|Units?|Length|Duration
        |Maximum|Minimum):
        |(?:Maximum|Minimum|Max|Min|Up[ ]to|At[ ](?:most|least))(?:[ ]length)?(?:[ ]of)?[ ]\d))""",
    re.VERBOSE,
)
_CHINESE_LABEL = re.compile(
    r"(?<=[^\s，。：；、（(])(?=(?:默认值?|取值范围|可选值|可用选项|可选项|枚举值|示例值?|例如|最大长度|最小长度|支持的?[\w]{1,6})\s?[:：])"
)

_LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,1000}\)")
_CODE = re.compile(r"(`[^`\n]{1,1000}`)")
_ESCAPED = re.compile(r"\\([\\_*\[\]<>{}#|`~.!()+-])")
_HTML = re.compile(
    r"</?(?:a|b|i|br|code|em|strong|p|span|sup|sub|u|li|ul|ol|div|img|h[1-6])(?:\s[^<>\n]{0,300})?/?>", re.IGNORECASE
)


BREAK = re.compile(r"<br\s?/?>", re.IGNORECASE)
"""Ends a line inside of a paragraph or a cell of Markdown."""


def word_set(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


def normalised(text: str) -> str:
    """The text of a statement as it is compared and hashed: what a reader of the page cannot see makes no difference.

    Unicode NFC; one space between words and none around; no zero-width, bidi or control characters; straight quotes; a
    hyphen for every dash; no bullet or list number before it.
    """
    text = unicodedata.normalize("NFC", text).translate(_SAME)
    text = " ".join(text.split())
    text = "".join(
        char for char in text if char == " " or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    text = " ".join(text.split())
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else text


def text_print(normalised: str) -> str:
    """The fingerprint of a normalised text: the first 16 hexadecimal digits, 64 bits, of its SHA-256 in UTF-8."""
    return sha256(normalised.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def sentences(line: str) -> list[tuple[int, str]]:
    """The sentences of one line or paragraph, each with its offset, as written.

    A sentence ends at . ! ? before a space, or before a capitalised word that a capture has glued to it; at the stops of
    Chinese; and before a label (`Default:`, `Supported range:`) or limit (`Maximum 500`) glued to a word. Abbreviations and
    the dots of numbers, names and addresses end none.
    """
    cuts = [match.end() for match in _END.finditer(line) if not _is_abbreviation(line, match.start() + 1)]
    cuts += [
        match.start() for match in _LABEL.finditer(line) if " " in line[max(0, match.start() - 40) : match.start()]
    ]
    cuts += [match.start() for match in _CHINESE_LABEL.finditer(line)]
    sentences: list[tuple[int, str]] = []
    start = 0
    for cut in sorted({*cuts, len(line)}):
        piece = line[start:cut]
        stripped = piece.lstrip()
        if stripped.strip():
            sentences.append((start + len(piece) - len(stripped), stripped.rstrip()))
        start = cut
    return sentences


def _is_abbreviation(line: str, end: int) -> bool:
    return _ABBREVIATION.search(line[max(0, end - 9) : end]) is not None


def unmarked(text: str) -> str:
    """Text without the marks of Markdown that change how it looks: bold, code, links, line breaks."""
    # Between backticks every character is itself (CommonMark, 6.1): of code only they are taken away.
    return "".join(part.strip("`") if at % 2 else _unmarked(part) for at, part in enumerate(_CODE.split(text)))


def _unmarked(text: str) -> str:
    text = _LINK.sub(r"\1", text)
    text = _HTML.sub(" ", text)
    return _ESCAPED.sub(r"\1", text.replace("**", "").replace("`", ""))


def is_bullet(line: str) -> bool:
    """Whether a line is an item of a list."""
    return _BULLET.match(line.lstrip()) is not None


def json_end(text: str, start: int, most: int = MOST_NESTING) -> tuple[int | None, int]:
    """Where the JSON object or array that begins at `start` ends (None: it does not), and how far was looked."""
    depth = 0
    at = start
    length = len(text)
    while at < length:
        char = text[at]
        if char == '"':
            at = _string_end(text, at)
            continue
        if char in "{[":
            depth += 1
            if depth > most:
                return None, at
        elif char in "}]":
            depth -= 1
            if depth == 0:
                return at + 1, at + 1
        at += 1
    return None, length


def _string_end(text: str, start: int) -> int:
    at = start + 1
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text[at] == '"':
            return at + 1
        elif text[at] == "\n":  # a JSON string has none: the quote was something else
            return at
        else:
            at += 1
    return len(text)


def parsed(text: str) -> tuple[bool, Json]:
    """Whether the text is one JSON value, and the value."""
    try:
        value: Json = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False, None
    return True, value


def _refuse(word: str) -> Json:
    raise ValueError(f"{word} is not a JSON value")
