"""Drift: fields that have become required, or are so no more."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.documentation.drift.finding import Compared, Edit, Finding


def find(compared: Compared) -> Iterator[Finding]:
    """A finding for each; a mark that the page has stopped to make is none."""
    for part, path, old, new in compared.changed_fields():
        before, after = old.get("required"), new.get("required")
        if bool(before) == bool(after) and (before is None or after is None or before == after):
            continue
        edits = []
        for name, node in compared.fields_of(part, path).items():
            field, what = str(node.pointer[-1]), "add {} to required" if after else "take {} out of required"
            whole = node.document.root.at(node.pointer[:-2])
            listed = whole.get("required") if whole is not None else None
            if listed is not None:
                at = f"{name.rsplit('/properties/', 1)[0]}/required"
                edits.append(Edit(at, listed.key_place, what.format(field)))
            else:
                edits.append(Edit(name, node.key_place, what.format(field)))
        yield Finding(
            "required" if after else "optional",
            compared.section_of(part, path),
            "it is required now" if after else "it is required no more",
            True,
            tuple(edits),
            compared.line_of(part, path, "required"),
        )
