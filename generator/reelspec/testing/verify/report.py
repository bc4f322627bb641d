"""What a run of verify gives: findings, the outcome of each body, how each task went. Read by the writers of output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["laxer", "stricter", "answer", "word", "status", "result", "access", "failure"]
KINDS: tuple[Kind, ...] = ("laxer", "stricter", "answer", "word", "status", "result", "access", "failure")
"""laxer, stricter: than the spec. answer: differs from the spec's response. word: one that the spec does not list.
status: a task that goes backwards. result: success without a result. access: no key is asked for. failure: no answer, or
one that says that the server has failed."""

Verdict: TypeAlias = Literal["accepted", "refused", "unclear", "not sent"]


@dataclass(frozen=True)
class Excerpt:
    """One request of those that a finding stands on, and what came back.

    request: its first line. sent: its body as it went out, "" without one. answer: the beginning, without the key.
    curl: a line for a shell that repeats it; a variable stands for the key.
    """

    request: str
    sent: str = ""
    status: int | None = None
    answer: str = ""
    curl: str = ""


@dataclass(frozen=True)
class Acceptance:
    """Why a finding is accepted for now, and the last day on which it is, as in 2026-12-31."""

    reason: str
    until: str


@dataclass(frozen=True)
class Finding:
    """Where the server and the spec differ. A note is worth knowing and no difference.

    model: "" for what is about an operation as a whole. rule: the rule's id or the schema keyword, "" where none speaks.
    path: JSON Pointer in the body or answer, items as `*`. source: the place in the documents. cases: names of the
    bodies that show it; of: out of so many. accepted: for now, by a file of such findings.
    """

    kind: Kind
    message: str
    model: str = ""
    operation: str = ""
    rule: str = ""
    path: str = ""
    source: str = ""
    cases: tuple[str, ...] = ()
    of: int = 0
    note: bool = False
    example: Excerpt | None = None
    accepted: Acceptance | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one body. expected: what the spec says; None where the spec says both. why: of an unclear one."""

    model: str
    operation: str
    case: str
    expected: Literal["accepted", "refused"] | None
    verdict: Verdict
    status: int | None = None
    seconds: float = 0.0
    why: str = ""

    @property
    def differs(self) -> bool:
        """The server says the opposite of the spec."""
        return self.expected is not None and self.verdict in ("accepted", "refused") and self.verdict != self.expected


@dataclass(frozen=True)
class Lived:
    """A task as it was followed. words: the status words in the order seen. end: its last state, "" if never polled."""

    model: str
    operation: str
    words: tuple[str, ...]
    end: str
    seconds: float


FAIL_ON = ("untried", "unfinished")
"""What besides differences can be asked to fail a run: rules that were not tried, tasks that were not seen to succeed."""


@dataclass(frozen=True)
class Covered:
    """Whether one thing that a model asks was tried.

    what: "rule", "limit" (a keyword that judges a place) or "value" (one that is listed). rule: the rule's id or the
    keyword. path: JSON Pointer, items as `*`. value: a listed value as JSON. side: "broken" by a body that breaks nothing
    else, or "kept" by a legal body. bodies: so many of those were judged. why: the reason when there are none. moot: no
    body at all can show it.
    """

    model: str
    operation: str
    what: str
    rule: str
    path: str
    value: str
    side: str
    bodies: int
    why: str = ""
    moot: bool = False

    @property
    def tried(self) -> bool:
        """A body that shows it was sent, and its answer could be judged."""
        return self.bodies > 0

    @property
    def name(self) -> str:
        """It in words, for a list."""
        if self.what == "value":
            return f"{self.path} {self.value}"
        name = self.rule if self.what == "rule" else f"{self.path or 'the body'} {self.rule}"
        return name if self.side == "broken" else f"{name} kept"


@dataclass(frozen=True)
class Report:
    """Everything that a run has found. accepted: requests that the server took; unsure: others that it may have taken.

    stopped: why it ended early, "" when it did not. fail_on: what fails the run besides differences, of `FAIL_ON`.
    """

    address: str
    provider: str
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]
    lived: tuple[Lived, ...]
    requests: int
    accepted: int
    seconds: float
    unsure: int = 0
    stopped: str = ""
    said: tuple[str, ...] = field(default=())
    """What a reader should know of the run as a whole."""

    coverage: tuple[Covered, ...] = ()
    fail_on: frozenset[str] = frozenset()

    @property
    def untried(self) -> tuple[Covered, ...]:
        """The rules that were not tried, on one side or on both."""
        return tuple(
            covered for covered in self.coverage if covered.what == "rule" and not covered.tried and not covered.moot
        )

    @property
    def unfinished(self) -> tuple[str, ...]:
        """In words, which tasks were not seen to end, and that none has succeeded where all have ended otherwise."""
        tasks = [
            f"{life.model}: the task of {life.operation} was not seen to end" for life in self.lived if not life.end
        ]
        ends = list(dict.fromkeys(life.end for life in self.lived))
        if ends and not tasks and "succeeded" not in ends:
            which = "the only task" if len(self.lived) == 1 else f"each of {len(self.lived)} tasks"
            tasks.append(f"{which} ended as {' or '.join(ends)}, so that no success was seen")
        return tuple(tasks)

    @property
    def differences(self) -> tuple[Finding, ...]:
        """The findings that are no notes and are not accepted for now."""
        return tuple(finding for finding in self.findings if not finding.note and finding.accepted is None)

    @property
    def good(self) -> bool:
        """The server is as the spec says, as far as was seen."""
        return not self.differences

    @property
    def passed(self) -> bool:
        """Good, and nothing of what `fail_on` names."""
        untried = "untried" in self.fail_on and bool(self.untried)
        return self.good and not untried and not ("unfinished" in self.fail_on and bool(self.unfinished))
