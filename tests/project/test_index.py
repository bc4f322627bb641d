"""The kept list of models: `list` and `explain` say the same with it and without, and after any change."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reelspec.cli import main
from reelspec.common.kept import FOLDER
from reelspec.project import index
from tests.support import provider, write_root

ROOT = Path(__file__).resolve().parents[2]
MODEL = """
type: object
properties: {{model: {{const: {0}}}, seconds: {{type: integer, maximum: 9}}}}
required: [model]
additionalProperties: false
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {f"{name}.yaml": MODEL.format(name) for name in ("kite", "heron")}
    return write_root(tmp_path, provider(files, discriminator="model"))


def said(root: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main([*arguments, "--root", str(root)])
    return "".join(capsys.readouterr())


def test_commands_say_the_same_with_and_without_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    names = said(tmp_path, capsys, "list").split()
    assert said(tmp_path, capsys, "list").split() == names
    quick = [said(tmp_path, capsys, "explain", name) for name in names]
    for name, text in zip(names, quick, strict=True):
        shutil.rmtree(tmp_path / FOLDER)
        assert said(tmp_path, capsys, "explain", name) == text


def test_a_change_is_seen(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name = said(root, capsys, "list").split()[0]
    before = said(root, capsys, "explain", name)
    for file in (root / "specs").rglob("models/*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("9", "8"), encoding="utf-8")
    assert said(root, capsys, "explain", name) == before.replace("9", "8") != before
    for file in (root / "specs").rglob("models/*.yaml"):
        file.write_text("{", encoding="utf-8")
    assert "problem" in said(root, capsys, "list")


def test_the_specs_of_other_models_are_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = index.models_of(root)
    assert [one.name for one in index.contract_of(root, first.name).models()] == [first.name.partition("/")[2]]
    assert {first.name, second.name} == {*index.contract_of(root, "no/such").names()}
