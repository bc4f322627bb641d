"""`readOnly` and `writeOnly`: which way a field goes (Validation, section 9.4)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, field_label


def _claims(delta: Delta) -> bool:
    return delta.what == "annotation" and delta.name in ("readOnly", "writeOnly")


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    flow = delta.where.flow
    effect = Effect.COMPATIBLE
    if delta.new is True:
        if delta.name == "readOnly" and flow == "request":
            effect = Effect.SENDERS
        elif delta.name == "writeOnly" and flow == "response":
            effect = Effect.RECEIVERS
    message = f"{field_label(delta)} is {'now' if delta.new is True else 'no longer'} {delta.name}"
    yield change("access-changed", effect, delta, context, message)


KIND = Kind("access", _claims, _changes)
