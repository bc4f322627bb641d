"""Accepting pages: what `reelspec documents lock` writes, and what it refuses. Commands call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reelspec.documentation.coverage.captures import Captures
from reelspec.documentation.coverage.lockfile import LockedPage, write_lock
from reelspec.documentation.coverage.status import ProviderStatus


@dataclass(frozen=True)
class Locked:
    """The new locks by provider, before they are written."""

    pages: Mapping[str, Mapping[str, LockedPage]]

    def write(self, root: Path) -> tuple[str, ...]:
        """Write those that differ from what is there; gives the providers. Raises OSError."""
        return tuple(provider for provider, pages in self.pages.items() if write_lock(root, provider, pages))


def lock(
    locks: Mapping[str, Mapping[str, LockedPage]],
    captures: Captures,
    statuses: tuple[ProviderStatus, ...],
    differs: Mapping[tuple[str, str], tuple[str, ...]],
) -> Locked:
    """The locks with the captures at hand accepted and every claim worked out anew.

    differs: (provider, document) -> the facts in which a capture at hand and the spec differ. A document without a
    capture keeps its page; one that documents.yaml has no more is left out.
    """
    pages: dict[str, Mapping[str, LockedPage]] = {}
    for status in statuses:
        mine: dict[str, LockedPage] = {}
        for document in status.documents:
            if document.accounts is None:
                continue
            capture = captures.of(status.provider, document.document.id)
            known = locks.get(status.provider, {}).get(document.document.id)
            if capture is not None:
                open_ = differs.get((status.provider, document.document.id), ())
                mine[document.document.id] = LockedPage(capture.state.fields, document.accounts.accounts, open_)
            elif known is not None:
                mine[document.document.id] = LockedPage(known.fields, document.accounts.accounts, known.differs)
        pages[status.provider] = mine
    return Locked(pages)
