"""Assertions on arrays as a whole: minItems, maxItems, uniqueItems (Validation, section 6.4)."""

from __future__ import annotations

from collections.abc import Iterator

from reelspec.codegen.python.code import Atom, Compare, literal
from reelspec.codegen.validators.keywords.check import Check
from reelspec.codegen.validators.module import Module
from reelspec.language.contract.schema import Schema


def arrays(schema: Schema, value: str, module: Module) -> Iterator[Check]:
    """The checks on an array."""
    exactly = schema.min_items == schema.max_items
    for keyword, bound, operator, words in (
        ("minItems", schema.min_items, "<", "exactly" if exactly else "at least"),
        ("maxItems", schema.max_items, ">", "exactly" if exactly else "at most"),
    ):
        if bound:
            text = literal(f"; {words} {bound} {'is' if bound == 1 else 'are'} allowed")
            yield Check(keyword, Compare(f"len({value})", operator, str(bound)), f"_number_of({value}) + {text}")
        elif bound == 0 and keyword == "maxItems":
            yield Check(keyword, Compare(f"len({value})", ">", "0"), f'_number_of({value}) + "; none is allowed"')
    if schema.unique_items:
        yield Check("uniqueItems", Atom(f"not _unique({value})"), '"an item is there twice"')
