"""What texts must look like: `pattern` (Validation, section 6.3.3) and `format` (section 7)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, bounded, field_label, of, shown


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    words = f"has {delta.what} {shown(delta.new)}, which was {shown(delta.old)}"
    if delta.removed:
        words = f"has no {delta.what}, which was {shown(delta.old)}"
    elif delta.added:
        words = f"has {delta.what} {shown(delta.new)}"
    # Whether one expression matches all that another does is not computed: bodies decide, or nothing does.
    tighter, looser = not delta.removed, not delta.added
    kind = f"{delta.what}-changed"
    yield from bounded(kind, delta, context, f"{field_label(delta)} {words}", tighter, looser, sure=delta.removed)


KIND = Kind("text", of("pattern", "format"), _changes)
