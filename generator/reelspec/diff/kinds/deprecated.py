"""What is marked as deprecated: fields, parameters and operations."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, field_label


def _claims(delta: Delta) -> bool:
    return delta.what in ("annotation", "words") and delta.name.split(" ")[0] == "deprecated"


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    what = field_label(delta) if delta.what == "annotation" else delta.name.partition(" of ")[2] or "the operation"
    message = f"{what} is {'now' if delta.new is True else 'no longer'} deprecated"
    yield change("deprecation", Effect.COMPATIBLE, delta, context, message)


KIND = Kind("deprecated", _claims, _changes)
