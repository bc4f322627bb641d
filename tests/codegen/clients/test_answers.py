"""What the clients make of answers: results, models, bytes, and an error for every status and both shapes of error body."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx
import pytest

from tests.codegen.clients.server import Answer, serving
from tests.codegen.clients.test_requests import IMAGE_TO_VIDEO, run
from videoapis import apimart, powertokens
from videoapis._runtime import answers, core

STATUSES = {
    400: powertokens.BadRequestError,
    401: powertokens.AuthenticationError,
    402: powertokens.PaymentRequiredError,
    403: powertokens.PermissionDeniedError,
    404: powertokens.NotFoundError,
    409: powertokens.ConflictError,
    422: powertokens.BadRequestError,
    429: powertokens.RateLimitError,
    500: powertokens.ServerError,
    502: powertokens.ServerError,
    503: powertokens.ServerError,
    418: powertokens.APIStatusError,
    302: powertokens.APIStatusError,
}
BOTH = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_its_error_and_is_asked_for_once(status: int) -> None:
    body = {"error": {"message": "no such thing", "type": "some_error", "code": "c-1"}}
    with serving(Answer(status, json=body, headers={"x-request-id": "req-7"})) as server:
        with pytest.raises(STATUSES[status]) as caught:
            run(
                "powertokens",
                False,
                lambda client: client.videos.create(**IMAGE_TO_VIDEO),
                server.url,
                max_retries=0,
            )
        assert len(server.seen) == 1
    error = caught.value
    assert type(error) is STATUSES[status]
    assert (error.status_code, error.code, error.type, error.request_id) == (status, "c-1", "some_error", "req-7")
    assert str(error) == f"{status} some_error: no such thing"
    assert error.body == body
    assert error.response.status_code == status


@pytest.mark.parametrize(
    ("body", "message", "code", "kind"),
    [
        (
            {"error": {"code": 402, "message": "pay", "type": "payment_required"}},
            "402 payment_required: pay",
            402,
            "payment_required",
        ),
        ({"code": "E1", "message": "flat", "data": None}, "402: flat", "E1", None),
        ({"error": "just words"}, "402: just words", None, None),
        ({"detail": "of another kind"}, "402: of another kind", None, None),
        ([1, 2], "402", None, None),
        ("text", "402", None, None),
        ({"error": {"message": {"deep": 1}, "code": [], "type": 5}}, "402", None, None),
    ],
)
def test_error_bodies_of_every_shape(body: Any, message: str, code: Any, kind: str | None) -> None:
    with serving(Answer(402, json=body)) as server:
        with pytest.raises(powertokens.PaymentRequiredError) as caught:
            run("powertokens", False, lambda client: client.videos.retrieve("t"), server.url)
    assert (str(caught.value), caught.value.code, caught.value.type) == (message, code, kind)
    assert caught.value.body == body


def test_an_error_that_is_no_json_keeps_its_text() -> None:
    with serving(Answer(502, content=b"<html>bad gateway</html>", headers={"content-type": "text/html"})) as server:
        with pytest.raises(powertokens.ServerError) as caught:
            run("powertokens", False, lambda client: client.videos.retrieve("t"), server.url, max_retries=0)
    assert caught.value.body == "<html>bad gateway</html>"


@BOTH
def test_a_result_has_data_model_and_raw_response(asynchronous: bool) -> None:
    answer = {"id": "task-1", "status": "a word of tomorrow", "progress": 5, "new": {"x": 1}}
    with serving(Answer(json=answer, headers={"x-request-id": "req-1"})) as server:
        result = run("powertokens", asynchronous, lambda client: client.videos.retrieve("task-1"), server.url)
    assert result.data == answer
    assert result["id"] == "task-1"
    assert result.request_id == "req-1"
    assert result.response.status_code == 200
    assert isinstance(result.response, httpx.Response)
    assert result.model.id == "task-1"
    assert result.model.status == "a word of tomorrow"
    assert result.model.new == {"x": 1}


def test_the_envelope_of_apimart() -> None:
    url = ["https://example.com/v.mp4"]
    done = {
        "code": 200,
        "data": {"id": "t", "status": "completed", "result": {"videos": [{"url": url, "expires_at": 9}]}},
    }
    with serving(Answer(json=done)) as server:
        result = run("apimart", False, lambda client: client.tasks.retrieve("t"), server.url)
    assert result.model.data.status == "completed"
    assert result.model.data.result.videos[0].url == url


@BOTH
def test_content_is_bytes(asynchronous: bool) -> None:
    with serving(Answer(content=b"\x00\x01mp4", headers={"content-type": "video/mp4"})) as server:
        content = run("powertokens", asynchronous, lambda client: client.videos.content("t"), server.url)
    assert (content.content, content.content_type) == (b"\x00\x01mp4", "video/mp4")


@BOTH
def test_a_success_that_is_no_json(asynchronous: bool) -> None:
    with serving(Answer(200, content=b"<html>", headers={"content-type": "text/html"})) as server:
        with pytest.raises(powertokens.MalformedResponseError, match="text/html"):
            run("powertokens", asynchronous, lambda client: client.videos.retrieve("t"), server.url)


def test_a_success_of_another_form_is_told_when_the_model_is_asked_for() -> None:
    with serving(Answer(json={"id": {"not": "a string"}})) as server:
        result = run("powertokens", False, lambda client: client.videos.retrieve("t"), server.url)
    assert result.data == {"id": {"not": "a string"}}
    with pytest.raises(powertokens.MalformedResponseError, match="id"):
        _ = result.model


@BOTH
def test_no_connection(asynchronous: bool) -> None:
    with serving() as server:
        url = server.url
    with pytest.raises(powertokens.APIConnectionError) as caught:
        run("powertokens", asynchronous, lambda client: client.videos.retrieve("t"), url, max_retries=0)
    assert not isinstance(caught.value, powertokens.APITimeoutError)
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


def test_a_client_of_ones_own_stays_open() -> None:
    with serving(Answer(json={"id": "t"})) as server, httpx.Client(headers={"x-own": "1"}) as own:
        with powertokens.PowerTokens("k", base_url=server.url, http_client=own) as client:
            client.videos.retrieve("t")
        assert not own.is_closed
        assert server.seen[0].headers["x-own"] == "1"


def test_a_client_closes_what_it_has_opened() -> None:
    with serving(Answer(json={"id": "t"})) as server:
        with powertokens.PowerTokens("k", base_url=server.url) as client:
            client.videos.retrieve("t")
            inner = client._transport
        assert inner is not None and inner.client.is_closed


def test_a_transport_of_ones_own() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": str(request.url)})

    client = apimart.APIMart("k", transport=httpx.MockTransport(answer))
    assert client.tasks.retrieve("t")["id"] == "https://api.apimart.ai/v1/tasks/t"


def test_importing_a_provider_imports_no_httpx_and_a_result_no_pydantic() -> None:
    program = """
import sys
import videoapis.powertokens
assert "httpx" not in sys.modules and "typing" not in sys.modules, "import"
from videoapis.powertokens import PowerTokens
client = PowerTokens("k", base_url="http://127.0.0.1:1")
assert "httpx" not in sys.modules, "client"
import httpx
client = PowerTokens("k", transport=httpx.MockTransport(lambda request: httpx.Response(200, json={"id": "t"})))
result = client.videos.retrieve("t")
assert result["id"] == "t" and "pydantic" not in sys.modules, "result"
assert result.model.id == "t" and "pydantic" in sys.modules, "model"
"""
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize("status", [200, 201, 204])
def test_nothing_is_an_answer_only_where_nothing_was_paid_for(status: int) -> None:
    def read(paid: bool) -> Any:
        operation = core.Operation("x.make", "POST", "/x", package="p", response="Made", paid=paid)
        return answers.read(operation, httpx.Response(status))

    assert read(paid=False).data is None
    with pytest.raises(powertokens.MalformedResponseError) as caught:
        read(paid=True)
    assert str(caught.value) == (
        f"x.make: the answer ({status}) is empty (the provider may have accepted it and charge for it)"
    )
