"""Functions that are too long are split: what stands by itself in them becomes functions of its own, which they call.

Type checkers give up on a function of too many ways (pyright beyond 768 edges of the flow of control over nodes), and so do
readers. Objects of that many fields are somebody else's; those of a usual size stay as the compilers made them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from reelspec.codegen.tree import (
    FALSE,
    TRUE,
    And,
    Block,
    Bump,
    Call,
    Choose,
    Do,
    Each,
    Field,
    Function,
    If,
    Invoke,
    Kind,
    Let,
    Negated,
    Node,
    Or,
    Related,
    Return,
    Shield,
    Size,
    Statement,
    Take,
    Unpack,
    Var,
    walk,
)
from reelspec.codegen.validators.module import Module

MOST = 400
"""A function of more ways than that is split. A way is at most one and a half of the edges that pyright counts."""
PART = 150
"""The ways of a part."""
FEW = 100
"""A function of fewer statements has not that many ways."""
LEAST = 10
"""What has fewer ways stays where it is."""
_GIVEN = {"accepts": frozenset[str](), "check": frozenset({"out", "late"})}
"""The kinds of parts, and what each of them is given besides what it reads."""
_PARTS = {"judge": "accepts", "accepts": "accepts", "body": "check", "check": "check"}
"""The kinds of functions that are split, and those of their parts."""


def split(function: Function, module: Module) -> tuple[Function, ...]:
    """The function, and behind it the parts that it has been split into, if it is long."""
    # Most functions are so short that their expressions need not be looked at.
    if function.kind not in _PARTS or _statements(function.body) < FEW or ways(*function.body) <= MOST:
        return (function,)
    splitting = _Splitting(function, module)
    return (function._replace(body=splitting.lighter(function.body)), *splitting.parts)


def _statements(block: Block) -> int:
    """How many statements are in the block, at any depth."""
    number = len(block)
    for statement in block:
        match statement:
            case Field(there=body, absent=orelse) | If(body=body, orelse=orelse):
                number += _statements(body) + _statements(orelse)
            case Each(body=body) | Shield(body=body):
                number += _statements(body)
    return number


def ways(*nodes: Node) -> int:
    """How many ways the code adds to a function."""
    return sum(_weight(node) for node in walk(*nodes))


def _weight(node: Node) -> int:
    match node:
        case And(parts) | Or(parts):
            return len(parts)
        case Each():
            return 3
        case Related() | Kind(of="integer" | "number"):
            return 2
        case If() | Field() | Take() | Shield() | Return() | Choose() | Kind() | Size() | Call() | Invoke():
            return 1
    return 0


def _writes(node: Node) -> Iterator[str]:
    match node:
        case Let(name=name) | Bump(name=name) | Field(name=name):
            yield name
        case Unpack(names=names):
            yield from names
        case Take(fields=fields):
            yield from (name for _, name in fields)
        case Each(item=item, index=index):
            yield item
            if index is not None:
                yield index


class _Uses:
    """The variables in some code: how often each occurs, and which are given a value."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.written: set[str] = set()
        self.counts: Counter[str] = Counter()
        for node in walk(*nodes):
            if isinstance(node, Var):
                self.counts[node.name] += 1
            for name in _writes(node):
                self.written.add(name)
                self.counts[name] += 1


@dataclass
class _Splitting:
    """Takes one function apart. parts: what has been taken out of it."""

    function: Function
    module: Module
    parts: list[Function] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._counts = _Uses(self.function.body).counts
        self._bumped = {node.name for node in walk(*self.function.body) if isinstance(node, Bump)}

    def lighter(self, block: Block, most: int = PART) -> Block:
        """The block, if it has more ways than `most`: no statement of more ways than a part has, and calls of parts in the place
        of what stands by itself."""
        if ways(*block) <= most:
            return block
        out: list[Statement] = []
        waiting: list[Statement] = []
        for statement in block:
            if not self._moves((statement,)):
                out += [*self._moved(waiting), self._lighter(statement, LEAST)]
                waiting = []
                continue
            light = self._lighter(statement, PART)
            if ways(*waiting, light) > PART:
                out += self._moved(waiting)
                waiting = []
            waiting.append(light)
        return (*out, *self._moved(waiting))

    def _lighter(self, statement: Statement, most: int) -> Statement:
        """The statement with lighter blocks in it."""
        match statement:
            case Field(there=there, absent=absent):
                return replace(statement, there=self.lighter(there, most), absent=self.lighter(absent, most))
            case If(body=body, orelse=orelse):
                return replace(statement, body=self.lighter(body, most), orelse=self.lighter(orelse, most))
            case Each(body=body) | Shield(body=body):
                return replace(statement, body=self.lighter(body, most))
        return statement

    def _moves(self, statements: Sequence[Statement]) -> bool:
        """What they give a value to is read nowhere else, they do not end the function well, and no count is read."""
        uses = _Uses(statements)
        ends = any(isinstance(node, Return) and node.value == TRUE for node in walk(*statements))
        shared = any(uses.counts[name] < self._counts[name] for name in uses.written)
        return not ends and not shared and not self._bumped & (uses.counts.keys() - uses.written)

    def _moved(self, block: Sequence[Statement]) -> Sequence[Statement]:
        """A call of the part that the statements become; or the statements, where they are short."""
        if ways(*block) < LEAST:
            return block
        kind = _PARTS[self.function.kind]
        name = self.module.unique(f"_{self.function.name.strip('_')}_part")
        read = _Uses(block)
        given = tuple(name for name in read.counts if name not in read.written and name not in _GIVEN[kind])
        fields = [statement.key for statement in block if isinstance(statement, Field)]
        doc = f"A part of {self.function.name}" + (f": {fields[0]} to {fields[-1]}." if len(fields) > 1 else ".")
        arguments = tuple(map(Var, given))
        if kind == "accepts":
            self.parts.append(Function(name, "accepts", (*block, Return(TRUE)), doc, given))
            return (If(Negated(Invoke(name, arguments)), (Return(FALSE),)),)
        self.parts.append(Function(name, "check", tuple(block), doc, given))
        return (Do(Invoke(name, (*arguments, Var("out"), Var("late")))),)
