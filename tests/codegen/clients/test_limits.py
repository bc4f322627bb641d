"""What bounds an answer: the deadline of waiting, however slowly a server sends, and the size of what is kept."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.clients.faults import Fault, playing
from tests.codegen.clients.test_requests import IMAGE_TO_VIDEO
from videoapis import powertokens
from videoapis._runtime import files, tasks

BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


RUNNERS = pytest.mark.parametrize("runner", ["sync", "asyncio", "trio"])


def run(runner: str, call: Callable[[Any], Any], url: str, **options: Any) -> Any:
    """What a call gives, of a client with a transport of its own."""
    if runner == "sync":
        with powertokens.PowerTokens("k", base_url=url, **options) as client:
            return call(client)

    async def main() -> Any:
        async with powertokens.AsyncPowerTokens("k", base_url=url, **options) as client:
            return await call(client)

    if runner == "asyncio":
        return asyncio.run(main())
    return pytest.importorskip("trio").run(main)


def resume(runner: str, url: str, wait_timeout: float) -> Any:
    return run(runner, lambda client: client.videos.resume("t1", wait_timeout=wait_timeout), url)


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PACKED = HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
EMPTY_BLOCK = b"\x00\x00\x00\xff\xff"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


DRIPS = {
    "nothing": (b"", b""),
    "continue": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "processing": (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    "a status that nobody knows": (b"", b"HTTP/1.1 199 X\r\n\r\n"),
    "the status line": (b"HTTP/1.1 200 O", b"K"),
    "the name of a header": (HEAD + b"x", b"x"),
    "the value of a header": (HEAD + b"X-Slow: ", b"x"),
    "headers": (HEAD, b"X-Slow: x\r\n"),
    "a body of known length": (HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
    "a body until the end": (HEAD + b"\r\n", b" "),
    "the length of a chunk": (CHUNKED, b"0"),
    "the extension of a chunk": (CHUNKED + b"1;a=", b"x"),
    "a chunk": (CHUNKED + b"fffff\r\n", b" "),
    "chunks": (CHUNKED, chunk(b" ")),
    "chunks with extensions": (CHUNKED, b"1;a=b\r\n \r\n"),
    "a trailer": (CHUNKED + chunk(b"{}") + b"0\r\nX-Slow: ", b"x"),
    "trailers": (CHUNKED + chunk(b"{}") + b"0\r\n", b"X-Slow: x\r\n"),
    "the head of a packing": (PACKED + chunk(GZIP_HEAD[:3] + b"\x08" + GZIP_HEAD[4:]), chunk(b"x")),
    "empty packed blocks": (PACKED + chunk(GZIP_HEAD), chunk(EMPTY_BLOCK)),
    "empty packed members": (PACKED, chunk(gzip.compress(b""))),
    "what follows a packing": (PACKED + chunk(gzip.compress(b"{}")), chunk(b"x")),
}
"""What a server sends and then repeats without end: the parts of an answer in turn (RFC 9110, 15.2; RFC 9112, 7.1)."""


@RUNNERS
@pytest.mark.parametrize(
    ("name", "kind"),
    [(name, kind) for name, (_, piece) in DRIPS.items() for kind in ("drip", "flood") if piece or kind == "drip"],
)
def test_a_server_that_sends_without_end_does_not_outlast_the_deadline(
    name: str, kind: str, runner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the clients' own transports. No time passes unseen while bytes arrive quicker than they are read, either."""
    monkeypatch.setattr(tasks, "SHORTEST_POLL", 0.25)
    start, piece = DRIPS[name]
    with playing(Fault(kind, content=start, piece=piece)) as server:
        begun = time.monotonic()
        with pytest.raises(powertokens.TaskTimeoutError, match=r"resume\('t1'\)") as caught:
            resume(runner, server.url, 0.0)
        assert time.monotonic() - begun < 8, "it was still sending"
        assert len(server.requests) <= 1
    assert caught.value.task_id == "t1"


@RUNNERS
@pytest.mark.parametrize("name", ["nothing", "a body of known length", "chunks", "empty packed blocks"])
def test_with_a_transport_of_the_callers_a_body_does_not_outlast_the_deadline(
    name: str, runner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SHORTEST_POLL", 0.25)
    start, piece = DRIPS[name]
    transport = httpx.HTTPTransport(verify=False) if runner == "sync" else httpx.AsyncHTTPTransport(verify=False)
    with playing(Fault("drip", content=start, piece=piece)) as server:
        begun = time.monotonic()
        with pytest.raises(powertokens.TaskTimeoutError):
            run(
                runner,
                lambda client: client.videos.resume("t1", wait_timeout=0.0),
                server.url,
                transport=transport,
            )
        assert time.monotonic() - begun < 8


def test_a_transport_of_the_callers_is_left_as_it_is() -> None:
    own: Any = httpx.HTTPTransport(verify=False)
    before = own._pool._network_backend
    with powertokens.PowerTokens("k", transport=own) as client:
        client._open()
        assert own._pool._network_backend is before
    with httpx.Client(transport=own) as http, powertokens.PowerTokens("k", http_client=http) as client:
        client._open()
        assert own._pool._network_backend is before


def test_a_client_of_the_callers_asks_for_what_is_unpacked() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["accept-encoding"])
        return httpx.Response(200, json={"id": "t1", "status": "queued"})

    for asked in ("gzip, deflate, br, zstd", "identity", "br"):
        http = httpx.Client(transport=httpx.MockTransport(answer), headers={"Accept-Encoding": asked})
        with http, powertokens.PowerTokens("k", http_client=http) as client:
            client.videos.retrieve("t1")
    with powertokens.PowerTokens("k", transport=httpx.MockTransport(answer)) as client:
        client.videos.retrieve("t1", extra_headers={"Accept-Encoding": "gzip;q=0.5"})
    assert seen == ["gzip, deflate", "identity", "identity", "gzip;q=0.5"]


