"""The two ways in which a pattern is refused; raised in this package, re-exported by ecma.py."""

from __future__ import annotations


class PatternError(ValueError):
    """Not a pattern of ECMA-262 (2023, u flag). `offset` counts code points from the start of the pattern."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message, offset)
        self.message = message
        self.offset = offset

    def __str__(self) -> str:
        return f"{self.message} (at offset {self.offset})"


class PatternNotCarriedError(PatternError):
    """A valid pattern that is not carried to Python."""
