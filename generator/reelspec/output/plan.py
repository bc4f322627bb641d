"""What a run has to do, found by looking at the disk; nothing is changed. Only publish.py calls it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from reelspec.common.digest import digest
from reelspec.output.journal import Change, Journal
from reelspec.output.manifest import MANIFEST, Manifest
from reelspec.output.paths import Foreign, Obstructed, fold, folders_of, kind, look, on_disk


class Plan(NamedTuple):
    """contents: new bytes by path. unchanged, kept: as in Published."""

    journal: Journal
    contents: Mapping[str, bytes]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]


def plan(top: str, files: Mapping[str, bytes], manifest: Manifest) -> Plan:
    """The changes that make what we own below `top` exactly `files` and `manifest` (which belong together).

    Raises Foreign when something that is not ours is in the way; OSError when a file cannot be read.
    """
    owner, owned = _owned(top)
    deletions, kept = _deletions(top, owned, files)
    going = {change.path for change in deletions}
    twins = {fold(path): path for path in going}
    foreign = [folder for folder in folders_of(files) if _blocks_folder(top, folder, going)]
    writes, unchanged = [], []
    for path in sorted(files):
        try:
            content = look(top, path)
        except Obstructed as obstacle:
            content = None
            if obstacle.kind != "directory" or not _is_emptied(top, path, going):
                foreign.append(obstacle.at)
        twin = twins.get(fold(path))
        if content is not None and twin is not None and os.path.samefile(on_disk(top, path), on_disk(top, twin)):
            content = None  # the file system ignores case, and this is the very file that is deleted first
        if content is None:
            writes.append(Change(path, None, manifest.files[path]))
        elif content == files[path]:
            unchanged.append(path)
        else:
            writes.append(Change(path, digest(content), manifest.files[path]))
            if path not in owned:
                foreign.append(path)
    if foreign:
        raise _foreign(foreign, lost=owner is None)
    contents = {**files, MANIFEST: manifest.dump()}
    if owner == contents[MANIFEST]:
        unchanged.append(MANIFEST)
    else:
        old = digest(owner) if owner is not None else None
        writes.append(Change(MANIFEST, old, digest(contents[MANIFEST])))
    made = _made(top, folders_of(change.path for change in writes), folders_of(going))
    return Plan(Journal((*deletions, *writes), tuple(made)), contents, tuple(sorted(unchanged)), tuple(kept))


def _owned(top: str) -> tuple[bytes | None, Mapping[str, str]]:
    """The manifest on disk and the digests that it records. Raises Foreign when it is not one of ours."""
    try:
        data = look(top, MANIFEST)
        manifest = Manifest.load(data) if data is not None else Manifest({}, {})
    except (Obstructed, ValueError) as error:
        raise Foreign(
            f"{MANIFEST} is not a manifest that reelspec wrote ({error}), so nothing says which files may be"
            " replaced. Restore it, or remove the folder if all in it is generated, and generate again.",
            (MANIFEST,),
        ) from None
    return data, dict(manifest.files)


def _deletions(top: str, owned: Mapping[str, str], files: Collection[str]) -> tuple[list[Change], list[str]]:
    """What is owned and not wanted: deleted if it is as recorded, kept if somebody has changed it."""
    deletions, kept = [], []
    for path in sorted(owned.keys() - set(files)):
        try:
            content = look(top, path)
        except Obstructed:
            kept.append(path)
            continue
        if content is not None:
            if digest(content) == owned[path]:
                deletions.append(Change(path, owned[path], None))
            else:
                kept.append(path)
    return deletions, kept


def _blocks_folder(top: str, path: str, going: Collection[str]) -> bool:
    """Whether a link, a device, or a file that is not deleted stands where a folder must be."""
    return path not in going and kind(on_disk(top, path)) not in (None, "directory")


def _is_emptied(top: str, path: str, going: Collection[str]) -> bool:
    """Whether the folder `path` goes because all in it is deleted."""
    inner = [f"{path}/{name}" for name in os.listdir(on_disk(top, path))]
    return bool(inner) and all(
        file in going or (kind(on_disk(top, file)) == "directory" and _is_emptied(top, file, going)) for file in inner
    )


def _made(top: str, needed: list[str], emptied: list[str]) -> list[str]:
    """Which of the folders `needed` must be made, when those in `emptied` may be removed before."""
    spelled = {fold(folder) for folder in emptied}
    return [
        folder
        for folder in needed
        if kind(on_disk(top, folder)) != "directory" or (folder not in emptied and fold(folder) in spelled)
    ]


def _foreign(paths: Iterable[str], *, lost: bool) -> Foreign:
    ordered = tuple(sorted(set(paths)))
    more = f" and {len(ordered) - 5} more" if len(ordered) > 5 else ""
    names = ", ".join(map(repr, ordered[:5])) + more
    if lost:
        reason = (
            f"There is no {MANIFEST} that says which files may be replaced, and in the place of generated"
            f" files stand: {names}. Restore the manifest, or move them away, and generate again."
        )
    else:
        reason = (
            f"In the place of generated files stands what the manifest does not own: {names}."
            " Move it away and generate again."
        )
    return Foreign(reason, ordered)
