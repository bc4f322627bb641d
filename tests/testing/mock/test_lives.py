"""A task from its creation to its end, as each provider's `x-task` and response schemas say."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from reelspec.language.rules.tasks import life_of
from reelspec.testing.mock import Clock, Mock
from tests.testing.mock.shared import IMAGE_TO_VIDEO, ROOT, TEXT_TO_VIDEO, Caller, apimart, foreign, powertokens

ENDS = [(powertokens, end) for end in ("succeeded", "failed", "cancelled", "expired")]
ENDS += [(apimart, end) for end in ("succeeded", "failed", "cancelled")]


def walk(mock: Mock, create: str, body: Any, poll: str, steps: int = 13) -> tuple[str, list[Any]]:
    """Create a task and ask for it every half second; its id and the answers."""
    ask = Caller(mock)
    assert ask("POST", create, body).status == 200
    (task,) = mock.tasks
    answers = []
    for _ in range(steps):
        reply = ask("GET", poll.format(task))
        assert reply.status == 200
        answers.append(reply.json)
        mock.clock.advance(0.5)
    return task, answers


def test_waiting_goes_through_the_words_with_rising_progress_and_succeeds() -> None:
    task, answers = walk(powertokens(), "/v1/videos", IMAGE_TO_VIDEO, "/v1/videos/{}")
    words = [one["status"] for one in answers]
    assert list(dict.fromkeys(words)) == ["pending", "queued", "in_progress", "running", "succeeded"]
    progress = [one["progress"] for one in answers]
    assert progress == sorted(progress) and progress[0] == 0 and progress[-1] == 100
    assert len(set(progress)) > 8 and max(progress[:-1]) < 100
    assert {one["id"] for one in answers} == {one["task_id"] for one in answers} == {task}
    assert {one["model"] for one in answers} == {"wan2.7-i2v"}
    assert {one["created_at"] for one in answers} == {1_767_225_600}
    assert all("metadata" not in one and "error" not in one and "completed_at" not in one for one in answers[:-1])
    assert answers[-1]["metadata"] == {"url": f"http://mock/__mock__/results/powertokens/{task}.mp4"}
    assert answers[-1]["completed_at"] == 1_767_225_606


class Running(Clock):
    """A clock by which a minute passes whenever it is looked at."""

    def now(self) -> float:
        self._advanced += 60
        return super().now()


def test_a_task_is_answered_as_it_is_after_its_creation_however_fast_the_clock_runs() -> None:
    reply = Caller(powertokens(clock=Running()))("POST", "/v1/videos", IMAGE_TO_VIDEO)
    assert (reply.status, reply.json["status"]) == (200, "succeeded")


def test_an_envelope_is_filled_where_the_paths_lead() -> None:
    mock = apimart()
    created = Caller(mock)("POST", "/v1/videos/generations", TEXT_TO_VIDEO).json
    assert created == {"code": 200, "data": [{"status": "submitted", "task_id": next(iter(mock.tasks))}]}
    task, answers = walk(apimart(), "/v1/videos/generations", TEXT_TO_VIDEO, "/v1/tasks/{}")
    assert [one["code"] for one in answers] == [200] * 13
    words = [one["data"]["status"] for one in answers]
    assert list(dict.fromkeys(words)) == ["submitted", "pending", "processing", "completed"]
    assert {one["data"]["id"] for one in answers} == {task}
    assert all("result" not in one["data"] for one in answers[:-1])
    (video,) = answers[-1]["data"]["result"]["videos"]
    assert video["url"].endswith(f"/results/apimart/{task}.mp4")
    assert "images" not in answers[-1]["data"]["result"]


@pytest.mark.parametrize(("make", "end"), ENDS)
def test_every_end_that_has_a_word(make: Any, end: Any) -> None:
    mock: Mock = make()
    operation = next(one for one in mock.providers[0].operations if one.id == "videos.create")
    life = life_of(operation, mock.providers[0])
    assert life is not None
    mock.replan({"seconds": 4, "tasks": [{"end": end, "message": "The picture was refused."}]})
    wrapped = make is apimart
    paths = ("/v1/videos/generations", "/v1/tasks/{}") if wrapped else ("/v1/videos", "/v1/videos/{}")
    _, answers = walk(mock, paths[0], TEXT_TO_VIDEO if wrapped else IMAGE_TO_VIDEO, paths[1], 10)
    last = answers[-1]["data"] if wrapped else answers[-1]
    assert last["status"] in life.words(end)
    if end != "succeeded":
        assert last["error"]["message"] == "The picture was refused."
        assert "result" not in last and "metadata" not in last


def test_a_stuck_task_waits_for_ever() -> None:
    mock = powertokens(plan={"tasks": [{"end": "stuck"}]})
    _, answers = walk(mock, "/v1/videos", IMAGE_TO_VIDEO, "/v1/videos/{}")
    mock.clock.advance(1e7)
    last = Caller(mock)("GET", f"/v1/videos/{next(iter(mock.tasks))}").json
    assert {one["status"] for one in [*answers, last]} <= {"pending", "queued", "in_progress", "running"}
    assert last["progress"] == answers[-1]["progress"] == 50


def test_an_unknown_word_stands_in_the_middle_of_the_waiting() -> None:
    mock = powertokens(plan={"tasks": [{"word": "moderating"}]})
    words = [one["status"] for one in walk(mock, "/v1/videos", IMAGE_TO_VIDEO, "/v1/videos/{}")[1]]
    assert words[0] == "pending" and words[-1] == "succeeded" and words.count("moderating") == 6


def test_backwards_goes_back_once() -> None:
    mock = powertokens(plan={"tasks": [{"backwards": True}]})
    answers = walk(mock, "/v1/videos", IMAGE_TO_VIDEO, "/v1/videos/{}")[1]
    words = [one["status"] for one in answers]
    assert words.index("queued") < len(words) - 1 - words[::-1].index("pending")
    assert any(after["progress"] < before["progress"] for before, after in pairwise(answers))
    assert words[-1] == "succeeded"


def test_every_word_of_an_end_is_used_by_some_task() -> None:
    mock = powertokens(plan={"seconds": 0})
    ask = Caller(mock)
    for _ in range(2):
        ask("POST", "/v1/videos", IMAGE_TO_VIDEO)
    assert [ask("GET", f"/v1/videos/{task}").json["status"] for task in mock.tasks] == ["succeeded", "completed"]


def test_no_two_tasks_have_one_id_whatever_the_pattern() -> None:
    create = Caller(Mock(ROOT / "tests/e2e/unlike", ["heron"]), {"x-heron-key": "any"})
    body = {"engine": "film-2", "prompt": "It stands."}
    found = {create("POST", "/films", body).json["job"]["uid"] for _ in range(20)}
    assert len(found) == 20


def test_the_same_seed_gives_the_same_run_and_another_seed_other_ids() -> None:
    first, same = (walk(powertokens(), "/v1/videos", IMAGE_TO_VIDEO, "/v1/videos/{}") for _ in range(2))
    other = walk(powertokens(plan={"seed": 1}), "/v1/videos", IMAGE_TO_VIDEO, "/v1/videos/{}")
    assert first == same
    assert first[0] != other[0]


def test_a_result_can_be_had_only_while_it_is_there() -> None:
    mock = powertokens(plan={"tasks": [{"result-seconds": 60}]})
    ask = Caller(mock)
    task = ask("POST", "/v1/videos", IMAGE_TO_VIDEO).json["id"]
    place = f"/__mock__/results/powertokens/{task}.mp4"
    assert ask("GET", place, described=False).status == 403
    assert ask("GET", f"/v1/videos/{task}/content").status == 409
    mock.clock.advance(6)
    assert ask("GET", place, described=False).body[4:8] == b"ftyp"
    content = ask("GET", f"/v1/videos/{task}/content")
    assert content.status == 200 and content.body[4:8] == b"ftyp"
    mock.clock.advance(60)
    assert ask("GET", place, described=False).status == 403
    assert ask("GET", f"/v1/videos/{task}/content").status == 410
    assert [one.verdict for one in mock.journal.of(operation="mock.result")] == ["unknown", "accepted", "unknown"]


@pytest.mark.parametrize(("result", "kind"), [("page", "text/html; charset=utf-8"), ("empty", "video/mp4")])
def test_a_result_that_is_none(result: str, kind: str) -> None:
    mock = powertokens(plan={"seconds": 0, "tasks": [{"result": result}]})
    ask = Caller(mock)
    task = ask("POST", "/v1/videos", IMAGE_TO_VIDEO).json["id"]
    for place in (f"/__mock__/results/powertokens/{task}.mp4", f"/v1/videos/{task}/content"):
        reply = ask("GET", place, described=False)
        assert dict(reply.headers)["content-type"] == kind and b"ftyp" not in reply.body


def test_a_task_that_names_no_result() -> None:
    mock = powertokens(plan={"seconds": 0, "tasks": [{"result": "missing"}]})
    ask = Caller(mock)
    task = ask("POST", "/v1/videos", IMAGE_TO_VIDEO).json["id"]
    answer = ask("GET", f"/v1/videos/{task}").json
    assert answer["status"] == "succeeded"
    assert "url" not in answer.get("metadata", {})


def test_a_task_of_another_provider_is_unknown() -> None:
    from tests.testing.mock.shared import repository

    mock = Mock(repository())
    ask = Caller(mock)
    task = ask("POST", "/apimart/v1/videos/generations", TEXT_TO_VIDEO).json["data"][0]["task_id"]
    assert ask("GET", f"/apimart/v1/tasks/{task}").status == 200
    assert ask("GET", f"/powertokens/v1/videos/{task}").status == 404
    assert ask("GET", f"/v1/videos/{task}", described=False).status == 404


def test_an_idempotency_key_creates_once() -> None:
    schema = {"type": "object", "properties": {"id": {"type": "string"}}}
    create = {
        "operationId": "make",
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}},
        "x-task": {"id": "$.id"},
        "x-retry": {"statuses": [{"status": 429}], "idempotency-header": "Idempotency-Key"},
    }
    info = {"title": "Shop", "version": "1"}
    mock = Mock(foreign({"openapi": "3.1.0", "info": info, "paths": {"/jobs": {"post": create}}}))
    ask = Caller(mock)
    ids = [ask("POST", "/jobs", {}, headers={"idempotency-key": key}).json["id"] for key in ("a", "a", "b")]
    assert ids[0] == ids[1] != ids[2] and list(mock.tasks) == [ids[0], ids[2]]
    assert len({ask("POST", "/jobs", {}).json["id"] for _ in range(2)}) == 2
    assert [one.task for one in mock.journal][:3] == ids
