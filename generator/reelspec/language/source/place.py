"""Places in files and the problems found there; anybody may make and show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Place:
    """A position in a source file: `file` relative to the repository root (posix), line and column from 1.

    A column counts code points, not bytes and not screen cells.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a source file; `name` is a kebab-case word that stays when the wording changes."""

    place: Place
    message: str
    name: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message} [{self.name}]"

    def as_json(self) -> list[str | int]:
        """The problem as JSON, of which `from_json` makes the same."""
        return [self.place.file, self.place.line, self.place.column, self.message, self.name]

    @classmethod
    def from_json(cls, written: list[Any]) -> Problem:
        """The problem that `as_json` has written."""
        file, line, column, message, name = written
        return cls(Place(file, line, column), message, name)


class Problems(Exception):
    """At least one problem; they are sorted by place and free of duplicates, and str() gives one per line."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        if not self.problems:
            raise ValueError("Problems needs at least one problem")
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
