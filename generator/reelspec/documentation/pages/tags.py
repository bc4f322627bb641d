"""The tags of Mintlify's Markdown: `<ParamField body="size" type="string" required default={5}>`. `markdown` calls it.

A tag is read, never run: what stands in braces is a word, a number or text. Where one does not end, it is text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MOST_CHARACTERS = 10_000
"""The longest tag that is read as one."""

_OPENING = re.compile(r"<(/?)([A-Z][A-Za-z]{1,30})(?=[\s/>])")
_ATTRIBUTE = re.compile(r"[A-Za-z_][\w.:-]{0,60}")


@dataclass(frozen=True)
class Tag:
    """name; closing: `</…>`; empty: `<…/>`; end: the offset behind it. An attribute without a value is "true"."""

    name: str
    closing: bool
    empty: bool
    end: int
    attributes: Mapping[str, str]


def tag_at(text: str, start: int) -> tuple[Tag | None, int]:
    """The tag that begins at `start` (None: there is none), and how far was looked."""
    opening = _OPENING.match(text, start)
    if opening is None:
        return None, start + 1
    attributes: dict[str, str] = {}
    at = opening.end()
    last = min(len(text), start + MOST_CHARACTERS)
    while at < last:
        char = text[at]
        if char.isspace():
            at += 1
        elif char == ">":
            return Tag(opening[2], bool(opening[1]), False, at + 1, attributes), at + 1
        elif text.startswith("/>", at):
            return Tag(opening[2], bool(opening[1]), True, at + 2, attributes), at + 2
        else:
            name = _ATTRIBUTE.match(text, at)
            if name is None:
                return None, at
            at = name.end()
            value = "true"
            if text[at : at + 1] == "=":
                parsed, at = _value(text, at + 1, last)
                if parsed is None:
                    return None, at
                value = parsed
            attributes.setdefault(name[0], value)
    return None, at


def _value(text: str, start: int, last: int) -> tuple[str | None, int]:
    """The value that begins at `start`: in quotes, or in braces that are balanced; and where it ends."""
    char = text[start : start + 1]
    if char and char in "\"'":
        end = text.find(char, start + 1, last)
        return (None, last) if end < 0 else (text[start + 1 : end], end + 1)
    if char != "{":
        return None, start
    depth, at = 0, start
    while at < last:
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if depth == 0:
                inside = text[start + 1 : at].strip()
                if len(inside) >= 2 and inside[0] == inside[-1] and inside[0] in "\"'`":
                    inside = inside[1:-1]
                return inside, at + 1
        at += 1
    return None, last
