"""What bounds an answer: the deadline of waiting, however slowly a server sends, and the size of what is kept."""

from __future__ import annotations

import asyncio
import gzip
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.clients.faults import Fault, playing
from tests.codegen.clients.test_requests import IMAGE_TO_VIDEO
from videoapis import powertokens
from videoapis._runtime import files, tasks, transport

BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def resume(asynchronous: bool, url: str, wait_timeout: float) -> Any:
    if not asynchronous:
        with powertokens.PowerTokens("k", base_url=url) as client:
            return client.videos.resume("t1", wait_timeout=wait_timeout)

    async def main() -> Any:
        async with powertokens.AsyncPowerTokens("k", base_url=url) as client:
            return await client.videos.resume("t1", wait_timeout=wait_timeout)

    return asyncio.run(main())


def retrieve(asynchronous: bool, url: str) -> Any:
    if not asynchronous:
        with powertokens.PowerTokens("k", base_url=url, max_retries=0) as client:
            return client.videos.retrieve("t1")

    async def main() -> Any:
        async with powertokens.AsyncPowerTokens("k", base_url=url, max_retries=0) as client:
            return await client.videos.retrieve("t1")

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("asynchronous", "start"),
    [
        (False, HEAD + b"Content-Length: 100000\r\n\r\n"),
        (True, HEAD + b"Content-Length: 100000\r\n\r\n"),
        (True, HEAD + b"X-Slow: "),  # the sync client sees no lines of a head before the head is whole
    ],
    ids=["sync", "async", "async head"],
)
def test_a_server_that_drips_does_not_outlast_the_deadline(
    asynchronous: bool, start: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SHORTEST_POLL", 0.2)
    with playing(Fault("drip", content=start)) as server:
        with pytest.raises(powertokens.TaskTimeoutError, match=r"resume\('t1'\)") as caught:
            resume(asynchronous, server.url, 0.0)
        assert 0 < server.dripped < 450, "it was still sending"
    assert caught.value.task_id == "t1"


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


@BOTH
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_an_answer_is_not_kept_beyond_its_bound(
    packed: bool, asynchronous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "LARGEST_ANSWER", 2_000_000)
    content = b'{"id": "' + b"a" * 30_000_000 + b'"}'
    headers = {"Content-Encoding": "gzip"} if packed else {}
    with playing(Fault(content=gzip.compress(content) if packed else content, headers=headers)) as server:
        with pytest.raises(powertokens.APIConnectionError, match="larger than 2000000 bytes"):
            retrieve(asynchronous, server.url)


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
        task = resume(False, server.url, 5.0)
    assert (task.state, task.response.text) == ("succeeded", '{"id": "t1", "status": "completed"}')
    assert task.response.elapsed.total_seconds() > 0
    assert "content-encoding" not in task.response.headers


def test_waiting_uses_the_monotonic_clock() -> None:
    with powertokens.PowerTokens("k", transport=httpx.MockTransport(lambda request: httpx.Response(200))) as client:
        assert client._open().clock is time.monotonic
