"""What schemas are put together of: `allOf`, `anyOf`, `oneOf`, `not`, `if` and the other applicators (Core, section 10)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, bounded, field_label, of

_SEVERAL = ("allOf", "anyOf", "oneOf")
_OTHERS = (
    "schema",
    "items",
    "prefixItems",
    "contains",
    "unevaluatedItems",
    "unevaluatedProperties",
    "patternProperties",
    "propertyNames",
    "dependentSchemas",
    "dependentRequired",
    "not",
    "if",
    "then",
    "else",
)


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    label = field_label(delta)
    if delta.what in _SEVERAL:
        message = f"a branch of {delta.what} of {label} {'is new' if delta.added else 'is gone'}"
        around = [
            getattr(one, {"allOf": "all_of", "anyOf": "any_of", "oneOf": "one_of"}[delta.what]) for one in delta.others
        ]
        demand = delta.what == "allOf" or not all(around)  # the first branch is a demand where there was none
        tighter, looser = (delta.added, delta.removed) if demand else (delta.removed, delta.added)
        # Branches may say what others say already, and those of oneOf exclude each other.
        yield from bounded("branches-changed", delta, context, message, tighter, looser, sure=delta.what == "allOf")
        return
    word = "values" if delta.what == "schema" else delta.what
    message = f"{word} of {label} {'is new' if delta.added else 'is gone' if delta.removed else 'has changed'}"
    # What unevaluated* takes depends on what stands beside and around it.
    plain = delta.what in ("items", "not", "dependentRequired")
    plain = plain and (delta.added or delta.removed)
    tighter, looser = (delta.added, delta.removed) if plain else (True, True)
    yield from bounded("structure-changed", delta, context, message, tighter, looser, sure=plain)


KIND = Kind("branches", of(*_SEVERAL, *_OTHERS), _changes)
