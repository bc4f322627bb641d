"""Operations: what they take and answer, the tasks they create, what they cost, where and with which key they are called."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.diff.change import Change, Effect
from reelspec.diff.delta import MISSING, Delta
from reelspec.diff.equality import canonical
from reelspec.diff.kinds.kind import DiffContext, change, claims, shown
from reelspec.language.contract.naming import snake
from reelspec.language.rules.tasks import STATES, states_of
from reelspec.language.source.node import Json


@claims("operation", "operation-id", "method", "path")
def operations(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Operations that come and go, are called something else, or stand at another place."""
    if delta.what == "operation-id":
        message = f"the operation {delta.old} is now called {delta.new}, and so is its method"
        yield change("operation-renamed", Effect.SENDERS, delta, context, message)
    elif delta.what in ("method", "path"):
        message = f"the operation's {delta.what} is {delta.new}, which was {delta.old}"
        yield change("operation-moved", Effect.SENDERS, delta, context, message)
    elif delta.added:
        yield change("operation-added", Effect.COMPATIBLE, delta, context, f"the operation {delta.name} is new")
    else:
        yield change("operation-removed", Effect.SENDERS, delta, context, f"the operation {delta.name} is gone")


@claims("parameter", "parameter-name", "parameter-required", "parameter-style", "parameter-explode")
def parameters(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Parameters of operations (OpenAPI 3.1, Parameter Object)."""
    name = f"the {delta.name}"
    if delta.what == "parameter-name":
        same = snake(delta.old) == snake(delta.new)
        message = f"the path parameter {delta.old} is now called {delta.new}" + ("" if same else ", as an argument too")
        yield change("parameter-renamed", Effect.COMPATIBLE if same else Effect.SENDERS, delta, context, message)
    elif delta.what == "parameter-required":
        effect = Effect.SENDERS if delta.new else Effect.COMPATIBLE
        message = f"{name} is now {'required' if delta.new else 'optional'}"
        yield change("parameter-required", effect, delta, context, message)
    elif delta.what != "parameter":
        yield change("parameter-form", Effect.SENDERS, delta, context, f"{name} is written in another form")
    elif delta.removed:
        yield change("parameter-removed", Effect.SENDERS, delta, context, f"{name} is gone")
    else:
        effect = Effect.SENDERS if delta.new.required else Effect.COMPATIBLE
        message = f"{name} is new{' and required' if delta.new.required else ''}"
        yield change("parameter-added", effect, delta, context, message)


@claims("request-body", "request-required", "media-type", "content-schema")
def bodies(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Whether an operation takes a body, and in which media types bodies and answers come."""
    sent = delta.where.flow == "request"
    breaking = Effect.SENDERS if sent else Effect.RECEIVERS
    if delta.what == "request-required":
        effect = Effect.SENDERS if delta.new else Effect.COMPATIBLE
        message = f"the request body is now {'required' if delta.new else 'optional'}"
        yield change("body-required", effect, delta, context, message)
    elif delta.what == "request-body":
        if delta.removed:
            yield change("body-removed", Effect.SENDERS, delta, context, "the operation takes no body")
        else:
            effect = Effect.SENDERS if delta.others[1].request_required else Effect.COMPATIBLE
            yield change("body-added", effect, delta, context, "the operation takes a body")
    elif delta.what == "media-type":
        effect = breaking if delta.removed else Effect.COMPATIBLE
        message = f"{'bodies' if sent else 'answers'} of {delta.name} are {'gone' if delta.removed else 'new'}"
        yield change("media-type", effect, delta, context, message)
    else:
        known = delta.added
        effect = breaking if known == sent else Effect.COMPATIBLE
        message = f"{'something' if known else 'nothing'} is said of what {delta.name} holds"
        yield change("content-schema", effect, delta, context, message, decided=not effect.breaks)


@claims("response")
def responses(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Responses by status (OpenAPI 3.1, Responses Object)."""
    if delta.added:
        yield change("response-added", Effect.COMPATIBLE, delta, context, f"the response {delta.name} is new")
    else:
        yield change("response-removed", Effect.RECEIVERS, delta, context, f"the response {delta.name} is gone")


@claims("x-task")
def tasks(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """`x-task`: how the task that an operation creates is followed, its status words above all."""
    old, new = (side if isinstance(side, dict) else {} for side in (delta.old, delta.new))
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


@claims("x-paid", "x-retry")
def payment(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """`x-paid` and `x-retry`: what a call costs, and when it may be sent again."""
    if delta.what == "x-paid":
        effect = Effect.SENDERS if delta.new is True else Effect.COMPATIBLE
        message = "the call costs money, and is no longer repeated" if delta.new is True else "the call costs nothing"
        yield change("paid-changed", effect, delta, context, message)
        return
    before, after = _statuses(delta.old), _statuses(delta.new)
    come, gone = (sorted(side - other) for side, other in ((after, before), (before, after)))
    for status in come:
        message = f"the status {status} is now answered by sending again"
        yield change("retry-added", Effect.COMPATIBLE, delta, context, message)
    for status in gone:
        message = f"the status {status} is raised, where the call was sent again"
        yield change("retry-removed", Effect.SENDERS, delta, context, message)
    was, now = (side.get("idempotency-header") if isinstance(side, dict) else None for side in (delta.old, delta.new))
    if was != now:
        message = f"the idempotency key is sent as {shown(now)}, which was {shown(was)}"
        yield change("idempotency-changed", Effect.COMPATIBLE, delta, context, message)
    if not come and not gone and was == now:
        yield change("retry-source", Effect.DOCUMENTATION, delta, context, "the sources of x-retry have changed")


def _statuses(retry: object) -> set[int]:
    entries: object = retry.get("statuses") if isinstance(retry, dict) else retry
    listed: list[Json] = entries if isinstance(entries, list) else []
    return {entry["status"] for entry in listed if isinstance(entry, dict) and isinstance(entry.get("status"), int)}  # type: ignore[misc]


@claims("servers")
def servers(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Where requests go: the servers of a document, of which the first is the clients' own."""
    old, new = (side[0] if side else None for side in (delta.old, delta.new))
    if old != new:
        message = f"requests go to {shown(new)}, which was {shown(old)}"
        yield change("server-changed", Effect.SENDERS, delta, context, message)
    else:
        yield change("servers-listed", Effect.COMPATIBLE, delta, context, "the list of other servers has changed")


_WORDS = ("description", "bearerFormat", "x-source")


@claims("security", "security-scheme")
def security(delta: Delta, context: DiffContext) -> Iterator[Change]:
    """Keys and how they are sent: security schemes, and which of them an operation asks for."""
    if delta.what == "security":
        now = ", ".join(delta.new) or "no key"
        effect = Effect.SENDERS if delta.new else Effect.COMPATIBLE
        message = f"the operation asks for {now}" + (f", which was {', '.join(delta.old)}" if delta.old else "")
        yield change("security-changed", effect, delta, context, message)
        return
    name = f"the security scheme {delta.name}"
    if delta.added:
        yield change("scheme-added", Effect.COMPATIBLE, delta, context, f"{name} is new")
    elif delta.removed:
        yield change("scheme-removed", Effect.SENDERS, delta, context, f"{name} is gone")
    else:
        said = [
            canonical({key: value for key, value in side.items() if key not in _WORDS})
            for side in (delta.old, delta.new)
        ]
        effect = Effect.SENDERS if said[0] != said[1] else Effect.DOCUMENTATION
        yield change("scheme-changed", effect, delta, context, f"{name} has changed")
