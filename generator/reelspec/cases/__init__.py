"""Request bodies built from the contract: the one room that builds any. Deterministic, bounded, honest about its bounds.

`suite_of(model)` (in `suite`): the contract cases, a lean set with violations in full, made in milliseconds.
`cases_of(model)`: every body that the search tells apart, with what it shows and the violations to expect.
`valid_body(model, fixed)`: one valid body.
`differ(left, right)`: a body on which two models differ, or that there is none, or that it is not decided.
`Space`: the finite space of one object's choices and the search in it, for checks of specs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reelspec.cases.choice import ABSENT
    from reelspec.cases.comparison import Difference, Same, Undecided
    from reelspec.cases.difference import differ
    from reelspec.cases.exhaustive import Case, Cases, Unreached, cases_of, valid_body
    from reelspec.cases.oracle import Expected
    from reelspec.cases.space import Nothing, Space

__all__ = [
    "ABSENT",
    "Case",
    "Cases",
    "Difference",
    "Expected",
    "Nothing",
    "Same",
    "Space",
    "Undecided",
    "Unreached",
    "cases_of",
    "differ",
    "valid_body",
]

_PLACES = {
    "comparison": ("Difference", "Same", "Undecided"),
    "exhaustive": ("Case", "Cases", "Unreached", "cases_of", "valid_body"),
    "difference": ("differ",),
    "oracle": ("Expected",),
    "choice": ("ABSENT",),
    "space": ("Nothing", "Space"),
}


def __getattr__(name: str) -> object:
    """Loads a part of the room when it is used: contract cases are made in less time than all of it takes to load."""
    for place, names in _PLACES.items():
        if name in names:
            value = getattr(import_module(f"reelspec.cases.{place}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
