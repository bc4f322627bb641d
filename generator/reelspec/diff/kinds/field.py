"""Fields of requests and answers that come and go."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, field_label, keyword_witness, of
from reelspec.language.contract.schema import Schema


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    around: Schema = delta.others[1] if delta.added else delta.others[0]
    required = delta.name in around.required
    label = field_label(delta)
    flow = delta.where.flow
    if delta.added:
        message = f"{label} is new{' and required' if required else ''}"
        if flow == "request" and required:
            found = keyword_witness(delta, context, "tighter")
            yield change("required-field-added", Effect.SENDERS, delta, context, message, witness=found)
        else:
            found = keyword_witness(delta, context, "looser")
            yield change("field-added", Effect.COMPATIBLE, delta, context, message, witness=found)
        return
    message = f"{label} is gone"
    if flow == "request":
        found = keyword_witness(delta, context, "tighter")
        yield change("field-removed", Effect.SENDERS, delta, context, message, witness=found)
    else:
        effect = Effect.RECEIVERS if flow == "response" else Effect.COMPATIBLE
        yield change("field-removed", effect, delta, context, message)


KIND = Kind("field", of("property"), _changes)
