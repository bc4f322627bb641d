"""A server of pages on 127.0.0.1, for tests that fetch: a page with an ETag, and all that can go wrong."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.documentation.drift.kite import PAGE


class Server(ThreadingHTTPServer):
    """Serves `page` at /page.md with an ETag, and what can go wrong elsewhere. asked: path and If-None-Match."""

    daemon_threads = True
    page = PAGE
    etag = '"1"'
    html = "<html>"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str | None]] = []

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        sent = self.headers.get("If-None-Match")
        self.server.asked.append((self.path, sent))
        match self.path:
            case "/page.md" if sent == self.server.etag:
                self.answer(304, b"")
            case "/page.md":
                self.answer(200, self.server.page.encode(), {"ETag": self.server.etag, "Content-Type": "text/markdown"})
            case "/html":
                self.answer(200, self.server.html.encode(), {"Content-Type": "text/html; charset=utf-8"})
            case "/moved":
                self.answer(302, b"", {"Location": "/page.md"})
            case "/old":
                self.answer(301, b"", {"Location": "/page.md"})
            case "/loop":
                self.answer(302, b"", {"Location": "/loop"})
            case "/away":
                self.answer(302, b"", {"Location": "http://elsewhere.example/page.md"})
            case "/file":
                self.answer(302, b"", {"Location": "file:///etc/passwd"})
            case "/large":
                self.answer(200, b"x" * 3000)
            case "/bytes":
                self.answer(200, b"\xff\xfe\xff")
            case _:
                self.answer(404, b"")

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Server]:
    """A server that runs until the block is left."""
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()
        thread.join(5)
