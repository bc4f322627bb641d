"""Probes of the key: whoever has none, or a wrong one, is let in by no operation that asks for one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from reelspec.language.contract.model import Operation, Provider
from reelspec.testing.verify.plan import Trial
from reelspec.testing.verify.probes.probe import Asker, accepted_case, accepts
from reelspec.testing.verify.report import Finding
from reelspec.testing.verify.target import Credentials, Target, credentials


def strangers(provider: Provider, operation: Operation, target: Target) -> dict[str, tuple[str, Credentials | None]]:
    """Probe -> in words, and the credentials, of those who must not be let in; nobody where the spec asks for no key.

    A server of this machine knows no wrong key unless it was said which is the right one.
    """
    if target.key is None or credentials(provider, operation, target.key) is None:
        return {}
    others: dict[str, tuple[str, Credentials | None]] = {"no-key": ("the key", None)}
    if target.known:
        wrong = "reelspec:wrong-key" if ":" in target.key else "reelspec-wrong-key"
        others["wrong-key"] = ("a wrong key", credentials(provider, operation, wrong))
    return others


async def no_key(asker: Asker, trial: Trial) -> AsyncIterator[Finding]:
    """A legal body from somebody who has no key."""
    async for finding in _stranger(asker, trial, "no-key", "a request without the key"):
        yield finding


async def wrong_key(asker: Asker, trial: Trial) -> AsyncIterator[Finding]:
    """A legal body from somebody who has a wrong key."""
    async for finding in _stranger(asker, trial, "wrong-key", "a request with a wrong key"):
        yield finding


async def _stranger(asker: Asker, trial: Trial, name: str, what: str) -> AsyncIterator[Finding]:
    known = strangers(asker.provider, trial.operation, asker.target).get(name)
    legal = accepted_case(trial)
    if known is None or legal is None:
        return
    heard = await asker.ask(trial, replace(asker.sending(trial, legal.content), credentials=known[1]))
    finding = accepts(trial, heard, "access", what, "security")
    if finding is not None:
        yield finding
