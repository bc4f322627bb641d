"""https through a proxy (CONNECT): what counts there as a connection that was never made, sync and async alike."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.codegen.clients.providers import kite
from tests.codegen.clients.test_idempotency import _no_pause

BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
HOST = "kite.test"
ANSWER = (
    b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{"id":"t"}'
)


class Proxy:
    """A proxy on 127.0.0.1 that behaves in one way. connects: times it was asked to connect; requests: what came through.

    "refuses", "asks for a name", "is silent", "resets" when asked to connect; once it has agreed: "no TLS", "leaves",
    "TLS"; within TLS: "TLS, answers", "TLS, resets" after the request, "TLS, asks for a certificate" which clients lack.
    "drips" when asked to connect, "drips a handshake" once it has agreed, "TLS, drips" after the request: without end.
    """

    def __init__(self, behaviour: str, certificate: Path | None) -> None:
        self.behaviour = behaviour
        self.certificate = certificate
        self.connects = 0
        self.requests: list[bytes] = []
        self.done = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                threading.Thread(target=self._connection, args=(connection,), daemon=True).start()

    def _connection(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            assert head.startswith(f"CONNECT {HOST}:443 ".encode())
            self.connects += 1
            match self.behaviour:
                case "refuses":
                    connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                case "asks for a name":
                    connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
                case "is silent":
                    self.done.wait(10)
                case "drips":
                    self._drip(connection, b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")
                case "resets":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                case behaviour:
                    connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                    self._tunnel(connection, behaviour)

    def _drip(self, connection: socket.socket, start: bytes, piece: bytes) -> None:
        connection.sendall(start)
        end = time.monotonic() + 10
        while not self.done.wait(0.02) and time.monotonic() < end:
            connection.sendall(piece)

    def _tunnel(self, connection: socket.socket, behaviour: str) -> None:
        connection.recv(65536, socket.MSG_PEEK)  # the client's first word of TLS has arrived
        if behaviour == "no TLS":
            connection.sendall(b"220 this is no TLS\r\n")
            return
        if behaviour == "drips a handshake":
            self._drip(connection, b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb", b"\x00")
        if not behaviour.startswith("TLS"):
            return
        assert self.certificate is not None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        if behaviour == "TLS, asks for a certificate":
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(self.certificate)
        with context.wrap_socket(connection, server_side=True) as secure:
            request = secure.recv(65536)
            while request and not request.startswith(b"GET") and not request.endswith(b"}"):
                request += secure.recv(65536)
            self.requests.append(request)
            if behaviour == "TLS, drips":
                self._drip(secure, b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")
            elif behaviour == "TLS, resets":
                secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                secure.sendall(ANSWER)


@contextmanager
def proxying(behaviour: str, certificate: Path | None = None) -> Iterator[Proxy]:
    proxy = Proxy(behaviour, certificate)
    try:
        yield proxy
    finally:
        proxy.done.set()
        # Closing a socket does not wake up who waits for a connection on it; this does.
        with suppress(OSError):
            proxy.socket.shutdown(socket.SHUT_RDWR)
        proxy.socket.close()


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with kite(tmp_path_factory.mktemp("kite")) as found:
        yield found


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of kite.test, signed by itself, and its key in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("certificate")
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run([*command, "-keyout", folder / "key", "-out", folder / "crt"], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "key").read_bytes() + (folder / "crt").read_bytes())
    return both


def create(module: Any, asynchronous: bool, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, trusted: Path | None) -> Any:
    """A creation over https by a client that finds the proxy, and whom to trust, in the environment."""
    return call(module, asynchronous, proxy, monkeypatch, trusted, lambda client: client.videos.create(prompt="Rain"))


def call(
    module: Any,
    asynchronous: bool,
    proxy: Proxy,
    monkeypatch: pytest.MonkeyPatch,
    trusted: Path | None,
    made: Callable[[Any], Any],
) -> Any:
    for name in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    if trusted is not None:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    options: dict[str, Any] = {"base_url": f"https://{HOST}", "timeout": 0.5 if proxy.behaviour == "is silent" else 30}
    if not asynchronous:
        with module.Kite("k", **options) as client:
            client._open().sleep = lambda _: None
            return made(client)

    async def main() -> Any:
        async with module.AsyncKite("k", **options) as client:
            client._open().sleep = _no_pause
            return await made(client)

    return asyncio.run(main())


@BOTH
@pytest.mark.parametrize("behaviour", ["refuses", "asks for a name", "no TLS", "leaves"])
def test_a_tunnel_that_is_not_made_is_tried_again(
    behaviour: str, asynchronous: bool, module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxying(behaviour) as proxy:
        with pytest.raises(module.APIConnectionError) as caught:
            create(module, asynchronous, proxy, monkeypatch, None)
        assert proxy.connects == 3
    assert caught.value.not_sent
    assert "charge" not in str(caught.value)


@BOTH
def test_a_certificate_that_is_not_trusted_ends_it_before_anything_is_sent(
    asynchronous: bool, module: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxying("TLS, answers", certificate) as proxy:
        with pytest.raises(module.APIConnectionError, match=r"(?i)certificate") as caught:
            create(module, asynchronous, proxy, monkeypatch, None)
        assert (proxy.connects, proxy.requests) == (3, [])
    assert caught.value.not_sent


@BOTH
@pytest.mark.parametrize("behaviour", ["is silent", "resets"])
def test_a_proxy_that_does_not_say_whether_it_connects_is_asked_once(
    behaviour: str, asynchronous: bool, module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has been sent through it, but httpx does not tell that apart from a request that is not answered."""
    with proxying(behaviour) as proxy:
        with pytest.raises(module.APIConnectionError):
            create(module, asynchronous, proxy, monkeypatch, None)
        assert proxy.connects == 1


@BOTH
@pytest.mark.parametrize("behaviour", ["TLS, resets", "TLS, asks for a certificate"])
def test_what_fails_within_the_tunnel_is_sent_once(
    behaviour: str, asynchronous: bool, module: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TLS 1.3 lets a client send before the server has seen its certificate: a refusal of it comes too late to be sure."""
    with proxying(behaviour, certificate) as proxy:
        with pytest.raises(module.APIConnectionError, match="may have accepted") as caught:
            create(module, asynchronous, proxy, monkeypatch, certificate)
        assert proxy.connects == 1
    assert not caught.value.not_sent


@BOTH
def test_a_tunnel_carries_the_key_to_the_provider_alone(
    asynchronous: bool, module: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with proxying("TLS, answers", certificate) as proxy:
        assert create(module, asynchronous, proxy, monkeypatch, certificate).task_id == "t"
        assert proxy.connects == 1
        (request,) = proxy.requests
    assert b"authorization: bearer k" in request.lower()


@BOTH
@pytest.mark.parametrize("behaviour", ["is silent", "drips", "drips a handshake", "TLS, drips"])
def test_the_deadline_holds_through_a_proxy(
    behaviour: str, asynchronous: bool, module: Any, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[f"{module.__name__.rpartition('.')[0]}._runtime.tasks"], "SHORTEST_POLL", 0.4)
    with proxying(behaviour, certificate) as proxy:
        begun = time.monotonic()
        with pytest.raises(module.TaskTimeoutError):
            call(
                module,
                asynchronous,
                proxy,
                monkeypatch,
                certificate,
                lambda client: client.videos.resume("t", wait_timeout=0.0),
            )
        assert time.monotonic() - begun < 8
        assert proxy.connects == 1
