"""The support code of validators: functions and constants that are the same in all of them, of which each has what it uses."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from functools import lru_cache

from reelspec.codegen.python.source import Definition, definitions
from reelspec.codegen.templates import read_template
from reelspec.language.rules import arithmetic, equality, shown

SUPPORT_TEMPLATES = (
    "python/support/json_values.py",
    "python/support/schemas.py",
    "python/support/fields.py",
    "python/support/words.py",
)


@lru_cache(1)
def support_code() -> tuple[Definition, ...]:
    """All of it: the templates, and the private functions of modules that the interpreter of specs uses as well."""
    json_values, schemas, fields, words = map(read_template, SUPPORT_TEMPLATES)
    copied = (inspect.getsource(module) for module in (equality, arithmetic, shown))
    sources = (json_values, *copied, schemas, fields, words)
    return tuple(
        definition for source in sources for definition in definitions(source) if definition.name.startswith("_")
    )


def support_for(names: Iterable[str]) -> tuple[Definition, ...]:
    """The support code that code with these names needs, directly or through other support code."""
    by_name = {definition.name: definition for definition in support_code()}
    needed: set[str] = set()
    waiting = [name for name in names if name in by_name]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [used for used in by_name[name].uses if used in by_name]
    return tuple(definition for definition in support_code() if definition.name in needed)
