"""Two runs at once: one waits for the other, and a killed one holds nobody up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reelspec.output.lock import locked
from reelspec.output.manifest import Manifest
from reelspec.output.publish import publish, recover

Describe = Callable[[Mapping[str, bytes]], Manifest]

HOLDER = """
import sys
from reelspec.output.lock import locked
with locked(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""

WRITER = """
import sys
from pathlib import Path
from reelspec.common.digest import digest
from reelspec.output.manifest import Manifest
from reelspec.output.publish import publish
for turn in range(12):
    files = {f"{sys.argv[2]}-{turn}": b"", **{f"file{n}": sys.argv[2].encode() for n in range(5)}}
    manifest = Manifest({}, {path: digest(data) for path, data in files.items()})
    publish(Path(sys.argv[1]), files, manifest)
"""


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("end", ["leaves", "is killed"])
def test_a_run_waits_until_the_other_ends(generated: Path, describe: Describe, end: str) -> None:
    with start(HOLDER, str(generated)) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        waiting = threading.Thread(target=publish, args=(generated, {"a": b"1"}, describe({"a": b"1"})))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert not (generated / "a").exists()
        if end == "is killed":
            holder.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        else:
            assert holder.stdin is not None
            holder.stdin.close()
        waiting.join(30)
        assert not waiting.is_alive()
    assert sorted(path.name for path in generated.iterdir()) == ["a", "manifest.json"]


def test_recovery_waits_as_well(generated: Path) -> None:
    with start(HOLDER, str(generated)) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "held\n"
        (generated / ".staging").mkdir()
        waiting = threading.Thread(target=recover, args=(generated,))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        holder.communicate("")
        waiting.join(30)
    assert not (generated / ".staging").exists()


def test_two_runs_never_mix(generated: Path) -> None:
    writers = [start(WRITER, str(generated), name) for name in ("one", "two")]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    last = {(generated / f"file{n}").read_text() for n in range(5)}
    assert last in ({"one"}, {"two"})
    names = sorted(path.name for path in generated.iterdir())
    assert names == [*(f"file{n}" for n in range(5)), "manifest.json", f"{last.pop()}-11"]


def test_nothing_is_left_of_the_lock(tmp_path: Path) -> None:
    directory = tmp_path / "generated"
    with locked(str(directory)):
        assert directory.is_dir()
    assert not directory.exists()  # it was made for the lock, and nobody wrote to it
    directory.mkdir()
    with locked(str(directory)):
        pass
    assert list(directory.iterdir()) == []


def test_what_cannot_be_locked(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "dangling").symlink_to(tmp_path / "nothing")
    for name in ("file", "dangling", "no/parent"):
        with pytest.raises(OSError), locked(str(tmp_path / name)):
            pytest.fail("it was locked")


def test_a_directory_that_is_replaced_meanwhile_is_locked_anew(tmp_path: Path) -> None:
    directory = tmp_path / "generated"
    directory.mkdir()
    entered = threading.Event()

    def wait() -> None:
        with locked(str(directory)):
            entered.set()
            (directory / "file").write_bytes(b"")

    with locked(str(directory)):
        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not entered.wait(0.3)
        directory.rmdir()
    waiting.join(30)
    assert (directory / "file").exists()
