"""`python -m tests.e2e.crashes`, with fewer random moments than by hand; and that it sees a ledger that knows too little."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.crashes.__main__ import wrong
from videoapis.powertokens import LedgerEntry

CHECKOUT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are of POSIX")


def test_nothing_paid_is_unknown_after_kill() -> None:
    path = os.pathsep.join((str(CHECKOUT / "generated/python"), os.environ.get("PYTHONPATH", "")))
    ran = subprocess.run(
        [sys.executable, "-m", "tests.e2e.crashes", "--moments", "10"],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count("sync") == 2 * 7 and "WRONG" not in ran.stdout


def entry(digest: str, state: str, task_id: str | None) -> LedgerEntry:
    now = datetime.now(UTC)
    return LedgerEntry("1", "powertokens", "videos.create", "m", "http://u", digest, now, now, task_id, state)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([], "in no entry"),
        ([entry("a", "refused", None)], "is not what was accepted"),
        ([entry("a", "succeeded", "task-2")], "is not what was accepted"),
        ([entry("a", "succeeded", "task-1"), entry("b", "sending", None)], "what is pending"),
    ],
)
def test_what_is_wrong_is_seen(entries: list[LedgerEntry], said: str) -> None:
    problems = wrong({"a": "task-1"}, entries, [], most=3)
    assert problems and said in problems[0]
    doubtful = [entry("a", "sending", None)]
    assert wrong({"a": "task-1"}, doubtful, doubtful, most=1) == []
