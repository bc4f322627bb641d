"""What authors get wrong: checks of a whole contract, one file each, and the list of them. `reelspec check` runs all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from reelspec.build import load
from reelspec.checks.defaults import check_defaults
from reelspec.checks.examples import check_examples
from reelspec.checks.form import check_form
from reelspec.checks.minimal import check_minimal
from reelspec.checks.values import check_values
from reelspec.contract.model import Contract
from reelspec.source.place import Problem, Problems

CHECKS: tuple[Callable[[Contract], Iterable[Problem]], ...] = (
    check_values,
    check_defaults,
    check_minimal,
    check_examples,
)


def check_specs(root: Path) -> tuple[Contract | None, list[Problem]]:
    """The contract (None when the specs cannot be read) and everything that is wrong with the specs below root.

    The files are held against the spec format's own schema first; what reading says of the same place is said once.
    """
    problems: list[Problem] = list(check_form(root))
    places = {problem.place for problem in problems}
    try:
        contract = load(root)
    except Problems as found:
        return None, sorted({*(one for one in problems if _alone(one, found.problems)), *found.problems})
    for check in CHECKS:
        problems += [one for one in check(contract) if one.place not in places]
    return contract, sorted(set(problems))


def _alone(problem: Problem, others: tuple[Problem, ...]) -> bool:
    """Reading says nothing of the same line."""
    return all((one.place.file, one.place.line) != (problem.place.file, problem.place.line) for one in others)
