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
class Shown:
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
class Finding:
    """Where the server and the spec differ. A note is worth knowing and no difference.

    model: "" for what is about an operation as a whole. rule: the rule's id or the schema keyword, "" where none speaks.
    path: JSON Pointer in the body or answer, items as `*`. source: the place in the documents. cases: names of the
    bodies that show it; of: out of so many.
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
    example: Shown | None = None


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


@dataclass(frozen=True)
class Report:
    """Everything that a run has found. accepted: requests that the server took; unsure: others that it may have taken.

    stopped: why it ended early, "" when it did not.
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

    @property
    def differences(self) -> tuple[Finding, ...]:
        """The findings that are no notes."""
        return tuple(one for one in self.findings if not one.note)

    @property
    def good(self) -> bool:
        """The server is as the spec says, as far as was seen."""
        return not self.differences
