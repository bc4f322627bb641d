"""Measures the generated validators, a hand-written limit and other libraries on the documents' bodies; prints nothing.

`validators` is the command. Everything is measured in turns in one process.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import ModuleType

from reelspec.language.contract.naming import identifier
from tests.benchmarks.bodies import BODIES, KINDS, Body
from tests.benchmarks.handwritten import HANDWRITTEN
from tests.benchmarks.subjects import GENERATED, Call, Key, compile_all, interpreted, judges, messages

Costs = dict[str, list[float]]
"""Function -> nanoseconds for one body in each round."""

TABLES = ("wan2_7_r2v", "wan2_7_i2v", "wan_kf2v", "seedance_1", "apimart_wan2_7")
LIMIT = "hand-written"
OURS = "is_valid"
ERRORS = "errors"
VALIDATE = "validate"
COMPILED = "compiled"


@dataclass(frozen=True)
class Measured:
    """What one model costs: kind of body -> function -> nanoseconds for one body in each round.

    verdicts: whether the body is valid. said: every violation with its message, for bodies that are not. accepted: the
    kinds whose bodies are valid. importing: milliseconds, again and again, with the bytecode there.
    """

    key: Key
    verdicts: Mapping[str, Costs]
    said: Mapping[str, Costs]
    accepted: frozenset[str]
    importing: tuple[float, ...]

    @property
    def name(self) -> str:
        """PROVIDER/MODEL."""
        return "/".join(self.key)


@dataclass(frozen=True)
class Trial:
    """Everything that is measured or takes part. judges, compiled: the functions of each model."""

    ours: Mapping[Key, ModuleType]
    compiled: Mapping[Key, ModuleType]
    rivals: Mapping[Key, Mapping[str, Call]]
    cases: Mapping[Key, list[tuple[Body, bool]]]


def trial(keys: Iterable[Key], folder: Path, *, compiling: bool) -> Trial:
    """The functions of these models, compiled ones only on demand. folder: for what is built and for bytecode."""
    keys = tuple(keys)
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(folder)
    return Trial(
        {key: interpreted(key) for key in keys},
        compile_all(keys, Path(folder, "compiled")) if compiling else {},
        {key: judges(key) for key in keys},
        tables(),
    )


# Agreement


def tables() -> dict[Key, list[tuple[Body, bool]]]:
    """(provider, model) -> the bodies of the documents' tables with their verdicts."""
    found: dict[Key, list[tuple[Body, bool]]] = {}
    for name in TABLES:
        table = importlib.import_module(f"tests.contract.documents.{name}")
        for case in table.CASES:
            found.setdefault((table.PROVIDER, case.model), []).append((case.body, case.valid))
    return found


def disagreements(found_in: Trial) -> list[str]:
    """Bodies that the limit, the validators or their compiled form judge differently from the tables."""
    found, compiled = [], found_in.compiled
    for key, module in found_in.ours.items():
        functions = {LIMIT: HANDWRITTEN[key], OURS: module.is_valid}
        if key in compiled:
            functions[COMPILED] = compiled[key].is_valid
        for body, valid in found_in.cases[key]:
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


def wrong_verdicts(found: Trial) -> tuple[int, dict[str, int]]:
    """How many bodies the documents' tables have, and how many of them each library decides otherwise."""
    wrong: dict[str, int] = {}
    for key, judges_of_it in found.rivals.items():
        for name, judge in judges_of_it.items():
            wrong[name] = wrong.get(name, 0) + sum(bool(judge(body)) is not valid for body, valid in found.cases[key])
    return sum(len(found.cases[key]) for key in found.ours), wrong


# Measuring


def timed(functions: Mapping[str, Call], bodies: tuple[Body, ...], rounds: int) -> Costs:
    """What each function costs; they take turns in every round."""
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


def fastest(times: Costs, start: str) -> list[float]:
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


def measured(found: Trial, key: Key, rounds: int) -> Measured:
    """One model, every kind of body."""
    module, compiled = found.ours[key], found.compiled.get(key)
    yes: dict[str, Call] = {LIMIT: HANDWRITTEN[key], OURS: module.is_valid}
    said: dict[str, Call] = {ERRORS: module.errors, VALIDATE: module.validate}
    if compiled is not None:
        yes[COMPILED] = compiled.is_valid
        said[COMPILED] = compiled.errors
    yes |= found.rivals[key]
    said |= messages(key)
    kinds = {kind: BODIES[key][kind] for kind in KINDS if kind in BODIES[key]}
    accepted = frozenset(kind for kind, bodies in kinds.items() if all(map(HANDWRITTEN[key], bodies)))
    refused = [kind for kind, bodies in kinds.items() if not any(map(HANDWRITTEN[key], bodies))]
    return Measured(
        key,
        {kind: timed(yes | {ERRORS: module.errors, VALIDATE: module.validate}, kinds[kind], rounds) for kind in kinds},
        {kind: timed(said, kinds[kind], rounds) for kind in refused},
        accepted,
        imports(key),
    )


def imports(key: Key) -> tuple[float, ...]:
    """Milliseconds that importing a model's validator takes when its bytecode is there, as in an installed package."""
    provider, model = key
    package = str(GENERATED / "python")
    if package not in sys.path:
        sys.path.insert(0, package)
    name = f"videoapis.{provider}.validators.{identifier(model)}"
    importlib.import_module(name)
    times = []
    for _ in range(51):
        del sys.modules[name]
        start = time.perf_counter_ns()
        importlib.import_module(name)
        times.append((time.perf_counter_ns() - start) / 1e6)
    return tuple(times)
