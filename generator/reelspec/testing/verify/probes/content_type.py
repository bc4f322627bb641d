"""Probe: a body of which no header says what it is may be accepted or refused, and breaks nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from reelspec.testing.verify.plan import Trial
from reelspec.testing.verify.probes.probe import Asker, accepted_case, fails
from reelspec.testing.verify.report import Finding


async def no_content_type(asker: Asker, trial: Trial) -> AsyncIterator[Finding]:
    """A legal body without a content type."""
    legal = accepted_case(trial)
    if legal is None:
        return
    heard = await asker.ask(trial, replace(asker.sending(trial, legal.content), media_type=None))
    finding = fails(trial, heard, "a body without a content type", "content-type")
    if finding is not None:
        yield finding
