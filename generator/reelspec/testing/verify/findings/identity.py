"""Findings about ids: each creation that is accepted makes a task of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.report import Finding


def same_task(created: Mapping[tuple[str, str], Mapping[bytes, Attempt]]) -> Iterator[Finding]:
    """One finding for each operation whose answers name a task twice. created: operation and id -> body -> what it was."""
    by_operation: dict[str, list[Attempt]] = {}
    total: dict[str, int] = {}
    for (operation, _), bodies in created.items():
        total[operation] = total.get(operation, 0) + len(bodies)
        if len(bodies) > 1:
            by_operation.setdefault(operation, []).extend(bodies.values())
    for operation, several in by_operation.items():
        count = f"{len(several)} of {total[operation]} bodies that it accepts"
        names = " and ".join(attempt.case.name for attempt in several[:2])
        yield Finding(
            "answer",
            f"{count} get the id of a task that another body got, for instance {names}",
            operation=operation,
            rule="id",
            example=several[1].shown,
        )
