"""Captures of pages: files, folders of files and addresses, each matched to the document that it is a capture of.

Whose page it is says `whose`. What is no page of these documents, or a form of one that cannot be compared, is said with
the reason. Commands call it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reelspec.common.files import read_file
from reelspec.common.terminal import Tell, quiet
from reelspec.documentation.coverage.fetch import Unfetched, fetch_page, is_address
from reelspec.documentation.coverage.lockfile import LockedPage
from reelspec.documentation.coverage.parts import parts_of
from reelspec.documentation.coverage.state import State, state_of
from reelspec.documentation.coverage.whose import (
    Documents,
    Key,
    Printed,
    lost_lines,
    lost_structure,
    moved,
    with_unprinted,
)
from reelspec.language.contract.model import Contract, Document
from reelspec.language.rules.words import listing

if TYPE_CHECKING:
    from reelspec.documentation.pages import Page

ENDINGS = (".txt", ".md", ".mdx", ".html", ".htm")
"""The files of a folder that are taken for captures."""
DESCRIPTIONS = (".yaml", ".yml", ".json")
"""Files that are captures where they hold an OpenAPI description."""
MOST_BYTES = 16 * 1024 * 1024
_ANOTHER = 0.05
"""With less than this share of the locked statements, a page that prints no model is something else, such as an error page."""


@dataclass(frozen=True)
class Capture:
    """A page at hand. name: as it was given or found; page: as it was read; state: what may be kept of it."""

    provider: str
    document: Document
    name: str
    page: Page
    state: State


@dataclass(frozen=True)
class Captures:
    """The captures by document.

    unreadable: a line for each capture that could not be read, or is no page of these documents although it was asked for;
    strange: lines for what else lies in a folder; moved: a line for each document whose page stands at another address now.
    """

    captures: tuple[Capture, ...]
    unreadable: tuple[str, ...]
    strange: tuple[str, ...]
    moved: Mapping[Key, str] = field(default_factory=dict)

    def of(self, provider: str, document: str) -> Capture | None:
        """The capture of one document."""
        return next(
            (capture for capture in self.captures if (capture.provider, capture.document.id) == (provider, document)),
            None,
        )


class _Text(NamedTuple):
    """name: of the file or address; text; asked: whether it was given by itself, not with a folder."""

    name: str
    text: str
    asked: bool


class _Read(NamedTuple):
    """A page that was read. name: what messages call it; asked: as in `_Text`, False for one of a collection."""

    name: str
    page: Page
    state: State
    printed: Printed
    asked: bool


def find_captures(
    contract: Contract,
    given: Sequence[str],
    locked: Mapping[str, Mapping[str, LockedPage]],
    cache: Path | None = None,
    tell: Tell = quiet,
) -> Captures:
    """Read what was given: addresses, files, and the files of folders that end in .txt, .md, .mdx, .html or .htm.

    locked: provider -> its lock. cache: see `fetch`. Of two captures of one document the second is unreadable, unless the
    page has split into both. tell: called with each address.
    """
    texts: list[_Text] = []
    unreadable: list[str] = []
    elsewhere: dict[str, str] = {}
    for at, source in enumerate(given, 1):
        if is_address(source):
            tell(f"fetching {source} ({at} of {len(given)})")
            try:
                fetched = fetch_page(source, cache)
            except Unfetched as error:
                unreadable.append(str(error))
                continue
            texts.append(_Text(source, fetched.text, True))
            if fetched.address != source:
                elsewhere[source] = fetched.address
            continue
        try:
            files = _files(source)
        except OSError as error:
            unreadable.append(f"{source}: {error.strerror or error}")
            continue
        for file in files:
            try:
                texts.append(_Text(file, _read(file), file == source))
            except (OSError, ValueError) as error:
                unreadable.append(f"{file}: {error.strerror if isinstance(error, OSError) else error}")
    matched = _Matching(contract, locked, unreadable)
    for text in texts:
        for name, part in parts_of(contract, text.name, text.text):
            matched.read(text._replace(name=name, text=part))
    return matched.found(elsewhere)


def _files(given: str) -> list[str]:
    """The file itself, or those of a folder, by name; hidden ones and folders in it are left out."""
    if not os.path.isdir(given):
        return [given]
    names = sorted(name for name in os.listdir(given) if _is_capture(given, name) and not name.startswith("."))
    return [path for path in (os.path.join(given, name) for name in names) if not os.path.isdir(path)]


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
    from reelspec.documentation.pages.decoding import decoded

    try:
        data = read_file(file, MOST_BYTES + 1)
    except FileNotFoundError:
        raise ValueError("there is no such file") from None
    if len(data) > MOST_BYTES:
        raise ValueError(f"it has more than {MOST_BYTES // 1024 // 1024} MiB")
    return decoded(data)


@dataclass
class _Matching:
    """Pages while they are matched to documents."""

    contract: Contract
    locked: Mapping[str, Mapping[str, LockedPage]]
    unreadable: list[str]
    strange: list[str] = field(default_factory=list)
    taken: dict[Key, list[_Read]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from reelspec.documentation.pages.chrome import chrome_of

        self.documents = Documents(self.contract, self.locked)
        self.chrome = chrome_of(line for provider in self.contract.providers for line in provider.chrome)

    def read(self, text: _Text) -> None:
        """Read one file or address; every page of it is taken, or said to be nobody's."""
        from reelspec.documentation.pages import PageRefused, read_pages

        try:
            pages = read_pages(text.text, text.name, self.chrome, self.documents.headings)
        except PageRefused as error:
            self.unreadable.append(str(error))
            return
        reads = [
            _Read(page.name, page, state_of(page), self.documents.printed(page), text.asked and len(pages) == 1)
            for page in pages
        ]
        if len(reads) == 1 and reads[0].printed.mentioned and lost_lines(reads[0].page):
            self.unreadable.append(
                f"{text.name}: all of it stands on one line, so that no parameter stands in it with its type: capture the page "
                "as text with its lines, as Markdown or as HTML"
            )
            return
        strange = [reason for read in reads if (reason := self.take(read)) is not None]
        if len(reads) == 1:
            self.strange += strange
        elif len(strange) == len(reads):
            message = f"{text.name}: none of its {len(reads)} pages is a page of these documents"
            (self.unreadable if text.asked else self.strange).append(message)

    def take(self, read: _Read) -> str | None:
        """Give a page to its document; says whose it is not, where it is nobody's and was not asked for."""
        named = [key for key, document in self.documents.documents.items() if _named(document, read.name)]
        owners = self.documents.owners(read.printed, read.state, named)
        if owners:
            self.own(owners[0], read)
            return None
        where = moved(read.page)
        message = f"{read.name}: no page of these documents: {read.printed.seems()}"
        if (named or read.asked) and read.printed.mentioned and not read.printed.models and not read.state.fields:
            message = (
                f"{read.name}: no parameter stands in it with its type, though it mentions "
                f"{listing(sorted(read.printed.mentioned)[:4], 'and')}: capture it as text with its lines, as Markdown or HTML"
            )
        if named:
            key = "/".join(named[0])
            if where is not None or (named[0] in self.documents.locked and not read.printed.models):
                message = _elsewhere(read, key)
            else:
                models = self.documents.identities[named[0]].models
                message += (
                    f", and {key} is about {listing(sorted(models)[:4], 'and')}" if models else f", and not {key}"
                )
        if named or read.asked:
            self.unreadable.append(message)
            return None
        return message

    def own(self, key: Key, read: _Read) -> None:
        """Take a page for a document's, unless it is a form that cannot be compared."""
        locked = self.documents.locked.get(key)
        name = "/".join(key)
        if locked is not None:
            if (
                not read.printed.models
                and self.documents.share(key, read.state) < _ANOTHER
                and not _has_fields(locked, read.state)
            ):
                self.unreadable.append(_elsewhere(read, name))
                return
            lost = lost_structure(locked, read.state)
            if lost is not None:
                self.unreadable.append(
                    f"{read.name}: this capture of {name} has another form than the locked one, which cannot be compared: {lost}"
                    "; capture the page as text with its lines, as Markdown or as HTML, or, if the page is like this now, take "
                    "the document out of documents.lock.json and lock it anew"
                )
                return
            read = read._replace(state=with_unprinted(locked, read.state, read.page))
        self.taken.setdefault(key, []).append(read)

    def found(self, elsewhere: Mapping[str, str]) -> Captures:
        """All captures; a page that has split into several, and one that was given twice, are told apart."""
        captures = []
        for key, document in self.documents.documents.items():
            several = self.taken.get(key, [])
            if len(several) > 1 and self._has_split(key, several):
                pages = listing([f"{item.name}{_about(item)}" for item in several], "and")
                self.unreadable.append(
                    f"{'/'.join(key)}: its page has split into {pages}: give each an entry of its own in documents.yaml"
                )
                continue
            for item in several[1:]:
                self.unreadable.append(f"{item.name}: {several[0].name} is a capture of {'/'.join(key)} already")
            if several:
                captures.append(Capture(key[0], document, several[0].name, several[0].page, several[0].state))
        moves = {
            key: f"{'/'.join(key)}: its page has moved to {to}: write that as its address in documents.yaml"
            for key, document in self.documents.documents.items()
            if document.address is not None and (to := elsewhere.get(document.address)) is not None
        }
        return Captures(tuple(captures), tuple(self.unreadable), tuple(self.strange), moves)

    def _has_split(self, key: Key, several: Sequence[_Read]) -> bool:
        """Whether each of the pages has a part of the document: other models, or other statements of the lock."""
        models = [item.printed.models & self.documents.identities[key].models for item in several]
        if all(models) and sum(map(len, models)) == len(frozenset().union(*models)):
            return True
        locked = self.documents.locked.get(key)
        if locked is None:
            return False
        mine = {account.statement.fingerprint for account in locked.accounts}
        first, second = (mine & {statement.fingerprint for statement in item.state.statements} for item in several[:2])
        return len(first & second) * 2 < min(len(first), len(second))


def _elsewhere(read: _Read, document: str) -> str:
    """That a page holds next to nothing of a document: it has moved, or is an error page."""
    where = moved(read.page)
    if where is not None:
        return f'{read.name}: the page of {document} has moved: it says "{where}"'
    return (
        f"{read.name}: it says next to nothing of what {document} said, so it may be an error page; if it is right, take "
        "the document out of documents.lock.json and lock it anew"
    )


def _about(read: _Read) -> str:
    return f" ({listing(sorted(read.printed.models)[:4], 'and')})" if read.printed.models else ""


def _has_fields(locked: LockedPage, state: State) -> bool:
    """Whether a page has a good part of the fields that the locked one has."""
    old, new = locked.state.facts(), state.facts()
    return bool(old) and 2 * sum(key in new for key in old) >= len(old)


def _named(document: Document, name: str) -> bool:
    if is_address(name):
        return name == document.address
    file = os.path.basename(name)
    return file in (
        [document.page] if document.page else [f"{document.id}{ending}" for ending in (*ENDINGS, *DESCRIPTIONS)]
    )
