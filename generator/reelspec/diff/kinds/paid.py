"""`x-paid` and `x-retry`: what a call costs, and when it may be sent again."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of, shown
from reelspec.language.source.node import Json


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    if delta.what == "x-paid":
        effect = Effect.SENDERS if delta.new is True else Effect.COMPATIBLE
        message = "the call costs money, and is no longer repeated" if delta.new is True else "the call costs nothing"
        yield change("paid-changed", effect, delta, context, message)
        return
    before, after = _statuses(delta.old), _statuses(delta.new)
    come, gone = (sorted(one - other) for one, other in ((after, before), (before, after)))
    for status in come:
        message = f"the status {status} is now answered by sending again"
        yield change("retry-added", Effect.COMPATIBLE, delta, context, message)
    for status in gone:
        message = f"the status {status} is raised, where the call was sent again"
        yield change("retry-removed", Effect.SENDERS, delta, context, message)
    was, now = (one.get("idempotency-header") if isinstance(one, dict) else None for one in (delta.old, delta.new))
    if was != now:
        message = f"the idempotency key is sent as {shown(now)}, which was {shown(was)}"
        yield change("idempotency-changed", Effect.COMPATIBLE, delta, context, message)
    if not come and not gone and was == now:
        yield change("retry-source", Effect.DOCUMENTATION, delta, context, "the sources of x-retry have changed")


def _statuses(said: object) -> set[int]:
    entries: object = said.get("statuses") if isinstance(said, dict) else said
    listed: list[Json] = entries if isinstance(entries, list) else []
    return {one["status"] for one in listed if isinstance(one, dict) and isinstance(one.get("status"), int)}  # type: ignore[misc]


KIND = Kind("paid", of("x-paid", "x-retry"), _changes)
