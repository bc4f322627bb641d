"""Elements that are there on both sides but called something else in what is generated."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    message = f"{delta.name} is {delta.new.name} in {delta.new.place}, which was {delta.old.name}"
    yield change("public-name", Effect.SENDERS, delta, context, message)


KIND = Kind("public-name", of("public-name"), _changes)
