"""Sending again where a spec declares an idempotency header, over connections that are kept, through proxies and redirects."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.clients.faults import Fault, playing
from tests.codegen.clients.providers import kite
from tests.codegen.clients.server import Answer, serving

BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
WITH_HEADER = "{statuses: [{status: 429, source: Errors}], idempotency-header: Idempotency-Key}"
OK = Fault(body={"id": "t"})


async def _no_pause(_: float) -> None:
    """No time passes."""


def create(module: Any, asynchronous: bool, base_url: str, *, extra: Any = None, times: int = 1, **options: Any) -> Any:
    """The last of so many results of a client that does not pause."""
    options = {"timeout": 0.5, "base_url": base_url, **options}
    if not asynchronous:
        with module.Kite("k", **options) as client:
            client._open().sleep = lambda _: None
            return [client.videos.create(prompt="Rain", extra_headers=extra) for _ in range(times)][-1]

    async def main() -> Any:
        async with module.AsyncKite("k", **options) as client:
            client._open().sleep = _no_pause
            return [await client.videos.create(prompt="Rain", extra_headers=extra) for _ in range(times)][-1]

    return asyncio.run(main())


def test_every_call_has_a_key_of_its_own_unless_one_is_given(tmp_path: Path) -> None:
    with kite(tmp_path, retry=WITH_HEADER) as module, serving(Answer(json={"id": "t"})) as server:
        create(module, False, server.url, times=2)
        create(module, False, server.url, extra={"Idempotency-Key": "mine"})
        keys = [one.headers["idempotency-key"] for one in server.seen]
    assert len(set(keys)) == 3 and keys[2] == "mine"


@BOTH
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_does_not_send_it_again(status: int, asynchronous: bool, tmp_path: Path) -> None:
    with (
        kite(tmp_path) as module,
        playing(Fault(status=status, body={}, headers={"Location": "/videos"}), OK) as server,
    ):
        own: Any = (httpx.AsyncClient if asynchronous else httpx.Client)(follow_redirects=True)
        with pytest.raises(module.APIStatusError):
            create(module, asynchronous, server.url, http_client=own)
        assert len(server.requests) == 1


class Keeping:
    """A server that answers the first request of a connection, and resets it or leaves when the second has arrived."""

    def __init__(self) -> None:
        self.requests = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            with connection:
                for answers in (True, False):
                    data = b""
                    while not data.endswith(b"}"):
                        data += connection.recv(65536)
                    self.requests += 1
                    if answers:
                        connection.sendall(
                            b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"id":"t"}'
                        )


@BOTH
def test_a_kept_connection_that_breaks_after_sending_is_not_taken_for_an_unmade_one(
    asynchronous: bool, tmp_path: Path
) -> None:
    server = Keeping()
    with kite(tmp_path) as module:
        with pytest.raises(module.APIConnectionError, match="may have accepted") as caught:
            create(module, asynchronous, server.url, times=2)
    server.socket.close()
    assert server.requests == 2
    assert not caught.value.not_sent


@BOTH
@pytest.mark.parametrize(
    "fault",
    [Fault(status=502, body={}), Fault(status=504, body={}), Fault("reset-late"), Fault("late")],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_a_proxy_that_fails_is_asked_once(fault: Fault, asynchronous: bool, tmp_path: Path) -> None:
    with kite(tmp_path) as module, playing(fault, OK) as proxy:
        own: Any = (httpx.AsyncClient if asynchronous else httpx.Client)(proxy=proxy.url)
        with pytest.raises(module.VideoAPIError):
            create(module, asynchronous, "http://kite.example", http_client=own)
        assert len(proxy.requests) == 1


def test_the_policy_stands_in_the_generated_client(tmp_path: Path) -> None:
    with kite(tmp_path, retry=WITH_HEADER):
        (file,) = tmp_path.glob("python/*/kite/client.py")
        text = file.read_text(encoding="utf-8")
    for line in ("paid=True,", "retry_statuses=(429,),", 'idempotency_header="Idempotency-Key",'):
        assert line in text
