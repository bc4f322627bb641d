"""The architecture in numbers: what imports what, what imports itself in a circle, and how many lines there are of it.

    python -m tests.architecture [CHECKOUT ...]

prints a column for each checkout of this repository (without any: for this one). Before and after a change, say:

    git worktree add ../before COMMIT && .venv/bin/python -m tests.architecture ../before .

`lint-imports` runs the contract about files, which pyproject.toml names.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import partial
from itertools import chain
from pathlib import Path

import grimp
from importlinter import Contract, ContractCheck, output

PACKAGE = "reelspec"
Arrows = Mapping[str, Set[str]]
"""Each name -> the names that it leads to."""


def circles(arrows: Arrows) -> list[list[str]]:
    """The largest groups of names in which each name leads to every other, by one arrow or by several."""
    reached = {name: _reached(arrows, name) for name in arrows}
    groups = {frozenset(other for other in reached[name] if name in reached[other]) for name in arrows}
    return sorted(sorted(group) for group in groups if group)


def _reached(arrows: Arrows, start: str) -> set[str]:
    """All names that one comes to from here; this one itself only where a way leads back to it."""
    reached: set[str] = set()
    waiting = list(arrows[start])
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += arrows[name]
    return reached


def of_files(graph: grimp.ImportGraph) -> Arrows:
    """Module -> the modules that it imports, in functions and for type checkers too. A package is its `__init__`."""
    own = {name for name in graph.modules if not graph.is_module_squashed(name)}  # not those of other distributions
    return {name: graph.find_modules_directly_imported_by(name) & own for name in own}


def of_siblings(files: Arrows, package: str) -> Arrows:
    """What stands directly in a package -> what else stands there and is imported by it, or by anything inside it."""
    inside = f"{package}."
    arrows: dict[str, set[str]] = {}
    for importer, imported in files.items():
        if importer.startswith(inside):
            name = _first(importer, inside)
            others = {_first(other, inside) for other in imported if other.startswith(inside)}
            arrows.setdefault(name, set()).update(others - {name})
    return arrows


def _first(module: str, inside: str) -> str:
    return module.removeprefix(inside).partition(".")[0]


class AcyclicFiles(Contract):
    """No file imports itself by way of others. `acyclic_siblings` knows no circle through a package's own `__init__`."""

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        files = of_files(graph)
        shortest = [_shortest(graph, files, circle) for circle in circles(files)]
        return ContractCheck(kept=not shortest, metadata={"circles": shortest})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for circle in check.metadata["circles"]:
            output.print_error(" -> ".join(circle))


def _shortest(graph: grimp.ImportGraph, files: Arrows, circle: Sequence[str]) -> Sequence[str]:
    """The fewest files of a circle by which one of them comes back to itself."""
    arrows = ((importer, imported) for importer in circle for imported in files[importer] & set(circle))
    return min(
        ((importer, *(graph.find_shortest_chain(imported, importer) or ())) for importer, imported in arrows),
        key=lambda way: (len(way), way),
    )


def imports(checkout: Path) -> dict[str, str]:
    """Packages, arrows and circles of a checkout."""
    files = of_files(graph_of(PACKAGE, checkout / "generator"))
    packages = {name.rpartition(".")[0] for name in files if "." in name}
    siblings = {name: of_siblings(files, name) for name in packages}
    top = siblings[PACKAGE]
    return {
        "packages": str(len(packages)),
        "modules besides": str(len(files) - len(packages)),
        f"siblings directly in {PACKAGE}": str(len(top)),
        "- arrows between them": str(_count(top)),
        "- circles of them": _sizes(circles(top)),
        "siblings in any package": str(len(files) - 1),
        "- arrows between them, in all": str(sum(map(_count, siblings.values()))),
        "- circles of them, in all": _sizes(chain.from_iterable(map(circles, siblings.values()))),
        "circles of files": _sizes(circles(files)),
    }


def graph_of(package: str, folder: Path, *, types: bool = True) -> grimp.ImportGraph:
    """The imports of the package that stands in a folder. Its files are read, nothing of it is run.

    types: with those that are for type checkers only.
    """
    sys.path.insert(0, str(folder.resolve(strict=True)))
    importlib.invalidate_caches()
    try:
        return grimp.build_graph(package, cache_dir=None, exclude_type_checking_imports=not types)
    finally:
        del sys.path[0]


def _count(arrows: Arrows) -> int:
    return sum(map(len, arrows.values()))


def _sizes(found: Iterable[Sequence[str]]) -> str:
    """How many circles, and of how many names each is."""
    sizes = sorted(map(len, found), reverse=True)
    return f"{len(sizes)} (of {', '.join(map(str, sizes))})" if sizes else "0"


def lines(checkout: Path, folder: str, ending: str) -> dict[str, str]:
    """Lines of the files below a folder: of all, and of each thing that stands directly in it."""
    counted: Counter[str] = Counter()
    for file in (checkout / folder).rglob(f"*.{ending}"):
        if file.is_file() and "__pycache__" not in file.parts:
            counted[file.relative_to(checkout / folder).parts[0]] += file.read_bytes().count(b"\n")
    each = {f"- {folder}/{name}": str(count) for name, count in sorted(counted.items())}
    return {f"lines of {folder} (*.{ending})": str(counted.total()), **each}


SECTIONS = (
    imports,
    partial(lines, folder=f"generator/{PACKAGE}", ending="py"),
    partial(lines, folder="templates", ending="*"),
    partial(lines, folder="tests", ending="py"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.architecture", description=__doc__.partition("\n")[0])
    parser.add_argument("checkouts", metavar="CHECKOUT", type=Path, nargs="*", default=[Path()])
    checkouts = parser.parse_args().checkouts
    for section in SECTIONS:
        columns = [section(checkout) for checkout in checkouts]
        for name in dict.fromkeys(chain.from_iterable(columns)):
            print(f"{name:42}", *(f"{column.get(name, ''):>12}" for column in columns))
        print()


if __name__ == "__main__":
    main()
