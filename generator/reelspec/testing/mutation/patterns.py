"""Patterns: dropped, an anchor removed, a number of repetitions moved by one.

An anchor before something that is repeated and may be empty is left alone: `^\\s*` and `\\s*` mostly find the same, and
no finite search can show that they always do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from reelspec.language.contract.model import Model
from reelspec.language.contract.schema import Schema
from reelspec.language.regex.ecma import parse
from reelspec.language.regex.errors import PatternError
from reelspec.language.regex.tree import Capture, Repeat, Sequence
from reelspec.testing.mutation.mutant import Mutant, spots

_REPEATED = re.compile(r"\{(\d+)(,?)(\d*)\}")


def mutants(model: Model) -> Iterator[Mutant]:
    """A mutant for each change of each pattern."""
    for spot in spots(model):
        for words, changed in repatterned(spot.schema):
            yield Mutant("pattern", f"{spot.named}: {words}", spot.at("pattern"), spot.put(changed))


def _may_begin_anywhere(pattern: str) -> bool:
    """What stands behind `^` begins with something repeated that may be empty: there the anchor may say nothing."""
    try:
        node = parse(pattern)
    except PatternError:
        return True
    while True:
        match node:
            case Sequence(items) if items:
                node = items[0]
            case Capture(body, _):
                node = body
            case Repeat(body, least, _, _, _):
                if least == 0:
                    return True
                node = body
            case _:
                return False


def repatterned(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The schema with another pattern: (what is changed, the schema)."""
    pattern = schema.pattern
    if pattern is None:
        return
    yield "pattern dropped", replace(schema, pattern=None)
    if pattern.startswith("^") and "|" not in pattern and not _may_begin_anywhere(pattern[1:]):
        yield "pattern without ^", replace(schema, pattern=pattern[1:])
    if pattern.endswith("$") and not pattern.endswith("\\$") and "|" not in pattern:
        yield "pattern without $", replace(schema, pattern=pattern[:-1])
    for found in _REPEATED.finditer(pattern):
        for more in (1, -1):
            low = int(found[1]) + more
            if low >= 0 and not (found[3] and low > int(found[3])):
                text = f"{pattern[: found.start()]}{{{low}{found[2]}{found[3]}}}{pattern[found.end() :]}"
                yield f"pattern with {low} repetitions for {found[1]}", replace(schema, pattern=text)
