"""Values that are listed: `enum` and `const` (Validation, sections 6.1.2 and 6.1.3)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import MISSING, Delta
from reelspec.diff.equality import canonical
from reelspec.diff.kinds.kind import Context, Kind, bounded, change, field_label, listed, of
from reelspec.language.contract.schema import Constant


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    other = [getattr(one, "const" if delta.what == "enum" else "enum") for one in delta.others]
    if delta.what == "const" and any(other):
        return  # one value in the place of several: the list says it
    old, new = (_values(one) for one in (delta.old, delta.new))
    if delta.what == "enum" and any(other):
        old, new = (
            _values(other[at]) if one is None and other[at] is not None else one for at, one in enumerate((old, new))
        )
    label = field_label(delta)
    if old is None or new is None:
        now = "any value" if new is None else f"only {listed(new.values())}"
        kind = "values-free" if new is None else "values-listed"
        yield from bounded(kind, delta, context, f"{label} takes {now}", old is None, new is None)
        return
    gone = [value for key, value in old.items() if key not in new]
    come = [value for key, value in new.items() if key not in old]
    said = [f"no longer takes {listed(gone)}"] * bool(gone) + [f"also takes {listed(come)}"] * bool(come)
    if not said:
        return  # written as a list here, and as one value there
    if delta.where.flow != "request":
        said = [one.replace("no longer takes", "is no longer").replace("also takes", "may be") for one in said]
    if delta.where.open:
        # One branch of an `anyOf` of which the other takes every text: what is listed are words that are known.
        yield change("words-listed", Effect.COMPATIBLE, delta, context, f"{label} {' and '.join(said)}")
        return
    models = delta.where.models
    if gone and models is not None and delta.where.steps[:-1] == ("properties",):
        asked = context.evidence(models)
        if all(asked.never_taken(delta.where.steps[-1], value) for value in gone):  # type: ignore[arg-type]
            message = f"{label} {' and '.join(said)}, which no body was accepted with"
            yield change("values-removed", Effect.COMPATIBLE, delta, context, message)
            return
    kind = "values-changed" if gone and come else "values-removed" if gone else "values-added"
    yield from bounded(kind, delta, context, f"{label} {' and '.join(said)}", bool(gone), bool(come))


def _values(said: object) -> dict[str, object] | None:
    """The values by what makes them equal; None where every value is taken."""
    if said is MISSING or said is None:
        return None
    values = [said.value] if isinstance(said, Constant) else list(said)  # type: ignore[call-overload]
    return {canonical(value): value for value in values}


KIND = Kind("values", of("enum", "const"), _changes)
