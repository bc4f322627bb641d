"""Makes parts: what a heavy tool makes in this process, the rest meanwhile in a second one. Called by `build`.

Importing and running datamodel-code-generator takes as long as everything else together, and neither needs the other.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from reelspec.codegen.part import Part

FEW = 8
"""A process for fewer files than this would cost more than it saves."""


def make_all(parts: Sequence[Part]) -> dict[str, bytes]:
    """Path -> bytes of every part.

    Raises what a part's `make` raises; then nobody waits for the rest.
    """
    tools = [part for part in parts if part.tool is not None]
    others = [part for part in parts if part.tool is None]
    if not tools or len(others) < FEW or not _can_fork():
        return {part.path: part.make() for part in parts}
    child, pipe = _begin(others)
    try:
        made = {part.path: part.make() for part in tools}
    except BaseException:
        _give_up(child, pipe)
        raise
    # What failed over there fails here once more, where it can be told.
    found = _end(child, pipe) or {part.path: part.make() for part in others}
    return made | found


def _can_fork() -> bool:
    """On Linux with a second core, while no other thread runs that could hold a lock in the copy."""
    if not sys.platform.startswith("linux") or len(os.sched_getaffinity(0)) < 2:
        return False
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


def _begin(parts: Sequence[Part]) -> tuple[int, int]:
    """The process that makes the parts, and where it writes them."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        import marshal

        os.close(reading)
        with open(writing, "wb") as stream:
            marshal.dump({part.path: part.make() for part in parts}, stream)
    except BaseException:  # the parent makes them again and tells why they cannot be made
        os._exit(1)
    os._exit(0)


def _end(child: int, pipe: int) -> dict[str, bytes] | None:
    """What the process has made, None when it failed."""
    import marshal

    with open(pipe, "rb") as stream:
        data = stream.read()
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        return None
    found: dict[str, bytes] = marshal.loads(data)
    return found


def _give_up(child: int, pipe: int) -> None:
    import signal

    os.close(pipe)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
