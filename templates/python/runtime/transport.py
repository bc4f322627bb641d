"""The one contact with httpx: requests out, answers in, its exceptions as ours. Imported at the first request."""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import anyio
import anyio.to_thread
import httpx

from .answers import MAY_HAVE_ACCEPTED, is_other, may_charge, request_id, status_error
from .bounds import (
    AsyncBackend,
    Backend,
    Body,
    DeadlineExceeded,
    DecodingError,
    Timeouts,
    TooLarge,
    accepted,
    bound,
)
from .core import DEFAULT_TIMEOUT, Request
from .errors import APIConnectionError, APITimeoutError, ConfigurationError, DownloadError
from .files import GROWTH_FROM, LARGEST_GROWTH, Sink, writable
from .tracebacks import without_inner_frames

if TYPE_CHECKING:
    from concurrent.futures import Future

    from .core import AsyncReceived, Place, Received

Response: TypeAlias = httpx.Response
HTTPClient: TypeAlias = httpx.Client
AsyncHTTPClient: TypeAlias = httpx.AsyncClient
BaseHTTPTransport: TypeAlias = httpx.BaseTransport
AsyncBaseHTTPTransport: TypeAlias = httpx.AsyncBaseTransport
Clock: TypeAlias = Callable[[], float]
T = TypeVar("T")

_url = lru_cache(maxsize=128)(httpx.URL)
"""Reading an address costs as much as everything else that is done here, and a create always goes to the same one."""


def _arguments(request: Request, added: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"headers": {**added, **request.headers}}
    if request.query:
        found["params"] = request.query
    if request.content is not None:
        found["content"] = request.content
    return found


def _built(
    request: Request, client: httpx.Client | httpx.AsyncClient, added: dict[str, str], own: bool
) -> httpx.Request:
    """The request as httpx sends it. added: headers of the client's. own: it is a client of our own.

    A client of our own adds nothing else, and to let it merge headers, cookies and parameters costs as much as all that
    is done here.
    """
    if own:
        made = httpx.Request(
            request.method,
            _url(request.url),
            params=tuple(request.query) or None,
            headers={**added, **request.headers},
            content=request.content,
        )
    else:
        made = client.build_request(request.method, _url(request.url), **_arguments(request, added))
    if request.exact:  # httpx would write it in its own way
        rest = made.url.query.decode("ascii")
        made.url = made.url.copy_with(query=f"{request.exact}{'&' if rest else ''}{rest}".encode("ascii"))
    return made


def _added(client: httpx.Client | httpx.AsyncClient, own: bool) -> dict[str, str]:
    """What goes on every request of a client: httpx asks for all codings that it can unpack, in one go."""
    asked = client.headers.get("accept-encoding")
    found = dict(client.headers) if own else {}
    return found if asked is None else {**found, "accept-encoding": accepted(asked)}


_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
"""Refused, DNS, TLS, no free connection, a proxy that makes none: nothing of the request has left."""

_FAILED = (
    httpx.HTTPError,
    DeadlineExceeded,
    TooLarge,
    DecodingError,
    ssl.SSLError,
    ConnectionError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
)
"""What sending and reading raise: httpx lets some exceptions of what it stands on through, as a late alert of TLS."""

_NO_AUTH = httpx.Auth()
"""Adds nothing: the key is in the request already, and no other request is made to negotiate one."""


class Ready:
    """A request in the form of httpx, made once for all attempts. A repr shows nothing of it."""

    __slots__ = ("auth", "http", "request", "timeouts")

    def __init__(self, request: Request, http: httpx.Request) -> None:
        self.request = request
        self.http = http
        self.timeouts: Timeouts | None = None
        self.auth: Any = _NO_AUTH if request.operation.schemes else httpx.USE_CLIENT_DEFAULT


def _timed(ready: Ready, deadline: float | None, clock: Clock) -> httpx.Request:
    """The request with its timeouts, which begin anew with every attempt."""
    seconds = DEFAULT_TIMEOUT if ready.request.timeout is None else ready.request.timeout
    ready.timeouts = Timeouts(seconds, deadline, clock)
    ready.http.extensions = {**ready.http.extensions, "timeout": ready.timeouts}
    return ready.http


