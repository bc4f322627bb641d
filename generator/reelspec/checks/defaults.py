"""Check: a default is a value that its field accepts, and is either certain (default) or not (x-default)."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.checks.walk import every_schema
from reelspec.language.contract.keywords import similar
from reelspec.language.contract.model import Contract
from reelspec.language.contract.schema import Schema
from reelspec.language.parser.names import MOST_SHOWN, shown
from reelspec.language.rules.evaluate import accepts
from reelspec.language.rules.words import limits, listing, type_words
from reelspec.language.source.place import Problem


def check_defaults(contract: Contract) -> Iterable[Problem]:
    """Defaults that their own field refuses, or that are said to depend on something and not to."""
    for schema, provider in every_schema(contract):
        depends = None if schema.node is None else schema.node.get("x-default")
        if depends is not None and schema.default is not None:
            message = "x-default says that the default depends on something, and default that it is certain: keep one"
            yield depends.problem(message, "default", key=True)
        if schema.node is None:
            continue
        defaults = [
            (dependent.value.value, dependent.node and dependent.node.get("value")) for dependent in schema.depends
        ]
        if schema.default is not None:
            defaults.append((schema.default.value, schema.node.get("default")))
        for value, node in defaults:
            if not accepts(schema, provider.definitions, value):
                at = node or schema.node
                yield at.problem(f"the field refuses its default {shown(value)}{_hint(value, schema)}", "default")


def _hint(value: object, schema: Schema) -> str:
    listed = schema.values()
    if listed is not None:
        meant = similar(value, [text for text in listed if isinstance(text, str)]) if isinstance(value, str) else None
        if meant or len(listed) > MOST_SHOWN:
            return f"; did you mean {meant}?" if meant else ""
        return f"; it must be {listing(map(shown, listed))}"
    demands = [type_words(schema.types)] if schema.types else []
    demands += [demand for demand in limits(schema) if demand not in demands]
    return f"; it must be {' and '.join(demands)}" if demands else ""
