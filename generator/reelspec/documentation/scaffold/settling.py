"""A draft until nothing is wrong with it: what `check` refuses becomes a TODO, and every statement of the page is accounted for.

What the draft says is claimed in documents.yaml; what it does not say is a TODO there and in the draft. So `documents lock`
works at once, and the TODOs are its only open ends. The package's `draft` calls it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from reelspec.documentation.comparison import compare
from reelspec.documentation.comparison.words import sentence
from reelspec.documentation.coverage.claims import Accounts, account
from reelspec.documentation.coverage.coverage import coverage
from reelspec.documentation.coverage.declared import NAVIGATION, SERVER, TODO, prefix_of
from reelspec.documentation.coverage.elements import values_of
from reelspec.documentation.coverage.spec import path_of
from reelspec.documentation.coverage.state import State, state_of
from reelspec.documentation.coverage.status import spec_of
from reelspec.documentation.coverage.terms import binding, is_number
from reelspec.documentation.pages.page import KEYWORDS, Page
from reelspec.documentation.scaffold.drafting import Draft, Drafting
from reelspec.documentation.scaffold.publishing import Check, problems_beside, written
from reelspec.language.contract.model import Provider
from reelspec.language.parser.load import load
from reelspec.language.source.node import Json, Node
from reelspec.language.source.place import Problem, Problems
from reelspec.language.source.pointer import escape

MOST_ROUNDS = 20
"""How often something is left out and checked anew; what is wrong then is reported."""
_OF_FACTS = frozenset(
    ["exactly", "most", "least", "one", "range", "limit", "exceed", "required", "must", "optional", "default", "fixed"]
)
"""Binding words that say a fact, whatever keyword carries it."""


def settled(root: Path, drafting: Drafting, check: Check) -> Draft:
    """The draft, checked if nothing is wrong with it. check: says what is wrong with the specs below a folder."""
    before = problems_beside(root, check)
    made = drafting.draft()
    with tempfile.TemporaryDirectory(prefix="reelspec-") as folder:
        for _ in range(MOST_ROUNDS):
            written(root, Path(folder), made)
            wrong = [problem for problem in check(Path(folder)) if (problem.message, problem.name) not in before]
            if not wrong:
                break
            if not _left_out(made, wrong):
                return made
            made = drafting.draft()
        else:
            return made
        if drafting.page is not None:
            _account(root, Path(folder), drafting, drafting.page)
            made = drafting.draft()
            written(root, Path(folder), made)
            if [problem for problem in check(Path(folder)) if (problem.message, problem.name) not in before]:
                return made
    return replace(made, checked=True)


def _left_out(made: Draft, wrong: Iterable[Problem]) -> bool:
    """Leave out what stands at the problems; False where there is one of which nothing can be left out."""
    refusals: dict[tuple[str, int], tuple[Callable[[str], None], str]] = {}
    for problem in wrong:
        place = (problem.place.file, problem.place.line)
        refuse = made.refusals.get(place)
        if refuse is None:
            return False
        refusals.setdefault(place, (refuse, problem.message))
    for refuse, message in refusals.values():
        refuse(message)
    return True


# Statements


@dataclass
class _Entry:
    """What documents.yaml will say of the page's statements. fates: index of a statement -> the elements that claim it, or
    the reason why it is set aside."""

    fates: dict[int, list[str] | str] = field(default_factory=dict)
    differences: dict[str, Json] = field(default_factory=dict)
    inferences: dict[str, Json] = field(default_factory=dict)

    def as_declared(self, state: State) -> dict[str, Json]:
        """As documents.yaml has it."""
        claims: dict[str, dict[str, None]] = {}
        aside: dict[str, dict[str, None]] = {}
        for at, fate in sorted(self.fates.items()):
            named = _name(state, at)
            for element in fate if isinstance(fate, list) else ():
                claims.setdefault(element, {})[named] = None
            if isinstance(fate, str):
                aside.setdefault(fate, {})[named] = None
        members: dict[str, Json] = {}
        if claims:
            members["claims"] = {element: list(names) for element, names in claims.items()}
        if aside:
            members["aside"] = {reason: list(names) for reason, names in aside.items()}
        if self.inferences:
            members["inferences"] = self.inferences
        if self.differences:
            members["differences"] = self.differences
        return members


def _name(state: State, at: int) -> str:
    """What documents.yaml calls a statement: its first digits, and its section if it has several."""
    statement = state.statements[at]
    sections = {other.section for other in state.statements if other.fingerprint == statement.fingerprint}
    return prefix_of(statement, state.statements) + (f"@{statement.section}" if len(sections) > 1 else "")


def _account(root: Path, folder: Path, drafting: Drafting, page: Page) -> None:
    """Let the draft answer for every statement of the page."""
    state = state_of(page)
    entry = _Entry()
    _differences(folder, drafting, page, entry)
    drafting.declared = entry.as_declared(state)
    written(root, folder, drafting.draft())
    accounts, fields = _accounts(folder, drafting, state)
    for at, each in enumerate(accounts.accounts):
        if not each.accounted:
            entry.fates[at] = _fate(drafting, page, state, at, fields)
    for _ in range(3):
        drafting.declared = entry.as_declared(state)
        written(root, folder, drafting.draft())
        accounts, _ = _accounts(folder, drafting, state)
        if not accounts.problems:
            break
        for problem in accounts.problems:
            for at in entry.fates:
                if _name(state, at).partition("@")[0] in problem.message:
                    entry.fates[at] = TODO
    _inferences(folder, drafting, page, state, entry)
    drafting.declared = entry.as_declared(state)
    for at, fate in entry.fates.items():
        if fate == TODO and at not in drafting.todos:
            drafting.add_todo(at, page.statements[at])


def _fate(
    drafting: Drafting, page: Page, state: State, at: int, fields: Callable[[str, str], Mapping[str, Node]]
) -> list[str] | str:
    """What becomes of a statement that nobody answers for."""
    statement = page.statements[at]
    prefix = f"models/{drafting.stem}.yaml#"
    if at in drafting.media:
        named = fields(statement.part, statement.field or "")
        return [f"{name.removeprefix(prefix)}/x-media/{key}" for name in named for key in drafting.media[at]] or TODO
    facts = [fact for fact in page.facts if fact.statement == at and at not in drafting.todos]
    nodes = {name: node for fact in facts for name, node in fields(fact.part, fact.field).items()}
    if not any(fact.kind in KEYWORDS for fact in facts) and statement.kind not in ("type", "limit", "options"):
        known = frozenset().union(*map(values_of, nodes.values())) | _OF_FACTS
        more = [
            statement
            for statement in binding(state.statements[at].terms)
            if not is_number(statement)
            and statement not in known
            and not (statement == "cannot" and "exceed" in state.statements[at].terms)
        ]
        if nodes and more:  # a fact was read from it, and it says more than that
            return TODO
    elements = [name.removeprefix(prefix) for name in nodes]
    parameter = _parameter(drafting, statement.part, statement.field)
    if parameter is not None and at not in drafting.todos:
        elements.append(parameter)
    if not elements and page.description is not None and statement.kind in ("type", "limit", "options"):
        # What only one of the alternatives of a body says.
        elements += [f"/{key}" for key in drafting.body.several] if statement.part == "body" else []
    if elements:
        return list(dict.fromkeys(elements))
    if at in drafting.todos:
        return TODO
    if statement.part in ("response", "other response"):
        return SERVER
    return TODO if binding(state.statements[at].terms) else NAVIGATION


def _parameter(drafting: Drafting, part: str, name: str | None) -> str | None:
    """The element that is a parameter of the drafted operation."""
    operation = drafting.operation
    known = any((parameter.place, parameter.name) == (part, name) for parameter in operation.parameters)
    if not known or operation.path is None or name is None:
        return None
    return f"openapi.yaml#/paths/{escape(operation.path)}/{operation.sent_by}/parameters/{escape(name)}"


def _differences(folder: Path, drafting: Drafting, page: Page, entry: _Entry) -> None:
    """The facts that the draft says otherwise than the page: each is a TODO at its field."""
    try:
        provider = _provider(folder, drafting)
    except Problems:
        return
    for difference in compare(provider, provider.documents[drafting.identity], page).open:
        if difference.kind == "field" and drafting.in_choice(difference.field):
            entry.differences[difference.key] = "it stands in alternatives of the body"
            continue
        words = sentence(difference)
        entry.differences[difference.key] = f"TODO, {words}"
        where = drafting.schema_at(difference.field) or drafting.body
        where.todo(words, difference.line)


def _inferences(folder: Path, drafting: Drafting, page: Page, state: State, entry: _Entry) -> None:
    """Constraints that no statement says in so many words, as one that excludes a bound; each with its line of the page."""
    provider = _provider(folder, drafting)
    spec = spec_of(folder, provider)
    accounts = account(provider.documents[drafting.identity], state, spec).accounts
    own = f"models/{drafting.stem}.yaml#"
    for element in coverage(provider, spec, {drafting.identity: accounts}).unstated:
        if not element.name.startswith(own):
            continue
        field_ = next((path for at in range(len(element.node.pointer), 0, -1) if (path := _path(element.node, at))), "")
        lines = [fact.line for fact in page.facts if fact.part == "body" and fact.field == field_]
        where = f"the page says so in line {lines[0]}" if lines else "the page's requests have it"
        entry.inferences[element.name.removeprefix(own)] = where


def _provider(folder: Path, drafting: Drafting) -> Provider:
    """The provider as the specs below a folder have it. Raises Problems."""
    return next(provider for provider in load(folder).providers if provider.name == drafting.provider)


def _path(node: Node, length: int) -> str | None:
    around = node.document.root.at(node.pointer[:length])
    return None if around is None else path_of(around)


def _accounts(
    folder: Path, drafting: Drafting, state: State
) -> tuple[Accounts, Callable[[str, str], Mapping[str, Node]]]:
    provider = _provider(folder, drafting)
    spec = spec_of(folder, provider)
    document = provider.documents[drafting.identity]
    return account(document, state, spec), lambda part, path: spec.fields(drafting.identity, part, path)
