"""`reelspec release`: the version, the entry, the changelog; breaks that are accepted; what is refused."""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from reelspec.cli import main
from reelspec.diff.release import with_version
from reelspec.diff.versioning import is_before
from tests.diff.compared import copied

Run = Callable[..., tuple[int, str, str]]
FIRST = "2026-01-31"
LICENCE = "Anybody may do anything.\n"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([*map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def root(tmp_path: Path, run: Run) -> Path:
    """A repository that has released 0.1.0."""
    root = copied(tmp_path / "repository")
    (root / "LICENSE").write_text(LICENCE)
    git(root, "init", "-q", "-b", "main")
    assert run("release", "--root", root, "--date", FIRST)[0] == 0
    released(root, run, "v0.1.0")
    return root


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def released(root: Path, run: Run, tag: str) -> None:
    assert run("generate", "--root", root)[0] == 0
    git(root, "add", ".")
    git(root, "commit", "-q", "-m", tag)
    git(root, "tag", tag)


def edit(root: Path, before: str, after: str) -> None:
    path = root / "specs/reel/models/film.yaml"
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def version_of(root: Path) -> str:
    project = tomllib.loads((root / "generated/python/pyproject.toml").read_text("utf-8"))["project"]
    assert project["license-files"] == ["LICENSE"]
    return str(project["version"])


def changelog(root: Path) -> str:
    text = (root / "generated/python/CHANGELOG.md").read_text("utf-8")
    return text[text.index("\n## ") + 1 :]


def test_a_first_release_has_the_version_of_the_settings_and_the_licence(root: Path) -> None:
    assert version_of(root) == "0.1.0"
    assert changelog(root) == f"## [0.1.0] - {FIRST}\n"
    assert (root / "generated/python/LICENSE").read_text() == LICENCE


def test_the_next_version_is_what_diff_advises(root: Path, run: Run) -> None:
    assert run("release", "--root", root) == (0, "nothing has changed since v0.1.0 (0.1.0)\n", "")
    edit(root, "maximum: 10", "maximum: 8")
    before = (root / "specs/releases.yaml").read_text("utf-8")
    assert run("release", "--root", root, "--dry-run")[0] == 0
    assert (root / "specs/releases.yaml").read_text("utf-8") == before
    code, out, _ = run("release", "--root", root, "--date", "2026-02-28")
    assert code == 0
    assert out.startswith("0.2.0 (after 0.1.0, something breaks; before 1.0.0 that is a minor version)\n")
    released(root, run, "v0.2.0")
    assert version_of(root) == "0.2.0"
    assert changelog(root) == (
        "## [0.2.0] - 2026-02-28\n\n### Changed\n\n"
        "- **Breaking for senders.** reel/film-1: seconds has maximum 8, which was 10\n\n"
        f"## [0.1.0] - {FIRST}\n"
    )
    edit(root, "maximum: 8", "maximum: 9")
    assert run("release", "--root", root)[1].startswith("0.2.1 (after 0.2.0, nothing breaks")


def test_too_small_a_version_needs_a_reason(root: Path, run: Run) -> None:
    edit(root, "maximum: 10", "maximum: 8")
    code, out, err = run("release", "0.1.1", "--root", root)
    assert (code, out) == (1, "")
    assert err.startswith("reelspec: 0.1.1 is too small: 0.2.0 or later (something breaks")
    asked = err[err.index("accepted:") :].replace("WHY NOBODY IS HARMED", "it never took more than 8")
    file = root / "specs/releases.yaml"
    file.write_text(file.read_text("utf-8") + asked, encoding="utf-8")
    code, out, _ = run("diff", root.parent / "no-folder", "--root", root)
    assert code == 2
    code, out, _ = run("diff", "v0.1.0", "--root", root)
    assert code == 0
    assert "[limit-tightened] (accepted: it never took more than 8)\n" in out
    assert run("release", "0.1.1", "--root", root)[0] == 0
    released(root, run, "v0.1.1")
    assert "which was 10 (accepted: it never took more than 8)" in changelog(root)
    # It was about what came before the release: the same break again is a break.
    edit(root, "maximum: 8", "maximum: 7")
    assert run("release", "--root", root)[1].startswith("0.2.0 ")


@pytest.mark.parametrize(
    ("version", "why"),
    [
        ("0.1.0", "0.1.0 does not come after 0.1.0, which v0.1.0 has"),
        ("0.2.0-rc.1", None),
        ("two", "two is no version of Semantic Versioning"),
    ],
)
def test_versions_that_are_refused(version: str, why: str | None, root: Path, run: Run) -> None:
    edit(root, "maximum: 10", "maximum: 12")
    code, _, err = run("release", version, "--root", root)
    assert code == (2 if why else 0)
    assert (why or "") in err


def test_the_order_of_versions() -> None:
    """The example of Semantic Versioning 2.0.0, section 11."""
    order = (
        "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0 1.0.1 1.10.0"
    )
    versions = order.split()
    for at, one in enumerate(versions):
        assert [is_before(one, other) for other in versions] == [at < place for place in range(len(versions))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[tool.reelspec]\nversion = "1.2.3"\n'),
        ('[project]\nname = "a"', '[project]\nname = "a"\n\n[tool.reelspec]\nversion = "1.2.3"\n'),
        (
            '[tool.reelspec] # ours\nname = "a"\nversion = "0.1.0" # now\n\n[tool.ruff]\nversion = "1"\n',
            '[tool.reelspec] # ours\nname = "a"\nversion = "1.2.3" # now\n\n[tool.ruff]\nversion = "1"\n',
        ),
        ('[tool.reelspec]\nname = "a"\n', '[tool.reelspec]\nversion = "1.2.3"\nname = "a"\n'),
        ("[tool.reelspec]", '[tool.reelspec]\nversion = "1.2.3"'),
    ],
)
def test_the_version_in_the_settings(before: str, after: str) -> None:
    assert with_version(before, "1.2.3") == after


def test_lines_end_as_they_ended(root: Path, run: Run) -> None:
    """Files that Windows has written stay as they are but for what is added."""
    files = [root / name for name in ("pyproject.toml", "specs/releases.yaml")]
    before = [file.read_bytes().replace(b"\n", b"\r\n") for file in files]
    for file, content in zip(files, before, strict=True):
        file.write_bytes(content)
    edit(root, "maximum: 10", "maximum: 12")
    assert run("release", "--root", root)[0] == 0
    for file, content in zip(files, before, strict=True):
        lines = file.read_bytes().splitlines(keepends=True)
        assert all(line.endswith(b"\r\n") for line in lines)
        assert len(set(content.splitlines(keepends=True)) - set(lines)) <= 1  # the version
    assert b'version = "0.1.1"\r\n' in files[0].read_bytes()


def test_a_version_that_is_written_in_another_way() -> None:
    for text in ('tool.reelspec.version = "1"\n', '[tool]\nreelspec = {version = "1"}\n'):
        with pytest.raises(ValueError, match="by hand"):
            with_version(text, "1.2.3")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('releases: [{version: 1.0, date: "2026-01-31"}]', "version must be a version"),
        ('releases: [{version: "1.0.0", date: "2026-02-30"}]', "there is no day 2026-02-30"),
        ("accepted: [{kind: a, subjects: [b]}]", "reason is missing in this accepted break"),
        ("release: []", "release has no place in this list of releases; did you mean releases?"),
    ],
)
def test_a_file_that_is_wrong(text: str, said: str, root: Path, run: Run) -> None:
    (root / "specs/releases.yaml").write_text(text, encoding="utf-8")
    code, out, _ = run("check", "--root", root)
    assert code == 1
    assert "specs/releases.yaml:1:" in out
    assert said in out


@pytest.mark.parametrize(
    "text",
    [
        "releases: []\n",
        "accepted: []\n",
        '# kept\nreleases:\n- version: 0.0.1\n  date: "2026-01-01"\n',
        'releases:\n    - date: "2026-01-01"\n      version: 0.0.1',
    ],
)
def test_what_a_file_may_hold_before(text: str, root: Path, run: Run) -> None:
    file = root / "specs/releases.yaml"
    file.write_text(text, encoding="utf-8")
    edit(root, "maximum: 10", "maximum: 12")
    code, out, err = run("release", "--root", root)
    assert (code, err) == (0, ""), out
    assert run("check", "--root", root)[0] == 0
    assert text.startswith("# kept") is file.read_text("utf-8").startswith("# kept")
