"""A body that was sent, or could not be: what the phases hand to those who make findings of it."""

from __future__ import annotations

from dataclasses import dataclass

from reelspec.testing.verify.cases import Case
from reelspec.testing.verify.report import Outcome, Shown


@dataclass(frozen=True)
class Tried:
    """One case with its outcome. shown: the request and the answer for a reader, None for a body that was not sent."""

    case: Case
    outcome: Outcome
    shown: Shown | None = None
