"""`reelspec diff` as a user calls it: folders, revisions, formats, exit codes, and what cannot be read."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reelspec.cli import main
from reelspec.diff.change import Change, Effect
from reelspec.diff.versioning import next_version
from tests.diff.compared import copied

Run = Callable[..., tuple[int, str, str]]
SMALLER = ("maximum: 10", "maximum: 8")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main(["diff", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return copied(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return edit(copied(tmp_path / "new"), *SMALLER)


def edit(root: Path, before: str, after: str, file: str = "models/film.yaml") -> Path:
    path = root / "specs/reel" / file
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return root


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def test_two_roots(run: Run, old: Path, new: Path) -> None:
    code, out, err = run(old, new)
    assert (code, err) == (1, "")
    assert out.startswith("Breaking for senders (1)\n  reel/film-1: seconds has maximum 8, which was 10")
    assert "    specs/reel/models/film.yaml:9:" in out
    assert '    accepted before: {"model": "film-1", ' in out
    assert "    refused now: /seconds: 9 is more than" in out or "    refused now: /seconds: 10 is more than" in out
    assert "Next version: 0.2.0 after 0.1.0 (something breaks; before 1.0.0 that is a minor version)" in out
    assert "\n  ## 0.2.0\n\n  ### Breaking for senders\n\n  - reel/film-1: seconds has" in out


def test_the_other_way_round_is_compatible(run: Run, old: Path, new: Path) -> None:
    code, out, _ = run(new, old, "--from-version", "1.4.2")
    assert code == 0
    assert out.startswith("Compatible (1)")
    assert "Next version: 1.5.0 after 1.4.2 (nothing breaks)" in out


def test_nothing(run: Run, old: Path, tmp_path: Path) -> None:
    code, out, _ = run(old, copied(tmp_path / "same"))
    assert code == 0
    assert out == "Nothing has changed.\n\nNext version: none needed after 0.1.0 (nothing has changed)\n"


def test_the_version_is_what_the_settings_say_where_no_package_is_generated(run: Run, old: Path, new: Path) -> None:
    (old / "pyproject.toml").write_text('[tool.reelspec]\nversion = "1.4.0"\noutputs = ["schemas"]\n', encoding="utf-8")
    assert "Next version: 2.0.0 after 1.4.0 (something breaks)" in run(old, new)[1]


def test_a_setting_that_is_not_known_keeps_no_old_state_from_being_compared(run: Run, old: Path, new: Path) -> None:
    settings = old / "pyproject.toml"
    settings.write_text('[tool.reelspec]\nlicence = "MIT"\n', encoding="utf-8")
    assert run(old, new)[0] == 1
    settings.write_text("[tool.reelspec]\npackage = 5\n", encoding="utf-8")
    code, out, _ = run(old, new)
    assert code == 2
    assert f"{old}: pyproject.toml:2:1: package must be a Python identifier, not 5 [wrong-setting]" in out


def test_folders_of_specs_under_any_name(run: Run, old: Path, new: Path, tmp_path: Path) -> None:
    (new / "specs").rename(tmp_path / "later")
    assert run(old / "specs", tmp_path / "later")[0] == 1
    code, out, err = run(old, tmp_path / "old/specs/reel/models")
    assert (code, out) == (2, "")
    assert "is a folder without specs" in err


def test_json_has_everything(run: Run, old: Path, new: Path) -> None:
    found: dict[str, Any] = json.loads(run(old, new, "--format", "json")[1])
    assert found["breaks"] is True
    assert found["version"] == {
        "before": "0.1.0",
        "after": "0.2.0",
        "part": "minor",
        "why": "something breaks; before 1.0.0 that is a minor version",
    }
    change = found["changes"][0]
    assert (change["kind"], change["effect"], change["subject"]) == ("limit-tightened", "breaks-senders", "reel/film-1")
    assert change["pointer"] == "/properties/seconds"
    assert change["witness"]["acceptedBy"] == "old"
    assert change["witness"]["violation"]["path"] == "/seconds"
    assert found["changelog"].startswith("## 0.2.0")


def test_revisions_and_the_files_as_they_are(run: Run, old: Path) -> None:
    git(old, "init", "-q", "-b", "main")
    git(old, "add", ".")
    git(old, "commit", "-q", "-m", "one")
    edit(old, *SMALLER)
    assert run("main", "--root", old)[0] == 1  # NEW is what lies in the folder
    git(old, "commit", "-q", "-a", "-m", "two")
    assert run("HEAD~1", "HEAD", "--root", old)[0] == 1
    assert run("HEAD", "HEAD~1", "--root", old)[0] == 0
    assert run("main", "--root", old)[0] == 0
    code, out, err = run("no-such-branch", "main", "--root", old)
    assert (code, out) == (2, "")
    assert "no-such-branch is no folder, and git knows no such revision" in err


@pytest.mark.parametrize("name", ["--output=/dev/null", "-p", "--upload-pack=touch x", "HEAD\nmain", ""])
def test_a_revision_is_never_an_option(name: str, run: Run, old: Path) -> None:
    git(old, "init", "-q", "-b", "main")
    git(old, "add", ".")
    git(old, "commit", "-q", "-m", "one")
    code, out, err = run("--root", old, "--", "main", name)
    assert (code, out) == (2, "")
    assert "neither a folder nor the name of a revision" in err


def test_a_root_inside_of_a_repository(run: Run, old: Path, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    edit(old, *SMALLER)
    assert run("main", "--root", old)[0] == 1


def test_links_in_a_revision_are_not_followed(run: Run, old: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text((old / "specs/reel/models/cut.yaml").read_text("utf-8"), encoding="utf-8")
    (old / "specs/reel/models/cut.yaml").unlink()
    (old / "specs/reel/models/cut.yaml").symlink_to(outside)
    git(old, "init", "-q", "-b", "main")
    git(old, "add", ".")
    git(old, "commit", "-q", "-m", "one")
    code, out, _ = run("main", "main", "--root", old)
    assert code == 2
    assert "there is no file specs/reel/models/cut.yaml" in out


def test_broken_specs_are_refused_on_both_sides_with_their_places(run: Run, old: Path, new: Path) -> None:
    edit(old, "type: integer, minimum: 2", "type: integr, minimum: 2")
    edit(new, "minLength: 1", "minLengt: 1")
    code, out, err = run(old, new)
    assert code == 2
    first, second = out.splitlines()
    assert first.startswith(f"{old}: specs/reel/models/film.yaml:9:")
    assert second.startswith(f"{new}: specs/reel/models/film.yaml:7:")
    assert err.count("1 problem in the specs") == 2


HOSTILE = "[me](https://evil.example) @all #1 <script> `rm` www.evil.example"


def test_what_specs_write_is_obeyed_by_no_reader(run: Run, old: Path, new: Path) -> None:
    edit(new, "remark: {type: string}", f"remark: {{type: string}}\n  {json.dumps(HOSTILE)}: {{type: string}}")
    edit(new, "x-rules:\n", 'x-rules:\n  - {id: hm, must: {remark: {const: "<img src=x> ``` \\e[31m\u202e"}}}\n')
    code, out, _ = run(old, new, "--format", "markdown")
    assert code == 1
    assert all(one.isprintable() or one == "\n" for one in out)
    assert "\\[me\\]\\(`https://`evil.example\\) `@`all `#`1 \\<script\\> \\`rm\\` `www.`evil.example is new" in out
    told = re.sub(r"(?s)(`{3,})text\n.*?\1", "", out)
    assert "  ````text\n" in out  # around the witness that holds three backticks
    outside = re.sub(r"`[^`]+`", "", re.sub(r"\\[`<]", "", told))
    for markup in ("https:", "www.", "@", "#1", "<"):
        assert markup not in outside
    _, text, _ = run(old, new)
    assert all(one.isprintable() or one == "\n" for one in text)
    assert HOSTILE in text


def test_no_name_in_a_spec_passes_for_a_line_of_the_report(run: Run, old: Path, new: Path) -> None:
    name = "a\nNext version: 9.9.9"
    edit(new, "remark: {type: string}", f"remark: {{type: string}}\n  {json.dumps(name)}: {{type: string}}")
    for form in ("text", "markdown"):
        _, out, _ = run(old, new, "--format", form)
        assert "9.9.9" in out
        assert not [line for line in out.splitlines() if line.strip().startswith("Next version: 9")]


def test_a_version_that_is_none(run: Run, old: Path, new: Path) -> None:
    code, _, err = run(old, new, "--from-version", "latest")
    assert code == 2
    assert "latest is no version of Semantic Versioning" in err


@pytest.mark.parametrize(
    ("before", "effect", "after"),
    [
        ("1.2.3", Effect.SENDERS, "2.0.0"),
        ("1.2.3", Effect.RECEIVERS, "2.0.0"),
        ("1.2.3", Effect.COMPATIBLE, "1.3.0"),
        ("1.2.3", Effect.DOCUMENTATION, "1.2.4"),
        ("0.2.3", Effect.SENDERS, "0.3.0"),
        ("0.2.3", Effect.COMPATIBLE, "0.2.4"),
        ("0.2.3", Effect.DOCUMENTATION, "0.2.4"),
        ("2.0.0-rc.1", Effect.COMPATIBLE, "2.0.0"),
        ("2.0.0-rc.1", Effect.SENDERS, "3.0.0"),
        ("1.2.3-rc.1", Effect.DOCUMENTATION, "1.2.3"),
        ("1.2.3+build.5", Effect.DOCUMENTATION, "1.2.4"),
    ],
)
def test_the_next_version(before: str, effect: Effect, after: str) -> None:
    assert next_version(before, [Change("kind", effect, "reel", "", "something")]).after == after
    assert next_version(before, []).after == before
