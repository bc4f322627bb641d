"""What is no regular file is refused at once, wherever one is expected; links to files and the pipes of a shell are fine."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from reelspec.cli import main
from reelspec.common.files import Irregular, read_file
from tests.support import MODEL, provider, write_root

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes exist on POSIX systems")


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(path.parent)  # the path of a socket may be 108 bytes long
        made.bind(path.name)
        os.chdir(here)


MAKE: dict[str, Callable[[Path], None]] = {"a named pipe": os.mkfifo, "a folder": os.mkdir, "a socket": _socket}


@pytest.mark.parametrize("kind", MAKE)
def test_what_is_no_file_is_refused_by_what_it_is(kind: str, tmp_path: Path) -> None:
    MAKE[kind](tmp_path / "a")
    os.symlink("a", tmp_path / "link")
    for name in ("a", "link"):
        with pytest.raises(Irregular) as caught:
            read_file(tmp_path / name)
        assert caught.value.strerror == f"this is {kind}, not a file"


def test_files_and_links_to_them_are_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    os.symlink("a", tmp_path / "link")
    assert read_file(tmp_path / "a") == read_file(str(tmp_path / "link")) == b"12345"
    assert read_file(tmp_path / "a", 3) == b"123"
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "none")
    with pytest.raises(Irregular, match="a device"):
        read_file("/dev/zero")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    model = "x-source: {document: page}\ntype: object\nproperties: {a: {type: string}}\nadditionalProperties: false\n"
    files = provider({f"{MODEL}.yaml": model}) | {"pyproject.toml": "[project]\nname = 'x'\n"}
    return write_root(tmp_path, files)


@pytest.mark.parametrize("kind", MAKE)
@pytest.mark.parametrize(
    "name",
    [
        "pyproject.toml",
        "specs/acme/openapi.yaml",
        "specs/acme/documents.yaml",
        "specs/acme/documents.lock.json",
        f"specs/acme/models/{MODEL}.yaml",
        "specs/acme/models/unused.yaml",
    ],
)
def test_specs_and_settings_are_files(name: str, kind: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / name).unlink(missing_ok=True)
    MAKE[kind](root / name)
    assert main(["check", "--root", str(root)]) == 1
    assert f"{name}:1:1: this is {kind}, not a file [unreadable-file]" in capsys.readouterr().out.splitlines()


def test_a_pipe_among_the_specs_is_no_state_in_which_nothing_has_changed(root: Path) -> None:
    assert main(["generate", "--root", str(root)]) == 0
    os.mkfifo(root / "specs/acme/models/pipe.yaml")
    assert main(["generate", "--root", str(root)]) == 1


@pytest.mark.parametrize("name", ["manifest.json", "python/README.md", "schemas/acme/request.json"])
@pytest.mark.parametrize("option", [[], ["--check"]])
def test_generated_files_are_files(
    name: str, option: list[str], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["generate", "--root", str(root)]) == 0
    (root / "generated" / name).unlink()
    os.mkfifo(root / "generated" / name)
    assert main(["generate", *option, "--root", str(root)]) in (1, 2)
    said = capsys.readouterr()
    assert name in said.out + said.err


def test_captures_plans_and_pages_are_files(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = root / "page.txt"
    os.mkfifo(pipe)
    os.mkfifo(root / "plan.yaml")
    for command in (
        ["documents", "status", str(pipe)],
        ["documents", "status", str(root)],
        ["new", "acme/other", "--from", str(pipe)],
        ["mock", "--plan", str(root / "plan.yaml"), "--port", "0"],
    ):
        assert main([*command, "--root", str(root)]) != 0, command
        said = capsys.readouterr()
        assert "a named pipe, not a file" in said.out + said.err, command


def test_bodies_may_come_through_a_pipe(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reading, writing = os.pipe()
    os.write(writing, b'{"a": "b"}')
    os.close(writing)
    assert main(["validate", f"/dev/fd/{reading}", "--root", str(root), "--model", MODEL]) == 0
    os.close(reading)
    assert "valid" in capsys.readouterr().out
