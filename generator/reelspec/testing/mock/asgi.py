"""The mock as an ASGI application (ASGI 3.0, HTTP): any ASGI server can serve it, any ASGI test client can ask it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from reelspec.language.source.node import Json
from reelspec.testing.mock.clock import Clock
from reelspec.testing.mock.messages import MOST_BODY, Delivery, Reply, Request, json_reply

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

CONNECTION = "reelspec.connection"
"""The extension of the scope by which the mock's own server lets a reply reset or close its connection: see `server`."""
MOST_DROPPED = 16 * MOST_BODY
_HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class App:
    """ASGI application. Without the mock's own server a reset or a cut answer raises ConnectionResetError in the caller."""

    def __init__(self, handle: Callable[[Request], Reply], clock: Clock) -> None:
        self._answer = handle
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            raise ValueError(f"the mock speaks HTTP, not {scope['type']}")
        body = await _body(receive)
        if body is None:
            too_large: Json = {"error": {"message": f"the body is larger than {MOST_BODY} bytes", "code": "too_large"}}
            reply = json_reply(413, too_large)
            reply.headers.append(("connection", "close"))
        else:
            reply = self._handle(_request(scope, body))
        await self._deliver(reply, scope, send)

    def _handle(self, request: Request) -> Reply:
        try:
            return self._answer(request)
        except Exception as error:  # a fault of the mock itself: said as such, for whoever sees the answer
            message = f"the mock itself has failed: {type(error).__name__}: {error}"
            return json_reply(500, {"error": {"message": message[:500], "code": "mock_failed"}})

    async def _deliver(self, reply: Reply, scope: Scope, send: Send) -> None:
        delivery = reply.delivery
        clock = self._clock
        connection = scope.get("extensions", {}).get(CONNECTION)
        if delivery.delay:
            await clock.sleep(delivery.delay)
        if delivery.reset:
            if connection is None:
                raise ConnectionResetError("the mock's plan resets this connection")
            connection.reset()
            return
        bare = scope["method"] == "HEAD" or reply.status in (204, 304)
        headers = [
            (name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in reply.headers
        ]
        if reply.status not in (204, 304):
            headers.append((b"content-length", str(len(reply.body)).encode()))
        if delivery.refuse:
            headers.append((b"connection", b"close"))
            if connection is not None:
                connection.refuse(delivery.refuse)
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        if bare:
            await send({"type": "http.response.body", "body": b""})
        elif delivery.keep is not None and delivery.keep < len(reply.body):
            await send({"type": "http.response.body", "body": reply.body[: delivery.keep], "more_body": True})
            if connection is None:
                raise ConnectionResetError("the mock's plan cuts this answer")
            connection.close()
        elif delivery.piece:
            await self._drip(reply.body, delivery, send)
        else:
            await send({"type": "http.response.body", "body": reply.body})

    async def _drip(self, body: bytes, delivery: Delivery, send: Send) -> None:
        for at in range(0, len(body), delivery.piece):
            if at:
                await self._clock.sleep(delivery.pause)
            await send({"type": "http.response.body", "body": body[at : at + delivery.piece], "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def _body(receive: Receive) -> bytes | None:
    """The whole body; None when it is too large.

    What is too large is read on and dropped, so that the client is there for the answer, up to `MOST_DROPPED`.
    """
    message = await receive()
    if not message.get("more_body"):
        only: bytes = message.get("body", b"")
        return only if len(only) <= MOST_BODY else None
    parts: list[bytes] = []
    size = 0
    while True:
        piece = message.get("body", b"")
        size += len(piece)
        if size <= MOST_BODY:
            parts.append(piece)
        else:
            parts.clear()
        if not message.get("more_body") or size > MOST_DROPPED:
            return b"".join(parts) if size <= MOST_BODY else None
        message = await receive()


def _request(scope: Scope, body: bytes) -> Request:
    headers = tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope["headers"])
    raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
    path = raw.partition(b"?")[0].decode("ascii", "backslashreplace")
    root = scope.get("root_path") or ""
    host = next((value for name, value in headers if name == "host"), "")
    if not _HOST.fullmatch(host):
        name, port = scope.get("server") or ("127.0.0.1", None)
        host = f"{name}:{port}" if port else str(name)
    return Request(
        method=scope["method"],
        path=path.removeprefix(root) if root and path.startswith(f"{root}/") else path,
        query=scope.get("query_string", b"").decode("ascii", "backslashreplace"),
        headers=headers,
        body=body,
        base_url=f"{scope.get('scheme', 'http')}://{host}{root}",
    )
