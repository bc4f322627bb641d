"""Blocks judged in several processes, told in the order in which they were read."""

from __future__ import annotations

import queue
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from reelspec.cli.validating.judging import Picker
from reelspec.cli.validating.reading import Block
from reelspec.cli.validating.telling import Manner, Tally, Work
from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load

Told = tuple[str, Tally]
AHEAD = 2
"""Blocks for each process that are read and not told yet; they bound the memory."""


class Workers:
    """A context: `judge` hands a block over, and `tell` is called, in a thread, with what each block gave.

    On leaving, what was handed over is told. An error of `tell` or of a process is raised by the next `judge` or on leaving.
    """

    def __init__(
        self,
        jobs: int,
        root: Path,
        contract: Contract,
        judging: tuple[str | None, str | None, str | None],
        telling: Manner,
        tell: Callable[[str, Tally], None],
    ) -> None:
        global _contract
        _contract = contract
        self._tell = tell
        self._pool = ProcessPoolExecutor(jobs, initializer=_start, initargs=(root, judging, telling))
        self._queue: queue.Queue[Future[Told] | None] = queue.Queue(AHEAD * jobs)
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._thread.is_alive():
            self._queue.put(None)
            self._thread.join()
        self._pool.shutdown(cancel_futures=True)
        if error is None:
            self._raise()

    def judge(self, block: Block) -> None:
        """Hand a block over; waits while many are on their way."""
        self._raise()
        try:
            future = self._pool.submit(_judge, block)
        except BrokenProcessPool:
            raise OSError(_KILLED) from None
        self._queue.put(future)
        if not self._thread.is_alive():  # after the first processes have been forked: threads do not go with a fork
            self._thread.start()

    def _raise(self) -> None:
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        """Tell what comes, until the end; after an error go on emptying the queue, so that nobody waits for a place in it."""
        while (future := self._queue.get()) is not None:
            if self._error is not None:
                future.cancel()
                continue
            try:
                self._tell(*future.result())
            except BrokenProcessPool:
                self._error = OSError(_KILLED)
            except BaseException as error:
                self._error = error


_KILLED = "a process of --jobs was ended from outside; what was told before is right"

_contract: Contract | None = None
"""The specs, which a process that is forked has from its parent; another reads them."""
_work: Work | None = None


def _start(root: Path, judging: tuple[str | None, str | None, str | None], telling: Manner) -> None:
    """Make the one judge of this process. Ctrl-C is the parent's: it tells what has been judged and ends the processes."""
    global _work
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work = Work(Picker(_contract or load(root), *judging), *telling)


def _judge(block: Block) -> Told:
    assert _work is not None
    _work.block(block)
    return _work.take()
