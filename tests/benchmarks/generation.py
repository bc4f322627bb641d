"""What `reelspec generate` costs: CPU and time of the whole process, by task and by number of models. A script, no test.

    python -m tests.benchmarks.generation [--rounds N] [--models 10,100,500]

Works on copies; the console script is the one beside the running Python.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import median
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]
SPEC = "specs/powertokens/models/wan2.7-i2v.yaml"
RULE_CHANGE = ("        - [first_clip, last_frame]\n", "        - [first_clip, driving_audio]\n")
DESCRIPTION_CHANGE = ("    description: Resolution tier.\n", "    description: Resolution of the video.\n")

NOTHING_CHANGED = 0.04
NOTHING_CHANGED_OF_PYTHON = 4
DESCRIPTION = 1.0
COLD = 1.6
JAVASCRIPT = 1.1
GROWTH = {
    "generate, cold": 15,
    "generate, one rule": 1.5,
    "nothing changed": 0.3,
    "check, cold": 12,
    "check, one rule": 1.5,
    "list": 0.3,
    "explain": 0.3,
    "diff of one rule": 3,
    "memory / output": 2,
}
"""What is measured of synthetic roots -> the most that is wanted of 500 models."""


def main() -> int:
    """Measure and print; 0 unless a run of the program fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9, help="how often each task is measured (default 9)")
    parser.add_argument("--models", default="10,100,500", help="sizes of the synthetic roots (default 10,100,500)")
    options = parser.parse_args()
    sizes = [int(one) for one in options.models.split(",") if one]
    with tempfile.TemporaryDirectory(prefix="reelspec-benchmark-") as folder:
        # Bytecode is kept, as it is wherever a program is installed, but not in this tree.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(Path(folder, "bytecode"))
        tasks(Path(folder, "documents"), options.rounds)
        scale(Path(folder), sizes)
    return 0


def tasks(root: Path, rounds: int) -> None:
    """The tasks of daily work on the specs of this repository, one after the other in every round."""
    root.mkdir()
    shutil.copytree(REPOSITORY / "specs", root / "specs")
    shutil.copy(REPOSITORY / "pyproject.toml", root)
    spec = root / SPEC
    original = spec.read_text(encoding="utf-8")

    generate(root)
    process([sys.executable, "-c", DOCUMENTS, str(root), str(root / "documents")])

    def cold() -> Cost:
        shutil.rmtree(root / "generated", ignore_errors=True)
        return generate(root)

    def without_javascript() -> Cost:
        settings = (root / "pyproject.toml").read_text(encoding="utf-8")
        if settings.count(', "javascript"') != 1:
            raise SystemExit("pyproject.toml has no longer javascript among its outputs")
        (root / "pyproject.toml").write_text(settings.replace(', "javascript"', ""), encoding="utf-8")
        cost = cold()
        (root / "pyproject.toml").write_text(settings, encoding="utf-8")
        return cost

    def nothing() -> Cost:
        return generate(root)

    def changed(before: str, after: str) -> Cost:
        if original.count(before) != 1:
            raise SystemExit(f"{SPEC} has no longer the one line that this script changes: {before.strip()}")
        spec.write_text(original.replace(before, after), encoding="utf-8")
        cost = generate(root)
        spec.write_text(original, encoding="utf-8")
        generate(root)
        return cost

    def check() -> Cost:
        return process([script(), "check", "--root", str(root)])

    def types_alone() -> Cost:
        return process([sys.executable, "-c", TYPES, str(root / "documents")])

    measured = interleaved(
        {
            "python -c pass": lambda: process([sys.executable, "-c", "pass"]),
            "types alone": types_alone,
            "no javascript": without_javascript,
            "cold": cold,
            "nothing changed": nothing,
            "one rule": lambda: changed(*RULE_CHANGE),
            "one description": lambda: changed(*DESCRIPTION_CHANGE),
            "check": check,
        },
        rounds,
    )
    full, types, python = measured["cold"], measured["types alone"], measured["python -c pass"]
    nothing_most = max(NOTHING_CHANGED, NOTHING_CHANGED_OF_PYTHON * python.cpu)
    print("reelspec generate on the specs of this repository: medians of the process, seconds")
    print(f"  {'':<18}{'CPU':>8}{'of cold':>9}{'time':>9}")
    for name, cost in measured.items():
        target = {
            "cold": f"   CPU {full.cpu / types.cpu:.2f} of types alone, target {COLD}"
            f"{verdict(full.cpu <= COLD * types.cpu)}",
            "no javascript": f"   CPU of cold {full.cpu / cost.cpu:.2f} of this, target {JAVASCRIPT}"
            f"{verdict(full.cpu <= JAVASCRIPT * cost.cpu)}",
            "nothing changed": f"   CPU target {nothing_most:.3f} s{verdict(cost.cpu <= nothing_most)}",
            "one description": f"   CPU target {DESCRIPTION} s{verdict(cost.cpu <= DESCRIPTION)}",
        }.get(name, "")
        print(f"  {name:<18}{cost.cpu:8.3f}{cost.cpu / full.cpu:9.2f}{cost.time:9.3f}{target}")


