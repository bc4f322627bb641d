"""Fixtures: a repository of one's own with the specs of this one, generated; and the command line in this process."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reelspec.cli import main as run
from tests.e2e.commands.run import CHECKOUT, Ran

Call = Callable[..., Ran]


@pytest.fixture(scope="session")
def generated_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with this one's specs, generated. Not to be changed."""
    root = tmp_path_factory.mktemp("repository")
    shutil.copytree(CHECKOUT / "specs", root / "specs")
    assert run(["generate", "--root", str(root)]) == 0
    return root


@pytest.fixture
def project(generated_once: Path, tmp_path: Path) -> Path:
    """The same as a copy that a test may change."""
    root = tmp_path / "project"
    shutil.copytree(generated_once, root)
    return root


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command in this process. stdin: the bytes of standard input."""

    def called(*arguments: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run([str(one) for one in arguments])
        caught = capsys.readouterr()
        return Ran(code, caught.out, caught.err)

    return called
