"""Findings about answers from which no verdict can be read: failures of the server, and refusals of something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reelspec.testing.verify.attempt import Tried
from reelspec.testing.verify.common_cause import groups
from reelspec.testing.verify.report import Finding


def unclear(model: str, operation: str, tried: Sequence[Tried]) -> Iterator[Finding]:
    """One finding for each reason, with what the bodies have in common."""
    by_reason: dict[str, list[Tried]] = {}
    clear = [one for one in tried if one.outcome.verdict in ("accepted", "refused")]
    for one in tried:
        if one.outcome.verdict == "unclear":
            by_reason.setdefault(one.outcome.why, []).append(one)
    for why, several in by_reason.items():
        status = several[0].outcome.status or 0
        failed = status >= 500 or status == 0
        which = ""
        if clear:
            found = groups([one.case.body for one in several], [one.case.body for one in clear])
            if len(found) == 1 and found[0].test is not None:
                which = f", all {found[0].test.words}"
        total = len(several) + len(clear)
        yield Finding(
            "failure" if failed else "answer",
            f"{len(several)} of {total} bodies cannot be judged{which}: {why}",
            model=model,
            operation=operation,
            rule="id" if 200 <= status < 300 else "status",
            cases=tuple(one.case.name for one in several),
            of=total,
            example=several[0].shown,
        )
