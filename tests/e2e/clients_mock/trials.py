"""What a client must make of every fault of a plan and every way that a task can go: the list, one entry for each trial.

`test_every_fault` plays them. A fault, an end or a kind of result that the mock can do and that stands in no list here
makes a test fail, so that none goes untried.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from videoapis._runtime import errors


@dataclass(frozen=True)
class Trial:
    """One plan and what comes of it.

    fault: the kind, or the end or result of a task; options: of the plan's entry. error: what the client raises, None
    when all goes well. creates: how many creations arrive, and tasks: how many of them were carried out. nth: which of
    the requests meet the fault. timeout: of the client, in seconds. only: the one provider that it is tried with.
    socket: it is tried over a socket as well.
    """

    fault: str
    error: type[errors.VideoAPIError] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    creates: int = 1
    tasks: int = 1
    nth: Any = 1
    timeout: float = 30.0
    only: str | None = None
    socket: bool = True

    def __str__(self) -> str:
        said = ",".join(f"{key}={value}" for key, value in self.options.items())
        return f"{self.fault}({said})" if said else self.fault


NEVER = 0
"""No task was carried out."""
LATE = {"seconds": 100}
"""Later than the client waits."""
SHORT = 1.0
"""Seconds after which a client over a real socket gives up on an answer that never comes."""

CREATE = [
    # Only 429 says that nothing was done, and only it is sent again.
    Trial("status", None, {"status": 429}, creates=2),
    Trial("status", None, {"status": 429, "retry-after": 7}, creates=2),
    Trial("status", None, {"status": 429, "retry-after": 7, "retry-after-form": "date"}, creates=2),
    Trial("status", errors.RateLimitError, {"status": 429}, creates=3, tasks=NEVER, nth=None),
    Trial("status", errors.RateLimitError, {"status": 429, "retry-after": 3600}, tasks=NEVER),
    Trial("status", errors.ServerError, {"status": 500}, tasks=NEVER),
    Trial("status", errors.ServerError, {"status": 500, "carried-out": True}),
    Trial("status", errors.ServerError, {"status": 502, "carried-out": True}),
    Trial("status", errors.ServerError, {"status": 503, "retry-after": 1}, tasks=NEVER),
    Trial("status", errors.AuthenticationError, {"status": 401}, tasks=NEVER),
    Trial("status", errors.PaymentRequiredError, {"status": 402}, tasks=NEVER),
    Trial("status", errors.ConflictError, {"status": 409}, tasks=NEVER),
    Trial("slow", errors.APITimeoutError, LATE, timeout=SHORT),
    Trial("dripped", None, {"bytes": 7, "seconds": 0}),
    Trial("truncated", errors.APIConnectionError),
    Trial("truncated", errors.APIConnectionError, {"keep": 0}),
    Trial("malformed", errors.MalformedResponseError),
    Trial("html", errors.MalformedResponseError),
    Trial("html", errors.ServerError, {"status": 502}),
    Trial("empty", errors.MalformedResponseError),
    Trial("answer", errors.MalformedResponseError, {"json": {"code": 200}}),
    Trial("answer", errors.VideoAPIError, {"json": []}),
    Trial("not-accepted", errors.NotAcceptedError, tasks=NEVER, only="apimart"),
    Trial("reset", errors.APIConnectionError),
    Trial("reset", errors.APIConnectionError, {"carried-out": False}, tasks=NEVER),
    # A connection that was never made is the other thing that is tried again; the port closes before the creation.
    Trial("refused", None, {"seconds": 0.00001}),
    Trial("refused", errors.APIConnectionError, {"seconds": 1000}, creates=0, tasks=NEVER),
]
POLL = [
    # A poll costs nothing: what may pass is asked again, and what does not pass says which task it was about.
    Trial("status", None, {"status": 429, "retry-after": 3}, nth=[1, 2]),
    Trial("status", None, {"status": 429, "retry-after": 3, "retry-after-form": "date"}, nth=[1, 2]),
    Trial("status", None, {"status": 500}, nth=[1, 2, 3, 4]),
    Trial("status", None, {"status": 502}, nth={"every": 2}),
    Trial("status", None, {"status": 503, "retry-after": 1}, nth=[1, 3]),
    Trial("status", errors.ServerError, {"status": 500}, nth={"to": 6}),
    Trial("status", errors.BadRequestError, {"status": 400}),
    Trial("status", errors.NotFoundError, {"status": 404}),
    Trial("slow", None, LATE, timeout=SHORT),
    Trial("dripped", None, {"bytes": 7, "seconds": 0}),
    Trial("truncated", None, nth=[1, 2]),
    Trial("malformed", None, nth=[1, 2]),
    Trial("html", None),
    Trial("html", errors.MalformedResponseError, nth={"to": 6}),
    Trial("html", None, {"status": 502}),
    # An answer that says nothing of the status is one that does not end the waiting.
    Trial("empty", None),
    Trial("answer", None, {"json": {"code": 200}}),
    Trial("answer", None, {"json": {"status": "paused", "data": {"status": "paused"}}}),
    Trial("not-accepted", errors.NotAcceptedError, only="apimart"),
    Trial("reset", None, nth=[1, 2]),
    Trial("reset", errors.APIConnectionError, nth={"to": 6}),
    Trial("refused", None, {"seconds": 5}),
    Trial("refused", errors.APIConnectionError, {"seconds": 100_000}),
]
DOWNLOAD = [
    # A result is whole, or it is not there; asking for it again costs nothing.
    Trial("status", errors.NotFoundError, {"status": 404}),
    Trial("status", None, {"status": 500}, nth=[1, 2]),
    Trial("status", errors.ServerError, {"status": 500}, nth={"to": 9}),
    Trial("status", errors.RateLimitError, {"status": 429, "retry-after": 1}, nth={"to": 9}),
    # A download has a timeout of its own, too long to be sat out.
    Trial("slow", None, LATE, socket=False),
    Trial("slow", errors.APITimeoutError, LATE, nth={"to": 9}, socket=False),
    Trial("dripped", None, {"bytes": 500, "seconds": 0}),
    Trial("truncated", None, nth=[1, 2]),
    Trial("truncated", errors.APIConnectionError, nth={"to": 9}),
    Trial("truncated", errors.APIConnectionError, {"keep": 0}, nth={"to": 9}),
    # Whole for HTTP, so no client can know.
    Trial("malformed", None),
    Trial("html", errors.DownloadError),
    Trial("empty", errors.DownloadError),
    Trial("answer", errors.DownloadError, {"json": {"error": "gone"}}),
    Trial("reset", None, nth=[1, 2]),
    Trial("reset", errors.APIConnectionError, nth={"to": 9}),
    Trial("refused", errors.APIConnectionError, {"seconds": 1000}),
]
NO_DOWNLOAD = {"not-accepted"}
"""Nothing but the answers about a task has words for acceptance; a plan that says otherwise is refused."""
ENDS = [
    Trial("succeeded"),
    Trial("succeeded", None, {"seconds": 0}),
    Trial("succeeded", None, {"word": "moderating"}),
    Trial("succeeded", None, {"backwards": True}),
    Trial("failed", errors.TaskFailedError, {"message": "The picture was refused."}),
    Trial("failed", errors.TaskFailedError, {"seconds": 0, "message": ""}),
    Trial("cancelled", errors.TaskFailedError),
    Trial("expired", errors.TaskFailedError, only="powertokens"),
    Trial("stuck", errors.TaskTimeoutError),
]
RESULTS = [
    Trial("served"),
    Trial("expired", errors.PermissionDeniedError),
    Trial("missing", errors.VideoAPIError),
    Trial("page", errors.DownloadError),
    Trial("empty", errors.DownloadError),
]
