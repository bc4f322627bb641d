"""Every fault over a real socket, byte for byte, and in process as the exception that a real connection would give."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from reelspec.testing.mock import FAULTS, Mock, serving
from tests.testing.mock.shared import IMAGE_TO_VIDEO, TEXT_TO_VIDEO, apimart, powertokens

KEY = {"authorization": "Bearer key-1"}


def raw(url: str, body: Any, path: str = "/v1/videos") -> bytes:
    """What comes over the connection until the server closes it. Raises ConnectionResetError."""
    content = json.dumps(body).encode()
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: Bearer k\r\nConnection: close\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        connection.sendall(head.encode() + content)
        found = b""
        while piece := connection.recv(65536):
            found += piece
        return found


def split(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return int(first.split()[1]), {name.lower(): value for name, _, value in pairs}, body


def one(fault: str, **options: Any) -> dict[str, Any]:
    """A plan with one fault for every creation."""
    return {"requests": [{"fault": fault, "match": {"operation": "videos.create"}, **options}]}


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Mock, str]]:
    mock = powertokens()
    with serving(mock) as url:
        yield mock, url


@pytest.fixture
def server(served: tuple[Mock, str]) -> tuple[Mock, str]:
    served[0].reset()
    served[0].replan(None)
    return served


@pytest.mark.parametrize(("status", "kind"), [(429, "rate_limit_error"), (500, "server_error"), (503, "server_error")])
def test_a_status_comes_in_the_shape_of_the_provider(status: int, kind: str, server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("status", status=status, message="Too busy."))
    found, headers, body = split(raw(url, IMAGE_TO_VIDEO))
    assert (found, headers["content-type"], json.loads(body)["error"]["message"]) == (
        status,
        "application/json",
        "Too busy.",
    )
    assert json.loads(body)["error"]["type"] == kind and "retry-after" not in headers
    assert mock.tasks == {} and (mock.journal[0].fault, mock.journal[0].verdict) == ("status", "faulted")


def test_retry_after_in_both_forms(server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("status", **{"status": 429, "retry-after": 2.5}))
    assert split(raw(url, IMAGE_TO_VIDEO))[1]["retry-after"] == "2.5"
    mock.replan(one("status", **{"status": 429, "retry-after": 3600, "retry-after-form": "date"}))
    text = split(raw(url, IMAGE_TO_VIDEO))[1]["retry-after"]
    date = parsedate_to_datetime(text)
    assert text.endswith(" GMT") and 3000 < date.timestamp() - time.time() <= 3601


def test_what_is_carried_out_creates_a_task_and_loses_its_answer(server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("status", **{"status": 500, "carried-out": True}))
    assert split(raw(url, IMAGE_TO_VIDEO))[0] == 500
    assert len(mock.tasks) == 1 and mock.journal[0].task in mock.tasks and mock.journal[0].verdict == "accepted"


def test_a_slow_answer_comes_when_the_clock_says_so(server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("slow", seconds=30))
    found: list[bytes] = []
    thread = threading.Thread(target=lambda: found.append(raw(url, IMAGE_TO_VIDEO)))
    thread.start()
    _until(lambda: len(mock.journal) == 1)
    mock.clock.advance(29)
    thread.join(0.05)
    assert thread.is_alive() and found == []
    mock.clock.advance(2)
    thread.join(10)
    assert split(found[0])[0] == 200


def test_a_dripped_answer_comes_in_pieces(server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("dripped", bytes=50, seconds=1))
    stop = threading.Event()

    def drive() -> None:
        while not stop.wait(0.002):
            mock.clock.advance(1)

    driver = threading.Thread(target=drive)
    driver.start()
    pieces: list[int] = []
    try:
        with (
            httpx.Client(verify=False, headers=KEY) as client,
            client.stream("POST", f"{url}/v1/videos", json=IMAGE_TO_VIDEO) as answer,
        ):
            content = b""
            for piece in answer.iter_raw():
                pieces.append(len(piece))
                content += piece
    finally:
        stop.set()
        driver.join()
    assert json.loads(content)["model"] == "wan2.7-i2v" and len(pieces) > 1


def test_a_truncated_answer_is_shorter_than_it_says(server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("truncated", keep=0.5))
    status, headers, body = split(raw(url, IMAGE_TO_VIDEO))
    assert status == 200 and len(body) == int(headers["content-length"]) // 2 > 0
    assert len(mock.tasks) == 1


@pytest.mark.parametrize(
    ("fault", "options", "kind", "status"),
    [
        ("malformed", {}, "application/json", 200),
        ("html", {}, "text/html; charset=utf-8", 200),
        ("html", {"status": 502, "carried-out": False}, "text/html; charset=utf-8", 502),
        ("empty", {}, "application/json", 200),
    ],
)
def test_a_whole_answer_that_is_no_json(
    fault: str, options: Any, kind: str, status: int, server: tuple[Mock, str]
) -> None:
    mock, url = server
    mock.replan(one(fault, **options))
    found, headers, body = split(raw(url, IMAGE_TO_VIDEO))
    assert (found, headers["content-type"], int(headers["content-length"])) == (status, kind, len(body))
    with pytest.raises(ValueError):
        json.loads(body)
    assert len(mock.tasks) == (0 if "carried-out" in options else 1)


def test_an_answer_of_the_plans_own(server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("answer", json={"note": [1, None, "é"]}, status=202))
    status, _, body = split(raw(url, IMAGE_TO_VIDEO))
    assert (status, json.loads(body)) == (202, {"note": [1, None, "é"]})


def test_http_200_that_does_not_accept() -> None:
    mock = apimart(plan=one("not-accepted"))
    with httpx.Client(transport=mock.transport(), headers=KEY) as client:
        answer = client.post("http://mock/v1/videos/generations", json=TEXT_TO_VIDEO)
    assert answer.status_code == 200 and answer.json()["code"] == 400 and answer.json()["error"]["message"]
    assert mock.tasks == {}


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_reset_gives_no_answer(carried_out: bool, server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("reset", **{"carried-out": carried_out}))
    with pytest.raises(ConnectionResetError):
        raw(url, IMAGE_TO_VIDEO)
    assert len(mock.tasks) == carried_out and mock.journal[0].status == 0
    mock.replan(None)
    assert split(raw(url, IMAGE_TO_VIDEO))[0] == 200


def test_the_port_is_closed_for_a_while(server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("refused", seconds=10, match={"nth": 1}))
    with httpx.Client(verify=False, headers=KEY) as client:
        answer = client.post(f"{url}/v1/videos", json=IMAGE_TO_VIDEO)
        assert answer.status_code == 200 and answer.headers["connection"] == "close"
        for passed in (0, 9):
            mock.clock.advance(passed)
            with pytest.raises(httpx.ConnectError):
                client.get(f"{url}/v1/videos/x")
        mock.clock.advance(2)
        assert client.get(f"{url}/v1/videos/{answer.json()['id']}").status_code == 200
    assert [one.method for one in mock.journal] == ["POST", "GET"]


def test_faults_reach_downloads_as_well(server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan({"seconds": 0, "requests": [{"fault": "truncated", "match": {"operation": "mock.result", "nth": 1}}]})
    with httpx.Client(verify=False, headers=KEY) as client:
        task = client.post(f"{url}/v1/videos", json=IMAGE_TO_VIDEO).json()["id"]
        place = client.get(f"{url}/v1/videos/{task}").json()["metadata"]["url"]
        with pytest.raises(httpx.RemoteProtocolError):
            client.get(place)
        assert client.get(place).content[4:8] == b"ftyp"


IN_PROCESS: dict[str, tuple[dict[str, Any], type[Exception] | int]] = {
    "status": ({"status": 502}, 502),
    "slow": ({"seconds": 61}, httpx.ReadTimeout),
    "dripped": ({"bytes": 1}, 200),
    "truncated": ({}, httpx.RemoteProtocolError),
    "malformed": ({}, 200),
    "html": ({}, 200),
    "empty": ({}, 200),
    "answer": ({"json": 1}, 200),
    "not-accepted": ({}, 200),
    "reset": ({}, httpx.ReadError),
    "refused": ({"seconds": 5}, 200),
}


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("fault", FAULTS)
def test_in_process_a_fault_is_what_httpx_makes_of_it(fault: str, asynchronous: bool) -> None:
    options, outcome = IN_PROCESS[fault]
    mock = apimart(plan=one(fault, **options))
    arguments: Any = {"url": "http://mock/v1/videos/generations", "json": TEXT_TO_VIDEO, "headers": KEY, "timeout": 60}

    async def asked() -> int:
        async with httpx.AsyncClient(transport=mock.transport()) as client:
            return (await client.post(**arguments)).status_code

    def ask() -> int:
        if asynchronous:
            return asyncio.run(asked())
        with httpx.Client(transport=mock.transport()) as client:
            return client.post(**arguments).status_code

    if isinstance(outcome, int):
        assert ask() == outcome
    else:
        with pytest.raises(outcome):
            ask()
    assert mock.clock.now() == pytest.approx({"slow": 60, "dripped": mock.clock.now()}.get(fault, 0))


def test_in_process_a_late_answer_moves_the_clock() -> None:
    mock = powertokens(plan=one("slow", seconds=20))
    with httpx.Client(transport=mock.transport(), headers=KEY, timeout=60) as client:
        assert client.post("http://mock/v1/videos", json=IMAGE_TO_VIDEO).status_code == 200
    assert mock.clock.now() == 20


def test_in_process_connections_are_refused_until_the_moment_has_come() -> None:
    mock = powertokens(plan=one("refused", seconds=5))
    with httpx.Client(transport=mock.transport(), headers=KEY) as client:
        client.post("http://mock/v1/videos", json=IMAGE_TO_VIDEO)
        with pytest.raises(httpx.ConnectError):
            client.get("http://mock/v1/videos/x")
        mock.clock.advance(5)
        assert client.get("http://mock/v1/videos/x").status_code == 404


def _until(reached: Callable[[], bool]) -> None:
    """Wait until something is so."""
    waiting = threading.Event()
    for _ in range(2000):
        if reached():
            return
        waiting.wait(0.005)
    raise AssertionError("it never came about")


def test_a_client_that_goes_away_harms_nobody(server: tuple[Mock, str]) -> None:
    mock, url = server
    mock.replan(one("slow", seconds=5))
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"POST /v1/videos HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    with contextlib.closing(socket.create_connection((host, int(port)))) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(b"GET /v1/videos/x HTTP/1.1\r\n")
    with socket.create_connection((host, int(port)), 10) as connection:
        connection.sendall(b"\x00\x01 what is this\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    mock.replan(None)
    assert split(raw(url, IMAGE_TO_VIDEO))[0] == 200
