"""Drift: limits of numbers, of lengths, and of how many items there are."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.drift.finding import Compared, Finding, keyword_edits, shown_value
from reelspec.documentation.pages.page import LIMITS, limit_keywords
from reelspec.language.contract.keywords import SIDES
from reelspec.language.source.node import Json


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each kind of limit of each field."""
    for part, path, old, new in compared.changed_fields():
        for kind in LIMITS:
            keywords = tuple(limit_keywords(kind, side)[0] for side in SIDES)
            if old.get(kind) == new.get(kind):
                continue
            before, after = _bounds(old.get(kind)), _bounds(new.get(kind))
            moved = [at for at in (0, 1) if before[at] != after[at]]
            said = [_said(keywords[at], before[at], after[at]) for at in moved]
            what = " and ".join(
                f"write {keywords[at]}: {shown_value(after[at])}"
                if after[at] is not None
                else f"take {keywords[at]} out"
                for at in moved
            )
            wanted = tuple(keywords[at] for at in moved)
            edits = keyword_edits(compared.fields_of(part, path), (*wanted, *keywords, "enum"), what)
            line = compared.line_of(part, path, kind)
            yield Finding("limits", compared.section_of(part, path), "; ".join(said), True, edits, line)


def _bounds(value: Json) -> tuple[Json, Json]:
    return (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (None, None)


def _said(keyword: str, before: Json, after: Json) -> str:
    if before is None:
        return f"its {keyword} is {shown_value(after)} now"
    if after is None:
        return f"its {keyword} was {shown_value(before)} and is stated no more"
    return f"its {keyword} was {shown_value(before)} and is {shown_value(after)}"
