"""Who answers for the statements of a page: claims that follow from the specs, and what documents.yaml says.

By itself a field claims, in its own section, what its schema visibly says: lines of the layout, descriptions without a
binding term, and statements of which every binding term is a value or a keyword of it. Everything else, and whatever a
rule says, an author claims in documents.yaml; the numbers of such a statement must stand in the elements that claim it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reelspec.documentation.coverage.declared import FREE, NAVIGATION, SERVER, Entry, entries, inferences
from reelspec.documentation.coverage.elements import NoElement, value_text, values_of
from reelspec.documentation.coverage.lockfile import Account
from reelspec.documentation.coverage.spec import Spec
from reelspec.documentation.coverage.state import ANSWER, State, Stated
from reelspec.documentation.coverage.terms import binding, is_number, is_word
from reelspec.language.contract.keywords import BOUNDS, SIDES, bounds, shaped
from reelspec.language.contract.model import Document
from reelspec.language.rules.words import listing
from reelspec.language.source.node import Node
from reelspec.language.source.place import Problem
from reelspec.language.source.pointer import escape

_VALUES = tuple(keyword.name for keyword in shaped("value", "values"))
_RANGE = tuple(keyword.name for side in SIDES for keyword in bounds("number", side))
_KEYWORDS: Mapping[str, tuple[str, ...]] = {
    **{side: tuple(keyword.name for keyword in BOUNDS if keyword.side == side) for side in SIDES},
    "range": (*_RANGE, *(keyword.name for keyword in shaped("values"))),
    "fixed": _VALUES,
    "supports": (*_VALUES, *_RANGE),
}
"""Binding words that a keyword of the field's schema says."""
_CONDITIONS = frozenset(["not", "without", "unless", "except"])


@dataclass(frozen=True)
class Accounts:
    """A page's statements, each with who answers for it, and what is wrong with the claims."""

    accounts: tuple[Account, ...]
    problems: tuple[Problem, ...]

    @property
    def open(self) -> tuple[Account, ...]:
        """The statements that nobody answers for."""
        return tuple(account for account in self.accounts if not account.accounted)


def account(document: Document, state: State, spec: Spec) -> Accounts:
    """Who answers for each statement of a page, and everything that is wrong with documents.yaml's claims.

    state: the page, just read or from the lock. Problems stand at places of documents.yaml.
    """
    problems: list[Problem] = []
    declared = list(entries(document))
    entries_at: dict[int, list[Entry]] = {}
    for entry in declared:
        problem = _ambiguous(entry, state)
        if problem is not None:
            problems.append(problem)
            continue
        for at, statement in enumerate(state.statements):
            if entry.means(statement):
                entries_at.setdefault(at, []).append(entry)
    names: dict[str, str] = {}
    nodes: dict[str, Node] = {}
    for entry in declared:
        if entry.element is not None and entry.element not in names:
            try:
                names[entry.element] = spec.elements.full_name(document.id, entry.element)
                nodes[entry.element] = spec.elements.find(names[entry.element])
            except NoElement as wrong:
                names.setdefault(entry.element, entry.element)
                problems.append(entry.key.problem(str(wrong), "document-element", key=True))
    for inference in inferences(document):
        try:
            spec.elements.find(spec.elements.full_name(document.id, inference.element))
        except NoElement as wrong:
            problems.append(inference.key.problem(str(wrong), "document-element", key=True))
    accounts = []
    for at, statement in enumerate(state.statements):
        mine = entries_at.get(at, [])
        problems += _contradictions(statement, mine)
        problems += _unsaid(statement, mine, nodes)
        accounts.append(_account(document, statement, mine, names, spec))
    return Accounts(tuple(accounts), tuple(dict.fromkeys(problems)))


def _account(
    document: Document, statement: Stated, mine: Iterable[Entry], names: Mapping[str, str], spec: Spec
) -> Account:
    mine = list(mine)
    if not mine:
        return _by_itself(document, statement, spec)
    aside = next((entry.reason for entry in mine if entry.reason is not None), None)
    elements = [names[entry.element] for entry in mine if entry.element is not None]
    return Account(statement, tuple(sorted(set(elements))), aside)


def _by_itself(document: Document, statement: Stated, spec: Spec) -> Account:
    """Who answers for a statement of which documents.yaml says nothing."""
    binds = binding(statement.terms)
    if statement.kind == "heading" and not binds:
        return Account(statement, aside=NAVIGATION)
    if statement.shows == ANSWER or (
        statement.structure and statement.field is None
    ):  # an example, or the status, of one
        return Account(statement, aside=SERVER)
    if statement.shows is not None:
        shown = spec.operations if statement.kind == "endpoint" else spec.examples
        return Account(statement, shown(document.id, statement.shows))
    if statement.part == "header" and set(binds) <= {"required", "must"}:
        return Account(statement, spec.security())
    elements: list[str] = []
    if statement.field is not None:
        for name, node in spec.fields(document.id, statement.part, statement.field).items():
            required = _is_required(node)
            if statement.structure or not binds or _says(node, statement.terms, required):
                elements.append(name)
                if required and "required" in binds:
                    elements.append(_required_name(name, node))
    return Account(statement, tuple(sorted(elements)))


