"""`exactly-one`: one of the fields is there and no second one. Lowered to `oneOf`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from reelspec.compile.code import Expr, both, either
from reelspec.contract.scope import Scope
from reelspec.logic.lower import Lowered
from reelspec.logic.words import listing
from reelspec.rules.at_most_one import several_present
from reelspec.rules.operator import Blame, View
from reelspec.rules.presence import OfFields, presence_json


@dataclass(frozen=True, slots=True)
class ExactlyOne(OfFields):
    """`exactly-one: [image, images, media]`."""

    name: ClassVar[str] = "exactly-one"

    def lower(self, scope: Scope) -> Lowered:
        return {"oneOf": [presence_json(name, scope) for name in self.of]}

    def broken(self, view: View) -> Expr:
        return either(both(*map(view.absent, self.of)), several_present(self.of, view))

    def blame(self, view: View) -> Blame:
        given = view.present_pointers(self.of)
        none = self.blame_none(view)
        return Blame(f"({given} or ({none.path},))[0]", f"({given}[1:] if {given} else {none.related})")

    def words(self, scope: Scope) -> str:
        return f"exactly one of {listing(self.of)} must be given"
