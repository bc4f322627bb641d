"""Check: a default is a value that its field accepts."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.checks.walk import every_schema
from reelspec.contract.model import Contract
from reelspec.contract.schema import Definitions
from reelspec.logic.evaluate import accepts
from reelspec.logic.words import value_words
from reelspec.source.place import Problem


def check_defaults(contract: Contract) -> Iterable[Problem]:
    """Defaults that their own field refuses."""
    definitions: Definitions = {
        name: schema for provider in contract.providers for name, schema in provider.definitions.items()
    }
    for schema in every_schema(contract):
        if schema.default is None or schema.node is None:
            continue
        if not accepts(schema, definitions, schema.default.value):
            at = schema.node.get("default") or schema.node
            yield at.problem(f"the field refuses its default {value_words(schema.default.value)}", "default")
