"""Coverage of documents, both ways: statements that nobody answers for, and constraints that no statement says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reelspec.documentation.coverage.captures import Captures
from reelspec.documentation.coverage.claims import Accounts, account
from reelspec.documentation.coverage.coverage import Coverage, coverage
from reelspec.documentation.coverage.declared import TODO
from reelspec.documentation.coverage.elements import Elements
from reelspec.documentation.coverage.lockfile import Account, LockedPage, older_lock, read_lock
from reelspec.documentation.coverage.spec import Spec
from reelspec.language.contract.model import Contract, Document, Provider
from reelspec.language.source.load import Loader
from reelspec.language.source.place import Problem

CLAIMED, OPEN = "claimed", "open"


@dataclass(frozen=True)
class DocumentStatus:
    """One document. page: the capture's name, None where the lock alone is at hand; accounts: None if there is neither.

    locked: whether the document is in the lock; changed: whether the capture says anything else than the lock.
    texts: the statements' texts, in the accounts' order; empty without a capture.
    """

    provider: str
    document: Document
    page: str | None
    accounts: Accounts | None
    locked: bool
    changed: bool
    texts: tuple[str, ...] = ()

    def counts(self) -> Mapping[str, int]:
        """How many statements are claimed, set aside for each reason, and open."""
        accounts = () if self.accounts is None else self.accounts.accounts
        return dict(Counter(account.aside or (CLAIMED if account.elements else OPEN) for account in accounts))

    def open(self) -> Iterator[tuple[Account, str | None]]:
        """The statements that nobody answers for, each with its text if it is known."""
        return self._those(lambda stated: not stated.accounted)

    def todos(self) -> Iterator[tuple[Account, str | None]]:
        """The statements that documents.yaml has as still to be looked at."""
        return self._those(lambda stated: stated.aside == TODO)

    def _those(self, meant: Callable[[Account], bool]) -> Iterator[tuple[Account, str | None]]:
        for at, stated in enumerate(() if self.accounts is None else self.accounts.accounts):
            if meant(stated):
                yield stated, self.texts[at] if at < len(self.texts) else None


@dataclass(frozen=True)
class ProviderStatus:
    """A provider's documents, and how its constraints are covered by the pages at hand."""

    provider: str
    documents: tuple[DocumentStatus, ...]
    coverage: Coverage

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with documents.yaml."""
        lists = (document.accounts.problems for document in self.documents if document.accounts is not None)
        return tuple(problem for problems in lists for problem in problems)

    @property
    def good(self) -> bool:
        """Every statement is accounted for, every constraint has its statement, and nothing is wrong."""
        left = any(True for document in self.documents for _ in (*document.open(), *document.todos()))
        return not (self.problems or self.coverage.unstated or left)


def read_locks(root: Path, contract: Contract) -> dict[str, Mapping[str, LockedPage]]:
    """Provider -> its lock. Raises Problems for a lock that cannot be read."""
    loader = Loader(root)
    return {provider.name: read_lock(loader, provider.name) for provider in contract.providers}


def older_locks(root: Path, contract: Contract) -> tuple[tuple[str, str], ...]:
    """(provider, document) of every page in a lock of an older version, which has to be locked anew."""
    loader = Loader(root)
    return tuple(
        (provider.name, document) for provider in contract.providers for document in older_lock(loader, provider.name)
    )


def spec_of(root: Path, provider: Provider) -> Spec:
    """A provider's elements."""
    return Spec(provider, Elements(Loader(root), provider))


def status(
    root: Path, contract: Contract, locks: Mapping[str, Mapping[str, LockedPage]], captures: Captures
) -> tuple[ProviderStatus, ...]:
    """The status of every provider. found: the captures at hand; where there is none of a document, its lock counts."""
    return tuple(
        _provider(spec_of(root, provider), locks.get(provider.name, {}), captures) for provider in contract.providers
    )


def _provider(spec: Spec, lock: Mapping[str, LockedPage], captures: Captures) -> ProviderStatus:
    documents = []
    for document in spec.provider.documents.values():
        capture, locked = captures.of(spec.provider.name, document.id), lock.get(document.id)
        state = capture.state if capture is not None else locked.state if locked is not None else None
        documents.append(
            DocumentStatus(
                spec.provider.name,
                document,
                capture.name if capture is not None else None,
                None if state is None else account(document, state, spec),
                locked is not None,
                capture is not None and locked is not None and capture.state != locked.state,
                tuple(statement.text for statement in capture.page.statements) if capture is not None else (),
            )
        )
    pages = {
        document.document.id: document.accounts.accounts for document in documents if document.accounts is not None
    }
    return ProviderStatus(spec.provider.name, tuple(documents), coverage(spec.provider, spec, pages))