def _ready(client: httpx.Client | httpx.AsyncClient, added: dict[str, str], own: bool, request: Request) -> Ready:
    if client.is_closed:
        raise ConfigurationError("http_client is closed")
    try:
        http = _built(request, client, added, own)
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
            record.args = tuple(_shown(one, self.names) if isinstance(one, httpx.URL) else one for one in record.args)
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
    names = response.headers.raw
    values = b"\n".join(value for _, value in names)
    found = [one for one in ready.request.secrets if (sought := one.encode()) in content or sought in values]
    if not found:
        return response
    for one in found:
        content = content.replace(one.encode(), b"***")
        names = [(name, value.replace(one.encode(), b"***")) for name, value in names]
    names = [(name, value) for name, value in names if name.lower() not in (b"content-encoding", b"content-length")]
    return httpx.Response(response.status_code, headers=names, content=content, request=response.request)


def _answered(error: httpx.HTTPStatusError, ready: Ready) -> httpx.Response:
    """The answer that a hook of the caller's has raised for, as the one that it is, with its body if a hook has read it."""
    response = error.response
    try:
        content = response.content
    except httpx.ResponseNotRead:
        content = b""
    names = [one for one in response.headers.raw if one[0].lower() not in (b"content-encoding", b"content-length")]
    made = httpx.Response(response.status_code, headers=names, content=content, request=response.request)
    return _scrubbed(_clean(made, ready), ready)


def _error(ready: Ready, error: Exception, received: _Received | None = None) -> APIConnectionError:
    """The exception of ours for one of httpx, which holds the request with its key and is not kept."""
    request = ready.request
    not_sent = isinstance(error, _NOT_SENT)
    kind = APITimeoutError if isinstance(error, (httpx.TimeoutException, DeadlineExceeded)) else APIConnectionError
    # The text of a LocalProtocolError repeats the header that it does not like.
    said = "" if isinstance(error, httpx.LocalProtocolError) else str(error)
    for one in request.secrets:
        said = said.replace(one, "***")
    text = f"{request.operation.id}: {type(error).__name__}: {said or 'no answer'}"
    made = kind(text if not_sent else text + may_charge(request.operation), not_sent=not_sent)
    if received is not None:
        made.response = received.broken_off()
        made.request_id = request_id(made.response)
    at: BaseException | None = error
    while at is not None:
        if isinstance(at, OSError):
            made.__cause__ = at  # what the operating system said
        at = at.__cause__ or at.__context__
    if made.__cause__ is not None:
        without_inner_frames(made.__cause__)
    return made


def _interrupted(ready: Ready, error: BaseException, received: _Received | None) -> None:
    """Let what ends a paid call from outside, as a cancellation does, say that it may have been accepted."""
    request = ready.request
    if not request.operation.paid or ready.timeouts is None or ready.timeouts.nothing_sent():
        return
    text = f"{request.operation.id} was under way: the provider{MAY_HAVE_ACCEPTED}."
    name = request.operation.idempotency_header.lower()
    known = [f"it was sent with {name}: {request.headers[name]}"] if name else []
    if received is not None:
        response = received.broken_off()
        known += [f"the answer began with status {response.status_code}"]
        said = request_id(response)
        known += [f"its request id is {said}"] if said else []
    error.add_note(text + (f" What is known: {'; '.join(known)}." if known else ""))


REDIRECTS = 5
"""So many redirects are followed to a result."""


