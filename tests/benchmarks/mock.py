"""How many validated creates the mock answers on one core, over real sockets. A script, not a test.

    python -m tests.benchmarks.mock [--creates N] [--connections N]

The server is a process of its own (`reelspec mock`), the load comes from this one. On a machine that is shared the
honest figure is the CPU time that the server spends on a create; requests for a second of that time is the rate that
one core gives. Every tenth body breaks a rule and must be refused for it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
GOAL = 2_000
BODY = {
    "model": "wan2.7-i2v",
    "prompt": "A boat sails into the harbour at dusk.",
    "media": [{"type": "first_frame", "url": "https://example.com/a.png"}],
    "seconds": "8",
    "size": "720P",
}


def request(body: object) -> bytes:
    """The bytes of a create."""
    content = json.dumps(body).encode()
    head = "POST /v1/videos HTTP/1.1\r\nHost: mock\r\nAuthorization: Bearer key-1\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content


VALID, INVALID = request(BODY), request({**BODY, "size": "480P"})


async def connection(port: int, numbers: range) -> tuple[set[str], int]:
    """One connection that stays open; gives the ids of created tasks and how many bodies were refused."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    ids: set[str] = set()
    refused = 0
    for number in numbers:
        wrong = number % 10 == 9
        writer.write(INVALID if wrong else VALID)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        answer = json.loads(await reader.readexactly(length))
        if wrong:
            assert head.startswith(b"HTTP/1.1 400") and answer["error"]["code"] == "enum", answer
            refused += 1
        else:
            assert head.startswith(b"HTTP/1.1 200") and answer["status"] == "pending", answer
            ids.add(answer["id"])
    writer.close()
    return ids, refused


async def load(port: int, creates: int, connections: int) -> float:
    """Seconds that all the requests took."""
    share = creates // connections
    start = time.perf_counter()
    found = await asyncio.gather(*(connection(port, range(share)) for _ in range(connections)))
    passed = time.perf_counter() - start
    ids = set[str]().union(*(one for one, _ in found))
    assert len(ids) + sum(refused for _, refused in found) == share * connections, "an answer names no task of its own"
    return passed


def cpu_of(process: int) -> float:
    """CPU seconds of another process (proc(5))."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--creates", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    command = [
        sys.executable,
        "-m",
        "reelspec",
        "mock",
        "powertokens",
        "--port",
        "0",
        "--quiet",
        "--root",
        str(REPOSITORY),
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        port = int(line.rsplit(":", 1)[1])
        asyncio.run(load(port, 1_600, options.connections))  # the first requests make the validators
        before = cpu_of(server.pid)
        passed = asyncio.run(load(port, options.creates, options.connections))
        spent = cpu_of(server.pid) - before
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(10)
    done = options.creates // options.connections * options.connections
    rate = done / spent
    print(
        f"{done} creates over {options.connections} connections: {passed:.1f} s, {done / passed:.0f} a second by the clock"
    )
    print(f"CPU of the server: {spent / done * 1e6:.0f} µs a create, {rate:.0f} creates for a second of one core")
    print(f"goal: {GOAL} a second: {'met' if rate >= GOAL else 'MISSED'}")
    return 0 if rate >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
