"""The journal, and what the mock says of itself over HTTP, for tests in any language."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reelspec.testing.mock import Entry, Request
from reelspec.testing.mock import journal as rooms
from tests.testing.mock.shared import IMAGE_TO_VIDEO, Caller, powertokens


def test_an_entry_says_what_arrived_and_what_was_made_of_it() -> None:
    mock = powertokens(plan={"requests": [{"fault": "slow", "seconds": 1, "match": {"nth": 2}}]})
    ask = Caller(mock)
    ask("POST", "/v1/videos", IMAGE_TO_VIDEO)
    mock.clock.advance(2.5)
    ask("POST", "/v1/videos", {**IMAGE_TO_VIDEO, "size": "4k"})
    ask("GET", f"/v1/videos/{next(iter(mock.tasks))}?a=1")
    first, second, third = mock.journal
    assert (first.number, first.time, first.provider, first.operation) == (1, 0.0, "powertokens", "videos.create")
    assert (first.method, first.path, first.body, first.model) == ("POST", "/v1/videos", IMAGE_TO_VIDEO, "wan2.7-i2v")
    assert (first.verdict, first.status, first.task, first.fault) == ("accepted", 200, next(iter(mock.tasks)), None)
    assert (second.verdict, second.status, second.task, second.fault) == ("invalid", 400, None, "slow")
    assert (second.time, [one.rule for one in second.violations]) == (2.5, ["enum"])
    assert (third.operation, third.query, third.body) == ("videos.retrieve", "a=1", None)
    assert mock.journal.of(method="POST", verdict="accepted") == [first]
    assert len(mock.journal) == mock.journal.total == 3


def test_no_key_is_kept() -> None:
    mock = powertokens()
    headers = {"authorization": "Bearer top-secret", "cookie": "a=top-secret", "proxy-authorization": "top-secret"}
    Caller(mock, headers)("POST", "/v1/videos", IMAGE_TO_VIDEO)
    kept = mock.journal[0]
    assert kept.headers["authorization"] == "Bearer ***" and kept.headers["cookie"] == "***"
    assert "top-secret" not in json.dumps(kept.as_dict()) and "top-secret" not in repr(kept)


def test_the_journal_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "MOST_ENTRIES", 5)
    mock = powertokens()
    for _ in range(8):
        Caller(mock)("POST", "/v1/videos", IMAGE_TO_VIDEO)
    assert [one.number for one in mock.journal] == [4, 5, 6, 7, 8] and mock.journal.total == 8
    monkeypatch.setattr(rooms, "MOST_BYTES", 250)
    Caller(mock)("POST", "/v1/videos", IMAGE_TO_VIDEO)
    assert 0 < len(mock.journal) < 4 and mock.journal[-1].number == 9


def test_a_listener_hears_of_every_request() -> None:
    mock = powertokens()
    heard: list[Entry] = []
    mock.journal.listener = heard.append
    Caller(mock)("POST", "/v1/videos", IMAGE_TO_VIDEO)
    assert heard == list(mock.journal)


def ask(mock: Any, method: str, name: str, body: Any = None, query: str = "") -> Any:
    """What the mock says of itself; no key is needed."""
    sent = b"" if body is None else json.dumps(body).encode()
    return mock.handle(Request(method, f"/__mock__{name}", query, (), sent))


def test_the_mock_tells_of_itself_over_http() -> None:
    mock = powertokens()
    Caller(mock)("POST", "/v1/videos", IMAGE_TO_VIDEO)
    Caller(mock)("POST", "/v1/videos", {})
    assert ask(mock, "GET", "").json["providers"] == ["powertokens"]
    shown = ask(mock, "GET", "/journal").json
    assert shown["total"] == 2 and shown["entries"] == [json.loads(json.dumps(one.as_dict())) for one in mock.journal]
    assert [one["number"] for one in ask(mock, "GET", "/journal", query="since=1").json["entries"]] == [2]
    (task,) = ask(mock, "GET", "/tasks").json["tasks"]
    assert (task["id"], task["state"], task["status"], task["progress"]) == (
        next(iter(mock.tasks)),
        "waiting",
        "pending",
        0,
    )
    assert ask(mock, "POST", "/clock", {"advance": 3}).json == {"now": 3.0, "speed": 0.0}
    assert ask(mock, "GET", "/clock").json["now"] == 3.0 == mock.clock.now()
    assert ask(mock, "GET", "/tasks").json["tasks"][0]["progress"] == 0.5
    assert ask(mock, "PUT", "/plan", {"requests": [{"fault": "status", "status": 503}]}).status == 204
    assert Caller(mock)("POST", "/v1/videos", IMAGE_TO_VIDEO).status == 503
    assert ask(mock, "DELETE", "/journal").status == 204
    assert (len(mock.journal), mock.tasks) == (0, {})


def test_what_no_question_has_is_named() -> None:
    def said(*arguments: Any) -> str:
        reply = ask(powertokens(), *arguments)
        assert reply.status == 400
        return str(reply.json["error"])

    assert "there is no advnace here; did you mean advance?" in said("POST", "/clock", {"advance": 1, "advnace": 2})
    assert "the journal has no parameter sinse; did you mean since?" in said("GET", "/journal", None, "sinse=3")
    assert "requets has no place in this plan; did you mean requests?" in said("PUT", "/plan", {"requets": []})


@pytest.mark.parametrize(
    ("method", "name", "body", "query", "status"),
    [
        ("POST", "/clock", {"advance": -1}, "", 400),
        ("POST", "/clock", {"advance": "1"}, "", 400),
        ("POST", "/clock", {"advance": True}, "", 400),
        ("POST", "/clock", {"advance": 1e300}, "", 400),
        ("POST", "/clock", [], "", 400),
        ("POST", "/clock", None, "", 400),
        ("PUT", "/plan", {"requests": [{"fault": "none"}]}, "", 400),
        ("PUT", "/plan", [], "", 400),
        ("PUT", "/plan", None, "", 400),
        ("GET", "/journal", None, "since=x", 400),
        ("POST", "/journal", {}, "", 405),
        ("GET", "/nothing", None, "", 404),
        ("GET", "/results", None, "", 404),
        ("GET", "/results/powertokens/none.mp4", None, "", 404),
        ("GET", "/results/none/none.mp4", None, "", 404),
        ("POST", "/results/powertokens/none.mp4", {}, "", 405),
    ],
)
def test_wrong_questions_are_answered_too(method: str, name: str, body: Any, query: str, status: int) -> None:
    assert ask(powertokens(), method, name, body, query).status == status
