"""The parsed pattern, as a closed set of frozen nodes; made by ecma.py, read by the rest of this package.

Groups that capture nothing leave no node, and a character, an escape and a class are all `Characters`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reelspec.language.regex.character_sets import Ranges


@dataclass(frozen=True)
class Characters:
    """One code point out of a set (which may be empty)."""

    ranges: Ranges


@dataclass(frozen=True)
class Start:
    """`^`: the start of the string."""


@dataclass(frozen=True)
class End:
    """`$`: the very end of the string."""


@dataclass(frozen=True)
class Boundary:
    """`\\b`, or `\\B` when negated, over ASCII words."""

    negated: bool


@dataclass(frozen=True)
class Look:
    """A lookahead or lookbehind; `span` is its place in the pattern."""

    body: Node
    ahead: bool
    negative: bool
    span: tuple[int, int]


@dataclass(frozen=True)
class CapturingGroup:
    """A capturing group, named or not; `number` counts from 1."""

    body: Node
    number: int


@dataclass(frozen=True)
class Backreference:
    """`\\1` or `\\k<name>`; `offset` is its place in the pattern."""

    number: int
    offset: int


@dataclass(frozen=True)
class Repeat:
    """A quantifier and its atom; `most` None is unbounded; `span` covers both in the pattern."""

    body: Node
    least: int
    most: int | None
    lazy: bool
    span: tuple[int, int]


@dataclass(frozen=True)
class Sequence:
    """One item after the other; none is the empty pattern."""

    items: tuple[Node, ...]


@dataclass(frozen=True)
class Alternatives:
    """`a|b`: two options or more, tried in order."""

    options: tuple[Node, ...]


Node = Characters | Start | End | Boundary | Look | CapturingGroup | Backreference | Repeat | Sequence | Alternatives


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the pattern."""
    match node:
        case Look() | CapturingGroup() | Repeat():
            return (node.body,)
        case Sequence():
            return node.items
        case Alternatives():
            return node.options
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in the order of the pattern."""
    yield node
    for child in children(node):
        yield from walk(child)
