"""Captures of pages: files, folders of files and addresses, each matched to the document that it is a capture of.

A capture belongs to the document whose `page` is its file's name (or whose `address` is its address), else to the one
whose locked statements it has; names of captures often change from one to the next. Commands call it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reelspec.common.files import read_file
from reelspec.documentation.coverage.fetch import Unfetched, fetch, is_address
from reelspec.documentation.coverage.lockfile import LockedPage
from reelspec.documentation.coverage.parts import parts_of
from reelspec.documentation.coverage.state import State, state_of
from reelspec.language.contract.model import Contract, Document

if TYPE_CHECKING:
    from reelspec.documentation.pages import Page

ENDINGS = (".txt", ".md", ".mdx")
"""The files of a folder that are taken for captures."""
DESCRIPTIONS = (".yaml", ".yml", ".json")
"""Files that are captures where they hold an OpenAPI description."""
MOST_BYTES = 16 * 1024 * 1024
_ALIKE = 0.3
"""The share of a document's locked statements that a capture with another name must have to be its page."""
_ANOTHER = 0.05
"""With less than this share even a capture of the right name is taken for something else, such as an error page."""

Key = tuple[str, str]
"""A provider's name and a document's id."""


@dataclass(frozen=True)
class Capture:
    """A page at hand. name: as it was given or found; page: as it was read; state: what may be kept of it."""

    provider: str
    document: Document
    name: str
    page: Page
    state: State


@dataclass(frozen=True)
class Found:
    """The captures by document; unreadable: a line for each that could not be read; strange: names that are nobody's."""

    captures: tuple[Capture, ...]
    unreadable: tuple[str, ...]
    strange: tuple[str, ...]

    def of(self, provider: str, document: str) -> Capture | None:
        """The capture of one document."""
        return next((one for one in self.captures if (one.provider, one.document.id) == (provider, document)), None)


def find_captures(
    contract: Contract, given: Sequence[str], locked: Mapping[str, Mapping[str, LockedPage]], cache: Path | None = None
) -> Found:
    """Read what was given: addresses, files, and the files of folders that end in .txt, .md or .mdx.

    locked: provider -> its lock. cache: see `fetch`. Of two captures of one document the second is unreadable.
    """
    texts: list[tuple[str, str]] = []
    unreadable: list[str] = []
    for one in given:
        if is_address(one):
            try:
                texts.append((one, fetch(one, cache)))
            except Unfetched as error:
                unreadable.append(str(error))
            continue
        try:
            files = _files(one)
        except OSError as error:
            unreadable.append(f"{one}: {error.strerror or error}")
            continue
        for file in files:
            try:
                texts.append((file, _read(file)))
            except (OSError, ValueError) as error:
                unreadable.append(f"{file}: {error.strerror if isinstance(error, OSError) else error}")
    return _matched(contract, parts_of(contract, texts), locked, unreadable)


def _files(given: str) -> list[str]:
    """The file itself, or those of a folder, by name; hidden ones and folders in it are left out."""
    if not os.path.isdir(given):
        return [given]
    names = sorted(one for one in os.listdir(given) if _is_capture(given, one) and not one.startswith("."))
    return [path for path in (os.path.join(given, one) for one in names) if not os.path.isdir(path)]


def _is_capture(folder: str, name: str) -> bool:
    """Whether a file of a folder is taken for a capture: by its ending, and of YAML and JSON those that hold OpenAPI."""
    if not name.endswith(DESCRIPTIONS):
        return name.endswith(ENDINGS)
    from reelspec.documentation.pages.openapi import looks_described

    try:
        return looks_described(_read(os.path.join(folder, name)))
    except (OSError, ValueError):
        return False


def _read(file: str) -> str:
    try:
        data = read_file(file, MOST_BYTES + 1)
    except FileNotFoundError:
        raise ValueError("there is no such file") from None
    if len(data) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES // 1024 // 1024} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("it is no text in UTF-8") from None


def _matched(
    contract: Contract,
    texts: Iterable[tuple[str, str]],
    locked: Mapping[str, Mapping[str, LockedPage]],
    unreadable: list[str],
) -> Found:
    from reelspec.documentation.pages import PageRefused, read_page

    documents = {(one.name, key): value for one in contract.providers for key, value in one.documents.items()}
    found: dict[Key, Capture] = {}
    strange: list[str] = []
    waiting: list[tuple[str, Page, State]] = []

    def take(key: Key, name: str, page: Page, state: State) -> None:
        known = locked.get(key[0], {}).get(key[1])
        if key in found:
            unreadable.append(f"{name}: {found[key].name} is a capture of {key[0]}/{key[1]} already")
        elif known is not None and _share(known, {one.fingerprint for one in state.statements}) < _ANOTHER:
            unreadable.append(
                f"{name}: it says next to nothing of what {key[0]}/{key[1]} said, so it may be an error page; if it is "
                "right, take the document out of documents.lock.json and lock it anew"
            )
        else:
            found[key] = Capture(key[0], documents[key], name, page, state)

    for name, text in texts:
        try:
            page = read_page(text, name)
        except PageRefused as error:
            unreadable.append(str(error))
            continue
        state = state_of(page)
        named = [key for key, document in documents.items() if _named(document, name)]
        if len(named) == 1:
            take(named[0], name, page, state)
        else:
            waiting.append((name, page, state))
    for name, page, state in waiting:
        prints = {one.fingerprint for one in state.statements}
        shares = {
            (provider, document): _share(locked_page, prints)
            for provider, pages in locked.items()
            for document, locked_page in pages.items()
            if (provider, document) in documents and (provider, document) not in found
        }
        best = max(shares, key=lambda key: shares[key], default=None)
        if best is None or shares[best] < _ALIKE:
            strange.append(name)
        else:
            take(best, name, page, state)
    order = list(documents)
    captures = sorted(found.values(), key=lambda one: order.index((one.provider, one.document.id)))
    return Found(tuple(captures), tuple(unreadable), tuple(strange))


def _named(document: Document, name: str) -> bool:
    if is_address(name):
        return name == document.address
    file = os.path.basename(name)
    return file in (
        [document.page] if document.page else [f"{document.id}{ending}" for ending in (*ENDINGS, *DESCRIPTIONS)]
    )


def _share(page: LockedPage, prints: set[str]) -> float:
    """How much of a locked page a capture has; statements that many pages share count little, since most do not."""
    mine = {one.statement.fingerprint for one in page.accounts}
    return len(mine & prints) / len(mine) if mine else 0.0
