"""Probe: a name that stands twice in an object breaks nothing, and does not smuggle in a value that alone is refused.

RFC 8259, section 4, leaves open which of two values counts, or whether such a body is refused.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from reelspec.language.source.node import Json
from reelspec.testing.verify.cases import Case, encoded
from reelspec.testing.verify.plan import Trial
from reelspec.testing.verify.probes.probe import Asker, fails
from reelspec.testing.verify.report import Finding


async def duplicate_key(asker: Asker, trial: Trial) -> AsyncIterator[Finding]:
    """A wrong value before the right one, and behind it: at least one of them must be refused."""
    pair = _pair(trial)
    if pair is None:
        return
    name, wrong, legal = pair
    member = json.dumps(name).encode() + b":" + encoded(wrong)
    before = await asker.ask(trial, asker.sending(trial, b"{" + member + b"," + legal.content[1:]))
    behind = await asker.ask(trial, asker.sending(trial, legal.content[:-1] + b"," + member + b"}"))
    what = f"a body in which {name} stands twice"
    finding = fails(trial, before, what, "duplicate-key") or fails(trial, behind, what, "duplicate-key")
    if finding is not None:
        yield finding
    if before is None or behind is None or behind.verdict != "accepted":
        return
    both = before.verdict == "accepted"
    words = "whichever of its values is wrong" if both else "whose last value is wrong: only the first one counts"
    yield Finding(
        "laxer",
        f"accepts {what}, {words}",
        operation=trial.operation.id,
        rule="duplicate-key",
        path=f"/{name}",
        note=not both,
        example=behind.shown,
    )


def _pair(trial: Trial) -> tuple[str, Json, Case] | None:
    """A field with a wrong value that was refused, and the case which is legal and accepted but for that value."""
    legal: dict[tuple[str, str], Case] = {}
    for attempt in trial.in_order():
        body = attempt.case.body
        if attempt.outcome.verdict == "accepted" and attempt.case.valid and isinstance(body, dict):
            for name in body:
                legal.setdefault((name, _without(body, name)), attempt.case)
    for attempt in trial.in_order():
        body, violations = attempt.case.body, attempt.case.violations
        if (
            attempt.outcome.verdict != "refused"
            or len(violations) != 1
            or violations[0].is_rule
            or not isinstance(body, dict)
        ):
            continue
        name = violations[0].path[1:]
        if name in body and name != trial.model.discriminator:
            case = legal.get((name, _without(body, name)))
            if case is not None:
                return name, body[name], case
    return None


def _without(body: dict[str, Json], name: str) -> str:
    return json.dumps({key: value for key, value in body.items() if key != name}, sort_keys=True)
