"""Scripted exchanges with a provider: what is called, what is answered, what comes of it. Data; `test_exchanges` plays them.

"ADDRESS" in an answer is the server's own host and port. Every row says which requests must arrive, what the call gives
or raises, and, where it matters, which pauses are made and what the callbacks are told.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tests.codegen.clients.faults import Fault


@dataclass
class Scene:
    """What a call may use. videos: the operations; told: what callbacks append to; path: where a download goes."""

    client: Any
    told: list[Any]
    path: Path
    address: str

    @property
    def videos(self) -> Any:
        return self.client.videos


@dataclass(frozen=True)
class Exchange:
    """asks: the lines of the requests that must arrive; gives: the outcome in words, or how those begin ("…" at the end).

    pauses: exact seconds, or (least, most). refused: connections that are refused before the server opens.
    """

    call: Callable[[Scene], Any]
    answers: tuple[Fault, ...]
    asks: tuple[str, ...]
    gives: str
    provider: str = "powertokens"
    pauses: tuple[float | tuple[float, float], ...] | None = None
    told: tuple[Any, ...] | None = None
    refused: int = 0
    options: dict[str, Any] = field(default_factory=dict)


BODY: dict[str, Any] = {"model": "wan2.7-i2v", "image": "https://example.com/a.png", "seconds": "8"}
WORDS: dict[str, Any] = {"model": "wan2.7", "prompt": "Rain on a lake"}
VIDEO = b"\x00\x00\x00\x18ftypmp42" + bytes(900)
CHARGE = "(the provider may have accepted it and charge for it)"
POST, GET, CONTENT = "POST /v1/videos", "GET /v1/videos/t1", "GET /v1/videos/t1/content"
QUICK: dict[str, Any] = {"timeout": 0.25}

CREATED = Fault(body={"id": "t1", "status": "queued"})
RUNNING = Fault(body={"id": "t1", "status": "running", "progress": 40})
DONE = Fault(body={"id": "t1", "status": "completed", "metadata": {"url": "http://ADDRESS/v.mp4"}})
MEDIA = Fault(content=VIDEO, headers={"Content-Type": "video/mp4"})
LATE, RESET, EARLY = Fault("late"), Fault("reset-late"), Fault("reset-early")
HTML = Fault(content=b"<html>", headers={"Content-Type": "text/html"})


def status(code: int, said: str = "no", **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(status=code, body={"error": {"message": said, "type": "kind", "code": "c1"}}, headers=named)


def create(scene: Scene) -> Any:
    return scene.videos.create(**BODY)


def given(**options: Any) -> Callable[[Scene], Any]:
    return lambda scene: scene.videos.create(**BODY, **options)


def retrieve(scene: Scene) -> Any:
    return scene.videos.retrieve("t1")


def waited(**options: Any) -> Callable[[Scene], Any]:
    return lambda scene: scene.videos.create_and_wait(
        **BODY,
        on_created=scene.told.append,
        on_progress=lambda task: scene.told.append((task.status, task.progress)),
        **options,
    )


def download(task: str | None = None, **options: Any) -> Callable[[Scene], Any]:
    def call(scene: Scene) -> Any:
        of = "t1" if task is None else task.replace("ADDRESS", scene.address)
        return scene.videos.download(of, scene.path, on_progress=lambda *at: scene.told.append(at), **options)

    return call


def broken(*_: Any) -> None:
    raise LookupError("a callback of the caller's")


SOON, LATER = (0.0, 0.5), (0.0, 1.0)
PAST = format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)

SENT_ONCE = {
    "accepted": Exchange(create, (CREATED,), (POST,), "created t1", pauses=()),
    "answered too late": Exchange(
        create, (LATE,), (POST,), f"APITimeoutError: videos.create: ReadTimeout…{CHARGE}", options=QUICK, pauses=()
    ),
    "reset while sending": Exchange(create, (EARLY,), (POST,), f"APIConnectionError: videos.create: …{CHARGE}", pauses=()),
    "reset after the body": Exchange(create, (RESET,), (POST,), f"APIConnectionError: videos.create: …{CHARGE}", pauses=()),
    **{
        f"{code}, {after}": Exchange(create, (status(code, **headers),), (POST,), f"{kind}: {code} kind: no", pauses=())
        for code, kind in ((500, "ServerError"), (502, "ServerError"), (503, "ServerError"), (408, "APIStatusError"))
        for after, headers in (("alone", {}), ("with Retry-After", {"Retry_After": "0"}))
    },
    "409": Exchange(create, (status(409),), (POST,), "ConflictError: 409 kind: no", pauses=()),
    "429, then accepted": Exchange(create, (status(429), status(429), CREATED), (POST,) * 3, "created t1", pauses=(SOON, LATER)),
    "429 with Retry-After": Exchange(create, (status(429, Retry_After="3"), CREATED), (POST,) * 2, "created t1", pauses=(3.0,)),
    "429 with milliseconds": Exchange(
        create, (status(429, Retry_After_Ms="1500", Retry_After="9"), CREATED), (POST,) * 2, "created t1", pauses=(1.5,)
    ),
    "429 with a date that is over": Exchange(
        create, (status(429, Retry_After=PAST), CREATED), (POST,) * 2, "created t1", pauses=(0.0,)
    ),
    "429 with no time at all": Exchange(
        create, (status(429, Retry_After="soon"), CREATED), (POST,) * 2, "created t1", pauses=(SOON,)
    ),
    "429 with too long a time": Exchange(
        create, (status(429, Retry_After="3600"),), (POST,), "RateLimitError: 429 kind: no", pauses=()
    ),
    "429 for ever": Exchange(
        create, (status(429),), (POST,) * 4, "RateLimitError: 429 kind: no",
        pauses=(SOON, LATER, (0.0, 2.0)), options={"max_retries": 3},
    ),
    "429 without retries": Exchange(
        create, (status(429),), (POST,), "RateLimitError: 429 kind: no", pauses=(), options={"max_retries": 0}
    ),
    "refused twice, then accepted": Exchange(create, (CREATED,), (POST,), "created t1", refused=2, pauses=(SOON, LATER)),
    "refused for ever": Exchange(
        create, (CREATED,), (), "APIConnectionError: videos.create: ConnectError…", refused=9, pauses=(SOON, LATER)
    ),
    "redirected": Exchange(create, (status(307, Location="/elsewhere"), CREATED), (POST,), "APIStatusError: 307…", pauses=()),
    "redirected as another method": Exchange(
        create, (status(303, Location="/elsewhere"), CREATED), (POST,), "APIStatusError: 303…", pauses=()
    ),
    "accepted in no JSON": Exchange(
        create, (HTML,), (POST,), f"MalformedResponseError: videos.create: the answer (200, text/html) is not JSON…{CHARGE}"
    ),
    **{
        f"accepted without a body: {code}": Exchange(
            create, (Fault(status=code, content=b""),), (POST,),
            f"MalformedResponseError: videos.create: the answer ({code}) is empty {CHARGE}", pauses=(),
        )
        for code in (200, 202, 204)
    },
    **{
        f"accepted without an id: {content.decode()}": Exchange(
            create, (Fault(content=content),), (POST,),
            f"MalformedResponseError: the answer to the creation (200) names no task, but the task may exist{said} {CHARGE}",
            pauses=(),
        )
        for content, said in (
            (b"{}", ""), (b"null", ""), (b"[]", ""), (b"7", ""), (b'"t1"', ""), (b'{"id": null}', ""), (b'{"id": ""}', ""),
            (b'{"id": {"id": "t1"}}', ""), (b'{"task": "t1"}', ""),
            (b'{"error": {"message": "too busy"}}', "; it says: too busy"),
        )
    },
    "half an answer": Exchange(
        create, (Fault(body={"id": "t1"}, cut=3, headers={"X-Request-Id": "r1"}),), (POST,),
        f"APIConnectionError: videos.create: RemoteProtocolError…{CHARGE}",
    ),
    "half a refusal": Exchange(
        create, (Fault(status=402, body={"error": {"message": "no"}}, cut=3),), (POST,), "PaymentRequiredError: 402", pauses=(),
    ),
    "half a 429, then accepted": Exchange(
        create, (Fault(status=429, body={}, cut=1, headers={"Retry-After": "3"}), CREATED), (POST,) * 2,
        "created t1", pauses=(3.0,),
    ),
    "a refusal that is packed twice": Exchange(
        create, (Fault(status=402, content=b"x", headers={"Content-Encoding": "gzip, gzip"}),), (POST,),
        "PaymentRequiredError: 402", pauses=(),
    ),
    "a refusal that is larger than is kept": Exchange(
        create, (Fault(status=402, body={"error": {"message": "a" * 100}}),), (POST,), "PaymentRequiredError: 402",
        options={"max_answer_bytes": 100}, pauses=(),
    ),
    "half an answer that has no length": Exchange(
        create, (Fault("raw", content=b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"id": "t1", "sta'),), (POST,),
        f"MalformedResponseError: videos.create: the answer (200, application/json) is not JSON: …{CHARGE}",
    ),
    "half a packed answer": Exchange(
        create, (Fault(content=gzip.compress(b'{"id": "t1"}', mtime=0)[:-6], headers={"Content-Encoding": "gzip"}),), (POST,),
        f"APIConnectionError: videos.create: DecodingError: the packed answer breaks off {CHARGE}",
    ),
    "packed": Exchange(
        create, (Fault(content=gzip.compress(b'{"id": "t1"}', mtime=0), headers={"Content-Encoding": "X-GZIP, identity"}),),
        (POST,), "created t1",
    ),
    "packed twice": Exchange(
        create, (Fault(content=gzip.compress(gzip.compress(b'{"id": "t1"}')), headers={"Content-Encoding": "gzip, gzip"}),),
        (POST,), f"APIConnectionError: videos.create: DecodingError: the answer is packed 2 times: gzip, gzip {CHARGE}",
    ),
    "packed in another way": Exchange(
        create, (Fault(content=b"\x0b\x02", headers={"Content-Encoding": "br"}),), (POST,),
        f"APIConnectionError: videos.create: DecodingError: the answer is packed as br, which was not asked for {CHARGE}",
    ),
    "larger than is kept": Exchange(
        create, (Fault(body={"id": "t1", "more": "a" * 100}),), (POST,),
        f"APIConnectionError: videos.create: TooLarge: the answer is larger than 100 bytes (max_answer_bytes) {CHARGE}",
        options={"max_answer_bytes": 100},
    ),
    "headers of any bytes": Exchange(
        create, (Fault(body={"id": "t1"}, headers={"ETag": '"caf\xe9"', "X-Said": "key-1-key-1 \xff"}),), (POST,), "created t1",
    ),
    "broken packing": Exchange(
        create, (Fault(content=b"{}", headers={"Content-Encoding": "gzip"}),), (POST,),
        f"APIConnectionError: videos.create: DecodingError…{CHARGE}",
    ),
    "no HTTP at all": Exchange(
        create, (Fault("raw", content=b"\x00\x01\r\n\r\n"),), (POST,), f"APIConnectionError: …{CHARGE}"
    ),
}  # fmt: skip

IDEMPOTENT = {
    f"with an idempotency header: {name}": Exchange(
        lambda scene: scene.videos.create(prompt="Rain"), answers, ("POST /videos",) * asked, gives, provider="kite",
        options=QUICK if answers[0] is LATE else {}, pauses=pauses,
    )
    for name, answers, asked, gives, pauses in (
        ("late", (LATE, CREATED), 2, "created t1", (SOON,)),
        ("reset", (RESET, RESET, CREATED), 3, "created t1", (SOON, LATER)),
        ("500", (status(500), status(503, Retry_After="2"), CREATED), 3, "created t1", (SOON, 2.0)),
        ("refused", (status(402),), 1, "PaymentRequiredError: 402 kind: no", ()),
    )
}  # fmt: skip

REPEATED = {
    "a look: reset": Exchange(retrieve, (RESET, EARLY, RUNNING), (GET,) * 3, "result t1 running", pauses=(SOON, LATER)),
    "a look: late": Exchange(retrieve, (LATE, RUNNING), (GET,) * 2, "result t1 running", options=QUICK, pauses=(SOON,)),
    **{
        f"a look: {code}": Exchange(retrieve, (status(code), RUNNING), (GET,) * 2, "result t1 running", pauses=(SOON,))
        for code in (408, 429, 500, 502, 503, 504)
    },
    "a look: at most eight seconds": Exchange(
        retrieve, (status(503),), (GET,) * 8, "ServerError: 503 kind: no", options={"max_retries": 7},
        pauses=tuple((0.0, min(8.0, 0.5 * 2**at)) for at in range(7)),
    ),
    "a look: 501 is no passing trouble": Exchange(retrieve, (status(501),), (GET,), "ServerError: 501 kind: no", pauses=()),
    "bytes: 503": Exchange(
        lambda scene: scene.videos.content("t1"), (status(503, Retry_After="4"), MEDIA), (CONTENT,) * 2,
        "912 bytes of video/mp4", pauses=(4.0,),
    ),
}  # fmt: skip

WAITING = {
    "from creation to end": Exchange(
        waited(), (CREATED, RUNNING, Fault(body={"id": "t1", "status": "a word of tomorrow"}), DONE), (POST, GET, GET, GET),
        "task t1 succeeded: http://ADDRESS/v.mp4",
        told=("t1", ("running", 40), ("a word of tomorrow", None), ("completed", None)),
        pauses=(2.0, (1.6, 2.0), (2.4, 3.0)),
    ),
    "pauses grow to fifteen seconds": Exchange(
        lambda scene: scene.videos.wait("t1"), (*[RUNNING] * 8, DONE), (GET,) * 9, "task t1 succeeded…",
        pauses=(2.0, *[(0.8 * most, most) for most in (2.0, 3.0, 4.5, 6.75, 10.125, 15.0, 15.0, 15.0)]),
    ),
    "resumed": Exchange(lambda scene: scene.videos.resume("t1"), (DONE,), (GET,), "task t1 succeeded…", pauses=()),
    "Retry-After of a look": Exchange(
        lambda scene: scene.videos.resume("t1"), (Fault(body={"status": "queued"}, headers={"Retry-After": "11"}), DONE),
        (GET,) * 2, "task t1 succeeded…", pauses=(11.0,),
    ),
    "Retry-After: 0 is no busy loop": Exchange(
        lambda scene: scene.videos.resume("t1"), (Fault(body={"status": "queued"}, headers={"Retry-After": "0"}), DONE),
        (GET,) * 2, "task t1 succeeded…", pauses=(0.05,),
    ),
    **{
        f"{word}": Exchange(
            waited(), (CREATED, Fault(body={"status": word, "error": {"message": "the picture was refused"}})), (POST, GET),
            f"TaskFailedError [t1]: task t1 is {word}: the picture was refused", pauses=(2.0,),
        )
        for word in ("failed", "cancelled", "expired")
    },
    "the deadline": Exchange(
        waited(wait_timeout=9), (CREATED, RUNNING), (POST, *[GET] * 4),
        "TaskTimeoutError [t1]: task t1 has not ended within 9 seconds (it is running); "
        "resume('t1') goes on waiting without paying again", pauses=(2.0, (1.6, 2.0), (2.4, 3.0), (2.0, 3.0)),
    ),
    "a deadline before the Retry-After": Exchange(
        waited(wait_timeout=9), (CREATED, Fault(body={"status": "queued"}, headers={"Retry-After": "9999"})), (POST, GET, GET),
        "TaskTimeoutError [t1]…", pauses=(2.0, 7.0),
    ),
    "looks that fail in passing": Exchange(
        waited(), (CREATED, status(503), RESET, status(429, Retry_After="6"), DONE), (POST, *[GET] * 4),
        "task t1 succeeded…", pauses=(2.0, (1.6, 2.0), (2.4, 3.0), 6.0),
    ),
    "looks that fail again and again": Exchange(
        waited(), (CREATED, status(503)), (POST, *[GET] * 6), "ServerError [t1]: 503 kind: no", told=("t1",)
    ),
    "a look that is refused": Exchange(waited(), (CREATED, status(404)), (POST, GET), "NotFoundError [t1]: 404 kind: no"),
    "a look that is not JSON": Exchange(waited(), (CREATED, HTML, DONE), (POST, GET, GET), "task t1 succeeded…"),
    "looks that are not JSON for ever": Exchange(
        waited(), (CREATED, HTML), (POST, *[GET] * 6), "MalformedResponseError [t1]: videos.retrieve…"
    ),
    "headers go on the looks": Exchange(
        waited(extra_headers={"X-Team": "films"}), (CREATED, RUNNING, DONE), (POST, GET, GET), "task t1 succeeded…"
    ),
    "an id that is a number": Exchange(
        waited(), (Fault(body={"id": 12345}), DONE), (POST, "GET /v1/videos/12345"), "task 12345 succeeded…"
    ),
    "an id that is a path": Exchange(
        waited(), (Fault(body={"id": "../a?b#c/é"}), DONE), (POST, "GET /v1/videos/..%2Fa%3Fb%23c%2F%C3%A9"), "task ../a?b#c/é…"
    ),
    "an id that leaves the path": Exchange(
        waited(), (Fault(body={"id": ".."}),), (POST,), "InvalidRequestError [..]: videos.retrieve: task_id must not be '..'"
    ),
    "an id that is no text": Exchange(
        waited(), (Fault(content=b'{"id": "\\ud800"}'),), (POST,),
        "InvalidRequestError [\ud800]: videos.retrieve: task_id must not be '\\ud800'",
    ),
    "no id": Exchange(
        waited(), (Fault(body={"id": None}),), (POST,),
        f"MalformedResponseError: the answer to the creation (200) names no task, but the task may exist {CHARGE}", told=(),
    ),
    "a callback fails at the creation": Exchange(
        lambda scene: scene.videos.create_and_wait(**BODY, on_created=broken), (CREATED,), (POST,),
        "LookupError [t1]: a callback of the caller's",
    ),
    "a callback fails while waiting": Exchange(
        lambda scene: scene.videos.create_and_wait(**BODY, on_progress=broken), (CREATED, RUNNING), (POST, GET),
        "LookupError [t1]: a callback of the caller's",
    ),
}  # fmt: skip

A_POST, A_GET = "POST /v1/videos/generations", "GET /v1/tasks/t9"
A_CREATED = Fault(body={"code": 200, "data": [{"status": "submitted", "task_id": "t9"}]})
A_DONE = Fault(
    body={
        "code": 200,
        "data": {"status": "completed", "result": {"videos": [{"url": ["http://a.example/1", "http://a.example/2"]}]}},
    }
)
NO_CREDITS = Fault(body={"code": 402, "message": "no credits", "data": []})


def a_waited(scene: Scene) -> Any:
    return scene.videos.create_and_wait(**WORDS, on_created=scene.told.append)


def a_created(scene: Scene) -> Any:
    return scene.videos.create(**WORDS)


ENVELOPES = {
    name: Exchange(call, answers, asks, gives, provider="apimart")
    for name, call, answers, asks, gives in (
        ("an envelope", a_waited, (A_CREATED, A_DONE), (A_POST, A_GET), "task t9 succeeded: http://a.example/1 http://a.example/2"),
        ("an envelope alone", a_created, (A_CREATED,), (A_POST,), "created t9"),
        (
            "a success that refuses", a_waited, (NO_CREDITS,), (A_POST,),
            "NotAcceptedError: the request was not accepted: code is 402: no credits",
        ),
        (
            "a success that refuses a plain creation", a_created, (NO_CREDITS,), (A_POST,),
            "NotAcceptedError: the request was not accepted: code is 402: no credits",
        ),
        (
            "a success that does not say", a_created, (Fault(body={"data": [{"task_id": "t9"}]}),), (A_POST,),
            f"MalformedResponseError [t9]: the answer does not say whether the request was accepted: it has no code {CHARGE}",
        ),
        (
            "a success without a body", a_created, (Fault(status=204, content=b""),), (A_POST,),
            f"MalformedResponseError: videos.create: the answer (204) is empty {CHARGE}",
        ),
        (
            "a success with an error and no code", a_created, (Fault(body={"error": {"message": "no credits"}}),), (A_POST,),
            "NotAcceptedError: the request was not accepted: code is None: no credits",
        ),
        (
            "a look that refuses", a_waited, (A_CREATED, Fault(body={"code": 401, "message": "who?"})), (A_POST, A_GET),
            "NotAcceptedError [t9]: the request was not accepted: code is 401: who?",
        ),
        (
            "a result of several", lambda scene: scene.videos.download(f"http://{scene.address}/1", scene.path),
            (MEDIA,), ("GET /1",), "file of 912 bytes",
        ),
    )
}  # fmt: skip


RESULTS = {
    "from the operation": Exchange(download(), (MEDIA,), (CONTENT,), "file of 912 bytes", told=((912, 912),)),
    "from a link": Exchange(download("http://ADDRESS/v.mp4?a=1"), (MEDIA,), ("GET /v.mp4?a=1",), "file of 912 bytes"),
    "packed": Exchange(
        download(),
        (Fault(content=zlib.compress(VIDEO), headers={"Content-Type": "video/mp4", "Content-Encoding": "deflate"}),),
        (CONTENT,), "file of 912 bytes", told=((912, None),),
    ),
    "after a redirect": Exchange(
        download(), (status(302, Location="http://ADDRESS/cdn"), MEDIA), (CONTENT, "GET /cdn"), "file of 912 bytes"
    ),
    "redirects without end": Exchange(
        download(), (status(302, Location="/again"),), (CONTENT, *["GET /again"] * 5), "DownloadError [t1]: more than 5 redirects"
    ),
    **{
        f"a redirect to {where}": Exchange(
            download(), (status(302, Location=where),), (CONTENT,), "DownloadError [t1]: a redirect leads away from http"
        )
        for where in ("ftp://ADDRESS/x", "file:///etc/passwd")
    },
    "a redirect that is no address": Exchange(
        download(), (status(302, Location="http://127.0.0.1:x/"),), (CONTENT,) * 3, "APIConnectionError [t1]: …"
    ),
    "an address that is none": Exchange(
        download("http://"), (MEDIA,), (), "DownloadError: the result has no address that can be used"
    ),
    "a port that is none": Exchange(
        download("http://127.0.0.1:x/"), (MEDIA,), (), "DownloadError: the result has no address that can be used"
    ),
    "a page": Exchange(download(), (HTML,), (CONTENT,), "DownloadError [t1]: the result is text/html, not media"),
    "JSON": Exchange(download(), (DONE,), (CONTENT,), "DownloadError [t1]: the result is application/json, not media"),
    **{
        f"what begins like {name}": Exchange(
            download(), (Fault(content=start + b" nothing", headers={"Content-Type": "video/mp4"}),), (CONTENT,),
            "DownloadError [t1]: the result begins like a page or JSON, not like media",
        )
        for name, start in (("a page", b"\n <!doctype"), ("JSON", b'{"a'), ("a list", b"["), ("a marked page", b"\xef\xbb\xbf<x"))
    },
    "nothing": Exchange(
        download(), (Fault(content=b"", headers={"Content-Type": "video/mp4"}),), (CONTENT,),
        "DownloadError [t1]: 0 of some bytes have arrived",
    ),
    "half of it, then all": Exchange(
        download(), (Fault(content=VIDEO, headers={"Content-Type": "video/mp4"}, cut=12), MEDIA), (CONTENT,) * 2,
        "file of 912 bytes", pauses=(SOON,),
    ),
    "503, then all": Exchange(
        download(), (status(503, Retry_After="5"), MEDIA), (CONTENT,) * 2, "file of 912 bytes", pauses=(5.0,)
    ),
    "late, then all": Exchange(
        download(), (LATE, MEDIA), (CONTENT,) * 2, "file of 912 bytes", pauses=(SOON,), options=QUICK
    ),
    "gone": Exchange(download(), (status(404),), (CONTENT,), "NotFoundError [t1]: 404 kind: no", pauses=()),
    "a callback fails": Exchange(
        lambda scene: scene.videos.download("t1", scene.path, on_progress=broken), (MEDIA,), (CONTENT,),
        "LookupError [t1]: a callback of the caller's",
    ),
    "into a folder": Exchange(
        lambda scene: scene.videos.download("t1", scene.path.parent), (MEDIA,), (), "ConfigurationError [t1]: '…"
    ),
    "into a folder that is not there": Exchange(
        lambda scene: scene.videos.download("t1", scene.path / "x" / "v.mp4"), (MEDIA,), (), "ConfigurationError [t1]: '…"
    ),
}  # fmt: skip

ERRORS = {
    f"{code}": Exchange(
        create, (status(code, x_request_id="r1"),), (POST,), f"{kind}: {code} kind: no", pauses=(), options={"max_retries": 0}
    )
    for code, kind in {
        400: "BadRequestError", 401: "AuthenticationError", 402: "PaymentRequiredError", 403: "PermissionDeniedError",
        404: "NotFoundError", 409: "ConflictError", 418: "APIStatusError", 422: "BadRequestError", 429: "RateLimitError",
        500: "ServerError", 599: "ServerError",
    }.items()
} | {
    "invalid": Exchange(
        lambda scene: scene.videos.create(**{**BODY, "seconds": 8}), (CREATED,), (),
        "InvalidRequestError: videos.create: /seconds…",
    ),
    "no JSON": Exchange(
        lambda scene: scene.videos.create(**BODY, extra_body={"x": {1}}), (CREATED,), (),
        "InvalidRequestError: videos.create: the body is not JSON: Object of type set is not JSON serializable",
    ),
    "a header that is none": Exchange(
        lambda scene: scene.videos.create(**BODY, extra_headers={"X Y": "1"}), (CREATED,), (),
        "ConfigurationError: 'X Y' is no name of a header",
    ),
    "a header that is no text": Exchange(
        lambda scene: scene.videos.create(**BODY, extra_headers={"X-Y": 1}), (CREATED,), (),
        "ConfigurationError: the header X-Y must be a text, not int",
    ),
    **{
        f"a timeout of {value!r}": Exchange(
            given(timeout=value), (CREATED,), (),
            f"ConfigurationError: timeout must be seconds, more than 0, not {value!r}",
        )
        for value in (0, -1.0, float("nan"), float("inf"), "5", True)
    },
    **{
        f"a deadline of {value!r}": Exchange(
            waited(wait_timeout=value), (CREATED,), (),
            f"ConfigurationError: wait_timeout must be seconds, not {value!r}",
        )
        for value in (float("nan"), None, "5")
    },
    "in another shape": Exchange(
        create, (Fault(status=402, body={"code": "E1", "message": "flat", "data": None}),), (POST,),
        "PaymentRequiredError: 402: flat",
    ),
    "in no shape": Exchange(
        create, (Fault(status=502, content=b"<html>", headers={"Content-Type": "text/html; charset=x"}),), (POST,),
        "ServerError: 502",
    ),
}  # fmt: skip

EXCHANGES: dict[str, Exchange] = {
    f"{group}: {name}": one
    for group, table in {
        "sent once": SENT_ONCE,
        "repeated": IDEMPOTENT | REPEATED,
        "waiting": WAITING | ENVELOPES,
        "results": RESULTS,
        "errors": ERRORS,
    }.items()
    for name, one in table.items()
}
