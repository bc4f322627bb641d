"""Bodies that are unpacked in pieces, and connections with a deadline; the clients and the fetcher of pages stand on it."""

from __future__ import annotations

import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from reelspec.common import bounds
from reelspec.common.bounds import Backend, Body, DecodingError, Phase, Stream, Timeouts, accepted, bound
from tests.codegen.clients.server import full

TEXT = b'{"id": "t1", "status": "queued"}' * 3
LARGE = bytes(range(256)) * 1024


def raw(data: bytes) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(data) + squeeze.flush()


def unpacked(codings: list[str], *pieces: bytes) -> bytes:
    body = Body(codings)
    found = [one for piece in pieces for one in body.decoded(piece)]
    body.end()
    assert max(map(len, found), default=0) <= max(64 * 1024, 0, *map(len, pieces))
    return b"".join(found)


PACKINGS: dict[str, tuple[list[str], Callable[[bytes], bytes]]] = {
    "gzip": (["gzip"], gzip.compress),
    "x-gzip": (["X-Gzip"], gzip.compress),
    "deflate": (["deflate"], zlib.compress),
    "deflate without a header": (["deflate"], raw),
    "gzip and identity": (["identity", "", "gzip"], gzip.compress),
}


@pytest.mark.parametrize("name", PACKINGS)
@pytest.mark.parametrize("data", [b"", TEXT, LARGE, b" " * 65536, b" " * 65537, b" " * 1_000_000])
def test_a_body_is_unpacked_however_it_is_cut(name: str, data: bytes) -> None:
    codings, pack = PACKINGS[name]
    packed = pack(data)
    assert unpacked(codings, packed) == data
    assert unpacked(codings, *(packed[at : at + 1] for at in range(len(packed)))) == data
    assert unpacked(codings, packed[:7], b"", packed[7:]) == data


@pytest.mark.parametrize("name", PACKINGS)
def test_a_body_that_breaks_off_is_noticed_wherever_it_does(name: str) -> None:
    codings, pack = PACKINGS[name]
    packed = pack(TEXT)
    for size in range(1, len(packed)):
        with pytest.raises(DecodingError, match="breaks off"):
            unpacked(codings, packed[:size])


def test_nothing_is_an_empty_body() -> None:
    assert unpacked(["gzip"]) == b""


def test_members_of_gzip_follow_one_another() -> None:
    both = gzip.compress(TEXT) + gzip.compress(LARGE) + gzip.compress(b"")
    assert unpacked(["gzip"], both) == TEXT + LARGE
    assert unpacked(["gzip"], *(both[at : at + 1] for at in range(len(both)))) == TEXT + LARGE


@pytest.mark.parametrize("more", [b"\0" * 512, b"more", b"\x1f", gzip.compress(b"", mtime=0)])
def test_what_follows_the_end_is_passed_over(more: bytes) -> None:
    assert unpacked(["gzip"], gzip.compress(TEXT) + more) == TEXT
    assert unpacked(["gzip"], gzip.compress(TEXT), more, b"") == TEXT
    assert unpacked(["deflate"], zlib.compress(TEXT) + more, more) == TEXT


@pytest.mark.parametrize("codings", [[], ["identity"], [""], ["aws-chunked"], ["utf-8"]])
def test_what_is_not_packed_stays_as_it_is(codings: list[str]) -> None:
    assert unpacked(codings, TEXT, LARGE) == TEXT + LARGE


@pytest.mark.parametrize("codings", [["gzip", "gzip"], ["deflate", "gzip"], ["gzip", "aws-chunked"], ["br", "br"]])
def test_one_layer_is_unpacked(codings: list[str]) -> None:
    with pytest.raises(DecodingError, match="the answer is packed 2 times"):
        Body(codings)


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "x-compress", "BR"])
def test_what_was_not_asked_for_is_not_unpacked(coding: str) -> None:
    with pytest.raises(DecodingError, match="which was not asked for"):
        Body([coding])


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("gzip, deflate, br, zstd", "gzip, deflate"),
        ("gzip;q=1.0, br;q=0.5, identity; q=0.5", "gzip;q=1.0, identity; q=0.5"),
        ("br", "identity"),
        ("*", "identity"),
        ("", "identity"),
    ],
)
def test_only_what_is_unpacked_is_asked_for(given: str, kept: str) -> None:
    assert accepted(given) == kept


def test_timeouts_say_what_is_left_and_whether_anything_was_sent() -> None:
    now = 0.0
    timeouts = Timeouts(60, 100, lambda: now)
    assert not timeouts.nothing_sent(), "who asks for no timeout may have sent it"
    for at, phase, seconds, nothing in (
        (0.0, "pool", 60, True),
        (10.0, "connect", 60, True),
        (50.0, "write", 50, False),
        (200.0, "read", 0.001, False),
    ):
        now = at
        assert (timeouts.get(phase), timeouts.nothing_sent()) == (seconds, nothing)
    assert timeouts.get("other") is None
    assert dict(timeouts) == dict.fromkeys(("connect", "read", "write", "pool"), 60)
    assert Timeouts(60, None, lambda: 1e9).left() == 60


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server whose queue of connections is full, so that none is made or refused."""
    with full() as url:
        yield int(url.rpartition(":")[2])


def test_several_addresses_of_a_host_have_the_deadline_together(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def addresses(host: str, *arguments: Any, **options: Any) -> Any:
        return real("127.0.0.1", *arguments, **options) * (20 if host == "many.test" else 1)

    monkeypatch.setattr(socket, "getaddrinfo", addresses)
    with httpx.Client(trust_env=False) as client:
        bound(client, Backend)
        begun = time.monotonic()
        timeouts = Timeouts(0.3, time.monotonic() + 0.7, time.monotonic)
        with pytest.raises(httpx.ConnectTimeout):
            client.get(f"http://many.test:{silent}/", extensions={"timeout": timeouts})
        assert 0.6 < time.monotonic() - begun < 3
        assert timeouts.nothing_sent()


def test_a_host_without_an_address_fails_as_it_does_without_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: Any, **__: Any) -> Any:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", none)
    with httpx.Client(trust_env=False) as client:
        bound(client, Backend)
        with pytest.raises(httpx.ConnectError, match="no such name"):
            client.get("http://a.test/", extensions={"timeout": Timeouts(1, time.monotonic() + 1, time.monotonic)})


def test_a_handshake_without_a_timeout_has_that_of_the_connection() -> None:
    """As httpcore's with a SOCKS proxy."""
    one, other = socket.socketpair()
    with one, other:
        from httpcore._backends.sync import SyncStream

        stream = Stream(SyncStream(one), Phase(Timeouts(0.2, None, time.monotonic)))
        stream.write(b"hello")
        assert other.recv(9) == b"hello"
        with pytest.raises(Exception, match="timed out"):
            stream.read(10)


def test_a_client_whose_connections_are_elsewhere_stays_as_it_is() -> None:
    class Other:
        """An httpx client as it might become."""

    bound(Other(), bounds.Backend)
    with httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(204))) as client:
        bound(client, bounds.Backend)
        assert client.get("http://a.test/").status_code == 204
