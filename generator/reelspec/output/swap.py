"""Carrying out a journal, whole or not at all, through generated/.staging/. Only publish.py calls it.

Everything new is staged as .staging/<number>.new and everything that will be replaced or deleted is kept as
.staging/<number>.old, by the number of the change; then the journal is written and renamed to
.staging/journal. From then on the run consists of renames and deletions alone, each checked against the
journal just before it is made, the manifest's last. When the journal is removed, the run is done. If a step
fails, the journal is renamed to .staging/undo (which takes no space on a full disk) and the steps are taken
back. Both directions can be repeated from any point, so a killed run leaves one of:

    .staging, no journal   killed before the first change or after the last: what is staged is removed
    .staging/journal       carried on to the end, or taken back if somebody has changed a file since
    .staging/undo          taken back
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

from reelspec.common.digest import digest
from reelspec.output.journal import Journal
from reelspec.output.paths import STAGING, Foreign, Obstructed, folders_of, kind, look, on_disk, parents, read


class Touched(Exception):
    """Somebody has changed a file (its path is the argument) since the journal was made."""


def stage(top: str, journal: Journal, contents: Mapping[str, bytes]) -> None:
    """Puts everything into .staging (which must not exist), the journal last. Raises Touched, OSError.

    contents: the new bytes by path.
    """
    staging = os.path.join(top, STAGING)
    os.mkdir(staging)
    written = []
    for number, change in enumerate(journal.changes):
        if change.old is not None:
            backup = _numbered(top, number, "old")
            try:
                os.link(on_disk(top, change.path), backup, follow_symlinks=False)
            except (OSError, NotImplementedError):  # not every file system has links
                _write(backup, _bytes(top, change.path) or b"")
                written.append(backup)
        if change.new is not None:
            written.append(_numbered(top, number, "new"))
            _write(written[-1], contents[change.path])
    written.append(os.path.join(staging, "plan"))
    _write(written[-1], journal.dump())
    _flush_all(written)
    _flush_folder(staging)
    os.rename(os.path.join(staging, "plan"), os.path.join(staging, "journal"))
    _flush_folder(staging)
    _flush_folder(top)


def staged(top: str) -> tuple[str, Journal] | None:
    """("journal" or "undo", the journal) when one is in force. Raises Foreign when it is not one of ours."""
    for name in ("journal", "undo"):
        file = os.path.join(top, STAGING, name)
        if kind(file) == "file":
            try:
                return name, Journal.load(read(file))
            except ValueError as error:
                raise _strange(name, f"is not a journal ({error})") from None
    return None


def finish(top: str, journal: Journal) -> None:
    """Makes the changes that are not made yet and removes the journal. Raises Touched, OSError."""
    writes = [(number, change) for number, change in enumerate(journal.changes) if change.new is not None]
    waiting = [(number, change) for number, change in writes if kind(_numbered(top, number, "new")) == "file"]
    # Deletions come first, so that a folder can follow a file, a file a folder, and on a file system that
    # ignores case a file its former spelling. Once a file has been moved in they are all made, and to look
    # at their paths again could find a new file.
    if len(waiting) == len(writes):
        _delete(top, journal)
    for folder in journal.folders:
        try:
            os.mkdir(on_disk(top, folder))
        except FileExistsError:
            _expect(kind(on_disk(top, folder)) == "directory", folder)
    for number, change in waiting:
        _expect(digest(read(_numbered(top, number, "new"))) == change.new, change.path)
        _expect(_digest(top, change.path) == change.old, change.path)
        os.replace(_numbered(top, number, "new"), on_disk(top, change.path))
    _flush_changed(top, journal)
    os.unlink(os.path.join(top, STAGING, "journal"))


def _delete(top: str, journal: Journal) -> None:
    deletions = [change for change in journal.changes if change.new is None]
    for change in deletions:
        if change.path in journal.folders and kind(on_disk(top, change.path)) == "directory":
            continue  # deleted before, and its folder made already
        found = _digest(top, change.path)
        if found is not None:
            _expect(found == change.old, change.path)
            os.unlink(on_disk(top, change.path))
    files = {change.path for change in journal.changes if change.new is not None}
    needed = set(folders_of(files))
    for folder in reversed(folders_of(change.path for change in deletions)):
        if folder in files and kind(on_disk(top, folder)) == "directory":
            os.rmdir(on_disk(top, folder))  # a file takes its place, so a refusal counts
        elif folder not in needed:
            _remove_if_empty(top, folder)


def take_back(top: str, journal: Journal) -> None:
    """Takes back the changes that are made, except where somebody has changed the result; removes .staging.

    Does nothing when no journal is in force. Raises OSError; it can be called again.
    """
    staging = os.path.join(top, STAGING)
    with suppress(FileNotFoundError):  # renamed by an earlier attempt
        os.rename(os.path.join(staging, "journal"), os.path.join(staging, "undo"))
    if kind(os.path.join(staging, "undo")) is None:
        return
    _flush_folder(staging)
    numbered = list(enumerate(journal.changes))
    for number, change in reversed(numbered):
        new = _numbered(top, number, "new")
        if change.new is not None and kind(new) is None and _digest_or_none(top, change.path) == change.new:
            if change.old is None:
                os.rename(on_disk(top, change.path), new)  # so that it counts as not moved in when repeated
            else:
                _put_back(top, number, change.path)
    for folder in reversed(journal.folders):
        _remove_if_empty(top, folder)
    for number, change in numbered:
        if change.new is None and kind(on_disk(top, change.path)) is None:
            _put_back(top, number, change.path)
    _flush_changed(top, journal)
    os.unlink(os.path.join(staging, "undo"))
    discard(top)


def _put_back(top: str, number: int, path: str) -> None:
    """Moves a kept file back, unless it is back already or something has taken the place of its folder."""
    backup = _numbered(top, number, "old")
    if kind(backup) != "file":
        return
    for folder in parents(path):
        with suppress(FileExistsError):
            os.mkdir(on_disk(top, folder))
        if kind(on_disk(top, folder)) != "directory":
            return
    os.replace(backup, on_disk(top, path))


def discard(top: str) -> None:
    """Removes .staging, in which no journal is in force. Raises OSError; Foreign as leftovers does."""
    for file in leftovers(top):
        os.unlink(file)
    with suppress(FileNotFoundError):
        os.rmdir(os.path.join(top, STAGING))


def leftovers(top: str) -> list[str]:
    """System paths of the files in .staging. Raises Foreign when we cannot have put one there."""
    staging = os.path.join(top, STAGING)
    if kind(staging) is None:
        return []
    if kind(staging) != "directory":
        raise _strange("", "is not a folder")
    found = []
    for name in sorted(os.listdir(staging)):
        number, _, which = name.partition(".")
        ours = (number.isdecimal() and which in ("new", "old")) or name in ("plan", "journal", "undo")
        found.append(os.path.join(staging, name))
        if not ours or kind(found[-1]) != "file":
            raise _strange(name, "is not ours")
    return found


def _strange(name: str, what: str) -> Foreign:
    path = f"{STAGING}/{name}" if name else STAGING
    return Foreign(f"{path} in the folder of generated files {what}. Move it away and generate again.", (path,))


# Single steps.


def _numbered(top: str, number: int, which: str) -> str:
    return os.path.join(top, STAGING, f"{number}.{which}")


def _expect(condition: bool, path: str) -> None:
    if not condition:
        raise Touched(path)


def _bytes(top: str, path: str) -> bytes | None:
    try:
        return look(top, path)
    except Obstructed:
        raise Touched(path) from None


def _digest(top: str, path: str) -> str | None:
    data = _bytes(top, path)
    return digest(data) if data is not None else None


def _digest_or_none(top: str, path: str) -> str | None:
    with suppress(Touched):
        return _digest(top, path)
    return None


def _write(file: str, data: bytes) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
    finally:
        os.close(handle)


def _flush_all(files: list[str]) -> None:
    if len(files) < 10:
        for file in files:
            _flush(file)
    else:
        # Side by side, flushes share their trips to the disk: 1000 files on ext4 took 0.1 s instead of 4 s.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(_flush, files))


def _flush(file: str) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_folder(folder: str) -> None:
    """So that the names in it survive a power cut. Windows cannot do this for a folder."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_changed(top: str, journal: Journal) -> None:
    _flush_folder(top)
    for folder in folders_of(change.path for change in journal.changes):
        if kind(on_disk(top, folder)) == "directory":
            _flush_folder(on_disk(top, folder))


def _remove_if_empty(top: str, path: str) -> None:
    """An empty folder that the system refuses to remove stays: not worth failing for."""
    if not any(kind(on_disk(top, parent)) == "link" for parent in parents(path)):
        with suppress(OSError):
            os.rmdir(on_disk(top, path))
