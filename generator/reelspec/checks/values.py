"""Check: an enum or const holds only values that the keywords beside it accept, and no value twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from reelspec.checks.walk import every_schema
from reelspec.language.contract.model import Contract
from reelspec.language.parser.names import shown
from reelspec.language.rules.equality import equal, unique
from reelspec.language.rules.evaluate import accepts, only_a_list
from reelspec.language.rules.words import limits, listing
from reelspec.language.source.place import Problem
from reelspec.language.source.values import has_type


def check_values(contract: Contract) -> Iterable[Problem]:
    """Values that can never come, because of what stands beside them, and values listed twice."""
    for schema, provider in every_schema(contract):
        node = schema.node
        if node is None or (schema.enum is None and schema.const is None):
            continue
        for keyword, values in (
            ("enum", schema.enum or ()),
            ("const", () if schema.const is None else (schema.const.value,)),
        ):
            beside = replace(schema, enum=None) if keyword == "enum" else replace(schema, const=None)
            others = None if only_a_list(schema) else replace(beside, const=None, enum=None)
            has_twins = not unique(list(values))
            at = node.get(keyword) or node
            for index, value in enumerate(values):
                place = at.get(index) or at if keyword == "enum" else at
                text = shown(value)
                if schema.types is not None and not any(has_type(value, kind) for kind in schema.types):
                    message = f"{text} is not of type {listing(schema.types)}"
                    if schema.types == ("string",) and isinstance(value, int | float) and not isinstance(value, bool):
                        message += f': write "{text}"'
                    yield place.problem(message, "type-contradiction")
                elif has_twins and any(equal(value, other) for other in values[:index]):
                    yield place.problem(f"{text} is listed twice", "duplicate-value")
                elif (
                    keyword == "const"
                    and schema.enum is not None
                    and not any(equal(value, listed) for listed in schema.enum)
                ):
                    yield place.problem(f"{text} is not in the enum beside it", "value-contradiction")
                elif others is not None and not accepts(others, provider.definitions, value):
                    limit = f": a value must be {' and '.join(limits(beside))}" if limits(beside) else ""
                    message = f"{text} can never be accepted, because of the keywords beside {keyword}{limit}"
                    yield place.problem(message, "value-contradiction")
