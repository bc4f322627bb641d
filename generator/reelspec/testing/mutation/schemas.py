"""Rules that are a JSON Schema: each bound, list and pattern in it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema
from reelspec.language.rules.operators.schema import SchemaOperator
from reelspec.testing.mutation.bounds import moved
from reelspec.testing.mutation.mutant import Mutant, RuleSpot, inside, rule_spots
from reelspec.testing.mutation.patterns import repatterned
from reelspec.testing.mutation.values import relisted


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
