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
from reelspec.diff.kinds import KINDS, DiffContext, verdict
from reelspec.diff.revisions import Side
from reelspec.diff.unexplained import unaccounted
from reelspec.language.contract.releases import AcceptedBreak

_WORDS = frozenset({"annotation", "words", "source", "example", "rule-words"})
"""Deltas that decide no verdict."""


@dataclass(frozen=True)
class Changeset:
    """All changes from one side to another, the gravest first. old, new: the sides as they were named."""

    old: str
    new: str
    changes: tuple[Change, ...]

    @property
    def breaks(self) -> bool:
        """Whether anything breaks for anybody that is not accepted."""
        return any(change.breaks for change in self.changes)


def compare(old: Side, new: Side, tell: Tell = quiet) -> Changeset:
    """All that changed from `old` to `new`. tell: called with what is being looked at."""
    tell("comparing the specs")
    context = DiffContext(old.files, new.files)
    before, after = old.contract, new.contract
    if old.bare or new.bare:  # the settings of one side are not known, so nothing is said of them
        before = replace(before, package=after.package) if old.bare else before
        after = replace(after, package=before.package)
    differences = list(deltas(before, after))
    changes: list[Change] = []
    for number, delta in enumerate(differences, 1):
        tell(f"{delta.where.subject}: difference {number} of {len(differences)}")
        changes += _judged(delta, context)
    broken = {change.subject for change in changes if change.effect is Effect.SENDERS}
    asked: set[str] = set()
    for delta in differences:
        subject = str(delta.where.subject)
        if delta.where.models is None or delta.what in _WORDS or subject in broken or subject in asked:
            continue
        asked.add(subject)
        changes += verdict(delta, context)
    changes += unaccounted(old.files, new.files, differences)
    order = list(Effect)
    changes.sort(key=lambda change: (order.index(change.effect), change.subject.rpartition("/")[0]))
    # What OLD accepts already was about what came before it.
    accepted = [entry for entry in new.contract.releases.accepted if entry not in old.contract.releases.accepted]
    return Changeset(old.label, new.label, tuple(_with_reason(change, accepted) for change in changes))


def _with_reason(change: Change, accepted: Sequence[AcceptedBreak]) -> Change:
    """The change with the reason that accepts it, if it breaks and one does."""
    if change.effect.breaks:
        for entry in accepted:
            if (
                change.kind == entry.kind
                and change.subject in entry.subjects
                and entry.pointer in (None, change.pointer)
            ):
                return replace(change, accepted=entry.reason)
    return change


def _judged(delta: Delta, context: DiffContext) -> list[Change]:
    if delta.what == "accounted":
        return []
    kind = next(kind for kind in KINDS if kind.claims(delta))
    return list(kind.changes(delta, context))


__all__ = ["Change", "Changeset", "Effect", "Side", "compare"]
