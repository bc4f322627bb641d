"""Changes: deltas with a judgement, in words. What kinds give and commands show."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reelspec.language.source.node import Json


class Effect(Enum):
    """Whom a change reaches, the gravest first.

    SENDERS: a request that was right is refused, means something else, or the code that makes it no longer runs.
    RECEIVERS: code that reads answers or violations meets what it could not meet before, or misses what it relied on.
    COMPATIBLE: whatever worked goes on working. DOCUMENTATION: nothing but words and examples.
    """

    SENDERS = "breaks-senders"
    RECEIVERS = "breaks-receivers"
    COMPATIBLE = "compatible"
    DOCUMENTATION = "documentation"

    @property
    def breaks(self) -> bool:
        """Somebody's code or requests stop working."""
        return self in (Effect.SENDERS, Effect.RECEIVERS)

    @property
    def title(self) -> str:
        """The effect as a heading."""
        return {
            Effect.SENDERS: "Breaking for senders",
            Effect.RECEIVERS: "Breaking for receivers",
            Effect.COMPATIBLE: "Compatible",
            Effect.DOCUMENTATION: "Documentation",
        }[self]


@dataclass(frozen=True)
class Witness:
    """A body on which the two sides differ: `accepted_by` takes it, the other refuses it with this violation."""

    body: Json
    accepted_by: str
    rule: str
    path: str
    message: str


@dataclass(frozen=True)
class Change:
    """One change. kind: a stable id; subject: whose it is; pointer: the place inside of that (RFC 6901, "" for all of it).

    old, new: file:line:column on either side, "" where there is none. decided: False when no body was found and the
    search could not rule one out, so that the effect is the graver one. accepted: why it is released all the same, as
    specs/releases.yaml says; "" where it does not.
    """

    kind: str
    effect: Effect
    subject: str
    pointer: str
    message: str
    old: str = ""
    new: str = ""
    witness: Witness | None = None
    decided: bool = True
    accepted: str = ""

    @property
    def breaks(self) -> bool:
        """Whether it breaks anything for anybody, as far as nobody has accepted that."""
        return self.effect.breaks and not self.accepted
