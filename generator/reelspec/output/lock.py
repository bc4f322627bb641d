"""The lock that keeps two runs from writing one generated/ at once. Only publish.py calls it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from reelspec.output.paths import LOCK


@contextmanager
def locked(directory: str) -> Iterator[None]:
    """Holds the lock of `directory`; waits while another process (or thread) holds it.

    The directory is made when it is missing (its parent must exist), and removed again if it is still empty
    at the end. The system releases the lock when the process ends, however it ends. On POSIX the directory
    itself is locked (flock), so there is no lock file; on Windows a file .lock in it, which is removed.
    Raises OSError.
    """
    made = False
    handle = None
    while handle is None:
        try:
            os.mkdir(directory)
            made = True
        except FileExistsError:
            pass
        try:
            handle = _acquire(directory)
        except FileNotFoundError:
            # Whoever made it has removed it again: once more. But a dangling link would never end.
            if os.path.islink(directory):
                raise
    try:
        yield
    finally:
        _release(directory, handle, remove=made)


if sys.platform == "win32":
    import msvcrt

    def _acquire(directory: str) -> int | None:
        handle = os.open(os.path.join(directory, LOCK), os.O_RDWR | os.O_CREAT)
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                return handle
            except OSError:  # it gives up after ten seconds; we do not
                continue
            except BaseException:
                os.close(handle)
                raise

    def _release(directory: str, handle: int, *, remove: bool) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
        os.close(handle)
        try:
            os.unlink(os.path.join(directory, LOCK))  # refused while another process waits: that one removes it
            if remove:
                os.rmdir(directory)
        except OSError:
            pass

else:
    import fcntl

    def _acquire(directory: str) -> int | None:
        """The locked handle, or None when another directory stands there by now."""
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.path.samestat(os.fstat(handle), os.stat(directory)):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        return None

    def _release(directory: str, handle: int, *, remove: bool) -> None:
        try:
            if remove:
                os.rmdir(directory)  # before the lock goes, so that nobody holds a directory that is about to go
        except OSError:
            pass
        finally:
            os.close(handle)
