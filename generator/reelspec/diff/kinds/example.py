"""Examples of bodies, and of bodies that must be refused."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    example = delta.new if delta.added else delta.old
    what = "an example" if example.rule is None else f"an invalid example ({example.rule})"
    message = f"{what} {'is new' if delta.added else 'is gone'}"
    yield change("example", Effect.DOCUMENTATION, delta, context, message)


KIND = Kind("example", of("example"), _changes)
