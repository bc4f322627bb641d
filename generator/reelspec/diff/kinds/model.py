"""Models that come and go."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    if delta.added:
        yield change("model-added", Effect.COMPATIBLE, delta, context, f"the model {delta.name} is new")
    else:
        yield change("model-removed", Effect.SENDERS, delta, context, f"the model {delta.name} is gone")


KIND = Kind("model", of("model"), _changes)
