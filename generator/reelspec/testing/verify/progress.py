"""A run as it goes on: what is told to whoever waits for it, and how it is ended before its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

BY_HAND = "stopped by hand: the rest was not sent"


class Watch:
    """Made inside of the event loop. tell: called with a short line whenever something has happened."""

    def __init__(self, tell: Callable[[str], None] | None = None) -> None:
        self.tell: Callable[[str], None] = tell or (lambda text: None)
        self._ending = asyncio.Event()

    @property
    def ending(self) -> bool:
        """Nothing more is to be sent; what is under way is waited for, since it may have been accepted."""
        return self._ending.is_set()

    def end(self) -> None:
        """End the run as soon as what is under way has come back."""
        self._ending.set()

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until the run is to end."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)
