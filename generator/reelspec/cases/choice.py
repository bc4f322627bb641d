"""A choice: the value that a search gives a field, or that it leaves the field out. Read all over `cases`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from reelspec.language.source.node import Json


class _Absent:
    """Stands for a field that is not there."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
Choice: TypeAlias = "Json | object"
Choices: TypeAlias = Mapping[str, Choice]
"""Field -> its value, `UNKNOWN` for a refused one, `ABSENT`."""
