"""What probes share: how they ask, and what they find in answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Protocol, TypeAlias

from reelspec.language.contract.model import Provider
from reelspec.testing.verify.attempt import JudgedAnswer, Sending
from reelspec.testing.verify.cases import Case
from reelspec.testing.verify.plan import Trial
from reelspec.testing.verify.report import Finding, Kind
from reelspec.testing.verify.target import Target


class Asker(Protocol):
    """A run, as probes see it."""

    provider: Provider
    target: Target

    def sending(self, trial: Trial, content: bytes) -> Sending:
        """A request that is right but for its body."""
        ...

    async def ask(self, trial: Trial, sending: Sending) -> JudgedAnswer | None:
        """What a request was answered; None when the budget, or whoever waits, forbids to send it."""


Probe: TypeAlias = Callable[[Asker, Trial], AsyncIterator[Finding]]
"""Asks, and gives what it finds."""


def accepted_case(trial: Trial) -> Case | None:
    """A legal case that the server has accepted; None when there is none."""
    return next(
        (attempt.case for attempt in trial.in_order() if attempt.outcome.verdict == "accepted" and attempt.case.valid),
        None,
    )


def legal_case(trial: Trial) -> Case | None:
    """A legal case, one that the server has accepted if there is one."""
    plain = (case for case in trial.cases if case.valid and not case.warnings)
    return accepted_case(trial) or next(plain, None)


def accepts(
    trial: Trial, heard: JudgedAnswer | None, kind: Kind, what: str, rule: str, *, model: str = ""
) -> Finding | None:
    """The finding about an answer to what must be refused: it was accepted, or the server has failed. what: was sent."""
    if heard is None:
        return None
    if heard.verdict == "accepted":
        return _finding(trial, heard, kind, f"accepts {what}", rule, model)
    return fails(trial, heard, what, rule, model=model)


def fails(trial: Trial, heard: JudgedAnswer | None, what: str, rule: str, *, model: str = "") -> Finding | None:
    """The finding about a server that fails at what it may accept or refuse."""
    if heard is None or not (heard.answer.status >= 500 or not heard.answer.status):
        return None
    return _finding(trial, heard, "failure", f"fails at {what}: {heard.why}", rule, model)


def _finding(trial: Trial, heard: JudgedAnswer, kind: Kind, message: str, rule: str, model: str) -> Finding:
    return Finding(kind, message, model=model, operation=trial.operation.id, rule=rule, example=heard.shown)
