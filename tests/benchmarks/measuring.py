"""Measures the generated validators, functions written by hand and other libraries on the documents' bodies; prints nothing.

`validators` is the command. Everything is measured in turns in one process.
"""

from __future__ import annotations

import gc
import importlib
import importlib.util
import json
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import ModuleType

from tests.benchmarks.bodies import BODIES, Body
from tests.benchmarks.subjects import (
    SUPPORT,
    Call,
    Key,
    all_messages,
    by_hand,
    compile_all,
    decoders,
    from_bytes,
    judges,
    messages,
    module_name,
    validators,
)

Costs = dict[str, list[float]]
"""Function -> nanoseconds for one body in each round."""

TABLES = ("wan2_7_r2v", "wan2_7_i2v", "wan_kf2v", "seedance_1", "apimart_wan2_7")
OURS = "is_valid"
ERRORS = "errors"
READ = "errors and messages"
VALIDATE = "validate"
BEFORE = "validate before"
COMPILED = "compiled is_valid"
COMPILED_READ = "compiled errors and messages"
DECODED = "orjson"
CURRENT = "current"
"""The name that the generated package is imported as."""

now = time.thread_time_ns if time.get_clock_info("thread_time").resolution < 1e-6 else time.perf_counter_ns
"""The time of the processor, which does not count what other programs take, where it is told exactly enough."""


@dataclass(frozen=True)
class Measured:
    """What one model costs: name of a body -> function -> nanoseconds in each round.

    accepted: bodies that are valid, where the functions of libraries tell whether they are. refused: those that are not,
    where they give every error with its message. decoded: both, from bytes, with messages; {} without orjson. importing:
    milliseconds, again and again, with the bytecode there.
    """

    key: Key
    accepted: Mapping[str, Costs]
    refused: Mapping[str, Costs]
    decoded: Mapping[str, Costs]
    importing: tuple[float, ...]

    @property
    def name(self) -> str:
        """PROVIDER/MODEL."""
        return "/".join(self.key)


@dataclass(frozen=True)
class Trial:
    """Everything that is measured or takes part, by model. before: older validators; {} when there are none."""

    ours: Mapping[Key, ModuleType]
    compiled: Mapping[Key, ModuleType]
    before: Mapping[Key, ModuleType]
    rivals: Mapping[Key, Mapping[str, Call]]
    cases: Mapping[Key, list[tuple[Body, bool]]]


def trial(keys: Iterable[Key], folder: Path, *, compiling: bool, before: Path | None = None) -> Trial:
    """The functions of these models, compiled ones only on demand.

    folder: for what is built and for bytecode. before: an older generated package.
    """
    keys = tuple(keys)
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(folder)
    return Trial(
        validators(keys, CURRENT),
        compile_all(keys, Path(folder, "compiled")) if compiling else {},
        validators(keys, "before", before) if before else {},
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
        functions = {**by_hand(key), OURS: module.is_valid}
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


def timed(functions: Mapping[str, Call], body: object, rounds: int) -> Costs:
    """What each function costs; they take turns in every round."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    loops = {name: repetitions(function, body) for name, function in functions.items()}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, function in functions.items():
                times[name].append(once(function, body, loops[name]))
    finally:
        gc.enable()
    return times


def ratio(one: Iterable[float], other: Iterable[float]) -> float:
    """The median over the rounds of the ratio of two times of the same round, which met the same weather."""
    return median(first / second for first, second in zip(one, other, strict=True))


def fastest(times: Costs, name: str) -> list[float]:
    """The times of this function, of its variants (`NAME, VARIANT`) of the one with the lowest median; [] without any."""
    variants = (found for one, found in times.items() if one == name or one.startswith(f"{name}, "))
    return min(variants, key=median, default=[])


def once(function: Call, body: object, loops: int) -> float:
    """Nanoseconds for the body, over so many loops."""
    turns = range(loops)
    start = now()
    for _ in turns:
        function(body)
    return (now() - start) / loops


def repetitions(function: Call, body: object) -> int:
    """How many loops take about two milliseconds, once what is made at the first call has been made."""
    function(body)
    return max(1, int(2e6 / once(function, body, 3)))


def measured(found: Trial, key: Key, rounds: int) -> Measured:
    """One model, every body."""
    accepted, refused = in_python(found, key)
    valid = {name: found.ours[key].is_valid(body) for name, body in BODIES[key].items()}
    decoding = in_bytes(found, key)
    return Measured(
        key,
        {name: timed(accepted, body, rounds) for name, body in BODIES[key].items() if valid[name]},
        {name: timed(refused, body, rounds) for name, body in BODIES[key].items() if not valid[name]},
        {name: timed(decoding, json.dumps(body).encode(), rounds) for name, body in BODIES[key].items() if decoding},
        imports(module_name(CURRENT, key)),
    )


def in_python(found: Trial, key: Key) -> tuple[dict[str, Call], dict[str, Call]]:
    """What is called with accepted bodies of a model, and what with refused ones."""
    ours = found.ours[key]
    both = {**by_hand(key), OURS: ours.is_valid, ERRORS: ours.errors, VALIDATE: ours.validate}
    accepted = {**both, **found.rivals[key]}
    refused = {**both, READ: all_messages(ours.errors, "path"), **messages(key)}
    if key in found.compiled:
        accepted[COMPILED] = found.compiled[key].is_valid
        refused[COMPILED_READ] = all_messages(found.compiled[key].errors, "path")
    if key in found.before:
        accepted[BEFORE] = found.before[key].validate
    return accepted, refused


def in_bytes(found: Trial, key: Key) -> dict[str, Call]:
    """What is called with the bytes of bodies of a model; {} without orjson."""
    if importlib.util.find_spec("orjson") is None:
        return {}
    ours = found.ours[key]
    calls = {DECODED: importlib.import_module("orjson").loads, OURS: from_bytes(ours.is_valid)}
    calls[READ] = from_bytes(all_messages(ours.errors, "path"))
    if key in found.compiled:
        calls[COMPILED] = from_bytes(found.compiled[key].is_valid)
        calls[COMPILED_READ] = from_bytes(all_messages(found.compiled[key].errors, "path"))
    return calls | decoders(key)


def imports(name: str) -> tuple[float, ...]:
    """Milliseconds that importing a module takes when its bytecode is there, as in an installed package.

    What it imports is imported before.
    """
    importlib.import_module(name)
    times = []
    for _ in range(51):
        del sys.modules[name]
        start = now()
        importlib.import_module(name)
        times.append((now() - start) / 1e6)
    return tuple(times)


def support_imports() -> tuple[float, ...]:
    """The same for what the generated validators share; () when they share nothing."""
    name = f"{CURRENT}.{SUPPORT}"
    return imports(name) if importlib.util.find_spec(name) else ()
