"""Servers that are wrong in other ways than a forgotten rule: stricter, of another shape, backwards in time, open to all."""

from __future__ import annotations

from typing import Any

import pytest

from reelspec.testing.verify.report import Finding
from tests.testing.verify.dropping import without_rule
from tests.testing.verify.judged import model_of, report_on, server
from tests.testing.verify.server import Flaws

I2V = "powertokens/wan2.7-i2v"
APIMART = "apimart/wan2.7"


def findings(flaws: Flaws, name: str = I2V, *, every: int = 8) -> list[Finding]:
    return list(report_on(server(name, flaws), name, every=every).findings)


def only(flaws: Flaws, name: str = I2V, *, every: int = 8) -> Finding:
    (found,) = findings(flaws, name, every=every)
    return found


@pytest.mark.parametrize(
    ("refuse", "path", "words"),
    [
        (lambda body: body.get("seconds") == "15", "/seconds", 'where /seconds is "15"'),
        (lambda body: "images" in body, "/images", "with /images"),
        (
            lambda body: any(one["type"] == "driving_audio" for one in body.get("media", [])),
            "/media/*/type",
            'where /media/*/type is "driving_audio"',
        ),
        (lambda body: len(body.get("media", [])) > 1, "/media", "where /media has 2 items or more"),
    ],
)
def test_what_a_stricter_server_refuses_is_described(refuse: Any, path: str, words: str) -> None:
    finding = only(Flaws(refuse=refuse), every=1)
    assert (finding.kind, finding.path) == ("stricter", path)
    assert finding.message.endswith(words)
    assert len(finding.cases) < finding.of


def test_a_rule_that_is_half_enforced_is_named_with_the_half() -> None:
    name = "powertokens/wan2.1-kf2v-plus"
    _, model = model_of(name)
    application, ignorant = server(name), server(name, judged_by=without_rule(model, "size-by-model"))
    right, lax = application.judges[model.name], ignorant.judges[model.name]
    application.judges = {model.name: lambda body: right(body) or (lax(body) and body.get("size") == "480P")}
    (finding,) = report_on(application, name).findings
    assert (finding.kind, finding.rule) == ("laxer", "size-by-model")
    assert 0 < len(finding.cases) < finding.of
    assert ', all where /size is "480P"; for instance: ' in finding.message


def test_a_server_that_refuses_two_things_gets_two_findings() -> None:
    found = findings(Flaws(refuse=lambda body: body.get("seconds") == "15" or body.get("size") == "1080P"), every=1)
    assert {one.path for one in found} == {"/seconds", "/size"}


def test_a_server_that_refuses_everything_is_one_finding() -> None:
    finding = only(Flaws(refuse=lambda body: True))
    assert finding.kind == "stricter" and "every legal body" in finding.message


def test_refusing_what_the_spec_only_warns_of_is_a_note() -> None:
    flaws = Flaws(refuse=lambda body: body.get("image", "https:").partition(":")[0] not in ("http", "https"))
    report = report_on(server(I2V, flaws), I2V)
    (finding,) = report.findings
    assert finding.note and finding.rule == "format"
    assert report.good


def test_a_crash_is_no_refusal() -> None:
    finding = only(
        Flaws(crash=lambda body: isinstance(body, dict) and not isinstance(body.get("seconds", ""), str)), every=1
    )
    assert finding.kind == "failure"
    assert "where /seconds is not a string: answers 500" in finding.message


def test_an_answer_without_the_task() -> None:
    finding = only(Flaws(created=lambda status, answer: (status, {"status": "queued"})))
    assert (finding.kind, finding.rule) == ("answer", "id")


def test_an_undocumented_success() -> None:
    finding = only(Flaws(created=lambda status, answer: (202, answer)))
    assert (finding.kind, finding.rule) == ("answer", "status")
    assert "answers 202" in finding.message


def test_an_answer_that_its_schema_refuses() -> None:
    finding = only(Flaws(created=lambda status, answer: (status, {**answer, "created_at": "now"})))
    assert (finding.kind, finding.rule, finding.path) == ("answer", "type", "/created_at")
    assert finding.source


