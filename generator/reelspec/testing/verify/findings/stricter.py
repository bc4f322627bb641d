"""Findings where the server refuses what the spec allows: one for each thing that the refused bodies have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reelspec.testing.verify.attempt import Tried
from reelspec.testing.verify.common_cause import Test, groups
from reelspec.testing.verify.report import Finding

MOST_NAMES = 3
"""So many names of bodies are said when they have nothing in common."""


def stricter(model: str, operation: str, tried: Sequence[Tried]) -> Iterator[Finding]:
    """The findings about the bodies that the spec allows.

    Bodies that the spec warns of, or of which it says both, are notes when they are refused: it does not promise them.
    """
    allowed = [one for one in tried if one.case.valid]
    plain = [one for one in allowed if not one.case.warnings]
    refused = [one for one in plain if one.outcome.verdict == "refused"]
    accepted = [one for one in allowed if one.outcome.verdict == "accepted"]
    if refused and not accepted:
        yield _finding(model, operation, refused, "", f"refuses every legal body ({len(refused)})", len(refused))
        return
    tests: list[Test] = []
    for group in groups([one.case.body for one in refused], [one.case.body for one in accepted]):
        members = [refused[at] for at in group.members]
        of = len(refused) + sum(one.outcome.verdict == "accepted" for one in plain)
        count = f"{len(members)} of {of} legal bodies"
        if group.test is not None:
            tests.append(group.test)
            yield _finding(model, operation, members, group.test.path, f"refuses {count}: those {group.test.words}", of)
        else:
            names = ", ".join(one.case.name for one in members[:MOST_NAMES])
            more = f" and {len(members) - MOST_NAMES} more" if len(members) > MOST_NAMES else ""
            words = f"refuses {count}, which accepted ones are like in every simple respect: {names}{more}"
            yield _finding(model, operation, members, "", words, of)
    yield from _doubtful(model, operation, allowed, tests)


def _doubtful(model: str, operation: str, allowed: Sequence[Tried], known: Sequence[Test]) -> Iterator[Finding]:
    """Notes, unless what is known to be refused explains them."""
    by_rule: dict[tuple[str, str], list[Tried]] = {}
    for one in allowed:
        if len(one.case.warnings) == 1 and one.outcome.verdict in ("accepted", "refused"):
            said = one.case.warnings[0]
            by_rule.setdefault((said.rule, said.severity), []).append(one)
    for (rule, severity), several in by_rule.items():
        refused = [one for one in several if one.outcome.verdict == "refused"]
        refused = [one for one in refused if not any(test.passed(one.case.body) for test in known)]
        if not refused:
            continue
        said = refused[0].case.warnings[0]
        what = "of which the documents say both" if severity == "contested" else "of which the spec only warns"
        yield Finding(
            "stricter",
            f"refuses {len(refused)} of {len(several)} bodies that break {rule}, {what}",
            model=model,
            operation=operation,
            rule=rule,
            source=said.source,
            cases=tuple(one.case.name for one in refused),
            of=len(several),
            note=True,
            example=refused[0].shown,
        )


def _finding(model: str, operation: str, members: Sequence[Tried], path: str, message: str, of: int) -> Finding:
    return Finding(
        "stricter",
        message,
        model=model,
        operation=operation,
        path=path,
        cases=tuple(one.case.name for one in members),
        of=of,
        example=members[0].shown,
    )
