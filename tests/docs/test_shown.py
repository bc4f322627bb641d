"""README.md and docs/ say what is so: their commands are called, their files used, and the outputs they show compared."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import httpx
import pytest

from reelspec.cli import command_parser
from reelspec.common.installation import templates_folder
from reelspec.language.rules.operators import OPERATORS
from reelspec.mock import read_plan
from tests.docs.commands import page as commands_page
from tests.docs.consoles import FROM_NOTHING, commands, played, prepared, with_consoles
from tests.docs.pages import CHECKOUT, PAGES, blocks, shown
from tests.e2e.commands.run import environment, reelspec
from videoapis._runtime.clients import SyncClient
from videoapis.powertokens import AsyncPowerTokens, PowerTokens
from videoapis.powertokens.models import VideosCreate

BOTH = """\
python3 -m venv .venv && .venv/bin/python -m pip install -q -e ".[dev]" && .venv/bin/reelspec generate    # the main job
python3 -m venv .venv && .venv/bin/python -m pip install -q -e ".[dev]" && .venv/bin/python -m pytest     # the tests
"""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository's specs and settings with the files that the pages show. Not to be changed."""
    return prepared(tmp_path_factory.mktemp("shown") / "example")


def test_the_two_commands_stand_there_word_for_word() -> None:
    assert next(blocks("README.md")).text == BOTH


def test_the_second_of_the_two_is_the_line_that_ci_takes() -> None:
    line = re.compile(r"^python3 -m venv \.venv .*-m pytest", re.M)
    assert len(line.findall(PAGES["README.md"])) == 1
    assert r"^python3 -m venv \.venv .*-m pytest" in (CHECKOUT / ".ci/run").read_text(encoding="utf-8")


def test_consoles_are_spelled_as_they_are_looked_for() -> None:
    """A fence with another word would take its commands out of the tests; one without a word has its test elsewhere."""
    for page in PAGES:
        for block in blocks(page):
            assert not block.text.startswith("$ ") or block.language in ("", "console"), block


@pytest.mark.parametrize("page", with_consoles())
def test_every_command_shown_gives_the_output_shown(page: str, example: Path, tmp_path: Path) -> None:
    root = tmp_path / "example"
    if page in FROM_NOTHING:
        root.mkdir()
    else:
        shutil.copytree(example, root)
    text, codes = played(page, root)
    assert text == PAGES[page], "python -m tests.docs.consoles writes the outputs"
    bad = ("invalid (", '"valid": false', "Breaking for senders", "problem in the specs")
    outputs = [output for block in blocks(page) if block.language == "console" for _, output in commands(block.text)]
    for (command, code), output in zip(codes, outputs, strict=True):
        assert code == int(any(words in output for words in bad)), command


