"""Parameters of operations (OpenAPI 3.1, Parameter Object)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of
from reelspec.language.contract.naming import snake


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    name = f"the {delta.name}"
    if delta.what == "parameter-name":
        same = snake(delta.old) == snake(delta.new)
        message = f"the path parameter {delta.old} is now called {delta.new}" + ("" if same else ", as an argument too")
        yield change("parameter-renamed", Effect.COMPATIBLE if same else Effect.SENDERS, delta, context, message)
    elif delta.what == "parameter-required":
        effect = Effect.SENDERS if delta.new else Effect.COMPATIBLE
        message = f"{name} is now {'required' if delta.new else 'optional'}"
        yield change("parameter-required", effect, delta, context, message)
    elif delta.what != "parameter":
        yield change("parameter-form", Effect.SENDERS, delta, context, f"{name} is written in another form")
    elif delta.removed:
        yield change("parameter-removed", Effect.SENDERS, delta, context, f"{name} is gone")
    else:
        effect = Effect.SENDERS if delta.new.required else Effect.COMPATIBLE
        message = f"{name} is new{' and required' if delta.new.required else ''}"
        yield change("parameter-added", effect, delta, context, message)


KIND = Kind(
    "parameter",
    of("parameter", "parameter-name", "parameter-required", "parameter-style", "parameter-explode"),
    _changes,
)
