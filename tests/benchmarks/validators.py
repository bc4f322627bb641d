"""Generated validators against a hand-written limit and other libraries, on the documents' bodies. A script, not a test.

    python -m tests.benchmarks.validators [--rounds N] [--model TEXT] [--compiled] [--markdown | --docs]

The figures are medians of ratios. --compiled also builds the validators with mypyc, in a temporary folder. --markdown
prints the tables of docs/speed.md instead; --docs writes them into it, between the two comments that mark their place.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.benchmarks import targets
from tests.benchmarks.bodies import BODIES
from tests.benchmarks.markdown import rewritten, speed
from tests.benchmarks.measuring import (
    ERRORS,
    LIMIT,
    Costs,
    Measured,
    Trial,
    disagreements,
    fastest,
    measured,
    ratio,
    trial,
    wrong_verdicts,
)
from tests.benchmarks.subjects import REPOSITORY, RUST, NotCompiled, missing


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 0 unless something cannot be measured or judges a body of the documents wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=21, help="turns of each function (default 21)")
    parser.add_argument("--model", default="", help="only models whose name holds this text")
    parser.add_argument("--compiled", action="store_true", help="build the validators with mypyc as well")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true", help="print the tables of docs/speed.md, and nothing else")
    form.add_argument("--docs", action="store_true", help="write the tables into docs/speed.md")
    options = parser.parse_args(arguments)
    if options.docs and (options.model or not options.compiled or missing()):
        parser.error(
            "--docs needs every model, --compiled and every library" + "".join(f", {one}" for one in missing())
        )
    keys = [key for key in BODIES if options.model in "/".join(key)]
    plain = not options.markdown
    with tempfile.TemporaryDirectory(prefix="reelspec-benchmark-") as folder:
        try:
            found = trial(keys, Path(folder), compiling=options.compiled)
        except NotCompiled as error:
            print(error, file=sys.stderr)
            return 1
        wrong = disagreements(found)
        if wrong:
            print("\n".join(wrong), file=sys.stderr)
            return 1
        if plain:
            print_rivals(found)
        results = []
        for key in keys:
            results.append(measured(found, key, options.rounds))
            if plain:
                print_model(results[-1])
        if plain:
            print_imports(results)
    text = speed(results, *wrong_verdicts(found))
    if options.markdown:
        print(text)
    if options.docs:
        page = REPOSITORY / "docs/speed.md"
        page.write_text(rewritten(page.read_text(encoding="utf-8"), text), encoding="utf-8")
    return 0


def print_rivals(found: Trial) -> None:
    """Which libraries take part, and how many bodies of the tables each decides wrong."""
    if missing():
        print(f"not installed and left out: {', '.join(missing())}")
    count, wrong = wrong_verdicts(found)
    shown = ", ".join(f"{name} {number}" for name, number in wrong.items())
    print(f"bodies of the documents' tables decided wrong, of {count}: {LIMIT} 0, generated 0, {shown}")


def print_model(one: Measured) -> None:
    """The tables of one model, with the targets."""
    print(f"\n{one.name}")
    print("  is the body valid: time as a multiple of the hand-written limit")
    columns = [name for name in next(iter(one.verdicts.values())) if name != LIMIT]
    print("  " + " " * 18 + "  limit ns" + "".join(f"{head(name):>11}" for name in columns) + "  targets")
    for kind, cost in one.verdicts.items():
        cells = "".join(f"{ratio(cost[name], cost[LIMIT]):>11.2f}" for name in columns)
        notes = targets.of_verdict(cost) if kind in one.accepted else []
        print(f"  {kind:<18}{median(cost[LIMIT]):>10.0f}{cells}  {'; '.join(notes)}")
    if not one.said:
        return
    columns = list(next(iter(one.said.values())))
    print(f"  all violations with messages: time as a multiple of {RUST}, whichever schema is faster there")
    print("  " + " " * 18 + f"{RUST + ' ns':>18}" + "".join(f"{head(name):>11}" for name in columns) + "  targets")
    for kind, cost in one.said.items():
        print_violations(kind, cost, columns)


def print_violations(kind: str, cost: Costs, columns: list[str]) -> None:
    best = fastest(cost, RUST)
    if not best:
        print(f"  {kind:<18}{RUST} is not there; errors takes {median(cost[ERRORS]):.0f} ns")
        return
    cells = "".join(f"{ratio(cost[name], best):>11.2f}" for name in columns)
    print(f"  {kind:<18}{median(best):>18.0f}{cells}  {'; '.join(targets.of_violations(kind, cost))}")


def print_imports(results: list[Measured]) -> None:
    print("\nimport of one model's validator: median ms")
    for one in results:
        cost = median(one.importing)
        print(f"  {one.name:<42}{cost:>8.3f} ms   {targets.said(cost, targets.IMPORT, 'ms')}")


def head(name: str) -> str:
    """A name as the head of a narrow column."""
    return {
        f"{RUST}, our schema": "rs ours",
        f"{RUST}, lean schema": "rs lean",
        "fastjsonschema": "fastjsons.",
    }.get(name, name)


if __name__ == "__main__":
    sys.exit(main())
