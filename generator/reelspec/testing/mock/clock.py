"""The mock's clock: it stands still until a test drives it, or runs as many times as fast as the world as it is told."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from contextlib import suppress

START = 1_767_225_600
"""2026-01-01T00:00:00Z in Unix seconds: where a clock that is driven begins, so that the same test gets the same answers."""


class Clock:
    """Seconds since the mock began. Any thread may read or advance it.

    speed: how many of its seconds pass in one of the world's; 0 = none unless `advance` is called.
    """

    def __init__(self, *, speed: float = 0.0) -> None:
        if not 0 <= speed < float("inf"):
            raise ValueError("speed is a number from 0 up")
        self.speed = speed
        self._began = time.monotonic()
        self._epoch = time.time() if speed else float(START)
        self._advanced = 0.0
        self._lock = threading.Lock()
        self._due: list[tuple[float, Callable[[], object]]] = []

    def now(self) -> float:
        """Seconds since the mock began."""
        return self._advanced + (self.speed * (time.monotonic() - self._began) if self.speed else 0.0)

    def unix(self, at: float | None = None) -> int:
        """The same, or the moment `at`, as Unix seconds."""
        return int(self._epoch + (self.now() if at is None else at))

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass at once. What was waiting for them has been told when this returns."""
        if not 0 <= seconds < float("inf"):
            raise ValueError("time goes forwards, by a number of seconds")
        with self._lock:
            self._advanced += seconds
        self.tick()

    def call_at(self, moment: float, callback: Callable[[], object]) -> None:
        """Call back once `moment` has come: from `advance`, or from `tick` when the clock runs by itself."""
        with self._lock:
            self._due.append((moment, callback))
        self.tick()

    def tick(self) -> None:
        """Call what is due, in the order of its moments."""
        now = self.now()
        with self._lock:
            ready = sorted((due for due in self._due if due[0] <= now), key=lambda due: due[0])
            self._due = [due for due in self._due if due[0] > now]
        for _, callback in ready:
            callback()

    async def sleep(self, seconds: float) -> None:
        """Wait until so many seconds have passed on this clock."""
        if seconds <= 0:
            return
        loop = asyncio.get_running_loop()
        reached = asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop has ended in the meantime
                loop.call_soon_threadsafe(reached.set)

        moment = self.now() + seconds
        self.call_at(moment, wake)
        while not reached.is_set():
            # A clock that runs is looked at when its moment should have come; one that is driven says so itself.
            left = max(0.001, (moment - self.now()) / self.speed) if self.speed else None
            with suppress(TimeoutError):
                await asyncio.wait_for(reached.wait(), left)
            self.tick()
