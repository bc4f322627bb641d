"""The code of a judge as a tree, without a word of any language: what the compilers make, and printers print.

A closed set of kinds: expressions, statements, and what a module holds. What they read is known of them (`reads`), so that
nobody has to look into what was printed. A null and a field that is not there are
both told by `Absent`: a variable holds the same for either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from reelspec.language.source.node import Json
from reelspec.language.source.pointer import escape


class Node:
    """An expression or a statement."""


# Expressions


@dataclass(frozen=True, eq=False)
class Lit(Node):
    """A JSON value."""

    value: Json

    def __eq__(self, other: object) -> bool:
        # For Python, 1, 1.0 and True are equal.
        return isinstance(other, Lit) and repr(self.value) == repr(other.value)

    def __hash__(self) -> int:
        return hash(repr(self.value))


@dataclass(frozen=True)
class Var(Node):
    """A variable of the function, or one of its parameters."""

    name: str


@dataclass(frozen=True)
class Const(Node):
    """A constant of the module."""

    name: str


@dataclass(frozen=True)
class Own(Node):
    """A function of the module, to be handed on."""

    name: str


@dataclass(frozen=True)
class Support(Node):
    """A constant or function of the support code, to be handed on."""

    name: str


@dataclass(frozen=True)
class Call(Node):
    """A call of a function of the support code."""

    name: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True)
class Invoke(Node):
    """A call of a function of the module."""

    name: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True)
class Absent(Node):
    """The value is null, or there is none."""

    value: Expr


Of: TypeAlias = Literal[
    "boolean", "written integer", "integer", "number", "string", "array", "object", "gap", "unknown", "any"
]
"""What `Kind` asks. A written integer: one without a point, which only some languages tell from 8.0. A number is finite. A
gap stands for a value that its field refused; an unknown one may not even be there. any: of one of JSON's types, itself and
not by inheritance."""


@dataclass(frozen=True)
class Kind(Node):
    """The value is of a JSON type."""

    value: Expr
    of: Of


@dataclass(frozen=True)
class Related(Node):
    """The value is of a type that inherits from what is of a JSON type, in languages that have such: its plain copy is of it."""

    value: Expr
    of: Literal["number", "string", "array", "object"]


@dataclass(frozen=True)
class Same(Node):
    """Two scalars are equal."""

    left: Expr
    right: Expr


@dataclass(frozen=True)
class Member(Node):
    """A scalar is one of a set, or of a few."""

    value: Expr
    of: Expr


@dataclass(frozen=True)
class Order(Node):
    """One number is below or above another."""

    left: Expr
    sign: Literal["<", "<=", ">", ">="]
    right: Expr


@dataclass(frozen=True)
class Has(Node):
    """The object has the field."""

    object: Expr
    key: str


@dataclass(frozen=True)
class Size(Node):
    """The characters (code points) of a text, the items of an array, the fields of an object, the members of a set."""

    value: Expr
    measure: Literal["length", "items", "fields", "members"]


@dataclass(frozen=True)
class Heard(Node):
    """What is contested or warned of is asked for as well."""


@dataclass(frozen=True)
class Part(Node):
    """The text begins with, ends with or has in it a text; one of several, of the first two.

    pattern: what says the same of several as a regular expression of ECMA-262, which some languages search quicker for.
    """

    value: Expr
    how: Literal["begins", "ends", "has"]
    text: Expr
    pattern: str = ""


@dataclass(frozen=True)
class Blank(Node):
    """Nothing but white space is in the text, as ECMA-262 knows it (22.1.3.32)."""

    value: Expr


@dataclass(frozen=True)
class Searched(Node):
    """The pattern is found in the text. pattern: a constant."""

    pattern: Expr
    value: Expr


@dataclass(frozen=True)
class And(Node):
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Or(Node):
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Negated(Node):
    part: Expr


@dataclass(frozen=True)
class Choose(Node):
    test: Expr
    yes: Expr
    no: Expr


@dataclass(frozen=True)
class Index(Node):
    """An item of a tuple or an array."""

    value: Expr
    index: int


@dataclass(frozen=True)
class At(Node):
    """A field of an object that is there, of a name that is known at run time only."""

    object: Expr
    key: Expr


@dataclass(frozen=True)
class Get(Node):
    """A field of an object that need not be there."""

    object: Expr
    key: str


@dataclass(frozen=True)
class Tuple(Node):
    """A few values, or a list of them that never changes."""

    items: tuple[Expr, ...]


@dataclass(frozen=True)
class Sum(Node):
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Path(Node):
    """A JSON Pointer: literal text, and expressions for what is known at run time only."""

    parts: tuple[str | Expr, ...] = ()

    def child(self, name: str) -> Path:
        """The path of a member with a known name."""
        return self._with("/" + escape(name))

    def at(self, token: Expr) -> Path:
        """The path of an item or member whose token is an expression."""
        return Path((*self._with("/").parts, token))

    def _with(self, text: str) -> Path:
        if self.parts and isinstance(self.parts[-1], str):
            return Path((*self.parts[:-1], self.parts[-1] + text))
        return Path((*self.parts, text))

    def hint(self) -> str:
        """A name for what stands there: the last known token."""
        for part in reversed(self.parts):
            if isinstance(part, str):
                steps = [step for step in part.split("/") if step]
                if steps:
                    return steps[-1]
        return "value"


# What only constants are


@dataclass(frozen=True)
class ScalarSet(Node):
    """A set of texts, or of numbers."""

    items: tuple[str | int, ...]


@dataclass(frozen=True)
class Table(Node):
    """What stands for each of some keys."""

    rows: tuple[tuple[str | int, str | int], ...]


@dataclass(frozen=True, eq=False)
class Listed(Node):
    """Values that a field may have, or names that it may be meant to be: shown in words, and searched for what was meant."""

    values: tuple[Json, ...]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Listed) and repr(self.values) == repr(other.values)  # as of `Lit`

    def __hash__(self) -> int:
        return hash(repr(self.values))


@dataclass(frozen=True)
class Pattern(Node):
    """A regular expression of ECMA-262 with the flag u, compiled when it is first needed."""

    source: str


@dataclass(frozen=True)
class Fault(Node):
    """What a violation says wherever it is found. say: the support function that makes its message; words: what it needs."""

    rule: str
    severity: Literal["error", "contested", "warning"]
    source: Expr
    say: str
    words: Expr


Expr: TypeAlias = (
    Lit
    | Var
    | Const
    | Own
    | Support
    | Call
    | Invoke
    | Absent
    | Kind
    | Related
    | Same
    | Member
    | Order
    | Has
    | Size
    | Heard
    | Part
    | Blank
    | Searched
    | And
    | Or
    | Negated
    | Choose
    | Index
    | At
    | Get
    | Tuple
    | Sum
    | Path
    | ScalarSet
    | Table
    | Listed
    | Pattern
    | Fault
)

TRUE = Lit(True)
FALSE = Lit(False)
NULL = Lit(None)
NOTHING = Tuple(())

# Statements


@dataclass(frozen=True)
class Let(Node):
    name: str
    value: Expr


@dataclass(frozen=True)
class Bump(Node):
    """Adds to a count."""

    name: str
    amount: Expr


@dataclass(frozen=True)
class Unpack(Node):
    """The items of an array of that length, each in a variable."""

    names: tuple[str, ...]
    value: Expr


@dataclass(frozen=True)
class Take(Node):
    """Fields that have to be there, each in a variable; `otherwise`, which returns, when one is not."""

    object: Expr
    fields: tuple[tuple[str, str], ...]
    otherwise: Block


@dataclass(frozen=True)
class Field(Node):
    """A field that need not be there: `there` with its value in the variable, else `absent`.

    null_is_absent: one look-up does, since a null comes to the same. kept: the variable is read afterwards, and is null where
    the field is absent. read: the variable is read in `there`.
    """

    object: Expr
    key: str
    name: str
    there: Block
    absent: Block = ()
    null_is_absent: bool = False
    kept: bool = False
    read: bool = True


@dataclass(frozen=True)
class If(Node):
    test: Expr
    body: Block
    orelse: Block = ()


@dataclass(frozen=True)
class Each(Node):
    """For each item. index: the variable of its position; start: the first position that counts."""

    item: str
    array: Expr
    body: Block
    index: str | None = None
    start: int = 0


@dataclass(frozen=True)
class Report(Node):
    """A violation. seen: what its message shows of the body; related: the pointers of the other fields that were read."""

    fault: Const
    path: Expr
    seen: Expr = NULL
    related: Expr = NOTHING
    late: bool = False


@dataclass(frozen=True)
class Do(Node):
    """A call for what it does."""

    call: Call | Invoke


@dataclass(frozen=True)
class Return(Node):
    value: Expr


@dataclass(frozen=True)
class Shield(Node):
    """`body`, and `otherwise` when anything goes wrong in it."""

    body: Block
    otherwise: Block


@dataclass(frozen=True)
class Note(Node):
    """A comment."""

    text: str


Statement: TypeAlias = Let | Bump | Unpack | Take | Field | If | Each | Report | Do | Return | Shield | Note
Block: TypeAlias = tuple[Statement, ...]

# Modules


class Function(NamedTuple):
    """A function of a module, by what it is for.

    judge: `is_valid(body)`. accepts: a value, is it accepted? check: finds all violations in a value that stands at a path.
    body: the same of a body. fills: a copy of a value that stands at a path, with its defaults; refused: the paths of what is
    refused. looks: finds what is wrong with the files in a value, by what is
    known of them. condition: an item, is a condition true of it, certainly and possibly? members: of a value, the
    names of fields or positions of items that a schema has evaluated. given: of a part of a function that accepts or checks,
    the variables that it reads, which it gets in the place of the value and the path.
    """

    name: str
    kind: Literal["judge", "accepts", "check", "body", "fills", "looks", "condition", "members"]
    body: Block
    doc: str = ""
    given: tuple[str, ...] = ()


# What nodes know


def walk(*nodes: Node) -> Iterator[Node]:
    """The nodes and all inside them."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        for value in vars(node).values():
            if isinstance(value, Node):
                waiting.append(value)
            elif type(value) is tuple:
                waiting += [one for one in value if isinstance(one, Node)]


