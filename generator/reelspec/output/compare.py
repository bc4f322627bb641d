"""How generated/ on disk differs from what should be there. generate --check calls it; it writes nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from reelspec.common.digest import digest
from reelspec.common.text import visible
from reelspec.output.manifest import MANIFEST, Manifest, check
from reelspec.output.paths import Obstructed, look

Kind = Literal["changed", "missing", "stale", "edited"]


class Difference(NamedTuple):
    """One file that is not as it should be.

    path: relative to generated/ (posix).
    kind: "missing" = not on disk; "changed" = on disk as the manifest there recorded it, but the new bytes
        differ; "stale" = as that manifest recorded it, and no longer generated; "edited" = on disk with
        bytes that are neither the new ones (there may be none) nor the recorded ones.
    old: the bytes on disk; None when missing, and when something stands there that is no plain file (a link,
        a device), which is "edited" and not read.
    new: the bytes that should be there; None when none should.
    """

    path: str
    kind: Kind
    old: bytes | None
    new: bytes | None


def compare(generated: Path, files: Mapping[str, bytes], manifest: Manifest) -> tuple[Difference, ...]:
    """The differences between `generated` and `files`, sorted by path, the manifest's own last.

    files: everything that should be there besides the manifest, by path relative to generated/ (posix).
    manifest: the new manifest, which says what `files` were made from.

    A file that no manifest owns is no difference, unless it stands in the place of one of `files`. While the
    manifest on disk is missing or malformed, nothing is recorded: what differs is "edited" and nothing is
    "stale". Raises ValueError when `files` and `manifest` do not belong together or a path is refused
    (check_paths); OSError when a file cannot be read.
    """
    check(files, manifest)
    top = os.fspath(generated)
    owner = _look(top, MANIFEST)
    recorded: dict[str, str] = {}
    as_written = None
    if isinstance(owner, bytes):
        try:
            old = Manifest.load(owner)
            recorded = dict(old.files)
            if old.dump() == owner:
                as_written = digest(owner)
        except ValueError:
            pass
    differences = []
    for path in sorted(files.keys() | recorded.keys()):
        difference = _difference(path, _look(top, path), files.get(path), recorded.get(path))
        if difference is not None:
            differences.append(difference)
    difference = _difference(MANIFEST, owner, manifest.dump(), as_written)
    return (*differences, difference) if difference is not None else tuple(differences)


def _look(generated: str, path: str) -> bytes | Obstructed | None:
    try:
        return look(generated, path)
    except Obstructed as obstacle:
        # A folder in the place of a file is simply not that file; its own files are looked at by themselves.
        return None if obstacle.kind == "directory" else obstacle


def _difference(
    path: str, old: bytes | Obstructed | None, new: bytes | None, recorded: str | None
) -> Difference | None:
    if old is None:
        return Difference(path, "missing", None, new) if new is not None else None
    if isinstance(old, Obstructed):
        return Difference(path, "edited", None, new)
    if old == new:
        return None
    if digest(old) != recorded:
        return Difference(path, "edited", old, new)
    return Difference(path, "changed" if new is not None else "stale", old, new)


def unified(difference: Difference) -> str:
    """`difference` as a unified diff, a/… = on disk, b/… = as it should be; lines end in a newline.

    Files that are not UTF-8 text are said in one line. What a terminal would obey or hide (control and format
    characters, bidi marks, lone carriage returns) is written as an escape, since the bytes may be anybody's.
    """
    from difflib import unified_diff

    old, new = difference.old, difference.new
    a = "/dev/null" if difference.kind == "missing" else visible(f"a/{difference.path}")
    b = "/dev/null" if new is None else visible(f"b/{difference.path}")
    if old is None and difference.kind != "missing":
        return f"{a} is not a plain file and was not read\n"
    before, after = _lines(old), _lines(new)
    if before is None or after is None:
        return f"Binary files {a} and {b} differ\n"
    lines = list(unified_diff(before, after, a, b, lineterm=""))
    if not lines:  # an empty file against none
        lines = [f"--- {a}", f"+++ {b}"]
    return "".join(_marked(lines))


def first_line(difference: Difference) -> int:
    """The line of the file on disk, from 1, in which it first differs; 1 where there is none to compare."""
    old, new = (difference.old or b"").split(b"\n"), (difference.new or b"").split(b"\n")
    at = next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    return max(1, min(at + 1, len(old)))


def _lines(data: bytes | None) -> list[str] | None:
    """Lines without their newline; the last one keeps a mark if it has none. None = not text."""
    if not data:
        return []
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        return None
    *lines, last = text.split("\n")
    return [*lines, last + "\n"] if last else lines


def _marked(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if line.endswith("\n"):
            yield visible(line[:-1], keep="\t") + "\n\\ No newline at end of file\n"
        else:
            yield visible(line, keep="\t") + "\n"
