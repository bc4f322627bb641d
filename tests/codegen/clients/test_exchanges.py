"""Sync = async: every scripted exchange runs through both; what arrives is compared byte by byte, and all that comes of it."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.clients.exchanges import EXCHANGES, Exchange, Scene
from tests.codegen.clients.faults import Fault, FaultServer, playing
from tests.codegen.clients.providers import kite
from tests.codegen.clients.test_idempotency import WITH_HEADER
from videoapis import apimart, powertokens
from videoapis._runtime import clients
from videoapis._runtime.ledger import Ledger

Clients = dict[str, tuple[Any, Any]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clients]:
    """Provider -> (sync client, async client). kite declares an idempotency header."""
    with kite(tmp_path_factory.mktemp("kite"), retry=WITH_HEADER) as module:
        yield {
            "powertokens": (powertokens.PowerTokens, powertokens.AsyncPowerTokens),
            "apimart": (apimart.APIMart, apimart.AsyncAPIMart),
            "kite": (module.Kite, module.AsyncKite),
        }


@dataclass
class Record:
    """All that came of an exchange."""

    requests: list[bytes] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)
    outcome: str = ""
    details: Any = None
    left: list[str] = field(default_factory=list)


def play(exchange: Exchange, asynchronous: bool, made: Clients, folder: Path) -> Record:
    """Play an exchange with a clock that only pauses move, and the same chance and identifiers every time."""
    record = Record()
    now = 1000.0
    random.seed(7)

    def pause(seconds: float) -> None:
        nonlocal now
        now += seconds
        record.pauses.append(round(seconds, 6))
        if server.refused:
            server.tried_again()

    async def asynchronous_pause(seconds: float) -> None:
        pause(seconds)

    folder.mkdir()
    # Without certificates, which take longer to read than an exchange.
    transport = httpx.AsyncHTTPTransport(verify=False) if asynchronous else httpx.HTTPTransport(verify=False)
    with playing(refused=exchange.refused) as server:
        server.faults[:] = [filled(one, server) for one in exchange.answers]
        address = f"127.0.0.1:{server.port}"
        hidden = {address: "ADDRESS", str(folder): "FOLDER"}
        options = {"base_url": server.url, "timeout": 20.0, "transport": transport, **exchange.options}

        def scene(client: Any) -> Scene:
            opened = client._open()
            opened.sleep, opened.clock = asynchronous_pause if asynchronous else pause, lambda: now
            return Scene(client, record.told, folder / "v.mp4", address)

        async def main() -> Any:
            async with made[exchange.provider][1]("key-1", **options) as client:
                return await exchange.call(scene(client))

        try:
            if asynchronous:
                found = asyncio.run(main())
            else:
                with made[exchange.provider][0]("key-1", **options) as client:
                    found = exchange.call(scene(client))
        except Exception as error:
            record.outcome, record.details = told_of_error(error), details(error, hidden)
        else:
            record.outcome, record.details = told_of(found), details(found, hidden)
        record.requests = [one.replace(address.encode(), b"ADDRESS") for one in server.requests]
    record.outcome = details(record.outcome, hidden)
    record.left = sorted(one.name for one in folder.iterdir())
    return record


def filled(fault: Fault, server: FaultServer) -> Fault:
    """The answer with the server's own address in it."""
    address = f"127.0.0.1:{server.port}"
    body = json.loads(json.dumps(fault.body).replace("ADDRESS", address))
    headers = {name: value.replace("ADDRESS", address) for name, value in fault.headers.items()}
    return replace(fault, body=body, headers=headers)


def told_of(found: Any) -> str:
    """A result in words."""
    match type(found).__name__:
        case "Created":
            return f"created {found.task_id}"
        case "Task":
            return f"task {found.id} {found.state}: {' '.join(found.result_urls)}"
        case "Content":
            return f"{len(found.content)} bytes of {found.content_type}"
        case "str":
            return f"file of {Path(found).stat().st_size} bytes"
        case _:
            return f"result {found['id']} {found['status']}"


def told_of_error(error: BaseException) -> str:
    """An exception in words, with the task's id where it has one."""
    task = getattr(error, "task_id", None)
    return f"{type(error).__name__}{'' if task is None else f' [{task}]'}: {error}"


def details(value: Any, hidden: dict[str, str]) -> Any:
    """All attributes of a result or an exception, those of the answer included, without what differs from run to run."""
    if isinstance(value, str):
        for one, name in hidden.items():
            value = value.replace(one, name)
        return value
    if isinstance(value, bytes):
        return details(value.decode("latin-1"), hidden)
    if isinstance(value, tuple | list):
        return [details(one, hidden) for one in value]
    if isinstance(value, dict):
        return {name: details(one, hidden) for name, one in value.items()}
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, httpx.Response):
        told = (value.status_code, value.headers.raw, value.content, value.request.method, value.request.headers.raw)
        return details(told, hidden)
    if isinstance(value, BaseException):
        # asyncio and sockets say in other words why there is no connection.
        said = [] if hasattr(value, "not_sent") else value.args
        return [type(value).__name__, details(said, hidden), details(vars(value), hidden)]
    slots = [name for one in type(value).__mro__ for name in getattr(one, "__slots__", ()) if not name.startswith("_")]
    return [type(value).__name__, {name: details(getattr(value, name), hidden) for name in slots}]


