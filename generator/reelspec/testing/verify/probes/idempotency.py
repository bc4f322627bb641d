"""Probe: two creations with one idempotency key make one task, where the spec has such a key (`x-retry`)."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import replace

from reelspec.language.rules.tasks import retry_of, task_id
from reelspec.testing.verify.plan import Trial
from reelspec.testing.verify.probes.probe import Asker, accepted_case, fails
from reelspec.testing.verify.report import Finding


async def idempotency(asker: Asker, trial: Trial) -> AsyncIterator[Finding]:
    """A legal body twice with one key. That the second is refused may be a provider's way to say that there is one."""
    name, legal, life = retry_of(trial.operation).header, accepted_case(trial), trial.life
    if not name or legal is None or life is None:
        return
    right = asker.sending(trial, legal.content)
    sending = replace(right, headers=(*right.headers, (name.lower(), uuid.uuid4().hex)))
    first = await asker.ask(trial, sending)
    second = await asker.ask(trial, sending)
    if first is None or second is None or first.verdict != "accepted":
        return
    finding = fails(trial, second, f"a second request with the same {name}", "idempotency")
    if second.verdict == "accepted" and task_id(life, first.answer.data) != task_id(life, second.answer.data):
        finding = Finding(
            "answer",
            f"makes two tasks for two requests with the same {name}",
            operation=trial.operation.id,
            rule="idempotency",
            example=second.shown,
        )
    if finding is not None:
        yield finding
