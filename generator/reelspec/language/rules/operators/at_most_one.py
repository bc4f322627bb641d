"""`at-most-one`: two of the fields may not come together. Lowered to `not`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from reelspec.language.contract.operator import Lowered
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.operators.presence import CountOfFields, two_present


@dataclass(frozen=True)
class AtMostOne(CountOfFields):
    """`at-most-one: [image, images, media]`."""

    name: ClassVar[str] = "at-most-one"
    needs_one: ClassVar[bool] = False
    allows_two: ClassVar[bool] = False

    def lower(self, scope: Scope) -> Lowered:
        return {"not": two_present(self.of, scope)}
