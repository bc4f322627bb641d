"""What `x-media` says of the files behind links; shown and carried as data, judged by nobody here."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, field_label


def _claims(delta: Delta) -> bool:
    return delta.what == "annotation" and delta.name == "x-media"


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    old, new = (one if isinstance(one, dict) else {} for one in (delta.old, delta.new))
    members = ", ".join(name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name))
    message = f"what is said of the file behind {field_label(delta)} has changed: {members}"
    yield change("media-changed", Effect.DOCUMENTATION, delta, context, message)


KIND = Kind("media", _claims, _changes)