def _get(url: str, query: list[tuple[str, str]], place: Place) -> Ready:
    """The request for a result, made by hand, so that what the client adds to every request goes to no other host."""
    request = place.request
    try:
        at = httpx.URL(url)
        if at.scheme not in ("http", "https") or not at.host:
            raise httpx.InvalidURL("no address")
        own = _origin(at) in [_origin(httpx.URL(one)) for one in place.own]
        # Packing gains nothing on media, and hides how much is to come.
        headers = {"accept": "*/*", **(request.headers if own else {}), "accept-encoding": "identity"}
        http = httpx.Request("GET", at, params=tuple(query) or None, headers=headers)
    except (httpx.InvalidURL, UnicodeError):
        problem = "the result has no address that can be used"
    else:
        if request.parameters:
            _hide(request.parameters)
        return Ready(request, http)
    raise DownloadError(problem)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port (RFC 6454, section 4), as they will be used."""
    return url.scheme, url.host, url.port or {"https": 443, "http": 80}.get(url.scheme)


def _next_hop(response: httpx.Response, hops: int) -> str | None:
    """The address that a redirect leads to, None for an answer that is none. Raises APIStatusError, DownloadError."""
    if response.status_code in (301, 302, 303, 307, 308) and "location" in response.headers:
        if hops >= REDIRECTS:
            raise DownloadError(f"more than {REDIRECTS} redirects")
        try:
            url = str(response.request.url.join(response.headers["location"]))
        except (httpx.InvalidURL, UnicodeError):
            url = ""
        if not url.startswith(("http://", "https://")):
            raise DownloadError("a redirect leads away from http")
        return url
    return None


class _Received:
    """The body of an answer as it arrives, within a size and a deadline. most: bytes, of an answer in JSON or a refusal."""

    def __init__(self, response: httpx.Response, ready: Ready, most: int) -> None:
        self.response = response
        self.ready = ready
        self.pieces: list[bytes] = []
        self.size = 0
        self.arrived = 0
        self.body: Body | None = None
        operation = ready.request.operation
        bounded = not response.is_success or (operation.response and not is_other(operation, response))
        self.most = most if bounded else float("inf")

    def add(self, piece: bytes) -> None:
        """Take a piece of what arrives. Raises DeadlineExceeded, TooLarge, DecodingError."""
        timeouts = self.ready.timeouts
        if timeouts is not None and timeouts.left() <= 0:
            raise DeadlineExceeded("the deadline has passed")
        self.arrived += len(piece)
        self._check(self.arrived)
        body = self.body
        if body is None:
            body = self.body = _body(self.response)
        for one in body.decoded(piece):
            self._keep(one)

    def _keep(self, piece: bytes) -> None:
        self.size += len(piece)
        self._check(self.size)
        if self.most == float("inf") and self.size > GROWTH_FROM and self.size > LARGEST_GROWTH * self.arrived:
            raise TooLarge(f"the answer grows more than {LARGEST_GROWTH} times when it is unpacked")
        self.pieces.append(piece)

    def _check(self, size: int) -> None:
        if size > self.most:
            self.pieces.clear()
            raise TooLarge(f"the answer is larger than {self.most} bytes (max_answer_bytes)")

    def given(self) -> httpx.Response:
        """An answer that was read already, without the key should it repeat it. Raises TooLarge."""
        self._check(len(self.response.content))
        return _scrubbed(self.response, self.ready)

    def whole(self) -> httpx.Response:
        """The answer that has arrived, without the key should it repeat it. Raises DecodingError if it breaks off."""
        if self.body is not None:
            self.body.end()
        return self._made()

    def says_enough(self) -> bool:
        """Whether the status alone says what became of the request, and how it is to be repeated: it is no success."""
        return not self.response.is_success

    def broken_off(self) -> httpx.Response:
        """The answer with as much of its body as has arrived, without the beginning of a key at its end."""
        content = b"".join(self.pieces)
        ends = (one.encode()[:size] for one in self.ready.request.secrets for size in range(len(one), 3, -1))
        cut = next((len(end) for end in ends if content.endswith(end)), 0)
        self.pieces = [content[: len(content) - cut]]
        return self._made()

    def _made(self) -> httpx.Response:
        response = self.response
        names = response.headers.raw
        if "content-encoding" in response.headers:
            names = [one for one in names if one[0].lower() not in (b"content-encoding", b"content-length")]
        made = httpx.Response(
            response.status_code,
            headers=names,
            content=b"".join(self.pieces),
            request=response.request,
            extensions={name: one for name, one in response.extensions.items() if name != "network_stream"},
        )
        if response.is_closed:
            made.elapsed = response.elapsed
        return _scrubbed(made, self.ready)


def _body(response: httpx.Response) -> Body:
    """What unpacks the pieces of an answer that nobody has read yet."""
    return Body(response.headers.get_list("content-encoding", split_commas=True))


class _NoCookies(httpx.Cookies):
    """An API is called with a key, not with a session: what an answer sets must not come back with another call."""

    def extract_cookies(self, response: httpx.Response) -> None:
        """Take none."""


_NO_COOKIES = _NoCookies()


class _Client(httpx.Client):
    """The client that is used where the caller brings none."""

    @property
    def cookies(self) -> httpx.Cookies:
        """None."""
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        """None are kept."""


class _AsyncClient(httpx.AsyncClient):
    """The same for coroutines."""

    @property
    def cookies(self) -> httpx.Cookies:
        """None."""
        return _NO_COOKIES

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        """None are kept."""


def _running_loop() -> object:
    """The event loop of asyncio that runs here, None under trio."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def _told(given: Awaitable[object] | None) -> None:
    """Await what a callback has given, if it is to be awaited."""
    if given is not None:
        await given


