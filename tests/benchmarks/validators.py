"""Generated validators against a hand-written limit and other libraries, on the documents' bodies. A script, not a test.

    python -m tests.benchmarks.validators [--rounds N] [--model TEXT] [--compiled] [--before FOLDER] [--docs]

The figures are medians of ratios. --compiled also builds the validators with mypyc, in a temporary folder. --before also
measures `validate` of an older generated package, in FOLDER, such as generated/python of a `git worktree`. --docs writes
the tables into docs/speed.md, between the two comments that mark their place.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bodies import BODIES
from tests.benchmarks.markdown import about, rewritten, summary, tables
from tests.benchmarks.measuring import disagreements, measured, support_imports, trial, wrong_verdicts
from tests.benchmarks.subjects import PACKAGE, REPOSITORY, NotCompiled, missing


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 0 unless something cannot be measured or judges a body of the documents wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=21, help="turns of each function (default 21)")
    parser.add_argument("--model", default="", help="only models whose name holds this text")
    parser.add_argument("--compiled", action="store_true", help="build the validators with mypyc as well")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help=f"holds an older {PACKAGE.name} to compare with")
    parser.add_argument("--docs", action="store_true", help="write the tables into docs/speed.md")
    options = parser.parse_args(arguments)
    if options.docs and (options.model or not options.compiled or missing()):
        parser.error(
            "--docs needs every model, --compiled and every library" + "".join(f", {one}" for one in missing())
        )
    before = options.before and options.before / PACKAGE.name
    if before and not before.is_dir():
        parser.error(f"{before} is no folder")
    if missing():
        print(f"not installed and left out: {', '.join(missing())}\n")
    with tempfile.TemporaryDirectory(prefix="reelspec-benchmark-") as folder:
        try:
            found = trial(
                [key for key in BODIES if options.model in "/".join(key)],
                Path(folder),
                compiling=options.compiled,
                before=before,
            )
        except NotCompiled as error:
            print(error, file=sys.stderr)
            return 1
        wrong = disagreements(found)
        if wrong:
            print("\n".join(wrong), file=sys.stderr)
            return 1
        results = []
        for key in found.ours:
            results.append(measured(found, key, options.rounds))
            print(tables(results[-1]), end="\n\n", flush=True)
        parts = [about(*wrong_verdicts(found)), summary(results, support_imports())]
        print("\n\n".join(parts))
    if options.docs:
        page = REPOSITORY / "docs/speed.md"
        text = "\n\n".join([*parts, *map(tables, results)])
        page.write_text(rewritten(page.read_text(encoding="utf-8"), text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
