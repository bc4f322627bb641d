"""What may have been paid for, in a file (SQLite) that a crash does not take along. Used by clients that are given one.

A call that costs money is written down before its request leaves, and what came of it as soon as that is known, each in
a transaction that has reached the disk. Neither bodies nor keys are in it. Threads and processes may share a file.
"""

from __future__ import annotations

import logging
import os
import stat
import time
from _thread import allocate_lock
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

from . import records
from .errors import ConfigurationError, LedgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence
    from concurrent.futures import ThreadPoolExecutor
    from typing import Any

    from .core import Settings

T = TypeVar("T")

SENDING, UNKNOWN, CREATED = "sending", "unknown", "created"
ANSWERED, REFUSED, DISMISSED = "answered", "refused", "dismissed"
PENDING = (SENDING, UNKNOWN, CREATED)
"""The states of what is not settled yet."""

BUSY = 10.0
"""Seconds that a transaction waits for those of other processes."""

_APPLICATION = 0x52534C31  # "RSL1", in the file's header
_TABLES = """
CREATE TABLE IF NOT EXISTS calls (
    id TEXT PRIMARY KEY, provider TEXT NOT NULL, operation TEXT NOT NULL, model TEXT NOT NULL, base_url TEXT NOT NULL,
    digest TEXT NOT NULL, started REAL NOT NULL, changed REAL NOT NULL, task_id TEXT, state TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS calls_by_state ON calls (provider, state);
CREATE INDEX IF NOT EXISTS calls_by_task ON calls (task_id) WHERE task_id IS NOT NULL;
"""
_COLUMNS = "id, provider, operation, model, base_url, digest, started, changed, task_id, state"


@dataclass(frozen=True)
class LedgerEntry:
    """One call that costs money, with all its attempts.

    state: "sending" (the request is under way, or was when the process ended), "unknown" (the call has ended without
    telling whether it was accepted), "created" (its task is known, its end is not), the end of the task ("succeeded",
    "failed", "cancelled", "expired"), "answered" (a call that gives no task was answered), "refused" (it surely was not
    accepted) or "dismissed". task_id: None while it is not known. digest: SHA-256 of the body as it was sent, in hex.
    started, changed: when it was written down, and when last changed.
    """

    id: str
    provider: str
    operation: str
    model: str
    base_url: str
    digest: str
    started: datetime
    changed: datetime
    task_id: str | None
    state: str

    @property
    def perhaps_paid(self) -> bool:
        """Whether nobody knows if the provider has accepted it: it may have a task, whose id was never told."""
        return self.state in (SENDING, UNKNOWN)


