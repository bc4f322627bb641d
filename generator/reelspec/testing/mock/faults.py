"""Faults of requests: what a plan can do to an answer. One function for each, and `FAULTS`, the list of them.

A fault either comes instead of the request being carried out, or damages the answer to one that was: `carried-out`
says which where both make sense, and that is what decides whether a task exists afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Protocol

from reelspec.language.source.node import Json
from reelspec.testing.mock.messages import Delivery, Reply, json_reply


class FaultContext(Protocol):
    """What a fault can ask of the mock."""

    def carry_out(self) -> Reply:
        """Judge the request and act on it, once; the answer as it would have been."""
        ...

    def error(self, status: int, message: str) -> Reply:
        """An error of that status in the provider's shape."""
        ...

    def refusal(self) -> Reply | None:
        """A success whose body says that the request was not accepted (`accepted` of `x-task`); None without one."""
        ...


Options = Mapping[str, Any]
Apply = Callable[[Options, FaultContext], Reply]


@dataclass(frozen=True)
class PlannedFault:
    """A kind of fault. options: the members of a plan's entry that belong to it. needed: those that must be there.

    carried_out: what `carried-out` is when the plan does not say.
    """

    apply: Apply
    options: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    carried_out: bool | None = None


def _status(options: Options, context: FaultContext) -> Reply:
    """An error status in the provider's shape, with Retry-After in seconds or as a date if wanted."""
    if options["carried-out"]:
        context.carry_out()
    reply = context.error(options["status"], options.get("message", "The mock's plan answers this request so."))
    after = options.get("retry-after")
    if after is not None:
        text = f"{after:g}"
        if options.get("retry-after-form") == "date":
            # Clients hold a date against the world's clock, whatever the mock's says (RFC 9110, section 10.2.3).
            text = format_datetime(datetime.now(UTC) + timedelta(seconds=after), usegmt=True)
        reply.headers.append(("retry-after", text))
    return reply


def _slow(options: Options, context: FaultContext) -> Reply:
    """The whole answer, late."""
    reply = context.carry_out()
    reply.delivery = Delivery(delay=options["seconds"])
    return reply


def _dripped(options: Options, context: FaultContext) -> Reply:
    """The whole answer, a few bytes at a time."""
    reply = context.carry_out()
    reply.delivery = Delivery(piece=options.get("bytes", 16), pause=options.get("seconds", 0.05))
    return reply


def _truncated(options: Options, context: FaultContext) -> Reply:
    """The beginning of the answer under the length of the whole; then the connection is closed."""
    reply = context.carry_out()
    reply.delivery = Delivery(keep=int(len(reply.body) * options.get("keep", 0.5)))
    return reply


def _malformed(options: Options, context: FaultContext) -> Reply:
    """An answer that is whole for HTTP and no JSON: its end is missing."""
    reply = context.carry_out()
    reply.body = reply.body[: max(1, int(len(reply.body) * options.get("keep", 0.5)))].rstrip(b"}]") or b"{"
    return reply


def _html(options: Options, context: FaultContext) -> Reply:
    """A page where JSON is promised, as proxies and gateways send it."""
    if options["carried-out"]:
        context.carry_out()
    page = b"<!DOCTYPE html><html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>\n"
    return Reply(options.get("status", 200), page, [("content-type", "text/html; charset=utf-8")])


def _empty(options: Options, context: FaultContext) -> Reply:
    """A success without a body."""
    reply = context.carry_out()
    reply.body = b""
    return reply


def _answer(options: Options, context: FaultContext) -> Reply:
    """The JSON value that the plan holds, whatever the spec says."""
    if options["carried-out"]:
        context.carry_out()
    body: Json = options["json"]
    return json_reply(options.get("status", 200), body)


def _not_accepted(options: Options, context: FaultContext) -> Reply:
    """HTTP 200 with a body that refuses, where the spec has `accepted`; elsewhere the same as a plain 400."""
    return context.refusal() or context.error(400, "The mock's plan does not accept this request.")


def _reset(options: Options, context: FaultContext) -> Reply:
    """No answer: the connection is reset."""
    reply = context.carry_out() if options["carried-out"] else Reply(0)
    reply.delivery = Delivery(reset=True)
    return reply


def _refused(options: Options, context: FaultContext) -> Reply:
    """After this answer the port is closed for some seconds: connections are refused."""
    reply = context.carry_out()
    reply.delivery = Delivery(refuse=options["seconds"])
    return reply


FAULTS: Mapping[str, PlannedFault] = {
    "status": PlannedFault(_status, ("status", "message", "retry-after", "retry-after-form"), ("status",), False),
    "slow": PlannedFault(_slow, ("seconds",), ("seconds",)),
    "dripped": PlannedFault(_dripped, ("bytes", "seconds")),
    "truncated": PlannedFault(_truncated, ("keep",)),
    "malformed": PlannedFault(_malformed, ("keep",)),
    "html": PlannedFault(_html, ("status",), (), True),
    "empty": PlannedFault(_empty),
    "answer": PlannedFault(_answer, ("json", "status"), ("json",), True),
    "not-accepted": PlannedFault(_not_accepted),
    "reset": PlannedFault(_reset, (), (), True),
    "refused": PlannedFault(_refused, ("seconds",), ("seconds",)),
}
"""Kind of fault -> what it does."""
