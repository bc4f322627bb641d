"""The one contact with the server under test: requests out, answers in, bounded in time and size. No redirect is followed."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import httpx

from reelspec.language.contract.media import essence
from reelspec.language.source.node import Json
from reelspec.testing.verify.target import ANY_KEY, Credentials, Target

LARGEST = 4 * 1024 * 1024
"""Bytes of an answer that are read."""
SHORTEST_KEY = 4
"""A shorter one is no secret, and stands in many texts."""
_NO_AUTH = httpx.Auth()
"""Keeps httpx from taking names and passwords from a .netrc file."""
_NOTHING = object()


@dataclass
class Answer:
    """What came back. status: 0 when nothing did, and `trouble` says why. media_type: in small letters, without parameters.

    whole: False when there was more than is read. sent: False when it is certain that the request never left.
    """

    status: int
    media_type: str = ""
    content: bytes = b""
    seconds: float = 0.0
    trouble: str = ""
    retry_after: str = ""
    location: str = ""
    whole: bool = True
    sent: bool = True
    _json: Any = _NOTHING

    @property
    def json(self) -> Json:
        """The body as JSON. Raises ValueError when it is none."""
        if self._json is _NOTHING:
            try:
                self._json = json.loads(self.content)
            except (ValueError, RecursionError):
                self._json = ValueError
        if self._json is ValueError:
            raise ValueError("no JSON")
        found: Json = self._json
        return found

    @property
    def data(self) -> Json:
        """The body as JSON, None when it is none."""
        try:
            return self.json
        except ValueError:
            return None


class Wire:
    """Sends requests to one target. sent: how many have left."""

    def __init__(self, client: httpx.AsyncClient, target: Target, timeout: float) -> None:
        self.sent = 0
        self._client = client
        self._target = target
        self._timeout = timeout

    async def send(
        self,
        method: str,
        path: str,
        *,
        credentials: Credentials | None = None,
        content: bytes | None = None,
        media_type: str = "application/json",
        headers: tuple[tuple[str, str], ...] = (),
        query: tuple[tuple[str, str], ...] = (),
        largest: int = LARGEST,
    ) -> Answer:
        """One request and its answer; what goes wrong is an answer too. path: from the target's address on."""
        given = [("accept", "*/*"), ("accept-encoding", "identity"), ("user-agent", "reelspec-verify"), *headers]
        if content is not None:
            given.append(("content-type", media_type))
        asked = list(query)
        if credentials is not None:
            cookies = [value for name, value in (*given, *credentials.headers) if name == "cookie"]
            given = [one for one in (*given, *credentials.headers) if one[0] != "cookie"]
            given += [("cookie", "; ".join(cookies))] if cookies else []
            asked += credentials.query
        start = time.perf_counter()
        try:
            request = httpx.Request(
                method,
                self._target.address + path,
                headers=given,
                content=content,
                params=tuple(asked) or None,
                extensions={"timeout": httpx.Timeout(self._timeout).as_dict()},
            )
        except (httpx.InvalidURL, ValueError, UnicodeError) as error:
            return Answer(0, trouble=self.scrubbed(f"no request can be made: {error}"), sent=False)
        self.sent += 1
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._answer(request, largest)
        except TimeoutError:
            answer = Answer(0, trouble=f"no answer within {self._timeout:g} s")
        except Exception as error:  # what a server does can upset any layer below, and none of them is ours
            never = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
            said = self.scrubbed(str(error)) or type(error).__name__
            answer = Answer(0, trouble=said, sent=not never)
        answer.seconds = time.perf_counter() - start
        return answer

    async def _answer(self, request: httpx.Request, largest: int) -> Answer:
        response = await self._client.send(request, stream=True, auth=_NO_AUTH, follow_redirects=False)
        try:
            chunks: list[bytes] = []
            size, whole = 0, True
            async for chunk in response.aiter_bytes():
                chunks.append(chunk)
                size += len(chunk)
                if size > largest:
                    whole = False
                    break
        finally:
            await response.aclose()
        return Answer(
            response.status_code,
            essence(response.headers.get("content-type", "")),
            b"".join(chunks)[:largest],
            retry_after=response.headers.get("retry-after", ""),
            location=response.headers.get("location", ""),
            whole=whole,
        )

    def scrubbed(self, text: str) -> str:
        """The text without the key, should it repeat it."""
        key = self._target.key or ""
        return text if key == ANY_KEY or len(key) < SHORTEST_KEY else text.replace(key, "***")


@asynccontextmanager
async def connected(target: Target, *, connections: int, timeout: float) -> AsyncIterator[Wire]:
    """A wire to the target. timeout: seconds for an answer as a whole. An application is started and stopped around it."""
    if target.application is not None:
        from reelspec.testing.verify.asgi import Telling, running

        async with running(target.application, timeout):
            transport = httpx.ASGITransport(Telling(target.application), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport) as client:
                yield Wire(client, target, timeout)
        return
    if find_spec("sniffio") is None:
        # httpcore asks for it at each request; to look for it in vain takes longer than the rest of the request.
        sys.modules["sniffio"] = None  # type: ignore[assignment]
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    # Proxies and their like are for other machines: what goes to this one must not leave it.
    async with httpx.AsyncClient(limits=limits, trust_env=not target.local) as client:
        yield Wire(client, target, timeout)
