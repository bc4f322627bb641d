"""A killed `reelspec generate` leaves no half-written file, and the next command undoes what it did."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.e2e.commands.run import CHECKOUT, environment, reelspec, tree
from tests.support import interruptible

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of POSIX")
ROUNDS = 6


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes], dict[str, bytes]]:
    """A repository whose specs have changed since it was generated; its generated/ as it is, and as it should become."""
    root = tmp_path_factory.mktemp("killed")
    shutil.copytree(CHECKOUT / "specs", root / "specs")
    assert reelspec("generate", cwd=root).code == 0
    before = tree(root / "generated")
    for file in root.glob("specs/*/documents.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("title: ", "title: The page "), encoding="utf-8")
    openapi = root / "specs/powertokens/openapi.yaml"
    text = openapi.read_text(encoding="utf-8")
    openapi.write_text(text.replace("                - $ref: models/wan2.7-r2v.yaml\n", ""), encoding="utf-8")
    (root / "specs/powertokens/models/wan2.7-r2v.yaml").unlink()
    other = root.parent / "killed-after"
    shutil.copytree(root, other)
    assert reelspec("generate", cwd=other).code == 0
    after = tree(other / "generated")
    assert len({path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}) > 10
    return root, before, after


def whole(now: dict[str, bytes], before: dict[str, bytes], after: dict[str, bytes]) -> bool:
    """Whether every file is an old or a new one from the first byte to the last."""
    return all(
        content in (before.get(path), after.get(path)) for path, content in now.items() if ".staging" not in path
    )


def test_killed_at_any_moment_and_recovered_by_the_next_command(
    states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    source, before, after = states
    chance = random.Random(20)
    started = time.monotonic()
    fresh = tmp_path / "timed"
    shutil.copytree(source, fresh)
    assert reelspec("generate", cwd=fresh).code == 0
    usual = time.monotonic() - started
    interrupted = 0
    for at in range(ROUNDS):
        root = tmp_path / f"round{at}"
        shutil.copytree(source, root)
        process = subprocess.Popen(
            [sys.executable, "-m", "reelspec", "generate"],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        if at % 2:
            while process.poll() is None and not (root / "generated/.staging").exists():
                pass  # writing takes milliseconds: half of the rounds aim at it
            time.sleep(chance.uniform(0, 0.006))
        else:
            time.sleep(chance.uniform(0.3, 1.0) * usual)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        left = tree(root / "generated")
        assert whole(left, before, after)
        interrupted += any(".staging" in path for path in left)
        if at % 3 == 0:  # any command recovers, and the tree is one of the two
            assert reelspec("list", cwd=root).code == 0
            assert tree(root / "generated") in (before, after)
        ran = reelspec("generate", cwd=root)
        assert ran.code == 0, ran.err
        assert tree(root / "generated") == after
    assert interrupted, "no round met the writing; the test would show nothing"


def test_ctrl_c_while_writing_takes_back_what_was_done(
    states: tuple[Path, dict[str, bytes], dict[str, bytes]], tmp_path: Path
) -> None:
    source, before, after = states
    root = tmp_path / "interrupted"
    shutil.copytree(source, root)
    process = subprocess.Popen(
        [sys.executable, "-m", "reelspec", "generate"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=interruptible,
        env=environment(),
    )
    while process.poll() is None and not (root / "generated/.staging").exists():
        pass
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert b"Traceback" not in err
    assert tree(root / "generated") in (before, after)