def test_the_python_shown_works_from_generated_files_alone(example: Path) -> None:
    block = shown("python", "wan2_7_i2v.is_valid")
    ran = subprocess.run(
        [sys.executable, "-S", "-B", "-c", block.text],
        cwd=example,
        env=environment({"PYTHONPATH": str(example / "generated/python")}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert ran.stdout.startswith("/images minItems ")


@pytest.mark.parametrize(
    ("words", "calls"),
    [
        ("on_created=print", ["POST /v1/videos", "POST /v1/videos", "GET /v1/videos/t1", "GET /v.mp4"]),
        ("raise SystemExit", ["POST /v1/videos", "GET /v1/videos/t1", "GET /v.mp4"]),
    ],
)
def test_the_clients_shown_create_wait_and_download(
    words: str, calls: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = shown("python", words)
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
    exec(compile(block.text, block.page, "exec"), {})
    assert asked == calls
    assert (tmp_path / "video.mp4").read_bytes() == b"\0\0\0\x18ftyp"


def names(code: str) -> dict[str, Any]:
    """What a block of Python defines."""
    found: dict[str, Any] = {}
    exec(compile(code, "block", "exec"), found)
    return found


def test_the_uses_of_clients_shown_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        if request.url.path.endswith("/content"):
            return httpx.Response(200, content=b"media")
        task = request.url.path.rpartition("/")[2]
        return httpx.Response(404 if task == "t9" else 200, json={"id": task, "status": "completed"})

    monkeypatch.chdir(tmp_path)
    transport = httpx.MockTransport(answer)
    body = VideosCreate({"model": "wan2.7-i2v", "image": "https://example.com/a.png"})
    forward = names(shown("python", "def forward").text)["forward"]
    assert forward(PowerTokens("k", transport=transport), body).task_id == "videos"
    assert json.loads(sent[0].content) == body.root

    async def fetch() -> dict[str, str]:
        async with AsyncPowerTokens("k", transport=transport) as client:
            found: dict[str, str] = await names(shown("python", "def fetch").text)["fetch"](client, ["t1", "t9", "t2"])
            return found

    assert asyncio.run(fetch()) == {"t1": "t1.mp4", "t2": "t2.mp4", "t9": "404"}
    hooked = names(shown("python", "event_hooks").text)
    hooked["own"]._transport = transport
    hooked["client"].videos.retrieve("t1")
    assert sent[-1].headers["x-trace-id"] == "7"
    logger = logging.getLogger("videoapis")
    before = logger.level, list(logger.handlers)
    names(shown("python", "getLogger").text)
    assert logger.level == logging.DEBUG and len(logger.handlers) == len(before[1]) + 1
    logger.setLevel(before[0])
    logger.handlers[:] = before[1]


def test_the_errors_shown_tell_what_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    created = httpx.Response(200, json={"id": "t1", "status": "queued"})
    failed = httpx.Response(200, json={"id": "t1", "status": "failed", "error": {"message": "too dark"}})
    poor = httpx.Response(402, json={"error": {"code": "no_credit"}}, headers={"x-request-id": "r7"})
    answers: list[httpx.Response | Exception] = []

    def answer(request: httpx.Request) -> httpx.Response:
        match answers.pop(0):
            case Exception() as error:
                raise error
            case httpx.Response() as response:
                return response

    monkeypatch.setattr("time.sleep", lambda seconds: None)
    video: Any = names(shown("python", "except TaskFailedError").text)["video"]
    client = PowerTokens("k", transport=httpx.MockTransport(answer), max_retries=0)
    body = {"model": "wan2.7-i2v", "image": "https://example.com/a.png"}
    assert video(client, {**body, "size": "720p"}, "a.mp4").startswith("refused: /size ")
    steps: list[tuple[list[httpx.Response | Exception], str]] = [
        ([poor], "not paid: no_credit, request r7"),
        ([httpx.ReadTimeout("late")], "perhaps paid: "),
        ([created, failed], "t1 failed: {'message': 'too dark'}"),
        ([created, httpx.Response(401)], "later: client.videos.resume('t1')"),
    ]
    for given, said in steps:
        answers[:] = given
        assert video(client, body, "a.mp4").startswith(said)


def test_every_error_named_is_one() -> None:
    import videoapis.powertokens as package

    named = set(re.findall(r"`(\w+Error)`", PAGES["docs/calling.md"]))
    assert named - {"CancelledError"} <= set(package.__all__)


def test_every_call_shown_is_one() -> None:
    """Commands in blocks without a word, of which no output is shown: what they are called with is understood."""
    parser = command_parser()
    for block in blocks():
        if block.language in ("", "sh"):
            for line in re.findall(r"^(?:[\w./]*/)?reelspec ((?:\\\n|.)*)", block.text, re.M):
                words = shlex.split(line.replace("\\\n", " "), comments=True)
                end = next(
                    (at for at, word in enumerate(words) if word in ("&", "&&", "||", ">", ";", "|")), len(words)
                )
                try:
                    parser.parse_args(words[:end])
                except SystemExit as stop:
                    assert stop.code == 0 or "COMMAND" in words or "[options]" in line or "[DIR]" in line, line


def test_the_gateway_door_as_it_stands(example: Path) -> None:
    lines = shown("", "--port 8787 --key test --quiet &").text.splitlines()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = "\n".join(lines).replace("8787", str(port))
    given = environment()
    given["PATH"] = str(Path(sys.executable).parent) + os.pathsep + given["PATH"]
    waiting = f"until (exec 3<>/dev/tcp/127.0.0.1/{port}) 2>/dev/null; do sleep 0.1; done\n"
    mock, verify, end = (line.partition("  #")[0] for line in script.splitlines())
    assert end.startswith("kill")
    ran = subprocess.run(
        ["bash", "-c", f"set -m; trap 'kill $!' EXIT\n{mock}\n{waiting}{verify} && {end} && trap - EXIT"],
        cwd=example,
        env=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_operator_and_every_command_stands_there() -> None:
    rules = PAGES["docs/rules.md"]
    assert set(re.findall(r"`([a-z-]+)`", "\n".join(re.findall(r"^\| (`.*?) \|", rules, re.M)))) == set(OPERATORS)
    assert PAGES["docs/commands.md"] == commands_page(), "python -m tests.docs.commands writes it"


def test_what_is_generated_is_there(example: Path) -> None:
    (block,) = (block for block in blocks("docs/generated.md") if block.text.startswith("generated/"))
    patterns: list[str] = []
    inside = ""
    for indent, names in re.findall(r"^( {2}|    )([^\s,]+(?:, [^\s,]+)*)", block.text, re.M):
        first, *others = names.split(", ")
        if len(indent) == 2:
            inside = first if first.endswith("/") else ""
        above = inside if len(indent) > 2 else ""
        folder = first.rpartition("/")[0]
        for path in (first, *(f"{folder}/{other}".lstrip("/") for other in others)):
            patterns.append(above + re.sub(r"<\w+>", "*", path))
    files = [path.relative_to(example / "generated").as_posix() for path in (example / "generated").rglob("*.*")]
    listed = {
        path: [one for one in patterns if fnmatch(path, f"{one}*" if one.endswith("/") else one)] for path in files
    }
    assert [path for path, found in listed.items() if not found] == []
    made_later = {"python/LICENSE", "python/CHANGELOG.md"}
    assert set(patterns) - {one for found in listed.values() for one in found} <= made_later


def test_the_settings_for_editors_are_those_that_init_writes() -> None:
    (block,) = (block for block in blocks("docs/editors.md") if block.file is not None)
    assert block.text == Path(templates_folder(), "init", str(block.file)).read_text(encoding="utf-8")


def test_the_case_shown_is_one_of_its_model(example: Path) -> None:
    case = json.loads(shown("json", '"kind": "fault"').text)
    file = example / f"generated/cases/powertokens/{case['body']['model']}.json"
    assert case in json.loads(file.read_text(encoding="utf-8"))["cases"]


def test_the_plan_shown_is_one(tmp_path: Path) -> None:
    (tmp_path / "faults.yaml").write_text(shown("yaml", "fault: reset").text, encoding="utf-8")
    plan = read_plan(tmp_path / "faults.yaml")
    assert (len(plan.requests), len(plan.tasks)) == (3, 2)


def test_what_is_said_to_be_refused_is_refused(example: Path, tmp_path: Path) -> None:
    text = (example / "specs/kite/models/kite-1.yaml").read_text(encoding="utf-8")
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
        shutil.copytree(example / "specs/kite", root / "specs/kite")
        (root / "specs/kite/models/kite-1.yaml").write_text(f"{text}{keyword}\n", encoding="utf-8")
        ran = reelspec("check", cwd=root)
        assert ran.code == 1, keyword
        assert any(
            line.startswith("specs/kite/models/kite-1.yaml:") and line.endswith(f"[{name}]")
            for line in ran.out.splitlines()
        ), (
            keyword,
            ran.out,
        )
