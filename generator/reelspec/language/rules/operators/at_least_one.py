"""`at-least-one`: one or more of the fields are there. Lowered to `anyOf`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from reelspec.language.contract.operator import Lowered
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.lowering import presence_json
from reelspec.language.rules.operators.presence import CountOfFields


@dataclass(frozen=True)
class AtLeastOne(CountOfFields):
    """`at-least-one: [image, images, media]`."""

    name: ClassVar[str] = "at-least-one"
    needs_one: ClassVar[bool] = True
    allows_two: ClassVar[bool] = True

    def lower(self, scope: Scope) -> Lowered:
        return {"anyOf": [presence_json(name, scope) for name in self.of]}
