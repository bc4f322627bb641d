"""Tasks of the mock: how each lives on the clock. Read by answers, plans and tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from reelspec.language.rules.tasks import Life, State
from reelspec.language.source.node import Json

End: TypeAlias = Literal["succeeded", "failed", "cancelled", "expired", "stuck"]
ENDS: tuple[End, ...] = ("succeeded", "failed", "cancelled", "expired", "stuck")
RESULTS = ("served", "expired", "missing", "page", "empty")
"""What becomes of a result: it can be had; its address has ended; the task names none; a page or nothing stands there."""
SECONDS = 6.0
"""How long a task takes, in the clock's seconds, unless a plan says otherwise."""


def can_end(life: Life, end: End) -> bool:
    """Whether there is a word for this end."""
    return end == "stuck" or bool(life.words(end))


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Moment:
    """How a task is at one moment. word: the status word, "" when the spec has none to show. progress: from 0 to 1."""

    state: State
    word: str
    progress: float


@dataclass(frozen=True)
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
        fate = self.fate
        passed = now - self.created
        if fate.end != "stuck" and passed >= fate.seconds:
            listed = self.life.words(fate.end) or ("",)
            word = listed[(self.number - 1) % len(listed)]
            return Moment(fate.end, word, 1.0 if fate.end == "succeeded" else min(0.99, 0.5))
        share = 1.0 if fate.seconds <= 0 else min(1.0, passed / fate.seconds)
        share = min(0.5, share) if fate.end == "stuck" else min(0.99, share)
        listed = self.life.words("waiting")
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
            "operation": self.life.operation.id,
            "model": self.model,
            "state": moment.state,
            "status": moment.word,
            "progress": round(moment.progress, 4),
            "created": round(self.created, 6),
            "end": self.fate.end,
        }
