"""The nightly job of docs/pages.md, run by a shell: on a repository with a remote, a page that changes, and a `gh` of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import shown
from tests.documentation.coverage.server import serving
from tests.documentation.drift.kite import HERE, PAGE, replaced
from tests.e2e.commands.run import SCRIPT, environment

GH = """\
#!/bin/sh
echo "$*" > "$GH_CALLED"
for last; do :; done
cat "$last" >> "$GH_CALLED"
"""


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
        git("add", "specs")
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
    git("push", "--quiet", "origin", ":documents-changed")
    assert job() == 2  # the page cannot be read
    assert not called.exists()
