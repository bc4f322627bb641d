"""Accepting pages: what `reelspec documents lock` writes, and what it refuses. Commands call it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reelspec.contract.model import Contract
from reelspec.documents.captures import Found
from reelspec.documents.lockfile import LockedPage, write_lock
from reelspec.documents.status import ProviderStatus


@dataclass(frozen=True, slots=True)
class Locked:
    """The new locks by provider, before they are written."""

    pages: Mapping[str, Mapping[str, LockedPage]]

    def write(self, root: Path) -> tuple[str, ...]:
        """Write those that differ from what is there; gives the providers. Raises OSError."""
        return tuple(provider for provider, pages in self.pages.items() if write_lock(root, provider, pages))


def lock(
    contract: Contract,
    locks: Mapping[str, Mapping[str, LockedPage]],
    found: Found,
    statuses: tuple[ProviderStatus, ...],
) -> Locked:
    """The locks with the captures at hand accepted and every claim worked out anew.

    A document without a capture keeps its page; one that documents.yaml has no more is left out.
    """
    pages: dict[str, Mapping[str, LockedPage]] = {}
    for one in statuses:
        mine: dict[str, LockedPage] = {}
        for document in one.documents:
            if document.accounts is None:
                continue
            capture = found.of(one.provider, document.document.id)
            known = locks.get(one.provider, {}).get(document.document.id)
            fields = capture.state.fields if capture is not None else known.fields if known is not None else ()
            mine[document.document.id] = LockedPage(fields, document.accounts.accounts)
        pages[one.provider] = mine
    return Locked(pages)
