"""Whether an operation takes a body, and in which media types bodies and answers come."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    sent = delta.where.flow == "request"
    breaking = Effect.SENDERS if sent else Effect.RECEIVERS
    if delta.what == "request-required":
        effect = Effect.SENDERS if delta.new else Effect.COMPATIBLE
        message = f"the request body is now {'required' if delta.new else 'optional'}"
        yield change("body-required", effect, delta, context, message)
    elif delta.what == "request-body":
        if delta.removed:
            yield change("body-removed", Effect.SENDERS, delta, context, "the operation takes no body")
        else:
            effect = Effect.SENDERS if delta.others[1].request_required else Effect.COMPATIBLE
            yield change("body-added", effect, delta, context, "the operation takes a body")
    elif delta.what == "media-type":
        effect = breaking if delta.removed else Effect.COMPATIBLE
        message = f"{'bodies' if sent else 'answers'} of {delta.name} are {'gone' if delta.removed else 'new'}"
        yield change("media-type", effect, delta, context, message)
    else:
        known = delta.added
        effect = breaking if known == sent else Effect.COMPATIBLE
        message = f"{'something' if known else 'nothing'} is said of what {delta.name} holds"
        yield change("content-schema", effect, delta, context, message, decided=not effect.breaks)


KIND = Kind("body", of("request-body", "request-required", "media-type", "content-schema"), _changes)
