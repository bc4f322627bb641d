"""Options in JavaScript say what those in Python say, of the same bodies. Run by pytest."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from reelspec.cases.space import Space
from reelspec.codegen.javascript.validators import support_modules, validator_module
from reelspec.language.contract.model import Contract, Provider
from reelspec.options.javascript import SHARED, model_module, provider_module, shared
from reelspec.options.load import models_of
from tests.codegen.javascript.judging import odd, portable
from tests.node import NODE
from tests.options.specs import ODD
from tests.specs import BASE, OPERATORS, VARIANT, contract, read, request

PROGRAM = Path(__file__).with_name("answers.mjs")


def written(folder: Path, owner: Provider) -> None:
    """Writes what the package of a provider has of its options."""
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    for name, text in support_modules().items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "options.js").write_bytes(shared(SHARED[0]))
    (folder / owner.name / "options").mkdir(parents=True)
    (folder / owner.name / "options.js").write_bytes(provider_module(owner, "javascript/options_provider.js.j2"))
    for model in owner.models:
        (folder / owner.name / "options" / f"{model.stem}.js").write_bytes(model_module(model, owner))
        (folder / owner.name / f"{model.stem}.js").write_bytes(validator_module(model, owner))


def bodies_of(owner: Provider, count: int, seed: str) -> list[tuple[Any, str | None]]:
    """Half bodies of values that cases have, some with what JavaScript takes for something else; each with a model or none."""
    pick = random.Random(seed)
    found: list[tuple[Any, str | None]] = []
    for model in owner.models:
        space = Space(model.forms[0].schema, model.definitions)
        values = {name: [*space.domain(name).values, None] for name in space.scope.fields}
        halves = []
        for _ in range(count):
            names = pick.sample([*values], pick.randint(0, len(values)))
            halves.append({name: pick.choice(values[name]) for name in names})
        found += [(body, model.name if pick.random() < 0.8 else None) for body in odd(halves, 1) if portable(body)]
    model = owner.models[0]
    strays = {f"x{number}": number for number in range(50)}
    fields = {name: [*range(50)] for name in Space(model.forms[0].schema, model.definitions).scope.fields}
    return [*found, ({**strays, **fields}, None), (strays, model.name), (fields, model.name)]


def compare(folder: Path, owner: Provider, bodies: Sequence[tuple[Any, str | None]]) -> None:
    if NODE is None:
        pytest.skip("node is not installed")
    written(folder, owner)
    ran = subprocess.run(
        [NODE, str(PROGRAM), str(folder), owner.name],
        input=json.dumps(bodies),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    models = models_of(owner)
    for (body, model), said in zip(bodies, json.loads(ran.stdout), strict=True):
        assert said == json.loads(json.dumps([models.options(body, model), models.models_for(body)])), body


@pytest.mark.parametrize("owner", contract().providers, ids=lambda one: one.name)
def test_they_say_the_same_of_halves_of_cases(owner: Provider, tmp_path: Path) -> None:
    compare(tmp_path, owner, bodies_of(owner, 60, owner.name))


HIDDEN = """
import { options } from "./powertokens/options.js";
const body = { model: "wan2.7-i2v" };
Object.defineProperty(body, "size", { value: "4K" });
console.log(JSON.stringify([options(body).possible, options(body).conflicts.map((one) => one.rule)]));
"""


def test_a_field_that_is_not_enumerable_is_read_as_judges_read_it(tmp_path: Path) -> None:
    (owner,) = [one for one in contract().providers if one.name == "powertokens"]
    if NODE is None:
        pytest.skip("node is not installed")
    written(tmp_path, owner)
    command = [NODE, "--input-type=module", "--eval", HIDDEN]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert json.loads(ran.stdout) == [False, ["enum"]], ran.stderr


SPECS: Mapping[str, Contract | str] = {
    **{name: OPERATORS[name] for name in ("table", "limit", "compare", "nested", "keywords")},
    **{f"odd {name}": text for name, text in ODD.items()},
}


@pytest.mark.parametrize("name", [*SPECS, "variant"])
def test_so_it_is_in_odd_specs(name: str, tmp_path: Path) -> None:
    if name == "variant":
        files = {"clip.yaml": BASE, "clip@final.yaml": VARIANT}
        made = read(
            {file: f"x-source: {{document: page}}\n{text}" for file, text in files.items()}, discriminator="model"
        )
    else:
        made = request(str(SPECS[name]))
    (owner,) = made.providers
    compare(tmp_path, owner, bodies_of(owner, 40, name))
