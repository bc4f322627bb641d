"""Probe: a name that stands twice in an object breaks nothing, and does not smuggle in a value that alone is refused.

RFC 8259, section 4, leaves open which of two values counts, or whether such a body is refused.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from reelspec.language.source.node import Json
from reelspec.testing.verify.cases import Case, encoded
from reelspec.testing.verify.plan import Duty
from reelspec.testing.verify.probes.probe import Asker, fails
from reelspec.testing.verify.report import Finding


async def duplicate_key(asker: Asker, duty: Duty) -> AsyncIterator[Finding]:
    """A wrong value before the right one, and behind it: at least one of them must be refused."""
    found = _pair(duty)
    if found is None:
        return
    name, wrong, legal = found
    member = json.dumps(name).encode() + b":" + encoded(wrong)
    before = await asker.ask(duty, asker.sending(duty, b"{" + member + b"," + legal.content[1:]))
    behind = await asker.ask(duty, asker.sending(duty, legal.content[:-1] + b"," + member + b"}"))
    what = f"a body in which {name} stands twice"
    finding = fails(duty, before, what, "duplicate-key") or fails(duty, behind, what, "duplicate-key")
    if finding is not None:
        yield finding
    if before is None or behind is None or behind.verdict != "accepted":
        return
    both = before.verdict == "accepted"
    words = "whichever of its values is wrong" if both else "whose last value is wrong: only the first one counts"
    yield Finding(
        "laxer",
        f"accepts {what}, {words}",
        operation=duty.operation.id,
        rule="duplicate-key",
        path=f"/{name}",
        note=not both,
        example=behind.shown,
    )


def _pair(duty: Duty) -> tuple[str, Json, Case] | None:
    """A field with a wrong value that was refused, and the case which is legal and accepted but for that value."""
    legal: dict[tuple[str, str], Case] = {}
    for one in duty.in_order():
        body = one.case.body
        if one.outcome.verdict == "accepted" and one.case.valid and isinstance(body, dict):
            for name in body:
                legal.setdefault((name, _without(body, name)), one.case)
    for one in duty.in_order():
        body, said = one.case.body, one.case.violations
        if one.outcome.verdict != "refused" or len(said) != 1 or said[0].is_rule or not isinstance(body, dict):
            continue
        name = said[0].path[1:]
        if name in body and name != duty.model.discriminator:
            found = legal.get((name, _without(body, name)))
            if found is not None:
                return name, body[name], found
    return None


def _without(body: dict[str, Json], name: str) -> str:
    return json.dumps({key: value for key, value in body.items() if key != name}, sort_keys=True)
