"""Probes of the content type: a body without one may be accepted or refused, and breaks nothing; a charset changes nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from reelspec.language.contract.media import is_json
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


async def charset(asker: Asker, trial: Trial) -> AsyncIterator[Finding]:
    """A legal body with `charset=utf-8`, which has no effect on whom reads JSON as it is (RFC 8259, section 11)."""
    legal = accepted_case(trial)
    if legal is None or trial.media_type is None or ";" in trial.media_type or not is_json(trial.media_type):
        return
    what = "a legal body with a charset in its content type"
    heard = await asker.ask(
        trial, replace(asker.sending(trial, legal.content), media_type=f"{trial.media_type}; charset=utf-8")
    )
    finding = fails(trial, heard, what, "content-type")
    if heard is not None and (heard.verdict == "refused" or heard.answer.status == 415):
        finding = Finding(
            "stricter", f"refuses {what}", operation=trial.operation.id, rule="content-type", example=heard.shown
        )
    if finding is not None:
        yield finding
