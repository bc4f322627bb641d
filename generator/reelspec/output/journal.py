"""The journal of one run: which files it changes, in order. plan.py makes it, swap.py carries it out."""

from __future__ import annotations

import json
from typing import NamedTuple

from reelspec.output.paths import MANIFEST, check_path


class Change(NamedTuple):
    """One file.

    path: relative to generated/. old, new: digests of its bytes before and after; None = no file.
    """

    path: str
    old: str | None
    new: str | None


class Journal(NamedTuple):
    """All of a run.

    changes: in the order in which they are made: deletions, then files, the manifest last. A change's number
        is its index here.
    folders: those that are made for them, outer ones first.
    """

    changes: tuple[Change, ...]
    folders: tuple[str, ...]

    def dump(self) -> bytes:
        """The journal as JSON."""
        changes = [[change.path, change.old, change.new] for change in self.changes]
        return json.dumps({"changes": changes, "folders": self.folders}, indent=1).encode()

    @classmethod
    def load(cls, data: bytes) -> Journal:
        """The journal that `data` holds. Raises ValueError when it is none or leads out of generated/."""
        try:
            document = json.loads(data.decode())
        except RecursionError:
            raise ValueError("it is nested too deeply") from None
        match document:
            case {"changes": list(changes), "folders": list(folders)}:
                journal = cls(tuple(_change(change) for change in changes), tuple(map(str, folders)))
            case _:
                raise ValueError('it is not an object with "changes" and "folders"')
        for path in (
            *(change.path for change in journal.changes if change.path != MANIFEST),
            *journal.folders,
        ):
            check_path(path)
        return journal


def _change(value: object) -> Change:
    match value:
        case [str(path), str() | None as old, str() | None as new]:
            return Change(path, old, new)
        case _:
            raise ValueError("it lists something that is not a change")
