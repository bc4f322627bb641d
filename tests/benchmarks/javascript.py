"""Judges in JavaScript beside ajv's standalone code of the same schemas, and their sizes. A script, not a test.

    python -m tests.benchmarks.javascript [--rounds N] [--model TEXT]

Figures are the fastest of several turns, in the processor's time and in one process of Node, as multiples of ajv's. ajv collects
all errors and checks no formats, and its code needs ajv's own modules; ours is measured by `isValid` on what is valid, else by
`errors` with its messages not read. Sizes are those of the minified and compressed text. 1 when a figure is beyond its target.
"""

from __future__ import annotations

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.benchmarks.bodies import BODIES, FULL, MANY, THREE, TWO, VALID, kind
from tests.benchmarks.subjects import GENERATED, Key
from tests.node import NODE, ajv, installed

PROGRAM = Path(__file__).with_name("javascript.mjs")
PACKAGE = GENERATED / "javascript"
ESBUILD = "0.25.12"
TARGETS = {VALID: 1.0, FULL: 1.0, MANY: 1.3, THREE: 1.0, TWO: 1.0}
"""Kind of body -> the most that a call may take, as a multiple of ajv's; of those with one fault `ONE`."""
ONE = 2.0
MODULE, SUPPORT = 4.5, 6.0
"""Kilobytes, minified and compressed, that a module alone and the support code may have."""
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


def main() -> int:
    """Measure and print; 1 when something is beyond its target."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="turns of each function (default 15)")
    parser.add_argument("--model", default="", help="only models whose name holds this text")
    options = parser.parse_args()
    keys = [key for key in BODIES if options.model in "/".join(key)]
    beyond = 0
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
        found = json.loads(run([str(PROGRAM)], {"models": models, "rounds": options.rounds}, Path(folder)))
    print("| body | ajv, µs | isValid | errors | target | messages read | validate |\n|---|---|---|---|---|---|---|")
    for name, bodies in found.items():
        for label, measured in bodies.items():
            one = {call: min(several) for call, several in measured["times"].items()}
            good = measured["valid"]
            target = TARGETS.get(kind(label), ONE) if good or kind(label) != MANY else ONE
            ratio = one["isValid" if good else "errors"] / one["ajv"]
            beyond += ratio > target
            print(
                f"| {name}, {label} | {one['ajv'] / 1000:.2f} | {one['isValid'] / one['ajv']:.2f} |"
                f" {one['errors'] / one['ajv']:.2f} | {target}{' !' if ratio > target else ''} |"
                f" {one['read'] / one['ajv, read']:.2f} | {one['validate'] / one['ajv']:.2f} |"
            )
    sizes = {"support.js": (size(PACKAGE / "support.js"), SUPPORT)}
    sizes.update({"/".join(key): (size(PACKAGE / key[0] / f"{key[1]}.js"), MODULE) for key in keys})
    for name, (kilobytes, most) in sizes.items():
        beyond += kilobytes > most
        print(f"{name}: {kilobytes:.1f} kB{' !' if kilobytes > most else ''}")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
