"""What authors get wrong: checks of a whole contract, one file each, and the list of them. `reelspec check` runs all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

from reelspec.checks.defaults import check_defaults
from reelspec.checks.examples import check_examples
from reelspec.checks.local_files import check_local_files
from reelspec.checks.patterns import check_patterns
from reelspec.checks.python_names import check_python_names
from reelspec.checks.required import check_required
from reelspec.checks.required_alone import check_minimal
from reelspec.checks.sources import check_sources
from reelspec.checks.tasks import check_tasks, doubts_of_tasks
from reelspec.checks.unsatisfiable import check_deep, undecided
from reelspec.checks.values import check_values
from reelspec.checks.without_effect import check_idle
from reelspec.common.digest import digest
from reelspec.common.files import LOCK
from reelspec.common.kept import Kept
from reelspec.common.terminal import Tell, quiet
from reelspec.documentation.coverage.check import check_documents
from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.parser.format_check import check_format, check_pages
from reelspec.language.parser.load import load
from reelspec.language.parser.providers import UnreadableSpecs
from reelspec.language.source.load import Loader
from reelspec.language.source.place import Problem, Problems
from reelspec.project.emitters import OUTPUTS
from reelspec.project.index import Index

CHECKS: tuple[Callable[[Contract], Iterable[Problem]], ...] = (
    check_values,
    check_defaults,
    check_idle,
    check_local_files,
    check_patterns,
    check_required,
    check_sources,
    check_python_names,
    check_tasks,
)
OF_MODELS: tuple[Callable[[Model, Provider], Iterable[Problem]], ...] = (check_minimal, check_examples)
"""Of one model each, and follow from the files that it is made from; so the provider that they are given has no other."""
AskOfModel: TypeAlias = Callable[[str, Model, Callable[[], list[Any]]], list[Any]]
NOTES: tuple[Callable[[Contract], Iterable[Problem]], ...] = (undecided, doubts_of_tasks)
"""What is worth a look and not wrong: what could not be decided, and what a spec leaves open where it need not."""


def check_specs(
    root: Path, tell: Tell = quiet, kept: Kept | None = None, documents: Kept | None = None
) -> tuple[Contract | None, list[Problem]]:
    """The contract (None when the specs cannot be read) and everything that is wrong with the specs below root.

    Five steps: reading, the spec format's own schema, the checks of what could be read, the search for what is dead or
    contradicts itself, and the locks of documents. On a line of which an earlier step speaks, a later one is silent: the
    first knows more, and one fault is to be one problem. The search speaks only of files in which nothing else is wrong:
    it would find consequences. tell: called with what is being looked at. kept: the findings of earlier runs;
    documents: what they have read.
    """
    contract: Contract | None = None
    readable: Contract | None = None
    problems: list[Problem] = []
    loader = Loader(root, documents)
    answer = (lambda _, ask: ask()) if kept is None else kept.answer
    tell("reading the specs")
    try:
        contract = readable = load(root, outputs=OUTPUTS, loader=loader)
    except Problems as refusal:
        problems += refusal.problems
        readable = refusal.contract if isinstance(refusal, UnreadableSpecs) else None
    noted = () if readable is None else _foreign(readable)
    tell("holding files against the format")
    problems += _apart(check_format(loader, answer), (*problems, *noted))
    if readable is not None:

        def of_model(what: str, model: Model, ask: Callable[[], list[Any]]) -> list[Any]:
            files = [(file, digest(loader.loaded[file])) for file in model.files]
            answers: list[Any] = answer(f"{what} {model.provider}/{model.name} {digest(repr(files).encode())}", ask)
            return answers

        problems += _of_contract(readable, problems, tell, of_model)
    for kind in (kept, documents):
        if kind is not None:
            kind.save()
    if contract is not None:
        tell("documents")
        problems += _apart(check_documents(root, contract), problems)
    return contract, sorted(set(problems))


def _of_contract(contract: Contract, known: Iterable[Problem], tell: Tell, ask: AskOfModel) -> list[Problem]:
    """What the checks and the search find in what could be read. known: what is wrong with how it is written. ask: gives the
    findings of a check of a model, which are JSON."""
    checked: list[Problem] = []
    for at, check in enumerate(CHECKS, 1):
        tell(f"check {at} of {len(CHECKS)}: {check.__name__.removeprefix('check_').replace('_', ' ')}")
        checked += check(contract)
    for owner in contract.providers:
        for each, model in product(OF_MODELS, owner.models):
            name = each.__name__.removeprefix("check_")
            tell(f"{name} of {model.provider}/{model.name}")
            found = ask(name, model, partial(_found, each, model, replace(owner, models=(model,))))
            checked += map(Problem.from_json, found)
    problems = _apart(checked, known)
    wrong = {problem.place.file for problem in (*known, *problems)}
    deep = check_deep(contract, tell, partial(ask, "deep"))
    return [*problems, *(problem for problem in deep if problem.place.file not in wrong)]


def still_right(index: Index, tell: Tell = quiet) -> Contract | None:
    """The contract of specs with which nothing is wrong, and in which nothing is worth a look, since that was so when they were
    known, rules of some models alone have changed, and it is so for these; None where all has to be looked at.

    index: of the specs. tell: called with what is being looked at.
    """
    changed = index.partial()
    if changed is None or any(os.path.lexists(index.root / "specs" / owner.name / LOCK) for owner in changed.known):
        return None
    alone = changed.alone
    wrong = [*check_pages(changed.loader, sorted(changed.files)), *_of_contract(alone, (), tell, _asked)]
    if wrong or changed.meets_names() or notes_of(alone):
        return None
    index.know(changed.known)
    return changed.contract


def _asked(_: str, __: Model, ask: Callable[[], list[Any]]) -> list[Any]:
    return ask()


def _found(check: Callable[[Model, Provider], Iterable[Problem]], model: Model, alone: Provider) -> list[Any]:
    return [problem.as_json() for problem in check(model, alone)]


def notes_of(contract: Contract) -> list[Problem]:
    """What is worth a look in specs with which nothing is wrong, sorted by place."""
    return sorted({*_foreign(contract), *(note for notes in NOTES for note in notes(contract))})


def _foreign(contract: Contract) -> tuple[Problem, ...]:
    return tuple(problem for provider in contract.providers for problem in provider.foreign)


def _apart(problems: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """The problems on lines of which nothing is said yet."""
    lines = {(problem.place.file, problem.place.line) for problem in known}
    return [problem for problem in problems if (problem.place.file, problem.place.line) not in lines]
