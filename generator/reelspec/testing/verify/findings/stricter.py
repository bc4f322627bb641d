"""Findings where the server refuses what the spec allows: one for each thing that the refused bodies have in common."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from reelspec.language.contract.keywords import BOUNDS
from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema, bounds_of
from reelspec.language.source.node import Json
from reelspec.language.source.values import has_type
from reelspec.testing.verify.attempt import Attempt
from reelspec.testing.verify.common_cause import Group, Test, groups
from reelspec.testing.verify.places import in_words, places
from reelspec.testing.verify.report import Finding

MOST_NAMES = 3
"""So many names of bodies are said when they have nothing in common."""
LONGEST = 160
"""Characters of the server's message that are shown."""


def refused_and_accepted(tried: Sequence[Attempt]) -> tuple[list[Attempt], list[Attempt]]:
    """The legal bodies without a warning that were refused, and all legal ones that were accepted."""
    legal = [attempt for attempt in tried if attempt.case.valid]
    refused = [attempt for attempt in legal if not attempt.case.warnings and attempt.outcome.verdict == "refused"]
    return refused, [attempt for attempt in legal if attempt.outcome.verdict == "accepted"]


def stricter(model: Model, operation: str, tried: Sequence[Attempt]) -> Iterator[Finding]:
    """The findings about the bodies that the spec allows.

    Bodies that the spec warns of, or of which it says both, are notes when they are refused: it does not promise them.
    """
    refused, accepted = refused_and_accepted(tried)
    common = _common_messages(tried) if refused else frozenset()
    if refused and not accepted:
        message = f"refuses every legal body ({len(refused)}){_said_by(refused, common)}"
        yield _finding(model.name, operation, refused, message, len(refused))
        return
    of = len(refused) + sum(
        attempt.outcome.expected == "accepted" and not attempt.case.warnings for attempt in accepted
    )
    tests: list[Test] = []
    for group in grouped(refused, accepted):
        members = [refused[at] for at in group.members]
        count = f"refuses {len(members)} of {of} legal bodies{_said_by(members, common)}"
        if group.test is not None:
            tests.append(group.test)
            rule, meaning = meant(group.test, model)
            message = f"{count}{meaning}: those {group.test.words}"
            yield _finding(model.name, operation, members, message, of, group.test.path, rule)
        else:
            names = ", ".join(attempt.case.name for attempt in members[:MOST_NAMES])
            more = f" and {len(members) - MOST_NAMES} more" if len(members) > MOST_NAMES else ""
            message = f"{count}, which accepted ones are like in every simple respect: {names}{more}"
            yield _finding(model.name, operation, members, message, of)
    yield from _doubtful(model.name, operation, [attempt for attempt in tried if attempt.case.valid], tests)


def grouped(refused: Sequence[Attempt], accepted: Sequence[Attempt]) -> list[Group]:
    """The refused bodies by what they have in common: all together, or those apart of which the server says different things,
    whichever takes fewer and simpler tests."""
    others = [attempt.case.body for attempt in accepted]
    together = list(groups([attempt.case.body for attempt in refused], others))
    if len(together) == 1 and together[0].test is not None:
        return together
    by_message: dict[str, list[int]] = {}
    for at, attempt in enumerate(refused):
        by_message.setdefault(_without_values(message_of(attempt)), []).append(at)
    if not 1 < len(by_message) < len(refused):
        return together
    apart = [
        Group(group.test, tuple(indices[at] for at in group.members))
        for indices in by_message.values()
        for group in groups([refused[at].case.body for at in indices], others)
    ]
    return min(apart, together, key=_cost)


def _cost(several: Sequence[Group]) -> int:
    return sum(_NO_TEST if group.test is None else group.test.cost + 2 for group in several)


_NO_TEST = 30


def message_of(attempt: Attempt) -> str:
    """What the server says of a body that it refuses; "" where it says nothing that is short and in words."""
    answer = "" if attempt.shown is None else attempt.shown.answer
    try:
        data = json.loads(answer)
    except (ValueError, RecursionError):
        data = None
    texts = [text for text in _texts(data, 0) if " " in text]
    return max(texts, key=len, default="")[:LONGEST]


