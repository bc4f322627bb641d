"""What a rule operator is: the one interface between an operator's file and the rest of the program.

An operator is a frozen dataclass in a file of its own. It reads itself from a spec, says which fields it reads, what is
left of it in a narrower scope, how JSON Schema says it, when it is broken in Python, and what it demands in words.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar, Protocol, Self, TypeVar

from reelspec.codegen.python.code import Expr
from reelspec.common.dataclass import dataclass
from reelspec.language.contract.condition import Condition
from reelspec.language.contract.schema import Schema
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.json_schema import Lowered
from reelspec.language.rules.operators.ways import Fault, Object, Way
from reelspec.language.source.node import Node

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class NotCarried:
    """A rule that JSON Schema cannot say, and why."""

    reason: str


class Reader(Protocol):
    """What an operator may ask of `language.parser` while it reads itself. A part that is wrong is noted as a problem there,
    and something harmless is given back, so that reading goes on and all problems are reported in one run."""

    def condition(self, node: Node) -> Condition: ...

    def test(self, field: str, node: Node) -> Condition: ...

    def schema(self, node: Node) -> Schema: ...

    def name(self, node: Node) -> str: ...

    def names(self, node: Node, least: int = 1) -> tuple[str, ...]: ...

    def count(self, node: Node | None) -> int | None: ...

    def members(self, node: Node, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Node]: ...

    def problem(self, node: Node, message: str, name: str = "rule", *, key: bool = False) -> None: ...


class View(Protocol):
    """The fields of one object while generated code judges it: an operator asks it for expressions."""

    scope: Scope

    def certain(self, condition: Condition) -> Expr:
        """`condition` is certainly true."""
        ...

    def possible(self, condition: Condition) -> Expr:
        """`condition` is not certainly false."""
        ...

    def present(self, name: str) -> Expr:
        """`name` is certainly there."""
        ...

    def absent(self, name: str) -> Expr:
        """`name` is certainly not there."""
        ...

    def value(self, name: str) -> str:
        """The variable that holds the field's value; None when it is absent."""
        ...

    def known(self, names: Iterable[str]) -> Expr:
        """All of these fields are absent or hold a value that is known."""
        ...

    def sound(self, names: Iterable[str]) -> Expr:
        """Nothing in these fields is refused, however deep."""
        ...

    def accepted(self, schema: Schema) -> Expr:
        """`schema` accepts the object itself."""
        ...

    def count(self, name: str, where: Condition | None, *, certain: bool) -> str:
        """The number of items of the array `name` for which `where` is certainly true (or not certainly false)."""
        ...

    def tally(self, name: str, by: str, weights: dict[str, int], longest: int) -> str:
        """The sum over the items of the array of the weight of their `by`; 0 when absent, -1 when it is not known.
        Arrays longer than `longest` have no tally: the expression is then no sum of weights."""
        ...

    def kinds(self, name: str, by: str, tally: str, said: dict[int, str], longest: int) -> str:
        """An expression for the text that lists the `by` of the items of the array `name`. said: the text for what `tally`
        gives of arrays that are no longer than `longest`, as far as it is known beforehand."""
        ...

    def column(self, name: str, value: str, by: str | None) -> str:
        """The items of the array that the expression `value` gives for `name`, or their field `by`; refused ones as gaps."""
        ...

    def constant(self, text: str) -> str:
        """The name of a module constant for a set or tuple display of literals."""
        ...

    def helper(self, name: str) -> str:
        """Says that a support function is used; gives its name back."""
        ...

    def pointer(self, name: str | None = None) -> str:
        """An expression for the JSON Pointer of `name`, or of the object itself."""
        ...

    def present_pointers(self, names: Iterable[str]) -> str:
        """An expression for the tuple of the pointers of those of the fields that are there."""
        ...

    def absent_pointers(self, names: Iterable[str]) -> str:
        """An expression for the tuple of the pointers of those of the fields that are not there."""
        ...


@dataclass(frozen=True, slots=True)
class Blame:
    """Where a broken rule is reported: expressions for `path` and for the `related` pointers after the guard's."""

    path: str
    related: str
    detail: tuple[str, str] | None = None
    """Words, and an expression for the text after them: what is there instead, when the fields' values do not say it."""
    defaults: tuple[tuple[str, str | None], ...] = ()
    """With `detail`: the fields that it reads, or (array, field of its items), of which an absent one stands for its default."""
    demand: str | None = None
    """An expression for what was demanded, when only a part of `words` is broken: the one row of a table."""


class Operator(ABC):
    """One kind of constraint across fields."""

    __slots__ = ()
    name: ClassVar[str]

    @classmethod
    @abstractmethod
    def read(cls, node: Node, reader: Reader) -> Self | None:
        """The operator from its value in a rule; None when it is too broken to go on with."""

    @abstractmethod
    def reads(self) -> tuple[str, ...]:
        """The fields it reads, in the order of writing, none twice."""

    def conditions(self) -> tuple[Condition, ...]:
        """The conditions in it, for checks of names and values."""
        return ()

    def arrays(self) -> tuple[tuple[str, Condition | None], ...]:
        """The array fields whose items it counts, each with the condition on the items."""
        return ()

    def schemas(self) -> tuple[Schema, ...]:
        """The schemas in it that are part of no condition."""
        return ()

    def presence(self) -> tuple[str, ...]:
        """The fields of which it asks only whether they are there."""
        return ()

    def check(self, scope: Scope) -> Iterable[tuple[Node | None, str]]:
        """What is wrong with it in this scope beyond unknown names: (place, message)."""
        return ()

    def simplify(self, scope: Scope) -> Operator | None:
        """What is left of it in this scope; None when it always holds."""
        return self

    @abstractmethod
    def lower(self, scope: Scope) -> Lowered | NotCarried:
        """A schema of the objects for which it is not certainly broken."""

    @abstractmethod
    def broken(self, view: View) -> Expr:
        """True when it is certainly broken."""

    @abstractmethod
    def blame(self, view: View) -> Blame:
        """Where to report it."""

    @abstractmethod
    def fault(self, body: Object, scope: Scope) -> Fault | None:
        """Where it is reported for this object if it is certainly broken, else None: what `broken` and `blame` compile,
        said once more and plainly, so that tests have something to compare with. Not for services."""

    @abstractmethod
    def ways(self, scope: Scope) -> Iterable[Way]:
        """The ways to keep it and the ways to break it, each by a name of its own. Bodies are built from them."""

    @abstractmethod
    def words(self, scope: Scope) -> str:
        """What it demands: `size must be "720P"`."""


def ordered(names: Iterable[_T]) -> tuple[_T, ...]:
    """The names in order, none twice."""
    return tuple(dict.fromkeys(names))
