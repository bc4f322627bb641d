"""The mock as a transport of httpx, in process: for tests that want every fault at once and wait for nothing.

The clock stands for the world's: a late answer moves it on, and one that is later than the client's timeout ends in
ReadTimeout after exactly that timeout.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx

from reelspec.testing.mock.messages import MOST_BODY, Reply, Request
from reelspec.testing.mock.shared import MockState


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Hands requests to the mock. Raises the exceptions of httpx that a real connection would."""

    def __init__(self, handle: Callable[[Request], Reply], mock: MockState) -> None:
        self._answer = handle
        self._mock = mock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the mock."""
        return self._answered(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The same for async clients."""
        return self._answered(request, await request.aread())

    def _answered(self, request: httpx.Request, body: bytes) -> httpx.Response:
        clock = self._mock.clock
        if clock.now() < self._mock.closed_until:
            raise httpx.ConnectError("[Errno 111] Connection refused", request=request)
        if len(body) > MOST_BODY:
            raise httpx.WriteError("the body is larger than the mock takes", request=request)
        target = request.url.raw_path.decode("ascii")
        path, _, query = target.partition("?")
        headers = tuple(
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.headers.raw
        )
        base_url = f"{request.url.scheme}://{request.url.netloc.decode('ascii')}"
        reply = self._answer(Request(request.method, path, query, headers, body, base_url))
        return self._delivered(request, reply)

    def _delivered(self, request: httpx.Request, reply: Reply) -> httpx.Response:
        clock, delivery = self._mock.clock, reply.delivery
        timeout = request.extensions.get("timeout", {}).get("read")
        late = max(delivery.delay, delivery.pause if delivery.piece and len(reply.body) > delivery.piece else 0.0)
        if timeout is not None and late > timeout:
            clock.advance(timeout)
            raise httpx.ReadTimeout("the answer did not come in time", request=request)
        pieces = -(-len(reply.body) // delivery.piece) if delivery.piece else 1
        passed = delivery.delay + delivery.pause * max(0, pieces - 1)
        if passed:
            clock.advance(passed)
        if delivery.reset:
            raise httpx.ReadError("[Errno 104] Connection reset by peer", request=request)
        if delivery.keep is not None and delivery.keep < len(reply.body):
            raise httpx.RemoteProtocolError(
                f"peer closed connection without sending complete message body "
                f"(received {delivery.keep} bytes, expected {len(reply.body)})",
                request=request,
            )
        if delivery.refuse:
            self._mock.closed_until = clock.now() + delivery.refuse
        body = b"" if request.method == "HEAD" else reply.body
        length = [] if reply.status in (204, 304) else [("content-length", str(len(reply.body)))]
        return httpx.Response(reply.status, headers=[*reply.headers, *length], content=body, request=request)