def _texts(data: Json, depth: int) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list) and depth < 6:
        for inner in data.values() if isinstance(data, dict) else data:
            yield from _texts(inner, depth + 1)


def _without_values(text: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"]*\"|[0-9.]+", "_", text)


def _said_by(members: Sequence[Attempt], common: frozenset[str]) -> str:
    """The message that all of them got, where the server has one for them."""
    messages = {message_of(attempt) for attempt in members}
    telling = len(messages) == 1 and messages != {""} and _without_values(next(iter(messages))) not in common
    return f', saying "{messages.pop()}"' if telling else ""


def _common_messages(tried: Sequence[Attempt]) -> frozenset[str]:
    """What the server says of most bodies that it rightly refuses, whatever is wrong with them, so that it tells nothing."""
    counts = Counter(
        _without_values(message_of(attempt))
        for attempt in tried
        if attempt.outcome.expected == attempt.outcome.verdict == "refused"
    )
    return frozenset(message for message, count in counts.items() if 2 * count > counts.total())


def meant(test: Test, model: Model) -> tuple[str, str]:
    """The keyword that a server seems to judge by which refuses what passes the test, and that in words."""
    whole = next((place.whole for place in places(model) if place.path == test.path), Schema())
    name = in_words(test.path)
    if test.kind == "absence":
        return "required", f", as if {name} were required"
    if test.kind == "presence":
        return "additionalProperties", f", as if it did not know {name}"
    if test.kind == "equal items":
        return "uniqueItems", f", as if the items of {name} had to differ"
    if test.kind == "value" and (test.value == "null" or whole.values()):
        return "type" if test.value == "null" else "enum", f", as if {name} could not be {test.value}"
    if test.value == '""':
        return "minLength", f", as if {name} could not be empty"
    json_type, size = test.size
    size = float(test.value) if test.kind == "value" and has_type(json.loads(test.value), "number") else size
    for keyword, bound in bounds_of(whole, json_type or "number"):
        if (
            test.kind in ("size", "value")
            and keyword.within(bound) == size
            and (test.kind == "value" or keyword.side == test.side)
        ):
            return keyword.name, f", as if the limit of {bound} itself were refused"
    if test.kind == "size":
        (keyword, *_) = [bound for bound in BOUNDS if bound.type == json_type and bound.side == test.side]
        return keyword.name, f", as if {name} had another {keyword.name}"
    return "type" if test.kind == "type" else "", ""


def _doubtful(model: str, operation: str, allowed: Sequence[Attempt], known: Sequence[Test]) -> Iterator[Finding]:
    """Notes, unless what is known to be refused explains them."""
    by_rule: dict[tuple[str, str], list[Attempt]] = {}
    for attempt in allowed:
        if len(attempt.case.warnings) == 1 and attempt.outcome.verdict in ("accepted", "refused"):
            warning = attempt.case.warnings[0]
            by_rule.setdefault((warning.rule, warning.severity), []).append(attempt)
    for (rule, severity), several in by_rule.items():
        refused = [attempt for attempt in several if attempt.outcome.verdict == "refused"]
        refused = [attempt for attempt in refused if not any(test.passed(attempt.case.body) for test in known)]
        if not refused:
            continue
        warning = refused[0].case.warnings[0]
        what = "of which the documents say both" if severity == "contested" else "of which the spec only warns"
        yield Finding(
            "stricter",
            f"refuses {len(refused)} of {len(several)} bodies that break {rule}, {what}",
            model=model,
            operation=operation,
            rule=rule,
            source=warning.source,
            cases=tuple(attempt.case.name for attempt in refused),
            of=len(several),
            note=True,
            example=refused[0].shown,
        )


def _finding(
    model: str, operation: str, members: Sequence[Attempt], message: str, of: int, path: str = "", rule: str = ""
) -> Finding:
    return Finding(
        "stricter",
        message,
        model=model,
        operation=operation,
        rule=rule,
        path=path,
        cases=tuple(attempt.case.name for attempt in members),
        of=of,
        example=members[0].shown,
    )
