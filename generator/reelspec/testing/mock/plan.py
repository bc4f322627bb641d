"""Plans: which requests meet which fault and how tasks go, read from YAML, JSON or a mapping, refused with places when wrong."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reelspec.language.contract.keywords import hint
from reelspec.language.contract.model import Provider
from reelspec.language.rules.reach import Rank, of_value, reach
from reelspec.language.rules.tasks import Life, lives_of
from reelspec.language.source.node import Json, Node, SourceFile
from reelspec.language.source.place import Problem, Problems
from reelspec.testing.mock.answers import preferred, success_of
from reelspec.testing.mock.faults import FAULTS
from reelspec.testing.mock.tasks import SECONDS, Fate, can_end

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

SCHEMA = Path(__file__).parent / "plan.schema.json"
RESULT = "mock.result"
"""Stands for the id of an operation where a result is downloaded from the mock."""


@dataclass(frozen=True)
class Match:
    """What a request or a creation must be. None matches everything.

    model: that the body names, or that the task is of. task: the number of the task that is asked for, from 1. nth: which
    of those that fit count, see `counts`.
    """

    provider: str | None = None
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    model: str | None = None
    task: int | None = None
    nth: Json = None
    chance: float | None = None

    def fits(
        self, provider: str, operation: str, method: str, path: str, model: str | None, task: int | None = None
    ) -> bool:
        """Whether everything but number and chance fits."""
        return (
            self.provider in (None, provider)
            and self.operation in (None, operation)
            and self.method in (None, method)
            and self.model in (None, model)
            and self.task in (None, task)
            and (self.path is None or _glob(self.path).fullmatch(path) is not None)
        )

    def counts(self, number: int, seed: str) -> bool:
        """Whether the entry counts for what fits it as the `number`th. seed: decides the chance."""
        nth = self.nth
        if isinstance(nth, int):
            matches = number == nth
        elif isinstance(nth, list):
            matches = number in nth
        elif isinstance(nth, dict):
            first, last, every = (nth.get(key) for key in ("from", "to", "every"))
            start = first if isinstance(first, int) else 1
            matches = number >= start and (not isinstance(last, int) or number <= last)
            if isinstance(every, int):
                # `every: 3` is the third, the sixth; with `from` it counts from there.
                matches = matches and (number - start if isinstance(first, int) else number) % every == 0
        else:
            matches = True
        if matches and self.chance is not None:
            matches = random.Random(f"{seed}/{number}").random() < self.chance
        return matches


@cache
def _glob(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)


@dataclass(frozen=True)
class RequestEntry:
    """A fault and the requests that meet it. options: as the plan gives them, with defaults."""

    match: Match
    fault: str
    options: Mapping[str, Any]
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class TaskEntry:
    """How the tasks that match go."""

    match: Match
    fate: Fate
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Plan:
    """A plan that has the right form. fate: of tasks that no entry speaks of."""

    seed: int = 0
    fate: Fate = field(default_factory=Fate)
    requests: tuple[RequestEntry, ...] = ()
    tasks: tuple[TaskEntry, ...] = ()

    def problems(self, providers: Sequence[Provider]) -> tuple[Problem, ...]:
        """What in the plan names something that these providers do not have."""
        return tuple(_unknown(self, providers))


def read_plan(file: Path) -> Plan:
    """The plan in a .yaml, .yml or .json file. Raises Problems."""
    from reelspec.language.source.load import Loader

    absolute = file.absolute()
    return _plan(Loader(absolute.parent).load(Path(absolute.name)).root)


def plan_of(value: Mapping[str, Any]) -> Plan:
    """The plan that a mapping is. Raises Problems, whose places are of no file."""
    return _plan(SourceFile("plan", json.loads(json.dumps(value))).root)


def _plan(root: Node) -> Plan:
    from reelspec.language.parser.format_check import problems_of

    problems = [
        *problems_of(_schema(), root),
        *(option for entry in _entries(root, "requests") for option in _options(entry)),
    ]
    if problems:
        raise Problems(problems)
    members: Any = root.value
    base = Fate(seconds=float(members.get("seconds", SECONDS)))
    requests = tuple(_request(entry) for entry in _entries(root, "requests"))
    tasks = tuple(_task(entry, base) for entry in _entries(root, "tasks"))
    return Plan(int(members.get("seed", 0)), base, requests, tasks)


@cache
def _schema() -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(SCHEMA.read_bytes()))


def _entries(root: Node, key: str) -> Iterator[Node]:
    member = root.get(key)
    return iter(()) if member is None else member.elements()


def _options(entry: Node) -> Iterator[Problem]:
    """Options that the entry's fault does not have, and those that it lacks."""
    given = entry.get("fault")
    kind = "" if given is None else str(given.value)
    fault = FAULTS.get(kind)
    if fault is None:
        return
    known = ("match", "fault", *fault.options, *(() if fault.carried_out is None else ("carried-out",)))
    for key, value in entry.items():
        if key not in known:
            yield value.problem(f"the fault {kind} has no option {key}{hint(key, known)}", "plan", key=True)
    for key in fault.needed:
        if entry.get(key) is None:
            yield entry.problem(f"the fault {kind} needs {key}", "plan")


