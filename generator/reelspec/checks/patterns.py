"""Check: no pattern takes a text time that grows exponentially with its length. Bodies come from strangers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass

from reelspec.checks.walk import every_schema
from reelspec.language.contract.model import Contract
from reelspec.language.contract.schema import Schema, subschemas
from reelspec.language.regex.backtracking import risk
from reelspec.language.regex.errors import PatternError
from reelspec.language.source.node import Node
from reelspec.language.source.place import Problem


def check_patterns(contract: Contract) -> Iterable[Problem]:
    """Patterns of schemas and of rules. Those whose time grows with a power of the length are let pass: most of them do."""
    patterns: dict[tuple[str, tuple[str | int, ...], str], tuple[Node, str]] = {}
    for schema, _ in every_schema(contract):
        for part in (schema, *(inner for rule in schema.rules for inner in _schemas_in(rule))):
            node = part.node
            if node is None:
                continue
            at = node.get("pattern") or node
            texts = [(part.pattern, at)] if part.pattern is not None else []
            texts += [(text, node.at(("patternProperties", text)) or node) for text in part.pattern_properties]
            for text, where in texts:
                patterns.setdefault((where.document.file, where.pointer, text), (where, text))
    for where, text in patterns.values():
        try:
            reason = risk(text, polynomial=False)
        except PatternError:  # reading has said that it is none
            continue
        if reason is not None:
            yield where.problem(f"the pattern {text}: {reason}", "backtracking")


def _schemas_in(value: object) -> Iterator[Schema]:
    """The schemas in a rule: in its guard, its conditions, and the operator `schema`."""
    if isinstance(value, Schema):
        yield value
        for _, inner in subschemas(value):
            yield from _schemas_in(inner)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _schemas_in(part)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _schemas_in(part)
    elif is_dataclass(value) and not isinstance(value, type | Node):
        for field in fields(value):
            yield from _schemas_in(getattr(value, field.name))
