"""Drift: values that a field's list of options has gained or lost."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.drift.finding import Compared, Edit, Finding, keyword_edits, shown_value
from reelspec.language.source.node import Json


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each field whose options are others; another order is none."""
    for part, path, old, new in compared.changed_fields():
        before, after = old.get("options"), new.get("options")
        if not isinstance(before, list | None) or not isinstance(after, list | None):
            continue
        gained = [one for one in after or [] if one not in (before or [])]
        lost = [one for one in before or [] if one not in (after or [])]
        if (before is None) == (after is None) and not gained and not lost:
            continue
        said = []
        if before is None:
            said.append(f"it has a list of options now: {_several(gained)}")
        elif after is None:
            said.append("it has no list of options any more")
        else:
            said += [f"new options: {_several(gained)}"] if gained else []
            said += [f"options that are gone: {_several(lost)}"] if lost else []
        what = " and ".join(
            [
                *([f"add {_several(gained)}"] if gained else []),
                *([f"take out {_several(lost)}"] if lost and after else []),
            ]
        )
        edits = keyword_edits(compared.fields_of(part, path), ("enum", "const"), what or "see what it takes now")
        rules = compared.rules_about(path) if part == "body" else {}
        edits += tuple(
            Edit(name, node.key_place, f"see whether it still holds for {path}") for name, node in rules.items()
        )
        yield Finding(
            "options",
            compared.section_of(part, path),
            "; ".join(said),
            True,
            edits,
            compared.line_of(part, path, "options"),
        )


def _several(values: list[Json]) -> str:
    return ", ".join(shown_value(one) for one in values)