class Ledger:
    """The entries of a provider in a file, which is made when it is needed. path: of the file."""

    def __init__(self, path: str | os.PathLike[str], provider: str) -> None:
        given: str = os.fspath(path)
        self.path = os.path.abspath(given)
        if not given or os.path.isdir(self.path):
            raise ConfigurationError(f"ledger must be the path of a file, not {given!r}")
        self._provider = provider
        self._file = _File(self.path)

    def pending(self) -> list[LedgerEntry]:
        """What is not settled, the oldest first: calls that were perhaps paid, and tasks that are not known to have ended.

        An entry with a task_id goes on by `wait` or `resume` of its operation, at no cost. One without is to be looked
        for at the provider, unless a process is still sending it. Raises LedgerError.
        """
        return self.entries(*PENDING)

    def entries(self, *states: str) -> list[LedgerEntry]:
        """The entries in these states, all of them when no state is named, the oldest first. Raises LedgerError."""
        where = f" AND state IN ({', '.join('?' * len(states))})" if states else ""
        found = self._file.run(
            f"SELECT {_COLUMNS} FROM calls WHERE provider = ?{where} ORDER BY started, rowid",
            (self._provider, *states),
        )
        return [
            LedgerEntry(
                id, provider, operation, model, base_url, digest, _moment(started), _moment(changed), task_id, state
            )
            for id, provider, operation, model, base_url, digest, started, changed, task_id, state in found
        ]

    def dismiss(self, entry: LedgerEntry) -> None:
        """Settle an entry of which nothing more is wanted: what became of it was seen elsewhere. Raises LedgerError."""
        self._file.run(
            f"UPDATE calls SET state = ?, changed = ? WHERE id = ? AND {_among(PENDING)}",
            (DISMISSED, time.time(), entry.id, *PENDING),
        )

    def begin_(self, call: Intent) -> None:
        """Write down that a request is about to leave. Raises LedgerError, and the request must not be sent."""
        try:
            self._file.run(f"INSERT INTO calls ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, ?)", call.row())
        except LedgerError as error:
            call.written = False
            problem = f"{error}; nothing was sent"
        else:
            return
        raise LedgerError(problem)

    def settle_(self, call: Intent, state: str, task_id: str | None = None) -> None:
        """Write down what came of a call. A failure is logged: the call has its own result or error to tell."""
        if not call.written:
            return
        try:
            self._file.run(
                # Nothing takes a task's id away again: a call may be cancelled after its answer.
                "UPDATE calls SET state = ?1, task_id = ?2, changed = ?3"
                " WHERE id = ?4 AND task_id IS NULL AND (state = ?5 OR ?2 IS NOT NULL)",
                (state, task_id, time.time(), call.id, SENDING),
            )
        except LedgerError as error:
            of = "a call" if task_id is None else f"the task {records.shown(task_id)}"
            _LOGGER.error("%s: %s is %s, and stays in it as perhaps paid", error, of, state)

    def ended_(self, task_id: str, state: str) -> None:
        """Write down that a task has ended. A failure is logged: the task is pending still, and can be asked for again."""
        try:
            self._file.run(
                "UPDATE calls SET state = ?, changed = ? WHERE provider = ? AND task_id = ? AND state = ?",
                (state, time.time(), self._provider, task_id, CREATED),
            )
        except LedgerError as error:
            _LOGGER.error("%s: the task %s is %s, and stays in it as pending", error, records.shown(task_id), state)

    def close_(self) -> None:
        """Close the file; it is opened again when it is needed."""
        self._file.close()


class AsyncLedger:
    """The same for coroutines: a thread of its own does the work, in the order in which it is asked for."""

    def __init__(self, path: str | os.PathLike[str], provider: str) -> None:
        self._ledger = Ledger(path, provider)
        self._threads: dict[int, ThreadPoolExecutor] = {}

    @property
    def path(self) -> str:
        """The path of the file."""
        return self._ledger.path

    async def pending(self) -> list[LedgerEntry]:
        """What is not settled, the oldest first: see Ledger. Raises LedgerError."""
        return await self._run(self._ledger.pending)

    async def entries(self, *states: str) -> list[LedgerEntry]:
        """The entries in these states, all of them when no state is named, the oldest first. Raises LedgerError."""
        return await self._run(lambda: self._ledger.entries(*states))

    async def dismiss(self, entry: LedgerEntry) -> None:
        """Settle an entry of which nothing more is wanted. Raises LedgerError."""
        await self._run(lambda: self._ledger.dismiss(entry))

    async def begin_(self, call: Intent) -> None:
        """Write down that a request is about to leave. Raises LedgerError, and the request must not be sent."""
        await self._run(lambda: self._ledger.begin_(call))

    async def settle_(self, call: Intent, state: str, task_id: str | None = None) -> None:
        """Write down what came of a call, also when it has been cancelled. A failure is logged."""
        await self._run(lambda: self._ledger.settle_(call, state, task_id), shielded=True)

    async def ended_(self, task_id: str, state: str) -> None:
        """Write down that a task has ended. A failure is logged."""
        await self._run(lambda: self._ledger.ended_(task_id, state), shielded=True)

    async def close_(self) -> None:
        """Close the file; it is opened again when it is needed."""
        threads = self._threads.pop(os.getpid(), None)
        if threads is not None:
            from .transport import result_of

            done = threads.submit(self._ledger.close_)
            threads.shutdown(wait=False)
            await result_of(done, shielded=True)

    async def _run(self, work: Callable[[], T], *, shielded: bool = False) -> T:
        """Have it done. What has been handed over is done in any case, and before what is handed over later."""
        from .transport import result_of

        threads = self._threads.get(os.getpid())  # a thread does not follow into a child
        if threads is None:
            from concurrent.futures import ThreadPoolExecutor

            made = ThreadPoolExecutor(1, thread_name_prefix="ledger")
            threads = self._threads.setdefault(os.getpid(), made)
        return await result_of(threads.submit(work), shielded=shielded)


