"""Parts are made in one process or in two: the same bytes, the same errors, and no process left behind."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from reelspec.codegen.part import Part
from reelspec.project.making import FEW, make_all

two = pytest.mark.skipif(
    not sys.platform.startswith("linux") or len(os.sched_getaffinity(0)) < 2,
    reason="the second process needs Linux and a second core",
)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a command, where no other thread runs; tests that share the cores have one that talks to the others."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)


def part(path: str, make: Callable[[], bytes], tool: str | None = None) -> Part:
    return Part(path=path, make=make, specs=(), tool=tool)


def by_process(name: str) -> bytes:
    return f"{name} {os.getpid()}".encode()


def many(count: int = FEW) -> list[Part]:
    return [part(f"other{at}", partial(by_process, f"other{at}")) for at in range(count)]


def children() -> list[str]:
    return Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()


@two
@pytest.mark.usefixtures("alone")
def test_a_second_process_makes_what_needs_no_tool() -> None:
    made = make_all([part("tool", lambda: by_process("tool"), "heavy"), *many()])
    own = str(os.getpid()).encode()
    assert made["tool"] == b"tool " + own
    assert [made[f"other{at}"].split()[0] for at in range(FEW)] == [f"other{at}".encode() for at in range(FEW)]
    assert len({made[f"other{at}"].split()[1] for at in range(FEW)} - {own}) == 1
    assert not children()


@pytest.mark.parametrize(
    "parts",
    [many(), [part("tool", lambda: by_process("tool"), "heavy"), *many(FEW - 1)], []],
    ids=["no tool", "few files", "nothing"],
)
def test_one_process_is_enough(parts: list[Part]) -> None:
    assert {content.split()[1] for content in make_all(parts).values()} <= {str(os.getpid()).encode()}


def test_no_second_process_beside_threads() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        made = make_all([part("tool", lambda: by_process("tool"), "heavy"), *many()])
    finally:
        done.set()
        thread.join()
    assert {content.split()[1] for content in made.values()} == {str(os.getpid()).encode()}


@two
@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("tool", ["heavy", None], ids=["here", "there"])
def test_what_cannot_be_made_is_told_and_nobody_is_left(tool: str | None) -> None:
    def fail() -> bytes:
        raise ValueError("it cannot be made")

    with pytest.raises(ValueError, match="it cannot be made"):
        make_all([part("tool", lambda: b"", "heavy"), part("wrong", fail, tool), *many()])
    assert not children()


@two
@pytest.mark.usefixtures("alone")
def test_a_process_that_dies_is_replaced() -> None:
    here = os.getpid()

    def die() -> bytes:
        if os.getpid() != here:
            os._exit(9)
        return b"made here"

    made = make_all([part("tool", lambda: b"", "heavy"), part("deadly", die), *many()])
    assert made["deadly"] == b"made here" and len(made) == FEW + 2
    assert not children()


@two
@pytest.mark.usefixtures("alone")
def test_more_than_a_pipe_holds() -> None:
    large = os.urandom(3_000_000)
    made = make_all([part("tool", lambda: b"", "heavy"), part("large", lambda: large), *many()])
    assert made["large"] == large
