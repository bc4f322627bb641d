"""Keys are sent and never shown: not in logs, reprs, exceptions, tracebacks with variables, or pickles; prompts are cut."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.codegen.clients.faults import Fault, playing
from tests.codegen.clients.providers import kite
from tests.codegen.clients.server import Answer, serving

KEY = "sk-Planted/Secret+0123456789"
SCHEMES = {
    "bearer": "{type: http, scheme: bearer}",
    "basic": "{type: http, scheme: basic}",
    "header": "{type: apiKey, in: header, name: X-Kite-Key}",
    "query": "{type: apiKey, in: query, name: kite_key}",
    "cookie": "{type: apiKey, in: cookie, name: kite_session}",
}
NEEDLES = ("Planted", "U2VjcmV0", "UGxhbnRlZ", "c2stUGxhbnRlZ")
"""Parts of the key as it is, quoted for an address, and in Base64."""

ALL = pytest.mark.parametrize("scheme", SCHEMES)
BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])


def call(module: Any, asynchronous: bool, made: Callable[[Any], Any], **options: Any) -> Any:
    options = {"timeout": 0.3, "max_retries": 0, **options}
    if not asynchronous:
        with module.Kite(KEY, **options) as client:
            return made(client)

    async def main() -> Any:
        async with module.AsyncKite(KEY, **options) as client:
            return await made(client)

    return asyncio.run(main())


def everything(error: BaseException) -> str:
    """All that a tool may show or keep of an exception."""
    shown = [repr(error), str(error), repr(vars(error))]
    seen: list[BaseException | None] = [error]
    for one in seen:
        if one is not None and seen.count(one.__cause__) == 0:
            seen.append(one.__cause__)
        if one is not None and seen.count(one.__context__) == 0:
            seen.append(one.__context__)
    for one in filter(None, seen):
        shown += traceback.TracebackException.from_exception(ours_only(one), capture_locals=True).format()
    response = getattr(error, "response", None)
    if response is not None:
        shown += [
            repr(response),
            str(response.url),
            repr(response.headers),
            repr(dict(response.request.headers)),
            response.text,
        ]
    shown.append(pickle.dumps(error).decode("latin-1"))
    return "\n".join(shown)


def inside(value: Any, seen: set[int], depth: int = 0) -> list[str]:
    """The reprs of all that can be reached from an object: through containers, attributes and slots."""
    if id(value) in seen or depth > 12 or isinstance(value, type | ModuleType):
        return []
    seen.add(id(value))
    found = [repr(value)]
    below: list[Any] = []
    if isinstance(value, dict):
        below = [*value, *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        below = list(value)
    else:
        below = list(getattr(value, "__dict__", {}).values())
        for kind in type(value).__mro__:
            slots = kind.__dict__.get("__slots__", ())
            below += [getattr(value, one, None) for one in ([slots] if isinstance(slots, str) else slots)]
    for one in below:
        found += inside(one, seen, depth + 1)
    return found


def ours_only(error: BaseException) -> BaseException:
    """The exception without the frames of this test, whose own variables hold the key."""
    at = error.__traceback__
    while at is not None and "/tests/" in at.tb_frame.f_code.co_filename:
        at = at.tb_next
    return error.with_traceback(at)


def check(text: str) -> None:
    for needle in NEEDLES:
        assert needle not in text


@ALL
@BOTH
@pytest.mark.parametrize(
    "fault",
    [
        Fault("late"),
        Fault("reset-late"),
        Fault(status=401, body={"error": {"message": f"wrong key {KEY}", "type": "authentication_error"}}),
        Fault(status=500, body={}, headers={"X-Echo": KEY}),
        Fault(status=307, body={}, headers={"Location": "/elsewhere"}),
        Fault(status=400, body={}, headers={"X-Echo": f"{KEY} caf\xe9"}),
        Fault(body={"id": "t", "key": KEY}, cut=1),
        Fault(body={"id": "t", "key": KEY}, cut=6),
    ],
    ids=["late", "reset", "echo", "header", "redirect", "header of any bytes", "broken off", "broken off in the key"],
)
def test_a_failure_shows_no_key(
    scheme: str, asynchronous: bool, fault: Fault, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with kite(tmp_path, SCHEMES[scheme]) as module, playing(fault) as server:
        with pytest.raises(module.VideoAPIError) as caught:
            call(module, asynchronous, lambda client: client.videos.create(prompt="Rain"), base_url=server.url)
        sent = server.requests[0].decode()
        assert any(needle in sent for needle in NEEDLES), "the key is sent"
        assert len(server.requests) == 1
        check(everything(caught.value))
        check(everything(pickle.loads(pickle.dumps(caught.value))))
    # httpcore's own record of an answer, under DEBUG, repeats what the provider chose to put into its headers.
    records = [one for one in caplog.records if "X-Echo" not in one.getMessage()]
    check("\n".join(f"{one.getMessage()} {one.args}" for one in records))


@ALL
def test_a_success_shows_no_key(scheme: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    video = Answer(content=b"\x00\x00video", headers={"content-type": "video/mp4"})
    with kite(tmp_path, SCHEMES[scheme]) as module, serving(Answer(json={"id": "t"}), video) as server:
        with module.Kite(KEY, base_url=server.url) as client:
            result = client.videos.create(prompt="Rain")
            client.videos.download("t", tmp_path / "v.mp4")
            check(f"{result!r} {result.response!r} {result.response.url} {result.response.request.headers!r}")
            check(pickle.dumps(result.response).decode("latin-1"))
            check(pickle.dumps(result).decode("latin-1"))
            check(repr(vars(copy.deepcopy(result.response))))
            for one in (client, client.videos, result):
                check("\n".join(inside(one, set())))
            for one in (client, client.videos, client._settings, client._settings.api_key):
                for copied in (pickle.dumps, copy.deepcopy):
                    with pytest.raises(TypeError, match="not pickled"):
                        copied(one)
            for one in (client, client._settings, client._settings.api_key):
                with pytest.raises(TypeError, match="not pickled"):
                    copy.copy(one)
        for seen in server.seen:
            assert any(needle in f"{seen.target} {seen.headers}" for needle in NEEDLES), "the key is sent"
    assert any(one.name == "httpx" for one in caplog.records)
    check("\n".join(f"{one.getMessage()} {one.args}" for one in caplog.records))


@ALL
@BOTH
def test_a_ledger_holds_neither_key_nor_prompt(scheme: str, asynchronous: bool, tmp_path: Path) -> None:
    """Whatever came of the calls, in the file and in those that SQLite keeps beside it."""
    path = tmp_path / "ledger.db"
    refused = {"error": {"message": f"wrong key {KEY}, wrong prompt Rainbird"}}
    answers = [Answer(json={"id": "t"}), Answer(401, json=refused), Answer(500, json=refused)]
    prompts = ("Rainbird", "data:Rainbird", 5)

    def create(prompt: Any, client: Any) -> Any:
        return client.videos.create(prompt=prompt)

    def files() -> str:
        return "".join(one.read_bytes().decode("latin-1") for one in sorted(tmp_path.glob("ledger.db*")))

    with kite(tmp_path, SCHEMES[scheme]) as module, serving(*answers) as server:
        for prompt in prompts:
            options = {"base_url": server.url, "ledger": path, "validation": "off"}
            with suppress(module.APIStatusError):
                call(module, asynchronous, partial(create, prompt), **options)
            check(files())
        with module.Kite(KEY, ledger=path) as client:
            assert [one.state for one in client.ledger.entries()] == ["created", "refused", "unknown"]
            assert len(list(tmp_path.glob("ledger.db*"))) == 3
            check(files())
        for seen in server.seen:
            assert any(needle in f"{seen.target} {seen.headers}" for needle in NEEDLES), "the key is sent"
    assert "Rainbird" not in files() and "videos.create" in files()


@ALL
def test_what_is_raised_before_sending_shows_no_key(scheme: str, tmp_path: Path) -> None:
    with kite(tmp_path, SCHEMES[scheme]) as module:
        with module.Kite(KEY, base_url="http://127.0.0.1:1") as client:
            with pytest.raises(module.InvalidRequestError) as wrong:
                client.videos.create(prompt=5)
            check(everything(wrong.value))
        with pytest.raises(module.ConfigurationError) as refused:
            module.Kite(KEY, validation="perhaps")
        check(everything(refused.value))


@pytest.mark.parametrize("key", [f"{KEY}\r\nX-Injected: 1", f"{KEY}\u00e9"])
@pytest.mark.parametrize("scheme", ["bearer", "header", "cookie"])
def test_a_key_that_no_header_can_carry_is_refused_unshown(key: str, scheme: str, tmp_path: Path) -> None:
    with kite(tmp_path, SCHEMES[scheme]) as module, serving() as server:
        with module.Kite(key, base_url=server.url) as client:
            with pytest.raises(module.ConfigurationError, match="cannot carry") as caught:
                client.videos.create(prompt="Rain")
        check(everything(caught.value))
        assert not server.seen


def test_a_newline_after_the_key_does_not_matter(tmp_path: Path) -> None:
    with kite(tmp_path) as module, serving(Answer(json={"id": "t"})) as server:
        with module.Kite(f"{KEY}\n", base_url=server.url) as client:
            client.videos.create(prompt="Rain")
        assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


@ALL
def test_stopping_in_the_middle_shows_no_key(scheme: str, tmp_path: Path) -> None:
    def interrupted(request: httpx.Request) -> httpx.Response:
        del request
        raise KeyboardInterrupt

    with kite(tmp_path, SCHEMES[scheme]) as module:
        with pytest.raises(KeyboardInterrupt) as caught:
            call(
                module,
                False,
                lambda client: client.videos.create(prompt="Rain"),
                transport=httpx.MockTransport(interrupted),
            )
        check(
            "".join(traceback.TracebackException.from_exception(ours_only(caught.value), capture_locals=True).format())
        )


@ALL
@BOTH
@pytest.mark.parametrize("kind", [KeyboardInterrupt, RuntimeError])
def test_stopping_while_it_is_sent_shows_no_key(
    scheme: str, asynchronous: bool, kind: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through a transport of the client's own, whose connections see what is sent."""
    httpcore = pytest.importorskip("httpcore")

    def stop(*given: Any, **more: Any) -> Any:
        del given, more  # its frame is ours, and would show them
        raise kind

    monkeypatch.setattr(httpcore._backends.sync.SyncStream, "write", stop)
    monkeypatch.setattr(httpcore._backends.anyio.AnyIOStream, "write", stop)
    with kite(tmp_path, SCHEMES[scheme]) as module, playing(Fault("late")) as server:
        with pytest.raises(kind) as caught:
            call(module, asynchronous, lambda client: client.videos.create(prompt="Rain"), base_url=server.url)
    assert any("may have accepted" in note for note in caught.value.__notes__)
    check(everything(caught.value))


