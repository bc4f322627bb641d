"""An ASGI application that is called in this process: its lifespan (Lifespan Protocol 2.0), and what it raises as an answer."""

from __future__ import annotations

import asyncio
import inspect
import traceback
from collections.abc import AsyncIterator, MutableMapping
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

from reelspec.testing.verify.errors import Unusable

Application: TypeAlias = Any
"""An ASGI application: `async def app(scope, receive, send)`."""


def not_asgi(application: Application) -> str:
    """Why an object is no ASGI application; "" when it may be one."""
    if not callable(application):
        return f"{type(application).__name__} is neither an address nor an application"
    try:
        parameters = inspect.signature(application).parameters.values()
    except (TypeError, ValueError):
        return ""
    needed = [
        parameter
        for parameter in parameters
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    if len(needed) == 2:
        return "this is a WSGI application, and only ASGI is called in this process: serve it and give its address"
    return ""


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


class Telling:
    """The application, whose exceptions are answers of status 500 that say what was raised and where."""

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        messages: list[MutableMapping[str, Any]] = []

        async def keep(message: MutableMapping[str, Any]) -> None:
            messages.append(message)

        try:
            await self._application(scope, receive, keep)
        except Exception as error:
            # Frameworks answer and raise on; what was raised says more than their answer.
            at = traceback.extract_tb(error.__traceback__)[-1]
            trouble = f"{type(error).__name__}: {error} ({at.filename}:{at.lineno} in {at.name})"
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            messages = [
                {"type": "http.response.start", "status": 500, "headers": headers},
                {"type": "http.response.body", "body": trouble.encode("utf-8", "backslashreplace")},
            ]
        for message in messages:
            await send(message)
