"""`x-task`: how the task that an operation creates is followed, its status words above all."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import MISSING, Delta
from reelspec.diff.equality import canonical
from reelspec.diff.kinds.kind import Context, Kind, change, of, shown
from reelspec.language.rules.tasks import STATES, states_of


def _changes(delta: Delta, context: Context) -> Iterator[Change]:
    old, new = (one if isinstance(one, dict) else {} for one in (delta.old, delta.new))
    if delta.added or delta.removed:
        effect = Effect.COMPATIBLE if delta.added else Effect.SENDERS
        message = f"the task that it creates is {'now' if delta.added else 'no longer'} followed"
        yield change("task-added" if delta.added else "task-removed", effect, delta, context, message)
        return
    before, after = states_of(old), states_of(new)
    for word in dict.fromkeys((*before, *after)):
        was, now = before.get(word), after.get(word)
        if was is None:
            # Before, a word in no list meant that the task had not ended.
            message = f"the status {shown(word)} is new: {now}"
            yield change("status-added", Effect.COMPATIBLE, delta, context, message)
        elif now is None:
            message = f"the status {shown(word)}, which meant {was}, is in no list: the task counts as not ended"
            effect = Effect.COMPATIBLE if was == "waiting" else Effect.RECEIVERS
            yield change("status-removed", effect, delta, context, message)
        elif was != now:
            message = f"the status {shown(word)} means {now}, which was {was}"
            yield change("status-moved", Effect.RECEIVERS, delta, context, message)
    for member in dict.fromkeys((*old, *new)):
        if member not in STATES and canonical(old.get(member, MISSING)) != canonical(new.get(member, MISSING)):
            effect = Effect.COMPATIBLE if member == "delay" or member not in old else Effect.RECEIVERS
            effect = Effect.SENDERS if member == "poll" and member not in new else effect  # the waiting goes with it
            message = (
                f"{member} of x-task is {shown(new.get(member, MISSING))}, which was {shown(old.get(member, MISSING))}"
            )
            yield change("task-changed", effect, delta, context, message)


KIND = Kind("task", of("x-task"), _changes)
