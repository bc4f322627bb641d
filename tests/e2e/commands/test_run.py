"""`reelspec run` and `reelspec resume` against a server that plays a provider: judged, asked, paid once, followed, downloaded."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.codegen.clients.faults import Fault, playing
from tests.codegen.clients.server import Answer, Server, serving
from tests.e2e.commands.run import Ran, environment, reelspec
from tests.specs import request

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


def test_fields_inside_lists_and_objects_are_set_by_their_path(root: Path, server: Server, tmp_path: Path) -> None:
    inside = ("--set", "media.0.type=reference_image", "--set", "media.0.url=https://example.com/a.png")
    ran = run(root, server, *FIELDS[:-2], *inside, "--out", tmp_path / "v.mp4")
    assert ran.code == 0, ran.err
    assert json.loads(server.seen[0].content) == BODY


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("media.type=a", "--set media.type: media is a list: a number names the item, 0 the first, not type"),
        ("media.1.type=a", "--set media.1.type: media has 0 items so far: the next is 0, not 1"),
        ("prompt.0=a", "--set prompt.0: prompt is string, which has no fields"),
        ("media..type=a", "not nothing"),
        (".type=a", "a name is missing"),
        ("seed", "--set takes FIELD=VALUE, not seed"),
    ],
)
def test_a_path_that_leads_nowhere_is_named(root: Path, server: Server, setting: str, said: str) -> None:
    ran = run(root, server, "--set", setting)
    assert ran.code == 2 and said in ran.err
    assert not server.seen


def test_a_name_that_holds_a_dot_is_itself_where_the_model_has_it() -> None:
    from reelspec.cli.body import body_of

    (model,) = request("""
properties:
  input.seed: {type: integer}
  input: {type: object, properties: {seed: {type: string}, "0": {type: integer}}}
