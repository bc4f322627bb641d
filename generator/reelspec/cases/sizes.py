"""Texts, arrays and objects of an exact size, as bounds measure it, and addresses of their own for items.

Whether a schema accepts what is made is for the caller to ask.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Any, assert_never

from reelspec.cases.texts import OURS, PROMPT
from reelspec.language.contract.keywords import Keyword
from reelspec.language.contract.schema import Schema
from reelspec.language.source.node import Json

LARGEST_SHOWN = 100
"""No accepted array or object of a case is larger than this."""
LONGEST_TEXT = 100_000
"""No text of a case is longer than this: a field may admit megabytes, which no file of cases is for."""
MOST_SHOWN = {"string": (LONGEST_TEXT, LONGEST_TEXT), "array": (LARGEST_SHOWN, 2_000), "object": (LARGEST_SHOWN,) * 2}
"""Type -> the size up to which cases show its bounds: of what is accepted, of what is refused."""
LONGEST_MADE = 10_000_000
"""No text at all is made longer than this."""


def sized(value: Any, size: int, keyword: Keyword) -> Json:
    """The value made shorter or longer, until what a bound measures of it is exactly the size; a text, `LONGEST_MADE` at most.

    value: a text, an array or an object, whichever the keyword is for. A text says its words again, an array its first item.
    """
    match keyword.measure:
        case "length":
            text, size = value or PROMPT, min(size, LONGEST_MADE)
            cut = (text + f" {text}" * (size // (len(text) + 1)))[:size]
            return cut[:-1] + "." if cut.endswith(" ") else cut
        case "items":
            return value[:size] if size <= len(value) else numbered(value[:1] * size)
        case "matches":
            return numbered(value[:1] * size)
        case "fields":
            names = (f"field_{index}" for index in range(size + 1) if f"field_{index}" not in value)
            more = dict.fromkeys(islice(names, max(size - len(value), 0)), "value")
            return dict([*value.items(), *more.items()][:size])
        case "number" | None:
            raise AssertionError(f"{keyword.name} is no bound of a size")
    assert_never(keyword.measure)


_NUMBER = re.compile(r"-[0-9]+\.(?=[a-z0-9]+$)")


def numbered(items: Sequence[Json], first: int = 1) -> list[Json]:
    """The items with addresses of their own, so that no two are the same. first: the number of the first one."""
    return [_numbered(item, number) for number, item in enumerate(items, first)]


def _numbered(value: Json, number: int) -> Json:
    """The value with the first number in an address of ours replaced."""
    if isinstance(value, dict):
        return {name: _numbered(inner, number) for name, inner in value.items()}
    if isinstance(value, str) and value.startswith(OURS):
        return _NUMBER.sub(f"-{number}.", value)
    return value


def grown(value: Any, size: int, keyword: Keyword, schema: Schema) -> Json:
    """The array or object made as large as `sized` makes it, its items unlike each other where its schema wants that."""
    made = sized(value, size, keyword)
    return _unlike(made, schema.items) if schema.unique_items and isinstance(made, list) else made


def _unlike(items: Sequence[Json], item: Schema | None) -> list[Json]:
    """The items with those changed that stand there before: to a listed value, a number that is more, another end of a text."""
    distinct: list[Json] = []
    left = [value for value in (None if item is None else item.values()) or () if value not in items]
    for number, value in enumerate(items, 1):
        if value in distinct and left:
            distinct.append(left.pop(0))
        elif value in distinct and isinstance(value, str):
            distinct.append(f"{value[: max(len(value) - len(str(number)), 0)]}{number}")
        elif value in distinct and isinstance(value, int | float) and not isinstance(value, bool):
            distinct.append(value + number)
        else:
            distinct.append(value)
    return distinct
