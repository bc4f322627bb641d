"""A mock provider behind a socket of 127.0.0.1 whose connections behave as its `Manner` says. It ends with its `with`."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache

from reelspec.language.contract.model import Contract, Model, Provider
from reelspec.language.parser.load import load
from reelspec.testing.mock import Clock, Mock, Request
from reelspec.testing.verify.cases import Case, cases_for
from tests.testing.verify.judged import ROOT

MODELS = ("powertokens/wan2.1-kf2v-plus", "apimart/wan2.7", "heron/film-2")
"""Of different shapes; the last one is of a provider that is unlike ours."""


@lru_cache
def contract_of(name: str) -> Contract:
    """The contract that a model is in."""
    return load(ROOT / "tests/e2e/unlike" if name.startswith("heron/") else ROOT)


@lru_cache
def model_of(name: str) -> tuple[Provider, Model]:
    """A model by provider/model."""
    (found,) = (
        (provider, model)
        for provider in contract_of(name).providers
        for model in provider.models
        if f"{provider.name}/{model.name}" == name
    )
    return found


@lru_cache
def cases(name: str) -> tuple[Case, ...]:
    """The cases of a model, made from the specs."""
    provider, model = model_of(name)
    return cases_for(model, provider)


def mock_of(name: str, *, key: str | None = None) -> Mock:
    """A mock of a model's provider, whose tasks live a thousand times as fast as the world."""
    return Mock(contract_of(name), [name.partition("/")[0]], clock=Clock(speed=1000), key=key)


Picks = Callable[[bytes], bool]
"""Whether something happens to a request, by its body."""


@dataclass
class Manner:
    """How connections behave. The default is as they should.

    fails: answered by 500; the connection, which was to be kept, is closed when the next request arrives. drops: closed
    instead of an answer, `each` times for each body. says_close: an answer says `Connection: close`, and who uses the connection
    again is answered by 418. chunked, zipped: how answers are written.
    """

    fails: Picks = lambda body: False
    drops: Picks = lambda body: False
    each: int = 1_000_000
    says_close: bool = False
    chunked: bool = False
    zipped: bool = False
    dropped: list[bytes] = field(default_factory=list)
    misused: list[bytes] = field(default_factory=list)


@contextmanager
def fronted(mock: Mock, manner: Manner | None = None) -> Iterator[str]:
    """The mock behind a socket; its address."""
    manner = manner or Manner()
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    open_ones: set[socket.socket] = set()

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            open_ones.add(connection)
            threading.Thread(target=_serve, args=(connection, mock, manner, address), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for one in open_ones:
            one.close()
        thread.join(5)


def _serve(connection: socket.socket, mock: Mock, manner: Manner, address: str) -> None:
    broken = closing = False
    with connection, connection.makefile("rb") as stream:
        try:
            while line := stream.readline():
                method, target, _ = line.decode("latin-1").split(" ")
                headers = []
                while (line := stream.readline().strip()) != b"":
                    name, _, value = line.decode("latin-1").partition(":")
                    headers.append((name.lower(), value.strip()))
                body = stream.read(int(dict(headers).get("content-length", "0")))
                if broken or (manner.drops(body) and manner.dropped.count(body) < manner.each):
                    manner.dropped.append(body)
                    return
                if closing:
                    manner.misused.append(body)
                    connection.sendall(b"HTTP/1.1 418 x\r\ncontent-length: 0\r\n\r\n")
                    continue
                broken, closing = manner.fails(body), manner.says_close
                if broken:
                    connection.sendall(b"HTTP/1.1 500 x\r\ncontent-length: 2\r\n\r\n{}")
                    continue
                path, _, query = target.partition("?")
                reply = mock.handle(Request(method, path, query, tuple(headers), body, address))
                connection.sendall(_written(reply.status, reply.headers, reply.body, manner))
        except (OSError, ValueError):
            return


def _written(status: int, headers: list[tuple[str, str]], content: bytes, manner: Manner) -> bytes:
    lines = [f"HTTP/1.1 {status} x", *(f"{name}: {value}" for name, value in headers)]
    if manner.says_close:
        lines.append("connection: close")
    if manner.zipped:
        content = gzip.compress(content)
        lines.append("content-encoding: gzip")
    if manner.chunked:
        lines.append("transfer-encoding: chunked")
        pieces = [content[at : at + 7] for at in range(0, len(content), 7)]
        content = b"".join(b"%x\r\n%s\r\n" % (len(one), one) for one in pieces) + b"0\r\n\r\n"
    else:
        lines.append(f"content-length: {len(content)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + content
