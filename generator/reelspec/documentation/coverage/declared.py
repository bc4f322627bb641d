"""What documents.yaml says of a page's statements: claims, set-asides and inferences, each with its place. Claims call it.

The form of the file is checked against the format; what has not that form is passed over here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reelspec.documentation.coverage.state import Stated
from reelspec.language.contract.model import Document
from reelspec.language.source.node import Node

NAVIGATION, EXAMPLE, MARKETING, SERVER, REPEATED, TODO = REASONS = (
    "navigation",
    "example",
    "marketing",
    "server behaviour",
    "repeated",
    "todo",
)
FREE = frozenset([NAVIGATION, EXAMPLE, MARKETING])
"""Reasons for statements that bind nobody; one with a binding term cannot have them."""


@dataclass(frozen=True)
class Entry:
    """One statement that documents.yaml speaks of.

    prefix: the first digits of its fingerprint; section: where it stands, None = wherever it does.
    element: who claims or repeats it, as written; reason: why it is set aside, None for a claim.
    node: where its prefix is written; key: where the element or reason is.
    """

    prefix: str
    section: str | None
    element: str | None
    reason: str | None
    node: Node
    key: Node

    def means(self, statement: Stated) -> bool:
        """Whether the entry speaks of this statement."""
        if not statement.fingerprint.startswith(self.prefix):
            return False
        return self.section is None or self.section in (statement.section, statement.section.rpartition(" / ")[2])


@dataclass(frozen=True)
class Inference:
    """An element that no page states. element: as written."""

    element: str
    key: Node


def entries(document: Document) -> Iterator[Entry]:
    """The statements that a document's entry in documents.yaml speaks of, in the order written."""
    if document.node is None:
        return
    yield from _by_element(document.node.get("claims"), None)
    aside = document.node.get("aside")
    for reason, listed in aside.items() if aside is not None else ():
        if reason == REPEATED:
            yield from _by_element(listed, REPEATED)
        elif reason in REASONS:
            yield from _listed(listed, None, reason)


def prefix_of(statement: Stated, page: Iterable[Stated], least: int = 8) -> str:
    """The first digits of a statement's fingerprint, as many as tell it from the others of its page. least: so many at least."""
    digits = least
    others = {other.fingerprint for other in page} - {statement.fingerprint}
    while any(fingerprint.startswith(statement.fingerprint[:digits]) for fingerprint in others):
        digits += 1
    return statement.fingerprint[:digits]


def inferences(document: Document) -> Iterator[Inference]:
    """The elements that the document's author says no page states."""
    listed = document.node.get("inferences") if document.node is not None else None
    for element, node in listed.items() if listed is not None else ():
        yield Inference(element, node)


def _by_element(node: Node | None, reason: str | None) -> Iterator[Entry]:
    for element, listed in node.items() if node is not None else ():
        yield from _listed(listed, element, reason)


def _listed(listed: Node, element: str | None, reason: str | None) -> Iterator[Entry]:
    for item in listed.elements():
        if isinstance(item.value, str):
            prefix, mark, section = item.value.partition("@")
            yield Entry(prefix, section if mark else None, element, reason, item, listed)
