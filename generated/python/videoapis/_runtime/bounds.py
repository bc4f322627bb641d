"""How long an exchange over HTTP may take and how large it may get, whatever a server sends, for clients of httpx.

httpx has a timeout for each phase, which begins anew with every byte, and unpacks whatever arrives in one go. Here a
deadline holds for all phases together, the head of an answer has a bound, and a body is unpacked in pieces. httpx is not
imported: what is bounded is handed in. reelspec fetches pages within these bounds, and generated clients have a copy.
"""

from __future__ import annotations

import zlib

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

LARGEST_HEAD = 1024 * 1024
"""Bytes of all heads of an answer together. Any number of 1xx may come before the last one (RFC 9110, section 15.2)."""

ACCEPTED = ("gzip", "deflate", "identity")
"""Content codings that are asked for. No other can be unpacked in pieces with what every Python has."""

_STEP = 64 * 1024
"""Bytes that are unpacked at a time."""


class DeadlineExceeded(Exception):
    """The deadline has passed."""


class TooLarge(Exception):
    """More has arrived than is taken."""


class DecodingError(Exception):
    """A body is packed in a way that is not taken, or its packing is broken."""


# Deadlines


class Timeouts(dict[str, float]):
    """The timeouts of one request, for `request.extensions["timeout"]`, where httpx's transports look them up by phase.

    seconds: for each of connect, read, write and pool. deadline: of the clock, for all of them together; None for none.
    phase: the last that has begun, "" if whoever sends the request looks nothing up.
    """

    __slots__ = ("clock", "deadline", "phase", "seconds")

    def __init__(self, seconds: float, deadline: float | None, clock: Callable[[], float]) -> None:
        super().__init__(dict.fromkeys(("connect", "read", "write", "pool"), seconds))
        self.seconds = seconds
        self.deadline = deadline
        self.clock = clock
        self.phase = ""

    def get(self, key: str, default: Any = None) -> Any:
        """The seconds of a phase that begins now."""
        if key not in self:
            return default
        self.phase = key
        return Phase(self)

    def left(self) -> float:
        """The seconds of a step that begins now; 0 or less when the deadline has passed."""
        return self.seconds if self.deadline is None else min(self.seconds, self.deadline - self.clock())

    def nothing_sent(self) -> bool:
        """Whether it is certain that nothing of the request has left."""
        return self.phase in ("pool", "connect")


class Phase(float):
    """A timeout of a phase, which a `Stream` knows again: it has what is left of the deadline at every step."""

    __slots__ = ("timeouts",)
    timeouts: Timeouts

    def __new__(cls, timeouts: Timeouts) -> Phase:
        made = super().__new__(cls, max(0.001, timeouts.left()))
        made.timeouts = timeouts
        return made


def _step(timeout: float | None) -> float | None:
    """The seconds of a step of a phase. Raises DeadlineExceeded."""
    if isinstance(timeout, Phase):
        timeout = timeout.timeouts.left()
        if timeout <= 0:
            raise DeadlineExceeded("the deadline has passed")
    return timeout


def _connecting(timeout: float | None) -> float | None:
    """The same while a connection is made, which ends with a timeout of httpx's own: it says that nothing was sent."""
    return max(0.001, timeout.timeouts.left()) if isinstance(timeout, Phase) else timeout


class _Head:
    """Counts what is read from a connection between a request and the end of the answer's head."""

    __slots__ = ("_inner", "_opening", "_phase", "_size")

    def __init__(self, inner: Any, opening: float | None) -> None:
        self._inner = inner
        # A handshake with a SOCKS proxy is given no timeout: it has that of the phase in which it is made.
        self._opening = opening
        self._phase: float | None = None
        self._size = 0

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection."""
        return self._inner.get_extra_info(info)

    def _writing(self, timeout: float | None) -> float | None:
        self._phase = None
        return _step(self._opening if timeout is None else timeout)

    def _reading(self, timeout: float | None) -> float | None:
        timeout = self._opening if timeout is None else timeout
        if self._phase is None:
            self._phase, self._size = timeout, 0
        return _step(timeout)

    def _has_read(self, data: bytes, timeout: float | None) -> bytes:
        # What is read in a later phase is of the body.
        if timeout is self._phase:
            self._size += len(data)
            if self._size > LARGEST_HEAD:
                raise TooLarge(f"the head of the answer is larger than {LARGEST_HEAD} bytes")
        return data


class Stream(_Head):
    """A connection of httpcore's (its NetworkStream) with a deadline."""

    __slots__ = ()

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has arrived. Raises DeadlineExceeded, TooLarge."""
        return self._has_read(self._inner.read(max_bytes, timeout=self._reading(timeout)), timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send. Raises DeadlineExceeded."""
        self._inner.write(buffer, timeout=self._writing(timeout))

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Stream:
        """The same connection in TLS."""
        return Stream(self._inner.start_tls(ssl_context, server_hostname, timeout=_connecting(timeout)), timeout)


class AsyncStream(_Head):
    """The same for coroutines."""

    __slots__ = ()

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has arrived. Raises DeadlineExceeded, TooLarge."""
        return self._has_read(await self._inner.read(max_bytes, timeout=self._reading(timeout)), timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send. Raises DeadlineExceeded."""
        await self._inner.write(buffer, timeout=self._writing(timeout))

    async def aclose(self) -> None:
        """Close it."""
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> AsyncStream:
        """The same connection in TLS."""
        inner = await self._inner.start_tls(ssl_context, server_hostname, timeout=_connecting(timeout))
        return AsyncStream(inner, timeout)


