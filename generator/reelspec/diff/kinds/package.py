"""The generated package's name."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    message = f"the package {delta.old} is now {delta.new}"
    yield change("package-renamed", Effect.SENDERS, delta, context, message)


KIND = Kind("package", of("package"), _changes)
