"""Whatever arrives is answered: in the provider's shape, naming what is wrong, and never as a failure of the mock."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from reelspec.testing.mock import Mock, Request
from reelspec.testing.mock.bodies import MOST_NESTING
from tests.testing.mock.shared import IMAGE_TO_VIDEO, TEXT_TO_VIDEO, Caller, apimart, powertokens, repository


def test_a_broken_rule_is_named_with_its_reason_in_the_shape_of_the_provider() -> None:
    mock = powertokens()
    reply = Caller(mock)("POST", "/v1/videos", {"model": "wan2.7-i2v", "prompt": "A boat sails."})
    error = reply.json["error"]
    assert reply.status == 400 and error["code"] == "one-input-style" and error["type"] == "invalid_request_error"
    assert "[one-input-style]" in error["message"] and "exactly one of image, images or media" in error["message"]
    assert error["violations"][0]["source"].startswith("PowerTokens, wan2.7-i2v")
    assert mock.tasks == {} and mock.journal[0].verdict == "invalid"
    other = Caller(apimart())("POST", "/v1/videos/generations", {**TEXT_TO_VIDEO, "size": "1:2"})
    assert other.json["error"]["code"] == 400 and "[enum]" in other.json["error"]["message"]


def test_the_mock_and_the_generated_validator_say_the_same() -> None:
    from videoapis.powertokens.validators import wan2_7_i2v

    body = {"model": "wan2.7-i2v", "size": "480P", "seconds": "x", "negative_prompt": 5, "colour": 1}
    mock = powertokens()
    Caller(mock)("POST", "/v1/videos", body)
    said = [(one.rule, one.path, one.message, one.source) for one in mock.journal[0].violations]
    assert said == [(one.rule, one.path, one.message, one.source) for one in wan2_7_i2v.errors(body)] and len(said) > 3


def test_contested_rules_refuse_only_when_strict() -> None:
    media = {"image_urls": ["https://example.com/a.png"], "audio_url": "https://example.com/a.mp3"}
    assert Caller(apimart())("POST", "/v1/videos/generations", {**TEXT_TO_VIDEO, **media}).status == 200
    mock = apimart(strict=True)
    assert Caller(mock)("POST", "/v1/videos/generations", {**TEXT_TO_VIDEO, **media}).status == 400
    assert [one.rule for one in mock.journal[0].violations] == ["image-audio"]


@pytest.mark.parametrize(
    ("body", "rule", "path", "said"),
    [
        ({"prompt": "x"}, "required", "/model", "model is required"),
        ({"model": "wan2.7-i2w"}, "enum", "/model", 'did you mean "wan2.7-i2v"?'),
        ({"model": 5}, "enum", "/model", "5 is not"),
        ({"model": None}, "enum", "/model", "null is not"),
        ({"model": ["x"] * 500}, "enum", "/model", "is not"),
        ([], "type", "", "[] is not an object"),
        ("x" * 1000, "type", "", "is not an object"),
        (None, "type", "", "null is not an object"),
    ],
)
def test_a_body_that_no_model_judges(body: Any, rule: str, path: str, said: str) -> None:
    mock = powertokens()
    reply = Caller(mock)("POST", "/v1/videos", content=b"null" if body is None else None, body=body)
    assert reply.status == 400 and said in reply.json["error"]["message"] and len(reply.body) < 1000
    assert [(one.rule, one.path) for one in mock.journal[0].violations] == [(rule, path)]


UNREADABLE = {
    "no JSON": (b"{'a': 1}", "not JSON"),
    "a cut text": (b'{"model": "wan', "not JSON"),
    "nothing but a space": (b" ", "not JSON"),
    "no UTF-8": (b'{"model": "\xff"}', "no UTF-8 (byte 11)"),
    "half a surrogate pair is JSON": (b'{"model": "\\ud800"}', ""),
    "UTF-16": ('{"model": 1}'.encode("utf-16"), "no UTF-8"),
    "a byte order mark": (b"\xef\xbb\xbf{}", "BOM"),
    "a name twice": (b'{"model": "a", "model": "b"}', '"model\\" stands twice'),
    "NaN": (b'{"model": NaN}', "JSON has no NaN"),
    "infinity": (b'{"model": 1e999}', "too large"),
    "a long number": (b'{"model": ' + b"9" * 5000 + b"}", "too many digits"),
    "deep": (b"[" * (MOST_NESTING + 1) + b"]" * (MOST_NESTING + 1), "nested too deeply"),
    "deeper than the stack": (b"[" * 100_000, "nested too deeply"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    "zeros": (bytes(1000), "not JSON"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_body_that_is_no_json(name: str) -> None:
    content, said = UNREADABLE[name]
    mock = powertokens()
    reply = Caller(mock)("POST", "/v1/videos", content=content)
    assert reply.status == 400 and said.replace('\\"', '"').strip('"') in reply.json["error"]["message"]
    assert mock.journal[0].verdict == ("unreadable" if said else "invalid")
    shown = mock.handle(Request("GET", "/__mock__/journal"))
    assert shown.status == 200 and json.loads(shown.body, parse_constant=pytest.fail)


@pytest.mark.parametrize(
    "kind", ["", "text/plain", "application/x-www-form-urlencoded", "json", "\xff\xfe", "application/"]
)
def test_a_wrong_content_type(kind: str) -> None:
    mock = powertokens()
    reply = Caller(mock)("POST", "/v1/videos", IMAGE_TO_VIDEO, headers={"content-type": kind})
    assert reply.status == 415 and "application/json" in reply.json["error"]["message"]
    assert mock.journal[0].verdict == "unreadable"


def test_a_content_encoding_is_not_read() -> None:
    mock = powertokens()
    assert Caller(mock)("POST", "/v1/videos", IMAGE_TO_VIDEO, headers={"content-encoding": "gzip"}).status == 415
    assert Caller(mock)("POST", "/v1/videos", IMAGE_TO_VIDEO, headers={"content-encoding": "identity"}).status == 200


def test_a_content_type_with_parameters_is_right() -> None:
    kind = {"content-type": "Application/JSON; charset=utf-8"}
    assert Caller(powertokens())("POST", "/v1/videos", IMAGE_TO_VIDEO, headers=kind).status == 200
    wrong = {**IMAGE_TO_VIDEO, "media": []}
    assert Caller(powertokens())("POST", "/v1/videos", wrong, headers=kind).status == 400


def test_a_body_that_is_missing_and_one_that_nobody_asked_for() -> None:
    mock = powertokens()
    reply = Caller(mock)("POST", "/v1/videos")
    assert reply.status == 400 and "needs a body" in reply.json["error"]["message"]
    task = Caller(mock)("POST", "/v1/videos", IMAGE_TO_VIDEO).json["id"]
    assert Caller(mock)("GET", f"/v1/videos/{task}", content=b"\xff").status == 200


def test_without_a_key_nothing_is_judged() -> None:
    mock = powertokens()
    reply = Caller(mock, {})("POST", "/v1/videos", content=b"{{{")
    assert reply.status == 401 and "Authorization" in reply.json["error"]["message"]
    assert reply.json["error"]["type"] == "authentication_error"
    assert mock.journal[0].verdict == "unauthorized"


def test_an_unknown_task() -> None:
    mock = powertokens()
    for name in ("nope", "%2e%2e%2f", "%ff", "x" * 5000, "%"):
        reply = Caller(mock)("GET", f"/v1/videos/{name}")
        assert reply.status == 404 and len(reply.body) < 500
    assert {one.verdict for one in mock.journal} == {"unknown"}


def test_bytes_of_all_kinds_are_answered() -> None:
    """Requests put together by chance: every one gets an answer with a body that is JSON, and the journal holds them all."""
    mock = Mock(repository())
    chance = random.Random(7)
    valid = '{"model": "wan2.7", "prompt": "A boat.", "media": [{"type": "first_frame", "url": "https://e.com/a.png"}]}'
    paths = [
        "/powertokens/v1/videos",
        "/apimart/v1/videos/generations",
        "/apimart/v1/tasks/%s?language=%s",
        "/%s",
        "/__mock__/%s",
    ]
    for _ in range(600):
        body = bytearray(valid.encode())
        for _ in range(chance.randrange(4)):
            at = chance.randrange(len(body))
            body[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        word = "".join(chance.choice("ab/%.\0~{}é") for _ in range(6))
        path, _, query = chance.choice(paths).replace("%s", word).partition("?")
        headers = (("authorization", "Bearer k"), ("content-type", "application/json"))
        method = chance.choice(["GET", "POST", "POST", "POST", "PUT", "TRACE"])
        reply = mock.handle(Request(method, path, query, headers, bytes(body)))
        assert 200 <= reply.status < 500 and reply.json
    shown = mock.handle(Request("GET", "/__mock__/journal"))
    assert len(shown.json["entries"]) == len(mock.journal) > 400  # type: ignore[index, call-overload, arg-type]
