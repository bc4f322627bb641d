"""Where facts come from: `x-source`, the words and sources of rules, and the entries of documents.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, field_label, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    if delta.what == "document":
        verb = "is new" if delta.added else "is gone" if delta.removed else "has changed"
        yield change("document", Effect.DOCUMENTATION, delta, context, f"the document {delta.name} {verb}")
    elif delta.what == "rule-words":
        message = f"the {delta.others[0]} of the rule {delta.name} has changed"
        yield change("rule-words", Effect.DOCUMENTATION, delta, context, message)
    else:
        yield change("source", Effect.DOCUMENTATION, delta, context, f"the source of {field_label(delta)} has changed")


KIND = Kind("source", of("document", "rule-words", "source"), _changes)
