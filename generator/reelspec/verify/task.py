"""The life of a task as the spec says (`x-task`), read from an operation, and the reading of answers by it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Literal, TypeAlias

from reelspec.contract.model import Operation, Provider
from reelspec.dataclass import dataclass
from reelspec.logic.evaluate import equal
from reelspec.logic.jsonpath import Step, steps
from reelspec.source.node import Json

Path: TypeAlias = tuple[Step, ...]

STATES = ("waiting", "succeeded", "failed", "cancelled", "expired")


@dataclass(frozen=True, slots=True)
class Life:
    """`x-task` of one operation. states: status word -> state, in the order of the spec.

    accepted: field -> values of an answer that says "accepted". poll, content: the operations, None where none is named.
    """

    id: tuple[Path, ...]
    status: tuple[Path, ...]
    progress: tuple[Path, ...]
    result: tuple[Path, ...]
    error: tuple[Path, ...]
    accepted: Mapping[str, tuple[Json, ...]]
    states: Mapping[str, str]
    poll: Operation | None
    content: Operation | None
    delay: tuple[float, float, float]
    """Seconds before the second poll, how pauses grow, the longest."""


def life_of(operation: Operation, provider: Provider) -> Life | None:
    """The operation's `x-task`; None for an operation that creates no task."""
    said = operation.extensions.get("x-task")
    if not isinstance(said, dict):
        return None
    operations = {one.id: one for one in provider.operations}
    accepted = said.get("accepted")
    delay = said.get("delay")
    pauses = delay if isinstance(delay, dict) else {}
    return Life(
        id=_paths(said.get("id")),
        status=_paths(said.get("status")),
        progress=_paths(said.get("progress")),
        result=_paths(said.get("result")),
        error=_paths(said.get("error")),
        accepted={
            name: tuple(value) if isinstance(value, list) else (value,)
            for name, value in (accepted.items() if isinstance(accepted, dict) else ())
        },
        states={str(word): state for state in STATES for word in _list(said.get(state))},
        poll=operations.get(str(said.get("poll"))),
        content=operations.get(str(said.get("content"))),
        delay=(_number(pauses.get("first"), 2), _number(pauses.get("factor"), 1.5), _number(pauses.get("most"), 15)),
    )


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _paths(value: Json) -> tuple[Path, ...]:
    found = (steps(str(one)) for one in _list(value))
    return tuple(one for one in found if one is not None)


def _number(value: Json, otherwise: float) -> float:
    return float(value) if isinstance(value, int | float) else otherwise


def every(data: Json, path: Path) -> list[Json]:
    """The values that a path leads to."""
    found = [data]
    for step in path:
        if step is None:
            found = [item for one in found if isinstance(one, list) for item in one]
        elif isinstance(step, str):
            found = [one[step] for one in found if isinstance(one, dict) and step in one]
        else:
            found = [one[step] for one in found if isinstance(one, list) and step < len(one)]
    return found


def first(data: Json, paths: tuple[Path, ...]) -> Json:
    """The first value, not null, that one of the paths leads to; None without one."""
    return next((value for path in paths for value in every(data, path) if value is not None), None)


def task_id(life: Life, data: Json) -> str | None:
    """The id of the task that an answer speaks of."""
    found = first(data, life.id)
    if isinstance(found, str) and found:
        return found
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else None


def results(life: Life, data: Json) -> tuple[Json, ...]:
    """Everything that stands where the results should, lists opened."""
    found: list[Json] = []
    for path in life.result:
        for value in every(data, path):
            found += value if isinstance(value, list) else [value]
    return tuple(found)


def acceptance(life: Life, data: Json) -> tuple[Literal["yes", "no", "unsaid"], str]:
    """Whether an answer of HTTP's success says that the request was accepted, and the field that decides, in words."""
    for name, values in life.accepted.items():
        if not isinstance(data, dict) or name not in data:
            return "unsaid", f"{name} is missing"
        if not any(equal(data[name], one) for one in values):
            return "no", f"{name} is {json.dumps(data[name])[:40]}"
    return "yes", ""


def shown(path: Path) -> str:
    """A path as JSONPath writes it."""
    return "$" + "".join("[*]" if one is None else f".{one}" if isinstance(one, str) else f"[{one}]" for one in path)
