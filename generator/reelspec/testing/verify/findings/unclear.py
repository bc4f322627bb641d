"""Findings about answers from which no verdict can be read: failures of the server, and refusals of something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.common_cause import groups
from reelspec.testing.verify.report import Finding


def unclear(model: str, operation: str, tried: Sequence[Attempt]) -> Iterator[Finding]:
    """One finding for each reason, with what the bodies have in common."""
    by_reason: dict[str, list[Attempt]] = {}
    clear = [attempt for attempt in tried if attempt.outcome.verdict in ("accepted", "refused")]
    for attempt in tried:
        if attempt.outcome.verdict == "unclear":
            by_reason.setdefault(attempt.outcome.why, []).append(attempt)
    for why, several in by_reason.items():
        status = several[0].outcome.status or 0
        failed = status >= 500 or status == 0
        which = ""
        if clear:
            common = groups([attempt.case.body for attempt in several], [attempt.case.body for attempt in clear])
            if len(common) == 1 and common[0].test is not None:
                which = f", all {common[0].test.words}"
        total = len(several) + len(clear)
        yield Finding(
            "failure" if failed else "answer",
            f"{len(several)} of {total} bodies cannot be judged{which}: {why}",
            model=model,
            operation=operation,
            rule="id" if 200 <= status < 300 else "status",
            cases=tuple(attempt.case.name for attempt in several),
            of=total,
            example=several[0].shown,
        )
