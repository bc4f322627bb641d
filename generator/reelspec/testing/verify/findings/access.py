"""Findings about the key: a server whose spec asks for one must not work without it."""

from __future__ import annotations

from reelspec.language.contract.model import Provider
from reelspec.testing.verify.attempt import Tried
from reelspec.testing.verify.plan import Duty
from reelspec.testing.verify.report import Finding
from reelspec.testing.verify.target import Target, credentials


def needs_key(provider: Provider, duty: Duty, target: Target) -> bool:
    """Whether the spec asks for a key, and one was sent."""
    return target.key is not None and credentials(provider, duty.operation, target.key) is not None


def access(duty: Duty, without: Tried) -> Finding | None:
    """The finding about a legal body that was sent without the key; None when it was not accepted."""
    if without.outcome.verdict != "accepted":
        return None
    return Finding(
        "access",
        "accepts a request without the key",
        operation=duty.operation.id,
        rule="security",
        cases=(without.case.name,),
        of=1,
        example=without.shown,
    )
