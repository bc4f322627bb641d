"""The speed tables of docs/speed.md, and their place in it. Benchmarks only; `validators` calls it."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from statistics import median

from tests.benchmarks.bodies import FULL, ITEMS, MANY, ONE, THREE, VALID
from tests.benchmarks.measuring import COMPILED, ERRORS, LIMIT, OURS, Costs, Measured, fastest, ratio
from tests.benchmarks.subjects import RUST
from tests.benchmarks.targets import COMPILED_TO_RUST, IMPORT, TO_LIMIT, VIOLATIONS_TO_RUST

BEGIN = "<!-- speed: python -m tests.benchmarks.validators --compiled --docs writes from here -->"
END = "<!-- speed: to here -->"
OTHERS = ("msgspec", "pydantic", "fastjsonschema", "jsonschema")
FIRST_ALONE = ("msgspec", "fastjsonschema")
"""What stops at the first fault."""


def rewritten(page: str, text: str) -> str:
    """The page with other text between the two comments. Raises ValueError where they are not."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise ValueError(f"the page needs the line {BEGIN} once, and after it {END}")
    before, rest = page.split(BEGIN)
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}"


def speed(results: Sequence[Measured], count: int, wrong: dict[str, int]) -> str:
    """Both tables with what is to be known of them. count: bodies of the documents' tables; wrong: library -> of these."""
    parts = [_about(count, wrong)]
    parts += _verdicts(results)
    parts += _violations(results)
    parts.append(_imports(results))
    return "\n\n".join(parts)


def _about(count: int, wrong: dict[str, int]) -> str:
    versions = []
    for name in ("jsonschema-rs", *OTHERS):
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name} not installed")
    mistaken = ", ".join(f"{name} {number}" for name, number in wrong.items() if number)
    return (
        "Medians of ratios of times that were taken in turns, in one run; less is faster, **bold** misses its target. "
        f"jsonschema-rs has our schema or the leanest equivalent, whichever is faster. Python {platform.python_version()}, "
        f"{', '.join(versions)}. Of the {count} bodies of the documents' tables, these decide some wrong: {mistaken or 'none'}."
    )


def _verdicts(results: Sequence[Measured]) -> list[str]:
    """Whether a body is valid."""
    first = results[0].verdicts[VALID]
    compiled = COMPILED in first
    others = [name for name in OTHERS if name in first]
    heads = ["model", "body", "by hand, µs", "`is_valid`", *(["compiled"] if compiled else []), RUST, *others]
    heads += [f"compiled / {RUST}"] if compiled else []
    rows = []
    for one in results:
        for kind in (VALID, FULL, MANY):
            cost = one.verdicts.get(kind)
            if cost is None:
                continue
            valid = kind in one.accepted
            ours = _cell(ratio(cost[OURS], cost[LIMIT]), TO_LIMIT if valid else None)
            row = [one.name, kind if valid else f"{kind}, refused", f"{median(cost[LIMIT]) / 1000:.2f}", ours]
            row += [_ratio(cost[COMPILED], cost[LIMIT])] if compiled else []
            row.append(_ratio(fastest(cost, RUST), cost[LIMIT]))
            row += [_ratio(cost[name], cost[LIMIT]) for name in others]
            if compiled:
                rust = fastest(cost, RUST)
                row.append(_cell(ratio(cost[COMPILED], rust), COMPILED_TO_RUST if valid else None) if rust else "–")
            rows.append(row)
    title = (
        "Is a body valid? Time as a multiple of a function written by hand for the model; targets for valid bodies: "
        f"`is_valid` {TO_LIMIT:g}" + (f", compiled {COMPILED_TO_RUST:g} of {RUST}." if compiled else ".")
    )
    return [title, _table(heads, rows)]


def _violations(results: Sequence[Measured]) -> list[str]:
    """All violations with their messages."""
    said = [one for one in results if one.said and all(fastest(cost, RUST) for cost in one.said.values())]
    if not said:
        return []
    first = next(iter(said[0].said.values()))
    compiled = COMPILED in first
    others = [name for name in OTHERS if name in first]
    heads = ["model", "body", f"{RUST}, µs", "`errors`", *(["compiled"] if compiled else [])]
    heads += [f"{name}, the first" if name in FIRST_ALONE else name for name in others]
    rows = []
    for one in said:
        for kind in (ONE, THREE, ITEMS, MANY):
            cost: Costs | None = one.said.get(kind)
            if cost is None:
                continue
            best = fastest(cost, RUST)
            row = [one.name, kind, f"{median(best) / 1000:.2f}"]
            row.append(_cell(ratio(cost[ERRORS], best), VIOLATIONS_TO_RUST.get(kind)))
            row += [_ratio(cost[COMPILED], best)] if compiled else []
            row += [_ratio(cost[name], best) for name in others]
            rows.append(row)
    wanted = ", ".join(f"{kind} {most:g}" for kind, most in VIOLATIONS_TO_RUST.items())
    title = f"Every violation of a refused body, with its message. Time as a multiple of {RUST}; targets: {wanted}."
    return [title, _table(heads, rows)]


def _imports(results: Sequence[Measured]) -> str:
    times = [median(one.importing) for one in results]
    span = f"{_cell(min(times), IMPORT)} to {_cell(max(times), IMPORT)}"
    return f"Importing a validator takes {span} ms (target {IMPORT:g})."


def _ratio(one: list[float], other: list[float]) -> str:
    return _cell(ratio(one, other), None) if one else "–"


def _cell(found: float, wanted: float | None) -> str:
    text = f"{found:.2f}" if found < 100 else f"{found:.0f}"
    return f"**{text}**" if wanted is not None and found > wanted else text


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * 2}{'---:|' * (len(heads) - 2)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines)
