"""What the clients put on the wire, sync and async alike, through every operation of both providers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.codegen.clients.providers import MODEL, kite
from tests.codegen.clients.server import Answer, Seen, serving
from videoapis import apimart, powertokens
from videoapis.powertokens import ConfigurationError, InvalidRequestError
from videoapis.powertokens.models import VideosCreate, Wan27I2v

IMAGE_TO_VIDEO: dict[str, Any] = {
    "model": "wan2.7-i2v",
    "media": [{"type": "first_frame", "url": "https://example.com/a.png"}],
    "seconds": "8",
}
TASK = {"id": "task-1", "status": "queued", "progress": 0}
ACCEPTED = {"code": 200, "data": [{"status": "submitted", "task_id": "task-1"}]}
Call = Callable[[Any], Any]
GENERATED = Path(__file__).parents[3] / "generated"

# operation: (provider, call, method, target, body on the wire)
OPERATIONS: dict[str, tuple[str, Call, str, str, Any]] = {
    "powertokens videos.create": (
        "powertokens",
        lambda client: client.videos.create(**IMAGE_TO_VIDEO),
        "POST",
        "/v1/videos",
        IMAGE_TO_VIDEO,
    ),
    "powertokens videos.retrieve": (
        "powertokens",
        lambda client: client.videos.retrieve("task-1"),
        "GET",
        "/v1/videos/task-1",
        None,
    ),
    "powertokens videos.content": (
        "powertokens",
        lambda client: client.videos.content("task-1"),
        "GET",
        "/v1/videos/task-1/content",
        None,
    ),
    "apimart videos.create": (
        "apimart",
        lambda client: client.videos.create(model="wan2.7", prompt="A lighthouse at night", duration=8),
        "POST",
        "/v1/videos/generations",
        {"model": "wan2.7", "prompt": "A lighthouse at night", "duration": 8},
    ),
    "apimart tasks.retrieve": (
        "apimart",
        lambda client: client.tasks.retrieve("task-1", language="zh"),
        "GET",
        "/v1/tasks/task-1?language=zh",
        None,
    ),
}


def run(provider: str, asynchronous: bool, call: Call, url: str, **options: Any) -> Any:
    """The result of a call by one of the four clients."""
    if not asynchronous:
        made = {"powertokens": powertokens.PowerTokens, "apimart": apimart.APIMart}[provider]
        with made("key-1", base_url=url, **options) as client:
            return call(client)

    async def main() -> Any:
        made = {"powertokens": powertokens.AsyncPowerTokens, "apimart": apimart.AsyncAPIMart}[provider]
        async with made("key-1", base_url=url, **options) as client:
            return await call(client)

    return asyncio.run(main())


@pytest.mark.parametrize("name", OPERATIONS)
def test_sync_and_async_send_the_same_bytes(name: str) -> None:
    provider, call, method, target, body = OPERATIONS[name]
    arrived: list[Seen] = []
    for asynchronous in (False, True):
        with serving(Answer(json=ACCEPTED if provider == "apimart" else TASK)) as server:
            run(provider, asynchronous, call, server.url)
            (seen,) = server.seen
            seen.headers.pop("host")
            arrived.append(seen)
    one, other = arrived
    assert one == other
    assert (one.method, one.target) == (method, target)
    assert one.headers["authorization"] == "Bearer key-1"
    assert (json.loads(one.content) if one.content else None) == body
    if body is not None:
        assert one.headers["content-type"] == "application/json"


def test_every_operation_of_the_specs_is_shown_here() -> None:
    shown = set()
    for provider in ("powertokens", "apimart"):
        document = json.loads((GENERATED / "openapi" / f"{provider}.json").read_text())
        for item in document["paths"].values():
            shown |= {f"{provider} {operation['operationId']}" for operation in item.values()}
    assert shown == set(OPERATIONS)


class Later(VideosCreate):
    """A request model of a service's own."""


WHOLE: dict[str, Any] = {
    "dict": IMAGE_TO_VIDEO,
    "model": Wan27I2v.model_validate(IMAGE_TO_VIDEO),
    "any model": VideosCreate.model_validate(IMAGE_TO_VIDEO),
    "subclass": Later.model_validate(IMAGE_TO_VIDEO),
}


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("form", WHOLE)
def test_a_whole_body_is_sent_as_its_fields_are(form: str, asynchronous: bool) -> None:
    body = WHOLE[form]
    calls: list[Call] = [
        lambda client: client.videos.create(**IMAGE_TO_VIDEO, extra_headers={"x-a": "1"}),
        lambda client: client.videos.create(body, extra_headers={"x-a": "1"}),
        lambda client: client.videos.create_and_wait(body, wait_timeout=0, extra_headers={"x-a": "1"}),
    ]
    with serving(Answer(json={**TASK, "status": "completed"})) as server:
        for call in calls:
            run("powertokens", asynchronous, call, server.url)
        fields, whole, waited, _ = server.seen
    assert fields == whole == waited and json.loads(fields.content) == IMAGE_TO_VIDEO
    assert fields.headers["x-a"] == "1"


def whole(body: Any) -> Call:
    return lambda client: client.videos.create(body)


