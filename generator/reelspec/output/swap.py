"""Carrying out a journal, whole or not at all, through generated/.staging/. Only publish.py calls it.

Everything new is staged as .staging/<number>.new and everything that will be replaced or deleted is kept as
.staging/<number>.old, by the number of the change; then the journal is written and renamed to .staging/journal. From
then on the run consists of renames and deletions alone, each checked against the journal just before it is made, the
manifest's last. When the journal is removed, the run is done. If a step fails, or the process is killed and the next
one finds the journal, the steps are taken back: that takes no space on a full disk and can be repeated from any point.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress

from reelspec.common.digest import digest
from reelspec.output.journal import Journal
from reelspec.output.paths import STAGING, Foreign, Obstructed, folders_of, kind, look, on_disk, parents, read


def swap(top: str, journal: Journal, contents: Mapping[str, bytes]) -> None:
    """Makes the changes of `journal`, all or none. There must be no .staging.

    contents: the new bytes by path.

    Raises Foreign when somebody changes a file meanwhile; OSError. The old files then stand, or, if the disk did
    not even allow that, will stand when take_back() has been able to do the rest.
    """
    try:
        _stage(top, journal, contents)
        _make_changes(top, journal)
    except BaseException as error:
        try:
            take_back(top)
        except OSError as second:
            error.add_note(f"It could not be taken back yet ({second}): the next run will.")
        raise
    with suppress(OSError):  # all is done; what is still staged harms nobody and the next run removes it
        _flush_folder(os.path.join(top, STAGING))  # no power cut brings back the journal alone
        _discard(top)


def take_back(top: str) -> str | None:
    """Takes back what an interrupted swap has done, except where somebody has changed the result, and removes .staging.

    Returns a sentence about it for people; None when there is no .staging. Raises Foreign when .staging is not of our
    making; OSError: it can be called again.
    """
    file = os.path.join(top, STAGING, "journal")
    if kind(os.path.join(top, STAGING)) is None:
        return None
    if file not in _staged(top):  # nothing had been changed yet, or all of it
        _discard(top)
        return "What an interrupted run had left staged was removed; the generated files were whole."
    try:
        journal = Journal.load(read(file))
    except ValueError as error:
        raise _strange(f"{STAGING}/journal", f"is not a journal ({error})") from None
    numbered = list(enumerate(journal.changes))
    for number, change in reversed(numbered):
        new = _numbered(top, number, "new")
        if change.new is not None and kind(new) is None and _is_as(top, change.path, change.new):
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
    os.unlink(file)
    _discard(top)
    return "An interrupted run was taken back: the files from before it are in place again."


def _stage(top: str, journal: Journal, contents: Mapping[str, bytes]) -> None:
    """Puts everything into .staging, the journal last."""
    staging = os.path.join(top, STAGING)
    os.mkdir(staging)
    written = []
    for number, change in enumerate(journal.changes):
        if change.old is not None:
            backup = _numbered(top, number, "old")
            try:
                os.link(on_disk(top, change.path), backup, follow_symlinks=False)
            except (OSError, NotImplementedError):  # not every file system has links
                _write(backup, read(on_disk(top, change.path)))
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


def _make_changes(top: str, journal: Journal) -> None:
    """Makes the changes and removes the journal. Raises Foreign, OSError."""
    # Deletions come first, so that a folder can follow a file, a file a folder, and on a file system that ignores case
    # a file its former spelling.
    deletions = [change for change in journal.changes if change.new is None]
    for change in deletions:
        _expect(_is_as(top, change.path, change.old), change.path)
        os.unlink(on_disk(top, change.path))
    files = {change.path for change in journal.changes if change.new is not None}
    needed = set(folders_of(files))
    for folder in reversed(folders_of(change.path for change in deletions)):
        if folder in files:
            os.rmdir(on_disk(top, folder))  # a file takes its place, so a refusal counts
        elif folder not in needed:
            _remove_if_empty(top, folder)
    for folder in journal.folders:
        _expect(_is_folder(top, folder, make=True), folder)
    for number, change in enumerate(journal.changes):
        if change.new is not None:
            _expect(_is_as(top, change.path, change.old), change.path)
            os.replace(_numbered(top, number, "new"), on_disk(top, change.path))
    _flush_changed(top, journal)
    os.unlink(os.path.join(top, STAGING, "journal"))


def _put_back(top: str, number: int, path: str) -> None:
    """Moves a kept file back, unless it is back already or something has taken the place of its folder."""
    backup = _numbered(top, number, "old")
    if kind(backup) == "file" and all(_is_folder(top, folder, make=True) for folder in parents(path)):
        os.replace(backup, on_disk(top, path))


def _discard(top: str) -> None:
    """Removes .staging, in which no journal is in force. Raises OSError; Foreign as _staged does."""
    for file in _staged(top):
        os.unlink(file)
    os.rmdir(os.path.join(top, STAGING))


def _staged(top: str) -> list[str]:
    """System paths of the files in .staging. Raises Foreign when we cannot have put one there."""
    staging = os.path.join(top, STAGING)
    if kind(staging) != "directory":
        raise _strange(STAGING, "is not a folder")
    staged = []
    for name in sorted(os.listdir(staging)):
        number, _, which = name.partition(".")
        ours = (number.isdecimal() and which in ("new", "old")) or name in ("plan", "journal")
        staged.append(os.path.join(staging, name))
        if not ours or kind(staged[-1]) != "file":
            raise _strange(f"{STAGING}/{name}", "is not ours")
    return staged


def _strange(path: str, what: str) -> Foreign:
    return Foreign(f"{path} in the folder of generated files {what}. Move it away and generate again.", (path,))


# Single steps.


def _numbered(top: str, number: int, which: str) -> str:
    return os.path.join(top, STAGING, f"{number}.{which}")


def _is_as(top: str, path: str, expected: str | None) -> bool:
    """Whether the file there has the digest `expected`; for None, whether there is no such file."""
    try:
        data = look(top, path)
    except Obstructed:
        return False
    return (None if data is None else digest(data)) == expected


def _is_folder(top: str, path: str, *, make: bool = False) -> bool:
    """Whether a folder stands there. make: after making it, if nothing stood there."""
    if make:
        with suppress(FileExistsError):
            os.mkdir(on_disk(top, path))
    return kind(on_disk(top, path)) == "directory"


def _expect(condition: bool, path: str) -> None:
    if not condition:
        raise Foreign(f"{path} was changed by somebody while it was written. Generate again.", (path,))


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


def _flush(path: str, access: int = os.O_RDWR) -> None:
    handle = os.open(path, access)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush_folder(folder: str) -> None:
    """So that the names in it survive a power cut. Windows cannot do this for a folder."""
    if os.name != "nt":
        _flush(folder, os.O_RDONLY)


def _flush_changed(top: str, journal: Journal) -> None:
    _flush_folder(top)
    for folder in folders_of(change.path for change in journal.changes):
        if _is_folder(top, folder):
            _flush_folder(on_disk(top, folder))


def _remove_if_empty(top: str, path: str) -> None:
    """An empty folder that the system refuses to remove stays: not worth failing for."""
    if not any(kind(on_disk(top, parent)) == "link" for parent in parents(path)):
        with suppress(OSError):
            os.rmdir(on_disk(top, path))
