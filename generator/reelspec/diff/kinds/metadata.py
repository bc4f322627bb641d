"""What is said of values without judging them: annotations (Validation, section 9), sources, words. Last, all the rest."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import Delta
from reelspec.diff.kinds.kind import (
    DiffContext,
    change,
    claims,
    claims_where,
    field_label,
    narrower,
    shown,
    verb,
    wider,
    worst,
)


@claims_where(lambda delta: delta.what == "annotation" and delta.name in ("readOnly", "writeOnly"))
def access(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """`readOnly` and `writeOnly`: which way a field goes (Validation, section 9.4)."""
    flow = delta.where.flow
    effect = Effect.COMPATIBLE
    if delta.new is True:
        if delta.name == "readOnly" and flow == "request":
            effect = Effect.SENDERS
        elif delta.name == "writeOnly" and flow == "response":
            effect = Effect.RECEIVERS
    message = f"{field_label(delta)} is {'now' if delta.new is True else 'no longer'} {delta.name}"
    yield change("access-changed", effect, delta, context, message)


@claims_where(lambda delta: delta.what in ("annotation", "words") and delta.name.split(" ")[0] == "deprecated")
def deprecation(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """What is marked as deprecated: fields, parameters and operations."""
    what = field_label(delta) if delta.what == "annotation" else delta.name.partition(" of ")[2] or "the operation"
    message = f"{what} is {'now' if delta.new is True else 'no longer'} deprecated"
    yield change("deprecation", Effect.COMPATIBLE, delta, context, message)


@claims_where(lambda delta: delta.what == "annotation" and delta.name == "x-media")
def media(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """What `x-media` says of files; shown and carried as data, judged by nobody here. Clients put files into bodies by it."""
    old, new = (side if isinstance(side, dict) else {} for side in (delta.old, delta.new))
    members = [name for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    effect = Effect.DOCUMENTATION
    if "accepts" in members:
        before, after = (side.get("accepts") for side in (old, new))
        fewer = set(before if isinstance(before, list) else ("url",)) - set(
            after if isinstance(after, list) else ("url",)
        )
        effect = Effect.SENDERS if fewer else Effect.COMPATIBLE
    message = f"what is said of the file of {field_label(delta)} has changed: {', '.join(members)}"
    yield change("media-changed", effect, delta, context, message)


@claims("info")
def info(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """What an OpenAPI document says of itself (OpenAPI 3.1, Info Object)."""
    words = "has changed" if delta.name != "version" else f"is {shown(delta.new)}, which was {shown(delta.old)}"
    yield change("info", Effect.DOCUMENTATION, delta, context, f"the document's {delta.name} {words}")


@claims("document", "rule-words", "source")
def sources(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Where facts come from: `x-source`, the words and sources of rules, and the entries of documents.yaml."""
    if delta.what == "document":
        yield change("document", Effect.DOCUMENTATION, delta, context, f"the document {delta.name} {verb(delta)}")
    elif delta.what == "rule-words":
        message = f"the {delta.others[0]} of the rule {delta.name} has changed"
        yield change("rule-words", Effect.DOCUMENTATION, delta, context, message)
    else:
        yield change("source", Effect.DOCUMENTATION, delta, context, f"the source of {field_label(delta)} has changed")


@claims("example")
def examples(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Examples of bodies, and of bodies that must be refused."""
    example = delta.new if delta.added else delta.old
    what = "an example" if example.rule is None else f"an invalid example ({example.rule})"
    yield change("example", Effect.DOCUMENTATION, delta, context, f"{what} {verb(delta)}")


_ACTED_UPON = {
    "callbacks": Effect.RECEIVERS,
    "webhooks": Effect.RECEIVERS,
    "headers": Effect.RECEIVERS,
    "links": Effect.RECEIVERS,
    "encoding": Effect.SENDERS,
    "allowReserved": Effect.SENDERS,
    "allowEmptyValue": Effect.SENDERS,
}
"""Members that others may act upon, with whom a change of them may break; whether it does is not decided."""


@claims("annotation", "words")
def wording(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Words: titles, descriptions, comments, notes of others, members that nothing here acts upon."""
    name = delta.name
    if delta.what == "annotation":
        kind = "wording" if name in ("title", "description", "$comment") else "annotation"
        yield change(kind, Effect.DOCUMENTATION, delta, context, f"{name} of {field_label(delta)} {verb(delta)}")
        return
    effect = _ACTED_UPON.get(name.split(" ")[0])
    if effect is not None:
        effect = Effect.COMPATIBLE if delta.added else effect
        yield change("member-changed", effect, delta, context, f"{name} {verb(delta)}", decided=False)
    else:
        yield change("wording", Effect.DOCUMENTATION, delta, context, f"{name} {verb(delta)}")


@claims_where(lambda delta: True)
def other(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """What no other kind claims: reported by its place rather than passed over, with the graver effect."""
    effect = worst(narrower(delta.where.flow), wider(delta.where.flow))
    name = " ".join(word for word in (delta.what, delta.name) if word)
    yield change("other", effect, delta, context, f"{name} {verb(delta)}", decided=False)
