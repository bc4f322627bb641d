"""`exactly-one`: one of the fields is there and no second one. Lowered to `oneOf`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from reelspec.language.contract.operator import Lowered
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.lowering import presence_json
from reelspec.language.rules.operators.presence import CountOfFields


@dataclass(frozen=True)
class ExactlyOne(CountOfFields):
    """`exactly-one: [image, images, media]`."""

    name: ClassVar[str] = "exactly-one"
    needs_one: ClassVar[bool] = True
    allows_two: ClassVar[bool] = False

    def lower(self, scope: Scope) -> Lowered:
        return {"oneOf": [presence_json(name, scope) for name in self.of]}
