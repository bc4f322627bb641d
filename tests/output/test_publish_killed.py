"""Publishing is killed before and within every call that changes the disk: no file is ever half written.

And the next run puts everything right. The same for recovering and for taking back.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest

from reelspec.output.compare import compare
from reelspec.output.fresh import fresh
from reelspec.output.manifest import Manifest
from reelspec.output.publish import publish, recover

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed at a chosen call by forking it")

Describe = Callable[[Mapping[str, bytes]], Manifest]
Tree = dict[str, bytes]

OLD = {
    "same": b"same",
    "changes": b"old " * 50,
    "edited": b"recorded",
    "goes/deep/file": b"goes",
    "mixed/goes": b"goes",
    "same folder/goes": b"goes",
    "folder/inner": b"in a folder",
    "ends": b"a file",
    "kept": b"recorded",
}
NEW = {
    "same": b"same",
    "changes": b"new " * 60,
    "edited": b"generated again",
    "comes/deep/file": b"comes",
    "mixed/comes": b"comes",
    "same folder/comes": b"comes",
    "folder": b"a file now",
    "ends/inner": b"in a folder now",
}
MINE = {"kept": b"edited", "mine": b"mine", "mixed/mine": b"mine"}

CALLS = ("fsync", "link", "mkdir", "open", "rename", "replace", "rmdir", "unlink", "write")


def lay_out(generated: Path, describe: Describe) -> tuple[Tree, Tree]:
    """The tree before, with files of somebody's own; what is there now, and what must be there afterwards."""
    publish(generated, OLD, describe(OLD))
    for path, data in MINE.items():
        (generated / path).write_bytes(data)
    (generated / "edited").write_bytes(b"edited")
    before = OLD | MINE | {"edited": b"edited", "manifest.json": describe(OLD).dump()}
    return before, NEW | MINE | {"manifest.json": describe(NEW).dump()}


def tree(generated: Path) -> Tree:
    """Every file by path, without what is staged."""
    return {
        path.relative_to(generated).as_posix(): path.read_bytes()
        for path in generated.rglob("*")
        if path.is_file() and ".staging" not in path.parts
    }


def killed(run: Callable[..., object], at: int, *arguments: object, fail: int = 0) -> bool:
    """Calls `run` in a process that kills itself at its at-th step; whether it got that far.

    Every call in CALLS is a step, just before it is made, and a write two: the second when half is written.
    fail: the number of a step before that one, which fails with "no space left". 0 = none.
    """
    child = _forks().Process(target=_run, args=(run, at, fail, arguments))
    child.start()
    child.join()
    assert child.exitcode in (0, -signal.SIGKILL)
    return child.exitcode != 0


@cache
def _forks() -> ForkServerContext:
    """What forks from a small process: of a large one, such as that of these tests, a copy takes ten times as long."""
    made = multiprocessing.get_context("forkserver")
    made.set_forkserver_preload([__name__])
    return made


def _run(run: Callable[..., object], at: int, fail: int, arguments: tuple[object, ...]) -> None:
    _count_down(at, fail)
    try:
        run(*arguments)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