def test_an_answer_that_does_not_say_that_it_is_accepted() -> None:
    finding = only(Flaws(created=lambda status, answer: (status, {"data": answer["data"]})), APIMART)
    assert (finding.kind, finding.rule) == ("answer", "accepted")


def test_a_refusal_within_a_success_is_a_refusal() -> None:
    def refusal(status: int, answer: Any) -> tuple[int, Any]:
        return (200, {"code": 400, "data": []}) if status == 400 else (status, answer)

    assert findings(Flaws(refusal=refusal), APIMART) == []


def test_an_error_of_another_shape() -> None:
    found = findings(Flaws(refusal=lambda status, answer: (status, {"error": {"code": "no"}})), APIMART)
    assert {(one.kind, one.rule, one.path) for one in found} == {("answer", "type", "/error/code")}


def test_a_page_where_json_should_be() -> None:
    found = findings(Flaws(media_type=b"text/html"))
    assert {(one.kind, one.rule) for one in found} == {("answer", "media-type")}


def test_a_word_that_the_spec_does_not_list() -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return status, {**answer, "status": "dreaming"} if number == 1 else answer

    finding = only(Flaws(polled=polled))
    assert finding.kind == "word" and '"dreaming"' in finding.message


def test_a_word_of_the_schema_that_is_in_no_list_is_known() -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return status, {**answer, "status": "unknown"} if number == 1 else answer

    assert findings(Flaws(polled=polled)) == []


def _status_after(end: str) -> Flaws:
    return Flaws(polled=lambda number, status, answer: (status, {**answer, "status": end} if number > 2 else answer))


@pytest.mark.parametrize("end", ["running", "queued", "failed"])
def test_a_task_that_has_ended_does_not_go_on(end: str) -> None:
    finding = only(_status_after(end))
    assert (finding.kind, finding.rule) == ("status", "end")
    assert finding.message.endswith(f"from completed to {end}")


def test_a_waiting_task_that_steps_back_is_a_note() -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return status, {**answer, "status": ("running", "queued", "completed")[min(number, 2)]}

    finding = only(Flaws(polled=polled))
    assert finding.note and finding.kind == "status"


def test_progress_that_falls() -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return status, {**answer, "progress": (50, 20, 100)[min(number, 2)]}

    finding = only(Flaws(polled=polled))
    assert (finding.kind, finding.rule) == ("status", "progress")
    assert "from 50 to 20" in finding.message


@pytest.mark.parametrize("metadata", [{}, {"url": "see our site"}, {"url": ""}])
def test_success_without_an_address(metadata: dict[str, str]) -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return status, {**answer, "metadata": metadata} if "metadata" in answer else answer

    finding = only(Flaws(polled=polled))
    assert (finding.kind, finding.rule) == ("result", "result")


@pytest.mark.parametrize("content", [(200, b""), (500, b"no")])
def test_content_that_cannot_be_fetched(content: tuple[int, bytes]) -> None:
    found = findings(Flaws(content=lambda status, given: content))
    assert ("result", "content") in {(one.kind, one.rule) for one in found}


def test_a_poll_that_fails() -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return (503, {"error": {"message": "later"}}) if number == 1 else (status, answer)

    finding = only(Flaws(polled=polled))
    assert (finding.kind, finding.rule) == ("failure", "poll")


def test_a_server_that_is_open_to_all() -> None:
    found = findings(Flaws(open=True))
    assert {(one.kind, one.operation) for one in found} == {("access", "videos.create"), ("access", "videos.retrieve")}


def test_a_task_that_fails_has_no_result_and_that_is_no_finding() -> None:
    def polled(number: int, status: int, answer: Any) -> tuple[int, Any]:
        return status, {"status": "failed" if number else "running", "error": "refused by a filter"}

    report = report_on(server(I2V, Flaws(polled=polled)), I2V)
    assert report.findings == ()
    assert [one.end for one in report.lived] == ["failed"]
