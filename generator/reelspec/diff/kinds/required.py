"""Fields that have become required, or no longer are."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, bounded, change, field_label, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    label = field_label(delta)
    field = delta.name if label in ("the body", "the value") else f"{delta.name} in {label}"
    if delta.where.flow == "response":
        if delta.added:
            message = f"{field} is always there"
            yield change("field-always-there", Effect.COMPATIBLE, delta, context, message)
        else:
            message = f"{field} may be missing"
            yield change("field-may-be-missing", Effect.RECEIVERS, delta, context, message)
        return
    kind = "field-required" if delta.added else "field-optional"
    message = f"{field} is now {'required' if delta.added else 'optional'}"
    yield from bounded(kind, delta, context, message, delta.added, delta.removed, delta.name)


KIND = Kind("required", of("required"), _changes)
