"""Bodies are judged before anything leaves: raise, log or off; strict; what extra_body adds is not judged."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from tests.codegen.clients.server import Answer, serving
from tests.codegen.clients.test_requests import ACCEPTED, IMAGE_TO_VIDEO, run
from videoapis import powertokens
from videoapis.powertokens import ConfigurationError, InvalidRequestError

BROKEN: dict[str, Any] = {**IMAGE_TO_VIDEO, "seconds": 8}
CONTESTED: dict[str, Any] = {
    "model": "wan2.7",
    "prompt": "She turns to the music",
    "image_urls": ["https://example.com/a.jpg"],
    "audio_url": "https://example.com/a.mp3",
}


@pytest.mark.parametrize("asynchronous", [False, True])
def test_a_wrong_body_is_refused_before_anything_is_sent(asynchronous: bool) -> None:
    with serving() as server:
        with pytest.raises(InvalidRequestError) as caught:
            run("powertokens", asynchronous, lambda client: client.videos.create(**BROKEN), server.url)
        assert not server.seen
    (violation,) = caught.value.violations
    assert (violation.rule, violation.path) == ("type", "/seconds")
    assert "/seconds" in str(caught.value) and '"8"' in str(caught.value)


def test_log_says_it_and_sends(caplog: pytest.LogCaptureFixture) -> None:
    with serving(Answer(json={"id": "t"})) as server, caplog.at_level(logging.WARNING):
        run("powertokens", False, lambda client: client.videos.create(**BROKEN, validation="log"), server.url)
        assert json.loads(server.seen[0].content) == BROKEN
    assert "/seconds" in caplog.text


def test_off_sends_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    with serving(Answer(json={"id": "t"})) as server, caplog.at_level(logging.DEBUG, logger="videoapis"):
        run("powertokens", False, lambda client: client.videos.create(**BROKEN), server.url, validation="off")
        assert json.loads(server.seen[0].content) == BROKEN
    assert not [one for one in caplog.records if one.name.startswith("videoapis")]


def test_contested_rules_refuse_under_strict_only() -> None:
    with serving(Answer(json=ACCEPTED)) as server:
        run("apimart", False, lambda client: client.videos.create(**CONTESTED), server.url)
        assert len(server.seen) == 1
        with pytest.raises(InvalidRequestError, match="image-audio"):
            run("apimart", False, lambda client: client.videos.create(**CONTESTED, strict=True), server.url)
        with pytest.raises(InvalidRequestError, match="image-audio"):
            run("apimart", False, lambda client: client.videos.create(**CONTESTED), server.url, strict=True)
        assert len(server.seen) == 1


@pytest.mark.parametrize("model", ["wan2.7-x", None, 5, ["wan2.7-i2v"]])
def test_an_unknown_model_is_refused(model: Any) -> None:
    with serving() as server:
        with pytest.raises(InvalidRequestError, match=r'/model: .* is not "wan2\.7-r2v", "wan2\.7-i2v", ') as caught:
            run(
                "powertokens",
                False,
                lambda client: client.videos.create(**{**IMAGE_TO_VIDEO, "model": model}),
                server.url,
            )
        assert not server.seen
    (violation,) = caught.value.violations
    assert (violation.rule, violation.path) == ("enum" if type(model) is str else "type", "/model")


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes"])
def test_what_json_cannot_write_is_refused(value: Any) -> None:
    with serving() as server:
        with pytest.raises(InvalidRequestError, match="not JSON"):
            run(
                "powertokens",
                False,
                lambda client: client.videos.create(**IMAGE_TO_VIDEO, extra_body={"x": value}),
                server.url,
            )
        assert not server.seen


def test_absent_and_null_are_different() -> None:
    with serving(Answer(json={"id": "t"})) as server:
        with pytest.raises(InvalidRequestError, match="/prompt"):
            run("powertokens", False, lambda client: client.videos.create(**IMAGE_TO_VIDEO, prompt=None), server.url)
        run(
            "powertokens",
            False,
            lambda client: client.videos.create(**IMAGE_TO_VIDEO, extra_body={"prompt": None}),
            server.url,
        )
        assert json.loads(server.seen[0].content)["prompt"] is None


def test_extra_body_has_no_place_in_a_call_without_a_body() -> None:
    with serving() as server, pytest.raises(ConfigurationError, match="extra_body"):
        run("powertokens", False, lambda client: client.videos.retrieve("t", extra_body={"a": 1}), server.url)


def test_an_unknown_way_of_validation_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="validation"):
        powertokens.PowerTokens("k", validation="maybe")  # type: ignore[arg-type]
