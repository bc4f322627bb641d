"""`reelspec run` and `reelspec resume` against a server that plays a provider: judged, asked, paid once, followed, downloaded."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.server import Answer, Server, serving
from tests.end_to_end.run import Ran, environment, reelspec

QUICK = "      delay: {first: 0.05, factor: 1, most: 0.05}\n"
MODEL = "powertokens/wan2.7-r2v"
MEDIA = '[{"type": "reference_image", "url": "https://example.com/a.png"}]'
FIELDS = ("--set", "prompt=A boat", "--set", "seconds=8", "--set", "seed=5", "--set", f"media={MEDIA}")
BODY = {
    "model": "wan2.7-r2v",
    "prompt": "A boat",
    "seconds": "8",
    "seed": 5,
    "media": [{"type": "reference_image", "url": "https://example.com/a.png"}],
}
VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(500)
KEY = {"POWERTOKENS_API_KEY": "a-key-that-nobody-shows"}


def task(status: str, **others: Any) -> Answer:
    return Answer(json={"id": "task-7", "status": status, **others})


@pytest.fixture(scope="module")
def root(generated_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with quick polls."""
    import shutil

    from reelspec.cli import main

    found = tmp_path_factory.mktemp("quick") / "root"
    shutil.copytree(generated_once, found)
    spec = found / "specs/powertokens/openapi.yaml"
    text = spec.read_text(encoding="utf-8")
    assert text.count("        poll: videos.retrieve\n") == 1
    spec.write_text(
        text.replace("        poll: videos.retrieve\n", f"  {QUICK}        poll: videos.retrieve\n"), "utf-8"
    )
    assert main(["generate", "--root", str(found)]) == 0
    return found


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(task("queued"), task("running", progress=40), task("completed", progress=100)) as found:
        found.answers.append(Answer(content=VIDEO, headers={"content-type": "video/mp4"}))
        yield found


def run(root: Path, server: Server, *arguments: str | Path, yes: bool = True, env: dict[str, str] = KEY) -> Ran:
    sure = ["--yes"] if yes else []
    return reelspec("run", MODEL, "--base-url", server.url, *sure, *arguments, cwd=root, env=env)


def test_from_the_fields_to_the_file(root: Path, server: Server, tmp_path: Path) -> None:
    out = tmp_path / "v.mp4"
    ran = run(root, server, *FIELDS, "--out", out)
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == ["task-7", str(out)]
    assert "40% running" in ran.err and "100% completed" in ran.err
    assert out.read_bytes() == VIDEO
    assert [one.method for one in server.seen] == ["POST", "GET", "GET", "GET"]
    assert json.loads(server.seen[0].content) == BODY
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY['POWERTOKENS_API_KEY']}"
    assert KEY["POWERTOKENS_API_KEY"] not in ran.out + ran.err


def test_a_wrong_body_is_shown_and_not_sent(root: Path, server: Server) -> None:
    ran = run(root, server, "--set", "seconds=99", "--set", f"media={MEDIA}")
    assert ran.code == 1
    assert "/seconds" in ran.err
    assert not server.seen


def test_a_file_is_added_to(root: Path, server: Server, tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_text(json.dumps({**BODY, "seconds": "5"}), encoding="utf-8")
    assert run(root, server, "--file", body, "--set", "seconds=8", "--out", tmp_path / "v.mp4").code == 0
    assert json.loads(server.seen[0].content) == BODY


def test_long_texts_are_shortened_where_they_are_shown(root: Path, server: Server) -> None:
    ran = run(root, server, *FIELDS, "--set", f"prompt={'la' * 500}")
    assert "la" * 200 not in ran.err and "(1000 characters)" in ran.err


def test_nobody_to_ask_means_no(root: Path, server: Server) -> None:
    ran = run(root, server, *FIELDS, yes=False)
    assert ran.code == 2 and "--yes" in ran.err
    assert not server.seen


def test_without_a_key_nothing_is_asked_or_sent(root: Path, server: Server) -> None:
    ran = run(root, server, *FIELDS, env={"POWERTOKENS_API_KEY": ""})
    assert ran.code == 2 and "POWERTOKENS_API_KEY" in ran.err
    assert not server.seen


@pytest.mark.parametrize(("answer", "code", "sent"), [("y\n", 0, True), ("n\n", 2, False), ("\n", 2, False)])
def test_it_asks_before_it_pays(answer: str, code: int, sent: bool, root: Path, server: Server, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "reelspec",
            "run",
            MODEL,
            "--base-url",
            server.url,
            *FIELDS,
            "--out",
            tmp_path / "v.mp4",
        ],
        cwd=root,
        env=environment(KEY),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(theirs)
        os.write(ours, answer.encode())
        _, err = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == code, err
    assert b"costs money. Send it? [y/N]" in err
    assert bool(server.seen) is sent


def test_a_failed_task_says_what_the_provider_says(root: Path, server: Server) -> None:
    server.answers[1:] = [task("failed", error={"message": "the picture was refused"})]
    ran = run(root, server, *FIELDS)
    assert ran.code == 1
    assert ran.out == "task-7\n"
    assert "the picture was refused" in ran.err and "resume" not in ran.err


def test_a_refusal_says_what_the_provider_says(root: Path, server: Server) -> None:
    server.answers[:] = [Answer(402, json={"error": {"message": "no credits", "type": "payment_required"}})]
    ran = run(root, server, *FIELDS)
    assert (ran.code, ran.out) == (1, "")
    assert "no credits" in ran.err
    assert len(server.seen) == 1


def test_a_timeout_says_how_to_resume_and_resuming_works(root: Path, server: Server, tmp_path: Path) -> None:
    last = server.answers[2:]
    server.answers[2:] = []
    out = tmp_path / "my video.mp4"
    ran = run(root, server, *FIELDS, "--out", out, "--wait", "0.3")
    assert ran.code == 1
    hint = f"reelspec resume powertokens task-7 --out '{out}' --base-url {server.url}"
    assert hint in ran.err
    server.answers[:] = last
    server.seen.clear()
    again = reelspec("resume", "powertokens", "task-7", "--out", out, "--base-url", server.url, cwd=root, env=KEY)
    assert (again.code, again.out) == (0, f"{out}\n")
    assert out.read_bytes() == VIDEO
    assert {one.method for one in server.seen} == {"GET"}


def test_ctrl_c_says_how_to_resume(root: Path, server: Server) -> None:
    server.answers[2:] = []
    with subprocess.Popen(
        [sys.executable, "-m", "reelspec", "run", MODEL, "--base-url", server.url, "--yes", *FIELDS],
        cwd=root,
        env=environment(KEY),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A shell starts what runs in the background with the signal ignored, and processes inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"task-7\n"
        until = time.monotonic() + 30
        while len(server.seen) < 3 and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        try:
            _, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 130
    assert f"reelspec resume powertokens task-7 --base-url {server.url}" in err.decode()
    assert "Traceback" not in err.decode()
    assert sum(one.method == "POST" for one in server.seen) == 1
