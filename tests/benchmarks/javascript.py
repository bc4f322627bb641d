"""Judges in JavaScript beside ajv's standalone code of the same schemas, and their sizes. A script, not a test.

    python -m tests.benchmarks.javascript [--rounds N] [--model TEXT] [--docs]

Figures are the fastest of several turns, in the processor's time and in one process of Node, as multiples of ajv's. What is valid
is held by `isValid`, what is refused by `errors` with its messages not read, valid bodies of 1000 items by the slower of the two.
Sizes are those of the minified and compressed text. 1 when a figure is beyond its target.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.benchmarks.bodies import BODIES, MANY, THREE, TWO, kind
from tests.benchmarks.markdown import MET, aligned, met, rewritten, shown
from tests.benchmarks.subjects import GENERATED, REPOSITORY, Key
from tests.node import AJV, NODE, ajv, installed

PROGRAM = Path(__file__).with_name("javascript.mjs")
PACKAGE = GENERATED / "javascript"
ESBUILD = "0.25.12"
GOOD, LONG, SEVERAL, ONE = (
    "valid: isValid",
    "1000 items",
    "three faults: errors, not read",
    "one fault: errors, not read",
)
TARGETS = {GOOD: 1.0, LONG: 1.3, SEVERAL: 1.0, ONE: 2.0}
"""The most that a call may take, as a multiple of ajv's."""
MODULE, SUPPORT = 4.5, 6.0
"""Kilobytes, minified and compressed, that a module alone and the support code may have."""
BEGIN = "<!-- speed: python -m tests.benchmarks.javascript --docs writes from here -->"
END = "<!-- speed of JavaScript: to here -->"
ABOUT = """The judges of the [npm package](other-languages.md) beside ajv {ajv}'s standalone code of the same schemas, which
collects all errors and checks no formats: multiples of its processor time, the fastest of several turns in one process of Node
{node}. **Bold** misses its target. Messages of ajv hold neither the value nor what was meant; ours do, and are made when they are
read."""
STANDALONE = """
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(`${process.cwd()}/`);
const Ajv = require("ajv/dist/2020").default;
const standalone = require("ajv/dist/standalone").default;
const { schemas, to } = JSON.parse(readFileSync(0, "utf8"));
for (const [path, schema] of Object.entries(schemas)) {
  const options = { strict: false, validateFormats: false, allErrors: true, code: { source: true } };
  const ajv = new Ajv(options);
  writeFileSync(path, standalone(ajv, ajv.compile(schema)));
}
"""


def compiled(keys: list[Key], folder: Path) -> dict[Key, Path]:
    """ajv's code of each model's schema, in files that find ajv's modules."""
    paths = {key: folder / f"{index}.cjs" for index, key in enumerate(keys)}
    schemas = {
        str(paths[key]): json.loads((GENERATED / "schemas" / key[0] / f"{key[1]}.json").read_text()) for key in keys
    }
    (folder / "node_modules").symlink_to(ajv() / "node_modules")
    run(["--input-type=module", "-e", STANDALONE], {"schemas": schemas, "to": str(folder)}, ajv())
    return paths


def run(arguments: list[str], given: Any, folder: Path) -> str:
    """What a program of Node writes."""
    done = subprocess.run(
        [str(NODE), *arguments], input=json.dumps(given), cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return done.stdout


def size(path: Path) -> float:
    """Kilobytes of a module, minified and compressed."""
    esbuild = installed("esbuild", ESBUILD, "esbuild/package.json") / "node_modules/esbuild/bin/esbuild"
    done = subprocess.run([str(esbuild), "--minify", "--format=esm", str(path)], capture_output=True, check=True)
    return len(gzip.compress(done.stdout, 9)) / 1000


class Row(NamedTuple):
    """A body. held: what it is held to, a key of TARGETS; figure: by what; cells: all figures, first ajv's microseconds."""

    body: str
    held: str
    figure: float
    cells: list[float]


def measured(keys: list[Key], rounds: int) -> Iterator[Row]:
    """What was found for every body of the models."""
    with tempfile.TemporaryDirectory() as folder:
        theirs = compiled(keys, Path(folder))
        models = {
            "/".join(key): {
                "ours": str(PACKAGE / key[0] / f"{key[1]}.js"),
                "ajv": str(theirs[key]),
                "bodies": BODIES[key],
            }
            for key in keys
        }
        found = json.loads(run([str(PROGRAM)], {"models": models, "rounds": rounds}, Path(folder)))
    for name, bodies in found.items():
        for label, of in bodies.items():
            one = {call: min(several) for call, several in of["times"].items()}
            quick, errors, validate = (one[call] / one["ajv"] for call in ("isValid", "errors", "validate"))
            cells = [one["ajv"] / 1000, quick, errors, validate, one["read"] / one["ajv, read"]]
            if kind(label) == MANY:
                held, figure = LONG, max(quick, errors) if of["valid"] else errors
            elif of["valid"]:
                held, figure = GOOD, quick
            else:
                held, figure = SEVERAL if kind(label) in (THREE, TWO) else ONE, errors
            yield Row(f"{name}: {label}", held, figure, cells)


def report(keys: list[Key], rounds: int) -> tuple[str, bool]:
    """The tables, and whether every target is met."""
    rows = [*measured(keys, rounds)]
    modules = [(size(PACKAGE / key[0] / f"{key[1]}.js"), "/".join(key)) for key in keys]
    held = [
        *(
            met(f"{what} / ajv", most, [(row.figure, row.body) for row in rows if row.held == what])
            for what, most in TARGETS.items()
        ),
        met("a module, minified and compressed, kB", MODULE, modules),
        met("what modules share, kB", SUPPORT, [(size(PACKAGE / "support.js"), "support.js")]),
    ]
    summary = [cells for several in held for cells in several]
    table = [
        [row.body, *(shown(figure, None) for figure in row.cells), shown(row.figure, TARGETS[row.held])] for row in rows
    ]
    heads = ["body", "ajv, µs", "`isValid`", "`errors`", "`validate`", "`errors`, messages read", "held to its target"]
    about = ABOUT.format(ajv=AJV, node=run(["--version"], None, PACKAGE).strip().removeprefix("v"))
    return "\n\n".join([about, aligned(MET, summary), aligned(heads, table)]), all(cells[3] == "0" for cells in summary)


def main() -> int:
    """Measure and print; 1 when something is beyond its target."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="turns of each function (default 15)")
    parser.add_argument("--model", default="", help="only models whose name holds this text")
    parser.add_argument("--docs", action="store_true", help="write the tables into docs/speed.md")
    options = parser.parse_args()
    if options.docs and options.model:
        parser.error("--docs needs every model")
    text, good = report([key for key in BODIES if options.model in "/".join(key)], options.rounds)
    print(text)
    if options.docs:
        page = REPOSITORY / "docs/speed.md"
        page.write_text(rewritten(page.read_text(encoding="utf-8"), text, BEGIN, END), encoding="utf-8")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
