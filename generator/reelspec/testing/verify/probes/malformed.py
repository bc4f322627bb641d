"""Probe: bodies that are said to be JSON and are none are refused. Another, which ends early, is sent before all others."""

from __future__ import annotations

from collections.abc import AsyncIterator

from reelspec.testing.verify.attempt import JudgedAnswer
from reelspec.testing.verify.cases import CUT_SHORT
from reelspec.testing.verify.plan import Trial
from reelspec.testing.verify.probes.probe import Asker, accepts, legal_case
from reelspec.testing.verify.report import Finding


async def no_json(asker: Asker, trial: Trial) -> AsyncIterator[Finding]:
    """A form, a value with something behind it, and nothing where a body is required: a finding for each thing that happens.

    None are needed where the one that ends early was not refused, which is told by itself.
    """
    if any(attempt.case.name == CUT_SHORT and attempt.outcome.verdict != "refused" for attempt in trial.tried):
        return
    legal = legal_case(trial)
    wrong = {"a form that is said to be JSON": b"prompt=A+boat&seconds=5"}
    if legal is not None:
        wrong["JSON with text behind it"] = legal.content + b"; A boat."
    if trial.operation.request_required:
        wrong["an empty body"] = b""
    by_outcome: dict[str, list[tuple[str, JudgedAnswer]]] = {}
    for what, content in wrong.items():
        heard = await asker.ask(trial, asker.sending(trial, content))
        if heard is not None:
            status = heard.answer.status
            outcome = "accepted" if heard.verdict == "accepted" else heard.why if status >= 500 or not status else ""
            by_outcome.setdefault(outcome, []).append((what, heard))
    for outcome, several in by_outcome.items():
        if outcome:
            what = ", ".join(what for what, _ in several)
            finding = accepts(trial, several[0][1], "laxer", what, "json")
            if finding is not None:
                yield finding
