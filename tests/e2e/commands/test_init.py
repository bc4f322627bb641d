"""`reelspec init` to a first refused body, a first call of the mock and a first passing test; and what completes commands."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from reelspec.cli import COMMANDS
from reelspec.common.installation import templates_folder
from reelspec.language.parser.format_check import FOLDER
from tests.e2e.commands.run import SCRIPT, environment, reelspec, tree

BEGUN = tree(Path(templates_folder(), "init"))


def test_the_first_hour(tmp_path: Path) -> None:
    said = reelspec("init", "demo", cwd=tmp_path)
    assert said.code == 0, said.err
    demo = tmp_path / "demo"
    assert tree(demo) == BEGUN
    assert reelspec("check", cwd=demo).out == "1 model of 1 provider: nothing is wrong\n"
    refused = reelspec("validate", "body.json", cwd=demo)
    assert refused.code == 1
    assert "[short-when-large]" in refused.out
    assert reelspec("generate", cwd=demo).code == 0
    # The schemas that the first lines of spec files and the editor's settings name.
    for name, text in tree(demo / "specs").items():
        schema = text.decode().partition("$schema=")[2].partition("\n")[0]
        assert (demo / "specs" / name).parent.joinpath(schema).resolve().is_file()
    for file in FOLDER.glob("*.json"):
        assert f"./generated/spec-format/{file.name}" in (demo / ".vscode/settings.json").read_text()
        assert (demo / "generated/spec-format" / file.name).read_bytes() == file.read_bytes()
    mock = [sys.executable, "-m", "reelspec", "mock", "--port", "0"]
    with subprocess.Popen(
        mock, cwd=demo, env=environment({"PYTHONUNBUFFERED": "1"}), stdout=subprocess.PIPE, text=True
    ) as served:
        try:
            assert served.stdout is not None
            (address,) = re.findall(r"http://127.0.0.1:\d+", served.stdout.readline())
            headers = {"authorization": "Bearer key", "content-type": "application/json"}
            answer = httpx.post(f"{address}/v1/videos", content=BEGUN["body.json"], headers=headers)
            assert answer.status_code == 400 and "short-when-large" in answer.text
            body = {**json.loads(BEGUN["body.json"]), "seconds": 5}
            assert httpx.post(f"{address}/v1/videos", json=body, headers=headers).json()["id"]
        finally:
            served.terminate()
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=demo,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 passed" in tests.stdout, tests.stdout + tests.stderr


def test_nothing_that_is_there_is_touched(tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text("mine")
    refused = reelspec("init", cwd=tmp_path)
    assert (refused.code, refused.err) == (
        2,
        "reelspec: body.json is there already; nothing was written. In another folder: reelspec init DIR\n",
    )
    assert tree(tmp_path) == {"body.json": b"mine"}
    (tmp_path / "body.json").unlink()
    (tmp_path / "specs").mkdir()
    assert reelspec("init", cwd=tmp_path).code == 2


@pytest.mark.parametrize("there", ["", '[project]\nname = "a"', '[tool.reelspec]\npackage = "mine"\n'])
def test_settings_that_are_there_stay(there: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(there)
    assert reelspec("init", cwd=tmp_path).code == 0
    text = (tmp_path / "pyproject.toml").read_text()
    assert text.startswith(there)
    settings = tomllib.loads(text)["tool"]
    assert settings["reelspec"]["package"] == ("mine" if "mine" in there else "apis")
    assert settings["pytest"]["ini_options"]["pythonpath"] == ["generated/python"]
    assert reelspec("check", cwd=tmp_path).code == 0


def test_a_folder_without_specs_says_what_to_do(tmp_path: Path) -> None:
    said = reelspec("list", cwd=tmp_path)
    assert said.code == 2
    assert said.err.endswith("name the repository with --root DIR, or begin one: reelspec init\n")


def test_the_version(tmp_path: Path) -> None:
    assert reelspec("--version", cwd=tmp_path).out == f"reelspec {version('reelspec')}\n"


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("reelspec ", COMMANDS),
        ("reelspec stand", ("standalone",)),
        ("reelspec explain k", ("kite/kite-1", "kite")),
        ("reelspec mock k", ("kite",)),
        ("reelspec validate --mod", ("--model",)),
        ("reelspec validate --model kite/", ("kite/kite-1",)),
    ],
)
def test_what_a_shell_offers(line: str, offered: tuple[str, ...], tmp_path: Path) -> None:
    assert reelspec("init", cwd=tmp_path).code == 0
    to = tmp_path / "offered"
    asked = {
        "_ARGCOMPLETE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "_ARGCOMPLETE_STDOUT_FILENAME": str(to),
    }
    subprocess.run([SCRIPT], cwd=tmp_path, env=environment(asked), check=False, capture_output=True)
    found = {word.strip() for word in to.read_text().split("\v")}
    assert set(offered) <= found
    assert len(found) == len(offered) or line == "reelspec "
