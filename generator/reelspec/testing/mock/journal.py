"""The journal of the mock: every request that arrived, what was made of it, and which fault it met. Keys are never kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from reelspec.language.source.node import Json
from reelspec.testing.mock.bodies import UnreadableBody, read_json
from reelspec.testing.mock.errors import Violation

MOST_ENTRIES = 10_000
MOST_BYTES = 64 * 1024 * 1024
"""The oldest entries go when there are more of them, or more bytes of bodies in them."""


@dataclass(frozen=True)
class Entry:
    """One request.

    number: from 1; time: on the mock's clock, in seconds. operation: its id, "" for a path that no operation has.
    headers, query: with the values of keys replaced by `***`. verdict: "accepted", "invalid" (violations say why),
    "unauthorized", "unknown" (no such path, method or task), "unreadable" (no JSON, wrong media type, too large),
    or "faulted": the fault came before anything was judged. task: the id of the task that the request created.
    status: of the answer, 0 when none went out. fault: the kind of the plan's fault, None without one.
    """

    number: int
    time: float
    provider: str
    operation: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    content: bytes
    model: str | None
    verdict: str
    violations: tuple[Violation, ...]
    status: int
    task: str | None
    fault: str | None

    @property
    def body(self) -> Json:
        """The body as JSON; as text where it is none; None without one."""
        if not self.content:
            return None
        try:
            return read_json(self.content)
        except UnreadableBody:
            return self.content.decode("utf-8", "replace")

    def as_dict(self) -> dict[str, Any]:
        """The entry as JSON."""
        return {
            "number": self.number,
            "time": round(self.time, 6),
            "provider": self.provider,
            "operation": self.operation,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "headers": self.headers,
            "body": self.body,
            "model": self.model,
            "verdict": self.verdict,
            "violations": [violation.as_dict() for violation in self.violations],
            "status": self.status,
            "task": self.task,
            "fault": self.fault,
        }


class Journal:
    """The entries in the order of arrival."""

    def __init__(self) -> None:
        self.total = 0
        """How many requests there were in all, those that are no longer kept included."""
        self.listener: Callable[[Entry], object] | None = None
        """Told of every request."""
        self._entries: deque[Entry] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __getitem__(self, at: int) -> Entry:
        return self._entries[at]

    def of(self, **wanted: object) -> list[Entry]:
        """The entries whose attributes have these values: `journal.of(operation="videos.create", verdict="accepted")`."""
        return [entry for entry in self if all(getattr(entry, name) == value for name, value in wanted.items())]

    def add(self, entry: Entry) -> None:
        """Keep an entry."""
        self.total += 1
        self._entries.append(entry)
        self._bytes += len(entry.content)
        if self.listener is not None:
            self.listener(entry)
        while len(self._entries) > MOST_ENTRIES or (self._bytes > MOST_BYTES and len(self._entries) > 1):
            self._bytes -= len(self._entries.popleft().content)

    def clear(self) -> None:
        """Forget all entries."""
        self._entries.clear()
        self._bytes = 0