class Intent:
    """A call as it is written down before its request leaves. body: the bytes that will be sent. model: "" for none."""

    __slots__ = ("_about", "_body", "id", "written")

    def __init__(self, settings: Settings, operation: str, model: str, body: bytes) -> None:
        self.id = os.urandom(16).hex()
        self.written = True
        """False when writing it down has failed."""
        self._about = (settings.provider.name, operation, model, settings.base_url)
        self._body = body

    def row(self) -> tuple[object, ...]:
        """Its first entry, without the task's id. It is asked for once: the body is not kept."""
        digest, self._body = sha256(self._body).hexdigest(), b""
        now = time.time()
        return (self.id, *self._about, digest, now, now, SENDING)


_LOGGER = logging.getLogger(__name__.partition("._runtime.")[0])


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _among(states: Sequence[str]) -> str:
    return f"state IN ({', '.join('?' * len(states))})"


class _Open:
    """The file as one process has it open."""

    __slots__ = ("connection", "identity", "lock")

    def __init__(self) -> None:
        self.lock = allocate_lock()
        self.connection: sqlite3.Connection | None = None
        self.identity: tuple[int, int] | None = None


_OPENING = {os.getpid(): allocate_lock()}
"""Of each process: one file is opened at a time, since closing a descriptor of a file gives up all locks on it."""


class _File:
    """An SQLite file. Each statement is a transaction."""

    def __init__(self, path: str) -> None:
        self.path = path
        # By process: neither a connection nor a lock may be used in a child, or even let go of (SQLite, "how to corrupt").
        self._open: dict[int, _Open] = {}

    def run(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """Carry out a statement; its rows. Raises LedgerError."""
        here = self._open.setdefault(os.getpid(), _Open())
        try:
            import sqlite3
        except ImportError:
            raise LedgerError("a ledger needs sqlite3, which this Python was built without") from None
        try:
            with here.lock:
                return self._connection(here).execute(statement, values).fetchall()
        except (sqlite3.Error, OSError, UnicodeError) as error:  # an id may hold half of a character
            problem = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise LedgerError(f"the ledger {self.path} cannot be used: {problem}")

    def close(self) -> None:
        """Close it in this process."""
        here = self._open.get(os.getpid())
        if here is not None:
            with here.lock:
                _close(here)

    def _connection(self, here: _Open) -> sqlite3.Connection:
        if here.connection is not None and here.identity == self._identity():
            return here.connection
        # Not open yet, or the file has been removed or replaced: what is written to one that has no name is lost.
        _close(here)
        with _OPENING.setdefault(os.getpid(), allocate_lock()):
            here.connection = self._opened()
        here.identity = self._identity()
        return here.connection

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _opened(self) -> sqlite3.Connection:
        import sqlite3

        self._private()
        connection = sqlite3.connect(self.path, timeout=BUSY, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if (application, version) != (_APPLICATION, 1):
                if application == _APPLICATION:
                    raise sqlite3.DatabaseError(f"it is of a newer version ({version})")
                if application or version or tables:
                    raise sqlite3.DatabaseError("it is another program's database")
                _wal(connection)
                connection.executescript(
                    f"BEGIN IMMEDIATE; {_TABLES} PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = 1; COMMIT"
                )
        except BaseException:
            connection.close()
            raise
        return connection

    def _private(self) -> None:
        """Make the file if there is none, for its owner alone; the others that SQLite makes beside it get the same mode."""
        try:
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            found = os.stat(self.path)
            if not stat.S_ISREG(found.st_mode):
                raise OSError("it is no regular file") from None
            for path in (self.path, f"{self.path}-wal", f"{self.path}-shm"):
                if os.path.exists(path) and os.name == "posix" and stat.S_IMODE(os.stat(path).st_mode) & 0o077:
                    os.chmod(path, 0o600)


def _wal(connection: sqlite3.Connection) -> None:
    """Let it write ahead: readers never wait. SQLite does not wait for other processes that do the same."""
    import sqlite3

    until = time.monotonic() + BUSY
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _close(here: _Open) -> None:
    connection, here.connection = here.connection, None
    if connection is not None:
        connection.close()
