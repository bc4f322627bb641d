"""The one contact with httpx: requests out, answers in, its exceptions as ours. Imported at the first request."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from functools import lru_cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

import anyio
import httpx

from .core import Place, Request, status_error
from .errors import APIConnectionError, APITimeoutError, ConfigurationError, DownloadError

if TYPE_CHECKING:
    from .tasks import Received

Response: TypeAlias = httpx.Response
HTTPClient: TypeAlias = httpx.Client
AsyncHTTPClient: TypeAlias = httpx.AsyncClient
BaseHTTPTransport: TypeAlias = httpx.BaseTransport
AsyncBaseHTTPTransport: TypeAlias = httpx.AsyncBaseTransport

DEFAULT_TIMEOUT = 60.0
"""Seconds for each of connect, read, write and pool, where neither the client nor the call says otherwise."""


_SECONDS = httpx.Timeout(DEFAULT_TIMEOUT)
_TIMEOUT = {"timeout": _SECONDS.as_dict()}

_url = lru_cache(maxsize=128)(httpx.URL)
"""Reading an address costs as much as everything else that is done here, and a create always goes to the same one."""


def _arguments(request: Request) -> dict[str, Any]:
    found: dict[str, Any] = {
        "headers": request.headers,
        "timeout": _SECONDS if request.timeout is None else request.timeout,
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


def _built(
    request: Request, client: httpx.Client | httpx.AsyncClient, added: dict[str, str] | None
) -> httpx.Request:
    """The request as httpx sends it. added: the headers that a client of our own adds, None for a caller's client.

    A client of our own adds nothing else, and to let it merge headers, cookies and parameters costs as much as all that
    is done here.
    """
    if added is None or request.form is not None or request.files:
        return client.build_request(request.method, _url(request.url), **_arguments(request))
    return httpx.Request(
        request.method,
        _url(request.url),
        params=tuple(request.query) or None,
        headers={**added, **request.headers},
        content=request.content,
        extensions=_TIMEOUT if request.timeout is None else {"timeout": httpx.Timeout(request.timeout).as_dict()},
    )


_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Refused, DNS, TLS, no free connection: nothing of the request has left."""


_INNER = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "h11", "h2", "hpack", "socksio", "anyio"})
"""Packages whose frames hold requests as they are sent, keys included."""

_NO_AUTH = httpx.Auth()
"""Adds nothing: the key is in the request already, and no other request is made to negotiate one."""


class Ready:
    """A request in the form of httpx, made once for all attempts. A repr shows nothing of it."""

    __slots__ = ("auth", "http", "request")

    def __init__(self, request: Request, http: httpx.Request) -> None:
        self.request = request
        self.http = http
        self.auth: Any = _NO_AUTH if request.operation.schemes else httpx.USE_CLIENT_DEFAULT


def _ready(client: httpx.Client | httpx.AsyncClient, added: dict[str, str] | None, request: Request) -> Ready:
    try:
        http = _built(request, client, added)
    except httpx.InvalidURL:
        problem = "base_url and the path make no address"
    else:
        # Files are read now: a second attempt would find them at their end.
        http.read()
        if request.parameters:
            _hide(request.parameters)
        return Ready(request, http)
    raise ConfigurationError(f"{request.operation.id}: {problem}")


class _HideParameters(logging.Filter):
    """httpx logs the addresses of requests: the values of query parameters that carry keys are taken out of them."""

    names: frozenset[str] = frozenset()

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _shown(one, self.names) if isinstance(one, httpx.URL) else one for one in record.args
            )
        return True


_FILTER = _HideParameters()


def _hide(names: frozenset[str]) -> None:
    _FILTER.names |= names
    logging.getLogger(httpx.__name__).addFilter(_FILTER)  # a filter that is there already is not added again


def _shown(url: httpx.URL, names: frozenset[str]) -> httpx.URL:
    """An address as it may be shown."""
    for name in names & set(url.params.keys()) if names else ():
        url = url.copy_set_param(name, "hidden")
    return url


def _clean(response: httpx.Response, ready: Ready) -> httpx.Response:
    """An answer that is told of the request without its key and body: what it holds is logged, kept and pickled."""
    sent, request = ready.http, ready.request
    response.request = httpx.Request(
        sent.method,
        _shown(sent.url, request.parameters),
        headers=[pair for pair in sent.headers.raw if pair[0].lower().decode("ascii") not in request.hidden],
    )
    response.next_request = None
    return response


def _scrubbed(response: httpx.Response, ready: Ready) -> httpx.Response:
    """An answer that has been read, without the key should it repeat it, as some messages of refusal do."""
    content = response.content
    values = b"\n".join(value for _, value in response.headers.raw)
    found = [one for one in ready.request.secrets if (sought := one.encode()) in content or sought in values]
    if not found:
        return response
    names = response.headers.multi_items()
    for one in found:
        content = content.replace(one.encode(), b"***")
        names = [(name, value.replace(one, "***")) for name, value in names]
    names = [(name, value) for name, value in names if name.lower() not in ("content-encoding", "content-length")]
    return httpx.Response(response.status_code, headers=names, content=content, request=response.request)


def _error(ready: Ready, error: httpx.HTTPError) -> APIConnectionError:
    """The exception of ours for one of httpx, which holds the request with its key and is not kept."""
    request = ready.request
    not_sent = isinstance(error, _NOT_SENT)
    kind = APITimeoutError if isinstance(error, httpx.TimeoutException) else APIConnectionError
    # The text of a LocalProtocolError repeats the header that it does not like.
    said = "" if isinstance(error, httpx.LocalProtocolError) else str(error)
    for one in request.secrets:
        said = said.replace(one, "***")
    text = f"{request.operation.id}: {type(error).__name__}: {said or 'no answer'}"
    if request.operation.paid and not not_sent:
        text += " (the provider may have accepted it and charge for it)"
    made = kind(text, not_sent=not_sent)
    at: BaseException | None = error
    while at is not None:
        if isinstance(at, OSError):
            made.__cause__ = at  # what the operating system said
        at = at.__cause__ or at.__context__
    if made.__cause__ is not None:
        _outer_frames(made.__cause__)
    return made


