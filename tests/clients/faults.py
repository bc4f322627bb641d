"""A counting socket server on 127.0.0.1 that plays a list of faults, one for each request that arrives."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Fault:
    """kind: "answer", "late" (never answers), "reset-early" (resets before the body is read), "reset-late" (after it)."""

    kind: str = "answer"
    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)


class FaultServer:
    """Takes one connection for each request. bodies: what has arrived of each request, headers included."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        self.requests: list[bytes] = []
        self.done = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while not self.done.is_set():
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            if self.done.is_set():
                connection.close()
                return
            threading.Thread(target=self._connection, args=(connection,), daemon=True).start()

    def _connection(self, connection: socket.socket) -> None:
        with connection:
            fault = self.faults[min(len(self.requests), len(self.faults) - 1)]
            data = b""
            while b"\r\n\r\n" not in data:
                piece = connection.recv(65536)
                if not piece:
                    return
                data += piece
            self.requests.append(data)
            at = len(self.requests) - 1
            head, _, body = data.partition(b"\r\n\r\n")
            length = 0
            for line in head.split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if fault.kind == "reset-early":
                self._reset(connection)
                return
            while len(body) < length:
                piece = connection.recv(65536)
                if not piece:
                    break
                body += piece
            self.requests[at] = head + b"\r\n\r\n" + body
            if fault.kind == "late":
                self.done.wait(10)
            elif fault.kind == "reset-late":
                self._reset(connection)
            else:
                content = json.dumps(fault.body).encode()
                lines = [
                    f"HTTP/1.1 {fault.status} X",
                    f"Content-Length: {len(content)}",
                    "Content-Type: application/json",
                ]
                lines += [f"{name}: {value}" for name, value in fault.headers.items()]
                lines.append("Connection: close")
                connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + content)

    def _reset(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def close(self) -> None:
        self.done.set()
        # Closing a socket does not wake up who waits for a connection on it; a connection does.
        with suppress(OSError), socket.create_connection(self.socket.getsockname()[:2], 1):
            pass
        self.thread.join(2)
        self.socket.close()


@contextmanager
def playing(*faults: Fault) -> Iterator[FaultServer]:
    """A fault server for the time of a `with` statement."""
    server = FaultServer(list(faults))
    try:
        yield server
    finally:
        server.close()