def test_a_whole_body_is_judged_and_extra_body_adds_to_it() -> None:
    with serving(Answer(json=TASK)) as server:
        for wrong, rule in (({**IMAGE_TO_VIDEO, "seconds": 8}, "type"), ({}, "required"), ([], "type"), ("{}", "type")):
            with pytest.raises(InvalidRequestError) as caught:
                run("powertokens", False, whole(wrong), server.url)
            assert {one.rule for one in caught.value.violations} == {rule}
        assert server.seen == []
        run("powertokens", False, lambda client: client.videos.create(IMAGE_TO_VIDEO, extra_body={"x": 1}), server.url)
        assert json.loads(server.seen[0].content) == {**IMAGE_TO_VIDEO, "x": 1}


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_body_is_given_whole_or_by_its_fields(asynchronous: bool) -> None:
    with serving() as server:
        for call in (
            lambda client: client.videos.create(IMAGE_TO_VIDEO, prompt="Rain"),
            lambda client: client.videos.create_and_wait(IMAGE_TO_VIDEO, prompt="Rain"),
        ):
            with pytest.raises(
                ConfigurationError, match=r"videos\.create takes the whole body or its fields, not both"
            ):
                run("powertokens", asynchronous, call, server.url)
        assert server.seen == []


def test_a_form_may_be_given_whole_too(tmp_path: Path) -> None:
    form = {"file": ("a.txt", b"content", "text/plain"), "note": "first"}
    with kite(tmp_path) as module, serving(Answer(json={"id": "f"})) as server:
        with module.Kite("key", base_url=server.url) as client:
            client.files.upload(form)
            client.files.upload(**form)
            for wrong in ([form], "text", 5):
                with pytest.raises(module.InvalidRequestError, match="the body is a form, so it must be a mapping"):
                    client.files.upload(wrong)
            with pytest.raises(module.ConfigurationError, match=r"files\.upload takes the whole body or its fields"):
                client.files.upload(form, note="second")
        parts = []
        for seen in server.seen:
            boundary = seen.headers["content-type"].partition("boundary=")[2]
            parts.append(seen.content.replace(boundary.encode(), b"-"))
    assert len(parts) == 2 and parts[0] == parts[1] and b"content" in parts[0] and b"first" in parts[0]


def test_a_field_that_is_called_like_an_option_needs_no_other_name_in_a_whole_body(tmp_path: Path) -> None:
    names = ("body", "warnings", "poll_interval", "wait_timeout", "fields", "timeout")
    kept = MODEL.replace("required: [prompt]", "required: [prompt, warnings]").replace(
        "properties:\n", "properties:\n" + "".join(f"  {name}: {{type: string}}\n" for name in names)
    )
    body = {"prompt": "Rain", **dict.fromkeys(names, "mine")}
    with kite(tmp_path, model=kept) as module, serving(Answer(json={"id": "t"})) as server:
        with module.Kite("key", base_url=server.url, timeout=5) as client:
            client.videos.create(body, warnings="raise", timeout=4)
            renamed = {name if name == "fields" else f"{name}_": "mine" for name in names}
            client.videos.create(prompt="Rain", **renamed, warnings="raise", timeout=4)
        assert [json.loads(seen.content) for seen in server.seen] == [body, body]


def test_defaults_are_never_sent() -> None:
    with serving(Answer(json=TASK)) as server:
        run("powertokens", False, lambda client: client.videos.create(**IMAGE_TO_VIDEO), server.url)
        assert json.loads(server.seen[0].content) == IMAGE_TO_VIDEO


def test_text_beyond_ascii_goes_as_utf_8() -> None:
    with serving(Answer(json=TASK)) as server:
        body = {**IMAGE_TO_VIDEO, "prompt": "小猫 🐈 „ruhig“"}
        run("powertokens", False, lambda client: client.videos.create(**body), server.url)
        assert "小猫 🐈 „ruhig“".encode() in server.seen[0].content


@pytest.mark.parametrize("asynchronous", [False, True])
def test_extra_headers_query_and_body(asynchronous: bool) -> None:
    with serving(Answer(json=TASK)) as server:

        def call(client: Any) -> Any:
            return client.videos.create(
                **IMAGE_TO_VIDEO,
                extra_headers={"X-Trace": "t", "Authorization": "Bearer other"},
                extra_query={"dry": True, "tag": ["a", "b c"]},
                extra_body={"new_field": 1, "seconds": "9"},
            )

        run("powertokens", asynchronous, call, server.url, headers={"X-Team": "films"})
        (seen,) = server.seen
        assert seen.headers["x-trace"] == "t"
        assert seen.headers["x-team"] == "films"
        assert seen.headers["authorization"] == "Bearer other"
        assert seen.target == "/v1/videos?dry=true&tag=a&tag=b+c"
        assert json.loads(seen.content) == {**IMAGE_TO_VIDEO, "seconds": "9", "new_field": 1}


@pytest.mark.parametrize(
    ("task", "target"),
    [("a/b", "/v1/videos/a%2Fb"), ("a?b#c", "/v1/videos/a%3Fb%23c"), ("ä b", "/v1/videos/%C3%A4%20b")],
)
def test_a_path_parameter_cannot_leave_its_place(task: str, target: str) -> None:
    with serving(Answer(json=TASK)) as server:
        run("powertokens", False, lambda client: client.videos.retrieve(task), server.url)
        assert server.seen[0].target == target


@pytest.mark.parametrize("task", ["", ".", ".."])
def test_a_path_parameter_that_would_name_another_operation_is_refused(task: str) -> None:
    with serving() as server:
        with pytest.raises(powertokens.InvalidRequestError, match="task_id"):
            run("powertokens", False, lambda client: client.videos.retrieve(task), server.url)
        assert not server.seen


def test_the_key_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POWERTOKENS_API_KEY", "from-environment")
    with serving(Answer(json=TASK)) as server, powertokens.PowerTokens(base_url=server.url) as client:
        client.videos.retrieve("t")
        assert server.seen[0].headers["authorization"] == "Bearer from-environment"


def test_without_a_key_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POWERTOKENS_API_KEY", raising=False)
    with serving() as server, powertokens.PowerTokens(base_url=server.url) as client:
        with pytest.raises(powertokens.ConfigurationError, match="POWERTOKENS_API_KEY"):
            client.videos.retrieve("t")
        assert not server.seen
