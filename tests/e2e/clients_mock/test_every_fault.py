"""The generated clients under every fault of a plan: never paid twice, nothing lost, and errors that say what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reelspec.testing.mock import ENDS, FAULTS, RESULTS, Mock, serving
from reelspec.testing.mock.media import video
from tests.e2e.clients_mock import trials
from tests.e2e.clients_mock.runs import PROVIDERS, Run
from tests.e2e.clients_mock.trials import Trial
from tests.testing.mock.shared import repository
from videoapis._runtime import errors


def test_every_fault_end_and_result_is_tried() -> None:
    for stage in (trials.CREATE, trials.POLL):
        assert {trial.fault for trial in stage} == set(FAULTS)
    assert {trial.fault for trial in trials.DOWNLOAD} == set(FAULTS) - trials.NO_DOWNLOAD
    assert {trial.fault for trial in trials.ENDS} == set(ENDS)
    assert {trial.fault for trial in trials.RESULTS} == set(RESULTS)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Mock, str]]:
    mock = Mock(repository(), ["powertokens"])
    with serving(mock) as url:
        yield mock, url


def every(stage: Iterable[Trial]) -> pytest.MarkDecorator:
    """Every trial with each provider in process, and over a socket with one; sync and async."""
    cases = []
    for trial in stage:
        for provider in PROVIDERS:
            for socket in (False, True):
                if trial.only in (None, provider) and not (socket and (provider == "apimart" or not trial.socket)):
                    for asynchronous in (False, True):
                        words = ["async" if asynchronous else "sync", "socket" if socket else "process", provider]
                        name = "-".join([str(trial), *words])
                        cases.append(pytest.param(trial, provider, socket, asynchronous, id=name))
    return pytest.mark.parametrize(("trial", "provider", "socket", "asynchronous"), cases)


@pytest.fixture
def run(trial: Trial, provider: str, socket: bool, asynchronous: bool, served: tuple[Mock, str]) -> Iterator[Run]:
    if not socket:
        yield Run(Mock(repository(), [provider]), provider, asynchronous, None, trial.timeout)
        return
    mock, url = served
    mock.reset()
    yield Run(mock, provider, asynchronous, url, trial.timeout)
    mock.replan(None)
    mock.clock.advance(1e6)  # what is late goes out, and the port is open again


def plan(trial: Trial, operation: str) -> dict[str, Any]:
    """The plan of a trial for the requests to one operation."""
    match = {"operation": operation, **({} if trial.nth is None else {"nth": trial.nth})}
    return {"requests": [{"fault": trial.fault, "match": match, **trial.options}]}


def check(trial: Trial, outcome: Any) -> None:
    """The step has gone as the trial says."""
    if trial.error is None:
        assert not isinstance(outcome, Exception), repr(outcome)
    else:
        assert isinstance(outcome, trial.error), repr(outcome)


@every(trials.CREATE)
def test_creating(trial: Trial, run: Run) -> None:
    mock, poll = run.mock, PROVIDERS[run.provider][3]
    if trial.fault == "refused":
        mock.replan(plan(trial, poll))
        resource = "tasks" if poll.startswith("tasks") else "videos"
        assert isinstance(run.do(lambda client: getattr(client, resource).retrieve("none")), errors.NotFoundError)
    else:
        mock.replan(plan(trial, "videos.create"))
    outcome = run.do(lambda client: client.videos.create_and_wait(**run.body, wait_timeout=600))
    check(trial, outcome)
    assert (run.creates, len(mock.tasks)) == (trial.creates, trial.tasks), "what is paid for is sent once"
    if trial.error is None:
        assert outcome.id in mock.tasks and outcome.state == "succeeded"
    elif isinstance(outcome, errors.APIConnectionError):
        assert outcome.not_sent == (trial.fault == "refused")
    assert "key-1" not in f"{outcome!r} {outcome}"


@every(trials.POLL)
def test_waiting(trial: Trial, run: Run) -> None:
    run.mock.replan(plan(trial, PROVIDERS[run.provider][3]))
    outcome = run.do(lambda client: client.videos.create_and_wait(**run.body, wait_timeout=600))
    check(trial, outcome)
    (task,) = run.mock.tasks
    if trial.error is not None:
        assert outcome.task_id == task
        run.mock.replan(None)
        run.mock.clock.advance(1e6)
        outcome = run.do(lambda client: client.videos.resume(outcome.task_id, wait_timeout=600))
    assert (outcome.id, outcome.state, run.creates) == (task, "succeeded", 1)


@every(trials.DOWNLOAD)
def test_downloading(trial: Trial, run: Run, tmp_path: Path) -> None:
    run.mock.replan(plan(trial, "mock.result") | {"seconds": 0})
    if trial.fault == "refused":  # the port closes before the download
        run.mock.replan(plan(trial, PROVIDERS[run.provider][3]) | {"seconds": 0})
    file = tmp_path / "video.mp4"
    done = run.do(lambda client: client.videos.create_and_wait(**run.body))
    assert done.state == "succeeded", repr(done)
    outcome = run.do(lambda client: client.videos.download(done, file))
    check(trial, outcome)
    if trial.error is None:
        assert video().startswith(file.read_bytes()) and len(file.read_bytes()) >= len(video()) // 2
    else:
        assert outcome.task_id == done.id and list(tmp_path.iterdir()) == [], "a part of a result was left"
        run.mock.replan({"seconds": 0})
        run.mock.clock.advance(1e6)
        run.do(lambda client: client.videos.download(done, file))
        assert file.read_bytes() == video()
    assert run.creates == 1


@every(trials.ENDS)
def test_ends(trial: Trial, run: Run) -> None:
    run.mock.replan({"tasks": [{"end": trial.fault, **trial.options}]})
    began = run.mock.clock.now()
    outcome = run.do(lambda client: client.videos.create_and_wait(**run.body, wait_timeout=100))
    check(trial, outcome)
    (task,) = run.mock.tasks.values()
    now = run.mock.clock.now()
    if trial.error is None:
        assert (outcome.id, outcome.state, outcome.progress) == (task.id, "succeeded", 100)
    else:
        assert outcome.task_id == task.id
        assert str(trial.options.get("message", "")) in str(outcome)
        assert outcome.task.status == task.at(now).word
    assert now <= began + 100 + 1e-3 and run.creates == 1
    ended = task.ends
    assert ended is None or now >= ended


@every(trials.RESULTS)
def test_results(trial: Trial, run: Run, tmp_path: Path) -> None:
    run.mock.replan({"seconds": 1, "tasks": [{"result": trial.fault}]})
    file = tmp_path / "video.mp4"
    done = run.do(lambda client: client.videos.create_and_wait(**run.body))
    assert done.state == "succeeded", repr(done)
    outcome = run.do(lambda client: client.videos.download(done, file))
    check(trial, outcome)
    if trial.error is None:
        assert file.read_bytes() == video()
    else:
        assert outcome.task_id == done.id and list(tmp_path.iterdir()) == []
    assert run.creates == 1
