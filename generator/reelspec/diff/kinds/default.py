"""What the server takes when a field is absent (Validation, section 9.2)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import MISSING, Delta
from reelspec.diff.kinds.kind import Context, Kind, change, field_label, of, shown
from reelspec.language.contract.schema import Constant


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    old, new = (one.value if isinstance(one, Constant) else MISSING for one in (delta.old, delta.new))
    label = field_label(delta)
    if delta.where.flow == "response":
        yield change("default-changed", Effect.DOCUMENTATION, delta, context, f"the default of {label} is {shown(new)}")
    elif delta.added:
        message = f"{label} is {shown(new)} when it is absent, of which nothing was said"
        yield change("default-added", Effect.COMPATIBLE, delta, context, message)
    elif delta.removed:
        message = f"nothing is said of {label} when it is absent; it was {shown(old)}"
        yield change("default-removed", Effect.COMPATIBLE, delta, context, message)
    else:
        # The same body now asks for something else, and nothing refuses it.
        message = f"{label} is {shown(new)} when it is absent, which was {shown(old)}"
        yield change("default-changed", Effect.SENDERS, delta, context, message)


KIND = Kind("default", of("default"), _changes)
