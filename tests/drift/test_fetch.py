"""Addresses of pages: fetched once and remembered, bounded in every way, and clear about what went wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reelspec.documents import fetch as fetching
from reelspec.documents.fetch import Unfetched, fetch
from tests.drift.kite import PAGE, Kite, replaced


class Server(ThreadingHTTPServer):
    """Serves `page` at /page.md with an ETag, and what can go wrong elsewhere. asked: path and If-None-Match."""

    daemon_threads = True
    page = PAGE
    etag = '"1"'

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
                self.answer(200, b"<html>", {"Content-Type": "text/html; charset=utf-8"})
            case "/moved":
                self.answer(302, b"", {"Location": "/page.md"})
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


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join(5)


def test_a_page_that_has_not_changed_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    address = server.address("/page.md")
    assert fetch(address, tmp_path) == PAGE
    assert fetch(address, tmp_path) == PAGE
    assert server.asked == [("/page.md", None), ("/page.md", '"1"')]
    server.page, server.etag = "new", '"2"'
    assert fetch(address, tmp_path) == "new"


def test_a_broken_cache_is_no_cache(server: Server, tmp_path: Path) -> None:
    address = server.address("/page.md")
    fetch(address, tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_text("{", encoding="utf-8")
    assert fetch(address, tmp_path) == PAGE
    nowhere = tmp_path / "file"
    nowhere.write_text("", encoding="utf-8")
    assert fetch(address, nowhere) == PAGE


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/gone", "the server answers 404"),
        ("/html", "the answer is HTML; give the address of the page's Markdown or text; on Mintlify that is"),
        ("/loop", "more than 5 redirects"),
        ("/away", "it has moved to elsewhere.example; if that is right, give the address http://elsewhere.example/"),
        ("/file", "only http and https addresses are fetched"),
        ("/large", "the page has more than"),
        ("/bytes", "the answer is no text in UTF-8"),
    ],
)
def test_what_goes_wrong_is_said(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, words: str
) -> None:
    monkeypatch.setattr(fetching, "MOST_BYTES", 2000)
    with pytest.raises(Unfetched) as caught:
        fetch(server.address(path), tmp_path)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_a_redirect_on_the_same_host_is_followed(server: Server, tmp_path: Path) -> None:
    assert fetch(server.address("/moved"), tmp_path) == PAGE


def test_offline_is_said_and_no_password_is_shown(server: Server, tmp_path: Path) -> None:
    address = server.address("/page.md")
    server.shutdown()
    server.server_close()
    with pytest.raises(Unfetched, match="cannot be reached"):
        fetch(address, tmp_path)
    for wrong in ("ftp://a.example/x", "http://", "http://[", "http://user:secret@a.example/"):
        with pytest.raises(Unfetched) as caught:
            fetch(wrong, tmp_path)
        assert "secret" not in str(caught.value)


def test_drift_reads_the_documents_own_addresses(
    server: Server, kites: Kite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fetching, "cache_folder", _at(tmp_path / "cache"))
    kites.edit("specs/kite/documents.yaml", "    page: kite.txt\n", f"    address: {server.address('/page.md')}\n")
    ran = kites.run("documents", "drift")
    assert (ran.code, ran.err) == (0, "")
    server.page, server.etag = replaced(PAGE, "x <= 10", "x <= 12"), '"2"'
    ran = kites.run("documents", "drift")
    assert ran.code == 1
    assert "its maximum was 10 and is 12" in ran.out
    server.shutdown()
    server.server_close()
    ran = kites.run("documents", "drift")
    assert ran.code == 2
    assert "cannot be reached" in ran.err


def _at(folder: Path) -> Callable[[], Path]:
    return lambda: folder
