"""Who answers for the statements of a page: claims that follow from the specs, and what documents.yaml says.

By itself a field claims, in its own section, what its schema visibly says: lines of the layout, descriptions without a
binding term, and statements of which every binding term is a value or a keyword of it. Everything else, and whatever a
rule says, an author claims in documents.yaml; the numbers of such a statement must stand in the elements that claim it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reelspec.contract.model import Document, Provider
from reelspec.contract.schema import Schema
from reelspec.documents.declared import FREE, NAVIGATION, REPEATED, SERVER, Entry, entries, inferences
from reelspec.documents.elements import Element, Elements, NoElement, constraints, number_text, values_of
from reelspec.documents.lockfile import Account
from reelspec.documents.state import ANSWER, State, Stated, body_print
from reelspec.documents.terms import binding, is_number, is_word
from reelspec.logic.words import listing
from reelspec.source.node import Node
from reelspec.source.place import Problem

_KEYWORDS = {
    "most": ("maxLength", "maximum", "maxItems", "exclusiveMaximum"),
    "least": ("minLength", "minimum", "minItems", "exclusiveMinimum"),
    "range": ("minimum", "maximum", "enum"),
    "fixed": ("const", "enum"),
    "supports": ("const", "enum", "minimum", "maximum"),
}
"""Binding words that a keyword of the field's schema says."""
_CONDITIONS = frozenset(["not", "without", "unless", "except"])


@dataclass(frozen=True, slots=True)
class Accounts:
    """A page's statements, each with who answers for it, and what is wrong with the claims."""

    accounts: tuple[Account, ...]
    problems: tuple[Problem, ...]

    @property
    def open(self) -> tuple[Account, ...]:
        """The statements that nobody answers for."""
        return tuple(one for one in self.accounts if not one.accounted)


class Spec:
    """A provider's elements as claims look for them: by name, and the fields of a document by their path."""

    def __init__(self, provider: Provider, elements: Elements) -> None:
        self.provider = provider
        self.elements = elements
        self.constraints = constraints(provider, elements)
        self._bodies: dict[tuple[str, str], dict[str, Node]] = {}
        for element in self.constraints:
            path = path_of(element.node)
            if element.source is not None and path is not None:
                self._bodies.setdefault((element.source.document, path), {})[element.name] = element.node
        self._reads = {
            elements.name_of(rule.node): rule.reads
            for schema in provider.placed.values()
            for rule in schema.rules
            if rule.node is not None
        }
        self._answers = _answers(provider, elements)
        self._examples = _examples(provider, elements)

    def fields(self, document: str, part: str, path: str) -> Mapping[str, Node]:
        """The fields at a path that come from a document: full name -> node. part: body or response."""
        if part == "response":
            return self._answers.get((document, path), {})
        return self._bodies.get((document, path), {}) if part == "body" else {}

    def reads(self, element: Element) -> tuple[str, ...]:
        """The fields that a rule reads; none for what is no rule."""
        return self._reads.get(element.name, ())

    def operations(self, document: str, endpoint: str) -> tuple[str, ...]:
        """The operations at an endpoint, `POST /v1/videos`, that take a model of the document."""
        mine = {
            model.name
            for model in self.provider.models
            if any(form.schema.source is not None and form.schema.source.document == document for form in model.forms)
        }
        return tuple(
            self.elements.name_of(one.node)
            for one in self.provider.operations
            if one.node is not None and f"{one.method.upper()} {one.path}" == endpoint and mine & set(one.models)
        )

    def security(self) -> tuple[str, ...]:
        """The security scheme, where the provider has one only."""
        schemes = self.provider.root.at(("components", "securitySchemes")) if self.provider.root is not None else None
        nodes = [] if schemes is None else [node for _, node in schemes.items()]
        return (self.elements.name_of(nodes[0]),) if len(nodes) == 1 else ()

    def examples(self, document: str, body: str) -> tuple[str, ...]:
        """The names of a document's examples whose body has that fingerprint."""
        return self._examples.get((document, body), ())


def path_of(node: Node) -> str | None:
    """A field's path as pages write it, `media[].type`; None for what is no field."""
    pointer = node.pointer
    if len(pointer) < 2 or pointer[-2] != "properties":
        return None
    path = ""
    at = 0
    while at < len(pointer):
        if pointer[at] == "properties" and at + 1 < len(pointer):
            path += f".{pointer[at + 1]}" if path else str(pointer[at + 1])
            at += 2
        else:
            path += "[]" if pointer[at] == "items" and path else ""
            at += 1
    return path


