"""The one contact with the server under test: requests out, answers in, bounded in time and size. No redirect is followed.

A connection is not used again after a 5xx: a server that has failed may close it although it has promised to keep it (RFC
9112, section 9.3.1), and the next body would be blamed.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import httpx

from reelspec.language.contract.media import essence
from reelspec.language.source.node import Json
from reelspec.testing.verify.curl import Asked, curl
from reelspec.testing.verify.target import ANY_KEY, Credentials, Target

LARGEST = 4 * 1024 * 1024
"""Bytes of an answer that are read."""
SHORTEST_KEY = 4
"""A shorter one is no secret, and stands in many texts."""
BEFORE_ANOTHER = 0.1
"""Seconds before a request whose connection broke is sent again: a server that has crashed needs some to start anew."""
LONGEST_PAUSE = 30.0
"""Seconds that are waited before a request that was refused for its moment is sent again."""
AGAIN = 3
"""So often it is sent again."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing, and may be sent again without asking (RFC 9110, section 9.2.1)."""
_NO_AUTH = httpx.Auth()
"""Keeps httpx from taking names and passwords from a .netrc file."""
_NOTHING = object()


@dataclass
class Answer:
    """What came back. status: 0 when nothing did, and `trouble` says why. media_type: in small letters, without parameters.

    whole: False when there was more than is read. sent: False when it is certain that the request never left.
    broken: the connection broke before the answer was whole, which says nothing of the body unless it happens again.
    asked: the request.
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
    broken: bool = False
    asked: Asked | None = None
    _json: Any = _NOTHING

    def pause(self, attempt: int) -> float | None:
        """Seconds after which a request that was refused for its moment (429) is sent again; None when it is not.

        attempt: how often that was done already.
        """
        pause = float(self.retry_after) if self.retry_after.isdecimal() else 2.0**attempt
        return None if self.status != 429 or attempt == AGAIN or pause > LONGEST_PAUSE else pause

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
        value: Json = self._json
        return value

    @property
    def data(self) -> Json:
        """The body as JSON, None when it is none."""
        try:
            return self.json
        except ValueError:
            return None


class Wire:
    """Sends requests to one target. sent: how many have left; mended: those that broke once and then had an answer.

    opened: makes a client without connections. Close the wire at the end.
    """

    def __init__(self, opened: Callable[[], httpx.AsyncClient], target: Target, timeout: float) -> None:
        self.sent = 0
        self.mended = 0
        self._opened = opened
        # One request at a time has a client, so that each has one connection and nobody gets one that is given up.
        self._free: list[httpx.AsyncClient] = []
        self._target = target
        self._timeout = timeout

    async def send(
        self,
        method: str,
        path: str,
        *,
        credentials: Credentials | None = None,
        content: bytes | None = None,
        media_type: str | None = "application/json",
        headers: tuple[tuple[str, str], ...] = (),
        query: tuple[tuple[str, str], ...] = (),
        largest: int = LARGEST,
        again: Callable[[Answer], Awaitable[bool]] | None = None,
    ) -> Answer:
        """One request and its answer; what goes wrong is an answer too. path: from the target's address on.
        media_type: of the content, None to say nothing of it.

        A request that broke in transit is sent once more. again: is asked before that, where the first may have been
        acted upon; None sends only safe methods again.
        """
        given = [("accept", "*/*"), ("accept-encoding", "identity"), ("user-agent", "reelspec-verify"), *headers]
        if content is not None and media_type is not None:
            given.append(("content-type", media_type))
        keyed = credentials or Credentials()
        sent = [*given, *keyed.headers]
        cookies = [value for name, value in sent if name == "cookie"]
        sent = [header for header in sent if header[0] != "cookie"] + (
            [("cookie", "; ".join(cookies))] if cookies else []
        )
        try:
            request = httpx.Request(
                method,
                self._target.address + path,
                headers=sent,
                content=content,
                params=(*query, *keyed.query) or None,
                extensions={"timeout": httpx.Timeout(self._timeout).as_dict()},
            )
        except (httpx.InvalidURL, ValueError, UnicodeError) as error:
            return Answer(0, trouble=self.scrubbed(f"no request can be made: {error}"), sent=False)
        url = str(httpx.URL(self._target.address + path, params=query or None))
        asked = Asked(method, url, tuple(given), content, keyed.headers, keyed.query)
        answer = await self._tried(request, largest)
        answer.asked = asked
        if not answer.broken or not (method in SAFE if again is None else await again(answer)):
            return answer
        await asyncio.sleep(BEFORE_ANOTHER)
        second = await self._tried(request, largest, client=self._opened())
        if second.broken:
            second.trouble = f"{second.trouble.rstrip('.')}, twice"
            second.sent = answer.sent or second.sent
        else:
            self.mended += 1
        second.asked = asked
        return second

    async def _tried(self, request: httpx.Request, largest: int, client: httpx.AsyncClient | None = None) -> Answer:
        """The answer to a request that is sent once. client: one without connections, None for any that is free."""
        start = time.perf_counter()
        self.sent += 1
        client = client or (self._free.pop() if self._free else self._opened())
        keep = False
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._answer(client, request, largest)
            keep = answer.status < 500
        except TimeoutError:
            answer = Answer(0, trouble=f"no answer within {self._timeout:g} s")
        except Exception as error:  # what a server does can upset any layer below, and none of them is ours
            never = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
            trouble = self.scrubbed(str(error)) or "the connection broke before there was an answer"
            broken = isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError)
            answer = Answer(0, trouble=trouble, sent=not never, broken=broken)
        finally:
            if keep:
                self._free.append(client)
            else:
                await client.aclose()
        answer.seconds = time.perf_counter() - start
        return answer

    async def aclose(self) -> None:
        """Close the connections that are left."""
        while self._free:
            await self._free.pop().aclose()

    async def _answer(self, client: httpx.AsyncClient, request: httpx.Request, largest: int) -> Answer:
        response = await client.send(request, stream=True, auth=_NO_AUTH, follow_redirects=False)
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

    def curl(self, answer: Answer) -> str:
        """The line that repeats the request of an answer, "" for one that could not be made."""
        return "" if answer.asked is None else self.scrubbed(curl(answer.asked, self._target))

    def scrubbed(self, text: str) -> str:
        """The text without the key, should it repeat it."""
        key = self._target.key or ""
        return text if key == ANY_KEY or len(key) < SHORTEST_KEY else text.replace(key, "***")


@asynccontextmanager
async def connected(target: Target, *, timeout: float) -> AsyncIterator[Wire]:
    """A wire to the target. timeout: seconds for an answer as a whole. An application is started and stopped around it."""
    if target.application is not None:
        from reelspec.testing.verify.asgi import Telling, running

        async with running(target.application, timeout):
            transport = httpx.ASGITransport(Telling(target.application), raise_app_exceptions=False)
            async with aclosing(Wire(lambda: httpx.AsyncClient(transport=transport), target, timeout)) as wire:
                yield wire
        return
    if find_spec("sniffio") is None:
        # httpcore asks for it at each request; to look for it in vain takes longer than the rest of the request.
        sys.modules["sniffio"] = None  # type: ignore[assignment]
    certificates = httpx.create_ssl_context(trust_env=not target.local)

    def opened() -> httpx.AsyncClient:
        # Proxies and their like are for other machines: what goes to this one must not leave it.
        return httpx.AsyncClient(verify=certificates, trust_env=not target.local)

    async with aclosing(Wire(opened, target, timeout)) as wire:
        yield wire