def _match(entry: Node) -> Match:
    wanted = entry.get("match")
    return Match() if wanted is None else Match(**{key: value.value for key, value in wanted.items()})  # type: ignore[arg-type]


def _request(entry: Node) -> RequestEntry:
    options: dict[str, Any] = {key: value.value for key, value in entry.items() if key not in ("match", "fault")}
    kind = str(entry.at(("fault",)).value)  # type: ignore[union-attr]
    options.setdefault("carried-out", FAULTS[kind].carried_out)
    return RequestEntry(_match(entry), kind, options, entry)


def _task(entry: Node, base: Fate) -> TaskEntry:
    settings = {key.replace("-", "_"): value.value for key, value in entry.items() if key != "match"}
    return TaskEntry(_match(entry), replace(base, **settings), entry)  # type: ignore[arg-type]


def _unknown(plan: Plan, providers: Sequence[Provider]) -> Iterator[Problem]:
    entries: tuple[RequestEntry | TaskEntry, ...] = (*plan.requests, *plan.tasks)
    for entry in entries:
        assert entry.node is not None
        match = entry.match
        named = {
            "provider": [provider.name for provider in providers],
            "operation": [operation.id for provider in providers for operation in provider.operations],
            "model": [model.name for provider in providers for model in provider.models],
        }
        if isinstance(entry, RequestEntry):
            named["operation"].append(RESULT)
        wrong = False
        for key, names in named.items():
            value = getattr(match, key)
            if value is not None and value not in names:
                wrong = True
                node = entry.node.at(("match", key)) or entry.node
                yield node.problem(f"there is no {key} {value} here{hint(value, names)}", "plan")
        if wrong:
            continue
        lives = [
            life
            for provider in providers
            if match.provider in (None, provider.name)
            for life in lives_of(provider).values()
        ]
        if isinstance(entry, TaskEntry):
            end = entry.fate.end
            lives = [life for life in lives if match.operation in (None, life.operation.id)]
            if not any(can_end(life, end) for life in lives):
                node = entry.node.get("end") or entry.node
                yield node.problem(f"no task here can end as {end}: x-task lists no word for it", "plan")
            if entry.fate.word is not None and any(entry.fate.word in life.states for life in lives):
                node = entry.node.get("word") or entry.node
                yield node.problem(f"the word {entry.fate.word} is one that x-task knows", "plan")
            elif entry.fate.word is not None and not any(_may_show(life, entry.fate.word, providers) for life in lives):
                node = entry.node.get("word") or entry.node
                note = f"no answer here can have the status {entry.fate.word}: the response schema refuses it"
                yield node.problem(note, "plan")
        elif entry.fault == "not-accepted" and not any(
            life.accepted and match.operation in (None, *life.answering) for life in lives
        ):
            yield entry.node.problem("no operation here has `accepted` in its x-task, so nothing can refuse so", "plan")


def _may_show(life: Life, word: str, providers: Sequence[Provider]) -> bool:
    """Whether the answer to a poll may have a status word that `x-task` does not list."""
    owner = next((provider for provider in providers if life.operation in provider.operations), None)
    response, _ = (None, 0) if life.poll is None else success_of(life.poll)
    content = None if response is None else preferred(response.contents)
    if owner is None or content is None or content.schema is None:
        return True
    schema = content.schema
    return any(reach(schema, owner.definitions, path, of_value(word)).rank is not Rank.NEVER for path in life.status)
