"""Runs of the generated clients against a mock: sync and async, in process and over a socket, on the mock's clock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from reelspec.testing.mock import Mock
from tests.testing.mock.shared import IMAGE_TO_VIDEO, TEXT_TO_VIDEO
from videoapis import apimart, powertokens
from videoapis._runtime import errors

PROVIDERS: dict[str, Any] = {
    "powertokens": (powertokens.PowerTokens, powertokens.AsyncPowerTokens, IMAGE_TO_VIDEO, "videos.retrieve"),
    "apimart": (apimart.APIMart, apimart.AsyncAPIMart, TEXT_TO_VIDEO, "tasks.retrieve"),
}
"""Name -> the clients, a body, and the operation that asks for a task."""


class Run:
    """One client at one mock. What it does is said in steps, which the sync and the async client carry out alike."""

    def __init__(self, mock: Mock, provider: str, asynchronous: bool, url: str | None, timeout: float) -> None:
        self.mock = mock
        self.provider = provider
        self.asynchronous = asynchronous
        self.url = url
        self.timeout = timeout
        self.body = PROVIDERS[provider][2]

    @property
    def creates(self) -> int:
        """How many creations have arrived."""
        return len(self.mock.journal.of(operation="videos.create"))

    def do(self, step: Callable[[Any], Any]) -> Any:
        """What a step gives, or the error that it raises. The client pauses on the mock's clock."""
        options: dict[str, Any] = {"base_url": self.url or "http://mock", "timeout": self.timeout}
        if self.url is None:
            options["transport"] = self.mock.transport()
        else:  # to read the certificates of the world takes longer than all the rest
            kind = httpx.AsyncHTTPTransport if self.asynchronous else httpx.HTTPTransport
            options["transport"] = kind(verify=False)
        try:
            return asyncio.run(self._later(step, options)) if self.asynchronous else self._now(step, options)
        except errors.VideoAPIError as error:
            return error

    def _now(self, step: Callable[[Any], Any], options: dict[str, Any]) -> Any:
        with PROVIDERS[self.provider][0]("key-1", **options) as client:
            opened = client._open()
            opened.sleep, opened.clock = self.mock.clock.advance, self.mock.clock.now
            return step(client)

    async def _later(self, step: Callable[[Any], Awaitable[Any]], options: dict[str, Any]) -> Any:
        async def sleep(seconds: float) -> None:
            self.mock.clock.advance(seconds)

        async with PROVIDERS[self.provider][1]("key-1", **options) as client:
            opened = client._open()
            opened.sleep, opened.clock = sleep, self.mock.clock.now
            return await step(client)
