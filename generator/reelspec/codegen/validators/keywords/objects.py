"""Assertions on objects as a whole: minProperties, maxProperties (Validation, section 6.5)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.codegen.python.code import Compare, literal
from reelspec.codegen.validators.keywords.check import Check
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Schema


def objects(schema: Schema, value: str, module: Module) -> Iterator[Check]:
    """The checks on an object."""
    for keyword, bound, operator, words in (
        ("minProperties", schema.min_properties, "<", "at least"),
        ("maxProperties", schema.max_properties, ">", "at most"),
    ):
        if bound is not None:
            text = literal(f" fields; {words} {bound} {'is' if bound == 1 else 'are'} allowed")
            yield Check(keyword, Compare(f"len({value})", operator, str(bound)), f'f"it has {{len({value})}}" + {text}')
