"""The provider of these tests: a spec, its page in our own words, and the command line run on a copy of both."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reelspec.cli import main

HERE = Path(__file__).parent
PAGE = (HERE / "pages" / "kite.txt").read_text(encoding="utf-8")
MODEL = "specs/kite/models/kite-1.yaml"
DOCUMENTS = "specs/kite/documents.yaml"
LOCK = "specs/kite/documents.lock.json"


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Kite:
    """A repository of one's own. root: its folder; captures: the folder of its page's capture."""

    root: Path
    captures: Path

    def page(self, text: str) -> None:
        """Let the newer capture be this text."""
        (self.captures / "kite.txt").write_text(text, encoding="utf-8", newline="\n")

    def edit(self, file: str, old: str, new: str) -> None:
        """Edit a file of the repository; the old text must be there once."""
        path = self.root / file
        path.write_text(replaced(path.read_text(encoding="utf-8"), old, new), encoding="utf-8", newline="\n")

    def run(self, *arguments: str | Path) -> Ran:
        """Run a command in this process."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*(str(one) for one in arguments), "--root", str(self.root)])
        return Ran(code, out.getvalue(), err.getvalue())

    def drift(self) -> list[dict[str, Any]]:
        """The findings of the one capture."""
        ran = self.run("documents", "drift", self.captures, "--format", "json")
        (report,) = json.loads(ran.out)
        assert ran.code == (1 if report["matters"] else 0), ran
        return list(report["findings"])


def replaced(text: str, old: str, new: str) -> str:
    """The text with the one place that holds `old` changed."""
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)


def kite(folder: Path) -> Kite:
    """A fresh copy, its page locked as it is."""
    made = Kite(folder / "repository", folder / "captures")
    shutil.copytree(HERE / "kite", made.root)
    made.captures.mkdir()
    made.page(PAGE)
    return made
