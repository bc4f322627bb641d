"""What clients record on the logger that has the package's name, and what a caller's own hooks on httpx see."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.codegen.clients.server import Answer, Server, serving
from tests.codegen.clients.test_private import KEY, MARK, call, check, kites
from tests.codegen.clients.test_requests import GENERATED, IMAGE_TO_VIDEO
from tests.codegen.clients.test_waiting import BOTH, DONE, Clock, Script, create, play
from videoapis.powertokens import AsyncPowerTokens, PowerTokens, RateLimitError, ServerError, TaskFailedError

__all__ = ["kites"]  # a fixture


def recorded(caplog: pytest.LogCaptureFixture, name: str = "videoapis") -> list[tuple[str, str]]:
    return [(one.levelname, one.getMessage()) for one in caplog.records if one.name.partition(".")[0] == name]


@BOTH
def test_a_creation_with_all_that_follows(asynchronous: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    limited = httpx.Response(429, headers={"retry-after": "7"})
    script = Script(limited, {"id": "t1"}, {"id": "t1", "status": "running"}, httpx.Response(503), DONE)
    play(asynchronous, script, lambda client: create(client, poll_interval=3), Clock())
    assert recorded(caplog) == [
        ("DEBUG", "videos.create: POST /v1/videos"),
        ("INFO", "videos.create: answered with 429; it is sent again in 7.0 seconds"),
        ("DEBUG", "videos.create: POST /v1/videos"),
        ("DEBUG", "videos.create: answered with 200"),
        ("INFO", "videos.create: task t1 created"),
        ("DEBUG", "task t1 is waited for; it is asked for in 3.0 seconds"),
        ("DEBUG", "videos.retrieve: GET /v1/videos/{task_id}"),
        ("DEBUG", "videos.retrieve: answered with 200"),
        ("DEBUG", "task t1 is running; it is asked for again in 3.0 seconds"),
        ("DEBUG", "videos.retrieve: GET /v1/videos/{task_id}"),
        ("INFO", "videos.retrieve: answered with 503"),
        ("INFO", "task t1 could not be asked for (ServerError); it is asked for again in 3.0 seconds"),
        ("DEBUG", "videos.retrieve: GET /v1/videos/{task_id}"),
        ("DEBUG", "videos.retrieve: answered with 200"),
        ("INFO", "task t1 has ended: succeeded"),
    ]


@BOTH
def test_what_a_provider_says_makes_no_line_of_its_own(asynchronous: bool, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    task = "t\nCRITICAL: root: forged" + "x" * 1000
    answers = {"id": task}, {"id": task, "status": "a\r\nb"}, {"id": task, "status": "failed"}
    with pytest.raises(TaskFailedError):
        play(asynchronous, Script(*answers), lambda client: create(client, poll_interval=1), Clock())
    for _, message in recorded(caplog):
        assert message.isprintable() and len(message) < 300


@BOTH
@pytest.mark.parametrize("scheme", ["bearer", "query"])
def test_no_record_holds_a_key_or_a_body(
    scheme: str, asynchronous: bool, kites: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever happens, and whatever a provider repeats."""
    caplog.set_level(logging.DEBUG)
    module = kites[scheme]
    body = {"prompt": MARK * 2000, "image": f"nowhere/{MARK}", "seconds": MARK, "none": {MARK: MARK}}

    def answer(request: httpx.Request) -> httpx.Response:
        del request
        return httpx.Response(200, json={"id": f"t-{KEY}", "status": KEY, "error": KEY, "url": KEY})

    for options in ({"validation": "log"}, {"validation": "raise"}, {"validation": "off", "extra_body": {"x": MARK}}):
        made = lambda client, options=options: client.videos.create_and_wait(  # noqa: E731
            body, wait_timeout=0, extra_headers={"X-Note": MARK}, extra_query={"q": MARK}, **options
        )
        with pytest.raises(module.VideoAPIError):
            call(module, asynchronous, made, transport=httpx.MockTransport(answer))
    package = module.__name__.partition(".")[0]
    said = recorded(caplog, package)
    assert {level for level, _ in said} == {"DEBUG", "INFO", "WARNING"}
    records = [one for one in caplog.records if one.name == package]
    check("\n".join(f"{one.getMessage()} {one.args} {vars(one)}" for one in records))