@ALL
def test_cancelling_shows_no_key(scheme: str, tmp_path: Path) -> None:
    with kite(tmp_path, SCHEMES[scheme]) as module, playing(Fault("late")) as server:

        async def main() -> BaseException | None:
            async with module.AsyncKite(KEY, base_url=server.url) as client:
                waiting = asyncio.create_task(client.videos.create(prompt="Rain"))
                await asyncio.sleep(0.2)
                waiting.cancel()
                try:
                    await waiting
                except asyncio.CancelledError as cancelled:
                    caught: BaseException = cancelled
                    return caught
                return None

        error = asyncio.run(main())
        assert isinstance(error, asyncio.CancelledError)
        check("".join(traceback.TracebackException.from_exception(ours_only(error), capture_locals=True).format()))


@pytest.mark.parametrize("body", [{"prompt": "la " * 5000}, {"prompt": "Rain", "image": "QUJD" * 5000}])
def test_prompts_and_pictures_are_cut(body: dict[str, str], tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with kite(tmp_path) as module, serving(Answer(json={"id": "t"})) as server:
        with module.Kite(KEY, base_url=server.url) as client:
            with pytest.raises(module.InvalidRequestError) as caught:
                client.videos.create(**body)
            client.videos.create(**body, validation="log")
    assert 0 < len(str(caught.value)) < 1000
    assert max(len(one.getMessage()) for one in caplog.records) < 1000


def test_what_a_provider_repeats_is_cut(tmp_path: Path) -> None:
    with kite(tmp_path) as module, serving(Answer(400, json={"error": {"message": "bad: " + "QUJD" * 5000}})) as server:
        with module.Kite(KEY, base_url=server.url) as client, pytest.raises(module.BadRequestError) as caught:
            client.videos.create(prompt="Rain")
    assert len(str(caught.value)) < 1000


def answering(*answers: Any) -> httpx.MockTransport:
    """A transport that gives the answers in order, the last one for ever; an exception is raised."""
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        del request  # its frame is ours, and would show it
        one = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(one, type):
            raise one("failed")
        return httpx.Response(one[0], json=one[1]) if one[1] is not None else httpx.Response(one[0], text="<html>")

    return httpx.MockTransport(answer)


CREATED = (200, {"id": "t"})
MARK = "Planted"
GIVEN: dict[str, Any] = {
    "prompt": "la " * 400 + MARK,
    "image": "data:image/png;base64," + "QUJD" * 400 + MARK,
    "extra_headers": {"Authorization": f"Bearer {KEY}", "X-Note": "kept"},
    "extra_body": {"style": "lo " * 400 + MARK},
}
FAILURES: dict[str, tuple[str, dict[str, Any], tuple[Any, ...]]] = {
    "late": ("create", {}, (httpx.ReadTimeout,)),
    "unreachable": ("create", {}, (httpx.ConnectError,)),
    "stopped": ("create", {}, (KeyboardInterrupt,)),
    "bug of a transport": ("create", {}, (RuntimeError,)),
    "refused": ("create", {}, ((402, {"error": {"message": "no credits"}}),)),
    "no JSON": ("create", {}, ((200, None),)),
    "invalid": ("create", {"seconds": "9"}, (CREATED,)),
    "too long": ("create", {"prompt": "la " * 4000 + MARK}, (CREATED,)),
    "no JSON can say it": ("create", {"extra_body": {"note": MARK * 300, "x": {1}}}, (CREATED,)),
    "a header that is none": ("create", {"extra_headers": {"Authorization": f"Bearer {KEY}\n"}}, (CREATED,)),
    "no task": ("create_and_wait", {}, ((200, {}),)),
    "failed": ("create_and_wait", {}, (CREATED, (200, {"status": "failed", "error": {"message": "no"}}))),
    "poll": ("create_and_wait", {}, (CREATED, (404, {}))),
    "poll stopped": ("create_and_wait", {}, (CREATED, KeyboardInterrupt)),
    "timed out": ("create_and_wait", {"wait_timeout": 0.0}, (CREATED, (200, {"status": "running"}))),
    "resume": ("resume", {"extra_headers": GIVEN["extra_headers"]}, ((404, {}),)),
    "wait": ("wait", {"extra_headers": GIVEN["extra_headers"], "wait_timeout": 0.0}, ((200, {}),)),
}


@BOTH
@pytest.mark.parametrize("scheme", ["bearer", "query"])
@pytest.mark.parametrize("failure", FAILURES)
def test_what_a_call_was_given_stays_out_of_sight(
    failure: str, scheme: str, asynchronous: bool, kites: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    method, options, answers = FAILURES[failure]
    module = kites[scheme]
    given = {**GIVEN, "extra_query": {"kite_key": KEY}} if scheme == "query" else GIVEN
    made: Callable[[Any], Any]
    if method.startswith("create"):
        made = lambda client: getattr(client.videos, method)(**{**given, **options})  # noqa: E731
    else:
        made = lambda client: getattr(client.videos, method)("t", **options)  # noqa: E731
    kinds = (module.VideoAPIError, KeyboardInterrupt, RuntimeError)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(kinds) as caught:
            call(module, asynchronous, made, transport=answering(*answers))
    assert [str(one.message) for one in warned] == []
    error = caught.value
    logging.getLogger("mine").error("it failed", exc_info=(type(error), ours_only(error), error.__traceback__))
    assert "it failed" in caplog.text
    shown = everything(error)
    assert ".kite" in shown, "our frames are there, with their variables"
    check(shown)
    check(caplog.text)
    check("\n".join(inside(vars(error), set())))
    if isinstance(error, module.VideoAPIError):
        check(everything(copy.copy(error)))


@pytest.fixture(scope="module")
def kites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The made-up provider with a key in a header, and with one in the query."""
    with (
        kite(tmp_path_factory.mktemp("bearer"), SCHEMES["bearer"]) as bearer,
        kite(tmp_path_factory.mktemp("query"), SCHEMES["query"]) as query,
    ):
        yield {"bearer": bearer, "query": query}


def test_nothing_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with kite(tmp_path) as module, serving(Answer(json={"id": "t"})) as server:
        with module.Kite(KEY, base_url=server.url) as client:
            client.videos.create(prompt="Rain")
    assert capsys.readouterr() == ("", "")
