"""Rules across fields, and verdicts that no single change explains. A body decides, wherever one can be found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import MISSING, Delta
from reelspec.diff.equality import rule_key
from reelspec.diff.kinds.kind import DiffContext, change, claims, verb, wider
from reelspec.diff.witnesses import SearchResult
from reelspec.language.contract.schema import Rule
from reelspec.language.rules.words import rule_words
from reelspec.language.source.text import shortened


@claims("rule")
def rules(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Rules that are added, removed, renamed, or demand something else."""
    was: Rule | None = None if delta.old is MISSING else delta.old
    now: Rule | None = None if delta.new is MISSING else delta.new
    twin = _twin(delta)
    if twin is not None:
        if now is not None:  # said once, of the rule that is new
            message = f"the rule {twin.id} is now called {now.id}, and so is the violation it gives"
            yield change("rule-renamed", Effect.RECEIVERS, delta, context, message)
        return
    name = f"the rule {delta.name}"
    words = f"{name} {verb(delta)}"
    kind = "rule-added" if was is None else "rule-removed" if now is None else "rule-changed"
    demands = [_demand(rule, delta, side) for side, rule in enumerate((was, now))]
    if now is None and demands[0]:
        words += f": {demands[0]}"
    elif demands[1] and demands[0] != demands[1]:
        words += f": {demands[1]}" + (f"; it was: {demands[0]}" if demands[0] else "")
    if was is not None and now is not None and was.severity != now.severity:
        kind, words = "rule-severity", f"{name} is now of severity {now.severity}, which was {was.severity}"
    before, after = (rule is not None and rule.severity == "error" for rule in (was, now))
    if not before and not after:
        strict = any(rule is not None and rule.severity == "contested" for rule in (was, now))
        words += " (an error under strict only)" if strict else " (a warning, which refuses nothing)"
        yield change(kind, Effect.COMPATIBLE, delta, context, words)
        return
    if delta.where.flow != "request":
        effect = Effect.COMPATIBLE if not before else wider(delta.where.flow)
        yield change(kind, effect, delta, context, words)
        return
    models = delta.where.models
    nothing = SearchResult(None, False)
    tighter = nothing if models is None or not after else context.evidence(models).rule(was, now, "tighter")
    if tighter.witness is not None:
        yield change(kind, Effect.SENDERS, delta, context, words, witness=tighter.witness)
    elif after and not tighter.sure:
        yield change(kind, Effect.SENDERS, delta, context, words, decided=False)
    else:
        looser = nothing if models is None or not before else context.evidence(models).rule(was, now, "looser")
        words += "" if looser.witness or (not looser.sure and before) else "; no body is judged otherwise"
        yield change(kind, Effect.COMPATIBLE, delta, context, words, witness=looser.witness)


def _demand(rule: Rule | None, delta: Delta, side: int) -> str:
    """What a rule demands, in words; "" where its fields are not known."""
    if rule is None or delta.where.models is None:
        return ""
    if rule.message is not None:
        return shortened(rule.message, 200)
    return shortened(rule_words(rule), 200)


def _twin(delta: Delta) -> Rule | None:
    """The rule of another id on the other side that demands the same, when this one came or went."""
    mine: Rule = delta.new if delta.added else delta.old
    if not (delta.added or delta.removed):
        return None
    theirs, ours = (delta.others[at].rules for at in ((0, 1) if delta.added else (1, 0)))
    known = {rule.id for rule in ours}
    same = (rule for rule in theirs if rule.id not in known and rule_key(replace(rule, id=mine.id)) == rule_key(mine))
    return next(same, None)


def verdict(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """A model refuses what it took although no single change explains it: a new default under an old rule, for instance.

    Not made of a delta: asked once for each model in which something changed that can decide a verdict; delta: one of it.
    """
    assert delta.where.models is not None
    witness = context.evidence(delta.where.models).any("tighter")
    if witness is not None:
        message = "bodies that were accepted are refused, since changes come together"
        yield change("verdict-changed", Effect.SENDERS, delta, context, message, witness=witness)
