"""Kept findings of `check`: with them it says what it says without, whatever has changed since."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from reelspec.cli import main
from reelspec.common.kept import FOLDER, Kept
from reelspec.project.checks import check_specs
from tests.support import provider, write_root

MODEL = """
x-source: {{document: page}}
type: object
properties: {{model: {{const: {0}}}, mode: {{enum: [std, pro]}}, seconds: {{type: integer, maximum: 9}}}}
required: [model]
additionalProperties: false
x-rules:
  - id: long
    when: {{seconds: {{minimum: {1}}}}}
    must: {{mode: pro}}
examples:
  - {{model: {0}, seconds: {2}}}
"""


def said(root: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["check", "--root", str(root)])
    return code, capsys.readouterr().out


def test_it_says_the_same_with_and_without_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    states = [(5, 3), (12, 3), (5, 10), (5, 3)]  # right; a rule that never fires; a wrong example; right again
    answers = []
    for minimum, seconds in states:
        files = {"kite.yaml": MODEL.format("kite", minimum, seconds), "heron.yaml": MODEL.format("heron", 5, 3)}
        write_root(tmp_path, provider(files, discriminator="model"))
        quick = [said(tmp_path, capsys), said(tmp_path, capsys)]
        with monkeypatch.context() as without:
            without.setattr(Kept, "answer", lambda _, key, ask: ask())
            without.setattr(Kept, "save", lambda _: None)
            assert [said(tmp_path, capsys)] * 2 == quick
        answers.append(quick[0])
    assert [code for code, _ in answers] == [0, 1, 1, 0]
    assert "never-fires" in answers[1][1] and "example-refused" in answers[2][1]


def test_what_has_not_changed_is_not_searched_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"{name}.yaml": MODEL.format(name, 5, 3) for name in ("kite", "heron")}
    root = write_root(tmp_path, provider(files, discriminator="model"))
    said(root, capsys)
    searched = []

    def search(model: object, *_: object) -> list[object]:
        searched.append(model)
        return []

    monkeypatch.setattr("reelspec.checks.unsatisfiable._model", search)
    assert said(root, capsys)[0] == 0 and searched == []
    for file in (root / "specs").rglob("kite.yaml"):
        file.write_text(MODEL.format("kite", 6, 3), encoding="utf-8")
    assert said(root, capsys)[0] == 0
    assert [one.name for one in searched] == ["kite"]  # type: ignore[attr-defined]
    assert (root / FOLDER / "check.json").is_file()


def test_where_rules_alone_have_changed_it_says_what_it_says_of_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = []

    def check_all(*asked: Any) -> Any:
        whole.append(asked)
        return check_specs(*asked)

    monkeypatch.setattr("reelspec.cli.check.check_specs", check_all)
    birds = {f"{name}.yaml": MODEL.format(name, 5, 3) for name in ("heron", "swift", "crane")}
    states = (
        (("minimum: 5", "minimum: 5"), True),  # nothing is known
        (("minimum: 5", "minimum: 6"), False),
        (("minimum: 5", "minimum: 12"), True),  # never fires
        (("mode: pro}", "mod: pro}"), True),  # no such field
        (("id: long", "id: heron"), False),
        (("id: long", "id: a"), False),
        (("must: {mode", "may: {mode"), True),  # no such operator
        (("seconds: 3}", "seconds: 2}"), True),  # more than rules
        (("  - {model: kite", "  - {model: none"), True),  # a wrong example
    )
    for (old, new), all_again in states:
        kite = MODEL.format("kite", 5, 3)
        assert old in kite
        root = write_root(tmp_path, provider({"kite.yaml": kite.replace(old, new), **birds}, discriminator="model"))
        whole.clear()
        quick = said(root, capsys)
        assert bool(whole) == all_again, new
        kept = (root / FOLDER).rename(root / "kept")
        assert said(root, capsys) == quick
        shutil.rmtree(root / FOLDER)
        kept.rename(root / FOLDER)
