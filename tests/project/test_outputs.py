"""Whichever outputs are chosen, what is made is whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest

from reelspec.codegen.artifact import Artifact
from reelspec.language.parser.load import load
from reelspec.language.parser.settings import SETTINGS
from reelspec.project.emitters import OUTPUTS, USUAL, emitters_of

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = load(ROOT)


def artifacts(*outputs: str) -> Iterator[Artifact]:
    contract = replace(CONTRACT, outputs=outputs)
    return chain.from_iterable(emitter(contract) for emitter in emitters_of(contract))


@pytest.mark.parametrize(
    "outputs", list(chain.from_iterable(combinations(OUTPUTS, n) for n in range(1, len(OUTPUTS) + 1)))
)
def test_every_choice_is_made_once_and_no_output_differs_by_what_else_is_chosen(outputs: tuple[str, ...]) -> None:
    paths = [artifact.path for artifact in artifacts(*outputs)]
    assert len(paths) == len(set(paths))
    assert set(paths) == {artifact.path for output in outputs for artifact in artifacts(output)}


def test_without_a_choice_the_usual_is_made() -> None:
    assert emitters_of(replace(CONTRACT, outputs=None)) == emitters_of(replace(CONTRACT, outputs=USUAL))


def test_every_output_has_its_folder_and_this_repository_takes_all() -> None:
    folders = {artifact.path.partition("/")[0] for artifact in artifacts(*OUTPUTS)}
    assert folders == {*OUTPUTS, "spec-format", "standalone"}  # schemas of specs; the files that are named one by one
    assert CONTRACT.outputs is not None
    assert set(CONTRACT.outputs) == set(OUTPUTS)


def test_the_guide_has_a_row_for_every_setting_and_output_and_names_the_usual() -> None:
    _, _, chapter = (ROOT / "specs/README.md").read_text(encoding="utf-8").partition("\n## Settings\n")
    settings, outputs = re.findall(r"^\|---.*\n((?:\|.*\n)+)", chapter.partition("\n## ")[0], flags=re.M)
    assert sorted(re.findall(r"^\| `(\w+)`", settings, flags=re.M)) == sorted(SETTINGS)
    assert re.findall(r"^\| `(\w+)`", outputs, flags=re.M) == list(OUTPUTS)
    (usual,) = re.findall(r"^\| `outputs` \|.* \| (.*) \|$", settings, flags=re.M)
    assert re.findall(r"`(\w+)`", usual) == list(USUAL)


def test_the_schemas_that_cases_name_come_with_them() -> None:
    made = {artifact.path: artifact for artifact in artifacts("cases")}
    path = next(path for path in made if path.startswith("cases/powertokens/"))
    schema = json.loads(made[path].make())["schema"]
    assert normpath(join(dirname(path), schema)) in made
