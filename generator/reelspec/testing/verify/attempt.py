"""A request that is to be sent, what was heard of it, and a body that was sent or could not be."""

from __future__ import annotations

from dataclasses import dataclass

from reelspec.testing.verify.cases import Case
from reelspec.testing.verify.http import Answer
from reelspec.testing.verify.report import Excerpt, Outcome, Verdict
from reelspec.testing.verify.target import Credentials


@dataclass(frozen=True)
class Sending:
    """A request to an operation that takes bodies. media_type: None to say nothing of it; credentials: None for no key."""

    path: str
    content: bytes
    media_type: str | None
    headers: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...]
    credentials: Credentials | None


@dataclass(frozen=True)
class JudgedAnswer:
    """What a request was answered. verdict and why: as `verdict` reads it; shown: for a reader."""

    answer: Answer
    verdict: Verdict
    why: str
    shown: Excerpt


@dataclass(frozen=True)
class Attempt:
    """One case with its outcome. shown: the request and the answer for a reader, None for a body that was not sent."""

    case: Case
    outcome: Outcome
    shown: Excerpt | None = None
