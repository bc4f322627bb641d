"""Bodies are judged before anything leaves: raise, log or off; strict; what extra_body adds is not judged."""

from __future__ import annotations

import json
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from tests.codegen.clients.server import Answer, serving
from tests.codegen.clients.test_requests import ACCEPTED as LISTED
from tests.codegen.clients.test_requests import IMAGE_TO_VIDEO, run
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


ACCEPTED = {"id": "task-1", **LISTED}
"""What either provider answers."""
DOUBTFUL: dict[str, Any] = {"model": "wan2.7-i2v", "image": "./portrait.png"}


def told(records: list[logging.LogRecord]) -> list[str]:
    """The warnings on the package's logger."""
    return [one.getMessage() for one in records if one.name == "videoapis" and one.levelno == logging.WARNING]


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("validation", ["raise", "log"])
def test_what_is_doubtful_is_recorded_and_on_the_result(
    validation: str, asynchronous: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(Answer(json=ACCEPTED)) as server, caplog.at_level(logging.DEBUG):
        call = lambda client: client.videos.create(**DOUBTFUL)  # noqa: E731
        created = run("powertokens", asynchronous, call, server.url, validation=validation)
    (warning,) = created.warnings
    assert (warning.rule, warning.path, warning.severity) == ("format", "/image", "warning")
    assert told(caplog.records) == [
        "videos.create: warning: format at /image (PowerTokens, wan2.7-i2v (image to video), image)"
    ]
    assert "portrait" not in caplog.text
    assert pickle.loads(pickle.dumps(created)).warnings == created.warnings


def test_what_is_contested_is_recorded_and_on_the_result(caplog: pytest.LogCaptureFixture) -> None:
    with serving(Answer(json=ACCEPTED)) as server, caplog.at_level(logging.WARNING):
        created = run("apimart", False, lambda client: client.videos.create(**CONTESTED), server.url)
    assert [(one.rule, one.severity) for one in created.warnings] == [("image-audio", "contested")]
    (line,) = told(caplog.records)
    assert line.startswith("videos.create: contested: image-audio at /") and created.warnings[0].source in line


def test_the_task_that_is_waited_for_has_them_too(caplog: pytest.LogCaptureFixture) -> None:
    done = {"id": "t1", "status": "completed", "metadata": {"url": "https://example.com/v.mp4"}}
    seen: list[Any] = []
    call = lambda client: client.videos.create_and_wait(  # noqa: E731
        **DOUBTFUL, on_progress=lambda task: seen.append(task.warnings), poll_interval=0.05
    )
    with serving(Answer(json={"id": "t1"}), Answer(json=done)) as server, caplog.at_level(logging.WARNING):
        task = run("powertokens", False, call, server.url)
    assert [one.rule for one in task.warnings] == ["format"] and seen == [task.warnings]
    assert len(told(caplog.records)) == 1


def test_a_body_without_fault_has_none(caplog: pytest.LogCaptureFixture) -> None:
    with serving(Answer(json=ACCEPTED)) as server, caplog.at_level(logging.WARNING):
        created = run("powertokens", False, lambda client: client.videos.create(**IMAGE_TO_VIDEO), server.url)
        looked = run("powertokens", False, lambda client: client.videos.retrieve("t"), server.url)
    assert created.warnings == looked.warnings == () and told(caplog.records) == []


def test_log_records_errors_likewise_and_sends(caplog: pytest.LogCaptureFixture) -> None:
    body = {**BROKEN, "image": "./portrait.png", "new\nline": 1}
    del body["media"]
    with serving(Answer(json=ACCEPTED)) as server, caplog.at_level(logging.WARNING):
        created = run("powertokens", False, lambda client: client.videos.create(**body, validation="log"), server.url)
        assert json.loads(server.seen[0].content) == body
    place = "(PowerTokens, wan2.7-i2v (image to video), "
    assert sorted(told(caplog.records)) == [
        f"videos.create: error: additionalProperties at '/new\\nline' {place[:-2]})",
        f"videos.create: error: type at /seconds {place}seconds)",
        f"videos.create: warning: format at /image {place}image)",
    ]
    assert {one.rule for one in created.warnings} == {"additionalProperties", "type", "format"}


def creating(body: dict[str, Any], options: dict[str, Any]) -> Callable[[Any], Any]:
    return lambda client: client.videos.create(**body, **options)


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("for_all", [False, True])
def test_warnings_can_refuse(for_all: bool, asynchronous: bool, caplog: pytest.LogCaptureFixture) -> None:
    options: dict[str, Any] = {"warnings": "raise"}
    of_call, of_client = ({}, options) if for_all else (options, {})
    with serving(Answer(json=ACCEPTED)) as server, caplog.at_level(logging.INFO):
        for provider, body, rule in (("powertokens", DOUBTFUL, "format"), ("apimart", CONTESTED, "image-audio")):
            with pytest.raises(InvalidRequestError, match=rule) as caught:
                run(provider, asynchronous, creating(body, of_call), server.url, **of_client)
            assert [one.rule for one in caught.value.violations] == [rule]
        assert server.seen == []
        for body in ({**DOUBTFUL, "seconds": 8}, {**DOUBTFUL, "seconds": 9}):
            with pytest.raises(InvalidRequestError) as caught:
                run("powertokens", asynchronous, creating(body, of_call), server.url, **of_client)
            assert [one.severity for one in caught.value.violations] == ["error", "warning"]
        created = run("powertokens", asynchronous, creating(IMAGE_TO_VIDEO, of_call), server.url, **of_client)
        assert created.warnings == ()
    assert told(caplog.records) == []
    said = [one.getMessage() for one in caplog.records if one.name == "videoapis"]
    assert "videos.create: not sent: format at /image (PowerTokens, wan2.7-i2v (image to video), image)" in said


def test_an_unknown_treatment_of_warnings_is_refused() -> None:
    with pytest.raises(ConfigurationError, match='warnings is "log" or "raise", not \'off\''):
        powertokens.PowerTokens("k", warnings="off")  # type: ignore[arg-type]


@pytest.mark.parametrize("options", [{"warnings": "Raise"}, {"validation": "strict"}])
def test_of_a_call_too(options: dict[str, Any]) -> None:
    with serving(Answer(json=ACCEPTED)) as server:
        with pytest.raises(ConfigurationError, match=r" is .*, not '\w+'"):
            run("powertokens", False, creating(IMAGE_TO_VIDEO, options), server.url)
        assert server.seen == []


def test_off_sends_without_a_word(caplog: pytest.LogCaptureFixture) -> None:
    with serving(Answer(json={"id": "t"})) as server, caplog.at_level(logging.DEBUG, logger="videoapis"):
        run("powertokens", False, lambda client: client.videos.create(**BROKEN), server.url, validation="off")
        assert json.loads(server.seen[0].content) == BROKEN
    assert told(caplog.records) == []


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


def test_an_unknown_model_is_recorded_without_a_source(caplog: pytest.LogCaptureFixture) -> None:
    body = {**IMAGE_TO_VIDEO, "model": "wan2.8"}
    with serving(Answer(json=ACCEPTED)) as server, caplog.at_level(logging.WARNING):
        created = run("powertokens", False, lambda client: client.videos.create(body, validation="log"), server.url)
    assert told(caplog.records) == ["videos.create: error: enum at /model"]
    assert [one.rule for one in created.warnings] == ["enum"]


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
