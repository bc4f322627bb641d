"""Do all judges of a model agree? On the exhaustive bodies, boundary values, mutations in one and two places, and any JSON.

    python -m tests.contract.bodies.agreement --bodies 1000000 [--model PROVIDER/MODEL] [--seed N]

Judges: `is_valid`, `errors` and the full path of `validate` (the last two by every violation, in order and in words),
jsonschema-rs on every body, jsonschema on some. Bodies that break nothing but rules which the schema does not carry are
left to the validator alone.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.contract.bodies.judged import Judged, repository
from tests.specs import names

NUMBERS: list[Any] = [
    *(-1, 0, 1, 2, 5, 15, 16, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**53 + 1, 10**30, -(10**30)),
    *(0.0, -0.0, 0.5, 1.0, 1.5, 5.0, 8.0, 1e300, 5e-324, 2.0**53),
]
TEXTS: list[Any] = [
    "",
    " ",
    "\n",
    "5",
    "05",
    " 5",
    "720P",
    "720p",
    "https://example.com/a.png",
    "HTTP://example.com/a.mp4",
    "ftp://example.com/a.png",
    "example.com",
    "data:image/png;base64,AAAA",
    "\u200b",
    "\u00a0",
    "\ufeff",
    "é",
    "猫" * 501,
    "猫" * 500,
    "\U0001f600" * 500,
    "\U0001f600" * 501,
    "x" * 500,
    "x" * 501,
    "x" * 800,
    "x" * 801,
    "x" * 5000,
    "x" * 5001,
    "a " * 1000 + "a",
    "a " * 999 + "a",
    "Image 1",
    "Video 2 runs",
    "first_frame",
    "reference_video",
]
OTHERS: list[Any] = [
    None,
    True,
    False,
    [],
    {},
    [[]],
    [{}],
    {"type": "first_frame"},
    [None],
    ["https://example.com/a.png"],
]
KEYS = ["", "model", "type", "url", "a/b", "~", "prompt", "Prompt", "seconds", "unknown", "$ref", "__proto__", "\n"]


@dataclass
class Tally:
    """What a run has seen. differ: bodies on which judges disagree, with what they said."""

    bodies: int = 0
    valid: int = 0
    by_schema: int = 0
    python: int = 0
    seconds: float = 0.0
    differ: list[str] | None = None


def bodies(one: Judged, seed: int) -> Iterator[Any]:
    """Bodies without end: first the built ones, then boundary values in every place, then at random by the seed."""
    built = [case.body for case in one.made.cases]
    yield from copy.deepcopy(built)
    full = next((case.body for case in one.made.cases if case.name.startswith("as many")), built[0])
    places = [built[0], full]
    for body in places:
        for path in paths(body):
            for value in itertools.chain(NUMBERS, TEXTS, OTHERS):
                yield replaced(body, path, value)
            yield removed(body, path)
    chance = random.Random(f"{seed} {one.model.name}")
    pool = [value for body in built for value in parts(body)] + NUMBERS + TEXTS + OTHERS
    while True:
        roll = chance.random()
        if roll < 0.05:
            yield anything(chance, 4)
            continue
        body = copy.deepcopy(chance.choice(built))
        for _ in range(1 if roll < 0.5 else 2):
            body = mutated(chance, body, pool, built)
        yield body


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*at, key)
        yield from paths(one, (*at, key))


def parts(value: Any) -> Iterator[Any]:
    for path in paths(value):
        found = value
        for key in path:
            found = found[key]
        yield found


def holder(body: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        body = body[key]
    return body


def replaced(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    made = copy.deepcopy(body)
    holder(made, path)[path[-1]] = copy.deepcopy(value)
    return made


def removed(body: Any, path: tuple[Any, ...]) -> Any:
    made = copy.deepcopy(body)
    del holder(made, path)[path[-1]]
    return made


def mutated(chance: random.Random, body: Any, pool: list[Any], built: list[Any]) -> Any:
    """The body with one thing changed: a value, a field more or less, an item more or less, a near miss."""
    ways = list(paths(body))
    if not ways or not isinstance(body, dict):
        return copy.deepcopy(chance.choice(built))
    path = chance.choice(ways)
    where = holder(body, path)
    old = where[path[-1]]
    kind = chance.randrange(8)
    if kind == 0:
        del where[path[-1]]
    elif kind in (1, 2):
        where[path[-1]] = copy.deepcopy(chance.choice(pool))
    elif kind == 3:
        other = chance.choice(built)
        if other:
            name = chance.choice(list(other))
            body[name] = copy.deepcopy(other[name])
    elif kind == 4 and isinstance(old, list):
        if old and chance.random() < 0.7:
            old.insert(chance.randrange(len(old) + 1), copy.deepcopy(chance.choice(old)))
        else:
            old.append(copy.deepcopy(chance.choice(pool)))
    elif kind == 5 and isinstance(where, dict):
        where[chance.choice(KEYS)] = copy.deepcopy(chance.choice(pool))
    elif kind == 6:
        where[path[-1]] = near(chance, old)
    elif isinstance(where, dict):
        other = chance.choice(built)
        if path[0] in other and len(path) == 1:
            where[path[-1]] = copy.deepcopy(other[path[0]])
    return body


def near(chance: random.Random, value: Any) -> Any:
    """A value much like the given one."""
    if isinstance(value, bool):
        return chance.choice([not value, str(value).lower(), int(value), None])
    if isinstance(value, int):
        return chance.choice([value + 1, value - 1, float(value), str(value), value + 0.5])
    if isinstance(value, str):
        return chance.choice([value.swapcase(), value + " ", value[1:], value[:-1], value * 2, [value]])
    if isinstance(value, list):
        return chance.choice([value[1:], value[:-1], value + value, {str(i): one for i, one in enumerate(value)}])
    return [value]


def anything(chance: random.Random, depth: int) -> Any:
    """Any JSON value."""
    roll = chance.random()
    if depth == 0 or roll < 0.4:
        return copy.deepcopy(chance.choice(chance.choice([NUMBERS, TEXTS, OTHERS])))
    if roll < 0.6:
        return [anything(chance, depth - 1) for _ in range(chance.randrange(4))]
    return {chance.choice(KEYS): anything(chance, depth - 1) for _ in range(chance.randrange(5))}


def run(one: Judged, count: int, *, seed: int = 0, python_share: float = 1.0) -> Tally:
    """Ask all judges about `count` bodies. python_share: the part of them that jsonschema judges as well."""
    tally = Tally(differ=[])
    assert tally.differ is not None
    start = time.perf_counter()
    judge, rust, python = one.judges.validator, one.judges.rust_judge, one.judges.python_judge
    apart = one.judges.not_carried
    is_valid, errors, validate = judge.is_valid, judge.errors, judge.validate
    every = max(1, round(1 / python_share)) if python_share > 0 else 0
    for index, body in enumerate(itertools.islice(bodies(one, seed), count)):
        tally.bodies += 1
        found = errors(body)
        full = [violation for violation in validate(body) if violation.severity == "error"]
        said = {"is_valid": is_valid(body), "errors": not found, "validate": not full}
        carried = [violation for violation in full if violation.rule not in apart]
        if carried or not full:
            said["jsonschema-rs"] = rust.is_valid(body)
            tally.by_schema += 1
            if every and index % every == 0:
                said["jsonschema"] = python.is_valid(body)
                tally.python += 1
        tally.valid += not full
        if len(set(said.values())) > 1:
            tally.differ.append(f"{json.dumps(body)[:2000]}: {said}")
        elif list(found) != full:
            tally.differ.append(f"{json.dumps(body)[:2000]}: errors() says {found}, validate() {full}")
    tally.seconds = time.perf_counter() - start
    return tally


def main(arguments: list[str]) -> int:
    """The long run; 1 when judges disagree."""
    parser = argparse.ArgumentParser(prog="python -m tests.contract.bodies.agreement", description=__doc__)
    parser.add_argument("--bodies", type=int, default=10_000, help="for each model")
    parser.add_argument("--model", help="PROVIDER/MODEL; all when left out")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--python-share", type=float, default=0.02, help="the part that jsonschema judges as well")
    options = parser.parse_args(arguments)
    failed = 0
    for name in names() if options.model is None else (options.model,):
        tally = run(repository(name), options.bodies, seed=options.seed, python_share=options.python_share)
        assert tally.differ is not None
        sys.stdout.write(
            f"{name}: {tally.bodies} bodies, {tally.valid} valid, jsonschema-rs {tally.by_schema}, "
            f"jsonschema {tally.python}, {len(tally.differ)} disagreements, {tally.seconds:.1f} s\n"
        )
        for line in tally.differ[:10]:
            sys.stdout.write(f"  {line}\n")
        sys.stdout.flush()
        failed += len(tally.differ)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
