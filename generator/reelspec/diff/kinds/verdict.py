"""Verdicts on bodies that changed although no single change explains it: a new default under an old rule, for instance.

Not made of a delta: it is asked once for each model in which something changed that can decide a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, change


def verdict(delta: Delta, context: Context) -> Iterator[Change]:
    """The change for a model that refuses what it took; delta: one of the model's."""
    assert delta.where.models is not None
    found = context.evidence(delta.where.models).any("tighter")
    if found is not None:
        message = "bodies that were accepted are refused, since changes come together"
        yield change("verdict-changed", Effect.SENDERS, delta, context, message, witness=found)
