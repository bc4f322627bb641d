"""What has been released: the entries of specs/releases.yaml, and the breaks that whoever releases has accepted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class AcceptedBreak:
    """A change that breaks and is released all the same. kind, subjects, pointer: as `reelspec diff --format json` says
    them; pointer is None for every place of these subjects. reason: why nobody is harmed."""

    kind: str
    subjects: tuple[str, ...]
    pointer: str | None
    reason: str


@dataclass(frozen=True)
class Released:
    """A change in an entry. effect, kind, subjects, message: as `reelspec diff` said them; accepted: the reason why a break
    did not count, "" where it did or nothing broke."""

    effect: str
    kind: str
    subjects: tuple[str, ...]
    message: str
    accepted: str = ""


@dataclass(frozen=True)
class Release:
    """An entry. date: of the release, YYYY-MM-DD."""

    version: str
    date: str
    changes: tuple[Released, ...] = ()


@dataclass(frozen=True)
class Releases:
    """The whole file: the entries, the newest first, and what is accepted."""

    entries: tuple[Release, ...] = ()
    accepted: tuple[AcceptedBreak, ...] = ()
