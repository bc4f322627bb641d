"""Second pages about a model, and the conditions that choose them."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import Context, Kind, change, of
from reelspec.language.rules.words import condition_words


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    name = delta.name or "the page without a condition"
    if delta.added:
        kind, message = "variant-added", f"{name} is new"
    elif delta.removed:
        kind, message = "variant-removed", f"{name} is gone"
    else:
        words = [condition_words(one.when) for one in (delta.old, delta.new)]
        kind, message = "variant-condition", f"{name} counts when {words[1]}, which was: when {words[0]}"
    models = delta.where.models
    found = None if models is None else context.evidence(models).any("tighter")
    # Which bodies a condition moves from one page to the other is not searched through.
    yield change(kind, Effect.SENDERS, delta, context, message, witness=found, decided=found is not None)


KIND = Kind("variant", of("variant"), _changes)
