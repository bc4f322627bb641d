"""Limits of numbers, lengths and counts (Validation, sections 6.2 to 6.5), `multipleOf` and `uniqueItems` among them."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change
from reelspec.diff.delta import MISSING, Delta
from reelspec.diff.kinds.kind import Context, Kind, bounded, field_label, of, shown

_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minContains", "minProperties")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxContains", "maxProperties")


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    old, new = delta.old, delta.new
    if delta.what == "minContains":
        # Core, section 10.3.1.3: without it one item is asked for.
        old, new = (1 if one is MISSING else one for one in (old, new))
        tighter, looser = new > old, new < old
    elif delta.added:
        tighter, looser = True, False
    elif delta.removed:
        tighter, looser = False, True
    elif delta.what in _LEAST:
        tighter, looser = new > old, new < old
    elif delta.what in _MOST:
        tighter, looser = new < old, new > old
    else:
        tighter, looser = (abs(float(one % other)) > 0 for one, other in ((old, new), (new, old)))
    kind = "limit-changed" if tighter and looser else "limit-tightened" if tighter else "limit-loosened"
    was = "had none" if old is MISSING else f"was {shown(old)}"
    words = f"has no {delta.what}, which {was}" if new is MISSING else f"has {delta.what} {shown(new)}, which {was}"
    if delta.what == "uniqueItems":
        words = "takes no item twice" if tighter else "may have an item twice"
    # A limit may stand beside another of the same side (minimum, exclusiveMinimum): then bodies decide.
    pair = {"minimum": "exclusive_minimum", "exclusiveMinimum": "minimum"}
    pair |= {"maximum": "exclusive_maximum", "exclusiveMaximum": "maximum"}
    alone = delta.what not in pair or all(getattr(one, pair[delta.what]) is None for one in delta.others)
    yield from bounded(kind, delta, context, f"{field_label(delta)} {words}", tighter, looser, sure=alone)


KIND = Kind("limits", of(*_LEAST, *_MOST, "multipleOf", "uniqueItems"), _changes)
