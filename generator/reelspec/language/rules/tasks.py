"""What operations say of the tasks that they create (`x-task`) and of sending again (`x-retry`), and what answers say by it.

Everything that follows tasks reads both here: the emitters, the mock and verify. Generated clients do it by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

from reelspec.language.contract.jsonpath import Path, every, first, steps
from reelspec.language.contract.model import Operation, Parameter, Provider
from reelspec.language.rules.equality import equal
from reelspec.language.source.node import Json

State: TypeAlias = Literal["waiting", "succeeded", "failed", "cancelled", "expired"]
STATES: tuple[State, ...] = ("waiting", "succeeded", "failed", "cancelled", "expired")
PAUSES: Mapping[str, float] = {"first": 2, "factor": 1.5, "most": 15}
"""Seconds before the first poll, how pauses grow, and the longest, where a spec does not say."""


class Life(NamedTuple):
    """`x-task` of an operation.

    id, status, progress, result, error: paths into answers, alternatives in the order in which they are tried.
    accepted: field -> values of an answer that says "accepted". states: status word -> state, waiting ones first, each
    state's in the order of the spec. poll, content: the operations that ask for the task and for its bytes, None where
    none is named. delay: what the spec says of the pauses between polls, by the names in `PAUSES`.
    """

    operation: Operation
    id: tuple[Path, ...]
    status: tuple[Path, ...]
    progress: tuple[Path, ...]
    result: tuple[Path, ...]
    error: tuple[Path, ...]
    accepted: Mapping[str, tuple[Json, ...]]
    states: Mapping[str, State]
    poll: Operation | None
    content: Operation | None
    delay: Mapping[str, int | float]

    def words(self, state: State) -> tuple[str, ...]:
        """The status words of a state."""
        return tuple(word for word, listed in self.states.items() if listed == state)

    @property
    def answering(self) -> tuple[str, ...]:
        """The ids of the operations whose answers speak of the task: the one that creates it, and the one that asks for it."""
        return tuple(operation.id for operation in (self.operation, self.poll) if operation is not None)

    def names(self, operation: str) -> bool:
        """Whether the operation of that id is one that asks for the task or for its bytes."""
        return any(each is not None and each.id == operation for each in (self.poll, self.content))


def life_of(operation: Operation, provider: Provider) -> Life | None:
    """The operation's `x-task`; None for an operation that creates no task."""
    extension = operation.extensions.get("x-task")
    if not isinstance(extension, dict):
        return None
    operations = {operation.id: operation for operation in provider.operations}
    accepted, delay = extension.get("accepted"), extension.get("delay")
    return Life(
        operation=operation,
        id=_paths(extension.get("id")),
        status=_paths(extension.get("status")),
        progress=_paths(extension.get("progress")),
        result=_paths(extension.get("result")),
        error=_paths(extension.get("error")),
        accepted={name: tuple(_opened(value)) for name, value in accepted.items()}
        if isinstance(accepted, dict)
        else {},
        states=states_of(extension),
        poll=operations.get(str(extension.get("poll"))),
        content=operations.get(str(extension.get("content"))),
        delay={
            name: value
            for name in PAUSES
            if isinstance(delay, dict) and isinstance(value := delay.get(name), int | float)
        },
    )


def lives_of(provider: Provider) -> dict[str, Life]:
    """Operation id -> its `x-task`, for the operations that have one."""
    return {
        operation.id: life for operation in provider.operations if (life := life_of(operation, provider)) is not None
    }


def states_of(task: Mapping[str, Json]) -> dict[str, State]:
    """Status word -> state, of an `x-task` as it is written."""
    return {str(word): state for state in STATES for word in _list(task.get(state))}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _paths(value: Json) -> tuple[Path, ...]:
    paths = (steps(str(path)) for path in _list(value))
    return tuple(path for path in paths if path is not None)


def key_of(operation: Operation) -> Parameter | None:
    """The parameter that names the task in a call which asks for it: the last of the path, else the first required one of
    the query."""
    named = [parameter for parameter in operation.parameters if parameter.location == "path"]
    if named:
        return max(named, key=lambda parameter: operation.path.find(f"{{{parameter.name}}}"))
    return next(
        (parameter for parameter in operation.parameters if parameter.location == "query" and parameter.required), None
    )


# Answers


def task_id(life: Life, data: Json) -> str | None:
    """The id of the task that an answer speaks of."""
    task_id = first(data, life.id)
    if isinstance(task_id, str) and task_id:
        return task_id
    return str(task_id) if isinstance(task_id, int) and not isinstance(task_id, bool) else None


def results(life: Life, data: Json) -> tuple[Json, ...]:
    """Everything that stands where the results should, lists opened."""
    return tuple(opened for path in life.result for value in every(data, path) for opened in _opened(value))


def _opened(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def acceptance(life: Life, data: Json) -> tuple[Literal["yes", "no", "unsaid"], str]:
    """Whether an answer of HTTP's success says that the request was accepted, and the field that decides, in words."""
    for name, values in life.accepted.items():
        if not isinstance(data, dict) or name not in data:
            return "unsaid", f"{name} is missing"
        if not any(equal(data[name], expected) for expected in values):
            return "no", f"{name} is {json.dumps(data[name])[:40]}"
    return "yes", ""


# Sending again


class Retry(NamedTuple):
    """`x-retry` of an operation. statuses: those that promise that the request was not accepted, in the order of the spec.

    header: the name of the idempotency header, "" where the provider knows none.
    """

    statuses: tuple[int, ...] = ()
    header: str = ""


def retry_of(operation: Operation) -> Retry:
    """The operation's `x-retry`."""
    extension = operation.extensions.get("x-retry")
    header = extension.get("idempotency-header") if isinstance(extension, dict) else None
    entries = extension.get("statuses") if isinstance(extension, dict) else extension
    statuses = (
        [entry.get("status") for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    )
    return Retry(
        tuple(status for status in statuses if isinstance(status, int)), header if isinstance(header, str) else ""
    )
