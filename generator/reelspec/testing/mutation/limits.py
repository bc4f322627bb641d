"""Limits on items: `least` and `most` moved by one and dropped, `where` changed, an array left out of the sum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.rules.operators.limit import Limit
from reelspec.testing.mutation.conditions import changed
from reelspec.testing.mutation.mutant import Mutant, rule_spots


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each change of each limit."""
    for spot in rule_spots(model):
        limit = spot.rule.operator
        if not isinstance(limit, Limit):
            continue
        for word, bound in (("least", limit.least), ("most", limit.most)):
            at = None if limit.node is None else limit.node.get(word) or limit.node
            for other in (bound + 1, bound - 1) if bound is not None else ():
                if other >= 0:
                    changes = {word: other}
                    words = f"{spot.rule.id}: {word} {other} for {bound}"
                    yield Mutant("limit", words, at, spot.with_(operator=replace(limit, **changes)))  # type: ignore[arg-type]
        if limit.where is not None:
            for words, node, condition in changed(limit.where, spot.scope.items_of(limit.of[0])):
                other_limit = replace(limit, where=condition)
                yield Mutant(
                    "limit", f"{spot.rule.id}: where, {words}", node or limit.node, spot.with_(operator=other_limit)
                )
            everything = replace(limit, where=None)
            yield Mutant("limit", f"{spot.rule.id}: `where` dropped", limit.node, spot.with_(operator=everything))
        for name in limit.of if len(limit.of) > 1 else ():
            fewer = replace(limit, of=tuple(one for one in limit.of if one != name))
            yield Mutant("limit", f"{spot.rule.id}: without {name}", limit.node, spot.with_(operator=fewer))
