"""The speed tables of docs/speed.md, and their place in it. Benchmarks only; `validators` and `javascript` call it."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from statistics import median

from tests.benchmarks.measuring import Measured
from tests.benchmarks.subjects import LIBRARIES
from tests.benchmarks.targets import ALL, IMPORT, Column, Table

BEGIN = "<!-- speed: python -m tests.benchmarks.validators --compiled --docs writes from here -->"
END = "<!-- speed: to here -->"


def rewritten(page: str, text: str, begin: str = BEGIN, end: str = END) -> str:
    """The page with other text between two comments. Raises ValueError where they are not."""
    if page.count(begin) != 1 or page.count(end) != 1 or page.index(begin) > page.index(end):
        raise ValueError(f"the page needs the line {begin} once, and after it {end}")
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end)[1]}"


MET = ["what", "at most", "figures", "missed", "worst", "of"]
"""The heads of a table that says how targets are met."""


def about(count: int, wrong: dict[str, int]) -> str:
    """What is to be known of the tables. count: bodies of the documents' tables; wrong: library -> of these."""
    versions = []
    for name in LIBRARIES:
        try:
            versions.append(f"{name.replace('_', '-')} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name.replace('_', '-')} not installed")
    mistaken = ", ".join(f"{name} {number}" for name, number in wrong.items() if number)
    return "\n".join(
        [
            "Medians of ratios of processor times that were taken in turns, in one run; less is faster, **bold** misses its "
            "target. Each figure is of one body, named by its kind and what tells it from others of that kind.",
            "",
            "- accepted: as multiples of a function written by hand for the model, in the faster of two forms",
            "- refused: as multiples of jsonschema-rs with its messages read, on our schema or the leanest equivalent, "
            "whichever is faster; where a library stops at the first fault, that alone",
            "- from bytes: as multiples of orjson and `errors`; msgspec and pydantic read the bytes into their types",
            "",
            f"Python {platform.python_version()}, {', '.join(versions)}. Of the {count} bodies of the documents' tables, "
            f"these decide some wrong: {mistaken or 'none'}.",
        ]
    )


def summary(results: Sequence[Measured], sharing: Sequence[float] = ()) -> str:
    """How the targets are met, and what imports cost. sharing: milliseconds of importing what the validators share."""
    rows = []
    for table in ALL:
        for column in table.columns:
            for most in dict.fromkeys(column.targets.values()):
                kinds = [kind for kind, one in column.targets.items() if one == most]
                of = f" ({', '.join(kinds)})" if len(kinds) < 3 else ""
                figures = [
                    (figure, f"{one.name}: {body}")
                    for one in results
                    for body, costs in table.costs(one).items()
                    if column.target(body) == most and (figure := column.figure(costs)) is not None
                ]
                rows += met(f"{table.head}: {column.head} / {column.base}{of}", most, figures)
    rows += met("import, ms", IMPORT, [(median(one.importing), one.name) for one in results])
    shared = f"\n\nWhat the validators share is imported once, in {median(sharing):.2f} ms." if sharing else ""
    return aligned(MET, rows) + shared


def met(what: str, most: float, figures: list[tuple[float, str]]) -> list[list[str]]:
    """The row of a target. figures: each with what it is of."""
    if not figures:
        return []
    worst, where = max(figures)
    missed = sum(figure > most for figure, _ in figures)
    return [[what, f"{most:g}", str(len(figures)), str(missed), shown(worst, most), where]]


def tables(one: Measured) -> str:
    """The tables of one model, under its name."""
    return "\n\n".join([f"## {one.name}", *(_table(table, one) for table in ALL if table.costs(one))])


def _table(table: Table, one: Measured) -> str:
    """The columns of what was measured, for every body."""
    bodies = table.costs(one)
    columns = [one for one in table.columns if any(one.figure(costs) is not None for costs in bodies.values())]
    heads = [one.head if one.base in ("", table.base) else f"{one.head} / {one.base}" for one in columns]
    return aligned(
        [table.head, *heads],
        ([body, *(_of(column, body, costs) for column in columns)] for body, costs in bodies.items()),
    )


def _of(column: Column, body: str, costs: dict[str, list[float]]) -> str:
    return shown(column.figure(costs), column.target(body))


def shown(figure: float | None, most: float | None) -> str:
    if figure is None:
        return "–"
    text = f"{figure:.2f}" if figure < 100 else f"{figure:.0f}"
    return f"**{text}**" if most is not None and figure > most else text


def aligned(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table whose source is aligned as well: it is read on a terminal too."""
    rows = [heads, *rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        " | ".join(
            cell.rjust(width) if index else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    ruler = " | ".join(f"{'-' * (width - 1)}{':' if index else '-'}" for index, width in enumerate(widths))
    lines.insert(1, ruler)
    return "\n".join(f"| {line} |" for line in lines)
