"""The field that tells the models of an operation apart."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    old, new = (f"the field {one}" if one else "no field" for one in (delta.old, delta.new))
    message = f"the model is picked by {new}, which was {old}"
    yield change("discriminator-changed", Effect.SENDERS, delta, context, message)


KIND = Kind("discriminator", of("discriminator"), _changes)
