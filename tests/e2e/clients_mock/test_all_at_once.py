"""Faults thrown together by chance: whatever comes of a call, it never pays twice and never loses what it paid for."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reelspec.testing.mock import FAULTS, Mock
from reelspec.testing.mock.media import video
from tests.e2e.clients_mock.runs import PROVIDERS, Run
from tests.testing.mock.shared import repository
from videoapis._runtime import errors

OPTIONS: dict[str, dict[str, Any]] = {
    "slow": {"seconds": 100},
    "refused": {"seconds": 3},
    "answer": {"json": {"code": 200}},
    "dripped": {"bytes": 9},
}
ROUNDS = 40


def plan(seed: int) -> dict[str, Any]:
    """Every fault of every request with a small chance, and every way of tasks."""
    found: list[dict[str, Any]] = [
        {"fault": fault, "match": {"chance": 0.04}, **OPTIONS.get(fault, {})} for fault in FAULTS if fault != "status"
    ]
    for status, carried_out in ((429, False), (500, True), (502, False), (503, True)):
        found.append({"fault": "status", "status": status, "carried-out": carried_out, "match": {"chance": 0.06}})
    ends = [{"end": "failed", "match": {"chance": 0.1}}, {"end": "stuck", "match": {"chance": 0.1}}]
    return {
        "seed": seed,
        "seconds": 20,
        "requests": found,
        "tasks": [*ends, {"word": "paused", "match": {"chance": 0.3}}],
    }


def create(asked: dict[str, Any], client: Any) -> Any:
    return client.videos.create_and_wait(**asked)


def download(done: Any, file: Path, client: Any) -> Any:
    return client.videos.download(done, file)


@pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])
@pytest.mark.parametrize("provider", PROVIDERS)
def test_chance_never_makes_anybody_pay_twice(provider: str, asynchronous: bool, tmp_path: Path) -> None:
    outcomes: set[str] = set()
    for seed in range(ROUNDS):
        random.seed(seed)  # the pauses of the clients
        mock = Mock(repository(), [provider])
        # Without `accepted` there is nothing that could refuse so.
        said = plan(seed)
        said["requests"] = [one for one in said["requests"] if provider == "apimart" or one["fault"] != "not-accepted"]
        mock.replan(said)
        run = Run(mock, provider, asynchronous, None, 30)
        created: list[str] = []
        asked = {**run.body, "wait_timeout": 300, "on_created": created.append}
        outcome = run.do(partial(create, asked))
        assert len(mock.tasks) <= 1, "two tasks are two payments"
        assert created in ([], list(mock.tasks)), "the id that is told is the task's"
        if isinstance(outcome, errors.VideoAPIError):
            outcomes.add(type(outcome).__name__)
            assert outcome.task_id == (created[0] if created else None), "what was created is known from the error"
            continue
        outcomes.add("done")
        assert [outcome.id] == created
        file = tmp_path / f"{seed}.mp4"
        got = run.do(partial(download, outcome, file))
        met = mock.journal.of(operation="mock.result")[-1:]
        whole = [video()[: len(video()) // 2], video()] if met and met[0].fault == "malformed" else [video()]
        if isinstance(got, errors.VideoAPIError):
            assert not file.exists() and got.task_id == outcome.id
        else:
            assert any(file.read_bytes().startswith(one) for one in whole)
    assert {"done", "TaskFailedError"} < outcomes and len(outcomes) > 5, outcomes