def scale(folder: Path, sizes: list[int]) -> None:
    """Roots of many models: cold runs, what a change of one rule costs afterwards, and what only asks. CPU in seconds."""
    print("\nSynthetic roots: one provider, one file, thirteen fields and seven rules a model; seconds of CPU")
    print(f"  {'models':<22}" + "".join(f"{size:>8}" for size in sizes) + "   at 500 at most")
    one = folder / "models-1-alone"
    synthetic(one, 1)
    start = generate(one).memory  # with all that is imported on the way
    rows = [_of_size(folder / f"models-{size}", size, start) for size in sizes]
    for name in GROWTH:
        print(f"  {name:<22}" + "".join(f"{row[name]:>8.2f}" for row in rows) + f"{GROWTH[name]:>12g}", flush=True)
    for (few, before), (many, after) in pairwise(zip(sizes, rows, strict=True)):
        exponent = log(after["generate, cold"] / before["generate, cold"]) / log(many / few)
        print(f"  cold from {few} to {many}: exponent {exponent:.2f}")


def _of_size(root: Path, size: int, start: int) -> dict[str, float]:
    """Name of a row of GROWTH -> what it is for so many models. start: the memory, in bytes, of a run over one."""
    synthetic(root, size)
    found: dict[str, float] = {}

    def ask(name: str, *arguments: str) -> Cost:
        cost = process([script(), *arguments])
        found[name] = cost.cpu
        return cost

    where = ("--root", str(root))
    full = ask("generate, cold", "generate", *where)
    ask("nothing changed", "generate", *where)
    ask("check, cold", "check", *where)
    process([script(), "list", *where])
    ask("list", "list", *where)
    ask("explain", "explain", "many/model-1", *where)
    old = root.with_name(f"{root.name}-old")
    shutil.copytree(root, old)
    spec = root / "specs/many/models/model-1.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("most: 5", "most: 4"), encoding="utf-8")
    ask("check, one rule", "check", *where)
    ask("generate, one rule", "generate", *where)
    ask("diff of one rule", "diff", str(old), str(root))
    made = sum(file.stat().st_size for file in (root / "generated").rglob("*") if file.is_file())
    found["memory / output"] = (full.memory - start) / made
    shutil.rmtree(root)
    shutil.rmtree(old)
    return found


class Cost(NamedTuple):
    """Seconds of a process and its children: user and system, and on the clock. memory: its largest, in bytes."""

    cpu: float
    time: float
    memory: int = 0


def interleaved(tasks_: dict[str, Callable[[], Cost]], rounds: int) -> dict[str, Cost]:
    """Name of each task -> medians of its costs; every round runs each task once, so that all meet the same weather."""
    costs: dict[str, list[Cost]] = {name: [] for name in tasks_}
    for _ in range(rounds):
        for name, task in tasks_.items():
            costs[name].append(task())
    return {
        name: Cost(median(one.cpu for one in found), median(one.time for one in found)) for name, found in costs.items()
    }


def generate(root: Path) -> Cost:
    """What one `reelspec generate --root ROOT` costs."""
    return process([script(), "generate", "--root", str(root)])


def script() -> str:
    """The console script that is installed with the running Python."""
    found = Path(sys.executable).parent / "reelspec"
    if not found.is_file():
        raise SystemExit(f"there is no console script beside {sys.executable}: install the project first")
    return str(found)


def process(command: list[str]) -> Cost:
    """What a child process costs, which must end well."""
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    started = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=silent)
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"this failed: {' '.join(command)}")
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, memory)


def verdict(good: bool) -> str:
    """How a target was met, as the end of a line."""
    return ": met" if good else ": MISSED"


