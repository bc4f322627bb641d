"""Several pages in one file, such as llms-full.txt: where each begins, and the address that it gives. `pages` calls it."""

from __future__ import annotations

import re
from typing import NamedTuple

from reelspec.documentation.pages.text import normalised, unmarked

_TITLE = re.compile(r"# +(\S.{0,200})")
_SOURCE = re.compile(r"(?:source|url|link|canonical)\s?[:：]\s{0,3}<?(https?://[^\s<>]{1,400})>?", re.IGNORECASE)
_OWN = re.compile(r"(?:[-*•]\s)?(?:model\sid|model|endpoint|模型)\s?[:：]\s?\S", re.IGNORECASE)
_DOC = re.compile(r"<(?:doc|page|document)\b([^<>\n]{0,600})>\s*$")
_END = re.compile(r"</(?:doc|page|document)>\s*$")
_ATTRIBUTE = re.compile(r"\b(title|url|source|href)=\"([^\"\n]{0,400})\"")
_FENCE = re.compile(r"\s*(`{3,12}|~{3,12})")
_HEAD = 14
"""How many lines below its title a page says whose it is."""


class Piece(NamedTuple):
    """One page of a file. line: where it begins, from 1; title and address: as it gives them."""

    line: int
    title: str | None
    address: str | None
    text: str


def pieces_of(text: str) -> list[Piece]:
    """The pages of a file: the file itself where it is one page, else each below its title.

    A title begins a page of its own only where each says below it where it comes from (`Source: https://…`), or which
    model or endpoint it is about; a page with several titles is one page.
    """
    lines = text.split("\n")
    starts: list[tuple[int, str | None, str | None]] = []
    fence = ""
    for at, line in enumerate(lines):
        match = _FENCE.match(line)
        if match is not None:
            mark = match[1][:3]
            fence = "" if fence == mark else fence or mark
            continue
        if fence:
            continue
        doc = _DOC.match(line)
        if doc is not None:
            attributes = dict(_ATTRIBUTE.findall(doc[1]))
            address = attributes.get("url") or attributes.get("source") or attributes.get("href")
            starts.append((at + 1, attributes.get("title"), address))
            continue
        title = _TITLE.fullmatch(line.rstrip())
        if title is None:
            continue
        own, address = False, None
        for below in lines[at + 1 : at + 1 + _HEAD]:
            below = normalised(unmarked(below))
            if below.startswith("# "):
                break
            source = _SOURCE.fullmatch(below)
            address = address or (source[1] if source is not None else None)
            own = own or source is not None or _OWN.match(below) is not None
        if own:
            starts.append((at, normalised(unmarked(title[1])), address))
    if len(starts) < 2:
        return [Piece(1, None, starts[0][2] if starts else None, text)]
    found_pieces = []
    for (start, name, address), end in zip(starts, [*(at for at, _, _ in starts[1:]), len(lines)], strict=True):
        inner = [line for line in lines[start:end] if not _END.match(line) and not _DOC.match(line)]
        found_pieces.append(Piece(start + 1, name, address, "\n".join(inner)))
    return found_pieces
