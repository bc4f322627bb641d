"""Reading a file that is one: what else may stand at a path (a named pipe, a device) might never end, or never begin."""

from __future__ import annotations

import errno
import os
import stat

TYPE_CHECKING = False  # typing itself is not imported: this module is on the path of "nothing changed"
if TYPE_CHECKING:
    from _typeshed import StrPath

LOCK = "documents.lock.json"
"""The file of a provider that no output is made of."""

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


class Irregular(OSError):
    """Something that is no regular file stands at a path; `strerror` says what."""


def not_a_file(mode: int) -> str:
    """What the mode of a path says that it is, in words, where that is no regular file; "" for a regular file."""
    if stat.S_ISREG(mode):
        return ""
    return f"this is {next((words for is_it, words in _KINDS if is_it(mode)), 'something else')}, not a file"


def read_file(path: StrPath, most: int = -1) -> bytes:
    """The bytes of a regular file, links followed. most: so many at most, -1 for all.

    Raises Irregular where the path leads to something else, at once; OSError where there is nothing or it cannot be read.
    """
    # A writer that never comes is not waited for (POSIX, open); for a regular file the flag means nothing.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except OSError:
        _refuse(path, os.stat(path))  # a socket cannot be opened, a folder not on every system
        raise
    try:
        _refuse(path, os.fstat(handle))
        with open(handle, "rb", closefd=False) as stream:
            return stream.read(most)
    finally:
        os.close(handle)


def replace_file(path: StrPath, content: bytes) -> None:
    """Put new content in the place of a file at once, or a new file there: whoever reads it has the old or the new, whole.

    The mode of a file that is there stays, and a link stays a link. Raises OSError, and then leaves all as it was.
    """
    import shutil
    from contextlib import suppress

    real = os.path.realpath(path)
    name = os.path.join(os.path.dirname(real), f".reelspec-{os.urandom(8).hex()}")
    try:
        with open(name, "xb") as stream:
            stream.write(content)
        if os.path.exists(real):
            shutil.copymode(real, name)
        os.replace(name, real)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _refuse(path: StrPath, status: os.stat_result) -> None:
    wrong = not_a_file(status.st_mode)
    if wrong:
        raise Irregular(errno.EINVAL, wrong, os.fspath(path))


LICENSES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "LICENCE.txt", "LICENCE.md", "COPYING")
"""What the file with the licence of a repository is called, in its root."""


def licence(root: StrPath) -> bytes:
    """The licence of the repository at root; empty where it has none that can be read."""
    for name in LICENSES:
        try:
            return read_file(os.path.join(root, name))
        except OSError:
            continue
    return b""
