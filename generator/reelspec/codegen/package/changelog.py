"""The releases of a repository for the changelog of its distribution, in the form of Keep a Changelog 1.1.0."""

from __future__ import annotations

from typing import NamedTuple

from reelspec.common.markdown import escaped
from reelspec.language.contract.model import Contract
from reelspec.language.contract.releases import Released

RELEASES = "specs/releases.yaml"
"""What it is made from."""
_BREAKS = {"breaks-senders": "**Breaking for senders.** ", "breaks-receivers": "**Breaking for receivers.** "}


class Section(NamedTuple):
    """The changes of one kind in one release ("Types of changes"), a line of Markdown each."""

    title: str
    changes: list[str]


def releases(contract: Contract) -> list[tuple[str, list[Section]]]:
    """Each release as a heading with its sections, the newest first."""
    return [
        (f"[{release.version}] - {release.date}", _sections(release.changes)) for release in contract.releases.entries
    ]


def _sections(changes: tuple[Released, ...]) -> list[Section]:
    sections = {title: Section(title, []) for title in ("Added", "Changed", "Deprecated", "Removed")}
    for change in changes:
        subjects = ", ".join(map(escaped, change.subjects))
        accepted = f" (accepted: {escaped(change.accepted)})" if change.accepted else ""
        line = f"{_BREAKS.get(change.effect, '')}{subjects}: {escaped(change.message)}{accepted}"
        sections[_title(change.kind)].changes.append(line)
    return [section for section in sections.values() if section.changes]


def _title(kind: str) -> str:
    """The section that a kind of change belongs to, by the end of its name."""
    for ending, title in (("-added", "Added"), ("-removed", "Removed"), ("deprecation", "Deprecated")):
        if kind.endswith(ending):
            return title
    return "Changed"
