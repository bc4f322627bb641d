"""The same specs give the same bytes, wherever and however reelspec runs; and no byte says where it ran."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.commands.run import CHECKOUT, reelspec, tree

C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "3", **C},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONUTF8": "1", "PYTHONOPTIMIZE": "2"},
    ],
    ids=["seed 1", "seed 2 and UTF-8", "C locale", "another zone, Turkish, optimised"],
)
def test_the_same_bytes_under_every_environment(generated_once: Path, tmp_path: Path, env: dict[str, str]) -> None:
    root = tmp_path / "somewhere else"
    shutil.copytree(generated_once / "specs", root / "specs")
    ran = reelspec("generate", "--root", root, cwd=tmp_path, env=env)
    assert (ran.code, ran.err) == (0, "")
    assert tree(root / "generated") == tree(generated_once / "generated")


def test_the_same_bytes_from_another_folder_and_by_a_relative_root(generated_once: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(generated_once / "specs", root / "specs")
    (tmp_path / "x/y").mkdir(parents=True)
    assert reelspec("generate", "--root", "../../project", cwd=tmp_path / "x/y", script=True).code == 0
    assert tree(root / "generated") == tree(generated_once / "generated")


def test_piece_by_piece_gives_the_same_bytes_as_at_once(generated_once: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(generated_once / "specs", root / "specs")
    for arguments in (("--only", "apimart"), ("--only", "powertokens/wan2.7-i2v"), ("--only", "powertokens"), ()):
        assert reelspec("generate", *arguments, cwd=root).code == 0
    assert tree(root / "generated") == tree(generated_once / "generated")


def test_generated_files_say_nothing_of_the_machine(generated_once: Path) -> None:
    for path, content in tree(generated_once / "generated").items():
        for word in (str(generated_once), str(CHECKOUT), str(Path.home()) + "/"):
            assert word.encode() not in content, path
        assert b"\r" not in content, path
