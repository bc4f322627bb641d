"""A rule of `x-rules`: an id, a guard, exactly one operator, and where it comes from."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal, TypeAlias

from reelspec.common.dataclass import dataclass
from reelspec.language.contract.condition import Condition
from reelspec.language.contract.schema import Source
from reelspec.language.source.node import Node

if TYPE_CHECKING:
    from reelspec.language.contract.operator import Operator

Severity: TypeAlias = Literal["error", "contested", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A constraint across the fields of one object.

    when: the rule speaks only when this is certainly true; None = always.
    reads: the fields that the rule reads as its author wrote them, the guard's first; kept when a model's
    specialisation has decided some of them, so that violations name the same fields for every model.
    against: the place where the document says otherwise; given for contested rules only.
    """

    id: str
    when: Condition | None
    operator: Operator
    severity: Severity
    reads: tuple[str, ...]
    source: Source | None = None
    against: Source | None = None
    message: str | None = None
    node: Node | None = field(default=None, compare=False, repr=False)
