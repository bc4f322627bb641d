"""Servers that are wrong in one way, of models that have little in common: every finding names the fault; and unusual servers
that are right, of which nothing is found."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.testing.verify.dropping import rules_of, without_keywords
from tests.testing.verify.judged import GULL as GULLS
from tests.testing.verify.judged import findings_on, model_of, report_on, server
from tests.testing.verify.server import Flaws, Server
from tests.testing.verify.wrong import (
    APIMART,
    GULL,
    I2V,
    SERVERS,
    Wrong,
    ignoring,
)

RULES = tuple(ignoring(name, rule.id) for name in GULLS for rule in rules_of(model_of(name)[1]))


@pytest.mark.parametrize("wrong", [*SERVERS, *RULES], ids=lambda one: f"{one.model} {one.what}")
def test_every_finding_names_the_fault(wrong: Wrong) -> None:
    told = findings_on(wrong.make(), wrong.model) if wrong in RULES else report_on(wrong.make(), wrong.model).findings
    found = [one for one in told if not one.note]
    assert found and len({one.operation for one in found}) == len(found)
    assert all({one.rule, one.path} & {*wrong.named} for one in found)


@pytest.mark.parametrize("name", GULLS)
def test_every_limit_that_a_server_does_not_look_at_is_named(name: str) -> None:
    """But for those that another keyword, or who looks for the model, asks in its place."""
    for dropped in without_keywords(model_of(name)[1]):
        found = findings_on(server(name, judged_by=dropped.model), name)
        assert {(one.rule, one.path) for one in found} <= {(dropped.keyword, dropped.path)}
        assert found or dropped.path in ("", "/model") or dropped.keyword == "type"


# Unusual, and right


@dataclass
class Unusual:
    """A server as another one, whose answers are altered as they leave. pieces: in so many bytes at a time; answers: what
    becomes of (status, headers, content), with the number of the request."""

    inner: Server
    answers: Callable[[int, int, list[tuple[bytes, bytes]], bytes], tuple[int, list[tuple[bytes, bytes]], bytes]] = (
        lambda number, status, headers, content: (status, headers, content)
    )
    pieces: int = 0
    busy: int = 0
    number: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        self.number += 1
        number = self.number
        if self.busy and number % self.busy == 0:
            headers = [(b"retry-after", b"0"), (b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 429, "headers": headers})
            await send({"type": "http.response.body", "body": b"{}"})
            return
        start: dict[str, Any] = {}

        async def altered(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            status, headers, content = self.answers(number, start["status"], [*start["headers"]], message["body"])
            await send({**start, "status": status, "headers": headers})
            if self.pieces:
                for at in range(0, len(content), self.pieces):
                    part = content[at : at + self.pieces]
                    await send({"type": "http.response.body", "body": part, "more_body": True})
                content = b""
            await send({"type": "http.response.body", "body": content})

        await self.inner(scope, receive, altered)


def zipped(number: int, status: int, headers: Any, content: bytes) -> Any:
    return status, [*headers, (b"content-encoding", b"gzip")], gzip.compress(content)


def with_charset(number: int, status: int, headers: Any, content: bytes) -> Any:
    return (
        status,
        [(name, value + b"; charset=UTF-8" if name == b"content-type" else value) for name, value in headers],
        content,
    )


def with_more_headers(number: int, status: int, headers: Any, content: bytes) -> Any:
    more = [
        (b"set-cookie", b"a=b"),
        (b"x-request-id", b"%d" % number),
        (b"connection", b"close"),
        (b"retry-after", b"3"),
    ]
    return status, [*headers, *more], content


def pretty(number: int, status: int, headers: Any, content: bytes) -> Any:
    return status, headers, b"\r\n" + json.dumps(json.loads(content), indent=4, ensure_ascii=True).encode() + b"\n\n"


def refusing(status: int) -> Flaws:
    return Flaws(refusal=lambda usual, answer: (status if usual == 400 else usual, answer))


def more_in_answers(status: int, answer: Any) -> tuple[int, Any]:
    return status, {**answer, "trace": {"node": 7, "took": 0.25}, "hint": None}


def at_once(number: int, status: int, answer: Any) -> tuple[int, Any]:
    return status, {**answer, "state": "drawn", "film": "https://media.example/1.mp4"}


def slowly(number: int, status: int, answer: Any) -> tuple[int, Any]:
    waiting = {key: value for key, value in answer.items() if key != "film"}
    return status, {**waiting, "state": "drawing"} if number < 12 else answer


RIGHT: dict[str, Callable[[str], Any]] = {
    "gzip": lambda name: Unusual(server(name), zipped),
    "in pieces": lambda name: Unusual(server(name), pieces=7),
    "a byte at a time, gzip": lambda name: Unusual(server(name), zipped, pieces=1),
    "a charset": lambda name: Unusual(server(name), with_charset),
    "headers of all kinds": lambda name: Unusual(server(name), with_more_headers),
    "JSON in many lines": lambda name: Unusual(server(name), pretty),
    "201": lambda name: server(name, Flaws(created=lambda status, answer: (201, answer))),
    "202 and more in answers": lambda name: server(
        name, Flaws(created=lambda status, answer: more_in_answers(202, answer))
    ),
    "409": lambda name: server(name, refusing(409)),
    "413": lambda name: server(name, refusing(413)),
    "422": lambda name: server(name, refusing(422)),
    "instant success": lambda name: server(name, Flaws(polled=at_once)),
    "success after a long time": lambda name: server(name, Flaws(polled=slowly)),
    "every tenth request is one too many": lambda name: Unusual(server(name), busy=10),
    "every third request is one too many": lambda name: Unusual(server(name), busy=3),
    "403 for a wrong key": lambda name: server(
        name, Flaws(refusal=lambda status, answer: (403 if status == 401 else status, answer))
    ),
    "ids of its own kind": lambda name: replace_named(server(name), "urn:clip:{}-ö"),
    "long ids": lambda name: replace_named(server(name), "c" * 300 + "-{}"),
    "says which fields there are": lambda name: server(
        name, Flaws(message=lambda body: "text, note, seed, tone, length, loop")
    ),
    "says nothing": lambda name: server(name, Flaws(refusal=lambda status, answer: (status, {}))),
}


def replace_named(made: Server, named: str) -> Server:
    return replace(made, named=named)


@pytest.mark.parametrize("how", RIGHT)
@pytest.mark.parametrize("name", GULLS)
def test_of_an_unusual_server_that_is_right_nothing_is_found(how: str, name: str) -> None:
    report = report_on(RIGHT[how](name), name)
    assert report.findings == ()
    assert [one.end for one in report.lived] == ["succeeded"]


def test_there_are_twenty_of_each() -> None:
    assert len(SERVERS) == len(RIGHT) == 20
    assert {one.model.partition("/")[0] for one in SERVERS} == {"powertokens", "apimart", "heron", "gull"}
    assert {I2V, APIMART, GULL} <= {one.model for one in SERVERS}
