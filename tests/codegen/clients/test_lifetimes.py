"""How long a client lives and who uses it: closed, forked, in several threads, under trio, and with cookies that stay out."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.clients.server import Answer, serving
from tests.codegen.clients.test_requests import IMAGE_TO_VIDEO
from videoapis import powertokens

BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
GENERATED = Path(__file__).parents[3] / "generated" / "python"
RUNNING = {"id": "t1", "status": "running"}


def answering(*answers: Any) -> httpx.MockTransport:
    left = list(answers)
    return httpx.MockTransport(lambda request: httpx.Response(200, json=left.pop(0) if len(left) > 1 else left[0]))


@BOTH
@pytest.mark.parametrize("opened", [False, True], ids=["unused", "used"])
def test_a_closed_client_says_so(opened: bool, asynchronous: bool) -> None:
    def closed() -> Any:
        return pytest.raises(powertokens.ConfigurationError, match="the client is closed")

    if not asynchronous:
        client = powertokens.PowerTokens("k", transport=answering(RUNNING))
        if opened:
            client.videos.retrieve("t1")
        client.close()
        client.close()
        with closed():
            client.videos.create(**IMAGE_TO_VIDEO)
        with closed() as caught:
            client.videos.resume("t1")
        assert caught.value.task_id == "t1"
        return

    async def main() -> None:
        client = powertokens.AsyncPowerTokens("k", transport=answering(RUNNING))
        if opened:
            await client.videos.retrieve("t1")
        await client.close()
        await client.close()
        with closed():
            await client.videos.create(**IMAGE_TO_VIDEO)
        with closed() as caught:
            await client.videos.resume("t1")
        assert caught.value.task_id == "t1"

    asyncio.run(main())


def test_a_client_of_ones_own_is_open_and_of_the_right_kind() -> None:
    own = httpx.Client()
    own.close()
    for wrong, said in ((own, "http_client is closed"), (httpx.AsyncClient(), "must be an httpx.Client")):
        client = powertokens.PowerTokens("k", http_client=wrong)  # type: ignore[arg-type]
        with pytest.raises(powertokens.ConfigurationError, match=said):
            client.videos.create(**IMAGE_TO_VIDEO)


def test_the_async_client_serves_one_event_loop_after_the_other() -> None:
    with serving(Answer(json=RUNNING)) as server:
        client = powertokens.AsyncPowerTokens("k", base_url=server.url)
        for _ in range(3):
            assert asyncio.run(client.videos.retrieve("t1"))["id"] == "t1"
        asyncio.run(client.close())
        assert len(server.seen) == 3


def test_closing_while_another_thread_waits_ends_the_waiting_with_the_task() -> None:
    client = powertokens.PowerTokens("k", transport=answering({"id": "t1"}, RUNNING))
    paused, go_on, caught = threading.Event(), threading.Event(), []

    def pause(_: float) -> None:
        paused.set()
        assert go_on.wait(30)

    opened: Any = client._open()
    opened.sleep = pause

    def wait() -> None:
        try:
            client.videos.create_and_wait(**IMAGE_TO_VIDEO)
        except powertokens.VideoAPIError as error:
            caught.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    assert paused.wait(30)
    client.close()
    go_on.set()
    thread.join(30)
    assert [(type(one).__name__, one.task_id) for one in caught] == [("ConfigurationError", "t1")]


def test_one_client_serves_several_threads() -> None:
    started = threading.Barrier(8)
    with serving(Answer(json=RUNNING)) as server, powertokens.PowerTokens("k", base_url=server.url) as client:
        transports: list[Any] = []

        def ask() -> None:
            started.wait(30)
            for _ in range(5):
                assert client.videos.retrieve("t1")["id"] == "t1"
                transports.append(client._transport)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join(30)
        assert len(transports) == 40 and len(set(map(id, transports))) == 1
        assert len(server.seen) == 40


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
def test_a_forked_process_uses_connections_of_its_own() -> None:
    """In a process of its own, which has no other threads to copy."""
    program = """
import os, sys
from videoapis.powertokens import PowerTokens
client = PowerTokens("k", base_url=sys.argv[1])
client.videos.retrieve("t1")
before = client._transport
child = os.fork()
if child == 0:
    ok = client.videos.retrieve("t1")["id"] == "t1" and client._transport is not before
    client.close()
    os._exit(0 if ok else 1)
assert os.waitpid(child, 0)[1] == 0
assert client.videos.retrieve("t1")["id"] == "t1" and client._transport is before
"""
    with serving(Answer(json=RUNNING)) as server:
        env = {**os.environ, "PYTHONPATH": str(GENERATED)}
        subprocess.run([sys.executable, "-c", program, server.url], check=True, env=env)
        assert len(server.seen) == 3
        assert len({one.client for one in server.seen}) == 2


@BOTH
def test_cookies_do_not_come_back(asynchronous: bool) -> None:
    with serving(Answer(json=RUNNING, headers={"set-cookie": "session=1; Path=/"})) as server:
        if asynchronous:

            async def main() -> None:
                async with powertokens.AsyncPowerTokens("k", base_url=server.url) as client:
                    await client.videos.retrieve("t1")
                    await client.videos.retrieve("t1")

            asyncio.run(main())
        else:
            with powertokens.PowerTokens("k", base_url=server.url) as client:
                client.videos.retrieve("t1")
                client.videos.retrieve("t1")
        assert len(server.seen) == 2
        assert not any("cookie" in one.headers for one in server.seen)


@pytest.mark.skipif(importlib.util.find_spec("trio") is None, reason="trio is not installed")
def test_the_async_client_runs_under_trio(tmp_path: Path) -> None:
    import trio

    video = Answer(content=b"\x00\x00video", headers={"content-type": "video/mp4"})
    done = Answer(json={"id": "t1", "status": "completed"})
    with serving(Answer(json=RUNNING), done, video) as server:

        async def main() -> None:
            async with powertokens.AsyncPowerTokens("k", base_url=server.url) as client:
                created = await client.videos.create(**IMAGE_TO_VIDEO)
                task = await client.videos.resume(created.task_id)
                await client.videos.download(task, tmp_path / "v.mp4")

        trio.run(main)
        assert [one.method for one in server.seen] == ["POST", "GET", "GET"]
    assert (tmp_path / "v.mp4").read_bytes() == video.content
