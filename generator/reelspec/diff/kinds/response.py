"""Responses by status (OpenAPI 3.1, Responses Object)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    if delta.added:
        yield change("response-added", Effect.COMPATIBLE, delta, context, f"the response {delta.name} is new")
    else:
        yield change("response-removed", Effect.RECEIVERS, delta, context, f"the response {delta.name} is gone")


KIND = Kind("response", of("response"), _changes)
