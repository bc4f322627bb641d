"""Diff with meaning: what changed between two contracts, for whom it breaks, and what follows. Called by the command.

`revisions` reads; `contracts`, `operations` and `schemas` compare without a judgement; `kinds` judge; `witnesses` finds the
bodies that decide; `unexplained` reports what nobody has accounted for; `versioning` draws the conclusions; `render` puts
all into words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reelspec.common.terminal import Tell, quiet
from reelspec.diff.change import Change, Effect
from reelspec.diff.contracts import deltas
from reelspec.diff.delta import Delta
from reelspec.diff.kinds import KINDS, Context, verdict
from reelspec.diff.revisions import Side
from reelspec.diff.unexplained import unaccounted
from reelspec.language.contract.releases import Accepted

_WORDS = frozenset({"annotation", "words", "source", "example", "rule-words"})
"""Deltas that decide no verdict."""


@dataclass(frozen=True)
class Comparison:
    """All changes from one side to another, the gravest first. old, new: the sides as they were named."""

    old: str
    new: str
    changes: tuple[Change, ...]

    @property
    def breaks(self) -> bool:
        """Whether anything breaks for anybody that is not accepted."""
        return any(one.breaks for one in self.changes)


def compare(old: Side, new: Side, tell: Tell = quiet) -> Comparison:
    """All that changed from `old` to `new`. tell: called with what is being looked at."""
    tell("comparing the specs")
    context = Context(old.files, new.files)
    before, after = old.contract, new.contract
    if old.bare or new.bare:  # the settings of one side are not known, so nothing is said of them
        before = replace(before, package=after.package) if old.bare else before
        after = replace(after, package=before.package)
    found = list(deltas(before, after))
    changes: list[Change] = []
    for number, delta in enumerate(found, 1):
        tell(f"{delta.where.subject}: difference {number} of {len(found)}")
        changes += _judged(delta, context)
    broken = {one.subject for one in changes if one.effect is Effect.SENDERS}
    asked: set[str] = set()
    for delta in found:
        subject = str(delta.where.subject)
        if delta.where.models is None or delta.what in _WORDS or subject in broken or subject in asked:
            continue
        asked.add(subject)
        changes += verdict(delta, context)
    changes += unaccounted(old.files, new.files, found)
    order = list(Effect)
    changes.sort(key=lambda one: (order.index(one.effect), one.subject.rpartition("/")[0]))
    # What OLD accepts already was about what came before it.
    accepted = [one for one in new.contract.releases.accepted if one not in old.contract.releases.accepted]
    return Comparison(old.label, new.label, tuple(_with_reason(one, accepted) for one in changes))


def _with_reason(change: Change, accepted: Sequence[Accepted]) -> Change:
    """The change with the reason that accepts it, if it breaks and one does."""
    if change.effect.breaks:
        for one in accepted:
            if change.kind == one.kind and change.subject in one.subjects and one.pointer in (None, change.pointer):
                return replace(change, accepted=one.reason)
    return change


def _judged(delta: Delta, context: Context) -> list[Change]:
    if delta.what == "accounted":
        return []
    kind = next(one for one in KINDS if one.claims(delta))
    return list(kind.changes(delta, context))


__all__ = ["Change", "Comparison", "Effect", "Side", "compare"]
