"""Specs that are refused: each folder here holds `specs/`, a pyproject.toml where settings matter, and in expected.txt
exactly what `reelspec check` prints of them.

`REELSPEC_WRITE_EXPECTED=1 pytest tests/golden/errors` writes expected.txt anew; the difference is then to be read, line by line.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from reelspec.cli import main as run
from reelspec.language.parser.load import load
from reelspec.language.source.place import Problems
from reelspec.project.emitters import OUTPUTS

HERE = Path(__file__).parent
CASES = sorted(folder.name for folder in HERE.iterdir() if (folder / "specs").is_dir())


@pytest.fixture
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of a case's folder, which a command may write to."""
    shutil.copytree(HERE / request.param, tmp_path, ignore=shutil.ignore_patterns("expected.txt"), dirs_exist_ok=True)
    return tmp_path


@pytest.mark.parametrize("name", CASES)
def test_check_prints_what_is_expected(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["check", "--root", str(HERE / name)])
    printed = capsys.readouterr().out
    expected = HERE / name / "expected.txt"
    if os.environ.get("REELSPEC_WRITE_EXPECTED"):
        expected.write_text(printed, encoding="utf-8")
    assert printed == expected.read_text(encoding="utf-8")
    assert code == 1


@pytest.mark.parametrize("root", CASES, indirect=True)
def test_generate_refuses_what_cannot_be_read(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        load(root, outputs=OUTPUTS)
    except Problems as found:
        problems = [str(one.place) for one in found.problems]
    else:  # the specs can be read, and what is wrong with them is for `check` to say
        assert run(["generate", "--root", str(root)]) == 0
        return
    before = sorted(path.name for path in root.iterdir())
    assert run(["generate", "--root", str(root)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(": ", 1)[0] for line in printed] == problems
    assert sorted(path.name for path in root.iterdir()) == before


@pytest.mark.parametrize("name", CASES)
def test_expected_lines_are_sorted_by_place_and_none_stands_twice(name: str) -> None:
    lines = (HERE / name / "expected.txt").read_text(encoding="utf-8").splitlines()
    places = []
    for line in lines:
        file, row, column = line.split(": ", 1)[0].rsplit(":", 2)
        places.append((file, int(row), int(column)))
        assert (HERE / name / file).exists() or "needs openapi" in line
        assert line.endswith("]")
    assert lines
    assert places == sorted(places)
    assert len(set(lines)) == len(lines)


def test_there_are_cases() -> None:
    assert len(CASES) > 80