def synthetic(root: Path, models: int) -> None:
    """A root with one provider of so many models, each a file with fields, nested items and rules of several kinds."""
    provider = root / "specs" / "many"
    (provider / "models").mkdir(parents=True)
    (provider / "documents.yaml").write_text(
        "documents:\n  - id: page\n    title: A page that was made up\n", encoding="utf-8"
    )
    references = "".join(f"                - $ref: models/model-{one}.yaml\n" for one in range(1, models + 1))
    (provider / "openapi.yaml").write_text(OPENAPI.replace("@REFERENCES\n", references), encoding="utf-8")
    for one in range(1, models + 1):
        text = MODEL.replace("@N", str(one)).replace("@LIMIT", str(200 + one))
        (provider / "models" / f"model-{one}.yaml").write_text(text, encoding="utf-8")


TYPES = """\
import pickle, sys
from reelspec.codegen.types.datamodel import models, typed_dicts
with open(sys.argv[1], "rb") as stream:
    for kind, document in pickle.load(stream):
        (typed_dicts if kind == "requests" else models)(document)
"""
"""datamodel-code-generator alone, in one process: the documents that it is fed have been made before."""

DOCUMENTS = """\
import pickle, sys
from pathlib import Path
from reelspec.language.parser.load import load
from reelspec.codegen.types.emitter import _document_of_requests, _document_of_responses
with open(sys.argv[2], "wb") as stream:
    providers = load(Path(sys.argv[1])).providers
    found = [("requests", _document_of_requests(one)) for one in providers]
    pickle.dump([*found, *(("responses", _document_of_responses(one)) for one in providers)], stream)
"""

OPENAPI = """\
openapi: 3.1.0
jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema
info: {title: Many models, version: "1.0.0"}
x-source: {document: page}
servers:
  - url: https://api.example.com
security:
  - bearer: []
paths:
  /videos:
    post:
      operationId: videos.create
      summary: Create a video task
      x-paid: true
      requestBody:
        required: true
        content:
          application/json:
            schema:
              oneOf:
@REFERENCES
              discriminator:
                propertyName: model
      responses:
        "200":
          description: The task was accepted.
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: string}
                required: [id]
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
"""

MODEL = """\
title: Model @N
description: Made up, to measure with.
x-source: {document: page}
type: object
properties:
  model: {type: string, const: model-@N, description: The model.}
  prompt: {type: string, maxLength: @LIMIT, description: What the video shows.}
  negative_prompt: {type: string, maxLength: 500, description: What it must not show.}
  image: {type: string, format: uri, description: A first frame.}
  images:
    type: array
    description: Frames.
    minItems: 2
    maxItems: 9
    items: {type: string, format: uri}
  media:
    type: array
    description: Typed pictures, videos and sounds.
    minItems: 1
    items:
      type: object
      properties:
        type: {type: string, enum: [first_frame, last_frame, clip, sound]}
        url: {type: string, format: uri, pattern: '^https?://'}
      required: [type, url]
      additionalProperties: false
  seconds: {type: integer, minimum: 2, maximum: 15, default: 5}
  size: {type: string, enum: [480P, 720P, 1080P], default: 720P}
  ratio: {type: string, enum: ["16:9", "9:16", "1:1"]}
  mode: {type: string, enum: [std, pro], default: std}
  audio: {type: boolean, default: false}
  watermark: {type: boolean}
  seed: {type: integer, minimum: 0, maximum: 2147483647}
required: [model]
additionalProperties: false

x-rules:
  - id: one-input-style
    at-most-one: [image, images, media]
  - id: something
    at-least-one: [prompt, image, images, media]
  - id: media-combination
    combinations:
      of: media
      by: type
      allow: [[first_frame], [first_frame, last_frame], [first_frame, sound], [clip], [clip, last_frame]]
  - id: audio-mode
    when: {audio: true}
    must: {mode: pro}
  - id: size-by-mode
    table:
      by: [mode]
      rows:
        - {mode: std, size: [480P, 720P]}
        - {mode: pro, size: [720P, 1080P]}
  - id: long-needs-clip
    when: {seconds: {minimum: 11}}
    must: {media: {contains: {type: clip}}}
  - id: few-images
    limit: {of: [images, media], most: 5}
    severity: warning

examples:
  - {model: model-@N, prompt: A boat sails., image: https://example.com/a.png}

x-invalid-examples:
  - body: {model: model-@N, prompt: A boat sails., seed: -1}
    rule: minimum
    path: /seed
"""


if __name__ == "__main__":
    sys.exit(main())
