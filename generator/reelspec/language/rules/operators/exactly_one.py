"""`exactly-one`: one of the fields is there and no second one. Lowered to `oneOf`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

from reelspec.language.contract.goals import Fault, Object, Way
from reelspec.language.contract.operator import Lowered
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.goals import given
from reelspec.language.rules.operators.presence import OfFields, presence_json
from reelspec.language.rules.words import listing


@dataclass(frozen=True)
class ExactlyOne(OfFields):
    """`exactly-one: [image, images, media]`."""

    name: ClassVar[str] = "exactly-one"

    def impossible(self, scope: Scope) -> str | None:
        return self.two_always_present(scope)

    def lower(self, scope: Scope) -> Lowered:
        return {"oneOf": [presence_json(name, scope) for name in self.of]}

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        there = given(self.of, body, scope)
        if not there:
            return Fault(None, self.of)
        return Fault(there[0], there[1:]) if len(there) > 1 else None

    def ways(self, scope: Scope) -> Iterable[Way]:
        yield self.way(True)
        yield from (self.way(False, name) for name in self.of)
        yield from (self.way(True, *pair) for pair in combinations(self.of, 2))
        if len(self.of) > 2:
            yield self.way(True, *self.of)

    def words(self, scope: Scope) -> str:
        return f"exactly one of {listing(self.of)} must be given"
