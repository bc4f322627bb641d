"""A counting socket server on 127.0.0.1 that plays a list of answers and faults, one for each request that arrives."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Fault:
    """kind: "answer", "late" (never answers), "reset-early" (resets before the body is read), "reset-late" (after it),
    "raw" (sends the content alone), "drip" (sends the content, then the piece again and again, slowly, and does not end),
    "flood" (the same as quickly as it can).

    body: JSON, unless there is a content. cut: so many bytes of the content are kept back.
    """

    kind: str = "answer"
    status: int = 200
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    cut: int = 0
    piece: bytes = b" "


class FaultServer:
    """Takes one connection for each request. requests: what has arrived of each, headers included.

    refused: connections are refused until `tried_again` has been called so often.
    """

    def __init__(self, faults: list[Fault], refused: int = 0) -> None:
        self.faults = faults
        self.requests: list[bytes] = []
        self.done = threading.Event()
        self.refused = refused
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self._serve, daemon=True)
        if not refused:
            self._open()

    def _open(self) -> None:
        self.socket.listen()
        self.thread.start()

    def tried_again(self) -> None:
        """A client pauses before it tries once more."""
        self.refused -= 1
        if self.refused == 0:
            self._open()

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
                self.requests[at] = head  # how much of the body comes with it is chance
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
            elif fault.kind == "raw":
                connection.sendall(fault.content or b"")
            elif fault.kind in ("drip", "flood"):
                self._send_on(connection, fault)
            else:
                content = json.dumps(fault.body).encode() if fault.content is None else fault.content
                lines = [f"HTTP/1.1 {fault.status} X", f"Content-Length: {len(content)}"]
                if not any(name.lower() == "content-type" for name in fault.headers):
                    lines.append("Content-Type: application/json")
                lines += [f"{name}: {value}" for name, value in fault.headers.items()]
                lines.append("Connection: close")
                with suppress(OSError):  # who has seen enough leaves
                    connection.sendall(
                        "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content[: len(content) - fault.cut]
                    )

    def _send_on(self, connection: socket.socket, fault: Fault) -> None:
        """Never ends by itself; ten seconds are for ever here."""
        end = time.monotonic() + 10
        pause, piece = (0.02, fault.piece) if fault.kind == "drip" else (0, fault.piece * 500)
        with suppress(OSError):  # who has seen enough leaves
            connection.sendall(fault.content or b"")
            while not self.done.wait(pause) and time.monotonic() < end:
                connection.sendall(piece)

    def _reset(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def close(self) -> None:
        self.done.set()
        # Closing a socket does not wake up who waits for a connection on it; a connection does.
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            pass
        if self.thread.is_alive():
            self.thread.join(2)
        self.socket.close()


@contextmanager
def playing(*faults: Fault, refused: int = 0) -> Iterator[FaultServer]:
    """A fault server for the time of a `with` statement."""
    server = FaultServer(list(faults), refused)
    try:
        yield server
    finally:
        server.close()
