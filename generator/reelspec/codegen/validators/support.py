"""The support code of validators: functions and constants that are the same for all of them.

A package has it once, as a module. A validator that stands alone carries what it calls.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from functools import lru_cache

from reelspec.codegen.python.source import Definition, definitions, joined
from reelspec.codegen.templates import read_template
from reelspec.language.rules import arithmetic, equality, shown

SUPPORT_TEMPLATES = (
    "python/support/values.py",
    "python/support/messages.py",
    "python/support/violations.py",
    "python/support/schemas.py",
    "python/support/fields.py",
    "python/support/facts.py",
)
ENTRIES = frozenset({"Violation", "effectively", "informed", "ranked", "refusals", "violations"})
"""What every validator uses, whatever its schema."""
_ABSTRACT = ("Callable", "Container", "Iterable")


@lru_cache(1)
def support_code() -> tuple[Definition, ...]:
    """All of it: the templates, and modules that the interpreter of specs uses as well."""
    copied = (inspect.getsource(module) for module in (equality, arithmetic, shown))
    sources = (*copied, *map(read_template, SUPPORT_TEMPLATES))
    return tuple(definition for source in sources for definition in definitions(source))


@lru_cache(1)
def support_names() -> frozenset[str]:
    """What is defined in it."""
    return frozenset(definition.name for definition in support_code())


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


def support_text(names: Iterable[str] | None = None) -> tuple[str, list[str]]:
    """The text of what code with these names needs, None for all of it; and the abstract types that its annotations name."""
    if names is None:
        return joined(support_code()), list(_ABSTRACT)
    parts = support_for(names)
    return joined(parts), [name for name in _ABSTRACT if any(f"{name}[" in part.text for part in parts)]