async def in_thread(work: Callable[..., T], *arguments: Any) -> T:
    """What work in a thread gives: what would hold up the loop."""
    return await anyio.to_thread.run_sync(partial(work, *arguments))


async def result_of(work: Future[T], *, shielded: bool) -> T:
    """What comes of work in a thread, under asyncio and trio. Whoever stops waiting does not stop the work.

    shielded: wait also in what has been cancelled.
    """
    with anyio.CancelScope(shield=shielded):
        if _running_loop() is None:
            return await anyio.to_thread.run_sync(work.result)
        return await asyncio.shield(asyncio.wrap_future(work))
    raise AssertionError("nobody cancels this scope")  # which type checkers cannot know


class SyncTransport:
    """Sends requests over an httpx.Client: the caller's, or one of its own that it closes."""

    def __init__(self, client: httpx.Client | None, transport: httpx.BaseTransport | None, most: int) -> None:
        if client is not None and not isinstance(client, httpx.Client):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError(f"http_client must be an {httpx.__name__}.Client")
        self.owned = client is None
        self.client = client if client is not None else _Client(transport=transport)
        if client is None and transport is None:
            bound(self.client, Backend)
        self.added = _added(self.client, self.owned)
        self.most = most
        self.process = os.getpid()
        self.sleep = time.sleep
        self.clock = time.monotonic

    def usable(self) -> bool:
        """Whether its connections may be used here: after a fork, two processes must not read from the same one."""
        return self.process == os.getpid()

    def ready(self, request: Request) -> Ready:
        """The request in the form in which it is sent, once or several times. Raises ConfigurationError."""
        return _ready(self.client, self.added, self.owned, request)

    def send(self, ready: Ready, deadline: float | None = None) -> httpx.Response:
        """The answer to a request, read to its end. Raises APIConnectionError.

        It goes out once: no redirect is followed, and nothing is negotiated. deadline: of the clock, for the whole. A
        transport of the caller's looks at it when a phase begins and after every piece of the body, and no oftener.
        """
        failure: BaseException
        received: _Received | None = None
        http = _timed(ready, deadline, self.clock)
        try:
            response = self.client.send(http, auth=ready.auth, follow_redirects=False, stream=True)
            received = _Received(_clean(response, ready), ready, self.most)
            return self._read(received)
        except httpx.HTTPStatusError as error:
            return _answered(error, ready)
        except _FAILED as error:
            if received is not None and received.says_enough():
                return received.broken_off()
            failure = _error(ready, error, received)
        except BaseException as error:
            without_inner_frames(error)
            _interrupted(ready, error, received)
            failure = error
        raise failure

    def _read(self, received: _Received) -> httpx.Response:
        response = received.response
        if response.is_closed:  # a transport or a hook of the caller's has read it
            return received.given()
        try:
            for piece in response.iter_raw():
                received.add(piece)
        finally:
            response.close()
        return received.whole()

    def download(self, place: Place, path: str, on_progress: Received | None) -> str:
        """Stream what is at a place into a file; the file's path. Raises APIStatusError, APIConnectionError, DownloadError."""
        url, hops = place.url, 0
        query = place.request.query
        failure: BaseException
        writable(path)
        try:
            while True:
                ready = _get(url, query, place)
                http = _timed(ready, None, self.clock)
                response = _clean(self.client.send(http, stream=True, auth=_NO_AUTH, follow_redirects=False), ready)
                query = []
                try:
                    hop = _next_hop(response, hops)
                    if hop is not None:
                        url, hops = hop, hops + 1
                        continue
                    if response.status_code != 200:
                        raise status_error(self._read(_Received(response, ready, self.most)))
                    sink = Sink(path, response.headers, on_progress)
                    try:
                        if response.is_closed:  # a transport or a hook of the caller's has read it
                            sink.write(response.content, response.num_bytes_downloaded)
                        else:
                            body = _body(response)
                            for piece in response.iter_raw():
                                for one in body.decoded(piece):
                                    sink.write(one, response.num_bytes_downloaded)
                            body.end()
                        return sink.finish()
                    finally:
                        sink.discard()
                finally:
                    response.close()
        except httpx.HTTPStatusError as error:
            failure = status_error(_answered(error, Ready(place.request, error.request)))
        except _FAILED as error:
            failure = _error(Ready(place.request, httpx.Request("GET", place.own[0])), error)
        except BaseException as error:
            without_inner_frames(error)
            failure = error
        raise failure

    def close(self) -> None:
        """Close the client unless it is the caller's."""
        if self.owned:
            self.client.close()


