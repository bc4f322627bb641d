"""What probes share: how they ask, and what they find in answers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Protocol, TypeAlias

from reelspec.language.contract.model import Provider
from reelspec.testing.verify.attempt import Heard, Sending
from reelspec.testing.verify.cases import Case
from reelspec.testing.verify.plan import Duty
from reelspec.testing.verify.report import Finding, Kind
from reelspec.testing.verify.target import Target


class Asker(Protocol):
    """A run, as probes see it."""

    provider: Provider
    target: Target

    def sending(self, duty: Duty, content: bytes) -> Sending:
        """A request that is right but for its body."""
        ...

    async def ask(self, duty: Duty, sending: Sending) -> Heard | None:
        """What a request was answered; None when the budget, or whoever waits, forbids to send it."""


Probe: TypeAlias = Callable[[Asker, Duty], AsyncIterator[Finding]]
"""Asks, and gives what it finds."""


def accepted_case(duty: Duty) -> Case | None:
    """A legal case that the server has accepted; None when there is none."""
    return next((one.case for one in duty.in_order() if one.outcome.verdict == "accepted" and one.case.valid), None)


def legal_case(duty: Duty) -> Case | None:
    """A legal case, one that the server has accepted if there is one."""
    plain = (one for one in duty.cases if one.valid and not one.warnings)
    return accepted_case(duty) or next(plain, None)


def accepts(duty: Duty, heard: Heard | None, kind: Kind, what: str, rule: str, *, model: str = "") -> Finding | None:
    """The finding about an answer to what must be refused: it was accepted, or the server has failed. what: was sent."""
    if heard is None:
        return None
    if heard.verdict == "accepted":
        return _finding(duty, heard, kind, f"accepts {what}", rule, model)
    return fails(duty, heard, what, rule, model=model)


def fails(duty: Duty, heard: Heard | None, what: str, rule: str, *, model: str = "") -> Finding | None:
    """The finding about a server that fails at what it may accept or refuse."""
    if heard is None or not (heard.answer.status >= 500 or not heard.answer.status):
        return None
    return _finding(duty, heard, "failure", f"fails at {what}: {heard.why}", rule, model)


def _finding(duty: Duty, heard: Heard, kind: Kind, message: str, rule: str, model: str) -> Finding:
    return Finding(kind, message, model=model, operation=duty.operation.id, rule=rule, example=heard.shown)
