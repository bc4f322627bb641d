"""The mock as an ASGI application, as a server, and as a command."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from reelspec.common.installation import installing
from reelspec.testing.mock import Clock, Mock, asgi, serving
from tests.testing.mock.shared import IMAGE_TO_VIDEO, ROOT, TEXT_TO_VIDEO, powertokens, repository

KEY = {"authorization": "Bearer key-1"}


def asked(mock: Mock, method: str, path: str, **options: Any) -> httpx.Response:
    """The answer of the ASGI application, by a client that is not ours."""

    async def main() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(mock.app), base_url="http://mock", headers=KEY
        ) as one:
            return await one.request(method, path, **options)

    return asyncio.run(main())


def test_any_asgi_client_can_ask() -> None:
    mock = powertokens()
    created = asked(mock, "POST", "/v1/videos", json=IMAGE_TO_VIDEO)
    assert created.status_code == 200 and created.headers["content-type"] == "application/json"
    mock.clock.advance(10)
    address = asked(mock, "GET", f"/v1/videos/{created.json()['id']}").json()["metadata"]["url"]
    assert address.startswith("http://mock/__mock__/results/")
    part = asked(mock, "GET", address, headers={"range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    head = asked(mock, "HEAD", address)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "1901")


def test_without_a_connection_of_ours_a_reset_is_raised() -> None:
    for fault in ("reset", "truncated"):
        with pytest.raises(ConnectionResetError):
            asked(powertokens(plan={"requests": [{"fault": fault}]}), "POST", "/v1/videos", json=IMAGE_TO_VIDEO)


def test_a_huge_body_is_refused_before_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "MOST_BODY", 1000)
    mock = powertokens()
    reply = asked(mock, "POST", "/v1/videos", content=b"x" * 100_000)
    assert reply.status_code == 413 and len(mock.journal) == 0
    with serving(mock) as url, httpx.Client(verify=False, headers=KEY) as client:
        assert client.post(f"{url}/v1/videos", content=b"x" * 5_000_000).status_code == 413
        assert client.post(f"{url}/v1/videos", json=IMAGE_TO_VIDEO).status_code == 200


def test_a_head_without_an_end_is_refused() -> None:
    import socket

    with serving(powertokens()) as url:
        port = int(url.rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nx: ")
            try:
                for _ in range(40):
                    connection.sendall(b"x" * 100_000)
                answer = connection.recv(1000)
            except ConnectionError:
                answer = b"HTTP/1.1 400"  # closed while it was being sent
        assert answer.startswith(b"HTTP/1.1 400")
        with httpx.Client(verify=False, headers=KEY) as client:
            body = {**IMAGE_TO_VIDEO, "image": f"data:image/png;base64,{'A' * 5_000_000}"}
            for _ in range(2):
                assert client.post(f"{url}/v1/videos", json=body).status_code == 200


def test_a_failure_of_the_mock_itself_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    mock = powertokens()
    monkeypatch.setattr(mock, "handle", lambda request: 1 / 0)
    reply = asked(mock, "GET", "/v1/videos/x")
    assert reply.status_code == 500 and reply.json()["error"]["code"] == "mock_failed"


def test_addresses_lead_back_to_where_the_client_came_from() -> None:
    mock = powertokens(plan={"seconds": 0})
    for host, base in [
        ("films.test:81", "http://films.test:81"),
        ("a b/<c>", "http://127.0.0.1:"),
        ("[::1]:9", "http://[::1]:9"),
    ]:
        with serving(mock) as url, httpx.Client(verify=False, headers={**KEY, "host": host}) as client:
            task = client.post(f"{url}/v1/videos", json=IMAGE_TO_VIDEO).json()["id"]
            assert client.get(f"{url}/v1/videos/{task}").json()["metadata"]["url"].startswith(base)


def test_several_providers_stand_below_their_names() -> None:
    with serving(Mock(repository())) as url, httpx.Client(verify=False, headers=KEY) as client:
        assert client.post(f"{url}/powertokens/v1/videos", json=IMAGE_TO_VIDEO).status_code == 200
        assert client.post(f"{url}/apimart/v1/videos/generations", json=TEXT_TO_VIDEO).status_code == 200
        assert client.post(f"{url}/v1/videos", json=IMAGE_TO_VIDEO).status_code == 404


def test_a_clock_that_runs_plays_tasks_by_itself() -> None:
    mock = powertokens(clock=Clock(speed=1000))
    with serving(mock) as url, httpx.Client(verify=False, headers=KEY) as client:
        task = client.post(f"{url}/v1/videos", json=IMAGE_TO_VIDEO).json()["id"]
        for _ in range(2000):
            if client.get(f"{url}/v1/videos/{task}").json()["status"] == "succeeded":
                return
    raise AssertionError("the task never ended")


def test_a_clock_that_runs_lets_late_answers_out_and_opens_the_port_again() -> None:
    plan = {
        "requests": [
            {"fault": "slow", "seconds": 20, "match": {"method": "POST"}},
            {"fault": "refused", "seconds": 20, "match": {"nth": 2}},
        ]
    }
    with (
        serving(powertokens(clock=Clock(speed=500), plan=plan)) as url,
        httpx.Client(verify=False, headers=KEY) as client,
    ):
        assert client.post(f"{url}/v1/videos", json=IMAGE_TO_VIDEO).status_code == 200
        assert client.get(f"{url}/v1/videos/x").status_code == 404
        for _ in range(2000):
            try:
                assert client.get(f"{url}/v1/videos/x").status_code == 404
                return
            except httpx.ConnectError:
                threading.Event().wait(0.005)
    raise AssertionError("the port stayed closed")


def test_many_at_once() -> None:
    mock = powertokens()
    with serving(mock) as url:

        async def main() -> set[str]:
            async with httpx.AsyncClient(verify=False, headers=KEY, limits=httpx.Limits(max_connections=10)) as client:
                answers = await asyncio.gather(
                    *(client.post(f"{url}/v1/videos", json=IMAGE_TO_VIDEO) for _ in range(50))
                )
            return {answer.json()["id"] for answer in answers}

        assert asyncio.run(main()) == set(mock.tasks) and len(mock.tasks) == 50


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """`reelspec mock` that ends by itself."""
    return subprocess.run(
        [sys.executable, "-m", "reelspec", "mock", "--root", str(ROOT), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_command_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(
        "seconds: 1\nrequests: [{fault: empty, match: {nth: 3}}, {fault: slow, seconds: 9, match: {nth: 4}}]\n"
    )
    arguments = [
        "powertokens",
        "--port",
        "0",
        "--plan",
        str(tmp_path / "plan.yaml"),
        "--speed",
        "0",
        "--root",
        str(ROOT),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "reelspec", "mock", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert process.stdout is not None
        head = [process.stdout.readline() for _ in range(5)]
        url = head[0].split()[-1]
        with httpx.Client(verify=False, headers=KEY) as client:
            task = client.post(f"{url}/v1/videos", json=IMAGE_TO_VIDEO).json()["id"]
            client.post(f"{url}/v1/videos", json={**IMAGE_TO_VIDEO, "size": "4k\x1b[31m"})
            client.get(f"{url}/v1/videos/{task}%1b[31m")
            late = client.build_request("GET", f"{url}/v1/videos/{task}", timeout=0.1)
            with pytest.raises(httpx.ReadTimeout):
                client.send(late)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0 and err == "\nended after 4 requests\n"
    said = "".join(head)
    assert re.match(r"powertokens at http://127\.0\.0\.1:\d+\n", said)
    assert (
        "export POWERTOKENS_API_KEY=any-text" in said and f'videoapis.powertokens.PowerTokens(base_url="{url}")' in said
    )
    assert f"--base-url {url}" in said and f"{url}/__mock__/journal; tasks stand still until" in said
    assert out.splitlines() == [
        f"POST /v1/videos 200 accepted {task}",
        "POST /v1/videos 400 invalid enum",
        f"GET /v1/videos/{task}%1b[31m 404 unknown fault: empty",
        f"GET /v1/videos/{task} 200 accepted fault: slow",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["powertoken"], "reelspec: there is no provider powertoken; did you mean powertokens?\n"),
        (["--plan", "nowhere.yaml"], "reelspec: 1 problem in the plan\n"),
        (["--port", "70000"], "a port is a number from 0 to 65535\n"),
        (["--speed", "-1"], "--speed: a speed is a number from 0 to 1000000\n"),
        (["--host", "256.0.0.1"], "another port is --port N\n"),
    ],
)
def test_what_cannot_be_served_is_said_in_a_line(arguments: list[str], said: str) -> None:
    done = command(*arguments)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr + done.stdout


def test_a_port_that_is_taken_is_said() -> None:
    with serving(powertokens()) as url:
        done = command("--port", url.rsplit(":", 1)[1])
    assert done.returncode == 2 and "cannot be opened: Address already in use; another port is --port N" in done.stderr


def test_without_the_extra_only_serving_is_refused() -> None:
    program = (
        "import sys\n"
        "sys.modules['httptools'] = None\n"
        "from reelspec.testing.mock import Mock, Request, serving\n"
        f"mock = Mock({str(ROOT)!r}, ['powertokens'])\n"
        "print(mock.handle(Request('GET', '/v1/videos/x')).status)\n"
        "try:\n"
        "    with serving(mock): pass\n"
        "except ImportError as error:\n"
        "    print(error)\n"
        "from reelspec.cli import main\n"
        f"print(main(['mock', '--port', '0', '--root', {str(ROOT)!r}]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    said = f"serving needs uvicorn: {installing('mock')}"
    assert (done.stdout, done.stderr) == (f"401\n{said}\n2\n", f"reelspec: {said}\n")
