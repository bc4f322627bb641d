"""Downloads: whole or not at all, media only, and the key for nobody but the provider."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.codegen.clients.server import Answer, serving
from videoapis import powertokens

BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
MEDIA = Answer(content=b"\x00\x00\x00\x18ftypmp42" + bytes(1000), headers={"content-type": "video/mp4"})


def download(asynchronous: bool, base_url: str, task: Any, path: Path, **options: Any) -> str:
    if not asynchronous:
        with powertokens.PowerTokens("secret-key", base_url=base_url, headers={"x-own": "h"}) as client:
            return client.videos.download(task, path, **options)

    async def main() -> str:
        async with powertokens.AsyncPowerTokens("secret-key", base_url=base_url, headers={"x-own": "h"}) as client:
            return await client.videos.download(task, path, **options)

    return asyncio.run(main())


@BOTH
def test_another_host_never_gets_the_key(asynchronous: bool, tmp_path: Path) -> None:
    with serving(MEDIA) as other, serving() as own:
        download(asynchronous, own.url, f"{other.url}/v.mp4?sig=1", tmp_path / "v.mp4")
        (seen,) = other.seen
    assert "authorization" not in seen.headers and "x-own" not in seen.headers
    assert b"secret-key" not in repr(seen).encode()


@BOTH
def test_a_redirect_to_another_host_leaves_the_key_behind(asynchronous: bool, tmp_path: Path) -> None:
    with serving(MEDIA) as other:
        hop = Answer(302, content=b"", headers={"location": f"{other.url}/cdn.mp4"})
        with serving(hop) as own:
            download(asynchronous, own.url, "task-1", tmp_path / "v.mp4")
            assert own.seen[0].headers["authorization"] == "Bearer secret-key"
        assert "authorization" not in other.seen[0].headers
    assert (tmp_path / "v.mp4").read_bytes() == MEDIA.content


def test_an_address_that_is_no_http_is_refused(tmp_path: Path) -> None:
    class Task:
        id = "t"
        result_urls = ("file:///etc/passwd",)

    with serving() as server, pytest.raises(powertokens.DownloadError, match="no http address"):
        download(False, server.url, Task(), tmp_path / "v.mp4")
