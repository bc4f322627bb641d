"""Putting a map from path to bytes in the place of generated/, whole or not at all. generate calls it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from reelspec.output.lock import locked
from reelspec.output.manifest import Manifest, check
from reelspec.output.paths import STAGING, Foreign
from reelspec.output.plan import plan
from reelspec.output.swap import swap, take_back

__all__ = ["Foreign", "Published", "publish", "recover"]


class Published(NamedTuple):
    """What a run did, as sorted paths relative to generated/; manifest.json counts like any other file.

    kept: files that the old manifest owned and the new one does not, but that somebody has changed since:
        they stay where they are and are nobody's from now on.
    recovered: what recover() said of an interrupted run before this one.
    """

    written: tuple[str, ...]
    deleted: tuple[str, ...]
    unchanged: tuple[str, ...]
    kept: tuple[str, ...]
    recovered: str | None


def publish(generated: Path, files: Mapping[str, bytes], manifest: Manifest) -> Published:
    """Makes what we own below `generated` exactly `files` and `manifest`.

    files: everything that should be there besides the manifest, by path relative to generated/ (posix).
    manifest: the new manifest, with the digests of `files` and of what they were made from.

    Files with the right bytes are not touched. Files that the manifest on disk owns are replaced, also after
    somebody has edited them, and deleted when no longer wanted and still as recorded; folders that this
    empties go as well. A file that it does not own is adopted when its bytes are the wanted ones, and
    otherwise never replaced. While there is no manifest, nothing is owned: a lost manifest looks just like
    the first run into somebody's folder, so both are refused alike wherever bytes differ, before anything is
    written. The same goes for a manifest.json that is not one of ours. Nothing is written or deleted through
    a link below `generated`, which may be a link itself.

    Raises Foreign when something that is not ours is in the way; ValueError when `files` and `manifest` do
    not belong together or a path is refused (check_paths); OSError (disk full, no permission): the old tree
    then stands, or, if the disk did not even allow that, will stand when recover() has been able to take the
    rest back.
    """
    check(files, manifest)
    top = os.fspath(generated)
    with locked(top):
        recovered = take_back(top)
        planned = plan(top, files, manifest)
        changes = planned.journal.changes
        if changes:
            swap(top, planned.journal, planned.contents)
        return Published(
            written=tuple(sorted(change.path for change in changes if change.new is not None)),
            deleted=tuple(sorted(change.path for change in changes if change.new is None)),
            unchanged=planned.unchanged,
            kept=planned.kept,
            recovered=recovered,
        )


def recover(generated: Path) -> str | None:
    """Takes back what an interrupted publish has left; a sentence about it for people, or None.

    Waits while another process is publishing. Raises Foreign when .staging is not of our making; OSError
    when the disk does not allow it; it can then be called again.
    """
    top = os.fspath(generated)
    if not os.path.lexists(os.path.join(top, STAGING)):
        return None
    with locked(top):
        return take_back(top)
