"""Where requests go: the servers of a document, of which the first is the clients' own."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of, shown


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    old, new = (one[0] if one else None for one in (delta.old, delta.new))
    if old != new:
        message = f"requests go to {shown(new)}, which was {shown(old)}"
        yield change("server-changed", Effect.SENDERS, delta, context, message)
    else:
        yield change("servers-listed", Effect.COMPATIBLE, delta, context, "the list of other servers has changed")


KIND = Kind("server", of("servers"), _changes)