def _answers(provider: Provider, elements: Elements) -> dict[tuple[str, str], dict[str, Node]]:
    """(document, path) -> the fields of what the operations answer whose models come from the document."""
    found: dict[tuple[str, str], dict[str, Node]] = {}
    for operation in provider.operations:
        documents = {
            form.schema.source.document
            for model in provider.models
            if model.name in operation.models
            for form in model.forms
            if form.schema.source is not None
        }
        fields: dict[str, dict[str, Node]] = {}
        for response in operation.responses:
            if response.status.startswith("2"):
                for content in response.contents:
                    if content.schema is not None:
                        _answer(content.schema, "", provider, elements, fields, ())
        for document in documents:
            for path, nodes in fields.items():
                found.setdefault((document, path), {}).update(nodes)
    return found


def _answer(
    schema: Schema,
    path: str,
    provider: Provider,
    elements: Elements,
    found: dict[str, dict[str, Node]],
    above: tuple[str, ...],
) -> None:
    """Put every field of an answer under its path; a schema inside itself is followed once."""
    if schema.ref is not None and schema.ref not in above and schema.ref in provider.definitions:
        _answer(provider.definitions[schema.ref], path, provider, elements, found, (*above, schema.ref))
    for part in (*schema.all_of, *schema.any_of, *schema.one_of):
        _answer(part, path, provider, elements, found, above)
    if schema.items is not None and path:
        _answer(schema.items, f"{path}[]", provider, elements, found, above)
    for name, inner in schema.properties.items():
        at = f"{path}.{name}" if path else name
        if inner.node is not None:
            found.setdefault(at, {})[elements.name_of(inner.node)] = inner.node
        _answer(inner, at, provider, elements, found, above)


def _examples(provider: Provider, elements: Elements) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for model in provider.models:
        sources = {form.file: form.schema.source for form in model.forms}
        for example in model.examples:
            if example.rule is None and example.node is not None:
                source = sources.get(example.node.document.file)
                if source is not None:
                    key = source.document, body_print(example.body)
                    found.setdefault(key, {})[elements.name_of(example.node)] = None
    return {key: tuple(names) for key, names in found.items()}


def account(document: Document, state: State, spec: Spec) -> Accounts:
    """Who answers for each statement of a page, and everything that is wrong with documents.yaml's claims.

    state: the page, just read or from the lock. Problems stand at places of documents.yaml.
    """
    problems: list[Problem] = []
    said = list(entries(document))
    found: dict[int, list[Entry]] = {}
    for entry in said:
        problem = _ambiguous(entry, state)
        if problem is not None:
            problems.append(problem)
            continue
        for at, statement in enumerate(state.statements):
            if entry.means(statement):
                found.setdefault(at, []).append(entry)
    names: dict[str, str] = {}
    nodes: dict[str, Node] = {}
    for entry in said:
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
        mine = found.get(at, [])
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
    if statement.shows == ANSWER:
        return Account(statement, aside=SERVER)
    if statement.shows is not None:
        shown = spec.operations if statement.kind == "endpoint" else spec.examples
        return Account(statement, shown(document.id, statement.shows))
    if statement.part == "header" and set(binds) <= {"required", "must"}:
        return Account(statement, spec.security())
    found: list[str] = []
    if statement.field is not None:
        for name, node in spec.fields(document.id, statement.part, statement.field).items():
            required = _is_required(node)
            if statement.structure or not binds or _says(node, statement.terms, required):
                found.append(name)
                if required and "required" in binds:
                    found.append(_required_name(name, node))
    return Account(statement, tuple(sorted(found)))


def _says(node: Node, terms: tuple[str, ...], required: bool) -> bool:
    """Whether a field's schema visibly says every binding term. Exceptions and conditions are a rule's, never a field's."""
    if not _CONDITIONS.isdisjoint(terms):
        return False
    values = values_of(node) - _inner_values(node) | _truths(node)
    default = node.get("default")
    if "default" in terms and (default is None or _value_text(default) not in terms):
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


def _value_text(node: Node) -> str:
    """A value as terms write it."""
    match node.value:
        case bool():
            return "true" if node.value else "false"
        case int() | float():
            return number_text(node.value)
    return str(node.value)


