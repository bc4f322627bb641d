"""What no other kind claims: reported by its place rather than passed over, with the graver effect."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    effect = {"request": Effect.SENDERS, "response": Effect.RECEIVERS, "neither": Effect.COMPATIBLE}[delta.where.flow]
    verb = "is new" if delta.added else "is gone" if delta.removed else "has changed"
    name = " ".join(one for one in (delta.what, delta.name) if one)
    yield change("other", effect, delta, context, f"{name} {verb}", decided=False)


KIND = Kind("other", lambda delta: True, _changes)