class Backend:
    """Makes connections as httpcore's own NetworkBackend does, with a deadline."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> Stream:
        """A connection to a host."""
        addresses = _addresses(host, port, timeout)
        while True:
            address = addresses.pop(0)
            try:
                inner = self._inner.connect_tcp(address, port, timeout=_connecting(timeout), **options)
            except Exception:
                if not addresses or (isinstance(timeout, Phase) and timeout.timeouts.left() <= 0):
                    raise
            else:
                return Stream(inner, timeout)

    def connect_unix_socket(self, path: str, timeout: float | None = None, **options: Any) -> Stream:
        """A connection to a socket in the file system."""
        return Stream(self._inner.connect_unix_socket(path, timeout=_connecting(timeout), **options), timeout)

    def sleep(self, seconds: float) -> None:
        """Wait."""
        self._inner.sleep(seconds)


def _addresses(host: str, port: int, timeout: float | None) -> list[str]:
    """What to connect to, one after the other: where there is a deadline each address by itself, with what is left of it.

    Python's own connection to a host with several addresses gives the whole timeout to each.
    """
    if not isinstance(timeout, Phase) or timeout.timeouts.deadline is None:
        return [host]
    import socket

    try:
        return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        return [host]  # whose connection fails in the same way, as an exception of httpx's


class AsyncBackend:
    """The same for coroutines."""

    __slots__ = ("_inner",)

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    async def connect_tcp(self, host: str, port: int, timeout: float | None = None, **options: Any) -> AsyncStream:
        """A connection to a host."""
        inner = await self._inner.connect_tcp(host, port, timeout=_connecting(timeout), **options)
        return AsyncStream(inner, timeout)

    async def connect_unix_socket(self, path: str, timeout: float | None = None, **options: Any) -> AsyncStream:
        """A connection to a socket in the file system."""
        inner = await self._inner.connect_unix_socket(path, timeout=_connecting(timeout), **options)
        return AsyncStream(inner, timeout)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._inner.sleep(seconds)


def bound(client: Any, backend: type[Backend | AsyncBackend]) -> None:
    """Let the transports that an httpx client has made, those to proxies included, connect by a backend of ours.

    httpx has no argument for it. Where a version of it keeps its connections in another place, nothing is changed: what
    then holds is what holds for a transport of the caller's.
    """
    for transport in (getattr(client, "_transport", None), *getattr(client, "_mounts", {}).values()):
        pool: Any = getattr(transport, "_pool", None)
        inner = getattr(pool, "_network_backend", None)
        if inner is not None:
            pool._network_backend = backend(inner)


# Bodies


def accepted(codings: str) -> str:
    """Of an Accept-Encoding, what is also unpacked here."""
    offered = [coding.strip() for coding in codings.split(",")]
    return ", ".join(coding for coding in offered if coding.partition(";")[0].strip().lower() in ACCEPTED) or "identity"


class Body:
    """Unpacks a body as it arrives, a bounded piece at a time. codings: the values of its Content-Encoding.

    Raises DecodingError for what is packed more than once, or in a way that was not asked for.
    """

    __slots__ = ("_coding", "_decoder", "_ended", "_start")

    def __init__(self, codings: Iterable[str]) -> None:
        applied = [name for name in (coding.strip().lower() for coding in codings) if name not in ("", "identity")]
        if len(applied) > 1:
            raise DecodingError(f"the answer is packed {len(applied)} times: {', '.join(applied):.60}")
        self._coding = applied[0].removeprefix("x-") if applied else ""
        if self._coding in ("br", "zstd", "compress", "dcb", "dcz"):
            raise DecodingError(f"the answer is packed as {self._coding}, which was not asked for")
        # A word that is none of a packing is passed over, as httpx does: stores keep such words with their files.
        self._decoder: Any = None
        self._start = b""
        self._ended = False

    def decoded(self, data: bytes) -> Iterator[bytes]:
        """What a piece unpacks to. Raises DecodingError."""
        if self._coding not in ("gzip", "deflate"):
            yield data
            return
        while data:
            if self._decoder is None:
                data = self._begun(data)
                if self._decoder is None:
                    return
            try:
                piece = self._decoder.decompress(data, _STEP)
            except zlib.error as error:
                raise DecodingError(str(error)) from None
            if piece:
                yield piece
            data = self._decoder.unconsumed_tail
            if self._decoder.eof:
                data, self._decoder, self._ended = self._decoder.unused_data, None, True
            elif not data and len(piece) == _STEP:
                yield from self._pending()

    def _pending(self) -> Iterator[bytes]:
        """What was unpacked already and did not fit into the piece."""
        while piece := self._decoder.decompress(b"", _STEP):
            yield piece
        if self._decoder.eof:
            self._decoder, self._ended = None, True

    def _begun(self, data: bytes) -> bytes:
        """Begin to unpack, if these are enough bytes to know how; what is to be unpacked."""
        data = self._start + data
        if self._ended and (self._coding != "gzip" or data[:1] != b"\x1f"):
            return b""  # nothing is looked for behind the end, but another member of gzip (RFC 1952, section 2.2)
        if len(data) < 2:
            self._start = data
            return b""
        self._start = b""
        self._ended = False
        if self._coding == "gzip":
            bits = zlib.MAX_WBITS | 16
        else:
            # Some leave the header of zlib out (RFC 9110, section 8.4.1.2).
            with_header = data[0] & 15 == 8 and (data[0] << 8 | data[1]) % 31 == 0
            bits = zlib.MAX_WBITS if with_header else -zlib.MAX_WBITS
        self._decoder = zlib.decompressobj(bits)
        return data

    def end(self) -> None:
        """No more will arrive. Raises DecodingError for what breaks off."""
        if self._decoder is not None or (self._start and not self._ended):
            raise DecodingError("the packed answer breaks off")
