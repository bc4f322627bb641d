"""A provider that counts: what it has accepted, by the digest of the body, and which task it made of it."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context
from multiprocessing.connection import Connection

KILL = "x-kill"
"""Header of a creation whose sender is killed as soon as it has been accepted: its process id."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    paid: dict[str, str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if len(body) < int(self.headers["content-length"]):
            self.close_connection = True  # its sender is dead: nobody accepts half a body
            return
        task = f"task-{len(self.paid) + 1}-{os.urandom(3).hex()}"
        self.paid[sha256(body).hexdigest()] = task
        if self.headers[KILL]:
            os.kill(int(self.headers[KILL]), signal.SIGKILL)
        self._answer({"id": task, "status": "queued"})

    def do_GET(self) -> None:
        if self.path == "/paid":
            self._answer(self.paid)
        else:
            self._answer({"id": self.path.rpartition("/")[2], "status": "completed"})

    def _answer(self, value: object) -> None:
        content = json.dumps(value).encode()
        try:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except ConnectionError:
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, *_: object) -> None:
        """Who was killed says goodbye to nobody."""


def _serve(address: Connection) -> None:
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"paid": {}}))
    address.send(f"http://127.0.0.1:{server.server_address[1]}")
    server.serve_forever(0.01)


@contextmanager
def counting() -> Iterator[str]:
    """The address of such a provider, in a process of its own. GET /paid gives {digest: task}."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    there.close()  # so that it is told here if the process ends
    try:
        yield here.recv()
    finally:
        process.kill()
        process.join()
