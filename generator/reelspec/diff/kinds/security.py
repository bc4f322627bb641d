"""Keys and how they are sent: security schemes, and which of them an operation asks for."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.equality import canonical
from reelspec.diff.kinds.kind import Context, Kind, change, of

_WORDS = ("description", "bearerFormat", "x-source")


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    if delta.what == "security":
        now = ", ".join(delta.new) or "no key"
        effect = Effect.SENDERS if delta.new else Effect.COMPATIBLE
        message = f"the operation asks for {now}" + (f", which was {', '.join(delta.old)}" if delta.old else "")
        yield change("security-changed", effect, delta, context, message)
        return
    name = f"the security scheme {delta.name}"
    if delta.added:
        yield change("scheme-added", Effect.COMPATIBLE, delta, context, f"{name} is new")
    elif delta.removed:
        yield change("scheme-removed", Effect.SENDERS, delta, context, f"{name} is gone")
    else:
        said = [
            canonical({key: value for key, value in one.items() if key not in _WORDS}) for one in (delta.old, delta.new)
        ]
        effect = Effect.SENDERS if said[0] != said[1] else Effect.DOCUMENTATION
        yield change("scheme-changed", effect, delta, context, f"{name} has changed")


KIND = Kind("security", of("security", "security-scheme"), _changes)
