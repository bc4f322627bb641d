"""The nightly job of docs/pages.md, run by a shell: on a repository with a remote, a page that changes, and a `gh` of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.pages import shown
from tests.documentation.coverage.server import serving
from tests.documentation.drift.kite import HERE, PAGE, replaced
from tests.e2e.commands.run import SCRIPT, environment

GH = """\
#!/bin/sh
if test "$2" = checkout; then exec git switch --quiet "$3"; fi
echo "$*" > "$GH_CALLED"
for last; do :; done
cat "$last" >> "$GH_CALLED"
"""


def finish(mine: Path, git: Callable[..., str], env: dict[str, str]) -> None:
    """Make the edits of the pull request that is open, by the commands that the page shows: five at most."""
    git("clone", "--quiet", git("remote", "get-url", "origin").strip(), mine, cwd=mine.parent)
    before, _, after = shown("sh", "gh pr checkout").text.partition("# make the edits")
    commands = [*before.splitlines(), *after.splitlines()[1:]]
    assert len(commands) <= 5

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["sh", "-c", command], cwd=mine, env=env, check=False, capture_output=True, text=True)

    assert run(commands[0]).returncode == 0
    assert "1 difference" in run(commands[1]).stderr  # the edit is missing
    model = mine / "specs/kite/models/kite-1.yaml"
    model.write_text(replaced(model.read_text(encoding="utf-8"), "maximum: 10", "maximum: 12"), encoding="utf-8")
    for command in commands[1:]:
        done = run(command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    for check in ("check", "generate --check", "documents drift"):
        assert run(f"reelspec {check}").returncode == 0, check


@pytest.mark.skipif(os.name == "nt" or shutil.which("git") is None, reason="needs a POSIX shell and git")
def test_a_pull_request_is_opened_once_and_only_for_changes(tmp_path: Path) -> None:
    script = shown("sh", "documents drift").text
    called = tmp_path / "called"
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "gh").write_text(GH, encoding="utf-8")
    (tools / "gh").chmod(0o755)
    env = environment(
        {
            "PATH": f"{tools}:{SCRIPT.parent}:{os.environ['PATH']}",
            "GH_CALLED": str(called),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "NO_PROXY": "127.0.0.1",
            **{f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        }
    )
    origin, work = tmp_path / "origin.git", tmp_path / "work"

    def git(*arguments: str | Path, cwd: Path = work) -> str:
        done = subprocess.run(["git", *arguments], cwd=cwd, env=env, check=True, capture_output=True, text=True)
        return done.stdout

    def job() -> int:
        return subprocess.run(["sh", "-c", script], cwd=work, env=env, check=False, capture_output=True).returncode

    git("init", "--quiet", "--bare", "--initial-branch=main", origin, cwd=tmp_path)
    git("clone", "--quiet", origin, work, cwd=tmp_path)
    shutil.copytree(HERE / "kite" / "specs", work / "specs")
    with serving() as server:
        documents = work / "specs/kite/documents.yaml"
        text = documents.read_text(encoding="utf-8")
        documents.write_text(
            replaced(text, "    page: kite.txt\n", f"    address: {server.address('/page.md')}\n"), encoding="utf-8"
        )
        subprocess.run([SCRIPT, "generate"], cwd=work, env=env, check=True, capture_output=True)
        git("add", "specs", "generated")
        git("commit", "--quiet", "-m", "First")
        git("push", "--quiet", "origin", "HEAD:main")
        assert job() == 0
        assert not called.exists()
        server.page, server.etag = replaced(PAGE, "x <= 10", "x <= 12"), '"2"'
        assert job() == 0
        said = called.read_text(encoding="utf-8")
        assert "its maximum was 10 and is 12" in said
        changed = git("diff", "--name-only", "origin/main", "origin/documents-changed").split()
        assert changed == ["specs/kite/documents.lock.json"]
        called.unlink()
        assert job() == 0
        assert not called.exists()  # one is open already
        finish(tmp_path / "mine", git, env)
    git("fetch", "--quiet")
    changed = git("diff", "--name-only", "origin/main", "origin/documents-changed").split()
    assert changed[-2:] == ["specs/kite/documents.lock.json", "specs/kite/models/kite-1.yaml"]
    assert "generated/schemas/kite/kite-1.json" in changed
    git("push", "--quiet", "origin", ":documents-changed")
    assert job() == 2  # the page cannot be read
    assert not called.exists()
