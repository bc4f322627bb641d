"""Probe: bodies that are said to be JSON and are none are refused. Another, which ends early, is sent before all others."""

from __future__ import annotations

from collections.abc import AsyncIterator

from reelspec.testing.verify.plan import Duty
from reelspec.testing.verify.probes.probe import Asker, accepts, legal_case
from reelspec.testing.verify.report import Finding


async def no_json(asker: Asker, duty: Duty) -> AsyncIterator[Finding]:
    """A form, a value with something behind it, and nothing where a body is required."""
    legal = legal_case(duty)
    wrong = {"a form that is said to be JSON": b"prompt=A+boat&seconds=5"}
    if legal is not None:
        wrong["JSON with text behind it"] = legal.content + b"; A boat."
    if duty.operation.request_required:
        wrong["an empty body"] = b""
    for what, content in wrong.items():
        heard = await asker.ask(duty, asker.sending(duty, content))
        finding = accepts(duty, heard, "laxer", what, "json")
        if finding is not None:
            yield finding
