"""`at-least-one`: one or more of the fields are there. Lowered to `anyOf`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from reelspec.language.contract.goals import Fault, Object, Way
from reelspec.language.contract.operator import Lowered
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.goals import given
from reelspec.language.rules.operators.presence import OfFields, presence_json
from reelspec.language.rules.words import listing


@dataclass(frozen=True)
class AtLeastOne(OfFields):
    """`at-least-one: [image, images, media]`."""

    name: ClassVar[str] = "at-least-one"

    def lower(self, scope: Scope) -> Lowered:
        return {"anyOf": [presence_json(name, scope) for name in self.of]}

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        return None if given(self.of, body, scope) else Fault(None, self.of)

    def ways(self, scope: Scope) -> Iterable[Way]:
        yield self.way(True)
        yield from (self.way(False, name) for name in self.of)
        yield self.way(False, *self.of)

    def words(self, scope: Scope) -> str:
        return f"at least one of {listing(self.of)} must be given"
