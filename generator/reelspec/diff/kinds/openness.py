"""Whether an object takes fields that nothing is said of (Core, section 10.3.2.3)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import MISSING, Delta
from reelspec.diff.kinds.kind import Context, Kind, bounded, change, field_label, keyword_witness
from reelspec.language.contract.schema import Schema


def _claims(delta: Delta) -> bool:
    at_the_keyword = delta.where.steps[-1:] == ("additionalProperties",)
    return delta.what == "additionalProperties" or (delta.what == "schema" and at_the_keyword)


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    old, new = (_taken(one) for one in (delta.old, delta.new))
    label = field_label(delta).removesuffix(".*")
    label = "the body" if label == "" else label
    words = {"all": "takes unknown fields", "warned": "takes unknown fields with a warning", "none": "is closed"}
    message = f"{label} {words.get(new, 'takes unknown fields of one kind')}"
    if "some" in (old, new):
        yield from bounded("unknown-fields", delta, context, message, old != "none", new != "none", sure=False)
    elif new == "none":
        if delta.where.flow != "request":
            yield change("object-closed", Effect.COMPATIBLE, delta, context, message)
        elif old == "warned":
            # Such fields were taken with a warning that they are not known.
            found = keyword_witness(delta, context, "tighter")
            yield change("object-closed", Effect.SENDERS, delta, context, message, witness=found)
        else:
            yield from bounded("object-closed", delta, context, message, True, False)
    else:
        found = keyword_witness(delta, context, "looser") if old == "none" else None
        yield change("object-opened", Effect.COMPATIBLE, delta, context, message, witness=found)


def _taken(said: object) -> str:
    """all, none, some, or "warned": left out, an unknown field is taken with a warning."""
    if said is MISSING:
        return "warned"
    value = said.boolean if isinstance(said, Schema) else said
    return "some" if value is None else "all" if value else "none"


KIND = Kind("openness", _claims, _changes)