def _inner_values(node: Node) -> frozenset[str]:
    """The numbers of a list of numbers that are neither its least nor its greatest: as a limit none of them is said."""
    listed = node.get("enum")
    texts = [str(one.value) for one in listed.elements()] if listed is not None else []
    if len(texts) < 3 or not all(is_number(one) for one in texts):
        return frozenset()
    default = node.get("default")
    ends = {min(texts, key=float), max(texts, key=float), str(default.value) if default is not None else ""}
    return frozenset(texts) - ends


def _is_required(node: Node) -> bool:
    names = _object(node).get("required")
    return names is not None and node.pointer[-1] in [one.value for one in names.elements()]


def _object(node: Node) -> Node:
    """The object that the field at node is a property of."""
    return node.document.root.at(node.pointer[:-2]) or node


def _required_name(name: str, node: Node) -> str:
    head = name.rsplit("/properties/", 1)[0]
    last = str(node.pointer[-1]).replace("~", "~0").replace("/", "~1")
    return f"{head}/required/{last}"


# What is wrong


def _ambiguous(entry: Entry, state: State) -> Problem | None:
    """An entry must mean one statement; the same text in several sections is one only if the entry names the section."""
    means = [one for one in state.statements if entry.means(one)]
    if not means:
        return entry.node.problem(f"no statement of the page is {entry.node.value}", "document-statement")
    prints = sorted({one.fingerprint for one in means})
    if len(prints) > 1:
        message = f"{entry.node.value} begins {len(prints)} fingerprints, {listing(prints)}: write more digits"
        return entry.node.problem(message, "document-statement")
    sections = list(dict.fromkeys(one.section for one in means))
    if len(sections) > 1 and entry.reason not in FREE:
        written = listing([f"{entry.prefix}@{one}" for one in sections])
        message = f"{entry.prefix} stands in {len(sections)} sections: write which is meant, {written}"
        return entry.node.problem(message, "document-statement")
    return None


def _contradictions(statement: Stated, mine: list[Entry]) -> Iterator[Problem]:
    reasons = list(dict.fromkeys(entry.reason for entry in mine))
    if len(reasons) > 1:
        said = listing(["claimed" if one is None else one for one in reasons], "and")
        for entry in mine[1:]:
            yield entry.node.problem(f"{entry.prefix} is both {said}", "document-statement")
    binds = binding(statement.terms)
    for entry in mine:
        if entry.reason in FREE and binds and not statement.structure:
            said = listing(binds[:6], "and")
            message = f"{entry.prefix} says {said}, so it is claimed, repeated or server behaviour, not {entry.reason}"
            yield entry.node.problem(message, "document-aside")


def _unsaid(statement: Stated, mine: list[Entry], nodes: Mapping[str, Node]) -> Iterator[Problem]:
    """A number of a statement that none of the elements which claim or repeat it holds."""
    claims = [entry for entry in mine if entry.element is not None]
    if statement.kind == "heading":  # its numbers count sections
        return
    known = [nodes[entry.element] for entry in claims if entry.element is not None and entry.element in nodes]
    if not known or len(known) < len(claims):
        return
    values = frozenset().union(*(values_of(one) for one in known))
    missing = [one for one in binding(statement.terms) if is_number(one) and one not in values]
    if missing:
        who = listing([str(entry.element) for entry in claims])
        message = f"{claims[0].prefix} says {listing(missing, 'and')}, and nothing of that stands in {who}"
        yield claims[0].node.problem(message, "document-number")


# The other way: constraints without a statement


def unstated(provider: Provider, spec: Spec, pages: Mapping[str, Iterable[Account]]) -> tuple[list[Element], int]:
    """The constraints that come from a locked page and that no statement of any page says, and how many are inferences.

    pages: document id -> who answers for its statements.
    """
    claimed = {
        name for accounts in pages.values() for one in accounts for name in one.elements if one.aside != REPEATED
    }
    inferred: set[str] = set()
    for document in provider.documents.values():
        for one in inferences(document):
            try:
                inferred.add(spec.elements.full_name(document.id, one.element))
            except NoElement:
                continue
    found, count = [], 0
    for element in spec.constraints:
        if element.source is not None and element.source.document not in pages:
            continue
        if element.inferred or element.name in inferred:
            count += 1
        elif element.name not in claimed:
            found.append(element)
    return found, count
