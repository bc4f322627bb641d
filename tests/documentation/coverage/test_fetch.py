"""Addresses of pages: fetched once and remembered, bounded in every way, and clear about what went wrong."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reelspec.documentation.coverage import fetch as fetching
from reelspec.documentation.coverage.fetch import Unfetched, fetch
from tests.codegen.clients.faults import Fault, playing
from tests.codegen.clients.test_limits import DRIPS
from tests.documentation.coverage.server import Server, serving
from tests.documentation.drift.kite import PAGE, Kite, replaced

PACKED = gzip.compress(PAGE.encode(), mtime=0)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving() as made:
        yield made


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


@pytest.mark.parametrize("etag", ['"caf\xe9"', 'W/"\x80\xff!#$"', '"\u00c3\u00a9"', "no quotes", '"a"\t"b"'])
def test_an_etag_goes_back_as_it_came(server: Server, tmp_path: Path, etag: str) -> None:
    """Any byte over 127 may stand in one (RFC 9110, section 8.8.3)."""
    server.etag = etag
    for _ in range(3):
        assert fetch(server.address("/page.md"), tmp_path) == PAGE
    assert [sent for _, sent in server.asked] == [None, etag, etag]


def test_a_cache_of_an_etag_that_cannot_be_sent_is_no_cache(server: Server, tmp_path: Path) -> None:
    fetch(server.address("/page.md"), tmp_path)
    (kept,) = tmp_path.iterdir()
    kept.write_text(kept.read_text(encoding="utf-8").replace('\\"1\\"', "\\u4e2d"), encoding="utf-8")
    assert fetch(server.address("/page.md"), tmp_path) == PAGE
    assert [sent for _, sent in server.asked] == [None, None]


@pytest.mark.parametrize("name", DRIPS)
def test_a_page_that_drips_is_given_up(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.3)
    start, piece = DRIPS[name]
    with playing(Fault("drip", content=start.replace(b"application/json", b"text/plain"), piece=piece)) as server:
        begun = time.monotonic()
        with pytest.raises(Unfetched, match=r"the page was not whole within 0\.3 seconds"):
            fetch(f"{server.url}/page", tmp_path)
        assert time.monotonic() - begun < 8


@pytest.mark.parametrize(
    ("codings", "content", "words"),
    [
        ("gzip", PACKED, ""),
        ("deflate", zlib.compress(PAGE.encode()), ""),
        ("gzip, gzip", gzip.compress(PACKED, mtime=0), "the answer is packed 2 times: gzip, gzip"),
        ("br", b"\x0b\x02", "the answer is packed as br, which was not asked for"),
        ("gzip", PACKED[:-4], "the packed answer breaks off"),
        ("gzip", b"no gzip", "incorrect header check"),
        ("gzip", gzip.compress(bytes(9 * 1024 * 1024), mtime=0), "the page has more than 8 MiB"),
    ],
    ids=["gzip", "deflate", "twice", "br", "broken off", "broken", "large"],
)
def test_a_packed_page(codings: str, content: bytes, words: str, tmp_path: Path) -> None:
    headers = {"Content-Type": "text/plain", "Content-Encoding": codings}
    with playing(Fault(content=content, headers=headers)) as server:
        if not words:
            assert fetch(f"{server.url}/page", tmp_path) == PAGE
            return
        with pytest.raises(Unfetched, match=words):
            fetch(f"{server.url}/page", tmp_path)


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
