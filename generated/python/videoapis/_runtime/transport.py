"""The one contact with httpx: requests out, answers in, its exceptions as ours. Imported at the first request."""

from __future__ import annotations

import os
import tempfile
import time
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from .core import Place, Request, status_error
from .errors import APIConnectionError, APITimeoutError, DownloadError

if TYPE_CHECKING:
    from .tasks import Received

DEFAULT_TIMEOUT = 60.0
"""Seconds for each of connect, read, write and pool, where neither the client nor the call says otherwise."""


_TIMEOUT = {"timeout": httpx.Timeout(DEFAULT_TIMEOUT).as_dict()}


def _arguments(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {
        "headers": request.headers,
        "timeout": DEFAULT_TIMEOUT if request.timeout is None else request.timeout,
    }
    if request.query:
        found["params"] = request.query
    if request.content is not None:
        found["content"] = request.content
    if request.form is not None:
        found["data"] = request.form
    if request.files:
        found["files"] = request.files
    return found


_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Refused, DNS, TLS, no free connection: nothing of the request has left."""


def _error(what: str, error: httpx.HTTPError) -> APIConnectionError:
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException) else APIConnectionError
    # The text of httpx names the address at most; the exception itself, which holds the request, stays its cause.
    return kind(f"{what}: {type(error).__name__}: {error or 'no answer'}", not_sent=isinstance(error, _NOT_SENT))


REDIRECTS = 5
"""So many redirects are followed to a result."""


class Sink:
    """Receives a download: into a file beside the wanted one, which takes its place when it is whole."""

    def __init__(self, path: str, response: httpx.Response, on_progress: Received | None) -> None:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.startswith("text/") or kind.endswith(("json", "xml", "html")):
            raise DownloadError(f"the result is {kind}, not media")
        length = response.headers.get("content-length")
        plain = response.headers.get("content-encoding", "identity") == "identity"
        self.total = int(length) if plain and length is not None and length.isdecimal() else None
        self.received = 0
        self.path = path
        self.on_progress = on_progress
        folder, name = os.path.split(path)
        self.handle, self.temporary = tempfile.mkstemp(prefix=f".{name}.", suffix=".part", dir=folder or ".")

    def write(self, chunk: bytes) -> None:
        """Take a piece."""
        view = memoryview(chunk)
        while view:
            view = view[os.write(self.handle, view) :]
        if self.received == 0 and chunk.lstrip()[:1] in (b"<", b"{"):
            raise DownloadError("the result begins like a page or JSON, not like media")
        self.received += len(chunk)
        if self.on_progress is not None:
            self.on_progress(self.received, self.total)

    def finish(self) -> str:
        """The download is whole: put it in its place."""
        if self.received == 0 or (self.total is not None and self.received != self.total):
            raise DownloadError(f"{self.received} of {self.total or 'some'} bytes have arrived")
        os.fsync(self.handle)
        os.close(self.handle)
        self.handle = -1
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(self.temporary, 0o666 & ~mask)
        os.replace(self.temporary, self.path)
        return self.path

    def discard(self) -> None:
        """Take away what has arrived so far."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1
        if os.path.exists(self.temporary):
            os.unlink(self.temporary)


def _next_hop(response: httpx.Response, hops: int) -> str | None:
    """The address that a redirect leads to, None for an answer that is none. Raises APIStatusError, DownloadError."""
    if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
        if hops >= REDIRECTS:
            raise DownloadError(f"more than {REDIRECTS} redirects")
        url = str(response.request.url.join(response.headers["location"]))
        if not url.startswith(("http://", "https://")):
            raise DownloadError("a redirect leads away from http")
        return url
    return None


class SyncTransport:
    """Sends requests over an httpx.Client: the caller's, or one of its own that it closes."""

    def __init__(self, client: httpx.Client | None, transport: httpx.BaseTransport | None) -> None:
        self.owned = client is None
        self.client = client if client is not None else httpx.Client(transport=transport)
        self.sleep = time.sleep
        self.clock = time.monotonic

    def send(self, request: Request) -> httpx.Response:
        """The answer to a request, read to its end. Raises APIConnectionError."""
        try:
            return self.client.request(request.method, request.url, **_arguments(request))
        except httpx.HTTPError as error:
            raise _error(request.operation.id, error) from error

    def download(self, place: Place, path: str, on_progress: Received | None) -> str:
        """Stream what is at a place into a file; the file's path. Raises APIStatusError, APIConnectionError, DownloadError."""
        url, hops = place.url, 0
        try:
            while True:
                # Made by hand, so that nothing that the client adds to every request goes to another host.
                request = httpx.Request("GET", url, headers=place.headers_for(url), extensions=_TIMEOUT)
                response = self.client.send(request, stream=True, auth=None, follow_redirects=False)
                try:
                    hop = _next_hop(response, hops)
                    if hop is not None:
                        url, hops = hop, hops + 1
                        continue
                    if response.status_code != 200:
                        response.read()
                        raise status_error(response)
                    sink = Sink(path, response, on_progress)
                    try:
                        for chunk in response.iter_bytes():
                            sink.write(chunk)
                        return sink.finish()
                    finally:
                        sink.discard()
                finally:
                    response.close()
        except httpx.HTTPError as error:
            raise _error("download", error) from error

    def close(self) -> None:
        """Close the client unless it is the caller's."""
        if self.owned:
            self.client.close()


class AsyncTransport:
    """The same over an httpx.AsyncClient."""

    def __init__(self, client: httpx.AsyncClient | None, transport: httpx.AsyncBaseTransport | None) -> None:
        self.owned = client is None
        self.client = client if client is not None else httpx.AsyncClient(transport=transport)
        self.sleep = anyio.sleep
        self.clock = time.monotonic

    async def send(self, request: Request) -> httpx.Response:
        """The answer to a request, read to its end. Raises APIConnectionError."""
        try:
            return await self.client.request(request.method, request.url, **_arguments(request))
        except httpx.HTTPError as error:
            raise _error(request.operation.id, error) from error

    async def download(self, place: Place, path: str, on_progress: Received | None) -> str:
        """Stream what is at a place into a file; the file's path. Raises APIStatusError, APIConnectionError, DownloadError."""
        url, hops = place.url, 0
        try:
            while True:
                # Made by hand, so that nothing that the client adds to every request goes to another host.
                request = httpx.Request("GET", url, headers=place.headers_for(url), extensions=_TIMEOUT)
                response = await self.client.send(request, stream=True, auth=None, follow_redirects=False)
                try:
                    hop = _next_hop(response, hops)
                    if hop is not None:
                        url, hops = hop, hops + 1
                        continue
                    if response.status_code != 200:
                        await response.aread()
                        raise status_error(response)
                    sink = Sink(path, response, on_progress)
                    try:
                        async for chunk in response.aiter_bytes():
                            sink.write(chunk)
                        return sink.finish()
                    finally:
                        sink.discard()
                finally:
                    await response.aclose()
        except httpx.HTTPError as error:
            raise _error("download", error) from error

    async def close(self) -> None:
        """Close the client unless it is the caller's."""
        if self.owned:
            await self.client.aclose()
