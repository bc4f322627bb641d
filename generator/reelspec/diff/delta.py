"""Deltas: what two contracts say differently, element by element and without a judgement. Made by `schemas` and `contracts`.

Kinds read them. A delta names the spots of the files that it accounts for, so that what nothing accounts for is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from reelspec.language.contract.keywords import BY_NAME, Keyword
from reelspec.language.contract.model import Model, Place
from reelspec.language.source.node import Node

Flow: TypeAlias = Literal["request", "response", "neither"]
"""Which way a value goes: from who sends, to who receives, or nowhere, as in a component that no operation uses."""


class _Missing:
    """Stands for an element or keyword that is not there."""

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING = _Missing()


@dataclass(frozen=True)
class Subject:
    """Whose difference it is. kind: "package", "provider", "model", "operation" or "schema" (a component)."""

    kind: str
    provider: str = ""
    name: str = ""

    def __str__(self) -> str:
        if self.kind in ("package", "provider"):
            return self.provider or self.kind
        return f"{self.provider}/{self.name}" if self.kind == "model" else f"{self.provider}: {self.name}"


@dataclass(frozen=True)
class Where:
    """Where a comparison stands. steps: keywords and names from the subject inwards, as in a JSON Pointer.

    flow: which way the value goes. open: the schema is one branch of an `anyOf` of which another takes any text, as
    words of answers are written. models: the pair of models whose bodies are judged, None outside of them.
    """

    subject: Subject
    flow: Flow
    steps: tuple[str, ...] = ()
    open: bool = False
    models: tuple[Model, Model] | None = None

    def inside(self, *steps: str, open: bool | None = None) -> Where:
        """The same, further in."""
        wide = self.open if open is None else open
        return Where(self.subject, self.flow, (*self.steps, *steps), wide, self.models)


_NAMED = {"responses": 1, "content": 1, "parameters": 2}
"""Steps of operations, each with the number of names after it."""


def applicators(steps: Iterable[str]) -> Iterator[tuple[Keyword, str | None]]:
    """The keywords by which steps lead inwards, each with the name or index that follows it; None where none does."""
    left = iter(steps)
    for step in left:
        keyword = BY_NAME.get(step)
        if keyword is not None and keyword.applies_to is not None:
            yield keyword, None if keyword.shape == "schema" else next(left, None)
        for _ in range(_NAMED.get(step, 0)):
            next(left, None)


@dataclass(frozen=True, eq=False)
class Delta:
    """One difference. what: the keyword or sort of element; name: which one of several, "" where there is one only.

    old, new: the values, `MISSING` where a side has none. spots: the places in files that it accounts for, the first of
    a side being the one to show.
    """

    where: Where
    what: str
    name: str
    old: Any
    new: Any
    old_spots: tuple[Place, ...] = ()
    new_spots: tuple[Place, ...] = ()
    others: tuple[Any, ...] = field(default=(None, None))
    """What stands around it on both sides, where a kind needs more than the values: schemas, operations, providers."""

    @property
    def added(self) -> bool:
        """Only the new side has it."""
        return self.old is MISSING

    @property
    def removed(self) -> bool:
        """Only the old side has it."""
        return self.new is MISSING


def spots(node: Node | None, *ways: Iterable[str | int]) -> tuple[Place, ...]:
    """The places that ways lead to from a node: its own when there are none."""
    if node is None:
        return ()
    return tuple((node.document.file, (*node.pointer, *way)) for way in ways or ((),))
