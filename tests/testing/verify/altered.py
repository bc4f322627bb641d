"""A mock provider, which is right, as an ASGI application that alters requests before and answers after it: wrong in one way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from reelspec.language.contract.model import Contract, Operation, Provider
from reelspec.testing.mock import Clock, Mock
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.run import Options, verify
from reelspec.testing.verify.target import credentials, target_of
from tests.testing.verify.fronts import cases, contract_of, model_of

KEY = "the-right-key"


@dataclass
class Asked:
    """A request on its way to the mock; changing it changes what the mock sees. query: as it is written."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


Before = Callable[[Asked], int | None]
"""Alters a request; a status is answered in the shape of the provider's errors, and nothing is done."""
After = Callable[[Asked, int, bytes], tuple[int, bytes]]


def nothing_before(asked: Asked) -> int | None:
    """The request as it is."""
    return None


def nothing_after(asked: Asked, status: int, content: bytes) -> tuple[int, bytes]:
    """The answer as it is."""
    return status, content


class Altered:
    """The application. seen: every request as it arrived."""

    def __init__(self, mock: Mock, before: Before, after: After) -> None:
        self._app = mock.app
        self._before = before
        self._after = after
        self.seen: list[Asked] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        asked = Asked(scope["method"], scope["path"], scope["query_string"].decode(), headers, body)
        self.seen.append(replace(asked, headers=dict(headers)))
        refused = self._before(asked)
        if refused is not None:
            asked = Asked(asked.method, asked.path, "", {}, b"")  # whom the mock does not know
        inner = {
            **scope,
            "query_string": asked.query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in asked.headers.items()],
        }
        answered: list[Any] = []

        async def given() -> Any:
            return {"type": "http.request", "body": asked.body}

        async def kept(message: Any) -> None:
            answered.append(message)

        await self._app(inner, given, kept)
        start, *rest = answered
        status, content = self._after(asked, start["status"], b"".join(one.get("body", b"") for one in rest))
        left = [one for one in start["headers"] if one[0] != b"content-length"]
        if refused is not None:
            status = refused
            left.append((b"retry-after", b"0"))
        await send({**start, "status": status, "headers": left})
        await send({"type": "http.response.body", "body": content})


def judged(
    name: str,
    before: Before = nothing_before,
    after: After = nothing_after,
    *,
    options: Options | None = None,
    change: Callable[[Operation], Operation] | None = None,
    key: str | None = KEY,
    speed: float = 1000,
    parameters: dict[str, str] | None = None,
) -> tuple[Report, Altered]:
    """What verify says of a mock that is altered, and the application. change: of every operation of the spec."""
    contract, (provider, model) = contract_of(name), model_of(name)
    if change is not None:
        provider = replace(provider, operations=tuple(map(change, provider.operations)))
        contract = replace(contract, providers=(provider,))
    application = Altered(mock_of(contract, provider, key, speed), before, after)
    target = target_of(application, provider, key=key, parameters=parameters)
    sent = {model.name: [one for at, one in enumerate(cases(name)) if one.valid or at % 3 == 0]}
    return asyncio.run(verify(provider, [model], target, options, cases=sent)), application


def mock_of(contract: Contract, provider: Provider, key: str | None, speed: float) -> Mock:
    """A mock of one provider."""
    return Mock(contract, [provider.name], key=key, clock=Clock(speed=speed))


def right_key(provider: Provider) -> dict[str, str]:
    """The headers that hold the right key."""
    found = credentials(provider, provider.operations[0], KEY)
    assert found is not None
    return dict(found.headers)
