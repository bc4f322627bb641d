"""`all-or-none`: the fields come together or not at all. Lowered to `dependentRequired`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from reelspec.language.contract.goals import Fault, Object, Way
from reelspec.language.contract.operator import Lowered
from reelspec.language.contract.scope import Scope
from reelspec.language.rules.goals import given, lacking
from reelspec.language.rules.lowering import presence_json
from reelspec.language.rules.operators.presence import OfFields
from reelspec.language.rules.words import listing
from reelspec.language.source.node import Json


@dataclass(frozen=True)
class AllOrNone(OfFields):
    """`all-or-none: [camera, camera_speed]`."""

    name: ClassVar[str] = "all-or-none"

    def lower(self, scope: Scope) -> Lowered:
        if not any(scope.fields[name].nullable for name in self.of):
            return {"dependentRequired": {name: [other for other in self.of if other != name] for name in self.of}}
        each: list[Json] = [presence_json(name, scope) for name in self.of]
        return {"anyOf": [{"allOf": each}, {"not": {"anyOf": each}}]}

    def fault(self, body: Object, scope: Scope) -> Fault | None:
        present, missing = given(self.of, body, scope), lacking(self.of, body, scope)
        return Fault(missing[0], present) if present and missing else None

    def ways(self, scope: Scope) -> Iterable[Way]:
        yield self.way(False)
        yield self.way(False, *self.of)
        yield from (self.way(True, *(other for other in self.of if other != name)) for name in self.of)
        if len(self.of) > 2:
            yield from (self.way(True, name) for name in self.of)

    def words(self) -> str:
        return f"{listing(self.of, 'and')} must be given together or not at all"
