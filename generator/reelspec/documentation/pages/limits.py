"""Options and limits of a JSON Schema as the statements that a rendered page shows, and as facts. `openapi` calls it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from reelspec.documentation.pages.builder import Reading
from reelspec.documentation.pages.page import LIMITS, FactKind, limit_keywords
from reelspec.language.contract.keywords import SIDES
from reelspec.language.source.node import Json, Node

_SAID: Mapping[FactKind, str] = {"length": "{} string length: {}", "items": "{} array length: {} elements"}
"""How Mintlify prints limits other than a range: which side, and the numbers."""


def say_limits(reading: Reading, name: str, schema: Node, line_of: Callable[[Node], int]) -> None:
    """Put the options and limits of a field's schema into the reading. line_of: where a node stands on the page."""
    value = schema.value
    if not isinstance(value, dict):
        return
    options = value.get("enum") if isinstance(value.get("enum"), list) else None
    if options is None and "const" in value:
        options = [value["const"]]
    if isinstance(options, list) and options:
        line = line_of(schema.get("enum") or schema.get("const") or schema)
        statement = reading.say("Available options: " + ", ".join(map(shown, options)), line, "options")
        reading.fact(name, "options", tuple(options), line, statement)
    (least, low_end), (most, high_end) = (
        [_number(value, keyword) for keyword in limit_keywords("range", side)] for side in SIDES
    )
    if value.get("exclusiveMinimum") is True:  # OpenAPI 3.0: whether the limit beside it is excluded
        least, low_end = None, least
    if value.get("exclusiveMaximum") is True:
        most, high_end = None, most
    if low_end is not None or high_end is not None:
        if value.get("type") == "integer":
            least, most = _inclusive(least, most, low_end, high_end)
        else:  # no bounds that are included: a statement, and no fact
            text = f"{'' if low_end is None else f'{low_end} < '}x{'' if high_end is None else f' < {high_end}'}"
            text = f"{'' if least is None else f'{least} <= '}{text}{'' if most is None else f' <= {most}'}"
            statement = reading.say(f"Required range: {text}", line_of(schema), "limit")
            ends: tuple[tuple[FactKind, int | float | None], ...] = (
                ("exclusiveMinimum", low_end),
                ("exclusiveMaximum", high_end),
            )
            for key, bound in ends:
                if bound is not None:
                    reading.fact(name, key, bound, line_of(schema.get(key) or schema), statement)
            if least is not None or most is not None:
                reading.fact(name, "range", (least, most), line_of(schema), statement)
            least = most = None
    for kind in LIMITS:
        keywords = [limit_keywords(kind, side) for side in SIDES]
        low, high = (least, most) if kind == "range" else (_number(value, several[0]) for several in keywords)
        if low is None and high is None:
            continue
        node = next(node for key, node in schema.items() if any(key in several for several in keywords))
        which = "Maximum" if low is None else "Minimum" if high is None else "Required"
        span = f"{low} - {high}" if which == "Required" and low != high else f"{high if low is None else low}"
        words = _range(least, most) if kind == "range" else _SAID[kind].format(which, span)
        reading.fact(name, kind, (low, high), line_of(node), reading.say(words, line_of(node), "limit"))


def _inclusive(
    least: int | float | None, most: int | float | None, low: int | float | None, high: int | float | None
) -> tuple[int | float | None, int | float | None]:
    """The bounds of an integer with excluded limits as limits that are included."""
    if isinstance(low, int):
        least = low + 1 if least is None else max(least, low + 1)
    if isinstance(high, int):
        most = high - 1 if most is None else min(most, high - 1)
    return least, most


def _range(least: int | float | None, most: int | float | None) -> str:
    """As Mintlify prints a range."""
    if least is None:
        return f"Required range: x <= {most}"
    return f"Required range: x >= {least}" if most is None else f"Required range: {least} <= x <= {most}"


def _number(value: dict[str, Json], key: str) -> int | float | None:
    number = value.get(key)
    return number if isinstance(number, int | float) and not isinstance(number, bool) else None


def shown(value: Json) -> str:
    """A value as pages print it: text without quotes."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
