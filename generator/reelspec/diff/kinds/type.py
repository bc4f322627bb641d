"""Types of values (Validation, section 6.1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change
from reelspec.diff.delta import MISSING, Delta
from reelspec.diff.kinds.kind import Context, Kind, bounded, field_label, of
from reelspec.language.contract.schema import TYPES
from reelspec.language.rules.words import listing


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    old, new = (_all(one) for one in (delta.old, delta.new))
    words = [("anything" if one is MISSING else listing(one)) for one in (delta.old, delta.new)]
    message = f"{field_label(delta)} is of type {words[1]}, which was {words[0]}"
    yield from bounded("type-changed", delta, context, message, not old <= new, not new <= old)


def _all(types: object) -> set[str]:
    """The types with what they include: every integer is a number."""
    found: set[str] = set(TYPES if types is MISSING else types)  # type: ignore[call-overload]
    return found | {"integer"} if "number" in found else found


KIND = Kind("type", of("type"), _changes)
