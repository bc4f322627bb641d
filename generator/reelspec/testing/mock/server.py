"""A real server for the mock: uvicorn's HTTP on a loop of our own, with what no ASGI server offers: resets, cut answers
and a port that is closed for a while. uvicorn is an extra (`reelspec[mock]`) and imported only here.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

from reelspec.common.installation import installing
from reelspec.testing.mock.asgi import CONNECTION, MOST_DROPPED

if TYPE_CHECKING:
    from reelspec.testing.mock.mock import Mock

_BACKLOG = 1024
MOST_HEAD = 1024 * 1024
"""Bytes of a request line with its headers; more than asyncio hands over at once, so that no body is counted."""
_QUIET = logging.Logger("reelspec.testing.mock", logging.CRITICAL + 1)
"""Connections that end in the middle are what is asked for here, and nothing to tell of."""


class MissingExtra(ImportError):
    """uvicorn is not installed; the message says how to install it."""


class Server:
    """Serves a mock on one port. Made by `serving`, and by the command."""

    def __init__(self, mock: Mock, host: str, port: int) -> None:
        """Opens the port. Raises OSError when it cannot, MissingExtra without uvicorn."""
        self._protocol = _protocol()
        self.mock = mock
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listening: asyncio.Server | None = None
        self._socket: socket.socket | None = _listen(host, port)
        self.host, self.port = self._socket.getsockname()[:2]
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"

    async def run(self, stop: asyncio.Event, started: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop` is set."""
        from uvicorn.config import Config
        from uvicorn.server import ServerState

        self._loop = asyncio.get_running_loop()
        config = Config(
            self.mock.app, http=self._protocol, lifespan="off", log_config=None, access_log=False, ws="none"
        )
        config.load()
        self._state = ServerState()
        self._factory = lambda: self._protocol(config, self._state, {}, self._loop, server=self)
        assert self._socket is not None
        self._listening = await self._loop.create_server(self._factory, sock=self._socket, backlog=_BACKLOG)
        started()
        ticking = asyncio.create_task(self._tick())
        try:
            await stop.wait()
        finally:
            ticking.cancel()
            with self._lock:
                if self._listening is not None:
                    self._listening.close()
                if self._socket is not None:
                    self._socket.close()
            for task in tuple(self._state.tasks):
                task.cancel()
            for connection in tuple(self._state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)

    async def _tick(self) -> None:
        """Let a clock that runs by itself call what is due, and say the date (RFC 9110, section 6.6.1)."""
        while True:
            self._state.default_headers = [(b"date", formatdate(usegmt=True).encode())]
            self.mock.clock.tick()
            await asyncio.sleep(0.02 if self.mock.clock.speed else 0.5)

    def refuse(self, seconds: float) -> None:
        """Close the port until so many seconds have passed on the mock's clock. Called on the loop."""
        with self._lock:
            if self._listening is None:
                return
            self._listening.close()
            self._listening = self._socket = None
        for connection in tuple(self._state.connections):
            connection.shutdown()  # a request that is under way is answered first
        self.mock.clock.call_at(self.mock.clock.now() + seconds, self._reopen)

    def _reopen(self) -> None:
        """Open the port again, from whichever thread moves the clock: who connects from here on is heard."""
        with self._lock:
            if self._socket is not None or self._loop is None or self._loop.is_closed():
                return
            self._socket = _listen(self.host, self.port)
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self._listen_again()))

    async def _listen_again(self) -> None:
        assert self._loop is not None and self._socket is not None
        self._listening = await self._loop.create_server(self._factory, sock=self._socket, backlog=_BACKLOG)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio sends small pieces at once: it asks the socket for its protocol.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(_BACKLOG)
    except OSError:
        made.close()
        raise
    made.setblocking(False)
    return made


def _protocol() -> Any:
    """uvicorn's protocol with a handle on its connection in every scope."""
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:
        raise MissingExtra(f"serving needs uvicorn: {installing('mock')}") from None

    class Front(HttpToolsProtocol):
        """HTTP/1.1 of uvicorn; `reset`, `close` and `refuse` are what the mock's faults need besides."""

        def __init__(self, *arguments: Any, server: Server) -> None:
            super().__init__(*arguments)
            self.logger = _QUIET
            self.reelspec_server = server
            self.reelspec_head = 0

        def data_received(self, data: bytes) -> None:
            self.reelspec_head += len(data)
            if self.reelspec_head > MOST_HEAD:
                self.send_400_response("The head of the request is too large.")
                return
            super().data_received(data)

        def on_headers_complete(self) -> None:
            super().on_headers_complete()
            self.reelspec_head = -MOST_DROPPED  # what follows is the body, which has a bound of its own

        def on_message_begin(self) -> None:
            self.reelspec_head = 0
            super().on_message_begin()
            self.scope["extensions"] = {CONNECTION: self}  # type: ignore[dict-item]

        def _leave(self) -> None:
            """Let uvicorn take the client for gone, so that it neither answers nor complains."""
            self.cycle.disconnected = True

        def reset(self) -> None:
            """End the connection with RST."""
            self._leave()
            made = self.transport.get_extra_info("socket")
            if made is not None:
                with suppress(OSError):
                    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()

        def close(self) -> None:
            """End the connection once what has been written is out."""
            self._leave()
            self.transport.close()

        def refuse(self, seconds: float) -> None:
            """Close the port for a while."""
            self.reelspec_server.refuse(seconds)

    return Front


@contextmanager
def serving(mock: Mock, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve a mock in a thread for the time of a `with` statement; gives its address. port: 0 for a free one.

    Raises MissingExtra without uvicorn, OSError when the port cannot be opened.
    """
    server = Server(mock, host, port)
    ready = threading.Event()
    stops: list[Callable[[], object]] = []

    async def main() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        stops.append(lambda: loop.call_soon_threadsafe(stop.set))
        await server.run(stop, ready.set)

    thread = threading.Thread(target=asyncio.run, args=(main(),), daemon=True, name="reelspec mock")
    thread.start()
    while not ready.wait(0.1):
        if not thread.is_alive():
            raise OSError("the server of the mock has ended before it began")
    try:
        yield server.url
    finally:
        with suppress(RuntimeError, IndexError):
            stops[0]()
        thread.join(10)
