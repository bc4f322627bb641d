"""Words: titles, descriptions, comments, notes of others, members that nothing here acts upon."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, field_label, of

_ACTED_UPON = {
    "callbacks": Effect.RECEIVERS,
    "webhooks": Effect.RECEIVERS,
    "headers": Effect.RECEIVERS,
    "links": Effect.RECEIVERS,
    "encoding": Effect.SENDERS,
    "allowReserved": Effect.SENDERS,
    "allowEmptyValue": Effect.SENDERS,
}
"""Members that others may act upon, with whom a change of them may break; whether it does is not decided."""


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    name = delta.name
    verb = "is new" if delta.added else "is gone" if delta.removed else "has changed"
    if delta.what == "annotation":
        kind = "wording" if name in ("title", "description", "$comment") else "annotation"
        yield change(kind, Effect.DOCUMENTATION, delta, context, f"{name} of {field_label(delta)} {verb}")
        return
    effect = _ACTED_UPON.get(name.split(" ")[0])
    if effect is not None:
        effect = Effect.COMPATIBLE if delta.added else effect
        yield change("member-changed", effect, delta, context, f"{name} {verb}", decided=False)
    else:
        yield change("wording", Effect.DOCUMENTATION, delta, context, f"{name} {verb}")


KIND = Kind("wording", of("annotation", "words"), _changes)
