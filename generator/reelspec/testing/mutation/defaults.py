"""Defaults that rules read: dropped, and changed to each other value that the field lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Constant, leaves
from reelspec.testing.mutation.mutant import Mutant, spots


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each default that decides a test, or a comparison."""
    tested: set[str] = set()
    for spot in spots(model):
        for rule in spot.schema.rules:
            conditions = (*(() if rule.when is None else (rule.when,)), *rule.operator.conditions())
            tested.update(leaf.field for condition in conditions for leaf in leaves(condition))
            if rule.operator.name in ("compare", "combinations"):
                tested.update(rule.operator.reads())
    for spot in spots(model):
        default = spot.schema.default
        name = spot.where.rpartition(".")[2]
        if default is None or name.replace("[]", "") not in tested:
            continue
        node = spot.at("default")
        changed = replace(spot.schema, default=None)
        yield Mutant("default", f"{spot.named}: default dropped", node, spot.put(changed))
        for value in spot.schema.values() or ():
            if value != default.value or type(value) is not type(default.value):
                changed = replace(spot.schema, default=Constant(value))
                words = f"{spot.named}: default {json.dumps(value)} for {json.dumps(default.value)}"
                yield Mutant("default", words, node, spot.put(changed))
