"""`reelspec verify` as it is called: against a real server on a port, with exit codes and forms of output."""

from __future__ import annotations

import json
import os
import signal
import threading
import xml.etree.ElementTree as tree
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from reelspec.cli import main
from tests.testing.verify.dropping import without_rule
from tests.testing.verify.judged import ROOT, model_of, server
from tests.testing.verify.server import Flaws, Server

NAME = "powertokens/wan2.7-i2v"
ARGUMENTS = ("--provider", "powertokens", "--model", "wan2.7-i2v", "--root", str(ROOT))


@contextmanager
def listening(application: Server) -> Iterator[str]:
    """The application behind a socket of 127.0.0.1; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower().encode(): value.encode() for name, value in self.headers.items()}
            status, answer = application.answered(self.command, self.path, headers, body)
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "video/mp4" if isinstance(answer, bytes) else "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Threads(ThreadingHTTPServer):
        daemon_threads = True

    with Threads(("127.0.0.1", 0), Handler) as listener:
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.server_port}"
        finally:
            listener.shutdown()
            thread.join()


def test_a_correct_server(capsys: pytest.CaptureFixture[str]) -> None:
    with listening(server(NAME)) as address:
        assert main(["verify", address, *ARGUMENTS]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("no difference: ")
    assert lines[4].endswith("in_progress > running > completed")


def test_what_besides_differences_fails_a_run_is_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return status, {**answer, "status": "failed"} if number > 1 else answer

    with listening(server(NAME, Flaws(polled=polled))) as address:
        assert main(["verify", address, *ARGUMENTS]) == 0
        assert main(["verify", address, *ARGUMENTS, "--fail-on", "untried"]) == 0
        assert main(["verify", address, *ARGUMENTS, "--fail-on", "untried,unfinished"]) == 1
        capsys.readouterr()
        assert main(["verify", address, *ARGUMENTS, "--fail-on", "untied"]) == 2
    assert "no untied; did you mean untried?" in capsys.readouterr().err


def test_findings_are_accepted_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "accepted.yaml"
    ignorant = without_rule(model_of(NAME)[1], "one-input-style")
    with listening(server(NAME, judged_by=ignorant)) as address:
        file.write_text("accepted: [{kind: laxer, rule: one-input-style, reason: Old., until: 2999-12-31}]")
        assert main(["verify", address, *ARGUMENTS, "--accepted", str(file)]) == 0
        assert "no difference, 1 accepted for now: " in capsys.readouterr().out
        file.write_text("accepted: [{kind: laxer, rule: one-input-style, reason: Old., until: 2020-12-31}]")
        assert main(["verify", address, *ARGUMENTS, "--accepted", str(file)]) == 1
        assert "accepted until 2020-12-31 and no longer" in capsys.readouterr().out
        file.write_text("accepted: [{kind: laxer, rul: one-input-style, reason: Old., until: 2999-12-31}]")
        assert main(["verify", address, *ARGUMENTS, "--accepted", str(file)]) == 2
    captured = capsys.readouterr()
    assert "did you mean rule?" in captured.out and "1 problem in the file of accepted findings" in captured.err


def test_a_server_that_ignores_a_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ignorant = without_rule(model_of(NAME)[1], "one-input-style")
    found = tmp_path / "found.json"
    with listening(server(NAME, judged_by=ignorant)) as address:
        assert main(["verify", address, *ARGUMENTS, "--format", "json", "--out", str(found)]) == 1
    assert capsys.readouterr().out.startswith("1 difference: ")
    (finding,) = json.loads(found.read_text())["findings"]
    assert (finding["kind"], finding["rule"]) == ("laxer", "one-input-style")


def test_only_invalid_bodies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    application = server(NAME, Flaws(refuse=lambda body: True))
    found = tmp_path / "found.xml"
    with listening(application) as address:
        assert main(["verify", address, *ARGUMENTS, "--only-invalid", "--format", "junit", "--out", str(found)]) == 0
    assert application.tasks == {}
    assert tree.parse(found).getroot().tag == "testsuites"
    assert "no difference" in capsys.readouterr().out


def test_a_budget_holds_on_this_machine_too() -> None:
    application = server(NAME)
    application.judges = dict.fromkeys(application.judges, lambda body: True)
    with listening(application) as address:
        assert main(["verify", address, *ARGUMENTS, "--max-paid", "2"]) == 1
    assert len(application.tasks) == 2


def test_what_was_seen_is_told_after_ctrl_c(capsys: pytest.CaptureFixture[str]) -> None:
    arrived: list[object] = []

    def interrupt(body: object) -> bool:
        arrived.append(body)
        if len(arrived) == 20:
            os.kill(os.getpid(), signal.SIGINT)
        return False

    with listening(server(NAME, Flaws(crash=interrupt))) as address:
        assert main(["verify", address, *ARGUMENTS]) == 130
    said = capsys.readouterr().out
    assert "stopped by hand" in said
    assert 20 <= len(arrived) < 40
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["http://127.0.0.1:1", *ARGUMENTS], "gives no answer"),
        (["http://api.example", *ARGUMENTS], "http://api.example is not this machine"),
        (["http://api.example", *ARGUMENTS, "--max-paid", "0"], "--max-paid is 0"),
        (["http://127.0.0.1:1", "--root", str(ROOT)], "say whose API it is with --provider: apimart, powertokens"),
        (["http://127.0.0.1:1", "--root", str(ROOT), "--provider", "powertoken"], "did you mean powertokens?"),
        (["http://127.0.0.1:1", *ARGUMENTS[:2], *ARGUMENTS[4:], "--model", "wan2.7-i2"], "did you mean wan2.7-i2v?"),
        (["http://127.0.0.1:1", *ARGUMENTS, "--param", "region"], "--param takes NAME=VALUE"),
        (["http://127.0.0.1:1", *ARGUMENTS, "--timeout", "0"], "are seconds"),
        (["http://api.example", *ARGUMENTS, "--only-invalid"], "videos.create needs a key: give --key"),
        (["127.0.0.1:1", *ARGUMENTS], "is no address of a server"),
    ],
)
def test_what_cannot_be_judged(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", *arguments]) == 2
    caught = capsys.readouterr()
    assert said in caught.err and caught.out == ""
