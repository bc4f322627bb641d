"""Coverage the other way: constraints of the specs, down to single limits and values, that no statement of a page says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reelspec.documentation.coverage.declared import REPEATED, inferences
from reelspec.documentation.coverage.elements import Element, NoElement, value_text
from reelspec.documentation.coverage.lockfile import Account
from reelspec.documentation.coverage.spec import Spec, path_of
from reelspec.documentation.coverage.terms import is_number
from reelspec.documentation.pages.page import LIMITS, FactKind, limit_keywords
from reelspec.documentation.pages.prose import NUMBERS
from reelspec.language.contract.keywords import SIDES, shaped
from reelspec.language.contract.model import Document, Provider
from reelspec.language.source.node import Node

_LIMITS: Mapping[str, FactKind] = {
    **{word: kind for kind in LIMITS for side in SIDES for word in limit_keywords(kind, side)},
    **{keyword.name: "range" for keyword in shaped("factor")},
    "default": "default",
    **{keyword.name: "options" for keyword in shaped("values", "value")},
}
"""Keywords whose value must be a term of a statement that claims the field, and what `differences` calls them."""


@dataclass(frozen=True)
class Coverage:
    """constraints: how many come from pages at hand; inferred: those that their author says no page states; unstated:
    those that no statement says."""

    constraints: int
    inferred: int
    unstated: tuple[Element, ...]


def coverage(provider: Provider, spec: Spec, pages: Mapping[str, Iterable[Account]]) -> Coverage:
    """What of a provider's constraints is said by the statements of its pages.

    pages: document id -> who answers for its statements.
    """
    claimed: dict[str, set[str]] = {}
    for accounts in pages.values():
        for account in accounts:
            for name in account.elements if account.aside != REPEATED else ():
                claimed.setdefault(name, set()).update(NUMBERS.get(term, term) for term in account.statement.terms)
    excused = {name for document in provider.documents.values() for name in _excused(document, spec)}
    unclaimed: list[Element] = []
    count = inferred = 0
    for element in spec.constraints:
        if element.source is not None and pages.keys().isdisjoint(element.source.documents):
            continue
        count += 1
        if element.inferred or element.name in excused:
            inferred += 1
        elif element.name not in claimed and not _of_files(element, claimed):
            unclaimed.append(element)
        else:
            unclaimed += [
                keyword
                for keyword in _keywords(element, claimed.get(element.name, set()))
                if keyword.name not in excused
            ]
    return Coverage(count, inferred, tuple(unclaimed))


def _of_files(element: Element, claimed: Mapping[str, set[str]]) -> bool:
    """Whether a limit on files is said by the statements that claim the field which names them."""
    field, mark, _ = element.name.rpartition("/x-media/")
    return bool(mark) and any(
        _stated(element.node, claimed[name]) for name in (field, field.removesuffix("/items")) if name in claimed
    )


def _keywords(element: Element, terms: set[str]) -> Iterator[Element]:
    """The limits and values of a field that are no term of a statement which claims it."""
    if path_of(element.node) is None:
        return
    for keyword in _LIMITS:
        node = element.node.get(keyword)
        if node is not None and not _stated(node, terms):
            yield Element(f"{element.name}/{keyword}", node, element.source)


def _stated(node: Node, terms: set[str]) -> bool:
    """Whether terms say a value; of a list of numbers its ends, of words those that can be told from prose."""
    values = [value_text(element) for element in node.elements()] if node.kind == "array" else [value_text(node)]
    if len(values) > 2 and all(is_number(value) for value in values):
        values = [min(values, key=float), max(values, key=float)]
    return all(
        value in terms for value in values if is_number(value) or any(sign.isdigit() or sign == "_" for sign in value)
    )


def _excused(document: Document, spec: Spec) -> Iterator[str]:
    """Elements that documents.yaml calls inferences, and limits of which it says why the page has them otherwise."""
    for inference in inferences(document):
        try:
            yield spec.elements.full_name(document.id, inference.element)
        except NoElement:
            continue
    listed = document.node.get("differences") if document.node is not None else None
    for key, _ in listed.items() if listed is not None else ():
        path, _, kind = key.rpartition(" ")
        for name in spec.fields(document.id, "body", path):
            yield from (f"{name}/{keyword}" for keyword, called in _LIMITS.items() if called == kind)
