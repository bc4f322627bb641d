"""Judges in JavaScript beside those in Python: what each says of the same bodies, byte for byte."""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from reelspec.codegen.javascript.validators import support_modules, validator_module
from reelspec.codegen.validators.emitter import emit_validator
from reelspec.language.contract.model import Contract, Model, Provider
from tests.node import NODE
from tests.support import load_module

PROGRAM = Path(__file__).with_name("judge.mjs")
NAMES = [
    "__proto__",
    "constructor",
    "toString",
    "0",
    "10",
    "2",
    "size",
    "length",
    "a\u2028b",
    "\ud800",
    "</script>",
    "é",
    "~/",
]
VALUES: list[Any] = [
    *(-0.0, 8.0, 1e21, 1e-7, 123456789012345680.0, 2.5e-324, 0.1, 4.35),
    *("\ud83d", "\udc00x", "\u2028", "\U0001f600", "</script>", "${1}", "`", "-0", "0x10", "1e3", " 8 ", "8.0"),
    *([None], [8.0], {"__proto__": {"type": "image"}}, {"constructor": 1}, {"2": 1, "1": 2, "b": 3}),
]
"""What JavaScript may take for something else."""


def portable(value: Any) -> bool:
    """JSON whose numbers are doubles: integers beyond 2^53 are the one limit."""
    if isinstance(value, dict):
        return all(map(portable, value.values()))
    if isinstance(value, list):
        return all(map(portable, value))
    return not isinstance(value, int) or isinstance(value, bool) or abs(value) <= 2**53


def odd(bodies: Iterable[Any], seed: int) -> Iterator[Any]:
    """The bodies, and after some of them the same with something in it that JavaScript may take for something else."""
    chance = random.Random(seed)
    for body in bodies:
        yield body
        if chance.random() < 0.3 and isinstance(body, dict):
            made = dict(body)
            name = chance.choice([*NAMES, *made])
            made[name] = chance.choice([*VALUES, made.get(name), [*made.values()][:1]])
            yield dict(chance.sample([*made.items()], len(made))) if chance.random() < 0.3 else made


def python_says(judge: ModuleType, body: Any, facts: Any = None) -> list[Any]:
    """What the judge in Python says, as `judge.mjs` writes it."""
    several = (judge.errors(body, facts=facts), judge.validate(body, facts=facts))
    strict = judge.validate(body, strict=True, facts=facts)
    return [judge.is_valid(body, facts), *([one.as_dict() for one in each] for each in (*several, strict))]


def written(folder: Path, models: Mapping[str, tuple[Model, Provider]]) -> dict[str, str]:
    """Writes the modules of models; name -> the module's path."""
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    for name, text in support_modules().items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "judges").mkdir()
    found = {}
    for index, (name, (model, owner)) in enumerate(models.items()):
        found[name] = f"judges/{index}.js"
        (folder / found[name]).write_bytes(validator_module(model, owner))
    return found


def differences(
    models: Mapping[str, tuple[Model, Provider]],
    bodies: Mapping[str, Sequence[Any]],
    facts: Callable[[Any], Any] = lambda _: None,
) -> list[str]:
    """What the judges of each model say differently of its bodies, in words; one process of Node judges all of them.

    facts: what is known of the files of a body, None where nobody says anything.
    """
    if NODE is None:
        pytest.skip("node is not installed")
    with tempfile.TemporaryDirectory() as folder:
        modules = written(Path(folder), models)
        asked = {name: [one for one in several if portable(one)] for name, several in bodies.items()}
        said_of = {name: [facts(one) for one in several] for name, several in asked.items()}
        lines = "".join(json.dumps([modules[name], asked[name], said_of[name]]) + "\n" for name in models)
        done = subprocess.run(
            [NODE, str(PROGRAM), folder], input=lines, capture_output=True, text=True, check=False, timeout=3000
        )
    assert done.returncode == 0, done.stderr[-3000:]
    out = []
    for (name, (model, owner)), line in zip(models.items(), done.stdout.rstrip("\n").split("\n"), strict=True):
        judge = load_module(emit_validator(model, owner), model.module)
        for body, given, said in zip(asked[name], said_of[name], json.loads(line), strict=True):
            expected = python_says(judge, body, given)
            # Of numbers JavaScript knows no 8.0, and of names that are numbers no order: the body counts as JSON.
            filled = said.pop()
            if judge.effective(body) != filled:
                out.append(f"{name}: {json.dumps(body)[:600]} is filled\n  {judge.effective(body)}\n  {filled}")
            if said != expected or json.dumps(said) != json.dumps(expected):
                out.append(f"{name}: {json.dumps(body)[:600]}\n  {json.dumps(expected)}\n  {json.dumps(said)}")
    return out


def models_of(contract: Contract) -> dict[str, tuple[Model, Provider]]:
    """provider/model -> model and provider."""
    return {f"{one.provider}/{one.name}": (one, owner) for owner in contract.providers for one in owner.models}
