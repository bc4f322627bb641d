"""Providers that come and go."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    if delta.added:
        models = len(delta.new.models)
        message = f"the provider {delta.name} is new, with {models} model{'' if models == 1 else 's'}"
        yield change("provider-added", Effect.COMPATIBLE, delta, context, message)
    else:
        yield change("provider-removed", Effect.SENDERS, delta, context, f"the provider {delta.name} is gone")


KIND = Kind("provider", of("provider"), _changes)
