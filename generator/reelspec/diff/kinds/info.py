"""What an OpenAPI document says of itself (OpenAPI 3.1, Info Object)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of, shown


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    words = "has changed" if delta.name != "version" else f"is {shown(delta.new)}, which was {shown(delta.old)}"
    yield change("info", Effect.DOCUMENTATION, delta, context, f"the document's {delta.name} {words}")


KIND = Kind("info", of("info"), _changes)
