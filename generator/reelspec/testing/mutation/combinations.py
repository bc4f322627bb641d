"""Combinations: each one dropped, and each one added that differs from one that is listed by a single item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.operators.combinations import Combinations
from reelspec.testing.mutation.mutant import Mutant, rule_spots


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each combination that comes or goes."""
    for spot in rule_spots(model):
        operator = spot.rule.operator
        if not isinstance(operator, Combinations):
            continue
        node = None if operator.node is None else operator.node.get("allow") or operator.node
        for index, gone in enumerate(operator.allow if len(operator.allow) > 1 else ()):
            left = (*operator.allow[:index], *operator.allow[index + 1 :])
            words = f"{spot.rule.id}: {_shown(gone)} is no longer allowed"
            yield Mutant("combination", words, node, spot.with_(operator=replace(operator, allow=left)))
        for new in _near(operator, spot.scope):
            words = f"{spot.rule.id}: {_shown(new)} is allowed too"
            more = replace(operator, allow=(*operator.allow, new))
            yield Mutant("combination", words, node, spot.with_(operator=more))


def _near(operator: Combinations, scope: Scope) -> list[tuple[str, ...]]:
    """Combinations with one item more, less or another than one that is allowed."""
    known = _types(operator, scope)
    listed = {tuple(sorted(one)) for one in operator.allow}
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for one in operator.allow:
        others = [one[:index] + one[index + 1 :] for index in range(len(one))]
        others += [(*one, kind) for kind in known]
        others += [(*one[:index], kind, *one[index + 1 :]) for index in range(len(one)) for kind in known]
        for other in others:
            key = tuple(sorted(other))
            twice = operator.by is None and len(set(other)) < len(other)
            if key not in listed and other and not twice:
                found.setdefault(key, other)
    return list(found.values())


def _types(operator: Combinations, scope: Scope) -> list[str]:
    if operator.by is None:
        return list(operator.of)
    field = scope.items_of(operator.of[0]).fields.get(operator.by)
    values = None if field is None else field.schema.values()
    if values is None:
        return list(dict.fromkeys(kind for one in operator.allow for kind in one))
    return [one for one in values if isinstance(one, str)]


def _shown(combination: tuple[str, ...]) -> str:
    return " + ".join(combination) or "nothing"