@RUNNERS
def test_all_heads_of_an_answer_together_have_a_bound(runner: str) -> None:
    """Without a deadline, too: a paid call has none, and is not repeated."""
    hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n"
    with playing(Fault("flood", content=b"", piece=hint * 100)) as server:
        with pytest.raises(powertokens.APIConnectionError, match="TooLarge: the head of the answer is") as caught:
            run(runner, lambda client: client.videos.create(**IMAGE_TO_VIDEO), server.url)
        assert len(server.requests) == 1
    assert "may have accepted" in str(caught.value)


@BOTH
def test_a_look_takes_no_longer_than_a_phase_and_no_longer_than_is_left(asynchronous: bool) -> None:
    """Each phase has the client's timeout, or 60 seconds, or what is left of the deadline when it begins."""
    now = 0.0
    seen: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal now
        timeouts = request.extensions["timeout"]
        assert len({timeouts.get(phase) for phase in ("connect", "read", "write", "pool")}) == 1
        seen.append(timeouts.get("connect"))
        now += 45
        seen.append(timeouts.get("read"))
        return httpx.Response(200, json={"status": "running"})

    async def no_pause(_: float) -> None:
        """No time passes."""

    def wait() -> None:
        with powertokens.PowerTokens("k", transport=httpx.MockTransport(answer)) as client:
            opened: Any = client._open()
            opened.clock, opened.sleep = lambda: now, lambda _: None
            client.videos.resume("t1", wait_timeout=100)

    async def wait_asynchronously() -> None:
        async with powertokens.AsyncPowerTokens("k", transport=httpx.MockTransport(answer)) as client:
            opened: Any = client._open()
            opened.clock, opened.sleep = lambda: now, no_pause
            await client.videos.resume("t1", wait_timeout=100)

    with pytest.raises(powertokens.TaskTimeoutError):
        asyncio.run(wait_asynchronously()) if asynchronous else wait()
    assert seen == [60, 55, 55, 10, 10, 0.001]


def test_a_creation_has_the_timeout_that_it_is_given_and_no_deadline() -> None:
    """A paid call is never cut short by the deadline of waiting, which begins when the task exists."""
    seen: list[dict[str, float]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(dict(request.extensions["timeout"]))
        return httpx.Response(200, json={"id": "t1", "status": "completed"})

    with powertokens.PowerTokens("k", transport=httpx.MockTransport(answer)) as client:
        client._open().sleep = lambda _: None
        client.videos.create_and_wait(**IMAGE_TO_VIDEO, wait_timeout=5, timeout=300)
    assert set(seen[0].values()) == {300}
    assert max(seen[1].values()) <= 5


@RUNNERS
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_an_answer_is_not_kept_beyond_its_bound(packed: bool, runner: str) -> None:
    content = b'{"id": "' + b"a" * 30_000_000 + b'"}'
    headers = {"Content-Encoding": "gzip"} if packed else {}
    with playing(Fault(content=gzip.compress(content) if packed else content, headers=headers)) as server:
        with pytest.raises(powertokens.APIConnectionError, match="larger than 2000000 bytes"):
            run(
                runner,
                lambda client: client.videos.retrieve("t1"),
                server.url,
                max_retries=0,
                max_answer_bytes=2_000_000,
            )


@pytest.mark.parametrize("value", [0, -1, 1.5, True, None, "64"])
def test_a_bound_that_is_none(value: Any) -> None:
    with pytest.raises(powertokens.ConfigurationError, match="max_answer_bytes must be 1 or more, not "):
        powertokens.PowerTokens("k", max_answer_bytes=value)


def test_a_download_that_unpacks_to_a_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "GROWTH_FROM", 1_000_000)
    bomb = gzip.compress(bytes(30_000_000))
    headers = {"Content-Type": "video/mp4", "Content-Encoding": "gzip"}
    with playing(Fault(content=bomb, headers=headers)) as server:
        with powertokens.PowerTokens("k", base_url=server.url) as client:
            with pytest.raises(powertokens.DownloadError, match="grows more than 20 times"):
                client.videos.download("t1", tmp_path / "v.mp4")
    assert list(tmp_path.iterdir()) == []


def test_what_is_packed_and_small_is_unpacked() -> None:
    content = gzip.compress(b'{"id": "t1", "status": "completed"}')
    with playing(Fault(content=content, headers={"Content-Encoding": "gzip"})) as server:
        task = resume("sync", server.url, 5.0)
    assert (task.state, task.response.text) == ("succeeded", '{"id": "t1", "status": "completed"}')
    assert task.response.elapsed.total_seconds() > 0
    assert "content-encoding" not in task.response.headers


def test_waiting_uses_the_monotonic_clock() -> None:
    with powertokens.PowerTokens("k", transport=httpx.MockTransport(lambda request: httpx.Response(200))) as client:
        assert client._open().clock is time.monotonic
