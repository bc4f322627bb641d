"""The program of the cases' README that sends them to a server: silent at a right one, and it names what is wrong with others."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.node import NODE, ajv
from tests.testing.verify.judged import server
from tests.testing.verify.server import Flaws

NAME = "apimart/wan2.7"


@contextmanager
def listening(application: Any) -> Iterator[str]:
    """The address of the application on a port of this machine."""
    import uvicorn

    host = uvicorn.Server(uvicorn.Config(application, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=host.run, daemon=True)
    thread.start()
    try:
        for _ in range(500):
            if host.started:
                break
            time.sleep(0.01)
        port = host.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        host.should_exit = True
        thread.join(10)


class Keyed:
    """The application behind a key, which must be the right one."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if dict(scope["headers"]).get(b"authorization") == b"Bearer secret-key":
            await self.application(scope, receive, send)
            return
        body = b'{"error": {"code": 401, "message": "no such key", "type": "authentication"}}'
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def said(generated: Path, flaws: Flaws | None = None, *arguments: str) -> list[str]:
    """The lines that the program prints."""
    folder = generated / "cases"
    _, program = re.findall(r"```js\n(.*?)```", (folder / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (folder / "serve.mjs").write_text(program, encoding="utf-8")
    if not (generated / "node_modules").exists():
        (generated / "node_modules").symlink_to(ajv() / "node_modules")
    application = server(NAME, flaws)
    with listening(application if flaws is not None and flaws.open else Keyed(application)) as address:
        done = subprocess.run(
            [str(NODE), "serve.mjs", address, "secret-key", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "PACE": "0"},
            check=False,
        )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def without_id(status: int, answer: Any) -> tuple[int, Any]:
    del answer["data"][0]["task_id"]
    return status, answer


def without_status(number: int, status: int, answer: Any) -> tuple[int, Any]:
    del answer["data"]["status"]
    return status, answer


def accepted(status: int, answer: Any) -> tuple[int, Any]:
    return 200, {"code": 200, "data": [{"status": "submitted", "task_id": "task-1"}]}


def falling(number: int, status: int, answer: Any) -> tuple[int, Any]:
    answer["data"]["progress"] = max(90 - 30 * number, 0)
    return status, answer


def test_nothing_is_said_of_a_right_server(generated: Path) -> None:
    ajv()
    assert said(generated) == []
    assert said(generated, None, "pay") == []


@pytest.mark.parametrize(
    ("flaws", "says"),
    [
        (Flaws(open=True), "a wrong key: 200, expected 401 or 403"),
        (Flaws(created=lambda status, answer: (status, {**answer, "data": "fine"})), "200 is not what is documented"),
        (Flaws(created=without_id), "accepted without an id"),
        (Flaws(refuse=lambda body: body.get("watermark") is True), "expected acceptance"),
        (Flaws(refusal=accepted), "expected refusal"),
        (Flaws(polled=without_status), "a state without a status"),
        (Flaws(polled=falling), "progress falls from"),
        (Flaws(crash=lambda body: body.get("seed") == 42), ": 500"),
    ],
    ids=["open", "schema", "id", "stricter", "laxer", "status", "progress", "crash"],
)
def test_what_is_wrong_with_a_server_is_named(generated: Path, flaws: Flaws, says: str) -> None:
    ajv()
    lines = said(generated, flaws, "pay")
    assert any(says in line for line in lines), lines[:10]
