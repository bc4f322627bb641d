"""The console blocks of the pages: their commands are run, and give the outputs that the pages show.

`python -m tests.docs.consoles` writes the outputs anew.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from reelspec.cli import main as run
from reelspec.common.installation import templates_folder
from tests.docs.pages import BLOCK, CHECKOUT, PAGES, blocks, shown
from tests.e2e.commands.run import environment, reelspec
from tests.testing.verify.dropping import without_rule
from tests.testing.verify.judged import model_of, server
from tests.testing.verify.server import Flaws
from tests.testing.verify.test_command import listening

VERIFIED = "powertokens/wan2.1-kf2v-plus"
FROM_NOTHING = ("docs/tutorial.md",)
"""Pages that begin in an empty folder, whose files are written as the reader reaches them."""


def prepared(root: Path) -> Path:
    """This repository's specs and settings with the provider of `reelspec init` and the files that pages show, in a folder
    that is not there yet."""
    shutil.copytree(CHECKOUT / "specs", root / "specs")
    shutil.copytree(Path(templates_folder(), "init/specs/kite"), root / "specs/kite")
    shutil.copy(CHECKOUT / "pyproject.toml", root)
    assert reelspec("generate", cwd=root).code == 0
    for block in blocks():
        if block.file is not None and block.page not in FROM_NOTHING:
            written(root, block.file, block.text)
    return root


def written(root: Path, file: str, text: str) -> None:
    """Write a file that a page shows."""
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text, encoding="utf-8")


def commands(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output below it."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def played(page: str, root: Path) -> tuple[str, list[tuple[str, int]]]:
    """A page with the outputs that its commands give in a folder, and their exit codes."""
    given = environment({"COLUMNS": "110"})
    given["PATH"] = str(Path(sys.executable).parent) + os.pathsep + given["PATH"]
    codes: list[tuple[str, int]] = []

    def block(found: re.Match[str]) -> str:
        if found["file"] is not None and page in FROM_NOTHING:
            written(root, found["file"], found["text"])
        if found["language"] != "console":
            return found[0]
        text = ""
        for command, _ in commands(found["text"]):
            ran = subprocess.run(
                ["/bin/sh", "-c", f"{command}\n"], cwd=root, env=given, capture_output=True, text=True, check=False
            )
            codes.append((command, ran.returncode))
            text += f"$ {command}\n{ran.stdout}{ran.stderr}"
        at, end = found.span("text")
        return found[0][: at - found.start()] + text + found[0][end - found.start() :]

    return BLOCK.sub(block, PAGES[page]), codes


def with_consoles() -> list[str]:
    """The pages that have consoles."""
    return [page for page in PAGES if any(block.language == "console" for block in blocks(page))]


def verified() -> str:
    """The report of `verify` that docs/testing.md shows: of a server that ignores a rule and refuses the largest seed.

    Its port is 8000 here, it takes one second, and its first task is the one shown: which body comes first is chance.
    """
    flaws = Flaws(refuse=lambda body: body.get("seed") == 2**31 - 1, message=lambda body: "seed is too large")
    said = io.StringIO()
    with (
        listening(server(VERIFIED, flaws, without_rule(model_of(VERIFIED)[1], "size-by-model"))) as address,
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(said),
    ):
        patch.setenv("COLUMNS", "110")
        provider, _, model = VERIFIED.partition("/")
        run(["verify", address, "--provider", provider, "--model", model, "--key", "k", "--root", str(CHECKOUT)])
    text = re.sub(r'"task-\d+"', '"task-1"', said.getvalue().replace(address, "http://127.0.0.1:8000"))
    return re.sub(r"[\d.]+ s$", "1.0 s", text, flags=re.M)


def main() -> None:
    report = shown("", "$ reelspec verify")
    call = report.text.partition("\n")[0]
    with tempfile.TemporaryDirectory() as folder:
        example = prepared(Path(folder, "example"))
        for page in with_consoles():
            root = Path(folder, page.replace("/", "-"))
            if page in FROM_NOTHING:
                root.mkdir()
            else:
                shutil.copytree(example, root)
            text, _ = played(page, root)
            if page == report.page:
                text = text.replace(report.text, f"{call}\n{verified()}")
            (CHECKOUT / page).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
