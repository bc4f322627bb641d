"""Generated validators against a hand-written limit and other libraries, on the documents' bodies. A script, not a test.

    python -m tests.benchmarks.validators [--rounds N] [--model TEXT] [--compiled]

Everything is measured in turns in one process; the figures are medians. Libraries that are not installed are named and
left out; --compiled also builds the validators with mypyc, if that is installed, in a temporary folder.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

from reelspec.contract.naming import identifier
from tests.benchmarks.bodies import BODIES, FULL, ITEMS, KINDS, MANY, ONE, THREE, VALID, Body
from tests.benchmarks.handwritten import HANDWRITTEN
from tests.benchmarks.lean import LEAN

Key = tuple[str, str]
Call = Callable[[Any], object]

REPOSITORY = Path(__file__).resolve().parents[2]
GENERATED = REPOSITORY / "generated"
TABLES = ("wan2_7_r2v", "wan2_7_i2v", "wan_kf2v", "seedance_1", "apimart_wan2_7")

LIMIT = "hand-written"
OURS = "is_valid"
ERRORS = "errors"
VALIDATE = "validate"
COMPILED = "compiled"
COMPILED_ERRORS = "compiled errors"
RUST = "jsonschema-rs"

TO_LIMIT = 1.1
COMPILED_TO_RUST = 0.6
ONE_TO_RUST = 1.0
ITEMS_TO_RUST = 0.3
IMPORT = 0.3


def main() -> int:
    """Measure and print; 0 unless the limit and the validators disagree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=21, help="turns of each function (default 21)")
    parser.add_argument("--model", default="", help="only models whose name holds this text")
    parser.add_argument("--compiled", action="store_true", help="build the validators with mypyc as well")
    options = parser.parse_args()
    keys = [key for key in BODIES if options.model in "/".join(key)]
    with tempfile.TemporaryDirectory(prefix="reelspec-benchmark-") as folder:
        sys.dont_write_bytecode = False
        sys.pycache_prefix = folder
        ours = {key: interpreted(key) for key in keys}
        compiled = compile_all(keys, Path(folder, "compiled")) if options.compiled else {}
        cases = tables()
        wrong = disagreements(ours, compiled, cases)
        if wrong:
            print("\n".join(wrong))
            return 1
        rivals = {key: judges(key) for key in keys}
        report_rivals(keys, rivals, cases)
        for key in keys:
            report(key, ours[key], compiled.get(key), rivals[key], options.rounds)
        report_imports(keys)
    return 0


# The functions that are measured


def interpreted(key: Key) -> ModuleType:
    """The generated validator of a model, as Python source."""
    provider, model = key
    file = GENERATED / "python/videoapis" / provider / "validators" / f"{identifier(model)}.py"
    return loaded(f"{provider}_{file.stem}", file)


