"""A small scripted HTTP server on 127.0.0.1: it records what arrives and answers what the test says."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """What to answer: a JSON value, or bytes of some content type."""

    status: int = 200
    json: Any = None
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    content: bytes
    client: int = field(default=0, compare=False)
    """The port that it came from."""


class Server:
    """Answers in order; the last answer again when there are more requests."""

    def __init__(self, answers: list[Answer]) -> None:
        self.answers = answers
        self.seen: list[Seen] = []
        self.stop = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.seen.append(
                    Seen(self.command, self.path, headers, self.rfile.read(length), self.client_address[1])
                )
                answer = outer.answers[min(len(outer.seen), len(outer.answers)) - 1]
                if answer.delay:
                    outer.stop.wait(answer.delay)
                content = answer.content if answer.content is not None else json.dumps(answer.json).encode()
                kind = "application/octet-stream" if answer.content is not None else "application/json"
                self.send_response(answer.status)
                for name, value in {"content-type": kind, **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = answer

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"


@contextmanager
def serving(*answers: Answer) -> Iterator[Server]:
    """A server for the time of a `with` statement."""
    server = Server(list(answers) or [Answer(json={"id": "t"})])
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop.set()
        server.http.shutdown()
        server.http.server_close()
        thread.join(5)


@contextmanager
def full() -> Iterator[str]:
    """The address of a server whose queue of connections is full, so that none is made or refused."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        for one in waiting:
            one.close()
