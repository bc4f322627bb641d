"""Drift: fields whose type is another one."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.drift.finding import Compared, Finding, keyword_edits, shown_value


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each field that was one type and is another."""
    for part, path, old, new in compared.changed_fields():
        before, after = old.get("type"), new.get("type")
        if before != after:
            yield Finding(
                "retyped",
                compared.section_of(part, path),
                f"its type was {shown_value(before)} and is {shown_value(after)}",
                True,
                keyword_edits(compared.fields_of(part, path), ("type",), f"write type: {shown_value(after)}"),
                compared.line_of(part, path, "type"),
            )
