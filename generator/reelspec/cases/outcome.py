"""What becomes of a case of the suite: a body that came out as meant, or why there is none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from reelspec.cases.scoring import Violations
from reelspec.language.source.node import Json


@dataclass
class Made:
    """A body that came out as meant. object: the level's own object in it."""

    name: str
    kind: str
    about: str
    body: Json
    found: Violations
    object: dict[str, Json]

    @property
    def text(self) -> str:
        """The body as JSON; the same body has the same text, since fields stand in the order of the spec."""
        return json.dumps(self.body)


class Missed(NamedTuple):
    """What was not made. outcome, reason: as in `cases.schema.json`."""

    name: str
    about: str
    outcome: str
    reason: str
