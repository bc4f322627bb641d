"""httpx is touched in one module: shown by the sources, and by clients that use httpx2 after one line has changed."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.codegen.clients.server import Answer, serving

PACKAGE = Path(__file__).parents[3] / "generated/python/videoapis"
PROGRAM = """
import asyncio, sys
from videoapis import powertokens
url, out = sys.argv[1:]
body = {"model": "wan2.7-i2v", "media": [{"type": "first_frame", "url": "https://example.com/a.png"}], "seconds": "8"}
with powertokens.PowerTokens("k", base_url=url) as client:
    client.videos.create(**body)
    task = client.videos.resume("t")
    client.videos.download("t", out)
async def main():
    async with powertokens.AsyncPowerTokens("k", base_url=url) as client:
        await client.videos.create(**body)
        await client.videos.resume("t")
        await client.videos.download("t", out)
asyncio.run(main())
try:
    powertokens.PowerTokens("k", base_url="http://127.0.0.1:1", max_retries=0).videos.create(**body)
except powertokens.APIConnectionError as error:
    assert error.not_sent
assert "httpx2" in sys.modules and "httpx" not in sys.modules
"""


def test_one_module_imports_httpx_and_anyio() -> None:
    found = {
        file.name
        for file in PACKAGE.rglob("*.py")
        if re.search(r"^\s*(import|from) (httpx|anyio|httpcore)\b", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found == {"transport.py"}


def test_no_exception_is_dropped_unseen() -> None:
    for file in (PACKAGE / "_runtime").glob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"except[^\n]*:\s*(#[^\n]*)?\n\s*(pass|\.\.\.)\b", text), file.name
        assert "except:" not in text and "print(" not in text, file.name


@pytest.mark.skipif(importlib.util.find_spec("httpx2") is None, reason="httpx2 is not installed")
def test_httpx2_in_its_place(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "videoapis")
    transport = tmp_path / "videoapis/_runtime/transport.py"
    text = transport.read_text(encoding="utf-8")
    assert text.count("\nimport httpx\n") == 1
    transport.write_text(text.replace("\nimport httpx\n", "\nimport httpx2 as httpx\n"), encoding="utf-8")
    created = Answer(json={"id": "t", "status": "queued"})
    done = Answer(json={"id": "t", "status": "completed"})
    video = Answer(content=b"\x00\x00video", headers={"content-type": "video/mp4"})
    with serving(*[created, done, video] * 2) as server:
        subprocess.run([sys.executable, "-c", PROGRAM, server.url, tmp_path / "v.mp4"], cwd=tmp_path, check=True)
        assert [one.method for one in server.seen] == ["POST", "GET", "GET"] * 2
