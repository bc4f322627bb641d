"""The kept list of models: `list` and `explain` say the same with it and without, and after any change."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reelspec.cli import main
from reelspec.common.kept import FOLDER
from reelspec.language.contract.model import Contract
from reelspec.language.parser.load import load
from reelspec.output.inputs import made_by
from reelspec.output.publish import publish
from reelspec.project import index
from reelspec.project.build import build
from reelspec.project.emitters import OUTPUTS
from tests.support import PROVIDER, provider, write_root

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
    assert index.contract_of(root, first[0]).names() == (first[0],)
    assert {first[0], second[0]} == {*index.contract_of(root, "no/such").names()}


# Specs of which rules alone have changed

FAMILY = """
x-source: {{document: page}}
type: object
properties:
  model: {{const: {0}}}
  mode: {{enum: [std, pro], description: How.}}
  seconds: {{type: integer, maximum: 9}}
  size: {{$ref: ../parts.yaml#/size}}
required: [model]
additionalProperties: false
x-rules:
  - id: long
    when: {{seconds: {{minimum: 5}}}}
    must: {{mode: pro}}
examples:
  - {{model: {0}, seconds: 3}}
"""
VARIANT = """
x-variant: {of: crane, when: {mode: pro}}
type: object
properties: {model: {const: crane}, mode: {}, seconds: {type: integer}}
x-rules:
  - {id: short, when: {mode: pro}, must: {seconds: {maximum: 4}}}
"""
LENT = "$ref: kite.yaml#/properties/seconds"
EDITS: tuple[tuple[str, str, str, bool], ...] = (
    ("models/kite.yaml", "minimum: 5", "minimum: 6", True),
    ("models/kite.yaml", "must: {mode: pro}", "must: {mode: pro}\n    message: Long ones are for professionals.", True),
    ("models/swift.yaml", "x-rules:\n", "x-rules:\n  - {id: sized, requires: {seconds: [size]}}\n", True),
    ("models/swift.yaml", "  - {id: sized, requires: {seconds: [size]}}\n", "", True),
    ("models/swift.yaml", "x-rules:\n", "x-rules:\n  - {id: pro, must: {mode: pro}}\n", False),  # types say it
    ("models/swift.yaml", "description: How.", "description: How well.", False),
    ("models/swift.yaml", "seconds: 3}", "seconds: 2, mode: pro}", False),
    ("models/heron.yaml", "minimum: 5", "minimum: 7", True),
    ("models/heron.yaml", "must: {mode: pro}", f"schema: {{properties: {{seconds: {{{LENT}}}}}}}", False),
    ("models/kite.yaml", "minimum: 6", "minimum: 7", True),  # which heron refers to
    ("models/crane@pro.yaml", "maximum: 4", "maximum: 5", True),
    ("models/crane@pro.yaml", "when: {mode: pro}", "when: {mode: std}", False),
    ("models/crane.yaml", "minimum: 5", "minimum: 4", True),
    ("parts.yaml", "480P", "720P", False),
    ("models/stork.yaml", "const: stork", "const: ibis", False),
    ("openapi.yaml", "info: {title: ", "info: {description: Birds, title: ", False),
)


@pytest.fixture
def birds(tmp_path: Path) -> Path:
    names = ("kite", "heron", "swift", "crane", "stork")
    files = {f"{name}.yaml": FAMILY.format(name) for name in names} | {"crane@pro.yaml": VARIANT}
    settings = {"pyproject.toml": f"[tool.reelspec]\noutputs = {[*OUTPUTS]}\n"}
    return write_root(
        tmp_path, provider(files, discriminator="model", parts="size: {enum: [480P], default: 480P}") | settings
    )


def made(root: Path) -> dict[str, bytes]:
    """What a run makes and writes, with its manifest."""
    built = build(root)
    publish(root / "generated", built.files, built.manifest)
    return {**built.files, "manifest.json": built.manifest.dump()}


def anew(root: Path) -> dict[str, bytes]:
    built = build(root, reuse=False)
    return {**built.files, "manifest.json": built.manifest.dump()}


def test_whatever_changes_is_made_as_by_a_run_that_knows_nothing(birds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(birds) == anew(birds)
    partial: list[bool] = []
    read = index.Index.partial

    def asked(self: index.Index, since: Mapping[str, str] | None = None) -> index.Partial | None:
        found = read(self, since)
        partial.append(found is not None)
        return found

    whole: list[Path] = []

    def loaded(root: Path, **options: Any) -> Contract:
        if options.get("only") is None:
            whole.append(root)
        return load(root, **options)

    monkeypatch.setattr(index.Index, "partial", asked)
    monkeypatch.setattr("reelspec.language.parser.load.load", loaded)
    for file, old, new, _ in EDITS:
        path = birds / "specs" / PROVIDER / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        whole.clear()
        assert made(birds) == anew(birds), (file, new)
        assert not whole or "sized" in old + new  # a rule more or less is a component more or less
    assert partial == [rules for *_, rules in EDITS]


def test_diff_says_the_same_of_specs_that_are_known(
    birds: Path,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = tmp_path_factory.mktemp("old")
    shutil.copytree(birds, old, dirs_exist_ok=True)
    for file, before, after, rules in (*EDITS[:6], *EDITS[9:11]):
        path = birds / "specs" / PROVIDER / file
        path.write_text(path.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
        said(birds, capsys, "list")
        quick = said(birds, capsys, "diff", str(old))
        with monkeypatch.context() as without:
            without.setattr(index, "both", lambda *_: None)
            assert said(birds, capsys, "diff", str(old)) == quick
        assert (index.both(old, birds, birds, made_by()) is not None) == rules, (file, after)
        shutil.copy(path, old / "specs" / PROVIDER / file)
