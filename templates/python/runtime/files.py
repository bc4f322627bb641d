"""Downloads into files: beside the wanted one first, in its place when they are whole. Only `transport` calls it."""

from __future__ import annotations

import os

from .errors import ConfigurationError, DownloadError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from .core import AsyncReceived

LARGEST_GROWTH = 20
"""So many times may a packed download grow: media hardly shrink, and a few kilobytes can unpack to a full disk."""

GROWTH_FROM = 64 * 1024 * 1024
"""Bytes from which on that is looked at."""


def writable(path: str) -> None:
    """Raise ConfigurationError for a path that no file can have, before anything is asked for."""
    problem = ""
    if not path or os.path.isdir(path):
        problem = "is a folder, and the result is a file"
    elif not os.path.isdir(os.path.dirname(path) or "."):
        problem = "is in no folder that exists"
    if problem:
        raise ConfigurationError(f"{path!r} {problem}")


class Sink:
    """Receives a download. headers: of the answer that brings it. Raises DownloadError for what is no media."""

    def __init__(self, path: str, headers: Mapping[str, str], on_progress: AsyncReceived | None) -> None:
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.startswith("text/") or kind.endswith(("json", "xml", "html")):
            raise DownloadError(f"the result is {kind[:60]}, not media")
        length = headers.get("content-length", "")
        plain = headers.get("content-encoding", "identity").strip().lower() == "identity"
        self.total = int(length) if plain and length.isdecimal() and len(length) < 20 else None
        self.received = 0
        self.path = path
        self.on_progress = on_progress
        folder, name = os.path.split(path)
        # Made by hand rather than by tempfile: the file gets the permissions that any new file of the user gets.
        self.temporary = os.path.join(folder, f".{name[:40]}.{os.urandom(8).hex()}.part")
        self.handle = os.open(self.temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)

    def write(self, chunk: bytes, arrived: int) -> Awaitable[object] | None:
        """Take a piece; what the callback gives. arrived: bytes that have come over the wire so far."""
        if self.received == 0 and chunk.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"["):
            raise DownloadError("the result begins like a page or JSON, not like media")
        view = memoryview(chunk)
        while view:
            view = view[os.write(self.handle, view) :]
        self.received += len(chunk)
        if self.received > GROWTH_FROM and self.received > LARGEST_GROWTH * arrived:
            raise DownloadError(f"the result grows more than {LARGEST_GROWTH} times when it is unpacked")
        return None if self.on_progress is None else self.on_progress(self.received, self.total)

    def finish(self) -> str:
        """The download is whole: put it in its place."""
        if self.received == 0 or (self.total is not None and self.received != self.total):
            raise DownloadError(f"{self.received} of {self.total or 'some'} bytes have arrived")
        os.fsync(self.handle)
        os.close(self.handle)
        self.handle = -1
        os.replace(self.temporary, self.path)
        return self.path

    def discard(self) -> None:
        """Take away what has arrived so far."""
        if self.handle >= 0:
            os.close(self.handle)
            self.handle = -1
        if os.path.lexists(self.temporary):
            os.unlink(self.temporary)