def _says(node: Node, terms: tuple[str, ...], required: bool) -> bool:
    """Whether a field's schema visibly says every binding term. Exceptions and conditions are a rule's, never a field's."""
    if not _CONDITIONS.isdisjoint(terms):
        return False
    values = values_of(node) - _inner_values(node) | _truths(node)
    default = node.get("default")
    if "default" in terms and (default is None or value_text(default) not in terms):
        return False
    return all(_carries(node, term, values, required) for term in binding(terms))


def _carries(node: Node, term: str, values: frozenset[str], required: bool) -> bool:
    if not is_word(term):
        return term in values
    if term in ("required", "optional", "omitted"):
        return required == (term == "required")
    if term == "default":
        return True
    return any(node.get(keyword) is not None for keyword in _KEYWORDS.get(term, ()))


def _truths(node: Node) -> frozenset[str]:
    kind = node.get("type")
    return frozenset(["true", "false"]) if kind is not None and kind.value == "boolean" else frozenset()


def _inner_values(node: Node) -> frozenset[str]:
    """The numbers of a list of numbers that are neither its least nor its greatest: as a limit none of them is said."""
    listed = node.get("enum")
    texts = [str(element.value) for element in listed.elements()] if listed is not None else []
    if len(texts) < 3 or not all(is_number(word) for word in texts):
        return frozenset()
    default = node.get("default")
    ends = {min(texts, key=float), max(texts, key=float), str(default.value) if default is not None else ""}
    return frozenset(texts) - ends


def _is_required(node: Node) -> bool:
    names = _object(node).get("required")
    return names is not None and node.pointer[-1] in [element.value for element in names.elements()]


def _object(node: Node) -> Node:
    """The object that the field at node is a property of."""
    return node.document.root.at(node.pointer[:-2]) or node


def _required_name(name: str, node: Node) -> str:
    head = name.rsplit("/properties/", 1)[0]
    return f"{head}/required/{escape(str(node.pointer[-1]))}"


# What is wrong


def _ambiguous(entry: Entry, state: State) -> Problem | None:
    """An entry must mean one statement; the same text in several sections is one only if the entry names the section."""
    means = [statement for statement in state.statements if entry.means(statement)]
    if not means and entry.reason == NAVIGATION:
        return None  # set aside before the page is read, or printed in another form of it only
    if not means:
        return entry.node.problem(f"no statement of the page is {entry.node.value}", "document-statement")
    prints = sorted({meant.fingerprint for meant in means})
    if len(prints) > 1:
        message = f"{entry.node.value} begins {len(prints)} fingerprints, {listing(prints)}: write more digits"
        return entry.node.problem(message, "document-statement")
    sections = list(dict.fromkeys(meant.section for meant in means))
    if len(sections) > 1 and entry.reason not in FREE:
        written = listing([f"{entry.prefix}@{section}" for section in sections])
        message = f"{entry.prefix} stands in {len(sections)} sections: write which is meant, {written}"
        return entry.node.problem(message, "document-statement")
    return None


def _contradictions(statement: Stated, mine: list[Entry]) -> Iterator[Problem]:
    reasons = list(dict.fromkeys(entry.reason for entry in mine))
    if len(reasons) > 1:
        both = listing(["claimed" if reason is None else reason for reason in reasons], "and")
        for entry in mine[1:]:
            yield entry.node.problem(f"{entry.prefix} is both {both}", "document-statement")
    binds = binding(statement.terms)
    for entry in mine:
        if entry.reason in FREE and binds and not statement.structure:
            terms = listing(binds[:6], "and")
            message = f"{entry.prefix} says {terms}, so it is claimed, repeated or server behaviour, not {entry.reason}"
            yield entry.node.problem(message, "document-aside")


def _unsaid(statement: Stated, mine: list[Entry], nodes: Mapping[str, Node]) -> Iterator[Problem]:
    """A number of a statement that none of the elements which claim or repeat it holds."""
    claims = [entry for entry in mine if entry.element is not None]
    if statement.kind == "heading":  # its numbers count sections
        return
    known = [nodes[entry.element] for entry in claims if entry.element is not None and entry.element in nodes]
    if not known or len(known) < len(claims):
        return
    values = frozenset().union(*(values_of(element) for element in known))
    missing = [term for term in binding(statement.terms) if is_number(term) and term not in values]
    if missing:
        who = listing([str(entry.element) for entry in claims])
        message = f"{claims[0].prefix} says {listing(missing, 'and')}, and nothing of that stands in {who}"
        yield claims[0].node.problem(message, "document-number")
