"""The worker of docs/calling.md, killed twice, at a mock that refuses, fails and resets: nothing paid is unknown to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from reelspec.mock import Clock, Mock, plan_of, serving
from tests.docs.pages import CHECKOUT, shown
from tests.testing.mock.shared import repository

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")

TASKS = 100
PLAN: dict[str, Any] = {
    "seed": 17,
    "seconds": 3,
    "requests": [
        # Of all requests: what the first leaves is shared by the next.
        {"fault": "status", "status": 429, "retry-after": 0.05, "match": {"chance": 0.30}},
        {"fault": "status", "status": 503, "retry-after": 0.05, "match": {"chance": 0.20 / 0.70}},
        {"fault": "reset", "match": {"chance": 0.05 / 0.50}},
    ],
    "tasks": [{"end": "failed", "match": {"chance": 0.1}}],
}
BODIES = [{"model": "wan2.7-i2v", "image": "https://e.com/a.png", "prompt": f"Kite {one}"} for one in range(TASKS)]


def digest(body: object) -> str:
    """As the ledger has it: of the body as it is sent."""
    return sha256(json.dumps(body, separators=(",", ":")).encode()).hexdigest()


class Worker:
    """The worker in a process of its own, on a port that stays the same."""

    def __init__(self, folder: Path, provider: str) -> None:
        (folder / "worker.py").write_text(shown("python", "async def finish").text, encoding="utf-8")
        self.folder = folder
        self.url = ""
        path = os.pathsep.join((str(folder), str(CHECKOUT / "generated/python"), os.environ.get("PYTHONPATH", "")))
        self.environment = {
            **os.environ,
            "PYTHONPATH": path,
            "VIDEOS": str(folder),
            "BASE_URL": provider,
            "POWERTOKENS_API_KEY": "key-1",
        }

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start it; what is left of it at the end is killed."""
        log = (self.folder / "log.txt").open("ab")
        start = log.tell()
        command = [sys.executable, "-m", "uvicorn", "worker:app", "--port", "0", "--no-access-log"]
        process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        try:
            while process.poll() is None:
                _, found, rest = (self.folder / "log.txt").read_text()[start:].partition("running on ")
                if found and " " in rest:
                    self.url = rest.split()[0]
                    break
                time.sleep(0.02)
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            log.close()

    def listed(self) -> list[dict[str, Any]]:
        """All that it knows."""
        found: list[dict[str, Any]] = httpx.get(f"{self.url}/videos", timeout=20, trust_env=False).json()
        return found


def send(
    worker: Worker, bodies: list[dict[str, Any]], process: subprocess.Popen[bytes], kill_after: int | None
) -> None:
    """Send bodies, eight at a time, again where the worker says that it may be; kill it when so many have been taken."""
    taken = 0

    def one(body: dict[str, Any]) -> None:
        nonlocal taken
        with suppress(httpx.TransportError):  # it was killed
            while client.post(f"{worker.url}/videos", json=body).status_code == 503:
                time.sleep(0.05)
            taken += 1
            if taken == kill_after:
                process.send_signal(signal.SIGKILL)

    with httpx.Client(timeout=30, trust_env=False) as client, ThreadPoolExecutor(8) as threads:
        list(threads.map(one, bodies))


def test_every_task_is_finished_failed_or_told_as_perhaps_paid(tmp_path: Path) -> None:
    mock = Mock(repository(), ["powertokens"], plan=plan_of(PLAN), clock=Clock(speed=3))
    with serving(mock) as provider:
        worker = Worker(tmp_path, provider)
        for kill_after in (30, 30, None):  # killed twice, in the middle of creations, polls and downloads
            with worker.running() as process:
                known = {entry["digest"] for entry in worker.listed() if entry["state"] != "refused"}
                send(worker, [body for body in BODIES if digest(body) not in known], process, kill_after)
                if kill_after is not None:
                    assert process.wait(10) == -signal.SIGKILL
                    continue
                until = time.monotonic() + 40
                while time.monotonic() < until:
                    entries = [one for one in worker.listed() if one["state"] != "refused"]
                    waiting = [one for one in entries if one["state"] == "created"]
                    missing = [one for one in entries if one["state"] == "succeeded" and not video(tmp_path, one)]
                    if not waiting and not missing:
                        break
                    time.sleep(0.1)
    states = [one["state"] for one in entries]
    by_digest = {one["digest"]: one for one in entries}
    assert len(entries) == len(by_digest) == TASKS and by_digest.keys() == set(map(digest, BODIES))
    assert set(states) <= {"succeeded", "failed", "sending", "unknown"}, states
    # What the provider has accepted, it has accepted once, and the worker knows it.
    accepted = [one for one in mock.journal.of(operation="videos.create") if one.task is not None]
    assert len({one.content for one in accepted}) == len(accepted)
    for one in accepted:
        entry = by_digest[sha256(one.content).hexdigest()]
        assert entry["task_id"] == one.task or entry["state"] in ("sending", "unknown")
    assert {one["task_id"] for one in entries} - {None} <= {one.task for one in accepted}
    for state in ("succeeded", "failed", "unknown"):
        assert state in states, "the plan shows something of each"
    assert all(video(tmp_path, one) for one in entries if one["state"] == "succeeded")
    faults = [one.fault for one in mock.journal if one.operation == "videos.create"]
    assert faults.count("reset") > 0 and 429 in {one.status for one in mock.journal}


def video(folder: Path, entry: dict[str, Any]) -> bool:
    """Whether the video of an entry is there, whole."""
    file = folder / f"{entry['task_id']}.mp4"
    return file.exists() and file.stat().st_size > 100 and file.read_bytes()[4:8] == b"ftyp"


def test_it_is_short() -> None:
    assert shown("python", "async def finish").text.count("\n") <= 60
