"""Components of the OpenAPI document by their names, which the bundle and the classes of answers carry on."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    name = f"the component {delta.name}"
    if delta.added:
        yield change("component-added", Effect.COMPATIBLE, delta, context, f"{name} is new")
    elif delta.removed:
        # What refers to it by name, in other people's code too, finds nothing.
        yield change("component-removed", Effect.RECEIVERS, delta, context, f"{name} is gone, and its class with it")
    else:
        yield change("component-changed", Effect.DOCUMENTATION, delta, context, f"{name}, unused, has changed")


KIND = Kind("component", of("component"), _changes)
