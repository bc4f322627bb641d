"""Assertions on numbers: minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf (Validation, section 6.2)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.codegen.python.code import Atom, Compare, literal
from reelspec.codegen.validators.keywords.check import Check
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Schema


def numbers(schema: Schema, value: str, module: Module) -> Iterator[Check]:
    """The checks on a number, which is neither NaN nor infinite."""
    for keyword, bound, operator, words in (
        ("minimum", schema.minimum, "<", "is less than the minimum"),
        ("maximum", schema.maximum, ">", "is more than the maximum"),
        ("exclusiveMinimum", schema.exclusive_minimum, "<=", "must be more than"),
        ("exclusiveMaximum", schema.exclusive_maximum, ">=", "must be less than"),
    ):
        if bound is not None:
            text = literal(f" {words} {bound}")
            yield Check(keyword, Compare(value, operator, literal(bound)), f"_show({value}) + {text}")
    if schema.multiple_of is not None:
        of = literal(schema.multiple_of)
        text = literal(f" is not a multiple of {schema.multiple_of}")
        yield Check("multipleOf", Atom(f"not _multiple({value}, {of})"), f"_show({value}) + {text}")
