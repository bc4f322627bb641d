"""`reelspec explain`, `list`, `show` and `--help`: what people and pipes read."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reelspec.cli.explain import explanation
from reelspec.language.contract.keywords import BOUNDS, Keyword
from tests.e2e.commands.conftest import Call
from tests.e2e.commands.run import environment, reelspec
from tests.specs import request
from tests.support import interruptible

COMMANDS = ("generate", "check", "validate", "explain", "list", "show")
MODELS = [
    "apimart/wan2.7",
    "powertokens/wan2.7-r2v",
    "powertokens/wan2.7-i2v",
    "powertokens/wan2.2-kf2v-flash",
    "powertokens/wan2.1-kf2v-plus",
    "powertokens/seedance-1-5-pro-251215",
    "powertokens/seedance-1-0-pro-250528",
    "powertokens/seedance-1-0-pro-fast-251015",
]


def test_explain_shows_fields_and_rules_with_their_sources(generated_once: Path, call: Call) -> None:
    ran = call("explain", "powertokens/wan2.7-i2v", "--root", generated_once)
    assert (ran.code, ran.err) == (0, "")
    fields, _, rules = ran.out.partition("Other fields are errors.")
    rows = {line.split("  ")[0]: line for line in fields.splitlines()}
    assert rows["field"].split() == ["field", "type", "required", "limits,", "default", "source"]
    assert rows["images"].split("  ")[0] == "images"
    assert "exactly 2 items" in rows["images"]
    assert '"720P" or "1080P"' in rows["size"]
    assert "  type   string" in fields and "media.type values" in fields
    assert "media[]" in rows
    assert "one-input-style" in rules
    words = " ".join(rules.split())
    assert "first_clip; first_clip + last_frame" in words
    assert "input styles (inference:" in words


def test_explain_marks_what_is_dead_for_one_model_of_several(generated_once: Path, call: Call) -> None:
    text = " ".join(call("explain", "powertokens/wan2.2-kf2v-flash", "--root", generated_once).out.split())
    assert 'size must be "720P" when model is "wan2.1-kf2v-plus" (no body of this model breaks it)' in text
    text = " ".join(call("explain", "powertokens/seedance-1-5-pro-251215", "--root", generated_once).out.split())
    assert text.index("seconds-by-model") < text.index("draft-model error") < text.index("draft-size error")
    assert text.count("(never fires for this model)") == 5
    text = call("explain", "powertokens/seedance-1-0-pro-250528", "--root", generated_once).out
    assert "draft must be false" in text


def test_explain_shows_defaults_files_and_contested_places(generated_once: Path, call: Call) -> None:
    text = " ".join(call("explain", "apimart/wan2.7", "--root", generated_once).out.split())
    assert 'default "1080P"' in text
    assert 'default "16:9" when' in text
    assert "file: wav or mp3, 2 to 30 seconds, at most 15 megabytes" in text
    assert "contested" in text
    assert "against: audio_url" in text


@pytest.mark.parametrize("keyword", [one for one in BOUNDS if one.words is not None], ids=lambda one: one.name)
def test_explain_says_every_bound(keyword: Keyword) -> None:
    (model,) = request(f"properties: {{value: {{type: {keyword.type}, {keyword.name}: 3}}}}").models()
    side = "(at least|more than)" if keyword.side == "least" else "(at most|less than)"
    assert re.search(f"^value .* {side} 3", explanation(model, 120), re.M)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("model", MODELS)
def test_tables_fit_the_terminal_and_break_no_name(
    generated_once: Path, call: Call, monkeypatch: pytest.MonkeyPatch, model: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = call("explain", model, "--root", generated_once).out.splitlines()
    assert max(map(len, lines)) <= width
    contract = json.loads(call("show", "--root", generated_once).out)
    (found,) = (
        one
        for provider in contract["providers"]
        for one in provider["models"]
        if f"{one['provider']}/{one['name']}" == model
    )
    first = {line.split("  ")[0] for line in lines}
    for field in found["schema"]["properties"]:
        assert field in first or f"{field}[]" in first
    for rule in found["schema"].get("rules", ()):
        assert rule["id"] in first


def test_an_unknown_model_gives_a_near_one(generated_once: Path, call: Call) -> None:
    ran = call("explain", "powertokens/wan2.7-i2w", "--root", generated_once)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "reelspec: there is no model powertokens/wan2.7-i2w; did you mean powertokens/wan2.7-i2v?\n"


def test_a_name_without_its_provider_or_its_model_is_completed(generated_once: Path, call: Call) -> None:
    said = call("explain", "wan2.7-r2v", "--root", generated_once).err
    assert said == "reelspec: there is no model wan2.7-r2v; did you mean powertokens/wan2.7-r2v?\n"
    said = call("explain", "apimart", "--root", generated_once).err
    assert said == "reelspec: there is no model apimart; did you mean apimart/wan2.7?\n"


def test_list_gives_names_alone_when_piped_and_a_table_on_a_terminal(generated_once: Path, call: Call) -> None:
    assert reelspec("list", cwd=generated_once, script=True).out.splitlines() == MODELS
    if sys.platform == "win32":
        return
    leader, follower = os.openpty()
    subprocess.run(
        [sys.executable, "-m", "reelspec", "list"], cwd=generated_once, stdout=follower, env=environment(), check=True
    )
    os.close(follower)
    shown = os.read(leader, 100_000).decode().splitlines()
    os.close(leader)
    assert shown[0].split() == ["model", "module", "operations", "rules"]
    assert [line.split()[0] for line in shown[2:]] == MODELS
    assert shown[2].split() == ["apimart/wan2.7", "wan2_7", "videos.create", "11"]


def test_show_gives_the_contract_as_json(generated_once: Path, call: Call) -> None:
    shown = call("show", "--json", "--root", generated_once)
    contract = json.loads(shown.out)
    assert shown.out == call("show", "--root", generated_once).out
    assert contract["package"] == "videoapis"
    assert [
        f"{one['provider']}/{one['name']}" for provider in contract["providers"] for one in provider["models"]
    ] == MODELS


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_that_can_be_called(generated_once: Path, call: Call, command: str) -> None:
    ran = call(command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert "--root DIR" in ran.out
    (example,) = [line for line in ran.out.splitlines() if line.startswith("example: reelspec ")]
    words = example.removeprefix("example: ").partition(" | ")[0].split()[1:]
    assert words[0] == command
    body = generated_once / "body.json"
    body.write_text('{"model": "wan2.7", "prompt": "A boat sails."}', encoding="utf-8")
    arguments = [str(body) if word == "body.json" else word for word in words]
    assert call(*arguments, "--root", generated_once).code == 0


def test_help_of_the_program_lists_the_commands(call: Call) -> None:
    ran = call("--help")
    assert ran.code == 0
    assert "reelspec init" in ran.out
    assert all(f"    {command} " in ran.out for command in COMMANDS)


@pytest.mark.parametrize("arguments", [("generat",), ("validate",), ("explain",), ("list", "--format", "json")])
def test_a_call_that_cannot_be_meant_exits_with_2(call: Call, arguments: tuple[str, ...]) -> None:
    ran = call(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("reelspec")
    assert "reelspec --help" in ran.err or f"reelspec {arguments[0]} --help" in ran.err


def test_specs_cannot_write_on_the_terminal(project: Path, call: Call) -> None:
    file = project / "specs/apimart/models/wan2.7.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("title: Wan", "x-note: Wan").replace(
        "description: >-\n", 'description: "\\e[2J\\u202Eevil"\nx-old: >-\n'
    )
    file.write_text(text.replace("default: 1080P", 'x-default: [{value: "\\e[3J"}]'), encoding="utf-8")
    ran = call("explain", "apimart/wan2.7", "--root", project)
    assert (ran.code, ran.err) == (0, "")
    assert "\\x1b[2J\\u202eevil" in ran.out
    assert 'default "\\u001b[3J"' in ran.out
    assert all(one.isprintable() or one == "\n" for one in ran.out)


# Ends


def _wait_until_read(pipe: int) -> None:
    """Wait until what was written into the pipe has been taken out of it, 30 seconds at most."""
    import fcntl
    import termios

    end = time.monotonic() + 30
    while any(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4))):
        assert time.monotonic() < end, "standard input is not read"
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_without_a_traceback(generated_once: Path) -> None:
    for arguments, told in ((["validate", "-"], b""), (["validate", "-", "--format", "json"], b"[]\n")):
        process = subprocess.Popen(
            [sys.executable, "-m", "reelspec", *arguments],
            cwd=generated_once,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=interruptible,
            env=environment(),
        )
        assert process.stdin is not None
        process.stdin.write(b"{")
        process.stdin.flush()
        _wait_until_read(process.stdin.fileno())  # now it waits for the rest of standard input
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (130, told, b"reelspec: stopped\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
@pytest.mark.parametrize("command", ["show", "list", "--help"])
def test_a_reader_that_leaves_is_no_error(generated_once: Path, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [sys.executable, "-m", "reelspec", command],
        cwd=generated_once,
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(),
        check=False,
    )
    os.close(writing)
    assert (ran.returncode, ran.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_under_the_output_is_said(generated_once: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "reelspec", "list"],
            cwd=generated_once,
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"reelspec: ")
    assert b"Traceback" not in ran.stderr
