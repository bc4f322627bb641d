"""Plans: what they may say, where they are wrong, and that the same plan gives the same run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from reelspec.language.source.place import Problems
from reelspec.testing.mock import ENDS, FAULTS, RESULTS, Mock, plan_of, read_plan
from reelspec.testing.mock.plan import SCHEMA
from tests.testing.mock.shared import IMAGE_TO_VIDEO, Caller, foreign, powertokens, repository, task_shape

PLAN = """\
seed: 7
seconds: 3
requests:
  - match: {operation: videos.create, nth: 1}
    fault: status
    status: 429
    retry-after: 2
    retry-after-form: date
  - {fault: slow, seconds: 5, match: {method: GET, path: /v1/videos/*, nth: {from: 2, to: 5, every: 2}}}
tasks:
  - {match: {model: wan2.7-i2v, nth: [2, 3]}, end: failed, message: No., seconds: 1}
"""
WRONG = """\
sed: 7
seconds: -1
requests:
  - fault: slow
  - {fault: slown, seconds: 1}
  - {fault: slow, seconds: 1, status: 500}
  - {fault: status, status: 700}
  - {fault: status, status: 500, match: {nth: 0}}
  - {fault: reset, match: {nht: 1}}
tasks:
  - {end: stuk}
"""


def test_the_schema_lists_what_the_program_knows() -> None:
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    request, task = schema["$defs"]["request"]["properties"], schema["$defs"]["task"]["properties"]
    assert tuple(request["fault"]["enum"]) == tuple(FAULTS)
    assert {option for fault in FAULTS.values() for option in fault.options} == {*request} - {
        "match",
        "fault",
        "carried-out",
    }
    assert tuple(task["end"]["enum"]) == ENDS and tuple(task["result"]["enum"]) == RESULTS


def test_yaml_json_and_a_mapping_are_one(tmp_path: Path) -> None:
    import yaml

    (tmp_path / "plan.yaml").write_text(PLAN)
    value = yaml.safe_load(PLAN)
    (tmp_path / "plan.json").write_text(json.dumps(value))
    read = read_plan(tmp_path / "plan.yaml")
    assert read == read_plan(tmp_path / "plan.json") == plan_of(value)
    assert (read.seed, read.fate.seconds, len(read.requests), read.tasks[0].fate.end) == (7, 3, 2, "failed")
    powertokens(plan=tmp_path / "plan.yaml")


def problems(text: str, folder: Path, *names: str) -> list[str]:
    """What is wrong with a plan, with its places."""
    file = folder / "plan.yaml"
    file.write_text(text)
    with pytest.raises(Problems) as caught:
        Mock(repository(), names or None, plan=file)
    return [str(one) for one in caught.value.problems]


def test_a_wrong_plan_is_refused_with_places(tmp_path: Path) -> None:
    assert problems(WRONG, tmp_path) == [
        "plan.yaml:1:1: sed has no place in this plan; did you mean seed? [format]",
        "plan.yaml:2:10: seconds is a number of seconds from 0 up to 31536000 [format]",
        "plan.yaml:4:5: the fault slow needs seconds [plan]",
        "plan.yaml:5:13: fault must be status, slow, dripped, truncated, malformed, html, empty, answer, not-accepted, "
        "reset or refused, not the text slown; did you mean slow? [format]",
        "plan.yaml:6:31: the fault slow has no option status [plan]",
        "plan.yaml:7:29: status is a status from 200 to 599 [format]",
        "plan.yaml:8:47: nth is a whole number from 1 up [format]",
        "plan.yaml:9:28: nht has no place in this match; did you mean nth? [format]",
        "plan.yaml:11:11: end must be succeeded, failed, cancelled, expired or stuck, not the text stuk; "
        "did you mean stuck? [format]",
    ]
    text = "requests: [{fault: empty, carried-out: true}]"
    assert problems(text, tmp_path) == ["plan.yaml:1:27: the fault empty has no option carried-out [plan]"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "requests: [{fault: empty, match: {operation: videos.creat}}]",
            "1:46: there is no operation videos.creat here",
        ),
        ("requests: [{fault: empty, match: {provider: apimart}}]", "1:45: there is no provider apimart here"),
        ("tasks: [{match: {model: wan2.7-i2x}}]", "1:25: there is no model wan2.7-i2x here; did you mean"),
        ("requests: [{fault: not-accepted}]", "1:12: no operation here has `accepted`"),
        ("tasks: [{word: queued}]", "1:16: the word queued is one that x-task knows"),
        ("[]", "1:1: "),
        ("seed: 1\nseed: 2", "2:1: "),
        ("seed: [", "plan.yaml:1:"),
    ],
)
def test_a_plan_that_names_what_is_not_there(text: str, said: str, tmp_path: Path) -> None:
    (problem,) = problems(text, tmp_path, "powertokens")
    assert said in problem


def test_an_end_that_no_provider_has_a_word_for(tmp_path: Path) -> None:
    (problem,) = problems("tasks: [{end: expired}]", tmp_path, "apimart")
    assert "no task here can end as expired" in problem


def test_a_word_that_no_answer_may_have_is_refused_and_one_that_is_left_open_is_shown() -> None:
    task = {"id": "$.id", "poll": "ask", "status": "$.status", "succeeded": ["done"]}
    polled = {"type": "object", "properties": {"status": {"enum": ["busy", "done"]}}, "required": ["status"]}
    created = {"type": "object", "properties": {"id": {"type": "string"}}}
    plan = {"tasks": [{"word": "moderating"}]}
    with pytest.raises(Problems, match="no answer here can have the status moderating"):
        Mock(foreign(task_shape(created, polled, task)), plan=plan)
    polled["properties"] = {"status": {"anyOf": [{"enum": ["busy", "done"]}, {"type": "string"}]}}
    mock = Mock(foreign(task_shape(created, polled, task)), plan=plan)
    ask = Caller(mock)
    made = ask("POST", "/jobs", {}).json["id"]
    mock.clock.advance(3)
    assert ask("GET", f"/jobs/{made}").json["status"] == "moderating"


def statuses(mock: Mock, requests: int) -> list[int]:
    """The statuses of so many creations."""
    ask = Caller(mock)
    return [ask("POST", "/v1/videos", IMAGE_TO_VIDEO).status for _ in range(requests)]


@pytest.mark.parametrize(
    ("nth", "met"),
    [
        (2, [2]),
        ([1, 4], [1, 4]),
        ({"from": 3}, [3, 4, 5, 6]),
        ({"to": 2}, [1, 2]),
        ({"every": 3}, [3, 6]),
        ({"from": 2, "every": 2, "to": 5}, [2, 4]),
        (None, [1, 2, 3, 4, 5, 6]),
    ],
)
def test_which_of_the_requests_meet_a_fault(nth: Any, met: list[int]) -> None:
    match = {} if nth is None else {"nth": nth}
    mock = powertokens(plan={"requests": [{"fault": "status", "status": 503, "match": match}]})
    assert [number for number, status in enumerate(statuses(mock, 6), 1) if status == 503] == met
    assert [one.number for one in mock.journal if one.fault == "status"] == met


def test_of_several_entries_the_first_counts_and_all_of_them_count_the_request() -> None:
    plan = [
        {"fault": "status", "status": 500, "match": {"nth": 2}},
        {"fault": "status", "status": 502, "match": {"operation": "videos.create", "nth": [2, 3]}},
        {"fault": "status", "status": 503, "match": {"model": "wan2.7-r2v"}},
    ]
    assert statuses(powertokens(plan={"requests": plan}), 4) == [200, 500, 502, 200]


def test_a_chance_is_repeatable_and_follows_the_seed() -> None:
    def run(seed: int) -> list[int]:
        plan = {"seed": seed, "requests": [{"fault": "status", "status": 500, "match": {"chance": 0.5}}]}
        return statuses(powertokens(plan=plan), 40)

    assert run(1) == run(1) != run(2)
    assert 5 < run(1).count(500) < 35


def test_the_chances_of_two_entries_are_apart() -> None:
    entries = [{"fault": "status", "status": status, "match": {"chance": 0.3}} for status in (500, 502)]
    found = statuses(powertokens(plan={"requests": entries}), 60)
    assert found.count(500) > 5 < found.count(502) and found.count(200) > 5


def test_tasks_go_as_the_plan_says() -> None:
    mock = powertokens(plan={"tasks": [{"match": {"nth": 2}, "end": "failed"}, {"match": {"model": "wan2.7-r2v"}}]})
    statuses(mock, 3)
    assert [one.fate.end for one in mock.tasks.values()] == ["succeeded", "failed", "succeeded"]


def test_a_fault_of_one_task_alone() -> None:
    plan = [{"fault": "status", "status": 500, "match": {"operation": "videos.retrieve", "task": 2, "nth": 1}}]
    mock = powertokens(plan={"requests": [*plan, {"fault": "status", "status": 502, "match": {"model": "wan2.7-r2v"}}]})
    statuses(mock, 2)
    ask = Caller(mock)
    asked = [[ask("GET", f"/v1/videos/{task}").status for _ in range(2)] for task in mock.tasks]
    assert asked == [[200, 200], [500, 200]]
    mock.replan({"requests": [{"fault": "status", "status": 503, "match": {"model": "wan2.7-i2v", "method": "GET"}}]})
    assert [ask("GET", f"/v1/videos/{task}").status for task in mock.tasks] == [503, 503]
    assert {one.model for one in mock.journal} == {"wan2.7-i2v"}


def test_another_plan_counts_from_the_beginning() -> None:
    plan = {"requests": [{"fault": "status", "status": 500, "match": {"nth": 1}}]}
    mock = powertokens(plan=plan)
    assert statuses(mock, 2) == [500, 200]
    mock.replan(plan)
    assert statuses(mock, 2) == [500, 200]
    mock.replan(None)
    assert statuses(mock, 2) == [200, 200]
