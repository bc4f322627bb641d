"""README.md says what is so: its commands are called, its files used, and the outputs it shows compared."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from reelspec.cli import COMMANDS
from reelspec.language.rules.operators import OPERATORS
from tests.e2e.commands.run import CHECKOUT, environment, reelspec
from videoapis._runtime.clients import SyncClient

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
BOTH = """\
python3 -m venv .venv && .venv/bin/python -m pip install -q -e ".[dev]" && .venv/bin/reelspec generate    # the main job
python3 -m venv .venv && .venv/bin/python -m pip install -q -e ".[dev]" && .venv/bin/python -m pytest     # the tests
"""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, and the file that the line before it names, if it names one."""

    language: str
    file: str | None
    text: str


def blocks() -> Iterator[Block]:
    for found in re.finditer(
        r"(?:^`(?P<file>[^`\n]+)`:\n\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", README, re.M | re.S
    ):
        yield Block(found["language"], found["file"], found["text"])


def shown() -> Iterator[tuple[str, str]]:
    """The commands of console blocks, each with the output that stands below it."""
    for block in blocks():
        if block.language == "console":
            for part in re.split(r"^\$ ", block.text, flags=re.M)[1:]:
                command, _, output = part.partition("\n")
                yield command, output


def uncounted(output: str) -> str:
    """An output without the numbers of files: they change with each new kind of output, which is no news here."""
    return re.sub(r"\d+(?= files?\b)|(?<=deleted )\d+|(?<=left )\d+", "N", output)


@pytest.fixture(scope="module")
def readme_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's specs with the files that README.md shows."""
    root = tmp_path_factory.mktemp("readme")
    shutil.copytree(CHECKOUT / "specs", root / "specs")
    assert reelspec("generate", cwd=root).code == 0
    for block in blocks():
        if block.file is not None:
            (root / block.file).parent.mkdir(parents=True, exist_ok=True)
            (root / block.file).write_text(block.text, encoding="utf-8")
    return root


def test_the_two_commands_stand_there_word_for_word() -> None:
    assert next(blocks()).text == BOTH


def test_the_second_of_the_two_is_the_line_that_ci_takes() -> None:
    line = re.compile(r"^python3 -m venv \.venv .*-m pytest", re.M)
    assert len(line.findall(README)) == 1
    assert r"^python3 -m venv \.venv .*-m pytest" in (CHECKOUT / ".ci/run").read_text(encoding="utf-8")


def test_every_command_shown_gives_the_output_shown(readme_root: Path) -> None:
    commands = list(shown())
    assert [command.split()[1] for command, _ in commands if command.startswith("reelspec")] == [
        *("validate", "validate", "explain", "check", "generate", "diff", "mutate"),
    ]
    scripts = str(Path(sys.executable).parent)
    given = environment({"COLUMNS": "110"})
    given["PATH"] = scripts + os.pathsep + given["PATH"]
    for command, output in commands:
        ran = subprocess.run(
            ["/bin/sh", "-c", command], cwd=readme_root, env=given, capture_output=True, text=True, check=False
        )
        assert uncounted(ran.stdout + ran.stderr) == uncounted(output), command
        bad = ("invalid (", '"valid": false', "Breaking for who")
        assert ran.returncode == int(any(one in output for one in bad)), command


def test_the_python_shown_works_from_generated_files_alone(readme_root: Path) -> None:
    (block,) = (one for one in blocks() if one.language == "python" and "validators" in one.text)
    ran = subprocess.run(
        [sys.executable, "-S", "-B", "-c", block.text],
        cwd=readme_root,
        env=environment({"PYTHONPATH": str(readme_root / "generated/python")}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.stdout.startswith("/images minItems ")


def test_the_client_shown_creates_waits_and_downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (block,) = (one for one in blocks() if one.language == "python" and "create_and_wait" in one.text)
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        if request.url.path.endswith(".mp4"):
            return httpx.Response(200, content=b"\0\0\0\x18ftyp", headers={"content-type": "video/mp4"})
        done = {"metadata": {"url": "https://cdn.example.com/v.mp4"}} if request.method == "GET" else {}
        return httpx.Response(200, json={"id": "t1", "status": "completed" if done else "queued", **done})

    made = functools.partialmethod(SyncClient.__init__, "k", transport=httpx.MockTransport(answer))
    monkeypatch.setattr(SyncClient, "__init__", made)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    monkeypatch.chdir(tmp_path)
    exec(compile(block.text, "README.md", "exec"), {})
    assert asked == ["POST /v1/videos", "POST /v1/videos", "GET /v1/videos/t1", "GET /v.mp4"]
    assert (tmp_path / "video.mp4").read_bytes() == b"\0\0\0\x18ftyp"


def test_the_tables_name_every_operator_and_every_command_with_its_options() -> None:
    rules = README.partition("## Rules")[2].partition("## ")[0]
    assert set(re.findall(r"`([a-z-]+)`", "\n".join(re.findall(r"^\| (`.*?) \|", rules, re.M)))) == set(OPERATORS)
    commands = README.partition("## Commands")[2].partition("## ")[0]
    rows = re.findall(r"^\| `reelspec (\w+)(.*?)` \|", commands, re.M)
    assert [name for name, _ in rows] == list(COMMANDS)
    for name, words in rows:
        help_text = reelspec(name, "--help", cwd=CHECKOUT).out
        usage = help_text.partition("\n\n")[0]
        options = set(re.findall(r"--[a-z]+", usage)) - {"--root"}
        assert set(re.findall(r"--[a-z]+", words)) == options, name


def test_what_is_generated_is_there(readme_root: Path) -> None:
    (block,) = (one for one in blocks() if one.text.startswith("generated/"))
    generated = readme_root / "generated"
    for path in ("manifest.json", "python/pyproject.toml", "python/README.md"):
        assert (generated / path).is_file()
    for pattern in re.findall(r"^ +(\S+<\S+)", block.text, re.M):
        place = re.sub(r"<\w+>", "*", pattern.removeprefix("videoapis/"))
        assert list(generated.glob(place)) or list((generated / "python/videoapis").glob(place)), pattern


def test_what_is_said_to_be_refused_is_refused(readme_root: Path, tmp_path: Path) -> None:
    text = (readme_root / "specs/acme/models/reel-3.yaml").read_text(encoding="utf-8")
    refused = {
        "$id: https://example.com/a": "unknown-keyword",
        "$anchor: here": "unknown-keyword",
        '$dynamicRef: "#here"': "unknown-keyword",
        "$dynamicAnchor: here": "unknown-keyword",
        "$vocabulary: {}": "unknown-keyword",
        "not: {$ref: https://example.com/schema.json}": "reference",
        "not: {$ref: ../../../../elsewhere.yaml}": "reference",
        "$schema: http://json-schema.org/draft-07/schema#": "dialect",
        "not: {pattern: '(?<=a+)b'}": "pattern",
        "not: {pattern: '\\p{Script=Han}'}": "pattern",
        "not: {const: 16:9}": "yaml-1.1",
    }
    for keyword, name in refused.items():
        root = tmp_path / "refused"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(readme_root / "specs/acme", root / "specs/acme")
        (root / "specs/acme/models/reel-3.yaml").write_text(f"{text}{keyword}\n", encoding="utf-8")
        ran = reelspec("check", cwd=root)
        assert ran.code == 1, keyword
        assert any(
            line.startswith("specs/acme/models/reel-3.yaml:") and line.endswith(f"[{name}]")
            for line in ran.out.splitlines()
        ), (
            keyword,
            ran.out,
        )


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)", README):
        assert (CHECKOUT / target).exists(), target
