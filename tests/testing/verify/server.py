"""A server of a provider's API as an ASGI application, made from the contract: it judges by the models that it is given.

It knows the cases of no model, and `verify` knows nothing of it. What else is wrong with it, its `Flaws` say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from reelspec.codegen.validators.emitter import emit_validator
from reelspec.language.contract.jsonpath import steps
from reelspec.language.contract.model import Model, Operation, Parameter, Provider
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.tasks import retry_of
from tests.support import load_module

Judge = Callable[[Any], bool]
"""Whether a body is legal."""


@dataclass
class Flaws:
    """How the server is wrong besides the rules that it ignores. Each is a change of an answer; the default changes nothing.

    refuse: legal bodies that it refuses. created, polled, refusal: answers as (status, JSON) pairs, changed; polled gets
    the number of the poll, from 0. open: it asks for no key. any_key: it takes any. reads: the JSON value of a body, of which it
    gets the headers too. unread: the places of parameters that it does not look at, "query" or "header". forgets: it knows no
    request that is sent twice. message: what it says of a body that it refuses.
    """

    refuse: Callable[[Any], bool] = lambda body: False
    created: Callable[[int, Any], tuple[int, Any]] = lambda status, answer: (status, answer)
    polled: Callable[[int, int, Any], tuple[int, Any]] = lambda number, status, answer: (status, answer)
    refusal: Callable[[int, Any], tuple[int, Any]] = lambda status, answer: (status, answer)
    content: Callable[[int, bytes], tuple[int, bytes]] = lambda status, content: (status, content)
    media_type: bytes = b"application/json"
    open: bool = False
    any_key: bool = False
    crash: Callable[[Any], bool] = lambda body: False
    reads: Callable[[bytes, Mapping[bytes, bytes]], Any] = lambda content, headers: json.loads(content)
    unread: frozenset[str] = frozenset()
    forgets: bool = False
    message: Callable[[Any], str] = lambda body: "the body is wrong"


@dataclass
class Server:
    """The application. judges: model -> judge; seen: (method, path, headers, body) of every request.

    discriminator: the field that names the model; named: the form of ids. key_header: where the key stands, if not in
    Authorization. echoes: its answers to polls name the task. key: the only one that it takes from then on is that of the first
    request. once: the names of tasks by the keys that make a request one of its own.
    """

    provider: Provider
    judges: Mapping[str, Judge]
    flaws: Flaws = field(default_factory=Flaws)
    discriminator: str = "model"
    named: str = "task-{}"
    key_header: bytes = b""
    echoes: bool = False
    tasks: dict[str, int] = field(default_factory=dict)
    seen: list[tuple[str, str, dict[bytes, bytes], bytes]] = field(default_factory=list)
    key: bytes | None = None
    once: dict[bytes, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.create,) = (one for one in self.provider.operations if "x-task" in one.extensions)
        said: Any = self.create.extensions["x-task"]
        self.task: dict[str, Any] = said
        by_id = {one.id: one for one in self.provider.operations}
        self.poll = by_id[said["poll"]]
        self.content = by_id.get(said.get("content", ""))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = dict(scope["headers"])
        self.seen.append((scope["method"], scope["path"], headers, body))
        query = scope.get("query_string", b"").decode()
        status, answer = self.answered(scope["method"], scope["path"] + (f"?{query}" if query else ""), headers, body)
        kind = b"video/mp4" if isinstance(answer, bytes) else self.flaws.media_type
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind)]})
        await send({"type": "http.response.body", "body": content})

    def answered(self, method: str, path: str, headers: dict[bytes, bytes], body: bytes) -> tuple[int, Any]:
        """The answer to a request: a JSON value, or the bytes of a video."""
        path, _, query = path.partition("?")
        given = headers.get(self.key_header or b"authorization", b"")
        is_key = bool(given) if self.key_header else given.startswith(b"Bearer ")
        self.key = self.key or (given if is_key else None)
        if not self.flaws.open and not (is_key if self.flaws.any_key else given and given == self.key):
            return self.refused(401, "no key, or a wrong one")
        for parameter in (self.create if method == "POST" else self.poll).parameters:
            if not self.takes(parameter, headers, query):
                return self.refused(400, f"{parameter.name} is wrong")
        if method == "POST" and path == self.create.path:
            return self.creation(headers, body)
        named = _task(self.poll, path) if method == "GET" else None
        if named in self.tasks:
            return self.state(str(named))
        named = _task(self.content, path) if method == "GET" and self.content is not None else None
        if named in self.tasks:
            return self.flaws.content(200, b"\0\0\0\x18ftypmp42")
        return self.refused(404, "no such thing")

    def takes(self, parameter: Parameter, headers: Mapping[bytes, bytes], query: str) -> bool:
        """Whether a parameter is as the spec says; nothing is asked of a path, and of those that are not read."""
        if parameter.location in self.flaws.unread or parameter.location not in ("header", "query"):
            return True
        name = parameter.name.lower().encode()
        sent = [headers[name].decode()] if parameter.location == "header" and name in headers else []
        sent += parse_qs(query).get(parameter.name, []) if parameter.location == "query" else []
        values = [
            int(one) if one.lstrip("-").isdecimal() and parameter.schema.types == ("integer",) else one for one in sent
        ]
        return bool(values or not parameter.required) and all(accepts(parameter.schema, {}, one) for one in values)

    def refused(self, status: int, why: str) -> tuple[int, Any]:
        answer = {"error": {"message": why, "type": "invalid_request_error", "code": status}}
        return self.flaws.refusal(status, answer)

    def creation(self, headers: Mapping[bytes, bytes], content: bytes) -> tuple[int, Any]:
        try:
            body = self.flaws.reads(content, headers)
        except ValueError:
            return self.refused(400, "no JSON")
        if self.flaws.crash(body):
            return 500, {"error": {"message": "oh no"}}
        judge = self.judges.get(str(body.get(self.discriminator))) if isinstance(body, dict) else None
        if judge is None or not judge(body) or self.flaws.refuse(body):
            return self.refused(400, self.flaws.message(body))
        name = self.named.format(len(self.tasks) + 1)
        key = headers.get(retry_of(self.create).header.lower().encode() or b"-")
        if key is not None and not self.flaws.forgets:
            name = self.once.setdefault(key, name)
        self.tasks.setdefault(name, 0)
        answer: Any = {}
        answer = put(answer, self.task["id"], name)
        for field_name, value in (self.task.get("accepted") or {}).items():
            answer[field_name] = value
        return self.flaws.created(200, answer)

    def state(self, name: str) -> tuple[int, Any]:
        number = self.tasks[name]
        self.tasks[name] += 1
        words = [*self.task["waiting"][-2:], self.task["succeeded"][-1]]
        word = words[min(number, 2)]
        answer = put({}, self.task["status"], word)
        if self.echoes:
            answer = put(answer, self.task["id"], name)
        if "progress" in self.task:
            answer = put(answer, self.task["progress"], (0, 50, 100)[min(number, 2)])
        for field_name, value in (self.task.get("accepted") or {}).items():
            answer[field_name] = value
        if number >= 2:
            answer = put(answer, self.task["result"], "https://media.example/1.mp4")
        return self.flaws.polled(number, 200, answer)


def put(data: Any, path: str | Sequence[str], value: Any) -> Any:
    """The JSON value with another one at the (first) path."""
    found = steps(path if isinstance(path, str) else path[0])
    assert found is not None

    def place(at: Any, left: tuple[Any, ...]) -> Any:
        if not left:
            return value
        step, *rest = left
        if isinstance(step, str):
            at = at if isinstance(at, dict) else {}
            at[step] = place(at.get(step), tuple(rest))
            return at
        at = at if isinstance(at, list) and at else [None]
        at[0] = place(at[0], tuple(rest))
        return at

    return place(data, found)


def _task(operation: Operation, path: str) -> str | None:
    pattern = re.sub(r"\{[^}]*\}", "([^/]+)", operation.path)
    found = re.fullmatch(pattern, path)
    return found[1] if found else None


@lru_cache(maxsize=512)
def _compiled(source: bytes) -> Judge:
    judge: Judge = load_module(source, "judge").is_valid
    return judge


def judge_of(model: Model, provider: Provider) -> Judge:
    """The judge of a model, compiled from it."""
    return _compiled(emit_validator(model, provider))