def _count_down(at: int, fail: int) -> None:
    count = 0

    def step() -> None:
        nonlocal count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        if count == fail:
            raise OSError(errno.ENOSPC, "no space left")

    def hook(name: str, real: Any) -> Any:
        def call(*arguments: Any, **keywords: Any) -> Any:
            if name == "open" and not arguments[1] & os.O_CREAT:
                return real(*arguments, **keywords)
            step()
            if name == "fsync":
                return None  # a killed process loses nothing that it has written; only a power cut does
            if name == "write" and len(arguments[1]) > 1:
                half = real(arguments[0], arguments[1][: len(arguments[1]) // 2])
                step()
                return half
            return real(*arguments, **keywords)

        return call

    for name in CALLS:
        setattr(os, name, hook(name, getattr(os, name)))


def check_half_way(generated: Path, before: Tree, after: Tree) -> None:
    found = tree(generated)
    assert found.keys() <= before.keys() | after.keys()
    for path in before.keys() | after.keys():
        allowed = {before.get(path), after.get(path)}
        assert found.get(path) in allowed, f"{path} is neither old nor new"


def check_next_run(tmp_path: Path, describe: Describe, before: Tree, after: Tree) -> None:
    generated = tmp_path / "generated"
    recover(generated)
    assert tree(generated) in (before, after)
    assert not (generated / ".staging").exists()
    publish(generated, NEW, describe(NEW))
    assert tree(generated) == after
    assert recover(generated) is None
    assert compare(generated, NEW, describe(NEW)) == ()
    assert fresh(tmp_path, lambda: describe(NEW).inputs)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without waiting for the disk: hundreds of runs, and no power cut."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


def test_publish_killed_at_every_step(tmp_path: Path, describe: Describe) -> None:
    said = set()
    folders = {"comes", "comes/deep", "ends", "mixed", "same folder"}
    for at in range(1, 1000):
        root = tmp_path / str(at)
        root.mkdir()
        generated = root / "generated"
        before, after = lay_out(generated, describe)
        if not killed(publish, at, generated, NEW, describe(NEW)):
            break
        check_half_way(generated, before, after)
        if (generated / ".staging").exists():
            assert not fresh(root, lambda: describe(NEW).inputs)
            half_done = (generated / ".staging/journal").exists()
            said.add(recover(generated))
            assert not half_done or tree(generated) == before
        check_next_run(root, describe, before, after)
        assert {str(path.relative_to(generated)) for path in generated.rglob("*") if path.is_dir()} == folders
    assert at > 80
    assert said == {
        "What an interrupted run had left staged was removed; the generated files were whole.",
        "An interrupted run was taken back: the files from before it are in place again.",
    }


def test_the_first_publish_killed(tmp_path: Path, describe: Describe) -> None:
    after = NEW | {"manifest.json": describe(NEW).dump()}
    for at in range(1, 1000, 2):
        root = tmp_path / str(at)
        root.mkdir()
        generated = root / "generated"
        if not killed(publish, at, generated, NEW, describe(NEW)):
            break
        check_half_way(generated, {}, after)
        check_next_run(root, describe, {}, after)
    assert at > 60


def test_recovery_killed_at_every_step(tmp_path: Path, describe: Describe) -> None:
    """Publishing is killed at every 17th step, and the recovery from that at every one."""
    recoveries = 0
    for at in range(5, 1000, 17):
        for again in range(1, 1000):
            root = tmp_path / f"{at} {again}"
            root.mkdir()
            generated = root / "generated"
            before, after = lay_out(generated, describe)
            finished = not killed(publish, at, generated, NEW, describe(NEW))
            if finished or not killed(recover, again, generated):
                break
            recoveries += 1
            check_half_way(generated, before, after)
            check_next_run(root, describe, before, after)
        if finished:
            break
    assert recoveries > 60


def test_taking_back_killed_at_every_step(tmp_path: Path, describe: Describe) -> None:
    """Every seventh step fails, so that publishing takes back what it did, and is killed within that."""
    undone = 0
    for fail in range(4, 1000, 7):
        for at in range(fail + 1, 1000, 4):
            root = tmp_path / f"{fail} {at}"
            root.mkdir()
            generated = root / "generated"
            before, after = lay_out(generated, describe)
            if not killed(publish, at, generated, NEW, describe(NEW), fail=fail):
                break
            check_half_way(generated, before, after)
            undone += (generated / ".staging/journal").exists()
            check_next_run(root, describe, before, after)
        if at == fail + 1:
            break
    assert undone > 15


def test_recovery_leaves_what_somebody_has_put_there(tmp_path: Path, describe: Describe) -> None:
    """Somebody puts a file of their own where the killed run would have written: it stays."""
    taken_back = 0
    for at in range(2, 1000, 4):
        root = tmp_path / str(at)
        root.mkdir()
        generated = root / "generated"
        before, _ = lay_out(generated, describe)
        if not killed(publish, at, generated, NEW, describe(NEW)):
            break
        file = generated / "mixed/comes"
        if not (generated / ".staging/journal").exists() or file.exists():
            continue
        file.write_bytes(b"my own")
        said = recover(generated)
        assert said == "An interrupted run was taken back: the files from before it are in place again."
        assert tree(generated) == before | {"mixed/comes": b"my own"}
        taken_back += 1
    assert taken_back > 3
