"""What a server that is not this machine may be made to accept: never more than the budget, whatever it does."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

import reelspec.testing.verify.task_run
from reelspec.testing.verify.errors import Unusable
from reelspec.testing.verify.report import Report
from reelspec.testing.verify.run import Options, budget_of
from reelspec.testing.verify.target import Target
from tests.testing.verify.judged import report_on, server
from tests.testing.verify.server import Flaws, Server

NAME = "powertokens/wan2.7-i2v"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polls of another machine's tasks follow the spec's pauses; here they are short."""
    delay = reelspec.testing.verify.task_run.Follower.delay
    monkeypatch.setattr(
        reelspec.testing.verify.task_run.Follower, "delay", lambda self, life: (0.005, 1.5, *delay(self, life)[2:])
    )


def elsewhere(application: Any) -> Target:
    """The application as if it stood on another machine."""
    return Target("https://api.example", local=False, application=application, key="secret")


def report(application: Server, most: int | None, *, only_invalid: bool = False) -> Report:
    target = elsewhere(application)
    allowed = budget_of(target, most, only_invalid=only_invalid)
    return report_on(application, NAME, Options(only_invalid, allowed, wait=1), target)


def accepting_everything() -> Server:
    application = server(NAME)
    application.judges = dict.fromkeys(application.judges, lambda body: True)
    return application


def legal(application: Server) -> list[Any]:
    """The legal bodies that arrived."""
    (judge,) = server(NAME).judges.values()
    bodies = []
    for method, _, _, content in application.seen:
        if method == "POST":
            try:
                bodies.append(json.loads(content))
            except ValueError:
                continue
    return [body for body in bodies if judge(body)]


@pytest.mark.parametrize(("most", "only_invalid"), [(None, False), (0, False), (0, True)])
def test_nothing_is_sent_without_a_budget(most: int | None, only_invalid: bool) -> None:
    application = server(NAME)
    with pytest.raises(Unusable, match="nothing was sent"):
        report(application, most, only_invalid=only_invalid)
    assert application.seen == []


def test_on_this_machine_there_is_no_limit() -> None:
    assert budget_of(Target("http://127.0.0.1:1", local=True), None, only_invalid=False) is None


def test_only_invalid_bodies_cost_nothing_on_a_correct_server() -> None:
    application = server(NAME)
    found = report(application, None, only_invalid=True)
    assert found.good and not found.stopped
    assert application.tasks == {} and legal(application) == []
    assert any("looks the same" in one for one in found.said)


def test_the_first_body_that_should_have_been_refused_ends_a_run_of_invalid_ones() -> None:
    application = accepting_everything()
    found = report(application, None, only_invalid=True)
    assert len(application.tasks) == found.accepted == 1
    assert found.stopped
    assert [one.kind for one in found.differences].count("laxer") == 1
    assert "not sent" in {one.verdict for one in found.outcomes}
    assert legal(application) == []


@pytest.mark.parametrize("most", [1, 3, 20])
def test_a_lax_server_never_accepts_more_than_the_budget(most: int) -> None:
    application = accepting_everything()
    found = report(application, most)
    assert len(application.tasks) == found.accepted == most
    assert found.stopped and not found.good


def test_a_correct_server_gets_every_invalid_body_and_as_many_legal_ones_as_the_budget() -> None:
    application = server(NAME)
    found = report(application, 3)
    assert len(application.tasks) == 3 and found.good
    unsent = [one for one in found.outcomes if one.verdict == "not sent"]
    assert unsent and all(one.expected != "refused" for one in unsent)
    assert [one.end for one in found.lived] == ["succeeded"]


def test_an_answer_that_says_nothing_may_have_been_paid_for() -> None:
    application = server(NAME, Flaws(crash=lambda body: True))
    found = report(application, 5)
    failed = [one for one in found.outcomes if one.status == 500]
    assert len(failed) == found.unsure == 5 and found.stopped


def test_no_answer_may_have_been_paid_for() -> None:
    arrived: list[str] = []

    async def silent(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and arrived:
            arrived.append(scope["path"])
            await asyncio.sleep(60)
        arrived.append(scope["path"] if scope["type"] == "http" else "start")
        await send({"type": "http.response.start", "status": 400, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": b'{"message": "no"}'})

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await silent(scope, receive, send)

    target = elsewhere(application)
    found = report_on(application, NAME, Options(True, 2, timeout=0.05), target)  # type: ignore[arg-type]
    assert (found.accepted, found.unsure) == (0, 2) and found.stopped
    creations = [one for one in arrived if one == "/v1/videos"]
    assert len(creations) == 3  # one that was refused, and two without an answer


def test_a_server_of_no_key_is_asked_within_the_budget() -> None:
    application = server(NAME, Flaws(open=True))
    report(application, 400)
    assert len(application.tasks) <= 400
    assert any(b"authorization" not in headers for _, _, headers, _ in application.seen)
