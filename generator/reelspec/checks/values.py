"""Check: an enum or const holds only values of the field's type, no value twice, and every value can be accepted."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.checks.walk import every_schema
from reelspec.contract.model import Contract
from reelspec.logic.evaluate import equal, has_type
from reelspec.logic.words import listing, value_words
from reelspec.source.place import Problem


def check_values(contract: Contract) -> Iterable[Problem]:
    """Values that contradict the type beside them, and values listed twice."""
    for schema in every_schema(contract):
        node = schema.node
        if node is None:
            continue
        for keyword, values in (
            ("enum", schema.enum),
            ("const", None if schema.const is None else (schema.const.value,)),
        ):
            if values is None:
                continue
            at = node.get(keyword)
            for index, value in enumerate(values):
                place = at
                if at is not None and keyword == "enum":
                    place = at.get(index) or at
                if schema.types is not None and not any(has_type(value, one) for one in schema.types):
                    message = f"{value_words(value)} is not of type {listing(schema.types)}"
                    yield (place or node).problem(message, "type-contradiction")
                if any(equal(value, other) for other in values[:index]):
                    yield (place or node).problem(f"{value_words(value)} is listed twice", "duplicate-value")
