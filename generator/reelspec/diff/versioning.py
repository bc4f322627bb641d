"""What follows from changes: the next version (Semantic Versioning 2.0.0), and an entry for a changelog."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reelspec.diff.change import Change, Effect

_VERSION = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")
FIRST = "0.1.0"
"""The version of a package that nobody has given one."""


@dataclass(frozen=True)
class Advice:
    """before, after: versions, the same when nothing changed. part: "major", "minor", "patch" or "none"; why: in words."""

    before: str
    after: str
    part: str
    why: str


def next_version(before: str, changes: Sequence[Change]) -> Advice:
    """The version after one with these changes.

    From 1.0.0 on: breaking is major, anything new is minor, words alone are a patch (sections 6 to 8). Before 1.0.0
    everything may change (section 4); as package managers read `^0.2`, breaking is then minor and all else a patch.
    Raises ValueError for a version that is none.
    """
    match = _read(before)
    major, minor, patch = (int(number) for number in match.groups()[:3])
    if not changes:
        return Advice(before, before, "none", "nothing has changed")
    breaks = any(change.breaks for change in changes)
    added = any(change.effect is Effect.COMPATIBLE or change.accepted for change in changes)
    why = "something breaks" if breaks else "nothing breaks" if added else "only words have changed"
    if major == 0:
        part = "minor" if breaks else "patch"
        why += "; before 1.0.0 that is a minor version" if breaks else "; before 1.0.0 that is a patch"
    else:
        part = "major" if breaks else "minor" if added else "patch"
    after = {"major": (major + 1, 0, 0), "minor": (major, minor + 1, 0), "patch": (major, minor, patch + 1)}[part]
    if match[4] is not None and (part == "patch" or (part == "minor" and patch == 0)):
        # A pre-release comes before the version that it names (section 9).
        after = (major, minor, patch)
    return Advice(before, ".".join(map(str, after)), part, why)


def _read(version: str) -> re.Match[str]:
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version} is no version of Semantic Versioning, such as 1.4.0")
    return match


def is_before(version: str, other: str) -> bool:
    """Whether a version comes before another (Semantic Versioning 2.0.0, section 11).

    Raises ValueError for a version that is none.
    """
    return _order(version) < _order(other)


def _order(version: str) -> tuple[tuple[int, ...], bool, list[tuple[bool, int, str]]]:
    match = _read(version)
    # Numbers come before words, and a pre-release before its version.
    parts = [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in (match[4] or "").split(".")]
    return tuple(int(part) for part in match.groups()[:3]), match[4] is None, parts


@dataclass(frozen=True)
class ChangeGroup:
    """Changes that say the same of several subjects, as one. subjects: in order."""

    change: Change
    subjects: tuple[str, ...]


def grouped(changes: Sequence[Change]) -> list[ChangeGroup]:
    """The changes, those that say the same of the models of a family as one."""
    groups: dict[tuple[str, Effect, str, str, bool, str], list[Change]] = {}
    for change in changes:
        groups.setdefault(
            (change.kind, change.effect, change.pointer, change.message, change.decided, change.accepted), []
        ).append(change)
    merged = []
    for several in groups.values():
        shown = next((change for change in several if change.witness is not None), several[0])
        merged.append(ChangeGroup(shown, tuple(dict.fromkeys(change.subject for change in several))))
    return merged