def reads(*nodes: Node) -> frozenset[str]:
    """The variables that are read."""
    return frozenset(node.name for node in walk(*nodes) if isinstance(node, Var))


def runs(*nodes: Node) -> bool:
    """A function is called, of the module or of the support code."""
    return any(isinstance(node, Call | Invoke) for node in walk(*nodes))


# Making expressions


def both(*parts: Expr) -> Expr:
    """The conjunction of parts, without the constants and without nesting."""
    return _joined(parts, And, TRUE, FALSE)


def either(*parts: Expr) -> Expr:
    """The disjunction of parts, without the constants and without nesting."""
    return _joined(parts, Or, FALSE, TRUE)


def _joined(parts: tuple[Expr, ...], kind: type[And | Or], neutral: Lit, final: Lit) -> Expr:
    other = Or if kind is And else And
    flat: dict[Expr, None] = {}
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        if isinstance(part, other):
            # What has been asked before is not asked again: of `a and (not a or b)`, `a and b` is left.
            left = tuple(inner for inner in part.parts if opposite(inner) not in flat)
            if len(left) < len(part.parts):
                waiting.append(other(left) if len(left) > 1 else left[0] if left else final)
                continue
        if isinstance(part, kind):
            waiting += reversed(part.parts)
        elif part == final:
            return final
        elif part != neutral:
            flat[part] = None
    if not flat:
        return neutral
    return next(iter(flat)) if len(flat) == 1 else kind(tuple(flat))


def opposite(part: Expr) -> Expr:
    """The negation of part, pushed inwards. Orders stay: the opposite of `<` is not `>=` for what is no number."""
    match part:
        case Lit():
            return FALSE if part == TRUE else TRUE
        case Negated(inner):
            return inner
        case And(parts):
            return either(*(opposite(part) for part in parts))
        case Or(parts):
            return both(*(opposite(part) for part in parts))
        case _:
            return Negated(part)


def when(test: Expr, body: Block, orelse: Block = ()) -> Block:
    """The body if the test holds, without a test that is decided."""
    if test == TRUE:
        return body
    return orelse if test == FALSE else (If(test, body, orelse),)
