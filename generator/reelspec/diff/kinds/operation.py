"""Operations that come and go, are called something else, or stand at another place."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    if delta.what == "operation-id":
        message = f"the operation {delta.old} is now called {delta.new}, and so is its method"
        yield change("operation-renamed", Effect.SENDERS, delta, context, message)
    elif delta.what in ("method", "path"):
        message = f"the operation's {delta.what} is {delta.new}, which was {delta.old}"
        yield change("operation-moved", Effect.SENDERS, delta, context, message)
    elif delta.added:
        yield change("operation-added", Effect.COMPATIBLE, delta, context, f"the operation {delta.name} is new")
    else:
        yield change("operation-removed", Effect.SENDERS, delta, context, f"the operation {delta.name} is gone")


KIND = Kind("operation", of("operation", "operation-id", "method", "path"), _changes)
