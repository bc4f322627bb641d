"""When a request is sent again, and after how long. A call that costs money is repeated only if it surely was not accepted."""

from __future__ import annotations

import random

from . import records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .core import Operation
    from .errors import APIConnectionError
    from .transport import Response

FIRST_DELAY = 0.5
LONGEST_DELAY = 8.0
LONGEST_RETRY_AFTER = 60.0
"""Seconds. A provider that asks for a longer pause gets none: the error is raised, and says how long it asked for."""

PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses after which a call that changes nothing is worth repeating."""

_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
"""Methods that are idempotent (RFC 9110, section 9.2.2)."""


_UNCERTAIN = frozenset({408})
"""Statuses below 500 that do not say whether the request was carried out."""


class Attempts:
    """The attempts of one call. After each, the seconds to wait before the next, or None to stop. All are recorded.

    in_doubt: whether one of them may have been accepted, for all that is known.
    """

    __slots__ = ("_earlier", "_left", "_made", "_operation", "_repeatable", "_statuses", "in_doubt")

    def __init__(self, operation: Operation, retries: int) -> None:
        self.in_doubt = False
        self._earlier = False
        self._operation = operation
        self._left = retries
        self._made = 0
        # With an idempotency key the provider recognises a repetition, so anything may be repeated.
        self._repeatable = bool(operation.idempotency_header) or (
            not operation.paid and operation.method in _REPEATABLE
        )
        # Statuses after which the call is sent again. 429 (RFC 6585, section 4) says of itself that nothing was done,
        # but where money is at stake the specification has to say so too.
        self._statuses = frozenset(operation.retry_statuses)
        if self._repeatable:
            self._statuses |= PASSING
        elif not operation.paid:
            self._statuses |= {429}

    def leaves(self) -> None:
        """A request is about to leave."""
        self._earlier, self.in_doubt = self.in_doubt, True
        operation = self._operation
        records.log().debug("%s: %s %s", operation.id, operation.method, operation.path)

    def refused(self) -> None:
        """The last one was surely not accepted."""
        self.in_doubt = self._earlier

    def after_error(self, error: APIConnectionError) -> float | None:
        """There was no answer."""
        if error.not_sent:
            self.refused()
        pause = self._next(None) if self._repeatable or error.not_sent else None
        self._record(f"no answer ({type(error).__name__})", pause)
        return pause

    def after_answer(self, response: Response) -> float | None:
        """There was an answer."""
        status = response.status_code
        if self._refuses(status):
            self.refused()
        pause = self._next(response) if status in self._statuses else None
        if 200 <= status < 300:
            records.log().debug("%s: answered with %d", self._operation.id, status)
        else:
            self._record(f"answered with {status}", pause)
        return pause

    def _record(self, what: str, pause: float | None) -> None:
        if pause is None:
            records.log().info("%s: %s", self._operation.id, what)
        else:
            records.log().info("%s: %s; it is sent again in %.1f seconds", self._operation.id, what, pause)

    def _refuses(self, status: int) -> bool:
        """Whether a status says that the call was not accepted, by itself or because the specification says so of it."""
        if status in self._operation.retry_statuses:
            return True
        # With an idempotency key, a conflict may be one with an earlier attempt that is under way.
        sure = 400 <= status < 500 and status not in _UNCERTAIN
        return sure and not (status == 409 and self._operation.idempotency_header)

    def _next(self, response: Response | None) -> float | None:
        if self._left <= 0:
            return None
        self._left -= 1
        asked = None if response is None else retry_after(response)
        if asked is not None:
            return asked if asked <= LONGEST_RETRY_AFTER else None
        # Full jitter: many clients that fail together do not come back together.
        longest = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(self._made, 20))
        self._made += 1
        return random.uniform(0, longest)


def retry_after(response: Response) -> float | None:
    """Seconds that an answer asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date (RFC 9110, 10.2.3)."""
    milliseconds = response.headers.get("retry-after-ms")
    if milliseconds is not None:
        seconds = _number(milliseconds)
        if seconds is not None:
            return seconds / 1000
    given = response.headers.get("retry-after")
    if given is None:
        return None
    seconds = _number(given)
    if seconds is not None:
        return seconds
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        date = parsedate_to_datetime(given)
    except (TypeError, ValueError, OverflowError):
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value < float("inf") else None
