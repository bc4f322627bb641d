"""What a keyword family gives the compilers: for each assertion, when it is broken in Python and how that is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from reelspec.codegen.python.code import Expr
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Schema


@dataclass(frozen=True, slots=True)
class Check:
    """One assertion on a value of one JSON type.

    broken: true when the value, which is of that type, breaks it. message: an expression for the violation's message.
    """

    keyword: str
    broken: Expr
    message: str


Family: TypeAlias = Callable[[Schema, str, Module], Iterator[Check]]
"""(schema, expression of the value, module) -> its checks, in the order in which they are reported."""
