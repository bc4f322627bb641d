"""Kept findings of `check`: with them it says what it says without, whatever has changed since."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelspec.cli import main
from reelspec.common.kept import FOLDER, Kept
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
