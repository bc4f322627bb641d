"""Functions that are too long are split: what stands by itself in them becomes functions of its own, which they call.

Type checkers give up on a function of too many ways (pyright beyond 768 edges of the flow of control over nodes), and so do
readers. Objects of that many fields are somebody else's; those of a usual size stay as the compilers made them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

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

_BLOCKS = ("there", "absent", "body", "orelse", "otherwise")
"""The attributes of statements that hold others."""
_WAYS = {
    Each: 3,
    Related: 2,
    **dict.fromkeys((If, Field, Take, Shield, Return, Choose, Kind, Size, Call, Invoke), 1),
}
"""What a node adds to the ways of a function; of a conjunction or disjunction, each part does."""


def split(function: Function, module: Module) -> tuple[Function, ...]:
    """The function, and behind it the parts that it has been split into, if it is long."""
    if function.kind not in _PARTS or _statements(function.body) < FEW:
        return (function,)  # most are so short that their expressions need not be looked at
    pieces = [_Piece(statement) for statement in function.body]
    if sum(piece.ways for piece in pieces) <= MOST:
        return (function,)
    splitting = _Splitting(function, module, pieces)
    body = tuple(made.statement for made in splitting.lighter(pieces, MOST))
    return (function._replace(body=body), *splitting.parts)


def _statements(block: Block) -> int:
    """How many statements are in the block, at any depth."""
    inside = (getattr(statement, name, ()) for statement in block for name in _BLOCKS)
    return len(block) + sum(map(_statements, filter(None, inside)))


class _Piece:
    """A statement with what is to be known of it. blocks: the pieces in it, by attribute. ways: how many it adds to a function,
    and those of its own among them. counts: the variables in it, and how often each occurs; written: those which it gives a
    value, and bumped: those to which it adds. ends: it may say that all is well."""

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.own = _WAYS.get(type(statement), 0)
        names = [*_written(statement)]
        self.written = set(names)
        self.bumped = set(names) if isinstance(statement, Bump) else set[str]()
        for node in walk(*(value for value in vars(statement).values() if isinstance(value, Node))):
            if isinstance(node, Var):
                names.append(node.name)
            elif isinstance(node, And | Or):
                self.own += len(node.parts)
            else:
                self.own += _WAYS.get(type(node), 0)
        self.counts = Counter(names)
        self.ends = isinstance(statement, Return) and statement.value == TRUE
        self.ways = self.own
        self.blocks: dict[str, list[_Piece]] = {}
        for name in _BLOCKS:
            for inner in getattr(statement, name, ()):
                piece = _Piece(inner)
                self.blocks.setdefault(name, []).append(piece)
                self.ways += piece.ways
                self.written |= piece.written
                self.bumped |= piece.bumped
                self.counts.update(piece.counts)
                self.ends |= piece.ends


def _written(statement: Statement) -> Iterator[str]:
    match statement:
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


class _Made(NamedTuple):
    """What has become of a statement, and its ways."""

    statement: Statement
    ways: int


@dataclass
class _Splitting:
    """Takes one function apart. parts: what has been taken out of it."""

    function: Function
    module: Module
    pieces: Sequence[_Piece]
    parts: list[Function] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._counts = Counter[str]()
        for piece in self.pieces:
            self._counts.update(piece.counts)
        self._bumped = {name for piece in self.pieces for name in piece.bumped}

    def lighter(self, pieces: Sequence[_Piece], most: int) -> list[_Made]:
        """The statements; if they have more ways than `most`, with calls of parts in the place of what stands by itself."""
        if sum(piece.ways for piece in pieces) <= most:
            return [_Made(piece.statement, piece.ways) for piece in pieces]
        run = _Run(self)
        for bound in self._bound(pieces):
            ways = sum(piece.ways for piece in bound)
            made = [_Made(piece.statement, piece.ways) for piece in bound] if ways <= PART else self._apart(bound)
            run.add(bound, made)
        return run.made()

    def _apart(self, pieces: Sequence[_Piece]) -> list[_Made]:
        """The statements with lighter blocks in them, and those that stand by themselves in parts."""
        run = _Run(self)
        for piece in pieces:
            run.add([piece], [self._lighter(piece, PART if self.moves([piece]) else LEAST)])
        return run.made()

    def _lighter(self, piece: _Piece, most: int) -> _Made:
        """The statement with lighter blocks in it."""
        if piece.ways <= most:
            return _Made(piece.statement, piece.ways)
        made = {name: self.lighter(pieces, most) for name, pieces in piece.blocks.items()}
        blocks: dict[str, Any] = {name: tuple(each.statement for each in several) for name, several in made.items()}
        ways = piece.own + sum(each.ways for several in made.values() for each in several)
        return _Made(replace(piece.statement, **blocks), ways)

    def _bound(self, pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
        """The pieces of a block, those together that share a variable which nothing else has."""
        counts = Counter[str]()
        last: dict[str, int] = {}
        for index, piece in enumerate(pieces):
            counts.update(piece.counts)
            last.update(dict.fromkeys(piece.counts, index))
        written = {name for piece in pieces for name in piece.written if counts[name] == self._counts[name]}
        bound: list[_Piece] = []
        end = 0
        for index, piece in enumerate(pieces):
            bound.append(piece)
            end = max(end, index, *(last[name] for name in piece.counts if name in written))
            if index == end:
                yield bound
                bound = []

    def moves(self, pieces: Sequence[_Piece]) -> bool:
        """What the statements give a value to is read nowhere else, they do not end the function well, and read no count."""
        counts = Counter[str]()
        for piece in pieces:
            counts.update(piece.counts)
        written = {name for piece in pieces for name in piece.written}
        shared = any(counts[name] < self._counts[name] for name in written)
        return not shared and not any(piece.ends for piece in pieces) and not self._bumped & (counts.keys() - written)

    def moved(self, pieces: Sequence[_Piece], made: Sequence[_Made]) -> Sequence[_Made]:
        """A call of the part that the statements become; or the statements, where they are short. pieces: as they were."""
        if sum(each.ways for each in made) < LEAST:
            return made
        block = tuple(each.statement for each in made)
        kind = _PARTS[self.function.kind]
        name = self.module.unique(f"_{self.function.name.strip('_')}_part")
        own = {*_GIVEN[kind], *(name for piece in pieces for name in piece.written)}
        given = tuple(dict.fromkeys(name for piece in pieces for name in piece.counts if name not in own))
        fields = [statement.key for statement in block if isinstance(statement, Field)]
        doc = f"A part of {self.function.name}" + (f": {fields[0]} to {fields[-1]}." if len(fields) > 1 else ".")
        arguments = tuple(map(Var, given))
        if kind == "accepts":
            self.parts.append(Function(name, "accepts", (*block, Return(TRUE)), doc, given))
            return [_Made(If(Negated(Invoke(name, arguments)), (Return(FALSE),)), 3)]
        self.parts.append(Function(name, "check", block, doc, given))
        return [_Made(Do(Invoke(name, (*arguments, Var("out"), Var("late")))), 1)]


class _Run:
    """Statements in their order, those that follow each other and can be moved in parts of a size."""

    def __init__(self, splitting: _Splitting) -> None:
        self._splitting = splitting
        self._out: list[_Made] = []
        self._pieces: list[_Piece] = []
        self._waiting: list[_Made] = []

    def add(self, pieces: Sequence[_Piece], made: Sequence[_Made]) -> None:
        """Statements that stay together. pieces: as they were."""
        ways = sum(each.ways for each in made)
        moves = ways <= PART and self._splitting.moves(pieces)
        if not moves or ways + sum(each.ways for each in self._waiting) > PART:
            self._move()
        if moves:
            self._pieces += pieces
            self._waiting += made
        else:
            self._out += made

    def made(self) -> list[_Made]:
        """What has become of them."""
        self._move()
        return self._out

    def _move(self) -> None:
        self._out += self._splitting.moved(self._pieces, self._waiting)
        self._pieces, self._waiting = [], []
