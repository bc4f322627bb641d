"""Downloads: whole or not at all, media only, and the key for nobody but the provider."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.clients.server import Answer, serving
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
def test_a_download_arrives_whole_and_reports_its_progress(asynchronous: bool, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    with serving(MEDIA) as server:
        path = download(
            asynchronous, server.url, "task-1", tmp_path / "v.mp4", on_progress=lambda got, of: seen.append((got, of))
        )
        assert server.seen[0].target == "/v1/videos/task-1/content"
        assert server.seen[0].headers["authorization"] == "Bearer secret-key"
    assert Path(path).read_bytes() == MEDIA.content
    assert seen[-1] == (1012, 1012)
    assert [one.name for one in tmp_path.iterdir()] == ["v.mp4"]


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


@BOTH
@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(content=b"<html>gone</html>", headers={"content-type": "text/html"}), "text/html"),
        (Answer(json={"error": "gone"}), "application/json"),
        (Answer(content=b"<!doctype html>", headers={"content-type": "video/mp4"}), "like a page"),
        (Answer(content=b"", headers={"content-type": "video/mp4"}), "0 of"),
    ],
)
def test_what_is_no_media_is_refused_and_leaves_nothing(
    answer: Answer, message: str, asynchronous: bool, tmp_path: Path
) -> None:
    (tmp_path / "v.mp4").write_bytes(b"from before")
    with serving(answer) as server, pytest.raises(powertokens.DownloadError, match=message):
        download(asynchronous, server.url, "task-1", tmp_path / "v.mp4")
    assert (tmp_path / "v.mp4").read_bytes() == b"from before"
    assert [one.name for one in tmp_path.iterdir()] == ["v.mp4"]


@BOTH
def test_a_missing_result_is_a_status_error(asynchronous: bool, tmp_path: Path) -> None:
    with serving(Answer(404, json={"error": {"message": "expired"}})) as server:
        with pytest.raises(powertokens.NotFoundError, match="expired"):
            download(asynchronous, server.url, "task-1", tmp_path / "v.mp4")
    assert list(tmp_path.iterdir()) == []


@BOTH
def test_redirects_end(asynchronous: bool, tmp_path: Path) -> None:
    with serving(Answer(302, content=b"", headers={"location": "/again"})) as server:
        with pytest.raises(powertokens.DownloadError, match="redirects"):
            download(asynchronous, server.url, "task-1", tmp_path / "v.mp4")
        assert len(server.seen) == 6


def test_an_address_that_is_no_http_is_refused(tmp_path: Path) -> None:
    class Task:
        id = "t"
        result_urls = ("file:///etc/passwd",)

    with serving() as server, pytest.raises(powertokens.DownloadError, match="no http address"):
        download(False, server.url, Task(), tmp_path / "v.mp4")
