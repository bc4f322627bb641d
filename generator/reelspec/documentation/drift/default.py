"""Drift: defaults that are others, or that a page has begun or stopped to state."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.drift.finding import Compared, Finding, keyword_edits, shown_value


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each field with another default."""
    for part, path, old, new in compared.changed_fields():
        if ("default" in old) == ("default" in new) and old.get("default") == new.get("default"):
            continue
        if "default" not in new:
            message, what = (
                f"its default was {shown_value(old['default'])} and is stated no more",
                "take the default out",
            )
        elif "default" not in old:
            message = f"it has a default now, {shown_value(new['default'])}"
            what = f"write default: {shown_value(new['default'])}"
        else:
            message = f"its default was {shown_value(old['default'])} and is {shown_value(new['default'])}"
            what = f"write default: {shown_value(new['default'])}"
        yield Finding(
            "default",
            compared.section_of(part, path),
            message,
            True,
            keyword_edits(compared.fields_of(part, path), ("default", "x-default"), what),
            compared.line_of(part, path, "default"),
        )
