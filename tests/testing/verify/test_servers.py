"""Servers that cannot be judged, or that do what no server should: redirects, silence, floods, keys repeated."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from reelspec.testing.verify.errors import Unusable
from reelspec.testing.verify.progress import Watch
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.reports.json import as_json
from reelspec.testing.verify.reports.text import as_text
from reelspec.testing.verify.run import Options, verify
from reelspec.testing.verify.target import target_of
from tests.testing.verify.judged import cases, model_of, server
from tests.testing.verify.server import Flaws

NAME = "powertokens/wan2.7-i2v"


class Answering:
    """An application that answers every request alike, and counts them."""

    def __init__(self, status: int, body: bytes = b"{}", **headers: str) -> None:
        self.status = status
        self.body = body
        self.headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        self.paths: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise NotImplementedError
        self.paths.append(scope["path"])
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def judged(application: Any, **options: Any) -> Report:
    provider, model = model_of(NAME)
    target = target_of(application, provider, key="secret-key")
    return asyncio.run(verify(provider, [model], target, Options(**options), cases={model.name: cases(NAME)}))


@pytest.mark.parametrize("status", [401, 402, 403, 404, 405, 407])
def test_a_server_that_lets_nobody_in_is_not_judged(status: int) -> None:
    application = Answering(status)
    with pytest.raises(Unusable, match=f"answers {status}"):
        judged(application)
    assert len(application.paths) == 1


def test_an_unknown_model_may_be_answered_by_404_and_a_wrong_address_may_not() -> None:
    about_model = [one for one in cases(NAME) if any(said.path == "/model" for said in one.violations)]
    provider, model = model_of(NAME)

    def unknown(status: int, answer: Any) -> tuple[int, Any]:
        return (404 if status == 400 else status), answer

    sent = {model.name: [*about_model, *(one for one in cases(NAME) if one.valid)]}
    target = target_of(server(NAME, Flaws(refusal=unknown)), provider)
    report = asyncio.run(verify(provider, [model], target, cases=sent))
    assert [one.case for one in report.outcomes if one.verdict == "unclear"] == ["@cut-short"]
    with pytest.raises(Unusable, match="answers 404"):
        judged(Answering(404, b'{"error": {"message": "no"}}', content_type="application/json"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(status: int) -> None:
    application = Answering(status, location="http://elsewhere.example/v1/videos?key=secret-key")
    with pytest.raises(Unusable, match="which is not followed") as caught:
        judged(application)
    assert len(application.paths) == 1
    assert "secret-key" not in str(caught.value)


def test_a_server_without_an_answer() -> None:
    with pytest.raises(Unusable, match="gives no answer"):
        judged("http://127.0.0.1:1")

    async def silent(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(60 if scope["type"] == "http" else 0)

    with pytest.raises(Unusable, match=r"no answer within 0\.02 s"):
        judged(silent, timeout=0.02)


def test_an_application_that_raises_is_one_that_fails() -> None:
    async def raising(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":  # as frameworks do: answered, and raised on
            await send({"type": "http.response.start", "status": 500, "headers": []})
            await send({"type": "http.response.body", "body": b"Internal Server Error"})
        raise KeyError("oh no")

    found = judged(raising)
    assert {one.kind for one in found.findings} == {"failure"}
    shown = found.findings[0].example
    assert shown is not None and shown.answer.startswith("KeyError: 'oh no' (")
    assert "test_servers.py" in shown.answer
    assert {one.verdict for one in found.outcomes} == {"unclear"}


def test_a_flood_is_not_read_to_its_end() -> None:
    big = b'{"error": {"message": "' + b"x" * 6_000_000 + b'"}}'
    provider, model = model_of(NAME)
    few = [one for one in cases(NAME) if not one.valid][:2]
    target = target_of(Answering(400, big, content_type="application/json"), provider)
    found = asyncio.run(verify(provider, [model], target, Options(only_invalid=True), cases={model.name: few}))
    assert {(one.kind, one.rule) for one in found.findings} == {("answer", "json")}
    assert "longer than is read" in found.findings[0].message


def test_a_key_that_answers_repeat_is_not_shown() -> None:
    body = json.dumps({"detail": "the key secret-key is not good enough"}).encode()
    found = judged(Answering(400, body, content_type="text/secret-key"))
    assert found.findings
    assert "secret-key" not in as_text(found) and "secret-key" not in as_json(found)


def test_deep_and_strange_json_is_an_answer_like_others() -> None:
    for body in (b"[" * 100_000, b"\xff\xfe", b"NaN", b"", b'"\\ud800"', b"1" * 5000):
        found = judged(Answering(200, body, content_type="application/json"), only_invalid=True)
        assert {one.verdict for one in found.outcomes} == {"unclear"}
        as_text(found)
        as_json(found)


def test_what_is_refused_for_the_moment_is_sent_again() -> None:
    application = server(NAME)
    turned_away: set[bytes] = set()

    async def limited(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            body, more = b"", True
            while more:
                message = await receive()
                body, more = body + message.get("body", b""), message.get("more_body", False)
            if body not in turned_away:
                turned_away.add(body)
                headers = [(b"retry-after", b"0"), (b"content-type", b"application/json")]
                await send({"type": "http.response.start", "status": 429, "headers": headers})
                await send({"type": "http.response.body", "body": b'{"error": {}}'})
                return

            async def again() -> Any:
                return {"type": "http.request", "body": body}

            await application(scope, again, send)
            return
        await application(scope, receive, send)

    found = judged(limited)
    assert found.findings == ()
    assert len(turned_away) > 20


def test_a_run_can_be_ended_early() -> None:
    provider, model = model_of(NAME)
    application = server(NAME)

    async def ended() -> Report:
        watch = Watch(lambda text: watch.end() if "10 of" in text else None)
        target = target_of(application, provider)
        return await verify(provider, [model], target, cases={model.name: cases(NAME)}, watch=watch)

    report = asyncio.run(ended())
    assert report.stopped.startswith("stopped by hand")
    assert report.requests == len(application.seen) < 30
    assert {one.verdict for one in report.outcomes} == {"refused", "not sent"}


def test_an_operation_that_is_not_there_is_a_finding_where_others_are() -> None:
    provider, model = model_of(NAME)
    (create,) = (one for one in provider.operations if one.id == "videos.create")
    other = replace(create, id="videos.remix", path="/v1/remixes")
    several = replace(provider, operations=(*provider.operations, other))
    both = replace(model, operations=("videos.create", "videos.remix"))
    target = target_of(server(NAME), provider)
    report = asyncio.run(verify(several, [both], target, cases={model.name: cases(NAME)}))
    (finding,) = report.findings
    assert (finding.kind, finding.operation) == ("answer", "videos.remix")
    assert finding.message.endswith("it knows no such address")


# The lifespan of an application


class Living:
    """A server with a lifespan."""

    def __init__(self, refusal: str = "") -> None:
        self.inner = server(NAME)
        self.refusal = refusal
        self.events: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            assert self.events == ["lifespan.startup"]
            await self.inner(scope, receive, send)
            return
        while True:
            event = (await receive())["type"]
            self.events.append(event)
            if self.refusal:
                await send({"type": "lifespan.startup.failed", "message": self.refusal})
                return
            await send({"type": f"{event}.complete"})
            if event == "lifespan.shutdown":
                return


def test_an_application_is_started_and_stopped() -> None:
    application = Living()
    assert judged(application).good
    assert application.events == ["lifespan.startup", "lifespan.shutdown"]


def test_an_application_that_cannot_start() -> None:
    with pytest.raises(Unusable, match="cannot start: no database"):
        judged(Living("no database"))
