"""Fields that need not be there, in fast code: how each is looked up, and which are looked at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from reelspec.codegen.python.code import Compare, If, Line, Statement, literal, opposite
from reelspec.language.contract.schema import Schema


class Optional(NamedTuple):
    """A field that need not be there, and how its variable is read.

    got: it is looked up once (see `is_got`). judged: its value is. needed: what follows reads its variable, which is None
    when it is absent. typed: the variable is declared to be of any type.
    """

    name: str
    variable: str
    got: bool
    judged: bool
    needed: bool
    typed: bool = False

    def read(self, value: str, there: Sequence[Statement], absent: Sequence[Statement]) -> list[Statement]:
        """Statements that read it and run `there` or `absent`."""
        missing = (Line(f"{self.variable} = None"),) if self.needed and not self.got else ()
        return self._read(value, there, (*missing, *absent), self._declared())

    def read_later(
        self, value: str, there: Sequence[Statement], absent: Sequence[Statement]
    ) -> tuple[list[Statement], list[Statement]]:
        """The same where the reading itself may be left out: what is to run before, and the reading."""
        missing = (Line(f"{self._declared()} = None"),) if self.needed else ()
        return [*missing, *absent], self._read(value, there, (), self.variable)

    def _declared(self) -> str:
        return f"{self.variable}: Any" if self.typed else self.variable

    def _read(
        self, value: str, there: Sequence[Statement], absent: Sequence[Statement], target: str
    ) -> list[Statement]:
        key = literal(self.name)
        out: list[Statement] = []
        test = Compare(key, "in", value)
        if self.got:
            out.append(Line(f"{target} = {value}.get({key})"))
            test = Compare(self.variable, "is not", "None")
        elif self.judged or self.needed:
            there = (Line(f"{target} = {value}[{key}]"), *there)
        if there:
            out.append(If(test, tuple(there), tuple(absent)))
        elif absent:
            out.append(If(opposite(test), tuple(absent)))
        return out


def usual_of(shares: Mapping[str, float]) -> frozenset[str]:
    """The fields that at least half of the requests set."""
    return frozenset(name for name, share in shares.items() if share >= 0.5)


def is_got(schema: Schema, one: Schema) -> bool:
    """An optional field is looked up once, where a null is as good as one field too many: the object is closed to others,
    and the field refuses null."""
    closed = schema.additional_properties is not None and schema.additional_properties.boolean is False
    return closed and one.types is not None and "null" not in one.types