""").models()
    settings = ["input.seed=1", "input.0=2", "input.other=3", "new.0.name=a", "new.1=null"]
    assert body_of(model, settings, None) == {
        "input.seed": 1,
        "input": {"0": 2, "other": 3},
        "new": [{"name": "a"}, None],
    }


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


class Running:
    """The command as a shell runs it, its error output (and, if it asks, its input) on a terminal.

    task: resume this one rather than run.
    """

    def __init__(
        self, root: Path, url: str, *arguments: str | Path, asks: bool = False, task: str | None = None
    ) -> None:
        self.ours, theirs = pty.openpty()
        command = ["run", MODEL, *FIELDS] if task is None else ["resume", "powertokens", task]
        command += ["--yes"] if task is None and not asks else []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "reelspec", *command, "--base-url", url, *arguments],
            cwd=root,
            env=environment(KEY),
            stdin=theirs if asks else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            # A shell starts what runs in the background with the signal ignored, and processes inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        os.close(theirs)
        self.shown = ""

    def until(self, found: Callable[[str], bool]) -> None:
        """Read what is shown until it holds what is waited for; half a minute is for ever here."""
        end = time.monotonic() + 30
        while not found(self.shown) and time.monotonic() < end:
            self._read()
        assert found(self.shown), self.shown

    def _read(self) -> bool:
        if not select.select([self.ours], [], [], 0.05)[0]:
            return self.process.poll() is None
        try:
            piece = os.read(self.ours, 65536)
        except OSError:  # everybody has left the terminal
            return False
        self.shown += piece.decode()
        return bool(piece)

    def interrupted(self) -> tuple[int, str]:
        """Press Ctrl-C; the exit code and the output."""
        self.process.send_signal(signal.SIGINT)
        return self.ended()

    def ended(self) -> tuple[int, str]:
        end = time.monotonic() + 30
        while self._read() and time.monotonic() < end:
            pass
        try:
            out, _ = self.process.communicate(timeout=30)
        finally:
            self.process.kill()
            os.close(self.ours)
        return self.process.returncode, out.decode()


CREATED = Fault(body={"id": "task-7", "status": "queued"})
DONE = Fault(body={"id": "task-7", "status": "completed", "progress": 100})
HALF = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 4000000\r\n\r\n" + bytes(2_000_000)


def test_ctrl_c_while_it_asks(root: Path, tmp_path: Path) -> None:
    with playing(CREATED) as server:
        run = Running(root, server.url, "--out", tmp_path / "v.mp4", asks=True)
        run.until(lambda shown: "Send it? [y/N]" in shown)
        code, out = run.interrupted()
        assert (code, out, server.requests) == (130, "", [])
    assert "Nothing was sent." in run.shown and "Traceback" not in run.shown


def test_ctrl_c_while_it_sends(root: Path, tmp_path: Path) -> None:
    with playing(Fault("late")) as server:
        run = Running(root, server.url, "--out", tmp_path / "v.mp4")
        run.until(lambda shown: bool(server.requests))
        code, out = run.interrupted()
        assert (code, out, len(server.requests)) == (130, "", 1)
    assert "may have accepted the request and charge for it" in run.shown and "Traceback" not in run.shown


@pytest.mark.parametrize("task", [None, "task-7"], ids=["run", "resume"])
def test_ctrl_c_while_it_waits(task: str | None, root: Path, tmp_path: Path) -> None:
    looks = (Fault(body={"id": "task-7", "status": "running", "progress": 40}),)
    with playing(*(looks if task else (CREATED, *looks))) as server:
        run = Running(root, server.url, "--out", tmp_path / "v.mp4", task=task)
        run.until(lambda shown: "40% running" in shown)
        code, out = run.interrupted()
        assert (code, out) == (130, "" if task else "task-7\n")
        assert sum(one.startswith(b"POST") for one in server.requests) == (0 if task else 1)
    assert f"reelspec resume powertokens task-7 --out {tmp_path / 'v.mp4'} --base-url {server.url}" in run.shown
    assert "Traceback" not in run.shown


@pytest.mark.parametrize("task", [None, "task-7"], ids=["run", "resume"])
def test_ctrl_c_while_it_downloads_leaves_nothing_half_done(task: str | None, root: Path, tmp_path: Path) -> None:
    looks = (DONE, Fault("drip", content=HALF))
    with playing(*(looks if task else (CREATED, *looks))) as server:
        run = Running(root, server.url, "--out", tmp_path / "v.mp4", task=task)
        run.until(lambda shown: "50% downloading 4.0 MB" in shown)
        assert len(list(tmp_path.iterdir())) == 1, "the file that is being made"
        code, out = run.interrupted()
        assert (code, out) == (130, "" if task else "task-7\n")
    assert f"reelspec resume powertokens task-7 --out {tmp_path / 'v.mp4'}" in run.shown
    assert "Traceback" not in run.shown
    assert list(tmp_path.iterdir()) == []


def test_a_bar_shows_the_waiting_and_the_download(root: Path, tmp_path: Path) -> None:
    media = Fault(content=VIDEO, headers={"Content-Type": "video/mp4"})
    with playing(CREATED, Fault(body={"status": "running", "progress": 50}), DONE, media) as server:
        run = Running(root, server.url, "--out", tmp_path / "v.mp4")
        assert run.ended() == (0, f"task-7\n{tmp_path / 'v.mp4'}\n")
    assert f"[{'#' * 15}{'-' * 15}]  50% running" in run.shown
    assert f"[{'#' * 30}] 100% downloading" in run.shown


@pytest.mark.parametrize("out", ["", "missing/v.mp4"])
def test_a_place_that_cannot_be_written_to_is_found_before_it_pays(
    out: str, root: Path, server: Server, tmp_path: Path
) -> None:
    ran = run(root, server, *FIELDS, "--out", f"{tmp_path}/{out}")
    assert ran.code == 2 and "--out" in ran.err and "folder" in ran.err
    assert not server.seen


def test_parameters_that_there_are_not(root: Path, server: Server) -> None:
    ran = run(root, server, *FIELDS, "--param", "project=7")
    assert ran.code == 2 and "--param" in ran.err and "Traceback" not in ran.err
    assert not server.seen


def test_a_result_without_a_link_says_how_to_get_it(root: Path, server: Server) -> None:
    ran = run(root, server, *FIELDS)
    assert (ran.code, ran.out) == (0, "task-7\n")
    assert f"reelspec resume powertokens task-7 --out FILE --base-url {server.url}" in ran.err


def test_every_result_of_several_is_downloaded(root: Path, tmp_path: Path) -> None:
    with serving(Answer(json={"code": 200, "data": [{"task_id": "t9"}]})) as server:
        urls = [f"{server.url}/1.mp4", f"{server.url}/2.mp4"]
        done = {"code": 200, "data": {"status": "completed", "result": {"videos": [{"url": urls}]}}}
        media = {"content-type": "video/mp4"}
        server.answers[:] = [Answer(json=done), *(Answer(content=one, headers=media) for one in (b"one", b"two"))]
        ran = reelspec(
            "resume", "apimart", "t9", "--out", tmp_path / "v.mp4", "--base-url", server.url,
            cwd=root, env={"APIMART_API_KEY": "key-1"},
        )  # fmt: skip
    assert ran.out.split() == [str(tmp_path / "v.mp4"), str(tmp_path / "v-2.mp4")], ran.err
    assert [(tmp_path / name).read_bytes() for name in ("v.mp4", "v-2.mp4")] == [b"one", b"two"]


@pytest.mark.parametrize("command", ["run", "resume"])
def test_a_file_that_is_there_is_kept_unless_force_is_given(
    command: str, root: Path, server: Server, tmp_path: Path
) -> None:
    out = tmp_path / "v.mp4"
    out.write_text("kept")
    if command == "resume":
        del server.answers[:1]
    more: tuple[str | Path, ...] = ("--out", out)

    def ran(*arguments: str) -> Ran:
        if command == "run":
            return run(root, server, *FIELDS, *more, *arguments)
        return reelspec(
            "resume", "powertokens", "task-7", "--base-url", server.url, *more, *arguments, cwd=root, env=KEY
        )

    refused = ran()
    assert (refused.code, refused.out, server.seen) == (2, "", [])
    assert refused.err.splitlines()[-1] == f"reelspec: {out} is there already; --force overwrites it"
    assert out.read_text() == "kept"
    assert ran("--force").code == 0
    assert out.read_bytes() == VIDEO


@pytest.mark.parametrize(("answers", "code"), [("n\n", 2), ("y\nn\n", 2), ("y\ny\n", 0)])
def test_on_a_terminal_it_asks_whether_to_overwrite(answers: str, code: int, root: Path, tmp_path: Path) -> None:
    out = tmp_path / "v.mp4"
    out.write_text("kept")
    media = Fault(content=VIDEO, headers={"Content-Type": "video/mp4"})
    with playing(CREATED, DONE, media) as server:
        asked = Running(root, server.url, "--out", out, asks=True)
        asked.until(lambda shown: "Overwrite it? [y/N]" in shown)
        os.write(asked.ours, answers.encode())
        assert asked.ended()[0] == code
        assert bool(server.requests) is (code == 0)
    assert f"{out} is there already. Overwrite it? [y/N]" in asked.shown
    assert ("Nothing was sent." in asked.shown) is (code != 0)
    assert out.read_bytes() == (VIDEO if code == 0 else b"kept")


def test_to_go_on_with_a_task_overwrites_what_was_to_be_overwritten(root: Path, server: Server, tmp_path: Path) -> None:
    out = tmp_path / "v.mp4"
    out.write_text("kept")
    server.answers[2:] = []
    ran = run(root, server, *FIELDS, "--out", out, "--wait", "0.3", "--force")
    assert f"reelspec resume powertokens task-7 --out {out} --base-url {server.url} --force" in ran.err


def test_a_file_that_has_come_meanwhile_is_kept(root: Path, tmp_path: Path) -> None:
    with serving(Answer(json={"code": 200, "data": [{"task_id": "t9"}]})) as server:
        urls = [f"{server.url}/1.mp4", f"{server.url}/2.mp4"]
        done = {"code": 200, "data": {"status": "completed", "result": {"videos": [{"url": urls}]}}}
        media = {"content-type": "video/mp4"}
        server.answers[:] = [Answer(json=done), *(Answer(content=one, headers=media) for one in (b"one", b"two"))]
        (tmp_path / "v-2.mp4").write_text("kept")
        ran = reelspec(
            "resume", "apimart", "t9", "--out", tmp_path / "v.mp4", "--base-url", server.url,
            cwd=root, env={"APIMART_API_KEY": "key-1"},
        )  # fmt: skip
    assert ran.out.split() == [str(tmp_path / "v.mp4"), str(tmp_path / "v-3.mp4")], ran.err
    assert (tmp_path / "v-2.mp4").read_text() == "kept"


def test_a_warning_is_said_once(root: Path, server: Server) -> None:
    ran = reelspec(
        "run", "powertokens/wan2.7-i2v", "--base-url", server.url, "--yes", "--set", "image=./portrait.png",
        cwd=root, env=KEY,
    )  # fmt: skip
    assert ran.code == 0
    assert [line for line in ran.err.splitlines() if "format" in line] == [
        'warning: /image: "./portrait.png" has no scheme such as https: [format]'
    ]


def test_without_progress_no_share_is_made_up(root: Path, server: Server, tmp_path: Path) -> None:
    server.answers[1:3] = [task("running"), task("completed")]
    ran = run(root, server, *FIELDS, "--out", tmp_path / "v.mp4")
    assert [line for line in ran.err.splitlines() if line.endswith(("running", "completed"))] == [
        "running",
        "completed",
    ]
