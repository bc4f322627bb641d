"""What the requests to a mock share: the plan, the clock, the tasks, the journal, and each provider's backend.

`Mock` is this and the way of a request through it; exchanges and `control` read and change it under its lock.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reelspec.language.contract.keywords import choices
from reelspec.language.contract.model import Contract, Operation, Provider
from reelspec.language.rules.tasks import STATES, Life, lives_of
from reelspec.language.source.node import Json
from reelspec.language.source.place import Problems
from reelspec.testing.mock.answers import AnswerMaker, shareable
from reelspec.testing.mock.clock import Clock
from reelspec.testing.mock.errors import Refusal, Unanswerable, error_reply
from reelspec.testing.mock.journal import Journal
from reelspec.testing.mock.judge import BodyJudge
from reelspec.testing.mock.messages import Request
from reelspec.testing.mock.plan import Plan, RequestEntry, plan_of, read_plan
from reelspec.testing.mock.routes import Router
from reelspec.testing.mock.security import Redactor
from reelspec.testing.mock.task_ids import Identities
from reelspec.testing.mock.tasks import Task, can_end

MOST_TASKS = 100_000
"""The oldest tasks are forgotten when there are more."""


class UnknownProvider(LookupError):
    """There is no provider of that name; the message says which there are."""


@dataclass(frozen=True)
class Backend:
    """What the requests to one provider are handled with."""

    bodies: BodyJudge
    answers: AnswerMaker
    identities: Identities
    lives: Mapping[str, Life]
    redactor: Redactor


class MockState:
    """The state of a mock; the arguments are those of `Mock`."""

    def __init__(
        self,
        contract: Contract | Path | str,
        providers: Sequence[str] | None = None,
        *,
        plan: Plan | Mapping[str, Any] | Path | None = None,
        clock: Clock | None = None,
        key: str | None = None,
        strict: bool = False,
    ) -> None:
        if not isinstance(contract, Contract):
            from reelspec.language.parser.load import load

            contract = load(Path(contract))
        self.contract = contract
        self.providers = _chosen(contract, providers)
        self.clock = clock or Clock()
        self.journal = Journal()
        self.tasks: dict[str, Task] = {}
        """The tasks that were created, by id, in the order of their creation."""
        self.repeatable: dict[tuple[str, str, str], str] = {}
        """(provider, operation, idempotency key) -> the task that the key has created."""
        self.closed_until = 0.0
        """While the clock is before this moment, transports refuse connections; a server closes its port."""
        self.key = key
        self.plan = self._planned(plan)
        self._router = Router(self.providers)
        self._neutral = Redactor(None)
        self.backends = {provider.name: self._backend(provider, strict) for provider in self.providers}
        self._created = 0
        self._counts: dict[int, int] = {}
        self.lock = threading.RLock()

    def _backend(self, provider: Provider, strict: bool) -> Backend:
        answers = AnswerMaker(provider, self.clock.unix)
        bodies = BodyJudge(provider, strict=strict)
        return Backend(bodies, answers, Identities(provider, answers), lives_of(provider), Redactor(provider))

    def replan(self, plan: Plan | Mapping[str, Any] | Path | None) -> None:
        """Go on with another plan, counting from the beginning. Raises Problems."""
        new = self._planned(plan)
        with self.lock:
            self.plan = new
            self._counts.clear()

    def reset(self) -> None:
        """Forget journal, tasks and counts; the plan and the clock stay."""
        with self.lock:
            self.journal.clear()
            self.tasks.clear()
            self.repeatable.clear()
            self._counts.clear()
            self._created = 0

    def _planned(self, plan: Plan | Mapping[str, Any] | Path | None) -> Plan:
        made = read_plan(plan) if isinstance(plan, Path) else plan if isinstance(plan, Plan) else plan_of(plan or {})
        problems = made.problems(self.providers)
        if problems:
            raise Problems(problems)
        return made

    def notes(self) -> list[str]:
        """Answers that could not be made as the spec says, found by making one of each."""
        for provider in self.providers:
            backend = self.backends[provider.name]
            polled = {life.poll.id for life in backend.lives.values() if life.poll is not None}
            for life in backend.lives.values():
                backend.answers.template(life.operation, life, "created")
                if life.poll is not None:
                    for state in STATES:
                        backend.answers.template(life.poll, life, state)
            for operation in provider.operations:
                if operation.id not in backend.lives and operation.id not in polled:
                    backend.answers.template(operation)
        notes = [f"{name}: {note}" for name, backend in self.backends.items() for note in backend.answers.notes()]
        return notes + [
            f"{provider.name}: {note}"
            for provider in self.providers
            for operation in provider.operations
            for note in _errors(provider, operation)
        ]

    def fault_for(
        self, request: Request, provider: Provider | None, operation: str, model: str | None, about: Task | None
    ) -> RequestEntry | None:
        """The entry of the plan that a request meets. Every entry that fits counts the request.

        operation: its id, or the name of another thing that is asked for. about: the task that the request asks for.
        """
        owner = "" if provider is None else provider.name
        task = None if about is None else about.number
        chosen = None
        for at, entry in enumerate(self.plan.requests):
            if not entry.match.fits(owner, operation, request.method, request.path, model, task):
                continue
            number = self._counts[id(entry)] = self._counts.get(id(entry), 0) + 1
            if chosen is None and entry.match.counts(number, f"{self.plan.seed}/requests/{at}"):
                chosen = entry
        return chosen

    def create(self, provider: Provider, life: Life, model: str | None, body: Json) -> Task:
        """A new task."""
        self._created += 1
        fate = self.plan.fate
        chosen = False
        for at, entry in enumerate(self.plan.tasks):
            if entry.match.fits(provider.name, life.operation.id, "POST", "", model) and can_end(life, entry.fate.end):
                number = self._counts[id(entry)] = self._counts.get(id(entry), 0) + 1
                if not chosen and entry.match.counts(number, f"{self.plan.seed}/tasks/{at}"):
                    fate, chosen = entry.fate, True
        identifier = self.backends[provider.name].identities.next(life, self._created, self.plan.seed)
        shared = shareable(body)
        task = Task(
            str(identifier), identifier, self._created, provider.name, life, fate, model, shared, self.clock.now()
        )
        self.tasks[task.id] = task
        if len(self.tasks) > MOST_TASKS:
            del self.tasks[next(iter(self.tasks))]
        if len(self.repeatable) > MOST_TASKS:
            del self.repeatable[next(iter(self.repeatable))]
        return task


def _errors(provider: Provider, operation: Operation) -> Iterator[str]:
    """What is wrong with the errors that an operation describes."""
    kinds = {"4XX": 400, "5XX": 500, "default": 400}
    statuses = [
        kinds.get(response.status) or int(response.status)
        for response in operation.responses
        if response.status[0] in "45d"
    ]
    for status in dict.fromkeys(statuses):
        try:
            error_reply(provider, operation, Refusal(status, f"status_{status}", "An error."))
        except Unanswerable as error:
            yield str(error)


def _chosen(contract: Contract, names: Sequence[str] | None) -> tuple[Provider, ...]:
    if not names:
        if not contract.providers:
            raise UnknownProvider("the specs describe no provider")
        return contract.providers
    known = {provider.name: provider for provider in contract.providers}
    for name in names:
        if name not in known:
            raise UnknownProvider(f"there is no provider {name}{choices(name, known)}")
    return tuple(known[name] for name in dict.fromkeys(names))