class AsyncTransport:
    """The same over an httpx.AsyncClient."""

    def __init__(self, client: httpx.AsyncClient | None, transport: httpx.AsyncBaseTransport | None, most: int) -> None:
        if client is not None and not isinstance(client, httpx.AsyncClient):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ConfigurationError(f"http_client must be an {httpx.__name__}.AsyncClient")
        self.owned = client is None
        self.client = client if client is not None else _AsyncClient(transport=transport)
        if client is None and transport is None:
            bound(self.client, AsyncBackend)
        self.added = _added(self.client, self.owned)
        self.most = most
        self.process = os.getpid()
        self.loop = _running_loop()
        self.sleep = anyio.sleep
        self.clock = time.monotonic

    def usable(self) -> bool:
        """Whether its connections may be used here: they belong to one process, and to one event loop."""
        return self.process == os.getpid() and self.loop is _running_loop()

    def ready(self, request: Request) -> Ready:
        """The request in the form in which it is sent, once or several times. Raises ConfigurationError."""
        return _ready(self.client, self.added, self.owned, request)

    async def send(self, ready: Ready, deadline: float | None = None) -> httpx.Response:
        """The answer to a request, read to its end. Raises APIConnectionError.

        It goes out once: no redirect is followed, and nothing is negotiated. deadline: of the clock, for the whole; what
        is under way then is given up, whatever the transport.
        """
        failure: BaseException
        received: _Received | None = None
        http = _timed(ready, deadline, self.clock)
        try:
            with anyio.move_on_after(None if deadline is None else max(0.0, deadline - self.clock())):
                response = await self.client.send(http, auth=ready.auth, follow_redirects=False, stream=True)
                received = _Received(_clean(response, ready), ready, self.most)
                return await self._read(received)
            failure = _error(ready, DeadlineExceeded("the deadline has passed"), received)
        except httpx.HTTPStatusError as error:
            return _answered(error, ready)
        except _FAILED as error:
            if received is not None and received.says_enough():
                return received.broken_off()
            failure = _error(ready, error, received)
        except BaseException as error:
            without_inner_frames(error)
            _interrupted(ready, error, received)
            failure = error
        raise failure

    async def _read(self, received: _Received) -> httpx.Response:
        response = received.response
        if response.is_closed:  # a transport or a hook of the caller's has read it
            return received.given()
        try:
            async for piece in response.aiter_raw():
                received.add(piece)
        finally:
            await response.aclose()
        return received.whole()

    async def download(self, place: Place, path: str, on_progress: AsyncReceived | None) -> str:
        """Stream what is at a place into a file; the file's path. Raises APIStatusError, APIConnectionError, DownloadError."""
        url, hops = place.url, 0
        query = place.request.query
        failure: BaseException
        writable(path)
        try:
            while True:
                ready = _get(url, query, place)
                http = _timed(ready, None, self.clock)
                response = _clean(
                    await self.client.send(http, stream=True, auth=_NO_AUTH, follow_redirects=False), ready
                )
                query = []
                try:
                    hop = _next_hop(response, hops)
                    if hop is not None:
                        url, hops = hop, hops + 1
                        continue
                    if response.status_code != 200:
                        raise status_error(await self._read(_Received(response, ready, self.most)))
                    sink = Sink(path, response.headers, on_progress)
                    try:
                        if response.is_closed:  # a transport or a hook of the caller's has read it
                            await _told(sink.write(response.content, response.num_bytes_downloaded))
                        else:
                            body = _body(response)
                            async for piece in response.aiter_raw():
                                for one in body.decoded(piece):
                                    await _told(sink.write(one, response.num_bytes_downloaded))
                            body.end()
                        # Waits for the disk, which other tasks need not do.
                        return await anyio.to_thread.run_sync(sink.finish)
                    finally:
                        sink.discard()
                finally:
                    await response.aclose()
        except httpx.HTTPStatusError as error:
            failure = status_error(_answered(error, Ready(place.request, error.request)))
        except _FAILED as error:
            failure = _error(Ready(place.request, httpx.Request("GET", place.own[0])), error)
        except BaseException as error:
            without_inner_frames(error)
            failure = error
        raise failure

    async def close(self) -> None:
        """Close the client unless it is the caller's."""
        if self.owned:
            await self.client.aclose()
