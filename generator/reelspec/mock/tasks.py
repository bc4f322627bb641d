"""Tasks of the mock: what `x-task` says of them, and how each lives on the clock. Read by answers, plans and tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from reelspec.contract.model import Operation, Provider
from reelspec.dataclass import dataclass
from reelspec.mock.places import Path, paths_of
from reelspec.source.node import Json

End: TypeAlias = Literal["succeeded", "failed", "cancelled", "expired", "stuck"]
State: TypeAlias = Literal["waiting", "succeeded", "failed", "cancelled", "expired"]
STATES: tuple[State, ...] = ("waiting", "succeeded", "failed", "cancelled", "expired")
ENDS: tuple[End, ...] = ("succeeded", "failed", "cancelled", "expired", "stuck")
RESULTS = ("served", "expired", "missing", "page", "empty")
"""What becomes of a result: it can be had; its address has ended; the task names none; a page or nothing stands there."""
SECONDS = 6.0
"""How long a task takes, in the clock's seconds, unless a plan says otherwise."""


@dataclass(frozen=True, slots=True)
class Life:
    """`x-task` of one operation. poll, content: ids of operations, "" for none. words: state -> its status words.

    id, status, progress, result, error: alternatives in the order in which clients try them. accepted: field -> value.
    idempotency: the header by which a repeated creation is recognised, "" without one.
    """

    operation: str
    id: tuple[Path, ...]
    poll: str = ""
    content: str = ""
    status: tuple[Path, ...] = ()
    progress: tuple[Path, ...] = ()
    result: tuple[Path, ...] = ()
    error: tuple[Path, ...] = ()
    accepted: Mapping[str, Json] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    idempotency: str = ""

    @property
    def known(self) -> frozenset[str]:
        """Every status word that the spec puts into a list."""
        return frozenset(word for words in self.words.values() for word in words)

    def can_end(self, end: End) -> bool:
        """Whether there is a word for this end."""
        return end == "stuck" or bool(self.words.get(end))


def life_of(operation: Operation) -> Life | None:
    """What an operation's `x-task` says, None without one."""
    said = operation.extensions.get("x-task")
    if not isinstance(said, dict):
        return None
    accepted: dict[str, Json] = {}
    given = said.get("accepted")
    for name, value in given.items() if isinstance(given, dict) else ():
        # A condition in short: a value, or a list of those that will do.
        if not isinstance(value, dict):
            accepted[name] = value[0] if isinstance(value, list) and value else value
    words: dict[str, tuple[str, ...]] = {}
    for state in STATES:
        listed = said.get(state)
        words[state] = tuple(str(one) for one in listed) if isinstance(listed, list) else ()
    retry = operation.extensions.get("x-retry")
    return Life(
        operation=operation.id,
        id=paths_of(said.get("id")),
        poll=str(said.get("poll") or ""),
        content=str(said.get("content") or ""),
        status=paths_of(said.get("status")),
        progress=paths_of(said.get("progress")),
        result=paths_of(said.get("result")),
        error=paths_of(said.get("error")),
        accepted=accepted,
        words=words,
        idempotency=str(retry.get("idempotency-header") or "") if isinstance(retry, dict) else "",
    )


def lives_of(provider: Provider) -> dict[str, Life]:
    """Operation id -> its `x-task`, for the operations that have one."""
    return {one.id: life for one in provider.operations if (life := life_of(one)) is not None}


@dataclass(frozen=True, slots=True)
class Fate:
    """How a task goes. seconds: until its end. word: an unknown status word, shown in the middle of its waiting.

    backwards: its waiting words go back to the first. message: what a failure says. result: one of `RESULTS`.
    result_seconds: how long after the end the result can be downloaded, None for ever.
    """

    end: End = "succeeded"
    seconds: float = SECONDS
    word: str | None = None
    backwards: bool = False
    message: str = "The mock's plan lets this task fail."
    result: str = "served"
    result_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """How a task is at one moment. word: the status word, "" when the spec has none to show. progress: from 0 to 1."""

    state: State
    word: str
    progress: float


@dataclass(frozen=True, slots=True)
class Task:
    """A task that a request has created. id: as it is written in addresses; number: from 1, over all providers.

    identifier: the same as the answers have it, a number where the spec says so. created: on the mock's clock.
    """

    id: str
    identifier: Json
    number: int
    provider: str
    life: Life
    fate: Fate
    model: str | None
    body: Json
    created: float

    @property
    def ends(self) -> float | None:
        """When it ends, None for a task that never does."""
        return None if self.fate.end == "stuck" else self.created + self.fate.seconds

    def at(self, now: float) -> Moment:
        """How it is at a moment of the clock."""
        fate, words = self.fate, self.life.words
        passed = now - self.created
        if fate.end != "stuck" and passed >= fate.seconds:
            listed = words.get(fate.end) or ("",)
            word = listed[(self.number - 1) % len(listed)]
            return Moment(fate.end, word, 1.0 if fate.end == "succeeded" else min(0.99, 0.5))
        share = 1.0 if fate.seconds <= 0 else min(1.0, passed / fate.seconds)
        share = min(0.5, share) if fate.end == "stuck" else min(0.99, share)
        listed = words.get("waiting") or ()
        at = min(len(listed) - 1, int(share * len(listed)))
        progress = share
        if fate.backwards and share >= 0.5:
            at, progress = 0, 1 - share
        word = listed[at] if listed else ""
        if fate.word is not None and 0.25 <= share < 0.75:
            word = fate.word
        return Moment("waiting", word, progress)

    def result_lives(self, now: float) -> bool:
        """Whether the result can still be downloaded."""
        if self.fate.result == "expired":
            return False
        left = self.fate.result_seconds
        return left is None or self.ends is None or now < self.ends + left

    def as_dict(self, now: float) -> dict[str, Json]:
        """The task as JSON, for whoever asks the mock about it."""
        moment = self.at(now)
        return {
            "id": self.id,
            "provider": self.provider,
            "operation": self.life.operation,
            "model": self.model,
            "state": moment.state,
            "status": moment.word,
            "progress": round(moment.progress, 4),
            "created": round(self.created, 6),
            "end": self.fate.end,
        }
