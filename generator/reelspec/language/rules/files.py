"""What is said of files: which rules read facts of them, so that no schema can say such rules, and which schemas speak of any."""

from __future__ import annotations

from collections import defaultdict

from reelspec.language.contract.facts import limits, totals
from reelspec.language.contract.schema import Definitions, Rule, Schema, every_leaf, nested
from reelspec.language.contract.scope import Scope, file_of, scope_of
from reelspec.language.rules.operators.compare import Compare


def reads_files(rule: Rule, scope: Scope) -> bool:
    """Whether the rule reads a fact of a file."""
    if isinstance(rule.operator, Compare) and rule.operator.measures(scope):
        return True
    conditions = [*rule.operator.conditions(), *(() if rule.when is None else (rule.when,))]
    conditions += [where for _, where in rule.operator.arrays() if where is not None]
    return any(file_of(leaf.field) is not None for condition in conditions for leaf in every_leaf(condition))


def definitions_of_files(definitions: Definitions) -> frozenset[str]:
    """The names of the definitions in which something is said of files that facts can break, or in what they refer to."""
    users: dict[str, list[str]] = defaultdict(list)
    waiting: list[str] = []
    for name, definition in definitions.items():
        for schema in nested(definition):
            if _says_itself(schema, definitions):
                waiting.append(name)
            if schema.ref is not None:
                users[schema.ref].append(name)
    speaking: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in speaking:
            speaking.add(name)
            waiting += users[name]
    return frozenset(speaking)


def says_of_files(schema: Schema, definitions: Definitions, speaking: frozenset[str]) -> bool:
    """Whether something is said of files that facts can break: in the schema, inside of it, or in what it refers to.

    speaking: what `definitions_of_files` says of the definitions.
    """
    return any(part.ref in speaking or _says_itself(part, definitions) for part in nested(schema))


def _says_itself(schema: Schema, definitions: Definitions) -> bool:
    if schema.media.get("formats") or any(limits(schema.media)) or any(totals(schema.media)):
        return True
    return bool(schema.rules) and any(reads_files(rule, scope_of(schema, definitions)) for rule in schema.rules)
