"""The lifespan of an ASGI application that is called in this process (ASGI specification, Lifespan Protocol 2.0)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any

from reelspec.verify.target import Application, Unusable


@asynccontextmanager
async def running(application: Application, timeout: float) -> AsyncIterator[None]:
    """Start the application and stop it at the end. One that knows no lifespan is left alone.

    timeout: seconds for each. Raises Unusable when it says that it cannot start.
    """
    received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    sent: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": {}}
    life = asyncio.ensure_future(application(scope, received.get, sent.put))

    async def told(event: str) -> MutableMapping[str, Any] | None:
        """What the application answers; None when it has ended, by an exception or without a word."""
        await received.put({"type": event})
        answer = asyncio.ensure_future(sent.get())
        await asyncio.wait({life, answer}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        answer.cancel()
        if not life.done():
            raise Unusable(f"the application does not answer {event} within {timeout:g} s")
        return None

    try:
        started = await told("lifespan.startup")
        if started is not None and started.get("type") == "lifespan.startup.failed":
            raise Unusable(f"the application cannot start: {str(started.get('message', ''))[:200] or 'no reason'}")
        yield
        if started is not None and not life.done():
            await told("lifespan.shutdown")
    finally:
        if not life.done():
            life.cancel()
        await asyncio.gather(life, return_exceptions=True)
