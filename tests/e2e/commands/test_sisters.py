"""A validator names the fields of its provider's other models, and follows them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reelspec.project.build import build
from tests.e2e.commands.run import CHECKOUT, reelspec

FOLDER = "python/videoapis/powertokens/validators"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(CHECKOUT / "specs", tmp_path / "specs")
    assert reelspec("generate", cwd=tmp_path).code == 0
    return tmp_path


def edit(root: Path, old: str, new: str) -> None:
    file = root / "specs/powertokens/models/wan2.7-r2v.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_new_field_of_one_model_is_known_to_the_others(root: Path) -> None:
    edit(root, "\nproperties:\n", "\nproperties:\n  brightness: {type: integer}\n")
    built = build(root)
    assert "brightness" in built.files[f"{FOLDER}/wan2_7_i2v.py"].decode()
    assert {path: built.files[path] for path in built.made} == {
        path: content for path, content in build(root, reuse=False).files.items() if path in built.made
    }
    assert built.files == build(root, reuse=False).files


def test_a_note_in_one_model_changes_no_file(root: Path) -> None:
    before = build(root).files
    file = root / "specs/powertokens/models/wan2.7-r2v.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\n# A note.\n", encoding="utf-8")
    built = build(root)
    assert f"{FOLDER}/wan2_7_r2v.py" in built.made
    assert built.files == before
