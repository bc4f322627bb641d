"""Rules on which fields are there: a field left out or added, one operator in the place of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.rules.operators.all_or_none import AllOrNone
from reelspec.language.rules.operators.at_least_one import AtLeastOne
from reelspec.language.rules.operators.at_most_one import AtMostOne
from reelspec.language.rules.operators.conflicts import Conflicts
from reelspec.language.rules.operators.exactly_one import ExactlyOne
from reelspec.language.rules.operators.presence import OfFields
from reelspec.language.rules.operators.requires import Requires
from reelspec.testing.mutation.mutant import Mutant, RuleSpot, rule_spots

_KINDS: tuple[type[OfFields], ...] = (AtLeastOne, AtMostOne, ExactlyOne, AllOrNone)


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each field of each such rule."""
    for spot in rule_spots(model):
        match spot.rule.operator:
            case OfFields() as operator:
                yield from _of_fields(spot, operator)
            case Conflicts() as operator:
                yield from _conflicts(spot, operator)
            case Requires() as operator:
                yield from _requires(spot, operator)
            case _:
                pass


def _of_fields(spot: RuleSpot, operator: OfFields) -> Iterator[Mutant]:
    for name in operator.of if len(operator.of) > 2 else ():
        fewer = replace(operator, of=tuple(one for one in operator.of if one != name))
        yield Mutant("presence", f"{spot.rule.id}: without {name}", spot.rule.node, spot.with_(operator=fewer))
    for kind in _KINDS:
        if not isinstance(operator, kind):
            words = f"{spot.rule.id}: {kind.name} for {operator.name}"
            yield Mutant("presence", words, spot.rule.node, spot.with_(operator=kind(operator.of)))


def _conflicts(spot: RuleSpot, operator: Conflicts) -> Iterator[Mutant]:
    for side in ("first", "second"):
        names: tuple[str, ...] = getattr(operator, side)
        for name in names if len(names) > 1 else ():
            fewer = replace(operator, **{side: tuple(one for one in names if one != name)})
            yield Mutant("presence", f"{spot.rule.id}: without {name}", spot.rule.node, spot.with_(operator=fewer))
        for name, field in spot.scope.fields.items():
            if name not in operator.reads() and not field.required:
                more = replace(operator, **{side: (*names, name)})
                words = f"{spot.rule.id}: {name} conflicts as well, on the {side} side"
                yield Mutant("presence", words, spot.rule.node, spot.with_(operator=more))


def _requires(spot: RuleSpot, operator: Requires) -> Iterator[Mutant]:
    for name, needed in operator.needs.items():
        for one in needed:
            left = tuple(other for other in needed if other != one)
            needs = {key: (left if key == name else value) for key, value in operator.needs.items()}
            if not left:
                del needs[name]
            words = f"{spot.rule.id}: {name} no longer needs {one}"
            if needs:
                yield Mutant("presence", words, spot.rule.node, spot.with_(operator=replace(operator, needs=needs)))
            # A rule that needs nothing is no rule; that it is dropped is another kind's mutant.
