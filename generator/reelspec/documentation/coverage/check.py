"""Check: the locks of documents agree with the specs and with documents.yaml, without any page at hand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from reelspec.common.files import LOCK
from reelspec.language.contract.model import Contract, Document, Provider
from reelspec.language.rules.words import listing
from reelspec.language.source.load import Loader
from reelspec.language.source.place import Problem, Problems

if TYPE_CHECKING:
    from reelspec.documentation.coverage.lockfile import LockedPage
    from reelspec.documentation.coverage.spec import Spec

RELOCK = "run reelspec documents lock"


def check_documents(root: Path, contract: Contract) -> Iterable[Problem]:
    """Locks that cannot be read or that the specs have left behind, claims of elements that do not exist, and statements
    that are set aside although a request could break them; and what an incomplete lock has left to do. Documents that
    were never locked are left alone."""
    loader = Loader(root)
    locked = [
        provider for provider in contract.providers if os.path.lexists(loader.root / "specs" / provider.name / LOCK)
    ]
    if not locked:
        return  # before what reads pages is imported

    from reelspec.documentation.coverage.lockfile import read_lock

    for provider in locked:
        try:
            pages = read_lock(loader, provider.name)
        except Problems as raised:
            yield from raised.problems
        else:
            yield from _provider(loader, provider, pages)


def _provider(loader: Loader, provider: Provider, pages: Mapping[str, LockedPage]) -> Iterator[Problem]:
    from reelspec.documentation.coverage.elements import Elements
    from reelspec.documentation.coverage.spec import Spec

    spec = Spec(provider, Elements(loader, provider))
    for name, page in pages.items():
        document = provider.documents.get(name)
        if document is None:
            if page.node is not None:
                yield page.node.problem(f"documents.yaml has no document {name}: {RELOCK}", "lock", key=True)
        else:
            yield from _page(document, page, spec)


def _page(document: Document, page: LockedPage, spec: Spec) -> Iterator[Problem]:
    from reelspec.documentation.coverage.claims import account
    from reelspec.documentation.coverage.elements import NoElement

    accounts = account(document, page.state, spec)
    yield from accounts.problems
    known = {problem.message for problem in accounts.problems}
    missing: dict[str, Problem] = {}
    for claiming in page.accounts:
        for name in claiming.elements:
            try:
                spec.elements.find(name)
            except NoElement as wrong:
                if claiming.node is not None and str(wrong) not in known:
                    missing.setdefault(
                        name, claiming.node.problem(f"a statement is claimed by what is gone: {wrong}", "lock")
                    )
    yield from missing.values()
    if missing or accounts.problems:
        return
    for locked, now in zip_longest(page.accounts, accounts.accounts):
        if (locked.elements, locked.aside) != (now.elements, now.aside) and locked.node is not None:
            had, has = _who(locked.elements, locked.aside), _who(now.elements, now.aside)
            message = f"the lock has this statement {had}, specs and documents.yaml have it {has} now: {RELOCK}"
            yield locked.node.problem(message, "lock")
            return
    if page.node is not None:
        if accounts.open:
            some = f"{len(accounts.open)} statement{'s' if len(accounts.open) > 1 else ''} of {document.id}"
            yield page.node.problem(
                f"nobody answers for {some}: reelspec documents status lists them", "lock", key=True
            )
        if page.differs:
            differences = listing(page.differs, "and")
            message = (
                f"page and spec differ in {differences}: reelspec documents compare shows it, and lock takes it in"
            )
            yield page.node.problem(message, "lock", key=True)


def _who(elements: tuple[str, ...], aside: str | None) -> str:
    if aside is not None and not elements:
        return f"set aside as {aside}"
    if not elements:
        return "open"
    return f"{'repeating' if aside else 'claimed by'} {', '.join(elements)}"
