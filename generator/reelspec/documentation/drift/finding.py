"""What every kind of drift works on, and what it finds. One kind is one file with `find`, and a line in `__init__`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reelspec.documentation.coverage.captures import Capture
from reelspec.documentation.coverage.declared import Entry, entries
from reelspec.documentation.coverage.elements import NoElement
from reelspec.documentation.coverage.lockfile import Account, LockedPage
from reelspec.documentation.coverage.spec import Spec
from reelspec.documentation.drift.pairing import Pairs
from reelspec.language.contract.model import Document
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Place

Facts = Mapping[str, Json]


@dataclass(frozen=True)
class Edit:
    """A place of the specs that a finding concerns. element: its full name; what: what to do there, in a few words."""

    element: str
    place: Place
    what: str


@dataclass(frozen=True)
class Finding:
    """One thing that the newer page changes.

    kind: a stable word; section: where on the page; message: what changed, in our words; matters: False for what no spec
    has to follow. line: where in the new capture, from 1; text: the page's new words there, to be shown and never kept.
    """

    kind: str
    section: str
    message: str
    matters: bool
    edits: tuple[Edit, ...] = ()
    line: int | None = None
    text: str | None = None


@dataclass(frozen=True)
class Compared:
    """A locked page and a newer capture of it. pairs: which statement has become which."""

    document: Document
    locked: LockedPage
    capture: Capture
    spec: Spec
    pairs: Pairs

    def changed_fields(self) -> Iterator[tuple[str, str, Facts, Facts]]:
        """(part, path, old facts, new facts) of every field that both pages have and that differs."""
        old, new = self.locked.state.facts(), self.capture.state.facts()
        for (part, path), facts in new.items():
            before = old.get((part, path))
            if before is not None and before != facts:
                yield part, path, before, facts

    def fields_of(self, part: str, path: str) -> Mapping[str, Node]:
        """The elements that are the field: full name -> node."""
        return self.spec.fields(self.document.id, part, path)

    def rules_about(self, path: str) -> Mapping[str, Node]:
        """The rules that read the field: full name -> node."""
        name = path.removesuffix("[]").rpartition(".")[2]
        found = {}
        for element in self.spec.constraints:
            if element.source is None or self.document.id not in element.source.documents or element.inferred:
                continue
            if name in self.spec.reads(element):
                found[element.name] = element.node
        return found

    def line_of(self, part: str, path: str, kind: str = "field") -> int | None:
        """Where the new capture says a fact."""
        lines = {fact.kind: fact.line for fact in self.capture.page.facts if (fact.part, fact.field) == (part, path)}
        return next((line for name, line in lines.items() if name == kind), lines.get("field"))

    def section_of(self, part: str, path: str) -> str:
        """How findings name a field."""
        return path if part == "body" else f"{part} {path}"

    def edits_of(self, account: Account, what: str) -> tuple[Edit, ...]:
        """The elements that claim or repeat a locked statement, each with what to do there."""
        found = []
        for name in account.elements:
            try:
                node = self.spec.elements.find(name)
            except NoElement:
                continue
            found.append(Edit(name, node.key_place, what))
        return tuple(found)

    def entries_of(self, account: Account) -> tuple[Entry, ...]:
        """What documents.yaml says of a locked statement."""
        return tuple(one for one in entries(self.document) if one.means(account.statement))

    def in_documents(self, what: str) -> tuple[Edit, ...]:
        """The document's entry in documents.yaml, as a place to write at."""
        node = self.document.node
        return () if node is None else (Edit("documents.yaml", node.place, what),)


def keyword_edits(nodes: Mapping[str, Node], keywords: Iterable[str], what: str) -> tuple[Edit, ...]:
    """An edit at the first of the keywords that each field has, else at the field itself."""
    found = []
    for name, node in nodes.items():
        at = next((inner for inner in (node.get(one) for one in keywords) if inner is not None), None)
        keyword = f"/{at.pointer[-1]}" if at is not None else ""
        found.append(Edit(name + keyword, node.key_place if at is None else at.key_place, what))
    return tuple(found)


def shown_value(value: Json) -> str:
    """A fact's value in a message, as JSON; long lists in short."""
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else f"{text[:117]}..."