def _outer_frames(error: BaseException) -> None:
    """Take the frames of httpx and what it stands on out of an exception: shown with their variables, they show keys."""
    left: list[BaseException | None] = [error]
    seen: set[int] = set()
    while left:
        one = left.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        kept: list[TracebackType] = []
        at = one.__traceback__
        while at is not None:
            if str(at.tb_frame.f_globals.get("__name__")).partition(".")[0] not in _INNER:
                kept.append(at)
            at = at.tb_next
        made: TracebackType | None = None
        for frame in reversed(kept):
            made = TracebackType(made, frame.tb_frame, frame.tb_lasti, frame.tb_lineno)
        one.__traceback__ = made
        left += [one.__cause__, one.__context__]


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


def _get(url: str, query: list[tuple[str, str]], place: Place) -> Ready:
    """The request for a result, made by hand, so that what the client adds to every request goes to no other host."""
    try:
        http = httpx.Request("GET", url, params=tuple(query) or None, headers=place.headers_for(url), extensions=_TIMEOUT)
    except httpx.InvalidURL:
        problem = "the result has no address that can be used"
    else:
        if place.request.parameters:
            _hide(place.request.parameters)
        return Ready(place.request, http)
    raise DownloadError(problem)


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
        self.added = dict(self.client.headers) if self.owned else None
        self.sleep = time.sleep
        self.clock = time.monotonic

    def ready(self, request: Request) -> Ready:
        """The request in the form in which it is sent, once or several times. Raises ConfigurationError."""
        return _ready(self.client, self.added, request)

    def send(self, ready: Ready) -> httpx.Response:
        """The answer to a request, read to its end. Raises APIConnectionError.

        It goes out once: no redirect is followed, and nothing is negotiated.
        """
        failure: BaseException
        try:
            response = self.client.send(ready.http, auth=ready.auth, follow_redirects=False)
            return _scrubbed(_clean(response, ready), ready)
        except httpx.HTTPError as error:
            failure = _error(ready, error)
        except BaseException as error:
            _outer_frames(error)
            failure = error
        raise failure

    def download(self, place: Place, path: str, on_progress: Received | None) -> str:
        """Stream what is at a place into a file; the file's path. Raises APIStatusError, APIConnectionError, DownloadError."""
        url, hops = place.url, 0
        query = place.request.query
        failure: BaseException
        try:
            while True:
                ready = _get(url, query, place)
                response = _clean(
                    self.client.send(ready.http, stream=True, auth=_NO_AUTH, follow_redirects=False), ready
                )
                query = []
                try:
                    hop = _next_hop(response, hops)
                    if hop is not None:
                        url, hops = hop, hops + 1
                        continue
                    if response.status_code != 200:
                        response.read()
                        raise status_error(_scrubbed(response, ready))
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
            failure = _error(Ready(place.request, httpx.Request("GET", url)), error)
        except BaseException as error:
            _outer_frames(error)
            failure = error
        raise failure

    def close(self) -> None:
        """Close the client unless it is the caller's."""
        if self.owned:
            self.client.close()


class AsyncTransport:
    """The same over an httpx.AsyncClient."""

    def __init__(self, client: httpx.AsyncClient | None, transport: httpx.AsyncBaseTransport | None) -> None:
        self.owned = client is None
        self.client = client if client is not None else httpx.AsyncClient(transport=transport)
        self.added = dict(self.client.headers) if self.owned else None
        self.sleep = anyio.sleep
        self.clock = time.monotonic

    def ready(self, request: Request) -> Ready:
        """The request in the form in which it is sent, once or several times. Raises ConfigurationError."""
        return _ready(self.client, self.added, request)

    async def send(self, ready: Ready) -> httpx.Response:
        """The answer to a request, read to its end. Raises APIConnectionError.

        It goes out once: no redirect is followed, and nothing is negotiated.
        """
        failure: BaseException
        try:
            response = await self.client.send(ready.http, auth=ready.auth, follow_redirects=False)
            return _scrubbed(_clean(response, ready), ready)
        except httpx.HTTPError as error:
            failure = _error(ready, error)
        except BaseException as error:
            _outer_frames(error)
            failure = error
        raise failure

    async def download(self, place: Place, path: str, on_progress: Received | None) -> str:
        """Stream what is at a place into a file; the file's path. Raises APIStatusError, APIConnectionError, DownloadError."""
        url, hops = place.url, 0
        query = place.request.query
        failure: BaseException
        try:
            while True:
                ready = _get(url, query, place)
                response = _clean(
                    await self.client.send(ready.http, stream=True, auth=_NO_AUTH, follow_redirects=False), ready
                )
                query = []
                try:
                    hop = _next_hop(response, hops)
                    if hop is not None:
                        url, hops = hop, hops + 1
                        continue
                    if response.status_code != 200:
                        await response.aread()
                        raise status_error(_scrubbed(response, ready))
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
            failure = _error(Ready(place.request, httpx.Request("GET", url)), error)
        except BaseException as error:
            _outer_frames(error)
            failure = error
        raise failure

    async def close(self) -> None:
        """Close the client unless it is the caller's."""
        if self.owned:
            await self.client.aclose()
