"""Answers that a run keeps: a cache that is cut, not as it was written, another program's or another user's is a slow run."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reelspec.common import kept
from reelspec.common.digest import digest
from reelspec.common.kept import FOLDER, Kept
from reelspec.output import inputs


def asked(root: Path, made_by: str = "program") -> list[str]:
    """What a run has to ask for that wants the answers of two keys; what it is given must be right."""
    new: list[str] = []

    def ask(key: str) -> dict[str, str]:
        new.append(key)
        return {"of": key}

    found = Kept(str(root), "findings", made_by)
    for key in ("a", "b"):
        assert found.answer(key, lambda key=key: ask(key)) == {"of": key}  # type: ignore[misc]
    found.save()
    return new


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The file of a run whose answers are kept."""
    assert asked(tmp_path) == ["a", "b"]
    assert asked(tmp_path) == []
    return tmp_path / FOLDER / "findings.json"


def test_it_is_never_committed(file: Path) -> None:
    assert (file.parent / ".gitignore").read_text(encoding="utf-8").splitlines()[-1] == "*"


def forged(file: Path) -> None:
    """Answers of somebody who does not know how they are written."""
    head, _, text = file.read_text(encoding="utf-8").partition("\n")
    file.write_text(f"{head}\n{text.replace('of', 'by')}", encoding="utf-8")


def of_another_form(file: Path) -> None:
    text = json.dumps([1])
    file.write_text(f"{digest(text.encode())}\n{text}", encoding="utf-8")


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


BROKEN: dict[str, Callable[[Path], object]] = {
    "empty": lambda file: file.write_bytes(b""),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-20]),
    "garbage": lambda file: file.write_bytes(b"\xff\x00" * 50),
    "changed": forged,
    "another form": of_another_form,
    "deep": lambda file: file.write_bytes(digest(b"[" * 100_000).encode() + b"\n" + b"[" * 100_000),
    "writable by others": lambda file: file.chmod(0o666),
    "in a folder that is writable by others": lambda file: file.parent.chmod(0o777),
    "a folder": a_folder,
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_cache_is_asked_anew(how: str, file: Path) -> None:
    BROKEN[how](file)
    assert asked(file.parents[1]) == ["a", "b"]


def test_answers_of_another_program_count_for_nothing(file: Path) -> None:
    assert asked(file.parents[1], "the next version") == ["a", "b"]


def test_answers_of_another_user_count_for_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = os.stat(file).st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert asked(file.parents[1]) == ["a", "b"]


def test_what_cannot_be_read_is_asked_anew(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> bytes:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(kept, "read_file", refuse)
    assert asked(file.parents[1]) == ["a", "b"]


def test_on_a_full_disk_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept, "replace_file", full)
    assert asked(tmp_path) == ["a", "b"]
    monkeypatch.undo()
    assert asked(tmp_path) == ["a", "b"]


def test_only_what_was_asked_for_in_a_run_is_kept(file: Path) -> None:
    found = Kept(str(file.parents[1]), "findings", "program")
    found.answer("b", lambda: pytest.fail("it is kept"))
    found.save()
    assert asked(file.parents[1]) == ["a"]


def test_what_is_asked_for_twice_in_a_run_is_asked_once(tmp_path: Path) -> None:
    found = Kept(str(tmp_path), "findings", "program")
    assert found.answer("a", lambda: 1) == 1
    assert found.answer("a", lambda: pytest.fail("it is known")) == 1


def test_another_template_is_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What judges examples is made of templates."""
    before = inputs.made_by()
    monkeypatch.setattr(inputs, "templates_folder", lambda: str(tmp_path))
    assert inputs.made_by() != before


def test_a_folder_of_packages_that_cannot_be_read_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, "/nowhere/site-packages"])
    assert inputs.made_by()
