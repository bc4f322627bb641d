"""Comparisons as text for a terminal and as JSON values. The `documents` command prints what these return."""

from __future__ import annotations

from collections.abc import Iterable

from reelspec.documentation.comparison.difference import Comparison, Difference
from reelspec.language.source.node import Json

_NOUNS = {"options": "the values", "range": "the range", "length": "the length", "items": "the number of items"}


def shown(comparisons: Iterable[Comparison], *, explained: bool = False) -> list[str]:
    """The lines to print: every open difference with its place, then a line for each page. They are not escaped for a
    terminal yet. explained: list the explained differences too."""
    lines: list[str] = []
    for comparison in comparisons:
        for difference in comparison.differences:
            if difference.explanation is None:
                lines.append(f"{difference.place}: {sentence(difference)} [{difference.kind}]")
            elif explained:
                lines.append(f"{difference.place}: {sentence(difference)}; explained: {difference.explanation}")
        count = len(comparison.differences) - len(comparison.open)
        lines.append(
            f"{comparison.provider}/{comparison.document}: {comparison.agreed} facts of {comparison.name} agree, "
            f"{len(comparison.open)} {'differs' if len(comparison.open) == 1 else 'differ'}, {count} explained"
        )
    return lines


def sentence(difference: Difference) -> str:
    """A difference in words."""
    if difference.kind == "explanation":
        return f"{difference.spec}, but {difference.page}: take it out"
    where = "the page" if difference.line is None else f"the page, line {difference.line},"
    noun = f"{_NOUNS[difference.kind]} of " if difference.kind in _NOUNS else ""
    return f"{noun}{difference.field}: {where} says {difference.page}; the spec says {difference.spec}"


def as_json(comparison: Comparison) -> dict[str, Json]:
    """A comparison as JSON values."""
    return {
        "provider": comparison.provider,
        "document": comparison.document,
        "page": comparison.name,
        "agreed": comparison.agreed,
        "differences": [
            {
                "field": difference.field,
                "kind": difference.kind,
                "file": difference.place.file,
                "line": difference.place.line,
                "column": difference.place.column,
                "pageLine": difference.line,
                "page": difference.page,
                "spec": difference.spec,
                "explanation": difference.explanation,
            }
            for difference in comparison.differences
        ],
    }
