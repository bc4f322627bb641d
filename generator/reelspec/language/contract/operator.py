"""What a rule operator is: the one interface between an operator's file and the rest of the program.

An operator is a frozen dataclass in a file of its own. It reads itself from a spec, says which fields it reads, what is
left of it in a narrower scope, how JSON Schema says it, when it is broken in Python, and what it demands in words.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol, Self, TypeAlias, TypeVar

from reelspec.language.contract.goals import Fault, Object, Way
from reelspec.language.contract.schema import Condition, Operator, Rule, Schema
from reelspec.language.contract.scope import Scope
from reelspec.language.source.node import Json, Node

Lowered: TypeAlias = dict[str, Json] | bool
"""A JSON Schema as JSON values."""

_T = TypeVar("_T")


@dataclass(frozen=True)
class NotCarried:
    """A rule that JSON Schema cannot say, and why."""

    reason: str


class OperatorReader(Protocol):
    """What an operator may ask of `language.parser` while it reads itself. A part that is wrong is noted as a problem there,
    and something harmless is given back, so that reading goes on and all problems are reported in one run."""

    def condition(self, node: Node) -> Condition: ...

    def test(self, field: str, node: Node) -> Condition: ...

    def schema(self, node: Node) -> Schema: ...

    def name(self, node: Node) -> str: ...

    def names(self, node: Node, least: int = 1) -> tuple[str, ...]: ...

    def count(self, node: Node | None) -> int | None: ...

    def members(self, node: Node, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Node]: ...

    def problem(self, node: Node, message: str, name: str = "rule", *, key: bool = False) -> None: ...


class RuleOperator(Operator):
    """One kind of constraint across fields, with its meaning.

    What is not abstract can be left out without harm: less is then found wrong in specs, and nothing is simplified.
    """

    @classmethod
    @abstractmethod
    def read(cls, node: Node, reader: OperatorReader) -> Self | None:
        """The operator from its value in a rule; None when it is too broken to go on with."""

    def check(self, scope: Scope) -> Iterable[tuple[Node | None, str]]:
        """What is wrong with it in this scope beyond unknown names: (place, message)."""
        return ()

    def impossible(self, scope: Scope) -> str | None:
        """Why no object of this scope keeps it, where required fields and limits of arrays show that by themselves:
        `image and video are both required`."""
        return None

    def simplify(self, scope: Scope) -> RuleOperator | None:
        """What is left of it in this scope; None when it always holds."""
        return self

    @abstractmethod
    def lower(self, scope: Scope) -> Lowered | NotCarried:
        """A schema of the objects for which it is not certainly broken."""

    @abstractmethod
    def fault(self, body: Object, scope: Scope) -> Fault | None:
        """Where it is reported for this object if it is certainly broken, else None: what `broken` and `blame` compile,
        said once more and plainly, so that tests have something to compare with. Not for services."""

    @abstractmethod
    def ways(self, scope: Scope) -> Iterable[Way]:
        """The ways to keep it and the ways to break it, each by a name of its own. Bodies are built from them."""

    @abstractmethod
    def words(self) -> str:
        """What it demands: `size must be "720P"`."""


def operator_of(rule: Rule) -> RuleOperator:
    """The rule's operator with its meaning; the contract's tree knows only what it reads, since meaning speaks of scopes."""
    assert isinstance(rule.operator, RuleOperator)
    return rule.operator


def ordered(names: Iterable[_T]) -> tuple[_T, ...]:
    """The names in order, none twice."""
    return tuple(dict.fromkeys(names))
