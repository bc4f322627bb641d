"""What every kind of drift works on, and what it finds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from reelspec.documentation.comparison.facts import Facts, Key, Nothing, changes, line_of
from reelspec.documentation.comparison.fields import SpecField
from reelspec.documentation.comparison.spec import Told
from reelspec.documentation.coverage.captures import Capture
from reelspec.documentation.coverage.declared import Entry, entries
from reelspec.documentation.coverage.elements import NoElement
from reelspec.documentation.coverage.lockfile import Account, LockedPage
from reelspec.documentation.coverage.meaning import differs, terms_of_fact
from reelspec.documentation.coverage.spec import Spec
from reelspec.documentation.coverage.state import Stated, state_of
from reelspec.documentation.drift.pairing import Pairs
from reelspec.documentation.pages.page import RUNNING
from reelspec.documentation.pages.prose import is_conditional
from reelspec.language.contract.model import Document, Operation
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Place

BINDING = ("only", "exactly", "most", "least", "default", "required")
"""The words with which a sentence binds a field to a fact."""
_MOST_PIECES = 4
"""Into more statements no sentence is divided."""
_PARTS = {"body": "", "other response": "response ", "example": "", "example answer": "response "}
"""How findings name the parts of fields, where not by their own name."""


@dataclass(frozen=True)
class Edit:
    """A place of the specs that a finding concerns. element: its full name; what: what to do there, in a few words."""

    element: str
    place: Place
    what: str


@dataclass(frozen=True)
class DriftFinding:
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
    """A locked page and a newer capture of it. pairs: which statement has become which; told: what the specs say of it;
    renamed: (part, path) -> the new path of fields that have another name in the capture, whose state has the old one."""

    document: Document
    locked: LockedPage
    capture: Capture
    spec: Spec
    pairs: Pairs
    told: Told
    renamed: Mapping[Key, str]

    @cached_property
    def old(self) -> Facts:
        """What the locked page says."""
        return self.locked.state.facts()

    @cached_property
    def new(self) -> Facts:
        """What the capture says."""
        return self.capture.state.facts()

    @cached_property
    def come_or_gone(self) -> frozenset[Key]:
        """The fields that only one of the two has: what is said of them is no news of its own."""
        return frozenset(self.old.keys() ^ self.new.keys())

    @cached_property
    def operation(self) -> Operation | None:
        """The operation that the page documents, by what the locked page printed of it."""
        printed = self.old.get(("operation", ""), {}).get("endpoint") or self.new.get(("operation", ""), {}).get(
            "endpoint"
        )
        return self.told.operation(printed if isinstance(printed, str) else None)

    @cached_property
    def kept(self) -> Mapping[tuple[Key, str], frozenset[str]]:
        """(field, kind) of facts that no reader found on the new page although a sentence of the field has all their terms:
        it says them in words that no reader knows. With the terms."""
        return self._repeated(conditional=False)

    @cached_property
    def bound(self) -> Mapping[tuple[Key, str], frozenset[str]]:
        """The same, of facts of which a sentence has all terms that says something under a condition."""
        return self._repeated(conditional=True)

    @cached_property
    def divided(self) -> frozenset[int]:
        """The new statements that say together what one old one said in their place."""
        return frozenset(
            at
            for before, after in self.pairs.changed
            if len(several := self._beside(after)) > 1 and self._says_all(before, several)
            for at in several
        )

    def _beside(self, at: int) -> list[int]:
        """A statement and those that are new in its place, in the order of the page."""
        stated = self.capture.state.statements
        mine = stated[at]
        news = [
            new
            for new in self.pairs.new
            if (stated[new].part, stated[new].field, stated[new].section) == (mine.part, mine.field, mine.section)
        ]
        return sorted([at, *news]) if len(news) < _MOST_PIECES else [at]

    def _says_all(self, before: int, several: list[int]) -> bool:
        """Whether new statements, read as one sentence, say what an old one said."""
        page = self.capture.page
        text = "; ".join(page.statements[at].text.rstrip(".") for at in several)
        as_one = [
            replace(statement, text=text) if at == several[0] else statement
            for at, statement in enumerate(page.statements)
        ]
        stated = state_of(replace(page, statements=tuple(as_one))).statements[several[0]]
        return differs(self.locked.accounts[before].statement.meaning, stated.meaning) is None

    def _repeated(self, *, conditional: bool) -> Mapping[tuple[Key, str], frozenset[str]]:
        kept: dict[tuple[Key, str], frozenset[str]] = {}
        lists = self.capture.page.layout not in RUNNING
        for change in changes(self.old, self.new):
            terms = (
                frozenset(terms_of_fact(change.kind, change.old)) if isinstance(change.new, Nothing) else frozenset()
            )
            for stated, read in (
                # behind the page's own statements stand those that its form leaves out
                zip(self.capture.state.statements, self.capture.page.statements, strict=False) if terms else ()
            ):
                mine = (stated.part, stated.field) == change.key if lists else stated.part in (change.part, "text")
                if mine and terms <= {*stated.meaning.terms} and is_conditional(read.text) == conditional:
                    kept[change.key, change.kind] = terms
        return kept

    def unsaid(self, terms: Iterable[str], statement: Stated) -> list[str]:
        """Those of a statement's terms that are not there for a fact that it keeps."""
        lists = self.capture.page.layout not in RUNNING
        known = {
            term
            for (key, _), several in self.kept.items()
            if not lists or key == (statement.part, statement.field)
            for term in (*several, *BINDING)
        }
        return [term for term in terms if term not in known]

    def fields_of(self, key: Key) -> tuple[SpecField, ...]:
        """The fields of the specs that are the field."""
        part = {"example": "body", "example answer": "response"}.get(key[0], key[0])
        return self.told.fields((part, key[1]), self.operation)

    def name_of(self, node: Node, keyword: Node | None = None) -> str:
        """An element's full name, with the keyword in it that is meant; a reference may have led elsewhere."""
        if keyword is None:
            return self.spec.elements.name_of(node)
        return self.spec.elements.name_of(keyword)

    def rules_about(self, path: str) -> Mapping[str, Node]:
        """The rules that read the field: full name -> node."""
        name = path.rpartition(" ")[2].removesuffix("[]").rpartition(".")[2]
        nodes = {}
        for element in self.spec.constraints:
            if element.source is None or self.document.id not in element.source.documents or element.inferred:
                continue
            if name in self.spec.reads(element):
                nodes[element.name] = element.node
        return nodes

    def line_of(self, key: Key, kind: str = "field") -> int | None:
        """Where the new capture says a fact."""
        return line_of(self.capture.page, (key[0], self.renamed.get(key, key[1])), kind)

    def section_of(self, key: Key) -> str:
        """How findings name a field."""
        part, path = key
        if not path:
            return part
        if part == "alternative":
            label, _, path = path.partition(" ")
            return f"{path or 'body'} (of {label})"
        return f"{_PARTS.get(part, f'{part} ')}{path}"

    def edits_of(self, account: Account, what: str) -> tuple[Edit, ...]:
        """The elements that claim or repeat a locked statement, each with what to do there."""
        edits = []
        for name in account.elements:
            try:
                node = self.spec.elements.find(name)
            except NoElement:
                continue
            edits.append(Edit(name, node.key_place, what))
        return tuple(edits)

    def claiming(self, key: Key, what: str) -> list[Edit]:
        """The elements that claim what the locked page says of a field, as of a header, each with what to do there."""
        mine = [each for each in self.locked.accounts if (each.statement.part, each.statement.field) == key]
        return list(dict.fromkeys(edit for account in mine for edit in self.edits_of(account, what)))

    def entries_of(self, account: Account) -> tuple[Entry, ...]:
        """What documents.yaml says of a locked statement."""
        return tuple(entry for entry in entries(self.document) if entry.means(account.statement))

    def in_documents(self, what: str) -> tuple[Edit, ...]:
        """The document's entry in documents.yaml, as a place to write at."""
        node = self.document.node
        return () if node is None else (Edit("documents.yaml", node.place, what),)


def shown_value(value: Json) -> str:
    """A fact's value in a message, as JSON; long lists in short."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 400 else f"{text[:397]}..."