def test_records_cost_no_import_of_logging() -> None:
    program = (
        "import sys; from videoapis.powertokens import PowerTokens; PowerTokens('k'); print('logging' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(GENERATED / "python")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"


class Hooks:
    """Hooks as people write them: they look, add a header, and read the answer."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def request(self, request: httpx.Request) -> None:
        request.headers["x-trace"] = "1"
        self.seen.append(f"{request.method} {request.url.path}")

    def response(self, response: httpx.Response) -> None:
        self.seen.append(f"{response.status_code} {response.read()!r}")

    def refuse(self, response: httpx.Response) -> None:
        response.raise_for_status()

    async def arequest(self, request: httpx.Request) -> None:
        self.request(request)

    async def aresponse(self, response: httpx.Response) -> None:
        await response.aread()
        self.response(response)

    async def arefuse(self, response: httpx.Response) -> None:
        self.refuse(response)


def hooked(asynchronous: bool, server: Server, made: Any, *names: str) -> tuple[Hooks, Any]:
    """The hooks after a call of a client whose httpx client is the caller's own, and what came of it."""
    hooks = Hooks()
    a = "a" if asynchronous else ""
    mine = {
        "request": [getattr(hooks, a + one) for one in names if one == "request"],
        "response": [getattr(hooks, a + one) for one in names if one != "request"],
    }
    options: dict[str, Any] = {"base_url": server.url, "max_retries": 1}
    if not asynchronous:
        with httpx.Client(event_hooks=mine) as own:
            return hooks, made(PowerTokens("k", http_client=own, **options))

    async def main() -> Any:
        async with httpx.AsyncClient(event_hooks=mine) as own:
            return await made(AsyncPowerTokens("k", http_client=own, **options))

    return hooks, asyncio.run(main())


LIMITED = Answer(429, json={"error": {"message": "slowly"}}, headers={"retry-after": "0"})


@BOTH
def test_hooks_of_the_callers_own(asynchronous: bool, tmp_path: Path) -> None:
    made = lambda client: client.videos.create(**IMAGE_TO_VIDEO)  # noqa: E731
    with serving(LIMITED, Answer(json={"id": "t1"})) as server:
        hooks, created = hooked(asynchronous, server, made, "request", "response")
        assert created.task_id == "t1"
        assert [one[:8] for one in hooks.seen] == ["POST /v1", "429 b'{\"", "POST /v1", "200 b'{\""]
        assert [seen.headers["x-trace"] for seen in server.seen] == ["1", "1"]
    media = lambda client: client.videos.download("t1", tmp_path / "v.mp4")  # noqa: E731
    with serving(Answer(content=b"media", headers={"content-type": "video/mp4"})) as server:
        hooks, path = hooked(asynchronous, server, media, "request")
    assert hooks.seen == ["GET /v1/videos/t1/content"] and Path(path).read_bytes() == b"media"


@BOTH
@pytest.mark.parametrize("names", [("refuse",), ("response", "refuse")], ids=["unread", "read"])
def test_a_hook_that_raises_for_status_changes_nothing(names: Any, asynchronous: bool, tmp_path: Path) -> None:
    """It is the example of httpx's own documentation."""
    made = lambda client: client.videos.create(**IMAGE_TO_VIDEO)  # noqa: E731
    with serving(LIMITED) as server:
        with pytest.raises(RateLimitError) as refused:
            hooked(asynchronous, server, made, *names)
        assert len(server.seen) == 2
        assert refused.value.body == ("" if names == ("refuse",) else {"error": {"message": "slowly"}})
    with serving(Answer(500, json={})) as server:
        with pytest.raises(ServerError, match="500") as broken:
            hooked(asynchronous, server, made, *names)
        assert len(server.seen) == 1 and "may have accepted" in broken.value.__notes__[0]
        media = lambda client: client.videos.download("t1", tmp_path / "v.mp4")  # noqa: E731
        with pytest.raises(ServerError):
            hooked(asynchronous, server, media, *names)
