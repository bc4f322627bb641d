"""Rules that are a JSON Schema: each bound, list and pattern in it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from reelspec.contract.model import Model
from reelspec.contract.schema import Schema
from reelspec.mutate.bounds import moved
from reelspec.mutate.lists import relisted
from reelspec.mutate.mutant import Mutant, RuleSpot, inside, rule_spots
from reelspec.mutate.patterns import repatterned
from reelspec.rules.schema import SchemaOperator


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each change in the schema of each such rule."""
    for spot in rule_spots(model):
        operator = spot.rule.operator
        if not isinstance(operator, SchemaOperator):
            continue
        for inner in inside(operator.schema, "", _put(spot, operator)):
            changes = [(words, schema) for _, words, schema in (*moved(inner.schema), *relisted(inner.schema))]
            for words, schema in (*changes, *repatterned(inner.schema)):
                yield Mutant("schema", f"{spot.rule.id}: {inner.named}, {words}", spot.rule.node, inner.put(schema))


def _put(spot: RuleSpot, operator: SchemaOperator) -> Callable[[Schema], Model]:
    return lambda new: spot.with_(operator=replace(operator, schema=new))
