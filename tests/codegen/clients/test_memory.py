"""How much memory answers take: measured in a process of its own, as the most that was resident at any time."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.codegen.clients.faults import Fault, playing

pytest.importorskip("resource")

MIB = 1024 * 1024
PROGRAM = """
import asyncio, resource, sys
from videoapis.powertokens import PowerTokens, AsyncPowerTokens
kind, url, out, options = sys.argv[1], sys.argv[2], sys.argv[3], eval(sys.argv[4])
unit = 1 if sys.platform == "darwin" else 1024
def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 2**20
async def asynchronous():
    async with AsyncPowerTokens("k", base_url=url, max_retries=0, **options) as client:
        return await call(client)
def call(client):
    if out:
        return client.videos.download("t", out)
    return client.videos.retrieve("t") if kind != "bytes" else client.videos.content("t")
with PowerTokens("k", base_url=url, max_retries=0, **options) as client:
    client.videos.retrieve("t")
    before = most()
    try:
        if kind == "async":
            asyncio.run(asynchronous())
        else:
            call(client)
        said = "whole"
    except Exception as error:
        said = str(error)
print(most() - before, said)
"""


@cache
def bomb(packing: str) -> bytes:
    """A gigabyte of blanks, packed to a megabyte: from the second on, every mebibyte packs to the same bytes.

    The checksum at its end is wrong; nobody may read as far.
    """
    bits = {"gzip": 31, "deflate": 15, "raw": -15}[packing]
    squeeze = zlib.compressobj(9, zlib.DEFLATED, bits)
    first, again = (squeeze.compress(b" " * MIB) + squeeze.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + 999 * again + squeeze.flush()


@cache
def packed_media(mebibytes: int) -> bytes:
    """So much that begins like no text, packed."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(range(256)) * 4096
    return b"".join(squeeze.compress(block) for _ in range(mebibytes)) + squeeze.flush()


def measured(fault: Fault, kind: str = "sync", out: str = "", options: str = "{}") -> tuple[int, str]:
    """MiB that a call takes beyond what the client has taken before, and how it ends."""
    small = Fault(body={"id": "t", "status": "queued"})
    with playing(small, fault) as server:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, kind, server.url, out, options], capture_output=True, text=True, check=True
        )
    taken, _, said = done.stdout.partition(" ")
    return int(taken), said


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("packing", ["gzip", "deflate", "raw"])
def test_what_unpacks_to_a_gigabyte_takes_little_more_than_the_bound(packing: str, kind: str) -> None:
    fault = Fault(content=bomb(packing), headers={"Content-Encoding": "gzip" if packing == "gzip" else "deflate"})
    taken, said = measured(fault, kind)
    assert "larger than 67108864 bytes (max_answer_bytes)" in said
    assert taken < 100
    taken, said = measured(fault, kind, options="{'max_answer_bytes': 1000}")
    assert "larger than 1000 bytes" in said
    assert taken < 20


@pytest.mark.parametrize("packing", [gzip.compress, lambda data: gzip.compress(gzip.compress(data))])
def test_what_is_packed_several_times_is_not_unpacked(packing: Callable[[bytes], bytes]) -> None:
    fault = Fault(content=packing(bomb("gzip")), headers={"Content-Encoding": "gzip, gzip, gzip"})
    taken, said = measured(fault)
    assert "packed 3 times" in said
    assert taken < 20


def test_an_answer_of_any_bytes_that_grows_out_of_all_proportion_is_given_up() -> None:
    taken, said = measured(Fault(content=bomb("gzip"), headers={"Content-Encoding": "gzip"}), "bytes")
    assert "grows more than 20 times" in said
    assert taken < 120


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_a_download_takes_the_same_memory_whatever_its_size(packed: bool, tmp_path: Path) -> None:
    if packed:
        size, content = 40 * MIB, packed_media(40)
        fault = Fault(content=content, headers={"Content-Type": "video/mp4", "Content-Encoding": "gzip"})
    else:
        size = 200 * MIB
        fault = Fault(content=bytes(size), headers={"Content-Type": "video/mp4"})
    taken, said = measured(fault, out=str(tmp_path / "v.mp4"))
    assert said.strip() == "whole"
    assert (tmp_path / "v.mp4").stat().st_size == size
    assert taken < 20


def test_what_follows_a_packing_is_not_kept() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n"
    fault = Fault("raw", content=head + gzip.compress(b"{}") + b"x" * 60 * MIB)
    taken, said = measured(fault)
    assert (said.strip(), taken < 20) == ("whole", True)
