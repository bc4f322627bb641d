"""An applicator that is added to the table of keywords is read by the table, or missed when the program is imported."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHAPES = {"schema": "Schema | None = None", "schemas": "tuple[Schema, ...] = ()"}

EVERYWHERE = {
    "reelspec.codegen.types.flat",
    "reelspec.codegen.validators.collecting.schema",
    "reelspec.codegen.validators.collecting.unevaluated",
    "reelspec.codegen.plain.conjunction",
    "reelspec.codegen.tools",
    "reelspec.codegen.validators.looking",
    "reelspec.diff.kinds.kind.uncertain",
    "reelspec.language.rules.evaluate",
    "reelspec.language.rules.evaluate._evaluated",
    "reelspec.options.constraints.undecided",
    "reelspec.testing.verify.coverage",
    "reelspec.testing.verify.places",
}
"""Who treats every applicator by itself."""
OF_THE_VALUE = {
    "reelspec.cases.suite._as_a_whole",
    "reelspec.language.contract.schema.admits_null",
    "reelspec.language.parser.bodies.as_sent",
    "reelspec.language.rules.reach._Walk",
}
BRANCHES = {"reelspec.diff.kinds.schemas.branches"}

IMPORTING = """
import importlib, json, pathlib, sys
import reelspec.language.contract.keywords as keywords

held, told, cover = "held" in sys.argv, {}, keywords.cover

def covering(reader, names, wanted):
    try:
        cover(reader, names, wanted)
    except NotImplementedError as error:
        told[reader] = [sys._getframe(1).f_globals["__name__"], str(error)]

if not held:
    keywords.cover = covering
top = pathlib.Path(sys.argv[1])
for file in sorted(top.rglob("reelspec/**/[!_]*.py")):
    module = ".".join(file.relative_to(top).with_suffix("").parts)
    try:
        importlib.import_module(module)
    except NotImplementedError as error:
        told[module] = [module, str(error)]
print(json.dumps(told))
"""
"""Imports every module. Prints who does not cover the table, each with its module and what is said of it; or, where the
program is held to it, which modules cannot be imported."""

Adding = Callable[[str, str], Path]


@pytest.fixture
def adding(tmp_path: Path) -> Adding:
    """Adds an applicator `beyond` to a copy of the program: its attribute and its row, and nothing else."""

    def add(shape: str, more: str) -> Path:
        program = tmp_path / "generator"
        shutil.copytree(ROOT / "generator", program, ignore=shutil.ignore_patterns("__pycache__"))
        for file, before, line in (
            ("schema.py", "    items: Schema | None = None\n", f"    beyond: {SHAPES[shape]}\n"),
            ("keywords.py", '    Keyword("not", ', f'    Keyword("beyond", "beyond", "{shape}"{more}),\n'),
        ):
            path = program / "reelspec/language/contract" / file
            text = path.read_text("utf-8")
            assert text.count(before) == 1
            path.write_text(text.replace(before, line + before), "utf-8")
        return program

    return add


def python(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(program), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def imported(program: Path, *options: str) -> dict[str, tuple[str, str]]:
    done = python(program, "-c", IMPORTING, str(program), *options)
    assert done.returncode == 0, done.stderr
    told: dict[str, tuple[str, str]] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize(
    ("shape", "place", "readers"),
    [
        ("schemas", "value", EVERYWHERE | OF_THE_VALUE | BRANCHES),
        ("schema", "value", EVERYWHERE | OF_THE_VALUE),
        ("schema", "item", EVERYWHERE),
        ("schemas", "item", EVERYWHERE),
        ("schema", "any field", EVERYWHERE),
        ("schema", "name", EVERYWHERE),
    ],
)
def test_whoever_treats_applicators_by_themselves_misses_a_new_one(
    adding: Adding, shape: str, place: str, readers: set[str]
) -> None:
    program = adding(shape, f', applies_to="{place}"')
    told = imported(program)
    assert {reader: said for reader, (_, said) in told.items()} == {
        reader: f"{reader} does not say what becomes of beyond" for reader in readers
    }
    stopped = imported(program, "held")
    assert {module for module, _ in told.values()} <= set(stopped)
    assert all(said.endswith("does not say what becomes of beyond") for _, said in stopped.values())


def test_a_row_that_does_not_say_what_its_schemas_judge_is_refused(adding: Adding) -> None:
    done = python(adding("schema", ""), "-c", "import reelspec.language.contract.keywords")
    assert "what holds schemas applies them to something: beyond" in done.stderr


def test_nothing_is_missed_without_a_new_keyword() -> None:
    assert imported(ROOT / "generator") == {}
