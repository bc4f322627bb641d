"""Which paths may stand below generated/, and what stands there on disk."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False  # typing itself is not imported: this module is on the path of "nothing changed"
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Literal

    Kind = Literal["file", "directory", "link", "other"]

MANIFEST = "manifest.json"
STAGING = ".staging"
LOCK = ".lock"

_RESERVED = {MANIFEST, STAGING, LOCK}
_FORBIDDEN = set('\\:<>"|?*') | {chr(n) for n in (*range(32), *range(127, 160))}
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)}


class Obstructed(Exception):
    """A link, a directory or a device stands where a file or one of its folders is looked for.

    at: its path relative to generated/. kind: what it is.
    """

    def __init__(self, at: str, kind: Kind) -> None:
        super().__init__(f"{at} is {'no regular file' if kind == 'other' else f'a {kind}'}")
        self.at = at
        self.kind = kind


class Foreign(FileExistsError):
    """Something that is not ours is in the way, or has been changed by somebody while we were writing.

    paths: all of it, relative to generated/, sorted. The message says what to do.
    """

    def __init__(self, message: str, paths: tuple[str, ...]) -> None:
        super().__init__(message)
        self.paths = paths


def check_path(path: str) -> None:
    r"""Raises ValueError unless `path` names a file below generated/ on every system, and not one of our own.

    Refused: empty, absolute, with a drive, with `\`, empty parts, `.` and `..`, control characters, what
    Windows cannot store (a committed tree must be possible to check out there), and manifest.json, .staging
    and .lock at the top.
    """
    if not path.isascii():
        path.encode()  # a lone surrogate: UnicodeEncodeError is a ValueError
    if not _FORBIDDEN.isdisjoint(path):
        raise ValueError(f"the path {path!r} has a character that not every file system takes")
    parts = path.split("/")
    for part in parts:
        if not part or part[-1] in ". ":
            raise ValueError(f"the path {path!r} has a part that is empty or ends in a dot or a space")
        if part.partition(".")[0].rstrip().lower() in _DEVICES:
            raise ValueError(f"the path {path!r} names a device on Windows")
    if fold(parts[0]) in _RESERVED:
        raise ValueError(f"the path {path!r} is reserved for the writer itself")


def check_paths(paths: Iterable[str]) -> None:
    """Raises ValueError when check_path refuses a path or two of them cannot stand side by side everywhere.

    That is: they or their folders differ only by case or by Unicode normalisation, or one is a folder of the
    other.
    """
    spelled: dict[str, str] = {}
    files = set()
    for path in paths:
        check_path(path)
        files.add(path)
        for part in (*parents(path), path):
            other = spelled.setdefault(fold(part), part)
            if other != part:
                raise ValueError(f"{other!r} and {part!r} differ only by case: on some systems they are one file")
    for path in sorted(files):
        for parent in parents(path):
            if parent in files:
                raise ValueError(f"{parent!r} is a file and the folder of {path!r}")


def fold(path: str) -> str:
    """`path` to a file system that ignores case and normalisation: equal results may be one file there."""
    if path.isascii():
        return path.lower()
    from unicodedata import normalize

    return normalize("NFC", normalize("NFC", path).casefold())


def parents(path: str) -> Iterator[str]:
    """The folders of `path` from the outermost in: `a`, `a/b` for `a/b/c`."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)


def folders_of(paths: Iterable[str]) -> list[str]:
    """All folders that `paths` stand in, sorted, which puts outer ones first."""
    return sorted({parent for path in paths for parent in parents(path)})


def on_disk(generated: str, path: str) -> str:
    """The system's own path of `path` below the folder `generated`."""
    return os.path.join(generated, *path.split("/"))


def kind(file: str) -> Kind | None:
    """What stands at `file` (a system path), links not followed; None = nothing. Raises OSError."""
    try:
        status = os.lstat(file)
    except (FileNotFoundError, NotADirectoryError):
        return None
    # os.lstat calls a junction of Windows a directory; to us it is a link.
    if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == 0xA0000003:
        return "link"
    if stat.S_ISREG(status.st_mode):
        return "file"
    return "directory" if stat.S_ISDIR(status.st_mode) else "other"


def read(file: str) -> bytes:
    """The bytes of `file` (a system path); a link is refused where the system can. Raises OSError."""
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(file, os.O_RDONLY | flags)
    with open(handle, "rb", buffering=0) as stream:
        return stream.read()


def look(generated: str, path: str) -> bytes | None:
    """The bytes of the file `path` below `generated`; None = no such file. Nothing is read through a link.

    Raises Obstructed when a link or a device stands at the path or at one of its folders, or a directory at
    the path; OSError when the file cannot be read.
    """
    for parent in parents(path):
        file_kind = kind(on_disk(generated, parent))
        if file_kind is None or file_kind == "file":
            return None
        if file_kind != "directory":
            raise Obstructed(parent, file_kind)
    here = on_disk(generated, path)
    file_kind = kind(here)
    if file_kind is None:
        return None
    if file_kind != "file":
        raise Obstructed(path, file_kind)
    return read(here)