@pytest.mark.parametrize("name", EXCHANGES)
def test_sync_and_async_do_the_same(name: str, made: Clients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = EXCHANGES[name]
    monkeypatch.setattr(os, "urandom", lambda size: b"\x07" * size)
    one, other = (play(exchange, asynchronous, made, tmp_path / str(asynchronous)) for asynchronous in (False, True))
    for record in (one, other):
        assert tuple(" ".join(seen.split(b"\r\n")[0].decode().split()[:2]) for seen in record.requests) == exchange.asks
        begin, dots, end = exchange.gives.partition("…")
        if dots:
            assert record.outcome.startswith(begin) and record.outcome.endswith(end)
        else:
            assert record.outcome == exchange.gives
        if exchange.pauses is not None:
            assert len(record.pauses) == len(exchange.pauses), record.pauses
            for pause, wanted in zip(record.pauses, exchange.pauses, strict=True):
                least, most = wanted if isinstance(wanted, tuple) else (wanted, wanted)
                assert least <= pause <= most + 1e-6, record.pauses
        if exchange.told is not None:
            assert tuple(record.told) == exchange.told
        # A call that is sent again sends the same bytes.
        posts = {seen for seen in record.requests if seen.startswith(b"POST")}
        assert len(posts) <= 1
        assert record.left == (["v.mp4"] if record.outcome.startswith("file") else [])
    assert one.requests == other.requests
    assert (one.pauses, one.told, one.left) == (other.pauses, other.told, other.left)
    assert one.details == other.details
    if "not_sent" not in str(one.details):
        assert one.outcome == other.outcome


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("name", [name for name, one in EXCHANGES.items() if any("POST" in ask for ask in one.asks)])
def test_a_ledger_changes_nothing_and_knows_what_came_of_it(
    name: str, asynchronous: bool, made: Clients, tmp_path: Path
) -> None:
    """The same requests and outcomes; what was created has an entry, and what is refused is told from what is in doubt."""
    exchange = EXCHANGES[name]
    path = tmp_path / "ledger.db"
    without = play(exchange, asynchronous, made, tmp_path / "without")
    record = play(
        replace(exchange, options={**exchange.options, "ledger": path}), asynchronous, made, tmp_path / "with"
    )
    hidden = re.compile(rb"idempotency-key: \w+", re.IGNORECASE)  # one of its own for every call
    assert [hidden.sub(b"", one) for one in record.requests] == [hidden.sub(b"", one) for one in without.requests]
    begin, _, end = exchange.gives.partition("…")
    assert record.outcome.startswith(begin) and record.outcome.endswith(end)
    assert record.told == without.told
    posts = [one for one in record.requests if one.startswith(b"POST")]
    entries = [] if not path.exists() else Ledger(path, exchange.provider).entries()
    if exchange.refused == 0:
        assert len(entries) == bool(posts)
    for entry in entries:
        task = re.search(r"t\d+", record.outcome)
        if record.outcome.startswith("created ") and task:
            assert (entry.state, entry.task_id) == ("created", task.group())
        doubtful = "(the provider may have accepted it" in record.outcome or "ServerError" in record.outcome
        if doubtful and entry.task_id is None:
            assert entry.perhaps_paid


def test_the_headers_of_a_creation_go_on_its_looks(made: Clients, tmp_path: Path) -> None:
    for asynchronous in (False, True):
        record = play(EXCHANGES["waiting: headers go on the looks"], asynchronous, made, tmp_path / str(asynchronous))
        assert all(b"\r\nx-team: films\r\n" in one for one in record.requests)


def test_every_public_method_has_the_same_signature() -> None:
    """Each class of the runtime and of both generated modules, and its counterpart."""
    pairs: list[tuple[Any, Any]] = [(clients.SyncClient, clients.AsyncClient)]
    for module in (powertokens, apimart):
        generated = inspect.getmodule(module.PowerTokens if module is powertokens else module.APIMart)
        found = {name: one for name, one in vars(generated).items() if inspect.isclass(one)}
        own = [name for name, one in found.items() if one.__module__ == generated.__name__]  # type: ignore[union-attr]
        pairs += [(found[name], found[f"Async{name}"]) for name in own if not name.startswith("Async")]
        assert len(pairs) > 1
    compared = 0
    for one, other in pairs:
        names = [name for name in vars(one) if not name.startswith("__") and inspect.isfunction(vars(one)[name])]
        assert names == [
            name for name in vars(other) if not name.startswith("__") and inspect.isfunction(vars(other)[name])
        ]
        for name in (*names, "__init__"):
            first, second = getattr(one, name), getattr(other, name)
            left = str(inspect.signature(first)).replace("SyncClient", "Client").replace("SyncTransport", "Transport")
            left = left.replace(
                ", None, None]", ", None]"
            )  # a generator returns something, an asynchronous one does not
            right = str(inspect.signature(second)).replace("Async", "").replace("AHTTPClient", "HTTPClient")
            assert left == right, name
            assert (first.__doc__ or "") == (second.__doc__ or ""), name
            compared += 1
        names = [name for name in names if not name.startswith("_")]
        for name in names:
            # What gives a generator is iterated over, not awaited.
            generator = "Generator" in str(inspect.signature(getattr(one, name)).return_annotation)
            assert not inspect.iscoroutinefunction(getattr(one, name))
            assert inspect.iscoroutinefunction(getattr(other, name)) is not generator, name
    assert compared > 20