def loaded(name: str, file: Path) -> ModuleType:
    """The module in a file, under a name of its own."""
    found = importlib.util.spec_from_file_location(name, file)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def compile_all(keys: Iterable[Key], folder: Path) -> dict[Key, ModuleType]:
    """The same sources as extension modules, built by mypyc; {} without mypyc or a C compiler."""
    if importlib.util.find_spec("mypyc") is None:
        print("mypyc is not installed (pip install 'mypy[mypyc]' setuptools): nothing is compiled")
        return {}
    folder.mkdir()
    names = {}
    for key in keys:
        provider, model = key
        names[key] = f"compiled_{provider}_{identifier(model)}"
        source = GENERATED / "python/videoapis" / provider / "validators" / f"{identifier(model)}.py"
        shutil.copy(source, folder / f"{names[key]}.py")
    (folder / "setup.py").write_text(
        "from setuptools import setup\nfrom mypyc.build import mypycify\n"
        f"names = {[f'{name}.py' for name in names.values()]!r}\n"
        "setup(name='compiled', ext_modules=mypycify(['--strict', *names], opt_level='3', separate=True))\n",
        encoding="utf-8",
    )
    print("compiling with mypyc ...", flush=True)
    done = subprocess.run(
        [sys.executable, "setup.py", "build_ext", "--inplace"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CFLAGS": "-w"},
    )
    if done.returncode:
        print(f"the validators did not compile:\n{(done.stdout + done.stderr)[-4000:]}")
        return {}
    sys.path.insert(0, str(folder))
    for source in folder.glob("compiled_*.py"):
        source.unlink()
    return {key: importlib.import_module(name) for key, name in names.items()}


def judges(key: Key) -> dict[str, Call]:
    """Library -> function that tells whether it accepts a body; for the libraries that are installed."""
    provider, model = key
    schema = json.loads((GENERATED / "schemas" / provider / f"{model}.json").read_text(encoding="utf-8"))
    found: dict[str, Call] = {}
    if importlib.util.find_spec("jsonschema_rs"):
        import jsonschema_rs

        found[f"{RUST}, our schema"] = jsonschema_rs.Draft202012Validator(schema).is_valid
        found[f"{RUST}, lean schema"] = jsonschema_rs.Draft202012Validator(LEAN[key]).is_valid
    if importlib.util.find_spec("jsonschema"):
        import jsonschema

        found["jsonschema"] = jsonschema.Draft202012Validator(LEAN[key]).is_valid
    if importlib.util.find_spec("fastjsonschema"):
        fastjsonschema = importlib.import_module("fastjsonschema")
        draft_7 = {"$schema": "http://json-schema.org/draft-07/schema#", **LEAN[key]}
        found["fastjsonschema"] = accepts(fastjsonschema.compile(draft_7, use_default=False))
    for name in ("pydantic", "msgspec"):
        if importlib.util.find_spec(name):
            found[name] = accepts(importlib.import_module(f"tests.benchmarks.rivals_{name}").JUDGES[key])
    return found


def accepts(judge: Call) -> Call:
    """A function that tells whether `judge` returns rather than raises a ValueError."""

    def accept(body: Any) -> bool:
        try:
            judge(body)
        except ValueError:
            return False
        return True

    return accept


def messages(key: Key) -> dict[str, Call]:
    """Library -> function that gives every error with its message, for jsonschema-rs and jsonschema."""
    provider, model = key
    schema = json.loads((GENERATED / "schemas" / provider / f"{model}.json").read_text(encoding="utf-8"))
    found: dict[str, Call] = {}
    if importlib.util.find_spec("jsonschema_rs"):
        import jsonschema_rs

        for name, one in (("our", schema), ("lean", LEAN[key])):
            found[f"{RUST}, {name} schema"] = all_messages(
                jsonschema_rs.Draft202012Validator(one).iter_errors, "instance_path"
            )
    if importlib.util.find_spec("jsonschema"):
        import jsonschema

        found["jsonschema"] = all_messages(jsonschema.Draft202012Validator(LEAN[key]).iter_errors, "path")
    return found


def all_messages(iterate: Callable[[Any], Iterable[Any]], path: str) -> Call:
    """Every error as (place, message), so that messages are really built. path: the attribute that holds the place."""
    return lambda body: [(getattr(error, path), error.message) for error in iterate(body)]


# Agreement


def tables() -> dict[Key, list[tuple[Body, bool]]]:
    """(provider, model) -> the bodies of the documents' tables with their verdicts."""
    found: dict[Key, list[tuple[Body, bool]]] = {}
    for name in TABLES:
        table = importlib.import_module(f"tests.documents.{name}")
        for case in table.CASES:
            found.setdefault((table.PROVIDER, case.model), []).append((case.body, case.valid))
    return found


def disagreements(
    ours: dict[Key, ModuleType], compiled: dict[Key, ModuleType], cases: dict[Key, list[tuple[Body, bool]]]
) -> list[str]:
    """Bodies that the limit, the validators or their compiled form judge differently from the tables."""
    found = []
    for key, module in ours.items():
        functions = {LIMIT: HANDWRITTEN[key], OURS: module.is_valid}
        if key in compiled:
            functions[COMPILED] = compiled[key].is_valid
        for body, valid in cases[key]:
            found += [
                f"{'/'.join(key)}: {name} says {not valid} to {json.dumps(body)[:200]}"
                for name, function in functions.items()
                if function(body) is not valid
            ]
            if key in compiled:
                one, other = module.validate(body), compiled[key].validate(body)
                if [str(each) for each in one] != [str(each) for each in other]:
                    found.append(f"{'/'.join(key)}: the compiled validator says otherwise of {json.dumps(body)[:200]}")
    return found


def report_rivals(
    keys: Iterable[Key], rivals: dict[Key, dict[str, Call]], cases: dict[Key, list[tuple[Body, bool]]]
) -> None:
    """Which libraries take part, and how many bodies of the tables each decides wrong."""
    missing = [
        name
        for name in ("jsonschema_rs", "jsonschema", "fastjsonschema", "pydantic", "msgspec")
        if importlib.util.find_spec(name) is None
    ]
    if missing:
        print(f"not installed and left out: {', '.join(missing)}")
    wrong: dict[str, int] = {}
    count = 0
    for key in keys:
        count += len(cases[key])
        for name, judge in rivals[key].items():
            wrong[name] = wrong.get(name, 0) + sum(bool(judge(body)) is not valid for body, valid in cases[key])
    shown = ", ".join(f"{name} {number}" for name, number in wrong.items())
    print(f"bodies of the documents' tables decided wrong, of {count}: {LIMIT} 0, generated 0, {shown}")


# Measuring


def timed(functions: dict[str, Call], bodies: tuple[Body, ...], rounds: int) -> dict[str, list[float]]:
    """Name -> nanoseconds for one body in each round; the functions take turns in every round."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    loops = {name: repetitions(function, bodies) for name, function in functions.items()}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, function in functions.items():
                times[name].append(once(function, bodies, loops[name]))
    finally:
        gc.enable()
    return times


def ratio(one: Iterable[float], other: Iterable[float]) -> float:
    """The median over the rounds of the ratio of two times of the same round, which met the same weather."""
    return median(first / second for first, second in zip(one, other, strict=True))


def fastest(times: dict[str, list[float]], start: str) -> list[float]:
    """The times of the one with the lowest median among those whose names begin with `start`; [] when there is none."""
    return min((found for name, found in times.items() if name.startswith(start)), key=median, default=[])


def once(function: Call, bodies: tuple[Body, ...], loops: int) -> float:
    """Nanoseconds for one body, over so many loops."""
    turns = range(loops)
    start = time.perf_counter_ns()
    for _ in turns:
        for body in bodies:
            function(body)
    return (time.perf_counter_ns() - start) / loops / len(bodies)


def repetitions(function: Call, bodies: tuple[Body, ...]) -> int:
    """How many loops take about two milliseconds."""
    return max(1, int(2e6 / (once(function, bodies, 3) * len(bodies))))


def report(key: Key, module: ModuleType, compiled: ModuleType | None, rivals: dict[str, Call], rounds: int) -> None:
    """The tables of one model."""
    print(f"\n{'/'.join(key)}")
    yes: dict[str, Call] = {LIMIT: HANDWRITTEN[key], OURS: module.is_valid}
    if compiled is not None:
        yes[COMPILED] = compiled.is_valid
    yes |= {ERRORS: module.errors, VALIDATE: module.validate, **rivals}
    print("  is the body valid: time as a multiple of the hand-written limit")
    print("  " + " " * 18 + "  limit ns" + "".join(f"{head(name):>11}" for name in yes if name != LIMIT) + "  targets")
    for kind in KINDS:
        bodies = BODIES[key].get(kind)
        if bodies is None:
            continue
        cost = timed(yes, bodies, rounds)
        cells = "".join(f"{ratio(cost[name], cost[LIMIT]):>11.2f}" for name in yes if name != LIMIT)
        notes = []
        if all(map(HANDWRITTEN[key], bodies)):
            notes.append(target(ratio(cost[OURS], cost[LIMIT]), TO_LIMIT, "of the limit"))
            rust = fastest(cost, RUST)
            if rust:
                notes.append(f"{ratio(cost[OURS], rust):.2f} of {RUST}")
            if compiled is not None and rust:
                notes.append("compiled " + target(ratio(cost[COMPILED], rust), COMPILED_TO_RUST, f"of {RUST}"))
        print(f"  {kind:<18}{median(cost[LIMIT]):>10.0f}{cells}  {'; '.join(notes)}")
    said: dict[str, Call] = {ERRORS: module.errors, VALIDATE: module.validate, **messages(key)}
    if compiled is not None:
        said[COMPILED_ERRORS] = compiled.errors
    print(f"  all violations with messages: time as a multiple of {RUST}, whichever schema is faster there")
    print("  " + " " * 18 + f"{RUST + ' ns':>18}" + "".join(f"{head(name):>11}" for name in said) + "  targets")
    for kind in KINDS:
        bodies = BODIES[key].get(kind)
        if bodies is None or any(map(HANDWRITTEN[key], bodies)):
            continue
        cost = timed(said, bodies, rounds)
        best = fastest(cost, RUST)
        if not best:
            print(f"  {kind:<18}{RUST} is not there; errors takes {median(cost[ERRORS]):.0f} ns")
            continue
        cells = "".join(f"{ratio(cost[name], best):>11.2f}" for name in said)
        wanted = {ONE: ONE_TO_RUST, ITEMS: ITEMS_TO_RUST}.get(kind)
        note = "" if wanted is None else target(ratio(cost[ERRORS], best), wanted, f"of {RUST}")
        print(f"  {kind:<18}{median(best):>18.0f}{cells}  {note}")


def head(name: str) -> str:
    """A name as the head of a narrow column."""
    return {
        f"{RUST}, our schema": "rs ours",
        f"{RUST}, lean schema": "rs lean",
        "fastjsonschema": "fastjsons.",
        COMPILED_ERRORS: "compiled",
    }.get(name, name)


def target(found: float, wanted: float, words: str) -> str:
    """How a target was met."""
    return f"{found:.2f} {words}, target {wanted:g}: {'met' if found <= wanted else 'MISSED'}"


def report_imports(keys: Iterable[Key]) -> None:
    """What importing one validator costs when its bytecode is there, as in an installed package."""
    sys.path.insert(0, str(GENERATED / "python"))
    print("\nimport of one model's validator: median ms")
    for provider, model in keys:
        name = f"videoapis.{provider}.validators.{identifier(model)}"
        importlib.import_module(name)
        times = []
        for _ in range(51):
            del sys.modules[name]
            start = time.perf_counter_ns()
            importlib.import_module(name)
            times.append((time.perf_counter_ns() - start) / 1e6)
        cost = median(times)
        print(f"  {provider}/{model:<30}{cost:>8.3f} ms   {target(cost, IMPORT, 'ms')}")


__all__ = ["FULL", "MANY", "THREE", "VALID", "main"]

if __name__ == "__main__":
    sys.exit(main())
